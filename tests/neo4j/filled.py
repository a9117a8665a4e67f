"""A real Neo4j filled with what an embedded store holds: for tests that read, without what writes production graphs.

It copies rows, ids and keys as they stand in SQLite, so both stores hold one graph and every answer can be compared.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import orjson

from graph import names
from graph.neo4j import fulltext, layout, listing
from graph.neo4j.connection import Connection
from graph.neo4j.read import Neo4jReader
from graph.records import AUTHOR, ENTITY, PAPER, RESULT
from graph.sqlite.read import SqliteReader
from tests.neo4j.fixtures import Scratch

NODES = """
SELECT node.id, kind, type, name, text, order_key, name_key, papers, is_stub, body, change.key
FROM node LEFT JOIN change ON change.id = node.id ORDER BY n
"""
GONE = "SELECT id, key FROM change WHERE is_gone"
EDGES = """
SELECT edge.type, source.id, target.id, paper.id, edge.position, edge.sort_key, edge.confidence, edge.body
FROM edge JOIN node AS source ON source.n = edge.src JOIN node AS target ON target.n = edge.dst
JOIN node AS paper ON paper.n = edge.paper
"""
KEYS = "SELECT key.key, key.kind, node.id, key.owner FROM key JOIN node ON node.n = key.node"
CONTRIBUTIONS = "SELECT c, contribution.id, node.id FROM contribution LEFT JOIN node ON node.n = contribution.node"


@contextmanager
def both(scratch: Scratch, source: sqlite3.Connection) -> Iterator[tuple[SqliteReader, Neo4jReader]]:
    """Readers of both stores over what the embedded one holds."""
    fill(scratch, source)
    with scratch.connection.reading(seconds=300) as transaction:
        yield SqliteReader(source), Neo4jReader(transaction)


def fill(scratch: Scratch, source: sqlite3.Connection) -> None:
    """Make the database hold what the embedded store does, and nothing else."""
    scratch.wipe()
    _make_indexes(scratch.connection)
    _fill(scratch.connection, source)


def _make_indexes(connection: Connection) -> None:
    """Those that are missing: a hundred statements that find theirs take as long as a small test."""
    there = {row["name"] for row in connection.run("SHOW INDEXES YIELD name")}
    for statement in dict.fromkeys((*layout.CONSTRAINTS, *layout.INDEXES, *listing.INDEXES, *fulltext.INDEXES)):
        if statement.partition(" IF NOT EXISTS")[0].split()[-1] not in there:
            connection.run(statement)
    connection.run("CALL db.awaitIndexes(60)")


def _run(connection: Connection, statement: str, rows: Iterable[Any]) -> None:
    """In transactions small enough for a small heap."""
    source = iter(rows)
    while batch := list(islice(source, 1000)):
        connection.run(statement, rows=batch)


def _fill(connection: Connection, source: sqlite3.Connection) -> None:
    version = source.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()[0]
    connection.run(
        "CREATE (:Meta:Bookkeeping {name: 'graph', version: $version, schema: $schema})",
        version=version,
        schema=layout.SCHEMA_VERSION,
    )
    kinds: dict[str, str] = {}
    nodes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in source.execute(NODES):
        node_id, kind, type_, *_ = row
        kinds[node_id] = kind
        nodes[f"{kind}:{type_}" if type_ else kind].append(_node(*row))
    for labels, made in nodes.items():
        _run(connection, f"UNWIND $rows AS row CREATE (n:{labels}) SET n = row", made)
    gone = list(map(list, source.execute(GONE)))
    _run(connection, "UNWIND $rows AS row CREATE (n:Gone:Bookkeeping {id: row[0], changed: row[1]})", gone)
    edges: dict[tuple[str, str, str], list[list[Any]]] = defaultdict(list)
    for relation, head, tail, *rest in source.execute(EDGES):
        edges[relation, kinds[head], kinds[tail]].append([head, tail, _edge(tail, *rest)])
    for (relation, head_kind, tail_kind), rows in edges.items():
        _run(
            connection,
            f"UNWIND $rows AS row MATCH (a:{head_kind} {{id: row[0]}}) MATCH (b:{tail_kind} {{id: row[1]}}) "
            f"CREATE (a)-[r:{relation}]->(b) SET r = row[2]",
            rows,
        )
    _add_keys(connection, source, kinds)
    _run(
        connection,
        "UNWIND $rows AS row CREATE (:Decision:Bookkeeping {id: row[0], version: row[1], body: row[2]})",
        [list(row) for row in source.execute("SELECT id, version, body FROM decision")],
    )


def _node(
    node_id: str,
    kind: str,
    type_: str,
    name: str,
    text: str,
    order_key: str,
    name_key: str,
    papers: int,
    is_stub: int,
    body: str,
    changed: str | None,
) -> dict[str, Any]:
    own: dict[str, Any] = {PAPER: {"title": name, "abstract": text, "is_stub": bool(is_stub)}, RESULT: {}}.get(
        kind, {"name": name, "paper_count": papers}
    )
    if kind == ENTITY:
        own["type"] = type_
    if kind == AUTHOR:
        own["folded_name"] = names.person_key(name)
    return {
        **orjson.loads(body),
        **own,
        "id": node_id,
        "order_key": order_key,
        "name_key": name_key,
        "changed": changed,
    }


def _edge(target: str, paper: str, position: int, sort_key: str, confidence: float | None, body: str) -> dict[str, Any]:
    properties = orjson.loads(body)
    statements = properties.pop("statements")
    return {
        **properties,
        "target": target,
        "paper": paper,
        "position": position,
        "sort_key": sort_key,
        "confidence": confidence,
        "sources": sorted({statement["by"] for statement in statements}),
        "statements": orjson.dumps(statements).decode(),
    }


def _add_keys(connection: Connection, source: sqlite3.Connection, kinds: dict[str, str]) -> None:
    """Identifiers and titles through the contribution that gives them; where none is stored, through one made up."""
    owners = {c: (contribution, paper) for c, contribution, paper in source.execute(CONTRIBUTIONS)}
    given: dict[str, set[str]] = defaultdict(set)
    for contribution, paper in owners.values():
        given[contribution].update(filter(None, [paper]))
    has_key: list[list[str]] = []
    called: dict[str, list[list[str]]] = defaultdict(list)
    for key, kind, node_id, owner in source.execute(KEYS):
        if kind in ("id", "title"):
            contribution = owners[owner][0] if owner in owners else f"made-up/{node_id}"
            given[contribution].add(node_id)
            has_key.append([contribution, kind, key])
        else:
            called[kinds[node_id]].append([key, kind, node_id])
    _run(
        connection,
        "UNWIND $rows AS row CREATE (c:Contribution:Bookkeeping {id: row[0]}) "
        "WITH c, row UNWIND row[1] AS paper MATCH (p:Paper {id: paper}) CREATE (c)-[:DESCRIBES]->(p)",
        [[contribution, sorted(papers)] for contribution, papers in given.items()],
    )
    _run(
        connection,
        "UNWIND $rows AS row MATCH (c:Contribution {id: row[0]}) MERGE (k:Key {key: row[2]}) SET k:Bookkeeping "
        "CREATE (c)-[:HAS_KEY {kind: row[1]}]->(k)",
        has_key,
    )
    for kind, rows in called.items():
        _run(
            connection,
            f"UNWIND $rows AS row MATCH (n:{kind} {{id: row[2]}}) MERGE (k:Key {{key: row[0]}}) SET k:Bookkeeping "
            "CREATE (k)-[:NAMES {kind: row[1]}]->(n)",
            rows,
        )
