"""The tokenizer loses nothing, and every boundary a rule can name is a token's."""

from __future__ import annotations

import spacy
from hypothesis import given
from hypothesis import strategies as st

from extract.components.words import Offsets, WordTokenizer

tokenizer = WordTokenizer(spacy.blank("en").vocab)


@given(st.text())
def test_a_doc_has_the_text_it_was_made_from(text: str) -> None:
    assert tokenizer(text).text == text


def test_a_lone_surrogate_is_replaced_in_place() -> None:
    assert tokenizer("a\ud800b").text == "a\ufffdb"


def test_names_in_tex_and_lists_are_spans_of_their_own() -> None:
    text = "\\textbf{BERT}, GPT-4,GPT-5"
    doc = tokenizer(text)
    for name in ("BERT", "GPT-4", "GPT-5"):
        start = text.index(name)
        span = Offsets(doc).span(start, start + len(name))
        assert (span.text, span.start_char) == (name, start)
