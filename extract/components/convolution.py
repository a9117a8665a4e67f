"""A small convolutional span model in numpy: what it says of each word of a text, in half a millisecond.

Each word is embedded from hashes of its parts (Weinberger et al. 2009; Serrà and Karatzoglou 2017, as in spaCy's
MultiHashEmbed), which is remembered by word; residual layers with maxout (Goodfellow et al. 2013) over a word and its
neighbours follow, further apart from layer to layer (Yu and Koltun 2016). Weights are a numpy archive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile
from zlib import crc32

import numpy as np
import numpy.typing as npt

from extract.components.pieces import CASES, case_of
from extract.components.tags import ROLES, TAGS

Matrix = npt.NDArray[np.float32]

ROWS = {"word": 16_000, "word again": 16_000, "prefix": 4_000, "suffix": 4_000, "long suffix": 8_000, "shape": 2_000}
"""Parts of a word, each with a table of its own, and how many rows that has."""

PIECES = 3
DILATIONS = (1, 2, 4)
_MOST_KEPT = 100_000


def features_of(word: str) -> tuple[int, ...]:
    """A row for each of ROWS, then the case."""
    lowered = word.lower()
    shape = "".join(_runs(word))
    parts = (lowered, f"again {lowered}", lowered[:3], lowered[-3:], lowered[-5:], shape)
    rows = (crc32(part.encode("utf-8", "replace")) % size for part, size in zip(parts, ROWS.values(), strict=True))
    return (*rows, case_of(word))


def _runs(word: str) -> list[str]:
    """`GPT4o` is `XXXdx`; a kind is repeated three times at most."""
    found: list[str] = []
    for letter in word[:12]:
        kind = "d" if letter.isdigit() else "x" if letter.islower() else "X" if letter.isupper() else letter
        if found[-3:] != [kind] * 3:
            found.append(kind)
    return found


class Convolution:
    """Words of a text to (words, COLUMNS): log-probabilities of tags, probabilities of roles, of salience."""

    def __init__(self, weights: Mapping[str, npt.NDArray[Any]]) -> None:
        self._weights = {name: np.asarray(each, dtype=np.float32) for name, each in weights.items()}
        self._width = self._weights["title"].shape[1]
        self._known: dict[str, int] = {}
        self._table = np.zeros((0, self._width), dtype=np.float32)

    def __call__(self, words: Sequence[str], title_words: int) -> Matrix:
        if not words:
            return np.zeros((0, len(TAGS) + len(ROLES) + 1), dtype=np.float32)
        hidden = self._embedded(words)
        hidden[:title_words] += self._weights["title"][1]
        hidden[title_words:] += self._weights["title"][0]
        for layer, distance in enumerate(DILATIONS):
            hidden = hidden + self._layer(f"layer{layer}", _with_neighbours(hidden, distance))
        logits = hidden @ self._weights["head.weight"].T + self._weights["head.bias"]
        tags, roles = logits[:, : len(TAGS)], logits[:, len(TAGS) : -1]
        return np.concatenate(
            [_log_softmax(tags), np.exp(_log_softmax(roles)), 1 / (1 + np.exp(-logits[:, -1:]))], axis=1
        )

    def _embedded(self, words: Sequence[str]) -> Matrix:
        known = self._known
        new = [word for word in dict.fromkeys(words) if word not in known]
        if new:
            if len(known) > _MOST_KEPT:
                known.clear()
                self._table = self._table[:0]
                new = list(dict.fromkeys(words))
            features = np.array([features_of(word) for word in new])
            tables = [self._weights[f"table{number}"] for number in range(features.shape[1])]
            made = np.concatenate([table[features[:, at]] for at, table in enumerate(tables)], axis=1)
            known.update(zip(new, range(len(self._table), len(self._table) + len(new)), strict=True))
            self._table = np.concatenate([self._table, self._layer("mix", made)])
        return self._table[[known[word] for word in words]]

    def _layer(self, name: str, inputs: Matrix) -> Matrix:
        wide = inputs @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        best = wide.reshape(len(inputs), PIECES, self._width).max(axis=1)
        best -= best.mean(axis=1, keepdims=True)
        best /= np.sqrt((best * best).mean(axis=1, keepdims=True) + 1e-5)
        made: Matrix = best * self._weights[f"{name}.gain"] + self._weights[f"{name}.shift"]
        return made


def _with_neighbours(hidden: Matrix, distance: int) -> Matrix:
    """Each word between the ones `distance` before and after it; nothing beyond the ends."""
    width = hidden.shape[1]
    wide = np.zeros((len(hidden), 3 * width), dtype=np.float32)
    wide[:, width : 2 * width] = hidden
    wide[distance:, :width] = hidden[:-distance]
    wide[:-distance, 2 * width :] = hidden[distance:]
    return wide


def _log_softmax(logits: Matrix) -> Matrix:
    shifted = logits - logits.max(axis=1, keepdims=True)
    made: Matrix = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return made


def read_weights(path: Path) -> Convolution:
    """Raises ValueError where the file is no archive of them, or a broken one."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return Convolution({name: archive[name] for name in archive.files})
    except (AttributeError, BadZipFile, EOFError, KeyError) as error:
        raise ValueError(f"{path} is no archive of weights, or a broken one") from error


TABLES = (*ROWS.values(), len(CASES))
