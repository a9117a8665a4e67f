"""From each of some nodes along one relation: a page of edges out of it, or into it.

One statement for each parent is right here: the store is in this process, so a statement costs microseconds, and each
walks an index from the page's first key. Pages between entities are in between.py.
"""

# ruff: noqa: S608 - what is put into these statements are constants of this folder; all that is asked is a parameter

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any, Final

import orjson

from graph import cursor, hop_keys, paging
from graph.evidence import add_columns, edge_columns_of
from graph.records import ENTITY_TO_ENTITY
from graph.sqlite import between
from graph.sqlite.rows import AFTER_NODE, BEYOND, ID, NODE, both_ways, columns_of
from graph.store import Hop, Row, Slice

# For a sentence to cut or a paper to name, the paper that says so is joined. Mostly it is the parent or the far end,
# but one join that always holds is shorter than three that hold sometimes.
_SAID: Final = {
    False: ("", ""),
    True: (
        ", said.id, CASE WHEN :wants_sentence THEN said.name END, CASE WHEN :wants_sentence THEN said.text END",
        "CROSS JOIN node AS said ON said.n = edge.paper",
    ),
}
_EDGE: Final = "edge.confidence, CASE WHEN :wants_edge_body THEN edge.body END"

_PASSES_CONFIDENCE: Final = "(:min_confidence IS NULL OR edge.confidence IS NULL OR edge.confidence >= :min_confidence)"
_PASSES_TYPE: Final = "(:types IS NULL OR node.type IN (SELECT value FROM json_each(:types)))"
# The year of the paper at the far end; where that is no paper, of the paper that says so.
_PASSES_YEAR: Final = """CASE node.kind WHEN 'Paper' THEN node.order_key ELSE edge.sort_key END > :year_low
  AND CASE node.kind WHEN 'Paper' THEN node.order_key ELSE edge.sort_key END < :year_high"""


# The far end's id, the last part of the order, is in no index of edges. Those of one position are few.
def _out_of(said: tuple[str, str], passes: str) -> tuple[str, str]:
    return both_ways(f"""
SELECT {NODE}, edge.position, {_EDGE} {said[0]}
FROM edge CROSS JOIN node ON node.n = edge.dst {said[1]}
WHERE edge.src = (SELECT n FROM node WHERE id = :id) AND edge.type = :relation
  AND edge.position >= :low AND edge.position <= :high
  AND (edge.position, node.id) > (:low, :low_id) AND (edge.position, node.id) < (:high, :high_id) {passes}
ORDER BY edge.position ASC, node.id ASC LIMIT :limit
""")


def _into(said: tuple[str, str], passes: str) -> tuple[str, str]:
    return both_ways(f"""
SELECT {NODE}, edge.sort_key, {_EDGE} {said[0]}
FROM edge CROSS JOIN node ON node.n = edge.src {said[1]}
WHERE edge.dst = (SELECT n FROM node WHERE id = :id) AND edge.type = :relation
  AND edge.sort_key > :low AND edge.sort_key < :high {passes}
ORDER BY edge.sort_key ASC LIMIT :limit
""")


def _from_results(said: tuple[str, str], passes: str) -> tuple[str, str]:
    # A paper that reports two results of one system has two edges of one sort_key into it: their ids tell them apart.
    return both_ways(f"""
SELECT {NODE}, edge.sort_key, {_EDGE} {said[0]}
FROM edge CROSS JOIN node ON node.n = edge.src {said[1]}
WHERE edge.dst = (SELECT n FROM node WHERE id = :id) AND edge.type = :relation
  AND edge.sort_key >= :low AND edge.sort_key <= :high
  AND (edge.sort_key, node.id) > (:low, :low_id) AND (edge.sort_key, node.id) < (:high, :high_id) {passes}
ORDER BY edge.sort_key ASC, node.id ASC LIMIT :limit
""")


# By (with the paper that says so, with a filter): the plain ones take half the time of one statement that can do all.
OUT_OF: Final = {
    (has_paper, is_filtered): _out_of(
        _SAID[has_paper], f"AND {_PASSES_CONFIDENCE} AND {_PASSES_TYPE} AND {_PASSES_YEAR}" if is_filtered else ""
    )
    for has_paper in (False, True)
    for is_filtered in (False, True)
}
INTO: Final = {
    (has_paper, is_filtered): _into(_SAID[has_paper], f"AND {_PASSES_CONFIDENCE}" if is_filtered else "")
    for has_paper in (False, True)
    for is_filtered in (False, True)
}
FROM_RESULTS: Final = {
    (has_paper, is_filtered): _from_results(_SAID[has_paper], f"AND {_PASSES_CONFIDENCE}" if is_filtered else "")
    for has_paper in (False, True)
    for is_filtered in (False, True)
}

