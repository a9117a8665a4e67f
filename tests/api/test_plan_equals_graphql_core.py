"""The differential test: what the plan answers is what graphql-core answers, field by field, key order included."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import parse

from api.plan import Code, Limits, Request, answer
from graph import Store, open_store
from tests.api import oracle
from tests.api.fake_store import FakeStore, world
from tests.api.generate import Generator
from tests.api.library import contributions

QUERIES = 2_400
PARTS = 6
NO_LIMITS = Limits(tokens=10**6, depth=10**3, aliases=10**6, cost=10**12)
Samples = Mapping[str, Sequence[str]]


@pytest.mark.parametrize("part", range(PARTS))
def test_generated_queries_are_answered_as_graphql_core_answers_them(part: int) -> None:
    made = world()
    samples = {
        "id": [*made.nodes, "nothing", "doi:10.1/1"],
        "name": ["Paper 1", "Author 2", "Entity 0", "Entity 2", "Entity 7", "twin", "nothing", *made.nodes],
        "text": ["paper", "entity 1", "a", "zzz"],
        "author": ["Author 2", "a3"],
        "entity": ["Entity 2", "e3", "e7", "Entity 10"],
        "cursor": [f"fake:{one}" for one in made.nodes],
    }
    compare(FakeStore(made).as_store(), samples, QUERIES // PARTS, seed=part * 1_000_000)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path: Path = tmp_path_factory.mktemp("library") / "store.sqlite"
    opened = open_store(f"embedded:{path}", create=True)
    list(opened.ingest(contributions()))
    yield opened
    opened.close()


def test_generated_queries_on_the_embedded_store_too(library: Store) -> None:
    ids = [node.id for node in library.graph().nodes.values()]
    samples = {
        "id": [*ids, "nothing", "doi:10.1000/1"],
        "name": ["QuietBench", "Dense Mill", "the mill", "Milling study number 3", "accuracy", "nothing", *ids],
        "text": ["milling", "mill quiet", "ada", "zzz"],
        "author": ["Ada ParkA", "name:ada parkb"],
        "entity": ["QuietBench", "entity:barley", "sorting", "github.com/mill/dense"],
        "cursor": ["bad"],
        **cursors(library, ids),
    }
    compare(library, samples, 600, seed=77)


def compare(store: Store, samples: Samples, queries: int, *, seed: int) -> None:
    seen: Counter[str] = Counter()
    while seen["equal"] + seen["refused"] < queries:
        seed += 1
        text, variables = Generator(random.Random(seed), samples).query()
        got = answer(Request(query=text, variables=variables), store, NO_LIMITS)
        if got.code is Code.GRAPHQL_VALIDATION_FAILED:  # two fields under one key that differ
            seen["invalid"] += 1
            continue
        with store.reading() as reader:
            expected = oracle.run(parse(text), variables, reader)
        shown = f"seed {seed}: {text}\n{variables}\n{got.body!r}\n{expected}"
        if expected.errors:
            assert got.code in (Code.AMBIGUOUS, Code.BAD_USER_INPUT), shown
            seen["refused"] += 1
        else:
            assert orjson.dumps(orjson.loads(got.body)["data"]) == orjson.dumps(expected.data), shown
            seen["equal"] += 1
    assert seen["refused"] < seen["equal"] / 4, seen
    assert seen["invalid"] < seen["equal"] / 20, seen


def cursors(store: Store, ids: Sequence[str]) -> dict[str, list[str]]:
    """Real cursors of every list below a node, by field."""
    from api.plan.fields import sources
    from api.schema.steps import Link

    links = [at for at, source in sources().items() if isinstance(source.step, Link)]
    found: dict[str, list[str]] = {}
    for type_, field in links:
        query = (
            f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_} {{ {field} {{ edges {{ cursor }} }} }} }} }}"
        )
        body: Any = orjson.loads(answer(Request(query=query, variables={"ids": ids}), store, NO_LIMITS).body)
        rows = [row[field]["edges"] for row in body["data"]["nodes"] if row]
        found[f"cursor {field}"] = [edge["cursor"] for edges in rows for edge in edges]
    assert all(found.values()), "the library has an edge of every relation"
    return found
