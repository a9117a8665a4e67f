"""The database made ready: constraints and indexes of layout.py, and the Meta node that says whose it is.

The Meta node is written last, so a database is ours once everything is there; before that, it is empty or refused.
Whoever may only read can open what is ready: nothing is sent then that writes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

from neo4j import ManagedTransaction

from graph.errors import StoreDamaged, StoreMissing, StoreTooNew
from graph.neo4j.connection import Connection
from graph.neo4j.csv_files import BARE_SCHEMA, FILL_CHANGES, FILL_EMPTY_LISTS
from graph.neo4j.layout import CONSTRAINTS, INDEXES, SCHEMA_VERSION

MIGRATIONS: Mapping[int, tuple[LiteralString, ...]] = {BARE_SCHEMA: FILL_EMPTY_LISTS, 1: FILL_CHANGES}
"""By the schema version that they lead on from: statements that may be run twice, since a crash may come between."""

INDEX_SECONDS = 3600  # over 820,000 edges they took a minute; a full-text index over much more may need an hour

FIND_META = """
OPTIONAL MATCH (meta:Meta:Bookkeeping {name: 'graph'})
RETURN meta.schema AS schema, EXISTS { MATCH () } AS has_nodes
"""
FIND_INDEXES = """
SHOW INDEXES YIELD name, state, type, labelsOrTypes, properties, owningConstraint
WHERE type <> 'LOOKUP'
RETURN name, state, labelsOrTypes + properties AS covers, owningConstraint IS NOT NULL AS is_constraint
"""
AWAIT_INDEXES = "CALL db.awaitIndexes($at_most)"
WRITE_META = """
MERGE (meta:Meta {name: 'graph'})
ON CREATE SET meta:Bookkeeping, meta.version = 0, meta.schema = $schema
"""
WRITE_SCHEMA_VERSION = "MATCH (meta:Meta {name: 'graph'}) WHERE meta.schema < $schema SET meta.schema = $schema"


@dataclass(frozen=True, slots=True)
class Needed:
    """A constraint or an index as its statement asks for it; `covers` holds labels or types, and properties."""

    name: str
    statement: LiteralString
    covers: frozenset[str]
    is_constraint: bool

    @classmethod
    def of(cls, statement: LiteralString) -> Needed:
        (name,) = re.findall(r"(?:CONSTRAINT|INDEX) (\w+)", statement)
        (labels,) = re.findall(r"\b[nr]:([\w|]+)", statement)
        properties = re.findall(r"\b[nr]\.(\w+)", statement)
        return cls(name, statement, frozenset([*labels.split("|"), *properties]), " CONSTRAINT " in statement)


NEEDED = {needed.name: needed for needed in map(Needed.of, (*CONSTRAINTS, *INDEXES))}


def prepare(
    connection: Connection,
    *,
    create: bool,
    schema: int = SCHEMA_VERSION,
    migrations: Mapping[int, tuple[LiteralString, ...]] = MIGRATIONS,
) -> None:
    """Make the database what this version works with: a new graph where it is empty and `create` is set, an older one
    migrated, missing indexes made again. Any number of processes may do it at once.

    Raises StoreMissing, StoreTooNew, StoreDamaged (somebody else's data or indexes), all before anything is written;
    and what a connection raises.
    """
    connection.server_version()
    found = _schema_version(connection)
    if found is None and not create:
        raise StoreMissing(f"There is no graph in {_place(connection)}; `citegraph ingest FILE` makes one.")
    if found is not None and found > schema:
        raise StoreTooNew(
            f"The graph in {_place(connection)} has schema version {found}, and this citegraph knows up to {schema}; "
            "upgrade citegraph to open it."
        )
    for version in range(schema if found is None else found, schema):
        for statement in migrations[version]:
            connection.run(statement, seconds=INDEX_SECONDS)
        _write(connection, WRITE_SCHEMA_VERSION, schema=version + 1)
    _make_indexes(connection)
    if found is None:
        _write(connection, WRITE_META, schema=schema)


def check(connection: Connection) -> dict[str, str]:
    """What `citegraph doctor` says of the server and the database. It writes nothing, and takes any schema version."""
    version = connection.server_version()
    schema = _schema_version(connection)
    lacking = _lacking(connection)
    return {
        "server": f"Neo4j {version} at {connection.login.url}",
        "database": connection.login.database or "the one that the server gives this user",
        "schema version": "none: the database is empty" if schema is None else str(schema),
        "indexes": f"{len(NEEDED) - len(lacking)} of {len(NEEDED)} online",
        "integrity": ", ".join(f"{name} is {state}" for name, state in lacking.items()) or "ok",
    }


def _schema_version(connection: Connection) -> int | None:
    """None for an empty database. Raises StoreDamaged for one with data that are not ours."""
    (found,) = connection.read(lambda transaction: transaction.run(FIND_META).data())
    if isinstance(found["schema"], int):
        return found["schema"]
    if found["has_nodes"]:
        raise StoreDamaged(
            f"There are data in {_place(connection)} that citegraph did not write, so nothing was written there; "
            "name an empty database with NEO4J_DATABASE, or another server."
        )
    return None


def _lacking(connection: Connection) -> dict[str, str]:
    """What is not as it should be, by name: missing, another (something else has its name), or a state of Neo4j's."""
    there = {row["name"]: row for row in connection.read(lambda transaction: transaction.run(FIND_INDEXES).data())}
    lacking = {}
    for name, needed in NEEDED.items():
        if (row := there.get(name)) is None:
            lacking[name] = "missing"
        elif (frozenset(row["covers"]), row["is_constraint"]) != (needed.covers, needed.is_constraint):
            lacking[name] = "another"
        elif row["state"] != "ONLINE":
            lacking[name] = row["state"].lower()
    return lacking


def _make_indexes(connection: Connection) -> None:
    lacking = _lacking(connection)
    _refuse(connection, [name for name, state in lacking.items() if state in ("another", "failed")])
    for name, state in lacking.items():
        if state == "missing":
            _make(connection, NEEDED[name])
    if lacking:
        connection.run(AWAIT_INDEXES, seconds=INDEX_SECONDS, at_most=INDEX_SECONDS)
        _refuse(connection, list(_lacking(connection)))


def _make(connection: Connection, needed: Needed) -> None:
    try:
        _write(connection, needed.statement, seconds=INDEX_SECONDS)
    except StoreDamaged:
        # IF NOT EXISTS overlooks what another process is just making, and Neo4j then says that there is one already
        if _lacking(connection).get(needed.name) == "missing":
            raise


def _refuse(connection: Connection, names: list[str]) -> None:
    if names:
        raise StoreDamaged(
            f"The index {', '.join(names)} cannot be had in {_place(connection)}, because another has its name or its "
            "place, or it failed; SHOW INDEXES tells, DROP INDEX removes what stands in the way."
        )


def _place(connection: Connection) -> str:
    login = connection.login
    return f"the database {login.database} at {login.url}" if login.database else f"the database at {login.url}"


def _write(
    connection: Connection, statement: LiteralString, *, seconds: float | None = None, **parameters: Any
) -> None:
    def work(transaction: ManagedTransaction) -> None:
        transaction.run(statement, parameters).consume()

    connection.write(work, seconds=seconds)
