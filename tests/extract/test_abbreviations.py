"""Schwartz and Hearst (2003): the worked examples of the paper, and what abstracts of our field do to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.components.abbreviations import acronym_keys, best_long_form, find_abbreviations


def pairs(text: str) -> list[tuple[str, str]]:
    return [(text[slice(*short)], text[slice(*long)]) for short, long in find_abbreviations(text)]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        # Examples from the paper.
        ("HSF", "Heat shock transcription factor"),
        ("GAP", "Gcn4 activating protein"),
        ("HSP", "heat shock protein"),
    ],
)
def test_examples_of_the_paper_are_found(short: str, long: str) -> None:
    assert pairs(f"We purified the {long} ({short}) from yeast.") == [(short, long)]


def test_letters_may_stand_inside_a_word_as_in_the_paper() -> None:
    # "acetylcholinesterase (AChE)": only the first letter must begin a word.
    assert pairs("Inhibition of acetylcholinesterase (AChE) was seen.") == [("AChE", "acetylcholinesterase")]


def test_the_first_letter_must_begin_a_word() -> None:
    assert best_long_form("TTF", "only a set of factors") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We study large language models (LLMs) here.", ("LLMs", "large language models")),
        ("We propose ABC (Adaptive Beam Coding), a method.", ("ABC", "Adaptive Beam Coding")),
        ("Low-rank adaptation (LoRA) is cheap.", ("LoRA", "Low-rank adaptation")),
        ("The test-time compute (TTC, for short) grows.", ("TTC", "test-time compute")),
    ],
)
def test_habits_of_our_abstracts_are_found(text: str, expected: tuple[str, str]) -> None:
    assert pairs(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "This is shown in (Smith et al., 2019) and later.",
        "It works (see Figure 2) as well (as expected).",
        "We used 5 runs (SD 0.3).",
        "Empty () and open ( brackets.",
    ],
)
def test_other_brackets_define_nothing(text: str) -> None:
    assert pairs(text) == []


def test_an_acronym_is_the_name_of_its_expansion() -> None:
    text = "Mixed Graph Search (MGS) beats search."
    assert acronym_keys(text, find_abbreviations(text)) == {"mixedgraphsearch": "mgs"}


@given(st.text("aAbB ()-,.é\n"))
def test_offsets_lie_in_the_text_and_hold_something(text: str) -> None:
    for short, long in find_abbreviations(text):
        assert text[slice(*short)].strip()
        assert text[slice(*long)].strip()
