"""Lists under a filter: Neo4j lets through what the embedded store does, in the same order, on the same pages."""

from __future__ import annotations

from collections.abc import Iterator
from operator import methodcaller
from pathlib import Path
from random import Random

import pytest

from graph.facets import FACETS
from graph.filter import Filter, RelationTest
from graph.neo4j import filtering, listing
from graph.neo4j.read import Neo4jReader
from graph.records import AUTHOR, ENTITY, PAPER, Graph, Relation
from graph.sqlite.read import SqliteReader
from graph.sqlite.store import SqliteStore
from graph.store import Listing, Order, Page, Where
from tests.api import library
from tests.graph.filtered import filters
from tests.graph.test_filter import WORDS
from tests.neo4j.filled import both, fill
from tests.neo4j.fixtures import Scratch
from tests.neo4j.questions import assert_alike, error_of, walked
from tests.neo4j.test_read_plans import DEGREE, INTO, PAGE, PARAMETERS, SORTS, WALKS, Profiled, tables_with_hubs

Both = tuple[SqliteReader, Neo4jReader]


@pytest.fixture(scope="module")
def readers(neo4j_scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Both, Graph]]:
    store = SqliteStore(tmp_path_factory.mktemp("library") / "store", create=True)
    list(store.ingest(library.contributions()))
    with both(neo4j_scratch, store._reader()) as pair:
        yield pair, store.graph()
    store.close()


@pytest.mark.slow
@pytest.mark.parametrize("most", [filtering.MOST_CANDIDATES, 0], ids=["from candidates", "along the index"])
def test_the_same_papers_pass(readers: tuple[Both, Graph], most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "MOST_CANDIDATES", most)
    (one, other), graph = readers
    for where, given in filters(graph, Random(7), 40, words=WORDS):
        for order in (Order.PUBLISHED, Order.NAME):
            asked = Listing(
                kind=PAPER,
                order=order,
                where=where,
                filter=given,
                page=Page(first=500),
                count=True,
                facets=frozenset(FACETS) if order is Order.NAME else frozenset(),
            )
            assert other.list(asked) == one.list(asked), (where, given)


def test_facets_of_everything_are_alike(readers: tuple[Both, Graph]) -> None:
    (one, other), _ = readers
    for where in (Where(), Where(include_stubs=True), Where(year_from=2023)):
        asked = Listing(kind=PAPER, order=Order.NAME, where=where, facets=frozenset(FACETS))
        assert other.list(asked) == one.list(asked)
        assert one.list(asked)["facets"]["task"]["other_values"] >= 0


def test_pages_of_a_filter_are_alike_both_ways(readers: tuple[Both, Graph]) -> None:
    (one, other), _ = readers
    given = Filter(tests=((RelationTest(relation=Relation.USES, by="extract:*"),),))
    for order in (Order.PUBLISHED, Order.NAME):
        for backward in (False, True):
            pages = [
                walked(
                    lambda page, reader=reader, order=order: reader.list(  # type: ignore[misc]
                        Listing(kind=PAPER, order=order, filter=given, page=page)
                    ),
                    4,
                    backward=backward,
                )
                for reader in (one, other)
            ]
            assert pages[0] == pages[1]
            assert len(pages[0]) > 1


def test_authors_and_entities_are_narrowed_alike(readers: tuple[Both, Graph]) -> None:
    (one, other), _ = readers
    for kind in (AUTHOR, ENTITY):
        for order in (Order.PAPERS, Order.NAME):
            for given in (Filter(min_papers=3), Filter(text="ada mill"), Filter(text="mill", min_papers=2)):
                for where in (Where(), Where(types=frozenset({"Method", "Model"}))):
                    asked = Listing(kind=kind, order=order, where=where, filter=given, count=True)
                    assert_alike(one, other, [(str(asked), methodcaller("list", asked))])


def test_a_cursor_of_another_filter_is_refused_in_the_same_words(readers: tuple[Both, Graph]) -> None:
    pair, _ = readers
    uses = Filter(tests=((RelationTest(relation=Relation.USES),),))
    after = pair[0].list(Listing(kind=PAPER, order=Order.NAME, filter=uses, page=Page(first=1)))["page_info"]
    asked = Listing(kind=PAPER, order=Order.NAME, page=Page(after=after["end_cursor"]))
    errors = {error_of(reader, methodcaller("list", asked)) for reader in pair}
    assert len(errors) == 1
    assert None not in errors


@pytest.fixture(scope="module")
def hubs(neo4j_scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    tables = tables_with_hubs(Path(tmp_path_factory.mktemp("hubs")))
    fill(neo4j_scratch, tables.connection)
    neo4j_scratch.connection.run("CALL db.prepareForReplanning()")
    yield neo4j_scratch
    tables.connection.close()


SHAPES = dict(filtering.statements())


@pytest.mark.parametrize("name", [name for name in SHAPES if name.startswith("walk")])
def test_a_filtered_list_is_walked_along_its_index(hubs: Scratch, name: str) -> None:
    statement = listing.walk(PAPER, "order_key", descending=True, by=SHAPES[name])
    profiled = Profiled(
        hubs, statement, PARAMETERS | INTO | {"test0_0": named(["entity:hub", "name:hub", "doi:10.1/hub"])}
    )
    assert not profiled.names & (WALKS | SORTS), profiled
    if name in ("walk USES", "walk CITES", "walk AUTHORED_BY"):  # every paper passes but one
        assert len(profiled.value) == PAGE + 1
        assert profiled.hits <= 40 * PAGE, profiled


@pytest.mark.parametrize("name", [name for name in SHAPES if name.startswith("candidates")])
def test_what_few_nodes_share_is_read_from_these(hubs: Scratch, name: str) -> None:
    statement = listing.walk(PAPER, "order_key", descending=True, by=SHAPES[name])
    profiled = Profiled(hubs, statement, PARAMETERS | INTO | {"test0_0": named(["result:7", "entity:other1x", "x"])})
    assert not profiled.names & WALKS, profiled
    assert profiled.hits <= 60, profiled


def test_the_degree_that_is_looked_at_first_is_one_that_nodes_hold(hubs: Scratch) -> None:
    statement = filtering.degrees(RelationTest(relation=Relation.USES))
    profiled = Profiled(hubs, statement, {"ids": ["entity:hub", "x"]})
    assert profiled.value == DEGREE
    assert profiled.hits <= 20, profiled


def named(ids: list[str]) -> dict[str, object]:
    return {"any": ids, "types": None, "confidence": None, "by": None}
