"""What papers say, for those who ask: the properties of edges, and the texts that their sentences are cut from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import orjson

from graph.evidence import EdgeColumns, add_columns, edge_columns_of, statements_of
from graph.neo4j.rows import Transaction, Values, read
from graph.records import RESULT
from graph.store import Row

Paper = tuple[str, str | None, str | None]
"""id, title, abstract"""

# A paper's text comes once, whatever it is quoted for; most questions ask for no sentence, and send no text.
TEXTS: Final = """
UNWIND $ids AS id
MATCH (paper:Paper {id: id})
RETURN collect([id, paper.title, paper.abstract])
"""

REPORTED: Final = """
UNWIND $ids AS id
CALL (id) {
  MATCH (:Result {id: id})<-[r:REPORTS]-(paper:Paper)
  RETURN r, paper ORDER BY r.sort_key DESC LIMIT 1
}
RETURN collect([id, r.statements, paper.id, paper.title, paper.abstract])
"""


def texts_of(transaction: Transaction, paper_ids: Iterable[str]) -> dict[str, Paper]:
    ids = sorted(set(paper_ids))
    return {paper[0]: tuple(paper) for paper in read(transaction, TEXTS, ids=ids)} if ids else {}


def properties_of(columns: EdgeColumns) -> tuple[str, ...]:
    """The properties of an edge that these columns are made of. Statements are JSON text, so only sent to be parsed."""
    names = (
        ("sources", columns.sources),
        ("statements", _parses(columns)),
        ("ordinal", columns.ordinal),
        ("intent", columns.intent),
        ("contexts", columns.contexts),
    )
    return tuple(name for name, is_asked in names if is_asked)


def _parses(columns: EdgeColumns) -> bool:
    # A statement may hold the intent and the contexts of its own source, and marks of its own.
    said = (columns.statements, columns.statement_count, columns.intent, columns.contexts)
    return any(said) or bool(columns.flags)


def loaded(statements: str | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(statements) if statements else []
    return found


def add_properties(edge: Row, names: tuple[str, ...], values: Values, columns: EdgeColumns, paper: Paper) -> None:
    """Everything of one paper's edge that was asked for."""
    body = dict(zip(names, values, strict=True))
    sources = body.pop("sources", None) or []
    body["statements"] = loaded(body.get("statements"))
    add_columns(edge, body, columns, paper)
    if columns.sources:
        edge["sources"] = sources


def add_evidence(transaction: Transaction, rows: Iterable[Row]) -> None:
    """A result's evidence is the statement of the paper that reports it."""
    results = [row for row in rows if row["kind"] == RESULT]
    if not results:
        return
    columns = edge_columns_of(frozenset({"statements"}))
    found = read(transaction, REPORTED, ids=sorted({row["id"] for row in results}))
    said = {result_id: statements_of(loaded(statements), columns, *paper) for result_id, statements, *paper in found}
    for row in results:
        row["evidence"] = next(iter(said.get(row["id"], ())), None)
