"""What SQLite does for each statement that reads: no walk over all rows, no sort where the order is stored."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest

from graph.sqlite import between, fulltext, hops, listing, lookup, read
from graph.sqlite.tables import connect

LISTS = {
    f"{name}.{order}": walk
    for name in ("PAPERS", "STUBS", "AUTHORS", "ENTITIES", "OF_TYPE")
    for order, walk in getattr(listing, name).items()
}
IN_STORED_ORDER = {
    **{f"{name}.{way}": walk.page[way] for name, walk in LISTS.items() for way in (0, 1)},
    **{
        f"{name}.{variant}.{way}": pair[way]
        for name in ("OUT_OF", "INTO", "FROM_RESULTS")
        for variant, pair in getattr(hops, name).items()
        for way in (0, 1)
    },
}
# The far end's id is in no index of edges: those of one position or one sort_key are sorted among themselves.
TIES = {name for name in IN_STORED_ORDER if name.startswith(("OUT_OF", "FROM_RESULTS"))}
COUNTS = {
    **{name: walk.count for name, walk in LISTS.items()},
    **{name: getattr(hops, name) for name in ("COUNT_OUT_OF", "COUNT_INTO", "COUNT_INTO_CONFIDENT")},
    **{name: getattr(read, name) for name in ("COUNT_PAPERS", "COUNT_STUBS", "COUNT_AUTHORS", "VERSION")},
}
LOOK_UPS = {
    name: getattr(lookup, name) for name in ("BY_ID", "BY_KEY", "FORMER", "EXACT", "NAMED_BY_ID", "NAMED_BY_KEY")
}
# Ordered by what no index below the parent ends in; each costs the parent's degree.
BETWEEN = {
    **{f"{name}.{way}": getattr(between, name)[way] for name in ("OUT_OF", "INTO") for way in (0, 1)},
    **{
        f"{verb}_{way}": getattr(between, f"{verb}_{way}")
        for verb in ("COUNT", "SAID", "SOURCES")
        for way in ("OUT_OF", "INTO")
    },
}


class Nothing(dict[str, None]):
    def __missing__(self, name: str) -> None:
        """Every parameter is NULL: a plan does not depend on it."""


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    made = connect(tmp_path_factory.mktemp("store") / "graph.db", create=True)
    yield made
    made.close()


def plan(connection: sqlite3.Connection, statement: str) -> list[str]:
    return [row[3] for row in connection.execute("EXPLAIN QUERY PLAN " + statement, Nothing())]


def walks(steps: list[str]) -> list[str]:
    """The steps that pass over all rows of a table of ours."""
    return [
        step
        for step in steps
        if step.startswith("SCAN ") and step.split()[1] in {"node", "edge", "key", "contribution"}
    ]


@pytest.mark.parametrize("name", IN_STORED_ORDER)
def test_a_page_is_read_from_an_index_in_its_order(connection: sqlite3.Connection, name: str) -> None:
    steps = plan(connection, IN_STORED_ORDER[name])
    assert walks(steps) == []
    sorts = [step for step in steps if "TEMP B-TREE" in step]
    assert len(sorts) == (name in TIES)
    # As SQLite from 3.46 says it, and those before.
    assert all(re.search("FOR (LAST TERM|RIGHT PART) OF ORDER BY", step) for step in sorts)
    assert steps[0].startswith(("SEARCH node USING INDEX", "SEARCH edge USING PRIMARY KEY", "SEARCH edge USING INDEX"))


@pytest.mark.parametrize("name", IN_STORED_ORDER)
def test_a_page_begins_at_its_first_key(connection: sqlite3.Connection, name: str) -> None:
    assert re.search(r">\? AND .*<\?\)$", plan(connection, IN_STORED_ORDER[name])[0])


@pytest.mark.parametrize("name", COUNTS)
def test_a_count_is_read_from_an_index(connection: sqlite3.Connection, name: str) -> None:
    assert walks([step for step in plan(connection, COUNTS[name]) if " INDEX " not in step]) == []


@pytest.mark.parametrize("name", LOOK_UPS)
def test_a_look_up_goes_by_key(connection: sqlite3.Connection, name: str) -> None:
    assert walks(plan(connection, LOOK_UPS[name])) == []


@pytest.mark.parametrize("name", BETWEEN)
def test_a_page_between_entities_costs_the_degree_of_its_parent(connection: sqlite3.Connection, name: str) -> None:
    steps = plan(connection, BETWEEN[name])
    assert walks(steps) == []
    assert any(step.startswith("SEARCH edge") and "type=?" in step for step in steps)


def test_a_search_walks_the_text_index_alone(connection: sqlite3.Connection) -> None:
    steps = plan(connection, fulltext.WINDOW)
    assert walks(steps) == []
    assert steps[0].startswith("SCAN node_text VIRTUAL TABLE INDEX")
    assert walks(plan(connection, fulltext.BY_NUMBER)) == []


def test_stats_read_indexes_alone(connection: sqlite3.Connection) -> None:
    for statement in (read.COUNT_EDGES, read.COUNT_ENTITIES, read.COUNT_NODES, read.COUNT_CONTRIBUTIONS):
        assert walks([step for step in plan(connection, statement) if " INDEX " not in step]) == []
