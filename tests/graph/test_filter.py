"""Lists under a filter: what passes, in which order, on pages whose cursors belong to it; names stand for one node."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from graph import Store
from graph.errors import Ambiguous, BadCursor, BadInput, NotFound
from graph.filter import (
    EVERYTHING,
    MOST_NAMES,
    MOST_TESTS,
    Filter,
    RelationTest,
    as_glob,
    as_regex,
    by_authors,
    has_code,
    resolved,
)
from graph.opening import open_store
from graph.records import AUTHOR, ENTITY, PAPER, Relation
from graph.sqlite import filtering
from graph.store import Listing, Order, Page, Reader, Where
from tests.api.library import contributions
from tests.graph.filtered import Papers, filters, fits

WORDS = ("milling", "study quietbench", "quietbench", "nothing", "accuracy barley")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(f"embedded:{tmp_path_factory.mktemp('library') / 'store'}", create=True)
    list(opened.ingest(contributions()))
    yield opened
    opened.close()


def papers(reader: Reader, given: Filter, where: Where | None = None, **asked: object) -> list[str]:
    listing = Listing(kind=PAPER, order=Order.PUBLISHED, where=where or Where(), filter=given, **asked)  # type: ignore[arg-type]
    return [row["id"] for row in reader.list(listing)["nodes"]]


@pytest.mark.parametrize("most", [filtering.MOST_CANDIDATES, 0], ids=["from candidates", "along the index"])
def test_what_passes_is_what_plain_loops_let_through(
    library: Store, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filtering, "MOST_CANDIDATES", most)
    graph = library.graph()
    expected = Papers(graph)
    seen = set()
    with library.reading() as reader:
        for where, given in filters(graph, Random(5), 150, words=WORDS):
            for order in (Order.PUBLISHED, Order.NAME):
                listing = Listing(kind=PAPER, order=order, where=where, filter=given, page=Page(first=500), count=True)
                found = reader.list(listing)
                right = expected.listed(order, where, given)
                assert [row["id"] for row in found["nodes"]] == right, (where, given)
                assert found["total_count"] == len(right)
                seen.add(len(right))
    assert len(seen) > 10


def test_pages_of_a_filter_meet_both_ways(library: Store) -> None:
    graph = library.graph()
    with library.reading() as reader:
        for where, given in filters(graph, Random(6), 20, words=WORDS):
            for order in (Order.PUBLISHED, Order.NAME):
                whole = Listing(kind=PAPER, order=order, where=where, filter=given, page=Page(first=500))
                right = [row["id"] for row in reader.list(whole)["nodes"]]
                assert walked(reader, whole, backward=False) == right
                assert walked(reader, whole, backward=True) == right


def walked(reader: Reader, whole: Listing, *, backward: bool) -> list[str]:
    found: list[str] = []
    page = Page(last=3) if backward else Page(first=3)
    while True:
        got = reader.list(Listing(kind=PAPER, order=whole.order, where=whole.where, filter=whole.filter, page=page))
        ids = [row["id"] for row in got["nodes"]]
        info = got["page_info"]
        found = ids + found if backward else found + ids
        if not info["has_previous_page" if backward else "has_next_page"]:
            return found
        page = Page(last=3, before=info["start_cursor"]) if backward else Page(first=3, after=info["end_cursor"])


def test_a_cursor_of_another_filter_is_refused(library: Store) -> None:
    one, other = Filter(tests=((has_code(),),)), Filter(tests=((has_code(negated=True),),))
    with library.reading() as reader:
        for first, second in ((one, other), (one, EVERYTHING), (EVERYTHING, one)):
            listing = Listing(kind=PAPER, order=Order.PUBLISHED, filter=first, page=Page(first=1))
            after = reader.list(listing)["page_info"]["end_cursor"]
            with pytest.raises(BadCursor, match="another list, order or filter"):
                papers(reader, second, page=Page(after=after))


def test_a_filter_by_name_is_the_filter_by_id(library: Store) -> None:
    by_name = Filter(tests=((RelationTest(relation=Relation.USES, any=frozenset({"quiet-bench", "Barley"})),),))
    by_id = Filter(
        tests=((RelationTest(relation=Relation.USES, any=frozenset({"entity:quietbench", "entity:barley"})),),)
    )
    with library.reading() as reader:
        assert resolved(by_name, reader.match) == by_id
        assert resolved(by_id, reader.match).words == by_id.words
        author = Filter(tests=((by_authors(["Ada ParkC"]),),))
        assert papers(reader, resolved(author, reader.match))


def test_a_name_of_nothing_or_of_several_is_refused(library: Store) -> None:
    def named(text: str, **more: frozenset[str]) -> Filter:
        return Filter(tests=((RelationTest(relation=Relation.USES, any=frozenset({text}), **more),),))  # type: ignore[arg-type]

    with library.reading() as reader:
        with pytest.raises(NotFound, match="'Millstone'"):
            resolved(named("Millstone"), reader.match)
        with pytest.raises(NotFound):
            resolved(named("Barley", types=frozenset({"Model"})), reader.match)
        with pytest.raises(Ambiguous, match="stands for 2 nodes") as refused:
            resolved(named("the mill"), reader.match)
    assert set(refused.value.ids) == {"entity:densemill", "entity:slowkiln"}


def test_entities_and_authors_are_narrowed_by_words_and_papers(library: Store) -> None:
    with library.reading() as reader:

        def names(kind: str, order: Order, where: Where | None = None, **given: object) -> list[tuple[str, int]]:
            asked = Listing(
                kind=kind,
                order=order,
                where=where or Where(),
                filter=Filter(**given),  # type: ignore[arg-type]
                page=Page(first=500),
                columns=frozenset({"name", "paper_count"}),
            )
            return [(row["name"], row["paper_count"]) for row in reader.list(asked)["nodes"]]

        everything = names(ENTITY, Order.PAPERS)
        least = everything[len(everything) // 2][1]
        for kind in (ENTITY, AUTHOR):
            for order in (Order.PAPERS, Order.NAME):
                right = [one for one in names(kind, order) if one[1] >= least]
                assert names(kind, order, min_papers=least) == right
        assert {name for name, _ in names(ENTITY, Order.NAME, text="the mill")} == {"Dense Mill", "Slow Kiln"}
        models = Where(types=frozenset({"Model"}))
        assert {name for name, _ in names(ENTITY, Order.NAME, models, text="grist")} == {"Grist-2", "Grist-3"}
        with pytest.raises(BadInput, match="about papers"):
            names(ENTITY, Order.NAME, tests=((has_code(),),))
        with pytest.raises(BadInput, match="about authors and entities"):
            names(PAPER, Order.NAME, min_papers=2)


def test_what_is_no_filter_is_refused() -> None:
    test = RelationTest(relation=Relation.USES)
    for given in (
        lambda: RelationTest(relation=Relation.BASED_ON),
        lambda: RelationTest(relation=Relation.USES, reverse=True),
        lambda: RelationTest(relation=Relation.CITES, types=frozenset({"Model"})),
        lambda: RelationTest(relation=Relation.USES, types=frozenset({"Engine"})),
        lambda: RelationTest(relation=Relation.USES, min_confidence=1.5),
        lambda: RelationTest(relation=Relation.USES, by="*" * 4),
        lambda: RelationTest(relation=Relation.USES, by="x" * 201),
        lambda: Filter(text=" ?! "),
        lambda: Filter(venues=frozenset({"*a*b*c*"})),
        lambda: Filter(tests=((test,),) * (MOST_TESTS + 1)),
        lambda: Filter(
            tests=((RelationTest(relation=Relation.USES, any=frozenset(map(str, range(MOST_NAMES + 1)))),),)
        ),
    ):
        with pytest.raises(BadInput):
            given()


@pytest.mark.parametrize("text", ["feed:a/1", "feed:[a]?", "a\nb", "a.b", "", "x*y"])
def test_a_pattern_means_the_same_to_both_stores(text: str) -> None:
    import re
    import sqlite3

    connection = sqlite3.connect(":memory:")
    for pattern in ("*", "feed:*", "*[a]?", "feed:[a]?", "a*b", "a.b", "feed:a/?", "", "*b", "x*y"):
        (glob,) = connection.execute("SELECT ? GLOB ?", (text, as_glob(pattern))).fetchone()
        assert bool(glob) == bool(re.fullmatch(as_regex(pattern), text)) == fits(text, [pattern])
    connection.close()
