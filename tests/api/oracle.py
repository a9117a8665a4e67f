"""The oracle of the differential test: graphql-core over the printed SDL, each field resolved alone, for one parent.

It shares nothing with api/plan: its own translation of arguments, every column of every row, no batching, no cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from graphql import DocumentNode, ExecutionResult, GraphQLSchema, build_schema, execute_sync, get_named_type

from api.plan.fields import sources
from api.schema import sdl
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
    Release,
    Rulings,
)
from graph.decisions import page_of
from graph.facets import FACETS
from graph.filter import Filter, RelationTest
from graph.highlights import highlights
from graph.records import Relation
from graph.store import Hop, Listing, Order, Page, Reader, Search, Suggest, Where
from tests.api import oracle_derived

COLUMNS = frozenset(
    {"title", "abstract", "published", "published_is_guess", "year", "venue", "categories", "url", "author_count"}
    | {"count", "identifiers", "text_sha256", "sources", "is_stub", "is_retracted"}
    | {"name", "is_name_only", "paper_count", "type", "aliases"}
    | {"value", "result_kind", "confidence", "evidence", "system", "benchmark", "metric"}
)
STATEMENT = ("by", "as_type", "name", "field", "start", "end", "confidence", "paper_id", "on", "sentence", "parts")
EDGE_COLUMNS = frozenset(
    {"confidence", "sources", "statements", "statement_count", "ordinal", "intent", "contexts"}
    | {"is_influential", "is_self"}
    | {f"statements.{part}" for part in STATEMENT}
)
KINDS = frozenset({"Paper", "Author", "Entity"})


@cache
def plain_schema() -> GraphQLSchema:
    return build_schema(sdl())


def run(document: DocumentNode, variables: Mapping[str, Any], reader: Reader) -> ExecutionResult:
    def resolve(source: Any, info: Any, **given: Any) -> Any:
        at = sources()[info.parent_type.name, info.field_name]
        if at.step is not None:
            return read(at.step, source, {k: v for k, v in given.items() if v is not None}, reader)
        value = source[at.column]
        if value is not None and get_named_type(info.return_type).name in (
            "EntityType",
            "NodeType",
            "ResultKind",
            "DecisionKind",
            "Relation",
        ):
            return value.upper()
        return value

    return execute_sync(
        plain_schema(),
        document,
        variable_values=dict(variables),
        field_resolver=resolve,
        type_resolver=lambda row, *_: row["kind"],
    )


def read(step: Any, source: Any, given: dict[str, Any], reader: Reader) -> Any:
    where = Where(
        types=frozenset(name.capitalize() for name in given.get("types", given.get("type", ()))) or None,
        year_from=given.get("yearFrom", given.get("filter", {}).get("yearFrom")),
        year_to=given.get("yearTo", given.get("filter", {}).get("yearTo")),
        min_confidence=given.get("minConfidence"),
        include_stubs=bool(given.get("filter", {}).get("includeStubs")),
    )
    page = Page(**{name: given.get(name) for name in ("first", "after", "last", "before")})
    kinds = frozenset(name.capitalize() for name in given.get("kinds", ())) or KINDS
    match step:
        case Link():
            hop = Hop(
                relation=step.relation,
                reverse=step.reverse,
                where=where,
                page=page,
                columns=COLUMNS,
                edge_columns=EDGE_COLUMNS,
                count=True,
            )
            return reader.expand([source["id"]], hop)[source["id"]]
        case Ref():
            return None if source[step.column] is None else one(reader, source[step.column])
        case Derived():
            return oracle_derived.read(step.name, source, given, reader)
        case Get():
            return one(reader, given["id"])
        case GetMany():
            return [one(reader, each) for each in given["ids"]]
        case LookUp():
            ids = match(reader, given[step.by], frozenset({step.kind}), frozenset({step.type} if step.type else ()))
            if len(ids) > 1:
                raise ValueError("ambiguous")
            return one(reader, ids[0]) if ids else None
        case ListOf():
            if step.type:
                where = Where(types=frozenset({step.type}))
            order = Order(given.get("orderBy", {"Paper": "PUBLISHED", "Author": "NAME", "Entity": "PAPERS"}[step.kind]))
            narrowed = filter_of(given.get("filter", {}), reader)
            return reader.list(
                Listing(
                    kind=step.kind,
                    order=order,
                    where=where,
                    filter=narrowed,
                    page=page,
                    columns=COLUMNS,
                    count=True,
                    facets=frozenset(FACETS) if step.kind == "Paper" else frozenset(),
                )
            )
        case FullText():
            found = reader.search(
                Search(text=given["text"], kinds=kinds, where=where, page=page, columns=COLUMNS, count=True)
            )
            for edge in found["edges"]:
                [edge["highlights"]] = highlights([edge["node"]], given["text"])
            return found
        case Complete():
            types = frozenset(name.capitalize() for name in given["types"]) if "types" in given else None
            kinds = frozenset(name.capitalize() for name in given["kinds"]) if "kinds" in given else KINDS
            return reader.suggest(
                Suggest(prefix=given["prefix"], kinds=kinds, types=types, first=given.get("first", 10), columns=COLUMNS)
            )
        case MatchAll():
            return [matched(reader, text, kinds, where.types or frozenset()) for text in given["texts"]]
        case Rulings():
            return page_of(reader.decisions(), page, count=True)
        case Counts():
            stats = reader.stats()
            return {
                **{name: getattr(stats, name) for name in ("papers", "stubs", "authors", "results", "contributions")},
                "entities": [{"type": type_, "count": count} for type_, count in sorted(stats.entities.items())],
                "edges": [{"relation": name, "count": count} for name, count in sorted(stats.edges.items())],
                "graph_version": stats.version,
            }
        case Release():
            from importlib.metadata import PackageNotFoundError, version

            try:
                return version("citegraph")
            except PackageNotFoundError:
                return "unknown"
    raise AssertionError(f"the oracle knows no {step!r}: teach it")


def filter_of(given: dict[str, Any], reader: Reader) -> Filter:
    groups = [one.get("anyOf", [one]) for one in given.get("allOf") or ()]
    if given.get("author") is not None:
        groups.append([{"relation": "AUTHORED_BY", "any": given["author"]}])
    if given.get("hasCode") is not None:
        groups.append([{"relation": "RELEASES", "types": ["REPOSITORY"], "negated": not given["hasCode"]}])
    return Filter(
        text=given.get("text"),
        min_papers=given.get("minPapers"),
        venues=frozenset(given["venue"]) if given.get("venue") is not None else None,
        categories=frozenset(given["category"]) if given.get("category") is not None else None,
        tests=tuple(tuple(tested(one, reader) for one in group) for group in groups),
    )


def tested(given: dict[str, Any], reader: Reader) -> RelationTest:
    relation = given["relation"].replace("CITED_BY", "CITES")
    kind = {"CITES": "Paper", "AUTHORED_BY": "Author", "REPORTS": "Result"}.get(relation, "Entity")
    types = frozenset(name.capitalize() for name in given["types"]) if given.get("types") is not None else None
    named = [reader.match([text], frozenset({kind}), types)[0].ids for text in given.get("any") or ()]
    if any(len(ids) != 1 for ids in named):
        raise ValueError("a name in the filter is not that of one node")
    return RelationTest(
        relation=Relation(relation),
        reverse=given["relation"] == "CITED_BY",
        any=frozenset(ids[0] for ids in named) if given.get("any") is not None else None,
        types=types,
        min_confidence=given.get("minConfidence"),
        by=given.get("by"),
        negated=bool(given.get("negated")),
    )


def one(reader: Reader, node_id: str) -> Any:
    return reader.get([node_id], COLUMNS).get(node_id)


def match(reader: Reader, text: str, kinds: frozenset[str], types: frozenset[str]) -> tuple[str, ...]:
    return reader.match([text], kinds, types or None)[0].ids


def matched(reader: Reader, text: str, kinds: frozenset[str], types: frozenset[str]) -> dict[str, Any]:
    ids = match(reader, text, kinds, types)
    status = {0: "MISSING", 1: "FOUND"}.get(len(ids), "AMBIGUOUS")
    rows = [one(reader, each) for each in ids]
    return {
        "text": text,
        "status": status,
        "node": rows[0] if len(rows) == 1 else None,
        "candidates": rows if len(rows) > 1 else [],
    }