COUNT_OUT_OF: Final = f"""
SELECT count(*)
FROM edge CROSS JOIN node ON node.n = edge.dst
WHERE edge.src = (SELECT n FROM node WHERE id = :id) AND edge.type = :relation
  AND {_PASSES_CONFIDENCE}
  AND {_PASSES_TYPE}
  AND {_PASSES_YEAR}
"""

COUNT_INTO: Final = """
SELECT count(*) FROM edge
WHERE edge.dst = (SELECT n FROM node WHERE id = :id) AND edge.type = :relation
  AND edge.sort_key > :year_low AND edge.sort_key < :year_high
"""

# The index has no confidence: this one reads the edges themselves, COUNT_INTO only the index.
COUNT_INTO_CONFIDENT: Final = f"""
SELECT count(*) FROM edge
WHERE edge.dst = (SELECT n FROM node WHERE id = :id) AND edge.type = :relation
  AND edge.sort_key > :year_low AND edge.sort_key < :year_high
  AND {_PASSES_CONFIDENCE}
"""

_KEY: Final = AFTER_NODE
_CONFIDENCE: Final = AFTER_NODE + 1
_BODY: Final = AFTER_NODE + 2
_PAPER: Final = AFTER_NODE + 3
_NO_PAPER: Final = ("", None, None)


def expand(connection: sqlite3.Connection, ids: Sequence[str], hop: Hop) -> dict[str, Slice]:
    if hop.relation in ENTITY_TO_ENTITY:
        return between.expand(connection, ids, hop)
    window = paging.checked(hop.page)
    tag = hop_keys.tag_of(hop)
    make_row = columns_of(hop.columns).row
    columns = edge_columns_of(hop.edge_columns)
    parameters = _parameters(hop, window, tag)
    statement = _statement(hop, has_paper=columns.has_paper)[window.backward is not hop.reverse]
    count = _count_statement(hop) if hop.count else None

    encode, loads, has_id = cursor.encode, orjson.loads, hop_keys.has_id(hop)
    wants_confidence, wants_body = columns.confidence, columns.has_body
    slices: dict[str, Slice] = {}
    for parent in ids:
        parameters["id"] = parent
        records = connection.execute(statement, parameters).fetchall()
        more = len(records) > window.size
        if more:
            records.pop()
        if window.backward:
            records.reverse()
        edges = []
        for record in records:
            key = (record[_KEY], record[ID]) if has_id else (record[_KEY],)
            edge: Row = {"cursor": encode(tag, *key), "node": make_row(record)}
            if wants_confidence:
                edge["confidence"] = record[_CONFIDENCE]
            if wants_body:
                add_columns(edge, loads(record[_BODY]), columns, record[_PAPER:] or _NO_PAPER)
            edges.append(edge)
        total = connection.execute(count, parameters).fetchone()[0] if count else None
        slices[parent] = paging.slice_of(edges, window, more=more, total=total)
    return slices


def _parameters(hop: Hop, window: paging.Window, tag: str) -> dict[str, Any]:
    """All parameters but the parent's id. Bounds lie outside the page."""
    where = hop.where
    columns = edge_columns_of(hop.edge_columns)
    year_low, year_high = paging.years(where)
    low, high = hop_keys.bounds(hop, window, tag, BEYOND)
    return {
        **columns_of(hop.columns).parameters,
        "relation": hop.relation.value,
        "low": low[0],
        "low_id": low[1],
        "high": high[0],
        "high_id": high[1],
        "year_low": year_low,
        "year_high": BEYOND if year_high is None else year_high,
        "min_confidence": where.min_confidence,
        "types": None if where.types is None else orjson.dumps(sorted(where.types)).decode(),
        "wants_edge_body": columns.has_body,
        "wants_sentence": columns.has_text,
        "limit": window.limit,
    }


def _statement(hop: Hop, *, has_paper: bool) -> tuple[str, str]:
    where = hop.where
    if hop.reverse:  # years are bounds of its key, and what is at the far end has no type
        return (FROM_RESULTS if hop_keys.is_from_results(hop) else INTO)[has_paper, where.min_confidence is not None]
    is_filtered = (where.min_confidence, where.types, where.year_from, where.year_to) != (None, None, None, None)
    return OUT_OF[has_paper, is_filtered]


def _count_statement(hop: Hop) -> str:
    if not hop.reverse:
        return COUNT_OUT_OF
    return COUNT_INTO if hop.where.min_confidence is None else COUNT_INTO_CONFIDENT
