"""Bare neighbours, single edges and counts by year: what questions over many nodes walk along.

As in hops.py one statement for each node and way is right here; each walks an index no further than its limit. Ways
between entities have no stored order and cost the degree of the node.
"""

# ruff: noqa: S608 - what is put into these statements are constants of this folder; all that is asked is a parameter

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

import orjson

from graph.evidence import MAX_STATEMENTS, edge_columns_of, statements_of
from graph.matching import storable
from graph.records import ENTITY_TO_ENTITY, PAPER_TO_ENTITY, RESULT_TO_ENTITY, highest
from graph.store import Adjacent, Ends, Row, Way

NUMBER: Final = "SELECT n FROM node WHERE id = ?"

OUT_OF: Final = """
SELECT node.id FROM edge CROSS JOIN node ON node.n = edge.dst
WHERE edge.src = ? AND edge.type = ? ORDER BY edge.position, node.id LIMIT ?
"""
INTO: Final = """
SELECT node.id FROM edge CROSS JOIN node ON node.n = edge.src
WHERE edge.dst = ? AND edge.type = ? ORDER BY edge.sort_key DESC LIMIT ?
"""
# A paper that reports two results of one system has two edges of one sort_key into it.
FROM_RESULTS: Final = """
SELECT node.id FROM edge CROSS JOIN node ON node.n = edge.src
WHERE edge.dst = ? AND edge.type = ? ORDER BY edge.sort_key DESC, node.id DESC LIMIT ?
"""
BETWEEN_OUT_OF: Final = """
SELECT DISTINCT node.id FROM edge CROSS JOIN node ON node.n = edge.dst
WHERE edge.src = ? AND edge.type = ? ORDER BY node.id LIMIT ?
"""
BETWEEN_INTO: Final = """
SELECT DISTINCT node.id FROM edge CROSS JOIN node ON node.n = edge.src
WHERE edge.dst = ? AND edge.type = ? ORDER BY node.id LIMIT ?
"""

# The plus keeps SQLite on the index below the source: what one node says is little, what is said of a hub is much.
EDGE: Final = f"""
SELECT edge.confidence, edge.body, paper.id, paper.name, paper.text
FROM edge CROSS JOIN node AS paper ON paper.n = edge.paper
WHERE edge.src = (SELECT n FROM node WHERE id = ?) AND edge.type = ? AND +edge.dst = (SELECT n FROM node WHERE id = ?)
ORDER BY edge.sort_key DESC LIMIT {MAX_STATEMENTS}
"""

# A sort_key ends in its paper's id, so that a paper which says two things of an entity is counted once.
YEARS: Final = f"""
SELECT substr(sort_key, 1, 4), count(DISTINCT sort_key) FROM edge
WHERE dst = (SELECT n FROM node WHERE id = ?) AND type IN ({", ".join(f"'{one}'" for one in PAPER_TO_ENTITY)})
GROUP BY 1
"""

_WHOLE: Final = edge_columns_of(frozenset({"statements"}))


def adjacent(
    connection: sqlite3.Connection, ids: Sequence[str], ways: Sequence[Way], limit: int
) -> dict[str, list[Adjacent]]:
    asked = [(way, _statement(way)) for way in ways]
    found: dict[str, list[Adjacent]] = {}
    for node_id in ids:
        found[node_id] = []
        number = connection.execute(NUMBER, (storable(node_id),)).fetchone()
        for way, statement in asked if number else ():
            rows = connection.execute(statement, (number[0], way.relation.value, limit + 1)).fetchall()
            if rows:
                far = tuple(row[0] for row in rows[:limit])
                found[node_id].append(Adjacent(way, far, len(rows) > limit))
    return found


def _statement(way: Way) -> str:
    if way.relation in ENTITY_TO_ENTITY:
        return BETWEEN_INTO if way.reverse else BETWEEN_OUT_OF
    if not way.reverse:
        return OUT_OF
    return FROM_RESULTS if way.relation in RESULT_TO_ENTITY else INTO


def edges(connection: sqlite3.Connection, ends: Sequence[Ends]) -> dict[Ends, Row]:
    found: dict[Ends, Row] = {}
    for source, relation, target in ends:
        rows = connection.execute(EDGE, (storable(source), relation.value, storable(target))).fetchall()
        if rows:
            told: list[Row] = []
            for _, body, *paper in rows:
                told += statements_of(orjson.loads(body).get("statements") or (), _WHOLE, *paper)
            confidence = highest(row[0] for row in rows)
            found[source, relation, target] = {"confidence": confidence, "statements": told[:MAX_STATEMENTS]}
    return found


def years(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, dict[str, int]]:
    return {node_id: dict(connection.execute(YEARS, (storable(node_id),))) for node_id in ids}
