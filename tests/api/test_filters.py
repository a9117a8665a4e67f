"""The filter of a list in GraphQL: what it becomes, what it costs, what is refused and how."""

from __future__ import annotations

from typing import Any

import pytest

from graph import Store
from graph.filter import Filter, RelationTest, by_authors, has_code
from graph.records import Relation
from tests.api.asking import ask, error, values
from tests.api.fake_store import FakeStore
from tests.api.library import contributions

PAPERS = "query ($filter: PaperFilter, $after: String) { papers(first: 2, after: $after, filter: $filter) "
QUERY = PAPERS + "{ nodes { id } pageInfo { endCursor } } }"


@pytest.fixture
def library(store: Store) -> Store:
    list(store.ingest(contributions()))
    return store


def asked(**given: Any) -> Filter:
    store = FakeStore()
    values(store, QUERY, filter=given)
    (listing,) = [question for verb, question in store.calls if verb == "list"]
    narrowed: Filter = listing.filter
    return narrowed


def test_the_parts_of_a_filter_become_those_of_the_verb() -> None:
    assert asked() == Filter()
    assert asked(text="paper", venue=["ACL*"], category="cs.*") == Filter(
        text="paper", venues=frozenset({"ACL*"}), categories=frozenset({"cs.*"})
    )
    assert asked(hasCode=True, author="Author 3") == Filter(tests=((by_authors(["a3"]),), (has_code(),)))
    assert asked(hasCode=False) == Filter(tests=((has_code(negated=True),),))


def test_tests_are_joined_by_and_and_by_any_of() -> None:
    uses = {"relation": "USES", "any": ["Entity 3", "e4"], "minConfidence": 0.5, "by": "feed:*"}
    either = [{"relation": "CITED_BY"}, {"relation": "MENTIONS", "types": ["TASK"], "negated": True}]
    assert asked(allOf=[uses, {"anyOf": either}]).tests == (
        (RelationTest(relation=Relation.USES, any=frozenset({"e3", "e4"}), min_confidence=0.5, by="feed:*"),),
        (
            RelationTest(relation=Relation.CITES, reverse=True),
            RelationTest(relation=Relation.MENTIONS, types=frozenset({"Task"}), negated=True),
        ),
    )


def test_entities_and_authors_are_narrowed_too() -> None:
    store = FakeStore()
    values(store, '{ models(filter: {text: "1", minPapers: 2}) { nodes { id } } authors(filter: {}) { nodes { id } } }')
    models, authors = (question for verb, question in store.calls if verb == "list")
    assert models.filter == Filter(text="1", min_papers=2)
    assert models.where.types == {"Model"}
    assert authors.filter == Filter()


@pytest.mark.parametrize(
    "given",
    [
        {"text": "?!"},
        {"text": "x" * 1001},
        {"allOf": [{}]},
        {"allOf": [{"relation": "USES", "anyOf": []}]},
        {"allOf": [{"anyOf": [{"anyOf": [{"relation": "USES"}]}]}]},
        {"allOf": [{"relation": "CITES", "types": ["MODEL"]}]},
        {"allOf": [{"relation": "USES", "minConfidence": 2}]},
        {"allOf": [{"relation": "USES", "by": "*" * 9}]},
        {"allOf": [{"relation": "USES"}] * 21},
        {"allOf": [{"relation": "USES", "any": ["x"] * 501 + [str(n) for n in range(501)]}]},
        {"venue": ["*a*b*c*d"]},
        {"allOf": [{"relation": "BASED_ON"}]},
    ],
)
def test_what_no_filter_can_be_is_refused_before_the_store_is_touched(given: dict[str, Any]) -> None:
    store = FakeStore()
    assert error(store, QUERY, filter=given)["extensions"]["code"] == "BAD_USER_INPUT"
    assert store.calls == []


def test_a_name_of_several_nodes_is_refused_with_them(library: Store) -> None:
    told = error(library, QUERY, filter={"allOf": [{"relation": "USES", "any": ["the mill"]}]})
    assert told["extensions"]["code"] == "AMBIGUOUS"
    assert told["path"] == ["papers"]
    assert [one["name"] for one in told["extensions"]["candidates"]] == ["Dense Mill", "Slow Kiln"]


def test_a_name_of_nothing_is_refused_with_what_it_might_mean(library: Store) -> None:
    told = error(library, QUERY, filter={"allOf": [{"relation": "USES", "any": ["the dense mill"]}]})
    assert told["extensions"]["code"] == "NOT_FOUND"
    assert "'the dense mill'" in told["message"]
    assert told["extensions"]["candidates"][0]["name"] == "Dense Mill"
    told = error(library, QUERY, filter={"author": ["Zenobia"]})
    assert told["extensions"] == {"code": "NOT_FOUND", "candidates": []}


def test_a_cursor_of_another_filter_is_refused(library: Store) -> None:
    one = values(library, QUERY, filter={"hasCode": True})["papers"]["pageInfo"]["endCursor"]
    for other in ({"hasCode": False}, {}, {"hasCode": True, "yearFrom": 2022}, None):
        told = error(library, QUERY, filter=other, after=one)
        assert told["extensions"]["code"] == "BAD_USER_INPUT"
        assert "another list, order or filter" in told["message"]


@pytest.mark.parametrize(
    ("given", "cost"),
    [
        ({"yearFrom": 2020, "includeStubs": True}, 3),
        ({"text": "mill"}, 503),
        ({"hasCode": True, "allOf": [{"anyOf": [{"relation": "USES"}, {"relation": "CITES"}]}]}, 653),
    ],
)
def test_a_filter_costs_what_it_may_pass_over(given: dict[str, Any], cost: int) -> None:
    assert ask(FakeStore(), QUERY, filter=given).cost == cost
    counted = PAPERS + "{ totalCount nodes { id } } }"
    assert ask(FakeStore(), counted, filter=given).cost == cost + (501 if cost > 500 else 1)
