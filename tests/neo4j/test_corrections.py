"""Corrections by GraphQL are answered alike on both stores, whatever is asked of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.plan import Mutations, Request, answer
from graph.neo4j.store import Neo4jStore
from graph.sqlite.store import SqliteStore
from graph.store import Store
from tests.api.library import contributions
from tests.neo4j.fixtures import Scratch, neo4j_empty, neo4j_scratch

__all__ = ["neo4j_empty", "neo4j_scratch"]

BELOW = (
    "{ isNew decision { id kind subject object paper relation by node { id } } "
    "nodes { id ... on Paper { title identifiers } "
    "... on Entity { name type aliases paperCount usedBy { totalCount } } } }"
)
CORRECTIONS = [
    'rename(entity: "QuietBench", name: "Silent Bench", by: "Ada")',
    'rename(entity: "silent bench", name: "Silent Bench", by: "Ben")',
    'retype(entity: "Grist-2", type: METHOD, by: "Ada")',
    'reject(entity: "accuracy", by: "Ada")',
    'reject(entity: "accuracy", by: "Ada")',
    'reject(entity: "Barley", paper: "doi:10.1000/3", relation: MENTIONS, by: "Ada")',
    'same(id: "Sparse Winnow", as: "Slow Kiln", by: "Ada")',
    'same(id: "sparse winnow", as: "slow kiln", by: "Ada")',
    'same(id: "doi:10.1000/1", as: "Milling study number 2", by: "Ada")',
    'notSame(id: "https://doi.org/10.1000/2", as: "feed:library/1", by: "Ben")',
    'rename(entity: "the mill", name: "x", by: "Ada")',
    'rename(entity: "nothing", name: "x", by: "Ada")',
    'rename(entity: "Chaff", name: " ", by: "Ada")',
    'reject(entity: "Chaff", relation: CITES, by: "Ada")',
    'withdraw(decision: "decision:0")',
]
QUESTIONS = [
    "{ decisions { totalCount nodes { id kind subject object paper relation by node { id } } } }",
    '{ nodes(ids: ["entity:sparsewinnow", "doi:10.1000/2", "entity:accuracy"]) { id } }',
    "{ entities { nodes { id name type } } }",
]


@pytest.fixture
def stores(neo4j_empty: Scratch, tmp_path: Path) -> Iterator[list[Store]]:
    both: list[Any] = [SqliteStore(tmp_path / "store", create=True), Neo4jStore(neo4j_empty.login, create=True)]
    for store in both:
        list(store.ingest(contributions(papers=8)))
    yield both
    for store in both:
        store.close()


def told(store: Store, query: str) -> Any:
    body = answer(Request(query=query, mutations=Mutations.ALLOWED), store).body
    return orjson.loads(re.sub(rb'"graphVersion":\d+', b'"graphVersion":0', body))


def test_corrections_and_what_follows_from_them_are_alike(stores: list[Store]) -> None:
    one, other = stores
    for correction in CORRECTIONS:
        query = f"mutation {{ {correction} {BELOW} }}"
        assert told(other, query) == told(one, query), correction
    for question in QUESTIONS:
        assert told(other, question) == told(one, question)
    ruled = told(one, QUESTIONS[0])["data"]["decisions"]["nodes"]
    assert len(ruled) == 6
    for each in ruled:
        withdraw = f'mutation {{ withdraw(decision: "{each["id"]}") {BELOW} }}'
        assert told(other, withdraw) == told(one, withdraw)
    assert one.graph().canonical == other.graph().canonical
