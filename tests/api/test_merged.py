"""An id merged away answers with the survivor, and the answer says so."""

from __future__ import annotations

from typing import Any

import pytest

from graph import Store
from graph.records import Contribution, Decision
from tests.api.asking import body
from tests.api.fake_store import FakeStore

GONE, STAYED = "doi:10.1000/b", "doi:10.1000/a"


@pytest.fixture
def merged(store: Store) -> Store:
    for name, title in (("a", "One of two"), ("b", "Two of two")):
        record = {"title": title, "identifiers": [f"doi:10.1000/{name}"]}
        list(store.ingest([Contribution(id=f"feed:{name}/1", kind="paper", record=record)]))
    store.decide([Decision(id="1", kind="same", subject=STAYED, object=GONE)])
    return store


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        (f'{{ node(id: "{GONE}") {{ id }} }}', [GONE]),
        (f'{{ nodes(ids: ["{STAYED}", "{GONE}", "doi:10.1/none"]) {{ id }} }}', [GONE]),
        (f'{{ paper(id: "{GONE}") {{ id }} again: paper(id: "{GONE}") {{ title }} }}', [GONE]),
        ('{ paper(id: "https://doi.org/10.1000/B") { id } }', ["https://doi.org/10.1000/B"]),
        (f'{{ match(texts: ["Two of two", "{GONE}"]) {{ node {{ id }} }} }}', [GONE]),
        (f'{{ paper(id: "{STAYED}") {{ id }} }}', []),
        ('{ paper(id: "Two of two") { id } }', []),
        ('{ node(id: "doi:10.1/none") { id } }', []),
    ],
)
def test_the_answer_names_the_ids_that_were_merged_away(merged: Store, query: str, asked: list[str]) -> None:
    told: Any = body(merged, query)
    assert "errors" not in told
    expected = [{"asked": one, "id": STAYED} for one in asked]
    assert told["extensions"].get("mergedIds", []) == expected


def test_nothing_more_is_asked_where_each_node_answers_to_its_own_id() -> None:
    store = FakeStore()
    body(store, '{ node(id: "p1") { id } nodes(ids: ["p1", "e1", "none:x"]) { id } model(name: "Entity 1") { id } }')
    assert "merged" not in [verb for verb, _ in store.calls]
