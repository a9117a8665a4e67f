"""The span model as a component: it reads the words of a text and leaves what it says of each for entities and roles.

Two kinds of model say the same columns: a small convolution in numpy (an .npz archive) and a transformer on ONNX (a
folder with model.onnx and vocab.txt). Several may be asked for the mean of what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from extract.components import convolution, transformer
from extract.components.evidence import title_end_of
from extract.components.keys import SAID
from extract.components.said import Said
from extract.components.tags import TAGS
from extract.components.words import text_of, words_of

_LEAST = 1e-9


class Model(Protocol):
    """(words, COLUMNS) for the words of a text, of which the first `title_words` are the title's."""

    def __call__(self, words: Sequence[str], title_words: int) -> npt.NDArray[Any]: ...


def read_model(path: Path) -> Model:
    """Raises OSError or ValueError where there is none, ImportError where what runs it is not installed."""
    return transformer.read_model(path) if path.is_dir() else convolution.read_weights(path)


class Mean:
    """What several models say, on average: they err on different words. `shares`: how much the word of each counts."""

    def __init__(self, models: Sequence[Model], shares: Sequence[float]) -> None:
        self._models = models
        self._shares = np.array(shares, dtype=np.float64) / sum(shares)

    def __call__(self, words: Sequence[str], title_words: int) -> npt.NDArray[Any]:
        said = np.stack([model(words, title_words) for model in self._models]).astype(np.float64)
        said[:, :, : len(TAGS)] = np.exp(said[:, :, : len(TAGS)])
        mean: npt.NDArray[Any] = np.tensordot(self._shares, said, axes=1)
        mean[:, : len(TAGS)] = np.log(np.maximum(mean[:, : len(TAGS)], _LEAST))
        return mean.astype(np.float32)


def mean_of(models: Sequence[Model], shares: Sequence[float] = ()) -> Model:
    """One model, or the mean of several. Raises ValueError where there is none, or shares do not fit them."""
    if not models:
        raise ValueError("the list of span models is empty: name one")
    if shares and (len(shares) != len(models) or min(shares) <= 0):
        raise ValueError(f"{len(models)} models need as many shares above 0, not {list(shares)}")
    return models[0] if len(models) == 1 else Mean(models, shares or [1.0] * len(models))


def said_of(model: Model, text: str, title_end: int) -> Said:
    words = words_of(text)
    title_words = sum(start < title_end for start, _ in words)
    return Said(words, model([text[start:end] for start, end in words], title_words))


class Tagger:
    def __init__(self, model: Model) -> None:
        self._model = model

    def __call__(self, doc: Doc) -> Doc:
        doc.user_data[SAID] = said_of(self._model, text_of(doc), title_end_of(doc))
        return doc
