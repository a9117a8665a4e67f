"""A database is made ready, brought up to date, or left alone with a word."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from graph.errors import StoreDamaged, StoreMissing, StoreTooNew
from graph.neo4j.connection import Connection
from graph.neo4j.layout import CONSTRAINTS, INDEXES, SCHEMA_VERSION
from graph.neo4j.migrate import MIGRATIONS, NEEDED, check, prepare
from tests.neo4j.fixtures import Scratch

META = "MATCH (meta:Meta:Bookkeeping) RETURN properties(meta) AS meta"


def meta(connection: Connection) -> list[Any]:
    return [row["meta"] for row in connection.run(META)]


def is_bare(connection: Connection) -> bool:
    indexes = connection.run("SHOW INDEXES YIELD type WHERE type <> 'LOOKUP' RETURN count(*) AS n")
    return indexes == [{"n": 0}]


def test_an_empty_database_is_made_ready(neo4j_bare: Scratch) -> None:
    prepare(neo4j_bare.connection, create=True)
    assert meta(neo4j_bare.connection) == [{"name": "graph", "version": 0, "schema": SCHEMA_VERSION}]
    assert len(NEEDED) == len(CONSTRAINTS) + len(INDEXES)
    found = check(neo4j_bare.connection)
    assert found["indexes"] == f"{len(NEEDED)} of {len(NEEDED)} online"
    assert found["schema version"] == str(SCHEMA_VERSION)
    assert found["integrity"] == "ok"


def test_what_is_ready_stays_as_it_is(neo4j_empty: Scratch) -> None:
    connection = neo4j_empty.connection
    prepare(connection, create=True)
    connection.run("MATCH (meta:Meta) SET meta.version = 7")
    prepare(connection, create=True)
    prepare(connection, create=False)
    assert meta(connection) == [{"name": "graph", "version": 7, "schema": SCHEMA_VERSION}]


def test_many_may_make_it_ready_at_once(neo4j_bare: Scratch) -> None:
    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(prepare, neo4j_bare.connection, create=True) for _ in range(4)]:
            done.result()
    assert len(meta(neo4j_bare.connection)) == 1
    assert check(neo4j_bare.connection)["integrity"] == "ok"


def test_nothing_is_made_where_nothing_shall_be(neo4j_bare: Scratch) -> None:
    with pytest.raises(StoreMissing, match="citegraph ingest"):
        prepare(neo4j_bare.connection, create=False)
    assert neo4j_bare.is_empty()
    assert is_bare(neo4j_bare.connection)


@pytest.mark.parametrize(
    "theirs", ["CREATE (:Person {name: 'Ada'})", "CREATE (:Paper {id: 'p'})", "CREATE (:Meta {name: 'graph'})"]
)
@pytest.mark.parametrize("create", [True, False])
def test_a_database_with_the_data_of_somebody_else_is_left_alone(
    neo4j_bare: Scratch, theirs: str, create: bool
) -> None:
    neo4j_bare.connection.run(theirs)
    with pytest.raises(StoreDamaged, match="that citegraph did not write"):
        prepare(neo4j_bare.connection, create=create)
    assert neo4j_bare.connection.run("MATCH (n) RETURN count(n) AS n") == [{"n": 1}]
    assert is_bare(neo4j_bare.connection)


def test_notes_of_somebody_else_beside_our_graph_do_no_harm(neo4j_empty: Scratch) -> None:
    prepare(neo4j_empty.connection, create=True)
    neo4j_empty.connection.run("CREATE (:Note {text: 'read this'})")
    prepare(neo4j_empty.connection, create=False)


def test_a_graph_of_a_newer_version_is_refused(neo4j_bare: Scratch) -> None:
    neo4j_bare.connection.run("CREATE (:Meta:Bookkeeping {name: 'graph', version: 3, schema: 99})")
    with pytest.raises(StoreTooNew, match="schema version 99"):
        prepare(neo4j_bare.connection, create=True)
    assert is_bare(neo4j_bare.connection)


STEPS: Mapping[int, tuple[Any, ...]] = {
    1: ("MATCH (p:Paper) SET p.steps = coalesce(p.steps, []) + 1",),
    2: ("MATCH (p:Paper) SET p.steps = coalesce(p.steps, []) + 2",),
}


def test_an_older_graph_takes_every_step_once(neo4j_empty: Scratch) -> None:
    connection = neo4j_empty.connection
    prepare(connection, create=True, schema=1)
    connection.run("CREATE (:Paper {id: 'p'})")
    for _ in range(2):
        prepare(connection, create=False, schema=3, migrations=STEPS)
    assert connection.run("MATCH (p:Paper) RETURN p.steps AS steps") == [{"steps": [1, 2]}]
    assert meta(connection)[0]["schema"] == 3


def test_a_migration_that_failed_goes_on_where_it_stopped(neo4j_empty: Scratch) -> None:
    connection = neo4j_empty.connection
    prepare(connection, create=True, schema=1)
    connection.run("CREATE (:Paper {id: 'p'})")
    with pytest.raises(Exception, match="refused a statement"):
        prepare(connection, create=False, schema=3, migrations={**STEPS, 2: ("no Cypher",)})
    assert meta(connection)[0]["schema"] == 2
    prepare(connection, create=False, schema=3, migrations=STEPS)
    assert connection.run("MATCH (p:Paper) RETURN p.steps AS steps") == [{"steps": [1, 2]}]


def test_every_schema_version_has_a_way_to_the_next() -> None:
    assert list(MIGRATIONS) == list(range(SCHEMA_VERSION))


def test_what_was_dropped_is_made_again(neo4j_empty: Scratch) -> None:
    prepare(neo4j_empty.connection, create=True)
    neo4j_empty.connection.run("DROP INDEX uses_into")
    neo4j_empty.connection.run("DROP CONSTRAINT paper_id")
    assert check(neo4j_empty.connection)["integrity"] == "paper_id is missing, uses_into is missing"
    prepare(neo4j_empty.connection, create=False)
    assert check(neo4j_empty.connection)["integrity"] == "ok"


@pytest.mark.parametrize(
    "theirs",
    [
        "CREATE INDEX paper_id FOR (n:Person) ON (n.age)",  # our name
        "CREATE INDEX paper_id FOR (n:Paper) ON (n.id)",  # our name, and no constraint
        "CREATE CONSTRAINT theirs FOR (n:Paper) REQUIRE n.id IS UNIQUE",  # what we need, by another name
        "CREATE INDEX theirs FOR (n:Paper) ON (n.id)",  # what our constraint needs for itself
    ],
)
def test_an_index_of_somebody_else_in_our_place_is_named(neo4j_bare: Scratch, theirs: str) -> None:
    neo4j_bare.connection.run(theirs)
    with pytest.raises(StoreDamaged, match="SHOW INDEXES"):
        prepare(neo4j_bare.connection, create=True)
    assert neo4j_bare.is_empty()
