"""A small transformer span model on onnxruntime, its weights in eight bits: what it says of each word of a text.

Texts longer than the model takes are read in windows one after another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from extract.components.pieces import Pieces, case_of
from extract.components.tags import COLUMNS, TAGS

Matrix = npt.NDArray[np.float32]

LONGEST = 510
"""Pieces of a window, without the marks around it."""

_NEVER = np.float32(-20)


class Transformer:
    """Words of a text to (words, COLUMNS): log-probabilities of tags, probabilities of roles, of salience."""

    def __init__(self, session: Any, vocabulary: Sequence[str]) -> None:
        self._session = session
        self._pieces = Pieces(vocabulary)
        self._opening, self._parting = vocabulary.index("[CLS]"), vocabulary.index("[SEP]")

    def __call__(self, words: Sequence[str], title_words: int) -> Matrix:
        # A word that the vocabulary drops (white space) is outside of everything.
        said = np.zeros((len(words), COLUMNS), dtype=np.float32)
        said[:, 1 : len(TAGS)] = _NEVER
        for ids, cases, first, kept in self._windows(words, title_words):
            given = {"ids": [ids], "cases": [cases], "first": first}
            rows = self._session.run(None, {name: np.array(each, dtype=np.int64) for name, each in given.items()})[0]
            said[kept] = rows
        return said

    def _windows(
        self, words: Sequence[str], title_words: int
    ) -> Iterator[tuple[list[int], list[int], list[int], list[int]]]:
        """Ids and cases of pieces, where each word's first piece is, and which words these are."""
        ids, cases = [self._opening], [0]
        first: list[int] = []
        kept: list[int] = []
        for at, word in enumerate(words):
            if at == title_words:
                ids.append(self._parting)
                cases.append(0)
            pieces = self._pieces.of(word)
            if not pieces:
                continue
            if len(ids) + len(pieces) > LONGEST:
                yield [*ids, self._parting], [*cases, 0], first, kept
                ids, cases, first, kept = [self._opening], [0], [], []
            first.append(len(ids))
            kept.append(at)
            ids += pieces
            cases += [case_of(word)] * len(pieces)
        if kept:
            yield [*ids, self._parting], [*cases, 0], first, kept


def read_model(folder: Path) -> Transformer:
    """The model of a folder with model.onnx and vocab.txt."""
    try:
        import onnxruntime
    except ImportError:
        raise ImportError(
            "a transformer runs on onnxruntime, which is not installed: pip install 'citegraph[transformer]', "
            "or take one that needs none: --model fast"
        ) from None
    options = onnxruntime.SessionOptions()
    # Papers are read side by side in processes, not a paper in threads.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        (folder / "model.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
    )
    return Transformer(session, (folder / "vocab.txt").read_text(encoding="utf-8").split("\n"))
