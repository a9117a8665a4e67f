"""What asks for too much is refused before the store is touched, and quickly."""

from __future__ import annotations

import time

import orjson
import pytest

from api.plan import Code, Limits, Request
from api.plan.answer import Planner
from api.plan.documents import Kept
from api.schema import core
from tests.api.asking import ask, error
from tests.api.fake_store import FakeStore

UNTOUCHED = FakeStore(fails_with=AssertionError("the store was touched"))


def nested(relations: int) -> str:
    return "{ papers" + " { nodes { cites(first: 1)" * relations + " { totalCount }" + " } }" * relations + " }"


def doubling(levels: int) -> str:
    """Each fragment holds the next one twice: 2^levels fields when written out."""
    chain = "".join(
        f"fragment F{i} on Paper {{ a: cites {{ nodes {{ ...F{i + 1} }} }} b: cites {{ nodes {{ ...F{i + 1} }} }} }}"
        for i in range(levels)
    )
    return f"{{ papers {{ nodes {{ ...F0 }} }} }} {chain} fragment F{levels} on Paper {{ id }}"


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        (nested(12), "depth"),
        (nested(60), "depth"),
        (nested(500), "depth"),
        ("{" + " ".join(f"a{i}: version" for i in range(101)) + "}", "aliases"),
        (doubling(6), "aliases"),
        (doubling(40), "depth"),
        ("{" + " ".join(f"a{i}: version" for i in range(10_000)) + "}", "length"),
        ("{" + "version " * 9_000 + "}", "tokens"),
        ("#\n" * 9_000 + "{ version }", "tokens"),
        ("{" + "a" * 1_000_000 + "}", "length"),
        ("{" + "x " * 1_400 + "}", None),
        ("{ version" + " " * 99_000 + "}", None),
    ],
)
def test_a_document_that_is_too_much_is_refused_quickly(query: str, limit: str | None) -> None:
    core()  # building the schema is not part of the answer
    start = time.process_time()
    answered = ask(UNTOUCHED if limit else FakeStore(), query)
    assert time.process_time() - start < 2
    if limit:
        told = orjson.loads(answered.body)["errors"][0]["extensions"]
        assert told["code"] == Code.QUERY_TOO_EXPENSIVE
        assert list(told["limit"]) == [limit]


def test_as_deep_as_the_limit_is_answered() -> None:
    assert ask(FakeStore(), nested(11)).code is None


def test_fields_repeated_beyond_checking_are_refused() -> None:
    answered = ask(UNTOUCHED, "{" + "version " * 1_990 + "}", Limits(tokens=2_000))
    assert answered.code is Code.QUERY_TOO_EXPENSIVE


def test_a_dear_query_is_refused_with_its_cost_and_the_limit() -> None:
    query = "{ papers(first: 500) { nodes { cites(first: 500) { nodes { id } } } } }"
    told = error(UNTOUCHED, query)
    assert told["extensions"] == {"code": "QUERY_TOO_EXPENSIVE", "cost": 1 + 500 * (1 + 1 + 500), "limit": 25_000}


def test_the_limit_of_cost_is_a_setting() -> None:
    query = "{ papers(first: 10) { nodes { id } } }"
    assert ask(FakeStore(), query, Limits(cost=11)).code is None
    assert ask(FakeStore(), query, Limits(cost=10)).code is Code.QUERY_TOO_EXPENSIVE


def test_a_variable_that_makes_a_query_dear_is_seen() -> None:
    query = "query ($n: Int) { papers(first: $n) { nodes { cites(first: $n) { totalCount } } } }"
    assert ask(FakeStore(), query, n=3).code is None
    assert ask(FakeStore(), query, Limits(cost=100), n=200).code is Code.QUERY_TOO_EXPENSIVE


def test_too_many_texts_or_too_long_ones_are_refused() -> None:
    query = "query ($t: [String!]!) { match(texts: $t) { status } }"
    assert "501 items" in error(UNTOUCHED, query, t=["x"] * 501)["message"]
    assert "1001 characters" in error(UNTOUCHED, query, t=["x" * 1001])["message"]


def test_introspection_passes_once_and_not_a_hundred_times() -> None:
    from graphql import get_introspection_query

    assert ask(UNTOUCHED, get_introspection_query()).code is None
    many = " ".join(f"a{i}: fields {{ args {{ name type {{ name }} }} type {{ name }} }}" for i in range(90))
    assert ask(UNTOUCHED, f"{{ __schema {{ types {{ {many} }} }} }}").code is Code.QUERY_TOO_EXPENSIVE


def test_a_document_is_parsed_once_whatever_its_variables() -> None:
    planner = Planner(core(), Limits())
    query = "query ($n: Int, $y: Boolean!) { papers(first: $n) { totalCount @include(if: $y) nodes { id } } }"
    for n in (1, 2, 3):
        for y in (True, False):
            planner.ready(Request(query=query, variables={"n": n, "y": y}))
    assert (len(planner.documents), len(planner.plans)) == (1, 2)


def test_what_is_kept_is_bounded_and_the_longest_unused_goes_first() -> None:
    kept: Kept[int] = Kept(budget=40)
    for i in range(4):
        kept.put(i, i, 10)
    kept.get(0)
    kept.put(4, 4, 10)
    assert [kept.get(i) for i in range(5)] == [0, None, 2, 3, 4]
    kept.put("huge", 1, 11)
    assert kept.get("huge") is None
