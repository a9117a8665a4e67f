"""Where sentences begin."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.components.sentences import sentence_starts


def split(text: str) -> list[str]:
    starts = sentence_starts(text)
    return [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada et al. (2020) show this.",
        "GPT-3.5 reaches 4.5 points, i.e. more, e.g. on GLUE.",
        "We follow J. Smith vs. others here.",
        "The CheckThat! lab is back.",
        "Is it so, cf. Fig. 3, or not?",
    ],
)
def test_a_sentence_stays_whole(sentence: str) -> None:
    assert split(f"{sentence} We go on.") == [sentence, "We go on."]


def test_a_title_is_a_sentence_without_a_full_stop() -> None:
    assert split("A Title\nThe abstract. It ends") == ["A Title", "The abstract.", "It ends"]


@given(st.text())
def test_starts_rise_from_zero(text: str) -> None:
    starts = sentence_starts(text)
    assert starts[0] == 0
    assert all(one < other for one, other in pairwise(starts))
