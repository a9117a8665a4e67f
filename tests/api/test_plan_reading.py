"""How a plan reads: one question a level and type, only the columns asked for, cost and order as promised."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import pytest

from api.plan import Request, answer
from graph import Store
from graph.records import Relation
from graph.store import Hop
from tests.api.asking import ask, body, values
from tests.api.fake_store import FakeReader, FakeStore
from tests.api.library import contributions


def verbs(store: FakeStore) -> list[str]:
    return [verb for verb, _ in store.calls]


def hops(store: FakeStore) -> list[Hop]:
    return [asked[1] for verb, asked in store.calls if verb == "expand"]


def test_a_level_is_one_question_however_many_rows_it_has() -> None:
    store = FakeStore()
    values(
        store,
        "{ papers { nodes { uses(first: 5) { nodes { usedBy(first: 5) { nodes { cites { nodes { id } } } } } } } } }",
    )
    assert verbs(store) == ["list", "expand", "expand", "expand"]


def test_each_type_of_an_abstract_field_is_one_question() -> None:
    store = FakeStore()
    query = """{ nodes(ids: ["p1", "e1", "p2", "a1"]) {
      ... on Paper { cites { nodes { id } } } ... on Entity { usedBy { nodes { id } } } } }"""
    values(store, query)
    asked = [ids for verb, ids in store.calls if verb == "expand"]
    assert [ids for ids, _ in asked] == [("p1", "p2"), ("e1",)]


def test_only_what_is_selected_is_asked_for() -> None:
    store = FakeStore()
    values(
        store, "{ papers { nodes { authors { edges { ordinal node { name } } } uses { nodes { id __typename } } } } }"
    )
    assert [(hop.columns, hop.edge_columns, hop.count) for hop in hops(store)] == [
        (frozenset({"name"}), frozenset({"ordinal"}), False),
        (frozenset(), frozenset(), False),
    ]


def test_of_statements_only_the_selected_parts_are_asked_for() -> None:
    store = FakeStore()
    values(store, '{ entity(id: "e2") { usedBy { edges { statements { by paper { title } } } totalCount } } }')
    [hop] = hops(store)
    assert hop.edge_columns == {"statements.by", "statements.paper_id"}
    assert hop.count


def test_the_arguments_of_a_field_become_those_of_the_verb() -> None:
    store = FakeStore()
    values(
        store,
        '{ entity(id: "e2") { usedBy(yearFrom: 2020, yearTo: 2021, minConfidence: 0.5, last: 3) { totalCount } } }',
    )
    [hop] = hops(store)
    assert (hop.relation, hop.reverse) == (Relation.USES, True)
    assert (hop.where.year_from, hop.where.year_to, hop.where.min_confidence) == (2020, 2021, 0.5)
    assert (hop.page.first, hop.page.last) == (None, 3)


def test_one_node_reached_twice_is_read_once_and_stands_twice() -> None:
    store = FakeStore()
    told = values(store, '{ nodes(ids: ["r0", "r1", "r0"]) { ... on Result { benchmark { id name } } } }')
    assert [ids for verb, ids in store.calls if verb == "get"] == [("r0", "r1"), ("e2",)]
    assert told["nodes"] == [{"benchmark": {"id": "e2", "name": "Entity 2"}}] * 3


def test_a_reference_to_what_is_gone_is_null() -> None:
    store = FakeStore()
    store.world.nodes["r0"]["metric"] = "gone"
    assert values(store, '{ node(id: "r0") { ... on Result { metric { id } } } }') == {"node": {"metric": None}}


def test_the_answer_tells_its_cost_and_the_state_it_is_of() -> None:
    assert body(FakeStore(), "{ papers(first: 3) { nodes { id } } }")["extensions"] == {"cost": 4, "graphVersion": 7}


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ __typename }", 0),
        ("{ version }", 1),
        ('{ paper(id: "p1") { title } }', 2),
        ("{ papers { nodes { id } } }", 21),
        ("{ papers(first: 5) { nodes { id } totalCount } }", 7),
        ("{ papers(first: 5) { edges { cursor node { id } } nodes { id } } }", 11),
        ("{ papers(first: 5) { nodes { cites(last: 4) { nodes { id } } } } }", 1 + 5 * (1 + 1 + 4)),
        ("{ papers(first: 2) { nodes { uses(first: 1) { edges { statements { by } } } } } }", 1 + 2 * (1 + 1 + 1 + 3)),
        ('{ nodes(ids: ["p1", "p2"]) { id } }', 3),
        ("{ stats { papers } }", 1_000),
        ('{ search(text: "mill", first: 5) { nodes { __typename } } }', 1_005),
    ],
)
def test_cost_counts_the_objects_that_could_come_back(query: str, cost: int) -> None:
    assert ask(FakeStore(), query).cost == cost


def test_keys_stand_in_the_order_of_the_query() -> None:
    query = '{ b: __typename paper(id: "p1") { year ...F id } a: version __schema { queryType { name } } } '
    told = ask(FakeStore(), query + "fragment F on Paper { title year }").body
    found: dict[str, Any] = orjson.loads(told)["data"]
    assert list(found) == ["b", "paper", "a", "__schema"]
    assert list(found["paper"]) == ["year", "title", "id"]


def test_selections_under_one_key_are_merged() -> None:
    query = '{ paper(id: "p1") { cites(first: 1) { nodes { id } } cites(first: 1) { nodes { title } totalCount } } }'
    store = FakeStore()
    assert values(store, query) == {"paper": {"cites": {"nodes": [{"id": "p2", "title": "Paper 2"}], "totalCount": 2}}}
    assert verbs(store).count("expand") == 1


def test_enums_are_given_under_their_graphql_names() -> None:
    assert values(FakeStore(), '{ entity(id: "e2") { type } }') == {"entity": {"type": "BENCHMARK"}}


def test_match_tells_found_ambiguous_and_missing_in_order() -> None:
    query = '{ match(texts: ["twin", "p1", "no"]) { text status node { id } candidates { id } } }'
    assert values(FakeStore(), query)["match"] == [
        {"text": "twin", "status": "AMBIGUOUS", "node": None, "candidates": [{"id": "e0"}, {"id": "e1"}]},
        {"text": "p1", "status": "FOUND", "node": {"id": "p1"}, "candidates": []},
        {"text": "no", "status": "MISSING", "node": None, "candidates": []},
    ]


def test_introspection_follows_its_variables() -> None:
    query = "query ($n: String!) { __type(name: $n) { name } version }"
    store = FakeStore()
    assert values(store, query, n="Paper")["__type"] == {"name": "Paper"}
    assert values(store, query, n="Author")["__type"] == {"name": "Author"}
    assert values(store, query, n="Nobody")["__type"] is None


def test_half_of_a_surrogate_pair_in_a_record_is_escaped() -> None:
    store = FakeStore()
    store.world.nodes["p1"]["title"] = "\ud800"
    assert b'"\\ud800"' in ask(store, '{ paper(id: "p1") { title } }').body


def test_pages_in_both_directions_meet(store: Store) -> None:
    list(store.ingest(contributions()))
    query = "query ($first: Int, $after: String, $last: Int, $before: String) { papers(first: $first, after: $after, last: $last, before: $before) { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"  # noqa: E501
    forth, back = walk(store, query, "first", "after"), walk(store, query, "last", "before")
    assert len(forth) == 24
    assert forth == back[::-1]


def walk(store: Store, query: str, size: str, cursor: str) -> list[str]:
    found: list[str] = []
    where: dict[str, Any] = {}
    more = True
    while more:
        page = orjson.loads(answer(Request(query=query, variables={size: 5, **where}), store).body)["data"]["papers"]
        ids = [row["id"] for row in page["nodes"]]
        info = page["pageInfo"]
        found += ids if cursor == "after" else ids[::-1]
        more = info["hasNextPage"] if cursor == "after" else info["hasPreviousPage"]
        where = {cursor: info["endCursor"] if cursor == "after" else info["startCursor"]}
    return found


class Moving(FakeStore):
    """A store without snapshots: a write ends between the two looks at the version, some first times."""

    def __init__(self, writes: int) -> None:
        super().__init__()
        self.writes, self.looks, self.readings = writes, 0, 0

    @contextmanager
    def reading(self) -> Iterator[FakeReader]:
        with super().reading() as reader:
            self.readings += 1
            yield _MovingReader(reader, self)  # type: ignore[misc]


class _MovingReader:
    is_snapshot = False

    def __init__(self, reader: FakeReader, store: Moving) -> None:
        self._reader, self._store = reader, store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    @property
    def version(self) -> int:
        self._store.looks += 1
        return 7 + min(self._store.looks // 2, self._store.writes)


@pytest.mark.parametrize(("writes", "readings"), [(0, 1), (1, 2), (2, 3), (9, 3)])
def test_a_request_is_read_again_where_a_write_came_between(writes: int, readings: int) -> None:
    store = Moving(writes)
    values(store, "{ papers(first: 1) { nodes { id } } }")
    assert store.readings == readings
