"""Pages between entities: one edge a neighbour, whichever papers say so, in the order of the neighbours' names.

The order is of the neighbours, not of the edges, so a page costs the degree of its parent: no index ends in a
neighbour's name. Degrees between entities are small beside those of papers into entities.
"""

# ruff: noqa: S608 - what is put into these statements are constants of this folder; all that is asked is a parameter

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

import orjson

from graph import cursor, hop_keys, paging
from graph.evidence import MAX_STATEMENTS, EdgeColumns, edge_columns_of, statements_of
from graph.sqlite.rows import AFTER_NODE, BEYOND, NODE, N, both_ways, columns_of
from graph.store import Hop, Row, Slice

_PASSES: Final = """edge.sort_key > :year_low AND edge.sort_key < :year_high
  AND (:min_confidence IS NULL OR edge.confidence IS NULL OR edge.confidence >= :min_confidence)"""
_PASSES_TYPE: Final = "(:types IS NULL OR node.type IN (SELECT value FROM json_each(:types)))"
_PARENT: Final = "(SELECT n FROM node WHERE id = :id)"
# A declared edge has no confidence and stands above all numbers.
_FIELDS: Final = f"""{NODE}, node.name_key,
       CASE WHEN count(edge.confidence) = count(*) THEN max(edge.confidence) END,
       CASE WHEN :wants_count THEN sum(json_array_length(edge.body, '$.statements')) END"""

OUT_OF: Final = both_ways(f"""
SELECT {_FIELDS}
FROM edge CROSS JOIN node ON node.n = edge.dst
WHERE edge.src = {_PARENT} AND edge.type = :relation AND {_PASSES} AND {_PASSES_TYPE}
  AND node.name_key > :low AND node.name_key < :high
GROUP BY node.name_key ORDER BY node.name_key ASC LIMIT :limit
""")
INTO: Final = both_ways(f"""
SELECT {_FIELDS}
FROM edge CROSS JOIN node ON node.n = edge.src
WHERE edge.dst = {_PARENT} AND edge.type = :relation AND {_PASSES} AND {_PASSES_TYPE}
  AND node.name_key > :low AND node.name_key < :high
GROUP BY node.name_key ORDER BY node.name_key ASC LIMIT :limit
""")

COUNT_OUT_OF: Final = f"""
SELECT count(DISTINCT edge.dst) FROM edge CROSS JOIN node ON node.n = edge.dst
WHERE edge.src = {_PARENT} AND edge.type = :relation AND {_PASSES} AND {_PASSES_TYPE}
"""
COUNT_INTO: Final = f"""
SELECT count(DISTINCT edge.src) FROM edge CROSS JOIN node ON node.n = edge.src
WHERE edge.dst = {_PARENT} AND edge.type = :relation AND {_PASSES} AND {_PASSES_TYPE}
"""

_SAID: Final = """
SELECT said.neighbour, said.body, paper.id, CASE WHEN :wants_sentence THEN paper.name END,
       CASE WHEN :wants_sentence THEN paper.text END
"""
SAID_OUT_OF: Final = f"""{_SAID}
FROM (SELECT edge.dst AS neighbour, edge.body, edge.paper,
             row_number() OVER (PARTITION BY edge.dst ORDER BY edge.sort_key DESC) AS place
      FROM edge WHERE edge.src = {_PARENT} AND edge.type = :relation AND {_PASSES}
        AND edge.dst IN (SELECT value FROM json_each(:neighbours))) AS said
  CROSS JOIN node AS paper ON paper.n = said.paper
WHERE said.place <= {MAX_STATEMENTS}
ORDER BY said.neighbour, said.place
"""
SAID_INTO: Final = f"""{_SAID}
FROM (SELECT edge.src AS neighbour, edge.body, edge.paper,
             row_number() OVER (PARTITION BY edge.src ORDER BY edge.sort_key DESC) AS place
      FROM edge WHERE edge.dst = {_PARENT} AND edge.type = :relation AND {_PASSES}
        AND edge.src IN (SELECT value FROM json_each(:neighbours))) AS said
  CROSS JOIN node AS paper ON paper.n = said.paper
WHERE said.place <= {MAX_STATEMENTS}
ORDER BY said.neighbour, said.place
"""

