"""From each of some nodes along one relation: a page of edges out of it, or into it, for all of them in one statement.

A page into a node walks the index of its relation by (target, sort_key), so a hub costs no more than a leaf; every walk
has both bounds and names its index, without which the planner may expand the hub. A page out of a node costs what the
node has of the relation, which is what one paper says. Pages between entities are in between.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from graph import cursor, hop_keys, paging
from graph.evidence import EdgeColumns, edge_columns_of
from graph.neo4j import between
from graph.neo4j.rows import BEYOND, Transaction, columns_of, read
from graph.neo4j.said import Paper, add_properties, properties_of, texts_of
from graph.records import (
    AUTHOR,
    ENTITY,
    ENTITY_TO_ENTITY,
    PAPER,
    RESULT,
    RESULT_TO_ENTITY,
    Relation,
)
from graph.store import Hop, Row, Slice

_TARGETS = {Relation.CITES: PAPER, Relation.AUTHORED_BY: AUTHOR, Relation.REPORTS: RESULT}

# A declared edge passes. Said with OR, the planner may make two walks of it, whose union has no order.
_PASSES_CONFIDENCE = "coalesce(r.confidence, $min_confidence) >= $min_confidence"
_PASSES_TYPE = "($types IS NULL OR n.type IN $types)"


def source_of(relation: Relation) -> str:
    return RESULT if relation in RESULT_TO_ENTITY else PAPER


def target_of(relation: Relation) -> str:
    return _TARGETS.get(relation, ENTITY)


def _record(key: str) -> str:
    return f"""[n.id, {key}, r.confidence, r.paper, [name IN $columns | n[name]],
                  [name IN $edge_columns | r[name]]]"""


@cache
def out_of(relation: Relation, *, descending: bool, filtered: bool, counted: bool) -> str:
    """By position, then the far end's id."""
    way = "DESC" if descending else "ASC"
    # The year of the paper at the far end; where that is no paper, of the paper that says so.
    dated = "n.order_key" if target_of(relation) == PAPER else "r.sort_key"
    passes = f"""($min_confidence IS NULL OR {_PASSES_CONFIDENCE}) AND {_PASSES_TYPE}
    AND {dated} > $year_low AND {dated} < $year_high"""
    count = f"COUNT {{ (near)-[:{relation}]->() }}"
    if filtered:
        count = f"COUNT {{ MATCH (near)-[r:{relation}]->(n) WHERE {passes} }}"
    return f"""
UNWIND $ids AS id
MATCH (near:{source_of(relation)} {{id: id}})
CALL (near) {{
  MATCH (near)-[r:{relation}]->(n)
  WHERE (r.position > $low OR (r.position = $low AND r.target > $low_id))
    AND (r.position < $high OR (r.position = $high AND r.target < $high_id))
    {"AND " + passes if filtered else ""}
  WITH n, r ORDER BY r.position {way}, r.target {way} LIMIT $limit
  RETURN collect({_record("r.position")}) AS page
}}
RETURN collect([id, page, {count if counted else "null"}])
"""


@cache
def into(relation: Relation, *, descending: bool, confident: bool, counted: str) -> str:
    """By the date of the paper that says so, within its years. `counted`: "", all, or those that pass the filter."""
    way = "DESC" if descending else "ASC"
    passes = f"AND {_PASSES_CONFIDENCE}" if confident else ""
    if source_of(relation) == RESULT:
        bounds = """r.sort_key >= $low AND r.sort_key <= $high
    AND (r.sort_key > $low OR n.id > $low_id) AND (r.sort_key < $high OR n.id < $high_id)"""
        order = f"r.target {way}, r.sort_key {way}, n.id {way}"
    else:
        bounds = "r.sort_key > $low AND r.sort_key < $high"
        order = f"r.target {way}, r.sort_key {way}"
    near, count = "", "null"
    if counted == "all":  # from the degree that the node itself holds
        near = f"MATCH (near:{target_of(relation)} {{id: id}})"
        count = f"COUNT {{ (near)<-[:{relation}]-() }}"
    elif counted:
        count = f"""COUNT {{
  MATCH ()-[r:{relation}]->()
  USING RANGE INDEX r:{relation}(target, sort_key)
  WHERE r.target = id AND r.sort_key > $year_low AND r.sort_key < $year_high {passes}
}}"""
    return f"""
UNWIND $ids AS id
{near}
CALL (id) {{
  MATCH (n)-[r:{relation}]->()
  USING RANGE INDEX r:{relation}(target, sort_key)
  WHERE r.target = id AND {bounds} {passes}
  WITH n, r ORDER BY {order} LIMIT $limit
  RETURN collect({_record("r.sort_key")}) AS page
}}
RETURN collect([id, page, {count}])
"""


