"""Highlights: where the words of a search stand in a hit, in any form of their stem, whatever a text holds."""

from __future__ import annotations

from typing import Any

from graph import Store
from graph.highlights import highlights
from tests.api.asking import ask, values
from tests.api.fake_store import FakeStore
from tests.api.library import contributions


def paper(title: str | None, abstract: str | None = None) -> dict[str, Any]:
    return {"id": "p", "kind": "Paper", "title": title, "abstract": abstract}


def entity(name: str, *aliases: str) -> dict[str, Any]:
    return {"id": "e", "kind": "Entity", "name": name, "aliases": list(aliases)}


def shown(row: dict[str, Any], text: str) -> list[tuple[str, str]]:
    """Each field with its text, the marked words in brackets."""
    [marks] = highlights([row], text)
    return [
        (one["field"], "".join(f"[{part['text']}]" if part["role"] else part["text"] for part in one["parts"]))
        for one in marks
    ]


def test_words_are_marked_in_any_form_of_their_stem() -> None:
    row = paper("Transformers are graphs", "A transformer, no table.")
    assert shown(row, "transformer") == [
        ("title", "[Transformers] are graphs"),
        ("abstract", "A [transformer], no table."),
    ]
    assert shown(paper("Poincaré maps"), "poincare") == [("title", "[Poincaré] maps")]
    assert shown(paper("GPT-4 and GPT-3"), "GPT-4") == [("title", "[GPT-4] and GPT-3")]


def test_of_an_abstract_the_piece_around_the_words_is_shown() -> None:
    abstract = "word " * 200 + "the needle here " + "word " * 200
    [(field, text)] = shown(paper("Hay", abstract), "needle")
    assert field == "abstract"
    assert "[needle]" in text
    assert (text[0], text[-1]) == ("…", "…")
    assert len(text) < 400


def test_of_aliases_those_with_the_words_are_shown() -> None:
    row = entity("BERT", "Bidirectional encoder", "BERT base", "other")
    assert shown(row, "bert encoders") == [
        ("name", "[BERT]"),
        ("aliases", "Bidirectional [encoder]"),
        ("aliases", "[BERT] base"),
    ]


def test_a_hit_without_the_words_has_no_marks() -> None:
    assert highlights([paper("Hay"), paper(None)], "needle") == [[], []]
    assert highlights([paper("Hay")], "?!") == [[]]
    assert highlights([], "hay") == []


def test_no_text_breaks_the_marks() -> None:
    row = paper("A \x02needle\x03 \0 \ud800 end", 'NEAR("needle" OR *')
    [marks] = highlights([row], 'needle "OR" NEAR( \0 \ud800')
    assert [[part["text"] for part in one["parts"] if part["role"]] for one in marks] == [
        ["needle"],
        ["NEAR", "needle", "OR"],
    ]


def test_highlights_are_asked_for_on_the_edges_of_a_search(store: Store) -> None:
    list(store.ingest(contributions()))
    query = '{ search(text: "quietbench", kinds: ENTITY) { edges { highlights { field parts { text role } } } } }'
    [edge] = values(store, query)["search"]["edges"]
    assert edge["highlights"] == [{"field": "name", "parts": [{"text": "QuietBench", "role": "match"}]}]


def test_only_where_they_are_selected_are_texts_read_for_them() -> None:
    store = FakeStore()
    values(store, '{ search(text: "paper") { edges { node { id } } } }')
    values(store, '{ search(text: "paper") { edges { highlights { field } } } }')
    plain, marked = (question.columns for verb, question in store.calls if verb == "search")
    assert plain == frozenset()
    assert "abstract" in marked
    page = ask(FakeStore(), '{ search(text: "paper", first: 1) { edges { cursor } } }').cost
    assert ask(FakeStore(), '{ search(text: "paper", first: 1) { edges { highlights { field } } } }').cost == page + 3
