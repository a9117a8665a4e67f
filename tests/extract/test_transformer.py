"""The transformer span model without its weights: how a text is cut for it, and what its answer is put to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from extract.components.tags import COLUMNS, TAGS
from extract.components.transformer import LONGEST, Transformer

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "graph", "##s", "walk", "."]
OPENING, PARTING = VOCABULARY.index("[CLS]"), VOCABULARY.index("[SEP]")


class Session:
    """Answers for each word with the id of its first piece, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def run(self, _outputs: None, given: dict[str, Any]) -> list[Any]:
        self.asked.append(given)
        ids, cases, first = given["ids"], given["cases"], given["first"]
        assert ids.dtype == cases.dtype == first.dtype == np.int64
        assert ids.shape == cases.shape
        assert ids.shape[0] == 1
        return [np.repeat(ids[0, first][:, None], COLUMNS, axis=1).astype(np.float32)]


@pytest.fixture
def session() -> Session:
    return Session()


def test_a_text_is_its_pieces_between_marks_with_title_and_abstract_parted(session: Session) -> None:
    said = Transformer(session, VOCABULARY)(["Graphs", "\n", "walk", "."], 1)
    (asked,) = session.asked
    names = [VOCABULARY[each] for each in asked["ids"][0]]
    assert names == ["[CLS]", "graph", "##s", "[SEP]", "walk", ".", "[SEP]"]
    assert asked["first"].tolist() == [1, 4, 5]
    assert said[[0, 2, 3], 0].tolist() == [VOCABULARY.index(each) for each in ("graph", "walk", ".")]
    # the line break has no pieces: it is outside of everything
    assert said[1, : len(TAGS)].argmax() == 0


def test_a_long_text_is_read_in_windows_that_fit_and_no_word_is_lost(session: Session) -> None:
    words = ["graphs", "walk"] * (2 * LONGEST)
    said = Transformer(session, VOCABULARY)(words, 3)
    assert len(session.asked) > 2
    for asked in session.asked:
        assert asked["ids"].shape[1] <= LONGEST + 2
        assert asked["ids"][0, 0] == OPENING
        assert asked["ids"][0, -1] == PARTING
    assert said[:, 0].tolist() == [VOCABULARY.index("graph"), VOCABULARY.index("walk")] * (2 * LONGEST)


@pytest.mark.parametrize("words", [[], ["\u200b", "\n"]])
def test_a_text_without_pieces_asks_nothing(session: Session, words: list[str]) -> None:
    assert Transformer(session, VOCABULARY)(words, 0).shape == (len(words), COLUMNS)
    assert not session.asked
