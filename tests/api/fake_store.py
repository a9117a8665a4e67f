"""A store in memory, for tests of what stands on a Reader: a fixed little world, the columns asked for and no others.

    papers p0 .. p29, two of them stubs     p(i) cites p(i+1), p(i+7)      authors a0 .. a9
    entities e0 .. e13, two for each type   "twin" is an alias of e0, e1   results r0 .. r9, of p0 .. p9

Every call is kept in `calls`, so that a test can count them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from graph.errors import BadCursor
from graph.facets import Facet, facet_of
from graph.filter import Filter, RelationTest
from graph.paging import checked, slice_of
from graph.records import AUTHOR, ENTITY, PAPER, RESULT, Decision, EntityType, Relation
from graph.store import (
    Adjacent,
    Change,
    Ends,
    Hop,
    Listing,
    Match,
    Order,
    Page,
    Row,
    Rows,
    Search,
    Slice,
    Stats,
    Store,
    Suggest,
    Way,
    Where,
)
from graph.suggesting import checked as checked_kinds
from graph.suggesting import in_turn

Sorted = list[tuple[Any, Row]]
"""Edges of a list with the key that each is sorted by."""


@dataclass
class World:
    nodes: dict[str, Row] = field(default_factory=dict)
    edges: dict[tuple[str, bool, str], Sorted] = field(default_factory=dict)

    def link(self, source: str, relation: Relation, target: str, position: int, **columns: Any) -> None:
        edge = {"confidence": None, "sources": ["feed:x"], "statements": [], "statement_count": 0} | columns
        forth = position if relation not in BETWEEN else self.nodes[target]["name"]
        self.edges.setdefault((relation, False, source), []).append((forth, edge | {"node": target}))
        back = (-self.nodes[source].get("year_key", 0), source)
        self.edges.setdefault((relation, True, target), []).append((back, edge | {"node": source}))


BETWEEN = (Relation.BASED_ON, Relation.PART_OF, Relation.EVALUATED_ON, Relation.OUTPERFORMS, Relation.IMPLEMENTS)
STATED = (Relation.INTRODUCES, Relation.USES, Relation.EVALUATES_ON, Relation.COMPARES_WITH, Relation.ADDRESSES,
          Relation.RELEASES, Relation.MENTIONS)  # fmt: skip


def world(seed: int = 1, *, papers: int = 30, entities: int = 14, density: int = 3) -> World:
    r = random.Random(seed)
    made = World()
    types = [one.value for one in EntityType]
    for i in range(papers):
        year = r.choice([None, 2019, 2020, 2021])
        made.nodes[f"p{i}"] = {
            "id": f"p{i}", "kind": PAPER, "title": f"Paper {i}", "abstract": r.choice([None, f"Abstract {i}."]),
            "published": year and f"{year}-05", "published_is_guess": i % 5 == 0, "year": year, "venue": None,
            "categories": ["cs.CL"] * (i % 3), "url": None, "author_count": r.choice([None, 3]), "count": None,
            "identifiers": [f"doi:10.1/{i}"], "text_sha256": None, "sources": [f"feed:x/{i}"],
            "is_stub": i in {3, 4}, "is_retracted": i == 5, "year_key": year or 0,
        }  # fmt: skip
    for i in range(10):
        made.nodes[f"a{i}"] = {
            "id": f"a{i}", "kind": AUTHOR, "name": f"Author {i}", "is_name_only": i % 2 == 0, "paper_count": i,
        }  # fmt: skip
    for i in range(entities):
        made.nodes[f"e{i}"] = {
            "id": f"e{i}", "kind": ENTITY, "name": f"Entity {i}", "type": types[i % 7], "url": None,
            "aliases": ["twin"] if i < 2 else [], "paper_count": i * 7 % 5,
        }  # fmt: skip
    for i in range(10):
        made.nodes[f"r{i}"] = {
            "id": f"r{i}", "kind": RESULT, "value": f"{i}%", "result_kind": r.choice([None, "absolute", "delta"]),
            "confidence": 0.5, "evidence": r.choice([None, statement(r, "p0")]), "system": r.choice([None, "e1"]),
            "benchmark": "e2", "metric": r.choice([None, "e5", "gone"]),
        }  # fmt: skip
    for i in range(papers):
        for place, author in enumerate(r.sample(range(10), r.randint(0, 3))):
            made.link(f"p{i}", Relation.AUTHORED_BY, f"a{author}", place, ordinal=place)
        for place, step in enumerate((1, 7)):
            quoted: Row = {"intent": r.choice([None, "method"]), "contexts": ["We follow it."] * (i % 2)}
            quoted |= {"is_influential": place == 1, "is_self": i % 3 == 0}
            made.link(f"p{i}", Relation.CITES, f"p{(i + step) % papers}", place, **quoted)
        for relation in STATED:
            for place, entity in enumerate(r.sample(range(entities), r.randint(0, density))):
                said = [statement(r, f"p{i}") for _ in range(r.randint(1, 2))]
                columns = {"statements": said, "statement_count": len(said), "confidence": r.choice([None, 0.3, 0.8])}
                made.link(f"p{i}", relation, f"e{entity}", place, **columns)
        if i < 10:
            made.link(f"p{i}", Relation.REPORTS, f"r{i}", 0)
            parts = (
                ("system", Relation.OF_SYSTEM),
                ("benchmark", Relation.ON_BENCHMARK),
                ("metric", Relation.BY_METRIC),
            )
            for part, relation in parts:
                if made.nodes[f"r{i}"][part] in made.nodes:
                    made.link(f"r{i}", relation, made.nodes[f"r{i}"][part], 0)
    for i in range(entities):
        for relation in BETWEEN:
            for entity in r.sample([one for one in range(entities) if one != i], 2):
                made.link(f"e{i}", relation, f"e{entity}", 0, statements=[statement(r, "p1")], statement_count=1)
    for listed in made.edges.values():
        listed.sort(key=lambda edge: edge[0])
    return made


def statement(r: random.Random, paper: str) -> Row:
    return {
        "by": "extract:x", "as_type": r.choice([None, "Method"]), "name": "it", "field": "title", "start": 0, "end": 9,
        "confidence": r.choice([None, 0.5]), "on": None, "sentence": "It is it.", "paper_id": paper,
        "parts": [{"text": "It is ", "role": None}, {"text": "it", "role": "entity"}, {"text": ".", "role": None}],
    }  # fmt: skip


DECISIONS = tuple(
    Decision(id=f"d{i}", kind=kind, subject=f"e{i}", object=said, relation=relation, by="Ada", at=f"2024-01-0{i + 1}")
    for i, (kind, said, relation) in enumerate(
        (("reject", "", ""), ("reject", "", "USES"), ("retype", "Task", ""), ("rename", "Two", ""), ("same", "e9", ""))
    )
)


class FakeReader:
    def __init__(self, world: World, calls: list[tuple[str, Any]]) -> None:
        self.world = world
        self.calls = calls
        self.version = 7
        self.is_snapshot = True

    def get(self, ids: Sequence[str], columns: frozenset[str]) -> dict[str, Row]:
        self.calls.append(("get", tuple(ids)))
        assert len(set(ids)) == len(ids), "a question names an id twice"
        return {one: self._row(one, columns) for one in ids if one in self.world.nodes}

    def merged(self, ids: Sequence[str]) -> dict[str, str]:
        self.calls.append(("merged", tuple(ids)))
        return {}

    def match(self, texts: Sequence[str], kinds: frozenset[str], types: frozenset[str] | None = None) -> list[Match]:
        self.calls.append(("match", tuple(texts)))
        return [Match(text, tuple(self._named(text, kinds, types))) for text in texts]

    def adjacent(self, ids: Sequence[str], ways: Sequence[Way], limit: int) -> dict[str, list[Adjacent]]:
        self.calls.append(("adjacent", (tuple(ids), tuple(ways))))
        assert len(set(ids)) == len(ids), "a question names an id twice"
        found: dict[str, list[Adjacent]] = {one: [] for one in ids}
        for one in ids:
            for way in ways:
                edges = self.world.edges.get((way.relation, way.reverse, one), ())
                far = tuple(dict.fromkeys(edge["node"] for _, edge in edges))
                if far:
                    found[one].append(Adjacent(way, far[:limit], len(far) > limit))
        return found

    def edges(self, ends: Sequence[Ends]) -> dict[Ends, Row]:
        self.calls.append(("edges", tuple(ends)))
        return {
            (source, relation, target): {"confidence": edge["confidence"], "statements": edge["statements"]}
            for source, relation, target in ends
            for _, edge in self.world.edges.get((relation, False, source), ())
            if edge["node"] == target
        }

    def changes(self, after: str, limit: int) -> Sequence[Change]:
        self.calls.append(("changes", after))
        every = [Change(f"{n % 7:012d}|{one}", one, False) for n, one in enumerate(self.world.nodes)]
        every.append(Change("000000000005|went", "went", True))
        return sorted(one for one in every if one.key > after)[:limit]

    def years(self, ids: Sequence[str]) -> dict[str, dict[str, int]]:
        self.calls.append(("years", tuple(ids)))
        assert len(set(ids)) == len(ids), "a question names an id twice"
        found: dict[str, dict[str, int]] = {}
        for one in ids:
            papers = {edge["node"] for way in STATED for _, edge in self.world.edges.get((way, True, one), ())}
            found[one] = dict(Counter(f"{self.world.nodes[paper]['year'] or 0:04d}" for paper in papers))
        return found

    def list(self, listing: Listing) -> Slice:
        self.calls.append(("list", listing))
        listing.filter.check_kind(listing.kind)
        rows = [
            row
            for row in self.world.nodes.values()
            if row["kind"] == listing.kind and passes(row, listing.where) and self._passes(row, listing.filter)
        ]
        key: Callable[[Row], Any] = {
            Order.PUBLISHED: lambda row: (-row["year_key"], row["id"]),
            Order.NAME: lambda row: (row.get("title") or row.get("name"), row["id"]),
            Order.PAPERS: lambda row: (-row["paper_count"], row["id"]),
        }[listing.order]
        edges = [(key(row), {"node": row["id"]}) for row in sorted(rows, key=key)]
        page = self._slice(edges, listing.page, listing.columns, frozenset(), listing.count)
        if listing.facets:
            page["facets"] = {facet: self._facet(facet, rows) for facet in listing.facets}
        return page

    def search(self, search: Search) -> Slice:
        self.calls.append(("search", search))
        rows = [
            row
            for row in self.world.nodes.values()
            if row["kind"] in search.kinds
            and passes(row, search.where)
            and search.text.lower() in (row.get("title") or row.get("name") or "").lower()
        ]
        edges = [((row["id"],), {"node": row["id"]}) for row in sorted(rows, key=lambda row: str(row["id"]))]
        return self._slice(edges, search.page, search.columns, frozenset(), search.count)

    def suggest(self, asked: Suggest) -> Rows:
        self.calls.append(("suggest", asked))
        wanted = asked.columns | {"title", "name", "aliases"}
        found = {
            kind: [
                self._row(row["id"], wanted)
                for row in self.world.nodes.values()
                if row["kind"] == kind
                and (row.get("title") or row.get("name") or "").lower().startswith(asked.prefix.lower())
                and (kind != ENTITY or asked.types is None or row["type"] in asked.types)
            ]
            for kind in checked_kinds(asked)
        }
        return in_turn(found, asked)

    def expand(self, ids: Sequence[str], hop: Hop) -> dict[str, Slice]:
        self.calls.append(("expand", (tuple(ids), hop)))
        assert len(set(ids)) == len(ids), "a question names an id twice"
        return {one: self._below(one, hop) for one in ids}

    def stats(self) -> Stats:
        self.calls.append(("stats", None))
        return Stats(28, 2, 10, 10, 30, {"Method": 2, "Task": 2}, {"USES": 40, "CITES": 60}, self.version)

    def decisions(self) -> Sequence[Decision]:
        self.calls.append(("decisions", None))
        return DECISIONS

    def _below(self, one: str, hop: Hop) -> Slice:
        edges = [
            edge
            for edge in self.world.edges.get((hop.relation, hop.reverse, one), ())
            if passes(self.world.nodes[edge[1]["node"]], hop.where, stubs=True)
            and (hop.where.min_confidence is None or (edge[1]["confidence"] or 1) >= hop.where.min_confidence)
        ]
        return self._slice(edges, hop.page, hop.columns, hop.edge_columns, hop.count)

    def _facet(self, facet: str, rows: Sequence[Row]) -> Facet:
        """By year and by relation as in a store; the rest empty."""
        relations = {relation for relation, reverse, _ in self.world.edges if not reverse}
        counts = Counter(
            value
            for row in rows
            for value in {
                "year": [str(row["year"])],
                "relation": sorted(one for one in relations if (one, False, row["id"]) in self.world.edges),
            }.get(facet, [])
        )
        ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        return facet_of(facet, [(value, value, count) for value, count in ranked[:2]], len(counts), counts.total())

    def _passes(self, row: Row, given: Filter) -> bool:
        return (
            (given.text is None or given.text.lower() in str(row.get("title") or row.get("name")).lower())
            and (given.min_papers is None or row["paper_count"] >= given.min_papers)
            and (given.venues is None or row["venue"] in given.venues)
            and (given.categories is None or not given.categories.isdisjoint(row["categories"]))
            and all(any(self._holds(row, test) for test in group) for group in given.tests)
        )

    def _holds(self, row: Row, test: RelationTest) -> bool:
        edges = [edge for _, edge in self.world.edges.get((test.relation, test.reverse, row["id"]), ())]
        held = any(
            (test.any is None or edge["node"] in test.any)
            and (test.types is None or self.world.nodes[edge["node"]]["type"] in test.types)
            and (test.min_confidence is None or (edge["confidence"] or 1) >= test.min_confidence)
            and (test.by is None or test.by in edge["sources"])
            for edge in edges
        )
        return held is not test.negated

    def _slice(
        self, edges: Sorted, page: Page, columns: frozenset[str], edge_columns: frozenset[str], counted: bool
    ) -> Slice:
        window = checked(page)
        places = [f"fake:{edge['node']}" for _, edge in edges]
        for cursor in (window.after, window.before):
            if cursor is not None and cursor not in places:
                raise BadCursor(f"{cursor!r} is not a cursor of this list.")
        start = places.index(window.after) + 1 if window.after else 0
        end = places.index(window.before) if window.before else len(edges)
        inside = list(zip(places, edges, strict=True))[start:end]
        shown = inside[-window.size :] if window.backward and window.size else inside[: window.size]
        return slice_of(
            [
                {"cursor": cursor, "node": self._row(edge["node"], columns)} | edge_row(edge, edge_columns)
                for cursor, (_, edge) in shown
            ],
            window,
            more=len(inside) > len(shown),
            total=len(edges) if counted else None,
        )

    def _row(self, one: str, columns: frozenset[str]) -> Row:
        return {name: value for name, value in self.world.nodes[one].items() if name in columns | {"id", "kind"}}

    def _named(self, text: str, kinds: frozenset[str], types: frozenset[str] | None) -> Iterator[str]:
        for row in self.world.nodes.values():
            names = (row["id"], row.get("title"), row.get("name"), *row.get("aliases", ()))
            if text in names and row["kind"] in kinds and (types is None or row.get("type") in types):
                yield row["id"]


def passes(row: Row, where: Where, *, stubs: bool = False) -> bool:
    if row["kind"] == ENTITY:
        return where.types is None or row["type"] in where.types
    if row["kind"] != PAPER:
        return True
    return (
        (stubs or where.include_stubs or not row["is_stub"])
        and (where.year_from is None or (row["year"] or 0) >= where.year_from)
        and (where.year_to is None or (row["year"] or 9999) <= where.year_to)
    )


def edge_row(edge: Row, columns: frozenset[str]) -> Row:
    made = {name: edge.get(name) for name in columns if "." not in name}
    if parts := {name.partition(".")[2] for name in columns if name.startswith("statements.")}:
        made["statements"] = [{name: one[name] for name in parts} for one in edge["statements"]]
    return made


class FakeStore:
    """Reads only. `as_store` says so to the type checker, in one place."""

    def __init__(self, made: World | None = None, *, fails_with: Exception | None = None) -> None:
        self.world = made or world()
        self.calls: list[tuple[str, Any]] = []
        self.fails_with = fails_with

    @contextmanager
    def reading(self) -> Iterator[FakeReader]:
        if self.fails_with:
            raise self.fails_with
        yield FakeReader(self.world, self.calls)

    def as_store(self) -> Store:
        return cast("Store", self)
