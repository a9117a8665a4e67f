"""Worlds in which everything that may happen to a graph does happen: answers stay alike, whatever came and went."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.records import Contribution, Decision, Relation
from graph.sqlite.store import SqliteStore
from graph.store import Page, Where
from tests.contract.contract import write
from tests.contract.worlds import IDENTIFIERS, NAMES, PEOPLE, TITLES, contributions, decisions
from tests.graph.test_sqlite_pages import Drawn, dates, edges
from tests.neo4j.filled import both
from tests.neo4j.fixtures import Scratch
from tests.neo4j.questions import assert_alike, of_adjacency, of_hops, of_lists, of_nodes, of_pages, of_rulings

TEXTS = (*IDENTIFIERS, *NAMES, *TITLES, *(str(person["name"]) for person in PEOPLE), "https://github.com/A/b")
unhurried = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=8
)


@pytest.mark.slow
@unhurried
@given(
    world=st.lists(contributions, min_size=2, max_size=10),
    ruled=st.lists(decisions, max_size=3, unique_by=lambda decision: decision.id),
    gone=st.sampled_from("abcdefgh"),
)
def test_answers_are_alike_in_any_world(
    neo4j_scratch: Scratch, world: list[Contribution], ruled: list[Decision], gone: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "store", create=True)
        write(store, world)
        store.decide(ruled)
        store.delete([f"feed:{gone}/1"])
        connection = store._reader()
        ids = [row[0] for row in connection.execute("SELECT id FROM node")]
        asked = [Relation.USES, Relation.CITES, Relation.AUTHORED_BY, Relation.OUTPERFORMS, Relation.OF_SYSTEM]
        with both(neo4j_scratch, connection) as (one, other):
            assert_alike(one, other, of_nodes(ids, TEXTS))
            assert_alike(one, other, of_hops(ids, asked, (Where(), Where(min_confidence=0.5)), (Page(first=2),)))
            assert_alike(one, other, of_adjacency(ids, asked))
            assert_alike(one, other, of_lists())
            assert_alike(one, other, of_rulings())
            assert one.stats() == other.stats()
        store.close()


@pytest.mark.slow
@unhurried
@given(st.lists(dates, min_size=8, max_size=8), edges, st.integers(1, 3))
def test_pages_are_alike_where_keys_tie_and_names_are_of_any_script(
    neo4j_scratch: Scratch, drawn_dates: list[str], drawn: list[tuple[int, int, int]], size: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        graph = Drawn(Path(folder), drawn_dates, drawn)
        starts = ["p:3", graph.entities[0], graph.entities[1]]
        with both(neo4j_scratch, graph.tables.connection) as (one, other):
            assert_alike(one, other, of_pages(starts, [Relation.USES, Relation.BASED_ON], size))
            assert_alike(one, other, of_adjacency(starts, [Relation.USES, Relation.BASED_ON]))
        graph.tables.connection.close()
