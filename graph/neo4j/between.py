"""Pages between entities: one edge a neighbour, whichever papers say so, in the order of the neighbours' names.

The order is of the neighbours, not of the edges, so a page costs the degree of its parent, as in the embedded store.
What the papers of an edge say is read for the neighbours of the page alone, and only where it was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from graph import cursor, hop_keys, paging
from graph.evidence import MAX_STATEMENTS, EdgeColumns, edge_columns_of, statements_of
from graph.neo4j.rows import BEYOND, Transaction, columns_of, read
from graph.neo4j.said import Paper, loaded, texts_of
from graph.records import ENTITY, ENTITY_TO_ENTITY, Relation
from graph.store import Hop, Row, Slice

_ALL = 2**31 - 1

_PASSES = """r.sort_key > $year_low AND r.sort_key < $year_high
    AND ($min_confidence IS NULL OR coalesce(r.confidence, $min_confidence) >= $min_confidence)"""


@cache
def between(relation: Relation, *, reverse: bool, descending: bool, filtered: bool, told: bool, counted: bool) -> str:
    """`told`: with what each paper says, newest first; a declared edge has no confidence and stands above all."""
    edge = f"(near)<-[r:{relation}]-(n)" if reverse else f"(near)-[r:{relation}]->(n)"
    passes = f"WHERE {_PASSES}" if filtered else ""
    of_type = "($types IS NULL OR n.type IN $types)"
    way = "DESC" if descending else "ASC"
    tell = f"""CALL (near, n) {{
    MATCH {edge} {passes}
    WITH r ORDER BY r.sort_key DESC
    RETURN CASE WHEN count(r.confidence) = count(*) THEN max(r.confidence) END AS confidence,
           collect([r.paper, [name IN $edge_columns | r[name]]])[..$most] AS said
  }}"""
    count = f"COUNT {{ MATCH {edge} {passes} WITH DISTINCT n WHERE {of_type} RETURN n }}"
    return f"""
UNWIND $ids AS id
MATCH (near:Entity {{id: id}})
CALL (near) {{
  MATCH {edge} {passes}
  WITH DISTINCT n WHERE n.name_key > $low AND n.name_key < $high AND {of_type}
  WITH n ORDER BY n.name_key {way} LIMIT $limit
  {tell if told else ""}
  WITH n, {"confidence, said" if told else "null AS confidence, [] AS said"} ORDER BY n.name_key {way}
  RETURN collect([n.id, n.name_key, [name IN $columns | n[name]], confidence, said]) AS page
}}
RETURN collect([id, page, {count if counted else "null"}])
"""


def statements() -> Iterator[tuple[str, str]]:
    """Every statement that `expand` may send, by name: for tests that look at plans."""
    for relation in ENTITY_TO_ENTITY:
        for number in range(32):
            asked = {
                name: bool(number >> place & 1)
                for place, name in enumerate(("reverse", "descending", "filtered", "told", "counted"))
            }
            yield f"between {relation} {' '.join(name for name in asked if asked[name])}", between(relation, **asked)


def expand(transaction: Transaction, ids: Sequence[str], hop: Hop) -> dict[str, Slice]:
    window = paging.checked(hop.page)
    tag = hop_keys.tag_of(hop)
    rows, columns = columns_of(hop.columns), edge_columns_of(hop.edge_columns)
    names = _properties_of(columns)
    found = read(
        transaction,
        _statement(hop, backward=window.backward, told=bool(names) or columns.confidence or columns.paper_id),
        ids=list(dict.fromkeys(ids)),
        columns=rows.names[ENTITY],
        edge_columns=names,
        # Sources and counts are of all papers; of their statements the newest are shown.
        most=_ALL if columns.sources or columns.statement_count else MAX_STATEMENTS,
        **_parameters(hop, window, tag),
    )
    pages = {parent: (page, total) for parent, page, total in found}
    texts = _texts(transaction, columns, (page for page, _ in pages.values()))

    slices: dict[str, Slice] = {}
    for parent in ids:
        page, total = pages.get(parent, ([], 0))
        more = len(page) > window.size
        shown = page[: window.size]
        if window.backward:
            shown.reverse()
        edges: list[Row] = []
        for far, name_key, values, confidence, said in shown:
            edge: Row = {"cursor": cursor.encode(tag, name_key), "node": rows.row(ENTITY, far, values)}
            if columns.confidence:
                edge["confidence"] = confidence
            _add_said(edge, [(paper, dict(zip(names, told, strict=True))) for paper, told in said], columns, texts)
            edges.append(edge)
        slices[parent] = paging.slice_of(edges, window, more=more, total=total if hop.count else None)
    return slices


def _statement(hop: Hop, *, backward: bool, told: bool) -> str:
    where = hop.where
    return between(
        hop.relation,
        reverse=hop.reverse,
        descending=backward,
        filtered=(where.min_confidence, where.year_from, where.year_to) != (None, None, None),
        told=told,
        counted=hop.count,
    )


def _parameters(hop: Hop, window: paging.Window, tag: str) -> dict[str, Any]:
    year_low, year_high = paging.years(hop.where)
    low, high = paging.keys(window, tag, (str,))
    return {
        "low": low[0] if low else "",
        "high": high[0] if high else BEYOND,
        "year_low": year_low,
        "year_high": BEYOND if year_high is None else year_high,
        "min_confidence": hop.where.min_confidence,
        "types": None if hop.where.types is None else sorted(hop.where.types),
        "limit": window.limit,
    }


def _properties_of(columns: EdgeColumns) -> tuple[str, ...]:
    has_statements = columns.statements or columns.statement_count
    return (*(["sources"] if columns.sources else ()), *(["statements"] if has_statements else ()))


def _texts(transaction: Transaction, columns: EdgeColumns, pages: Iterator[list[Any]]) -> dict[str, Paper]:
    if not columns.has_text:
        return {}
    newest = (said for page in pages for *_, all_said in page for said in all_said[:MAX_STATEMENTS])
    return texts_of(transaction, (paper for paper, _ in newest))


def _add_said(edge: Row, said: list[tuple[str, dict[str, Any]]], columns: EdgeColumns, texts: dict[str, Paper]) -> None:
    """What the papers of an edge say, newest paper first. What only a paper's own edge has is None here."""
    if columns.statement_count or columns.statements:
        stored = [(paper, loaded(told["statements"])) for paper, told in said]
        if columns.statement_count:
            edge["statement_count"] = sum(len(statements) for _, statements in stored)
        if columns.statements:
            shown: list[Row] = []
            for paper, statements in stored:
                if len(shown) >= MAX_STATEMENTS:
                    break
                shown += statements_of(statements, columns, *texts.get(paper, (paper, None, None)))
            edge["statements"] = shown[:MAX_STATEMENTS]
    if columns.sources:
        edge["sources"] = sorted({source for _, told in said for source in told["sources"] or ()})
    if columns.ordinal:
        edge["ordinal"] = None
    if columns.intent:
        edge["intent"] = None
    if columns.contexts:
        edge["contexts"] = []
    edge.update(dict.fromkeys(columns.flags, False))