def statements() -> Iterator[tuple[str, str]]:
    """Every statement that `expand` may send, by name: for tests that look at plans."""
    flags = (False, True)
    for relation in (one for one in Relation if one not in ENTITY_TO_ENTITY):
        for descending in flags:
            for filtered in flags:
                for counted in flags:
                    way = f"{'descending' if descending else 'ascending'} {filtered=} {counted=}"
                    yield (
                        f"out of {relation} {way}",
                        out_of(relation, descending=descending, filtered=filtered, counted=counted),
                    )
                for total in ("", "all", "passing"):
                    way = f"{'descending' if descending else 'ascending'} confident={filtered} counted={total}"
                    yield (
                        f"into {relation} {way}",
                        into(relation, descending=descending, confident=filtered, counted=total),
                    )


def expand(transaction: Transaction, ids: Sequence[str], hop: Hop) -> dict[str, Slice]:
    if hop.relation in ENTITY_TO_ENTITY:
        return between.expand(transaction, ids, hop)
    window = paging.checked(hop.page)
    tag = hop_keys.tag_of(hop)
    kind = source_of(hop.relation) if hop.reverse else target_of(hop.relation)
    rows, columns = columns_of(hop.columns), edge_columns_of(hop.edge_columns)
    names = properties_of(columns)
    found = read(
        transaction,
        _statement(hop, backward=window.backward),
        ids=list(dict.fromkeys(ids)),
        columns=rows.names[kind],
        edge_columns=names,
        **_parameters(hop, window, tag),
    )
    pages = {parent: (page, total) for parent, page, total in found}
    texts = _texts(transaction, columns, (page for page, _ in pages.values()))

    encode, has_id, make_row = cursor.encode, hop_keys.has_id(hop), rows.row
    slices: dict[str, Slice] = {}
    for parent in ids:
        page, total = pages.get(parent, ([], 0))
        more = len(page) > window.size
        shown = page[: window.size]
        if window.backward:
            shown.reverse()
        edges: list[Row] = []
        for far, key, confidence, paper, values, properties in shown:
            at = (key, far) if has_id else (key,)
            edge: Row = {"cursor": encode(tag, *at), "node": make_row(kind, far, values)}
            if columns.confidence:
                edge["confidence"] = confidence
            if names:
                add_properties(edge, names, properties, columns, texts.get(paper, (paper, None, None)))
            edges.append(edge)
        slices[parent] = paging.slice_of(edges, window, more=more, total=total if hop.count else None)
    return slices


def _statement(hop: Hop, *, backward: bool) -> str:
    where = hop.where
    descending = backward is not hop.reverse
    has_years = (where.year_from, where.year_to) != (None, None)
    if hop.reverse:  # years are bounds of its key, and what is at the far end has no type
        confident = where.min_confidence is not None
        counted = "" if not hop.count else "passing" if confident or has_years else "all"
        return into(hop.relation, descending=descending, confident=confident, counted=counted)
    filtered = has_years or (where.min_confidence, where.types) != (None, None)
    return out_of(hop.relation, descending=descending, filtered=filtered, counted=hop.count)


def _parameters(hop: Hop, window: paging.Window, tag: str) -> dict[str, Any]:
    where = hop.where
    year_low, year_high = paging.years(where)
    low, high = hop_keys.bounds(hop, window, tag, BEYOND)
    return {
        "low": low[0],
        "low_id": low[1],
        "high": high[0],
        "high_id": high[1],
        "year_low": year_low,
        "year_high": BEYOND if year_high is None else year_high,
        "min_confidence": where.min_confidence,
        "types": None if where.types is None else sorted(where.types),
        "limit": window.limit,
    }


def _texts(transaction: Transaction, columns: EdgeColumns, pages: Iterator[list[Any]]) -> dict[str, Paper]:
    if not columns.has_text:
        return {}
    return texts_of(transaction, (record[3] for page in pages for record in page))
