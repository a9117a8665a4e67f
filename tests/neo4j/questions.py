"""Everything that a reader can be asked of a small graph: two stores with one graph must answer alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from operator import methodcaller
from typing import Any

from graph.columns import FLAGS, LISTS, VALUES
from graph.decisions import page_of
from graph.errors import GraphError
from graph.records import AUTHOR, ENTITY, PAPER, Relation
from graph.store import Hop, Listing, Order, Page, Reader, Slice, Suggest, Way, Where

EVERY_KIND = frozenset({PAPER, AUTHOR, ENTITY})
EVERY_COLUMN = frozenset().union(*VALUES.values(), *LISTS.values(), *FLAGS.values())
EVERY_EDGE_COLUMN = frozenset(
    {"confidence", "sources", "statements", "statement_count", "ordinal", "intent", "contexts"}
    | {"is_influential", "is_self"}
)
WHERES = (
    Where(),
    Where(types=frozenset({"Model", "Benchmark"})),
    Where(year_from=2018, year_to=2023),
    Where(min_confidence=0.5),
    Where(include_stubs=True),
)
PAGES = (Page(first=1), Page(last=2))
ORDERS = (
    (PAPER, Order.PUBLISHED),
    (PAPER, Order.NAME),
    (AUTHOR, Order.PAPERS),
    (AUTHOR, Order.NAME),
    (ENTITY, Order.PAPERS),
    (ENTITY, Order.NAME),
)

Question = tuple[str, Callable[[Reader], Any]]


def assert_alike(one: Reader, other: Reader, questions: Iterable[Question]) -> None:
    for question, ask in questions:
        assert ask(other) == ask(one), question


def of_nodes(ids: Sequence[str], texts: Sequence[str]) -> Iterator[Question]:
    yield "get all", methodcaller("get", ids, EVERY_COLUMN)
    yield "get titles", methodcaller("get", ids[::-1], frozenset({"title", "name"}))
    yield "merged", methodcaller("merged", [*texts, *ids])
    for text in texts:
        yield f"get {text!r}", methodcaller("get", [text], frozenset({"title"}))
    for kinds in (EVERY_KIND, {PAPER}, {AUTHOR}, {ENTITY}):
        for types in (None, frozenset({"Model"})):
            yield (
                f"match {kinds=} {types=}",
                methodcaller("match", [*texts, *ids], frozenset(kinds), types),
            )


def of_rulings() -> Iterator[Question]:
    for page in (Page(), *PAGES):

        def ruled(reader: Reader, page: Page = page) -> Slice:
            return page_of(reader.decisions(), page, count=True)

        yield f"decisions {page}", ruled


def of_prefixes(prefixes: Iterable[str]) -> Iterator[Question]:
    for prefix, kinds, types in product(prefixes, (EVERY_KIND, {PAPER}, {ENTITY}), (None, frozenset({"Model"}))):
        asked = Suggest(prefix=prefix, kinds=frozenset(kinds), types=types, first=7, columns=frozenset({"year"}))
        yield f"{asked}", methodcaller("suggest", asked)


def of_hops(
    ids: Sequence[str],
    relations: Sequence[Relation] = tuple(Relation),
    wheres: Sequence[Where] = WHERES,
    pages: Sequence[Page] = PAGES,
) -> Iterator[Question]:
    """Each statement that is new to a server takes it a tenth of a second, so ask for the relations at hand."""
    for relation, reverse, where, page in product(relations, (False, True), wheres, pages):
        hop = Hop(relation=relation, reverse=reverse, where=where, page=page, count=True)
        yield f"{hop}", methodcaller("expand", ids, hop)
    for relation, reverse in product(relations, (False, True)):
        for columns in ({"statements.by", "statements.paper_id"}, {"statement_count"}, {"sources"}, EVERY_EDGE_COLUMN):
            hop = Hop(relation=relation, reverse=reverse, columns=EVERY_COLUMN, edge_columns=frozenset(columns))
            yield f"{hop}", methodcaller("expand", ids, hop)


def of_adjacency(ids: Sequence[str], relations: Sequence[Relation] = tuple(Relation)) -> Iterator[Question]:
    """Neighbours on every way, cut off and whole; the edges that they come from; papers by year."""
    ways = [Way(relation, reverse) for relation, reverse in product(relations, (False, True))]
    for limit in (1, 100):
        yield f"adjacent {limit=}", methodcaller("adjacent", ids, ways, limit)

    def edges(reader: Reader) -> Any:
        near = reader.adjacent(ids, [Way(relation) for relation in relations], 100)
        ends = [(one, way.way.relation, far) for one, found in near.items() for way in found for far in way.ids]
        return reader.edges([*ends, ("missing", relations[0], "missing")])

    yield "edges", edges
    for limit in (1, 1_000):
        yield f"changes {limit=}", methodcaller("changes", "", limit)
    yield "years", methodcaller("years", ids)


def of_lists() -> Iterator[Question]:
    for (kind, order), where, page in product(ORDERS, (*WHERES, Where(types=frozenset()), Where(year_to=2018)), PAGES):
        listing = Listing(kind=kind, order=order, where=where, page=page, columns=frozenset({"title"}), count=True)
        yield f"{listing}", methodcaller("list", listing)


def walked(read: Callable[[Page], Slice], size: int, *, backward: bool) -> list[Slice]:
    """All pages of a list, from its beginning or its end."""
    found = [read(Page(last=size) if backward else Page(first=size))]
    while found[-1]["page_info"]["has_previous_page" if backward else "has_next_page"]:
        info = found[-1]["page_info"]
        found.append(
            read(
                Page(last=size, before=info["start_cursor"]) if backward else Page(first=size, after=info["end_cursor"])
            )
        )
    return found


def of_pages(ids: Sequence[str], relations: Iterable[Relation], size: int) -> Iterator[Question]:
    """Every list and hop read to its end by pages of `size`, forward and backward."""
    for relation, reverse, backward, node_id in product(relations, (False, True), (False, True), ids):

        def below(
            reader: Reader, node_id=node_id, relation=relation, reverse=reverse, backward=backward
        ) -> list[Slice]:
            return walked(
                lambda page: reader.expand([node_id], Hop(relation=relation, reverse=reverse, page=page))[node_id],
                size,
                backward=backward,
            )

        yield f"pages of {size} {relation=} {reverse=} {backward=} of {node_id}", below
    for (kind, order), backward, stubs in product(ORDERS, (False, True), (False, True)):

        def listed(reader: Reader, kind=kind, order=order, backward=backward, stubs=stubs) -> list[Slice]:
            where = Where(include_stubs=stubs)
            return walked(
                lambda page: reader.list(Listing(kind=kind, order=order, where=where, page=page)),
                size,
                backward=backward,
            )

        yield f"pages of {size} of {kind} {order} {backward=} {stubs=}", listed


def error_of(reader: Reader, ask: Callable[[Reader], Any]) -> tuple[type[GraphError], str] | None:
    try:
        ask(reader)
    except GraphError as error:
        return type(error), str(error)
    return None
