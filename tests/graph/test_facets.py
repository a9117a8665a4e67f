"""Facets of a list of papers: under the same filter, the most frequent values and the rest, counted when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from graph import Store
from graph.errors import BadInput
from graph.facets import FACETS, MOST_VALUES
from graph.filter import EVERYTHING
from graph.opening import open_store
from graph.records import ENTITY, PAPER, Contribution
from graph.sqlite import filtering
from graph.store import Listing, Order, Page, Where
from tests.api.asking import ask, values
from tests.api.fake_store import FakeStore
from tests.api.library import contributions
from tests.graph.filtered import Papers, filters

EVERY = frozenset(FACETS)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(f"embedded:{tmp_path_factory.mktemp('library') / 'store'}", create=True)
    list(opened.ingest(contributions()))
    yield opened
    opened.close()


@pytest.mark.parametrize("most", [filtering.MOST_CANDIDATES, 0], ids=["from papers", "from the index of edges"])
def test_facets_count_what_plain_loops_count(library: Store, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "MOST_CANDIDATES", most)
    graph = library.graph()
    expected = Papers(graph)
    asked = [(where, EVERYTHING) for where in (Where(), Where(include_stubs=True), Where(year_to=2023))]
    with library.reading() as reader:
        for where, given in [*asked, *filters(graph, Random(8), 60, words=("milling", "quietbench"))]:
            listing = Listing(kind=PAPER, order=Order.NAME, where=where, filter=given, page=Page(first=1), facets=EVERY)
            assert reader.list(listing)["facets"] == expected.facets(where, given), (where, given)


def test_the_rest_is_what_comes_after_the_most_frequent_values(store: Store) -> None:
    venues = [f"Venue {n:02d}" for n in range(MOST_VALUES + 5)]
    records = [
        Contribution(id=f"feed:x/{n}", kind="paper", record={"title": f"Study {n}", "venue": venues[n % len(venues)]})
        for n in range(2 * len(venues) - 4)  # the last four venues have one paper, the others two
    ]
    list(store.ingest(records))
    told = values(store, "{ papers(first: 0) { facets { venue { values { value count } otherValues otherCount } } } }")
    venue = told["papers"]["facets"]["venue"]
    assert [one["value"] for one in venue["values"]] == venues[:MOST_VALUES]
    assert {one["count"] for one in venue["values"]} == {2}
    assert (venue["otherValues"], venue["otherCount"]) == (5, 6)


def test_a_value_is_what_a_filter_takes(library: Store) -> None:
    query = """query ($filter: PaperFilter) { papers(filter: $filter, first: 0) { totalCount
      facets { task { values { value count } } type { values { value count } } venue { values { value count } } } } }"""
    facets = values(library, query)["papers"]["facets"]
    relations = ("INTRODUCES", "USES", "EVALUATES_ON", "COMPARES_WITH", "ADDRESSES", "RELEASES", "MENTIONS")
    for facet, filter_of in (
        ("task", lambda value: {"allOf": [{"relation": "ADDRESSES", "any": [value]}]}),
        ("type", lambda value: {"allOf": [{"anyOf": [{"relation": one, "types": [value]} for one in relations]}]}),
        ("venue", lambda value: {"venue": [value]}),
    ):
        assert facets[facet]["values"]
        for one in facets[facet]["values"]:
            narrowed = values(library, query, filter=filter_of(one["value"]))
            assert narrowed["papers"]["totalCount"] == one["count"]


def test_only_the_facets_that_are_selected_are_counted() -> None:
    store = FakeStore()
    values(store, "{ papers { facets { year { otherValues } y: relation { values { name } } } } }")
    values(store, "{ papers { nodes { id } } }")
    first, second = (question for verb, question in store.calls if verb == "list")
    assert first.facets == {"year", "relation"}
    assert second.facets == frozenset()


def test_facets_of_which_none_is_selected_are_an_object() -> None:
    told = values(FakeStore(), "{ papers { facets { __typename } } }")
    assert told == {"papers": {"facets": {"__typename": "PaperFacets"}}}


def test_a_facet_has_its_cost() -> None:
    page = ask(FakeStore(), "{ papers(first: 1) { nodes { id } } }").cost
    asked = ask(
        FakeStore(), "{ papers(first: 1) { nodes { id } facets { year { otherValues } task { otherCount } } } }"
    )
    assert asked.cost == page + 2_000


def test_facets_are_of_papers_alone(library: Store) -> None:
    with library.reading() as reader:
        for listing in (
            Listing(kind=ENTITY, order=Order.NAME, facets=frozenset({"year"})),
            Listing(kind=PAPER, order=Order.NAME, facets=frozenset({"colour"})),
        ):
            with pytest.raises(BadInput, match="facet"):
                reader.list(listing)
