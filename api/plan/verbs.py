"""A question of a plan put to the store. A new verb comes here; what takes several verbs is in derived/."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from api.plan.derived import DERIVATIONS, Composed
from api.plan.errors import Code, Refusal
from api.plan.filters import with_ids
from api.plan.naming import MAX_CANDIDATES, candidates_of, locations_of, one_named, path_of
from api.plan.plan import Read
from api.plan.questions import Ids, PageOfRulings, Question, Texts
from api.schema.steps import (
    Complete,
    Counts,
    Derived,
    FullText,
    Get,
    GetMany,
    Link,
    ListOf,
    LookUp,
    MatchAll,
    Ref,
    Refs,
    Release,
    Rulings,
)
from graph import highlights
from graph.decisions import page_of
from graph.errors import Ambiguous, NotFound
from graph.store import Hop, Listing, Page, Reader, Row, Search, Slice, Suggest

MAX_SUGGESTED = 5
"""Of what a missing name might mean."""


def call(read: Read, question: Question, reader: Reader) -> Any:
    """The answer to a read at the root: a slice, a row or None, a list of rows, or a bare value."""
    match read.step, question:
        case ListOf(), Listing():
            page = reader.list(_with_ids(read, question, reader))
            page.setdefault("facets", {})  # of which none may be selected
            return page
        case FullText(), Search():
            return _search(read, question, reader)
        case Complete(), Suggest():
            return reader.suggest(question)
        case Get(), Ids(ids):
            return reader.get(ids, read.columns).get(ids[0])
        case GetMany(), Ids(ids):
            found = reader.get(list(dict.fromkeys(ids)), read.columns)
            return [found.get(one) for one in ids]
        case LookUp(), Texts():
            return _look_up(read, question, reader)
        case MatchAll(), Texts():
            return _match(read, question, reader)
        case Rulings(), PageOfRulings(page=page, count=count):
            return page_of(reader.decisions(), page, count=count)
        case Counts(), _:
            return _counts(reader)
        case Release(), _:
            return release()
        case Derived(name=name), Composed():
            return DERIVATIONS[name].answer(question.asked, reader, [{}], read)[0]
    raise TypeError(f"{read.step!r} is no step of the root")


def answered_elsewhere(read: Read, question: Question, answer: Any) -> list[str]:
    """Ids in the question that nodes of other ids answer, so that they may have been merged away."""
    match read.step, question:
        case Get(), Ids(ids) if answer is not None:
            rows = [answer]
        case GetMany(), Ids(ids):
            rows = answer
        case LookUp(), Texts(ids) if answer is not None:
            rows = [answer]
        case MatchAll(), Texts(ids):
            rows = [one["node"] for one in answer]
        case _:
            return []
    # A name is no id, and need not be looked up as one.
    return [asked for asked, row in zip(ids, rows, strict=True) if row and row["id"] != asked and ":" in asked]


def call_below(
    read: Read, question: Question, reader: Reader, rows: Sequence[Row]
) -> Sequence[Slice | Row | Sequence[Row] | None]:
    """The answer to a read below the root, one for each row."""
    match read.step, question:
        case Link(), Hop():
            slices = reader.expand([row["id"] for row in rows], question)
            return [slices[row["id"]] for row in rows]
        case Ref(column=column), _:
            ids = list(dict.fromkeys(row[column] for row in rows if row[column] is not None))
            found = reader.get(ids, read.columns) if ids else {}
            return [found.get(row[column]) for row in rows]
        case Derived(name=name), Composed():
            return DERIVATIONS[name].answer(question.asked, reader, rows, read)
        case Refs(column=column), _:
            ids = list(dict.fromkeys(one for row in rows for one in row[column]))
            found = reader.get(ids, read.columns) if ids else {}
            return [
                list({found[one]["id"]: found[one] for one in row[column] if one in found}.values()) for row in rows
            ]
    raise TypeError(f"{read.step!r} is no step below the root")


def _search(read: Read, question: Search, reader: Reader) -> Slice:
    if "highlights" not in read.edge_columns:
        return reader.search(question)
    found = reader.search(replace(question, columns=question.columns | highlights.COLUMNS))
    marked = highlights.highlights(found["nodes"], question.text)
    for edge, marks in zip(found["edges"], marked, strict=True):
        edge["highlights"] = marks
    return found


def _look_up(read: Read, asked: Texts, reader: Reader) -> Row | None:
    node_id = one_named(read, reader, asked.texts[0], asked.kinds, asked.types)
    return None if node_id is None else reader.get([node_id], read.columns).get(node_id)


def _with_ids(read: Read, listing: Listing, reader: Reader) -> Listing:
    try:
        return with_ids(listing, reader)
    except Ambiguous as error:
        code, message, ids = Code.AMBIGUOUS, str(error), error.ids
    except NotFound as error:
        code, message, ids = Code.NOT_FOUND, f"{error} The candidates are what `search` finds.", ()
        if error.text:
            alike = Search(text=error.text, kinds=frozenset({error.kind}), page=Page(first=MAX_SUGGESTED))
            found = reader.search(alike)
            ids = tuple(row["id"] for row in found["nodes"])
    shown = candidates_of(ids, reader) if ids else []
    raise Refusal.of(code, message, path=path_of(read), locations=locations_of(read), candidates=shown)


def _match(read: Read, asked: Texts, reader: Reader) -> list[Row]:
    matches = reader.match(asked.texts, asked.kinds, asked.types)
    ids = list(dict.fromkeys(one for match in matches for one in match.ids[:MAX_CANDIDATES]))
    found = reader.get(ids, read.columns) if ids else {}
    made: list[Row] = []
    for match in matches:
        rows = [found[one] for one in match.ids[:MAX_CANDIDATES] if one in found]
        is_one = len(match.ids) == 1 and bool(rows)
        made.append(
            {
                "text": match.text,
                "status": "FOUND" if is_one else "AMBIGUOUS" if rows else "MISSING",
                "node": rows[0] if is_one else None,
                "candidates": [] if is_one else rows,
            }
        )
    return made


def _counts(reader: Reader) -> Row:
    stats = reader.stats()
    return {
        "papers": stats.papers,
        "stubs": stats.stubs,
        "authors": stats.authors,
        "results": stats.results,
        "contributions": stats.contributions,
        "entities": [{"type": type_, "count": count} for type_, count in sorted(stats.entities.items())],
        "edges": [{"relation": relation, "count": count} for relation, count in sorted(stats.edges.items())],
        "graph_version": stats.version,
    }


@cache
def release() -> str:
    try:
        return version("citegraph")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"
