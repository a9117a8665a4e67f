"""Random graphs, read page by page from both ends: each row exactly once, in the order of the list."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.records import Relation
from graph.sqlite.read import SqliteReader
from graph.store import Hop, Listing, Order, Page, Slice, Where
from tests.graph.rows_by_hand import Tables, ids

Read = Callable[[Page], Slice]

dates = st.sampled_from(["0000-00-00", "2019-00-00", "2019-05-01", "2020-01-31", "2021-00-00"])
edges = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 4), st.integers(0, 3)), max_size=40, unique_by=lambda e: e[:2]
)
wheres = st.builds(
    Where,
    year_from=st.none() | st.integers(2018, 2021),
    year_to=st.none() | st.integers(2018, 2021),
    min_confidence=st.none() | st.sampled_from([0.0, 0.5, 1.0]),
)


def pages(read: Read, size: int, *, backward: bool) -> list[Slice]:
    """All pages of a list, in the order of the list."""
    found = [read(Page(last=size) if backward else Page(first=size))]
    while found[-1]["page_info"]["has_previous_page" if backward else "has_next_page"]:
        info = found[-1]["page_info"]
        next_page = (
            Page(last=size, before=info["start_cursor"]) if backward else Page(first=size, after=info["end_cursor"])
        )
        found.append(read(next_page))
    return found[::-1] if backward else found


def assert_pages_are_the_list(read: Read, size: int, expected: list[str]) -> None:
    whole = read(Page(first=500))
    assert ids(whole) == expected
    assert whole["total_count"] == len(expected)
    for backward in (False, True):
        found = pages(read, size, backward=backward)
        assert [edge for page in found for edge in page["edges"]] == whole["edges"]
        sizes = [len(page["edges"]) for page in (found if not backward else found[::-1])]
        assert all(length == size for length in sizes[:-1])
        has_before = [page["page_info"]["has_previous_page"] for page in found]
        has_next = [page["page_info"]["has_next_page"] for page in found]
        assert has_before == [False] + [True] * (len(found) - 1)
        assert has_next == [True] * (len(found) - 1) + [False]


class Drawn:
    """8 papers and 6 entities; who uses an entity also says that the first entity is based on it."""

    def __init__(self, folder: Path, drawn_dates: list[str], drawn: list[tuple[int, int, int]]) -> None:
        self.tables = Tables(folder)
        self.dates = {f"p:{i}": date for i, date in enumerate(drawn_dates)}
        for paper, date in self.dates.items():
            self.tables.paper(paper, f"Title {paper[-1]}", date)
        names = ["zeta", "Ångström", "beta", "𝔘nit", "alpha", "GLUE"]
        self.entities = [self.tables.entity(name, ("Model", "Task")[i % 2], i % 3) for i, name in enumerate(names)]
        self.edges = []
        for paper_n, entity_n, weight in drawn:
            paper, entity, confidence = f"p:{paper_n}", self.entities[1 + entity_n], [None, 0.2, 0.5, 0.9][weight]
            said = {"by": "x"}
            self.tables.edge(paper, "USES", entity, said, position=weight, confidence=confidence)
            self.tables.edge(self.entities[0], "BASED_ON", entity, said, paper=paper, confidence=confidence)
            self.edges.append((paper, entity, weight, confidence))
        self.reader = SqliteReader(self.tables.connection)

    def passes(self, paper: str, confidence: float | None, where: Where) -> bool:
        year = int(self.dates[paper][:4])
        return (
            (where.year_from is None or (year > 0 and year >= where.year_from))
            and (where.year_to is None or 0 < year <= where.year_to)
            and (where.min_confidence is None or confidence is None or confidence >= where.min_confidence)
        )

    def name_key(self, entity: str) -> str:
        found: str = self.tables.connection.execute("SELECT name_key FROM node WHERE id = ?", (entity,)).fetchone()[0]
        return found


@settings(max_examples=60, deadline=None)
@given(st.lists(dates, min_size=8, max_size=8), edges, wheres, st.integers(1, 4))
def test_pages_of_hops_give_each_edge_once_in_order(
    drawn_dates: list[str], drawn: list[tuple[int, int, int]], where: Where, size: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        graph = Drawn(Path(folder), drawn_dates, drawn)

        def below(start: str, relation: Relation, *, reverse: bool) -> Read:
            def read(page: Page) -> Slice:
                asked = Hop(relation=relation, reverse=reverse, where=where, page=page, count=True)
                return graph.reader.expand([start], asked)[start]

            return read

        passing = [edge for edge in graph.edges if graph.passes(edge[0], edge[3], where)]
        into = sorted(
            {e[0] for e in passing if e[1] == graph.entities[1]}, key=lambda p: (graph.dates[p], p), reverse=True
        )
        assert_pages_are_the_list(below(graph.entities[1], Relation.USES, reverse=True), size, into)
        out_of = [e[1] for e in sorted(passing, key=lambda e: (e[2], e[1])) if e[0] == "p:3"]
        assert_pages_are_the_list(below("p:3", Relation.USES, reverse=False), size, out_of)
        between = sorted({e[1] for e in passing}, key=graph.name_key)
        assert_pages_are_the_list(below(graph.entities[0], Relation.BASED_ON, reverse=False), size, between)
        back = [graph.entities[0]] if any(e[1] == graph.entities[2] for e in passing) else []
        assert_pages_are_the_list(below(graph.entities[2], Relation.BASED_ON, reverse=True), size, back)
        graph.tables.connection.close()


@settings(max_examples=30, deadline=None)
@given(st.lists(dates, min_size=8, max_size=8), wheres, st.integers(1, 4))
def test_pages_of_lists_give_each_node_once_in_order(drawn_dates: list[str], where: Where, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        graph = Drawn(Path(folder), drawn_dates, [])

        def all_of(kind: str, order: Order, where: Where) -> Read:
            return lambda page: graph.reader.list(Listing(kind=kind, order=order, where=where, page=page, count=True))

        papers = [paper for paper in graph.dates if graph.passes(paper, None, where)]
        assert_pages_are_the_list(all_of("Paper", Order.NAME, where), size, papers)
        newest = sorted(papers, key=lambda paper: (graph.dates[paper], paper), reverse=True)
        assert_pages_are_the_list(all_of("Paper", Order.PUBLISHED, where), size, newest)
        by_name = sorted(graph.entities, key=graph.name_key)
        for types in (None, frozenset({"Model", "Task"})):
            assert_pages_are_the_list(all_of("Entity", Order.NAME, Where(types=types)), size, by_name)
        graph.tables.connection.close()


@pytest.mark.parametrize("backward", [False, True])
def test_both_cursors_bound_a_page(tmp_path: Path, backward: bool) -> None:
    graph = Drawn(tmp_path, ["2020-00-00"] * 8, [])
    whole = graph.reader.list(Listing(kind="Paper", order=Order.PUBLISHED))
    after, before = whole["edges"][1]["cursor"], whole["edges"][6]["cursor"]
    page = Page(last=3, after=after, before=before) if backward else Page(first=3, after=after, before=before)
    found = graph.reader.list(Listing(kind="Paper", order=Order.PUBLISHED, page=page))
    assert found["edges"] == (whole["edges"][3:6] if backward else whole["edges"][2:5])
    assert (found["page_info"]["has_previous_page"], found["page_info"]["has_next_page"]) == (True, True)
    graph.tables.connection.close()


def test_an_empty_page_tells_whether_there_is_more(tmp_path: Path) -> None:
    graph = Drawn(tmp_path, ["2020-00-00"] * 8, [])
    page = graph.reader.list(Listing(kind="Paper", order=Order.PUBLISHED, page=Page(first=0)))
    assert page["edges"] == page["nodes"] == []
    assert page["page_info"] == {
        "has_next_page": True,
        "has_previous_page": False,
        "start_cursor": None,
        "end_cursor": None,
    }
    graph.tables.connection.close()
