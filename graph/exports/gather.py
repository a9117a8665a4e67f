"""From a store into a Scratch: the nodes that are asked for, and every edge between them.

Edges are read from where they begin, a page of papers or entities at a time, so a hub costs nothing: what it has many
of are edges that end in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from graph.exports.around import Chosen, chosen
from graph.exports.asked import Asked, Projection
from graph.exports.projections import needed, project
from graph.exports.reading import Reading
from graph.exports.scratch import Scratch
from graph.filter import EVERYTHING, resolved
from graph.records import AUTHOR, ENTITY, ENTITY_TO_ENTITY, PAPER, PAPER_TO_ENTITY, RESULT, Relation
from graph.store import MAX_PAGE, Hop, Listing, Order, Row, Store, Where

Tell = Callable[[str], None]

PAPER_COLUMNS: Final = frozenset(
    {
        "title",
        "published",
        "published_is_guess",
        "year",
        "venue",
        "categories",
        "url",
        "author_count",
        "count",
        "identifiers",
        "sources",
        "is_stub",
        "is_retracted",
    }
)
OTHER_COLUMNS: Final = frozenset({"name", "is_name_only", "paper_count", "type", "url", "aliases"})
RESULT_COLUMNS: Final = frozenset({"value", "result_kind", "confidence", "system", "benchmark", "metric"})

_SAID: Final = frozenset(
    {"confidence", "sources", "statement_count", "statements.sentence", "statements.paper_id", "statements.confidence"}
)
_OF_PAPERS: Final[dict[Relation, tuple[frozenset[str], frozenset[str]]]] = {
    **dict.fromkeys(PAPER_TO_ENTITY, (frozenset[str](), _SAID)),
    Relation.CITES: (frozenset({"is_stub"}), _SAID | {"intent", "contexts", "is_influential", "is_self"}),
    Relation.AUTHORED_BY: (frozenset(), frozenset({"ordinal", "sources"})),
    Relation.REPORTS: (RESULT_COLUMNS, _SAID),
}
"""What is asked of the edges that begin in a paper: columns of the far end, columns of the edge."""

_OF_RESULTS: Final = (
    ("system", Relation.OF_SYSTEM),
    ("benchmark", Relation.ON_BENCHMARK),
    ("metric", Relation.BY_METRIC),
)
_EVERYTHING: Final = frozenset(Relation)


def gather(store: Store, asked: Asked, *, tell: Tell = lambda _: None) -> Scratch:
    """The part of the graph that is asked for; whoever takes it closes it."""
    scratch = Scratch()
    try:
        with Reading(store) as reading:
            gathering = _Gathering(reading, scratch, with_ids(reading, asked), tell)
            if asked.around is None:
                gathering.everything()
            else:
                gathering.around(asked.around)
        gathering.finish()
    except BaseException:
        scratch.close()
        raise
    return scratch


def with_ids(reading: Reading, asked: Asked) -> Asked:
    """An id in place of each name in the filter. Raises NotFound or BadInput."""
    if asked.filter == EVERYTHING:
        return asked
    return replace(asked, filter=reading.ask(lambda reader: resolved(asked.filter, reader.match)))


def gather_papers(store: Store, asked: Asked, *, tell: Tell = lambda _: None) -> Scratch:
    """The papers alone, each with `authors` (their names in order): what a bibliography is made of."""
    scratch = Scratch()
    try:
        with Reading(store) as reading:
            gathering = _Gathering(reading, scratch, with_ids(reading, asked), tell)
            if asked.around is None:
                for rows in gathering.pages_of_papers():
                    gathering.put_papers(rows, with_authors=True)
            else:
                gathering.around(asked.around)
                gathering.finish()
                for ids in scratch.ids(PAPER, MAX_PAGE, are_in=True):
                    rows = list(reading.get(ids, gathering.paper_columns).values())
                    gathering.put_papers(rows, with_authors=True)
                scratch.left_out.pop("stubs", None)
                scratch.keep_only(PAPER)
    except BaseException:
        scratch.close()
        raise
    return scratch


@dataclass(slots=True)
class _Gathering:
    reading: Reading
    scratch: Scratch
    asked: Asked
    tell: Tell
    _papers: int = 0
    _stubs: int = 0
    _stubs_at_expanded: int = 0
    _chosen: Chosen = field(default_factory=Chosen)

    @property
    def relations(self) -> frozenset[Relation]:
        # Around a node every link is looked at, so every link is counted; there are not many.
        if self.asked.projection is None or self.asked.around is not None:
            return _EVERYTHING
        return needed(self.asked.projection)

    @property
    def paper_columns(self) -> frozenset[str]:
        return PAPER_COLUMNS | {"abstract"} if self.asked.abstracts else PAPER_COLUMNS

    # -- which nodes ---------------------------------------------------------------------------------------------

    def everything(self) -> None:
        """All papers that pass the filter, and what they speak of."""
        for rows in self.pages_of_papers():
            self.put_papers(rows)
            self.links_of_papers([row["id"] for row in rows], self.asked.where)
        if self.asked.is_whole or self.asked.projection is Projection.LINEAGE:
            # also what only relations between entities speak of
            where = Where(types=self.asked.where.types)
            for rows in self.reading.pages(Listing(kind=ENTITY, order=Order.NAME, where=where)):
                for row in rows:
                    self.scratch.number(row["id"], ENTITY)
        self.put_missing(AUTHOR)
        self.put_missing(ENTITY)
        done, last = 0, self.scratch.last
        while done < last:
            for ids in self.scratch.ids(ENTITY, MAX_PAGE, are_in=True, after=done):
                self.links_of_entities(ids)
            done = last
            self.put_missing(ENTITY, after=done)  # what only a relation between entities leads to
            last = self.scratch.last

    def put_missing(self, kind: str, *, after: int = 0) -> None:
        types = self.asked.where.types
        for ids in self.scratch.ids(kind, MAX_PAGE, are_in=False, after=after):
            for row in self.reading.get(ids, OTHER_COLUMNS).values():
                if kind != ENTITY or types is None or row["type"] in types:
                    self.put_other(row)

    def pages_of_papers(self) -> Iterable[Sequence[Row]]:
        return self.reading.pages(
            Listing(
                kind=PAPER,
                order=Order.PUBLISHED,
                where=self.asked.where,
                filter=self.asked.filter,
                columns=self.paper_columns,
            )
        )

    def around(self, name: str) -> None:
        """What lies about one node, and every edge between any two of those nodes."""
        found = self._chosen = chosen(self.reading, name, self.asked)
        by_kind: dict[str, list[str]] = {}
        for node_id, kind in found.kinds.items():
            by_kind.setdefault(kind, []).append(node_id)
        for kind, ids in by_kind.items():
            for batch in _batches(ids):
                columns = {PAPER: self.paper_columns, RESULT: RESULT_COLUMNS}.get(kind, OTHER_COLUMNS)
                rows = list(self.reading.get(batch, columns).values())
                if kind == PAPER:
                    self.put_papers(rows)
                    continue
                for row in rows:
                    self.put_result(row) if kind == RESULT else self.put_other(row)
        # Which papers there are is settled: what one of them cites is kept even where its year kept others out.
        where = replace(self.asked.where, year_from=None, year_to=None)
        for batch in _batches(by_kind.get(PAPER, [])):
            self.links_of_papers(batch, where)
        for batch in _batches(by_kind.get(ENTITY, [])):
            self.links_of_entities(batch)
        self.scratch.expanded(found.expanded)

    def finish(self) -> None:
        asked, scratch = self.asked, self.scratch
        scratch.leave_out("stubs", self._stubs)
        if asked.around is not None:
            beyond = self._chosen.links - scratch.kept_at_expanded() - self._stubs_at_expanded
            scratch.leave_out("budget", beyond)
        if asked.projection is not None:
            project(scratch, asked.projection, name_only=asked.name_only)
            scratch.settle()
            return
        dropped = scratch.settle()
        if asked.around is None:
            scratch.leave_out("filter", dropped)

    # -- what they hold ------------------------------------------------------------------------------------------

    def put_papers(self, rows: Sequence[Row], *, with_authors: bool = False) -> None:
        authors: dict[str, list[str]] = {}
        if with_authors:
            hop = Hop(relation=Relation.AUTHORED_BY, columns=frozenset({"name"}))
            for paper, edge in self.reading.edges([row["id"] for row in rows], hop):
                authors.setdefault(paper, []).append(edge["node"]["name"])
        for row in rows:
            properties = {name: row.get(name) for name in self.paper_columns if name != "title"}
            if with_authors:
                properties["authors"] = authors.get(row["id"])
            self.scratch.put(row["id"], PAPER, PAPER, row.get("title") or "", properties)
        self._papers += len(rows)
        self.tell(f"{self._papers:,} papers read")

    def put_other(self, row: Row) -> None:
        kind = row["kind"]
        properties = {name: value for name, value in row.items() if name not in ("id", "kind", "name", "type")}
        self.scratch.put(row["id"], kind, row.get("type") or kind, row.get("name") or "", properties)

    def put_result(self, row: Row) -> None:
        properties = {"result_kind": row["result_kind"], "confidence": row["confidence"]}
        number = self.scratch.put(row["id"], RESULT, RESULT, row["value"] or "", properties)
        for column, relation in _OF_RESULTS:
            if row[column] is not None:
                self.scratch.link(number, self.scratch.number(row[column], ENTITY), relation)

    # -- what is between them ------------------------------------------------------------------------------------

    def links_of_papers(self, ids: Sequence[str], where: Where) -> None:
        number, link = self.scratch.number, self.scratch.link
        years = self.scratch.years(ids)
        for relation, (columns, edge_columns) in _OF_PAPERS.items():
            if relation not in self.relations:
                continue
            passes = where if relation in PAPER_TO_ENTITY else replace(where, types=None)
            if relation is Relation.CITES:
                # A work cited from within the selection is in it or not; a stub has no year that could tell.
                passes = replace(passes, year_from=None, year_to=None)
            hop = Hop(relation=relation, where=passes, columns=columns, edge_columns=self.columns_of(edge_columns))
            for paper, edge in self.reading.edges(ids, hop):
                far = edge["node"]
                if relation is Relation.CITES and far["is_stub"] and not where.include_stubs:
                    self._stubs_at_expanded += paper in self._chosen.expanded
                    if self.asked.projection is not Projection.COUPLING:  # which works are shared may be any
                        self._stubs += 1
                        continue
                if relation is Relation.REPORTS and self.asked.around is None:
                    self.put_result(far)
                target = number(far["id"], far["kind"])
                link(number(paper), target, relation, year=years[paper], properties=_properties(edge, ("ordinal",)))

    def links_of_entities(self, ids: Sequence[str]) -> None:
        number, link = self.scratch.number, self.scratch.link
        for relation in ENTITY_TO_ENTITY:
            if relation not in self.relations:
                continue
            hop = Hop(relation=relation, where=self.asked.where, edge_columns=self.columns_of(_SAID))
            for entity, edge in self.reading.edges(ids, hop):
                papers = list(dict.fromkeys(one["paper_id"] for one in edge.get("statements") or ()))
                link(
                    number(entity),
                    number(edge["node"]["id"], ENTITY),
                    relation,
                    weight=max(1, edge.get("statement_count") or 0),
                    year=self.scratch.first_year(papers),
                    properties=_properties(edge) | {"papers": papers},
                )

    def columns_of(self, edge_columns: frozenset[str]) -> frozenset[str]:
        """A projection of pairs tells nothing of the single edges: their sentences are not read for it."""
        if self.asked.projection in (None, Projection.CITES, Projection.LINEAGE):
            return edge_columns
        return frozenset()


_KEPT: Final = ("confidence", "sources", "statement_count", "intent", "contexts", "is_influential", "is_self")


def _properties(edge: Row, more: tuple[str, ...] = ()) -> dict[str, Any]:
    """What an edge says of itself: who says it, how surely, and the sentence that it was read in."""
    kept = {name: edge.get(name) for name in (*_KEPT, *more)}
    said = [one for one in edge.get("statements") or () if one["sentence"]]
    # of several sentences the surest
    said.sort(key=lambda one: one["confidence"] is not None and -one["confidence"])
    return kept | {"evidence": said[0]["sentence"] if said else None}


def _batches(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + MAX_PAGE] for start in range(0, len(ids), MAX_PAGE))
