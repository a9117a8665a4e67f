"""Which nodes lie about one node: breadth first, within a budget, and an honest count of what lies beyond it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final

from graph.errors import BadInput, NotFound
from graph.exports.asked import Asked
from graph.exports.reading import Reading
from graph.records import (
    AUTHOR,
    ENTITY,
    ENTITY_TO_ENTITY,
    PAPER,
    PAPER_TO_ENTITY,
    RESULT,
    RESULT_TO_ENTITY,
    Relation,
)
from graph.store import MAX_PAGE, Hop, Page, Row, Slice, Where

_INTO_ENTITIES: Final = frozenset((*PAPER_TO_ENTITY, *ENTITY_TO_ENTITY, *RESULT_TO_ENTITY))
HOPS: Final[dict[str, tuple[tuple[Relation, bool], ...]]] = {
    PAPER: (
        *((relation, False) for relation in PAPER_TO_ENTITY),
        (Relation.CITES, False),
        (Relation.CITES, True),
        (Relation.AUTHORED_BY, False),
        (Relation.REPORTS, False),
    ),
    AUTHOR: ((Relation.AUTHORED_BY, True),),
    ENTITY: (
        *((relation, True) for relation in PAPER_TO_ENTITY),
        *((relation, False) for relation in ENTITY_TO_ENTITY),
        *((relation, True) for relation in ENTITY_TO_ENTITY),
        *((relation, True) for relation in RESULT_TO_ENTITY),
    ),
    RESULT: (*((relation, False) for relation in RESULT_TO_ENTITY), (Relation.REPORTS, True)),
}
"""Every relation that a node of each kind may have, and whether it is read against its direction."""

_KINDS: Final = frozenset({PAPER, AUTHOR, ENTITY})
_CANDIDATES_SHOWN = 5


@dataclass(slots=True)
class Chosen:
    """`kinds`: the nodes by id, nearest first. `expanded`: those whose links were looked at, `links` of them in all."""

    kinds: dict[str, str] = field(default_factory=dict)
    expanded: set[str] = field(default_factory=set)
    links: int = 0


def node_named(reading: Reading, text: str) -> tuple[str, str]:
    """Id and kind of the one node that an id, identifier, name or title names. Raises NotFound or BadInput."""
    for row in reading.get([text], frozenset()).values():
        return row["id"], row["kind"]
    (match,) = reading.ask(lambda reader: reader.match([text], _KINDS))
    if not match.ids:
        raise NotFound(f"Nothing is called {text[:80]!r}; `citegraph search` finds what there is.")
    if len(match.ids) > 1:
        shown = ", ".join(match.ids[:_CANDIDATES_SHOWN])
        raise BadInput(f"{text[:80]!r} stands for {len(match.ids)} nodes; name one by its id: {shown}.")
    (row,) = reading.get(match.ids, frozenset()).values()
    return row["id"], row["kind"]


def chosen(reading: Reading, name: str, asked: Asked) -> Chosen:
    centre, kind = node_named(reading, name)
    found = Chosen({centre: kind})
    frontier = {centre: kind}
    for _ in range(asked.depth):
        frontier = _level(reading, asked, found, frontier)
    return found


def _level(reading: Reading, asked: Asked, found: Chosen, frontier: dict[str, str]) -> dict[str, str]:
    """One step further. Every node and every relation gets its turn before any gets a second one.

    Where there is no room left, links are still counted.
    """
    new: dict[str, str] = {}
    pages = list(_first_pages(reading, asked, found, frontier))
    while pages:
        for row in _in_turn([page for _, _, page in pages]):
            if len(found.kinds) >= asked.budget:
                return new
            if row["id"] in found.kinds or (row.get("is_stub") and not asked.where.include_stubs):
                continue
            found.kinds[row["id"]] = new[row["id"]] = row["kind"]
        pages = list(_next_pages(reading, pages))
    return new


def _first_pages(
    reading: Reading, asked: Asked, found: Chosen, frontier: dict[str, str]
) -> Iterator[tuple[str, Hop, Slice]]:
    room = asked.budget - len(found.kinds)
    first = min(MAX_PAGE, -(-room // max(1, len(frontier))))
    for kind, hops in HOPS.items():
        ids = [node_id for node_id, its in frontier.items() if its == kind]
        for start in range(0, len(ids), MAX_PAGE):
            batch = ids[start : start + MAX_PAGE]
            found.expanded |= set(batch)
            for relation, reverse in hops:
                hop = Hop(
                    relation=relation,
                    reverse=reverse,
                    where=_where(asked.where, relation, reverse=reverse),
                    page=Page(first=first),
                    columns=frozenset({"is_stub"}),
                    count=True,
                )
                for node_id, page in reading.expand(batch, hop).items():
                    found.links += page["total_count"] or 0
                    if page["edges"]:
                        yield node_id, hop, page


def _next_pages(reading: Reading, pages: Sequence[tuple[str, Hop, Slice]]) -> Iterator[tuple[str, Hop, Slice]]:
    for node_id, hop, page in pages:
        if page["page_info"]["has_next_page"]:
            after = Page(first=MAX_PAGE, after=page["page_info"]["end_cursor"])
            more = replace(hop, page=after, count=False)
            yield node_id, more, reading.expand([node_id], more)[node_id]


def _in_turn(pages: Sequence[Slice]) -> Iterator[Row]:
    """The first of each page, then the second of each, and so on."""
    for turn in zip_longest(*(page["nodes"] for page in pages)):
        yield from (row for row in turn if row is not None)


def _where(where: Where, relation: Relation, *, reverse: bool) -> Where:
    """The part of a filter that is about what a hop leads to."""
    if reverse or relation in ENTITY_TO_ENTITY:
        return where
    if relation is not Relation.CITES:  # what one paper says: of a year that passed, or that of the centre
        where = replace(where, year_from=None, year_to=None)
    return where if relation in _INTO_ENTITIES else replace(where, types=None)