SOURCES_OUT_OF: Final = f"""
SELECT DISTINCT edge.dst, json_extract(statement.value, '$.by')
FROM edge CROSS JOIN json_each(edge.body, '$.statements') AS statement
WHERE edge.src = {_PARENT} AND edge.type = :relation AND {_PASSES}
  AND edge.dst IN (SELECT value FROM json_each(:neighbours))
"""
SOURCES_INTO: Final = f"""
SELECT DISTINCT edge.src, json_extract(statement.value, '$.by')
FROM edge CROSS JOIN json_each(edge.body, '$.statements') AS statement
WHERE edge.dst = {_PARENT} AND edge.type = :relation AND {_PASSES}
  AND edge.src IN (SELECT value FROM json_each(:neighbours))
"""

_NAME_KEY: Final = AFTER_NODE
_CONFIDENCE: Final = AFTER_NODE + 1
_COUNT: Final = AFTER_NODE + 2


def expand(connection: sqlite3.Connection, ids: Sequence[str], hop: Hop) -> dict[str, Slice]:
    window = paging.checked(hop.page)
    tag = hop_keys.tag_of(hop)
    make_row = columns_of(hop.columns).row
    columns = edge_columns_of(hop.edge_columns)
    parameters = _parameters(hop, window, tag, columns)
    statement = (INTO if hop.reverse else OUT_OF)[window.backward]
    slices: dict[str, Slice] = {}
    for parent in ids:
        parameters["id"] = parent
        records = connection.execute(statement, parameters).fetchall()
        more = len(records) > window.size
        if more:
            records.pop()
        if window.backward:
            records.reverse()
        edges: list[Row] = []
        for record in records:
            edge: Row = {"cursor": cursor.encode(tag, record[_NAME_KEY]), "node": make_row(record)}
            if columns.confidence:
                edge["confidence"] = record[_CONFIDENCE]
            if columns.statement_count:
                edge["statement_count"] = record[_COUNT]
            edges.append(edge)
        if records:
            parameters["neighbours"] = orjson.dumps([record[N] for record in records]).decode()
            by_neighbour = {record[N]: edge for record, edge in zip(records, edges, strict=True)}
            _add_said(connection, by_neighbour, columns, parameters, reverse=hop.reverse)
        total = None
        if hop.count:
            count = COUNT_INTO if hop.reverse else COUNT_OUT_OF
            total = connection.execute(count, parameters).fetchone()[0]
        slices[parent] = paging.slice_of(edges, window, more=more, total=total)
    return slices


def _parameters(hop: Hop, window: paging.Window, tag: str, columns: EdgeColumns) -> dict[str, Any]:
    year_low, year_high = paging.years(hop.where)
    low, high = paging.keys(window, tag, (str,))
    return {
        **columns_of(hop.columns).parameters,
        "relation": hop.relation.value,
        "low": low[0] if low else "",
        "high": high[0] if high else BEYOND,
        "year_low": year_low,
        "year_high": BEYOND if year_high is None else year_high,
        "min_confidence": hop.where.min_confidence,
        "types": None if hop.where.types is None else orjson.dumps(sorted(hop.where.types)).decode(),
        "wants_count": columns.statement_count,
        "wants_sentence": columns.has_text,
        "limit": window.limit,
    }


def _add_said(
    connection: sqlite3.Connection,
    edges: dict[int, Row],
    columns: EdgeColumns,
    parameters: dict[str, Any],
    *,
    reverse: bool,
) -> None:
    """What the papers of each edge say, newest paper first. What only a paper's own edge has is None here."""
    if columns.statements:
        for edge in edges.values():
            edge["statements"] = []
        for neighbour, body, *paper in connection.execute(SAID_INTO if reverse else SAID_OUT_OF, parameters):
            told: list[Row] = edges[neighbour]["statements"]
            if len(told) < MAX_STATEMENTS:
                told += statements_of(orjson.loads(body).get("statements") or (), columns, *paper)
                del told[MAX_STATEMENTS:]
    if columns.sources:
        sources: dict[int, set[str]] = {neighbour: set() for neighbour in edges}
        for neighbour, by in connection.execute(SOURCES_INTO if reverse else SOURCES_OUT_OF, parameters):
            sources[neighbour].add(by)
        for neighbour, edge in edges.items():
            edge["sources"] = sorted(sources[neighbour])
    for edge in edges.values():
        if columns.ordinal:
            edge["ordinal"] = None
        if columns.intent:
            edge["intent"] = None
        if columns.contexts:
            edge["contexts"] = []
        edge.update(dict.fromkeys(columns.flags, False))
