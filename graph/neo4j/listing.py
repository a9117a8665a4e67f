"""A page of all nodes of one kind, walked along a stored order.

Papers and stubs share a label, so the index of each order begins with `is_stub`: a list passes over no stub. Where a
filter splits an order (some of the types, papers with stubs), each part is walked to the page's end and the parts are
merged, as in the embedded store.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from graph import cursor, paging
from graph.errors import BadInput
from graph.facets import check as check_facets
from graph.filter import EVERYTHING
from graph.neo4j import facets, filtering
from graph.neo4j.filtering import AS_IT_IS, Narrowed
from graph.neo4j.rows import BEYOND, Transaction, columns_of, read
from graph.records import AUTHOR, ENTITY, PAPER, EntityType
from graph.store import Listing, Order, Row, Slice

INDEXES: Final = tuple(
    f"CREATE RANGE INDEX paper_stub_{key} IF NOT EXISTS FOR (n:Paper) ON (n.is_stub, n.{key})"
    for key in ("order_key", "name_key")
)

_ORDERS: Final = {
    PAPER: {Order.PUBLISHED: "order_key", Order.NAME: "name_key"},
    AUTHOR: {Order.PAPERS: "order_key", Order.NAME: "name_key"},
    ENTITY: {Order.PAPERS: "order_key", Order.NAME: "name_key"},
}


@lru_cache(maxsize=512)
def walk(label: str, key: str, *, descending: bool, dated: bool = False, by: Narrowed = AS_IT_IS) -> str:
    """A page along one index, or of what `by` leaves of it, where each node passed is looked at.

    `dated`: papers of some years by name, where each paper passed is looked at too.
    """
    way = "DESC" if descending else "ASC"
    is_stub, first, index = "", "", f"(n.{key})"
    if label == PAPER:
        is_stub, first, index = "n.is_stub = $is_stub AND ", f"n.is_stub {way}, ", f"(n.is_stub, n.{key})"
    years = "AND n.order_key > $year_low AND n.order_key < $year_high" if dated else ""
    source = f"MATCH (n:{label})\nUSING RANGE INDEX n:{label}{index.replace('n.', '')}"
    if by.source:
        source, is_stub = f"{by.source}\nWITH n", f"n:{label} AND {is_stub}"
    return f"""
{source}
WHERE {is_stub}n.{key} > $low AND n.{key} < $high {years} {by.passes}
WITH n ORDER BY {first}n.{key} {way} LIMIT $limit
RETURN collect([n.{key}, n.id, [name IN $columns | n[name]]])
"""


COUNT_PAPERS: Final = """
MATCH (n:Paper)
USING RANGE INDEX n:Paper(is_stub, order_key)
WHERE n.is_stub = $is_stub AND n.order_key > $year_low AND n.order_key < $year_high
RETURN count(n)
"""


@lru_cache(maxsize=256)
def count(label: str, by: Narrowed = AS_IT_IS) -> str:
    """From the count that the database keeps of each label, or of what `by` leaves."""
    if by == AS_IT_IS:
        return f"MATCH (n:{label}) RETURN count(n)"
    return f"{selected(label, by)} RETURN count(n)"


def selected(label: str, by: Narrowed, *, with_stubs: bool = False) -> str:
    """Every `n` of a label that passes."""
    source = f"{by.whole} WITH n WHERE n:{label} AND" if by.whole else f"MATCH (n:{label}) WHERE"
    if label == PAPER:
        is_stub = "n.is_stub IN [false, true]" if with_stubs else "n.is_stub = $is_stub"
        return f"""{source} {is_stub} AND n.order_key > $year_low AND n.order_key < $year_high {by.passes}"""
    return f"{source} n.order_key > '' {by.passes}"


def statements() -> Iterator[tuple[str, str]]:
    """Every page that `page` may ask for, by name: for tests that look at plans."""
    for label in (PAPER, AUTHOR, ENTITY, *EntityType):
        for key in ("order_key", "name_key"):
            for descending in (False, True):
                yield f"{label} {key} {descending=}", walk(label, key, descending=descending)
                if label == PAPER:
                    yield f"{label} {key} {descending=} dated", walk(label, key, descending=descending, dated=True)


def page(transaction: Transaction, listing: Listing) -> Slice:
    parts = list(_parts(listing))
    key = _ORDERS[listing.kind][listing.order]
    window = paging.checked(listing.page)
    descending = listing.order == Order.PUBLISHED
    tag = cursor.tag_of("list", listing.kind, listing.order, *listing.filter.words, where=listing.where)
    columns = columns_of(listing.columns)
    parameters = _bounds(listing, window, tag) | {"limit": window.limit, "columns": columns.names[listing.kind]}

    by = AS_IT_IS
    if listing.filter != EVERYTHING:
        by, named = filtering.narrowed(transaction, listing.kind, listing.filter)
        parameters |= named
    is_descending = window.backward is not descending
    dated = listing.kind == PAPER and key == "name_key" and _has_years(listing)
    records: list[list[Any]] = []
    for label, own in parts:
        records += read(
            transaction, walk(label, key, descending=is_descending, dated=dated, by=by), **parameters, **own
        )
    if len(parts) > 1:
        records.sort(key=_key_of, reverse=is_descending)
        del records[window.limit :]
    more = len(records) > window.size
    if more:
        records.pop()
    if window.backward:
        records.reverse()
    edges: list[Row] = [
        {"cursor": cursor.encode(tag, at), "node": columns.row(listing.kind, node_id, values)}
        for at, node_id, values in records
    ]
    total = sum(_count(transaction, label, by, parameters | own) for label, own in parts) if listing.count else None
    found = paging.slice_of(edges, window, more=more, total=total)
    if listing.facets:
        papers = selected(PAPER, by, with_stubs=listing.where.include_stubs)
        found["facets"] = facets.counted(transaction, listing.facets, papers, parameters | {"is_stub": False})
    return found


def _count(transaction: Transaction, label: str, by: Narrowed, parameters: dict[str, Any]) -> int:
    statement = COUNT_PAPERS if label == PAPER and by == AS_IT_IS else count(label, by)
    found: int = read(transaction, statement, **parameters)
    return found


def _key_of(record: list[Any]) -> str:
    key: str = record[0]  # text sorts by code point here and in Neo4j's indexes
    return key


def _has_years(listing: Listing) -> bool:
    return (listing.where.year_from, listing.where.year_to) != (None, None)


def _parts(listing: Listing) -> Iterator[tuple[str, dict[str, Any]]]:
    """The labels whose nodes together are the list, each with parameters of its own."""
    orders = _ORDERS.get(listing.kind)
    if orders is None:
        raise BadInput(f"There is no list of {listing.kind!r}; lists are of {', '.join(_ORDERS)}.")
    if listing.order not in orders:
        raise BadInput(f"A list of {listing.kind} has no order {listing.order}; it has {', '.join(sorted(orders))}.")
    listing.filter.check_kind(listing.kind)
    check_facets(listing.facets, listing.kind)
    if listing.kind == ENTITY and listing.where.types is not None:
        for entity_type in EntityType:
            if entity_type in listing.where.types:
                yield entity_type.value, {}
    elif listing.kind == PAPER:
        yield PAPER, {"is_stub": False}
        if listing.where.include_stubs:
            yield PAPER, {"is_stub": True}
    else:
        yield listing.kind, {}


def _bounds(listing: Listing, window: paging.Window, tag: str) -> dict[str, Any]:
    """Between which keys the page lies; years are a filter of papers alone."""
    year_low, year_high = paging.years(listing.where) if listing.kind == PAPER else ("", None)
    low, high = paging.keys(window, tag, (str,), descending=listing.order == Order.PUBLISHED)
    lows = [str(low[0])] if low else [""]
    highs = [str(high[0])] if high else []
    if listing.order == Order.PUBLISHED:  # the years bound the walk itself
        lows.append(year_low)
        highs += [] if year_high is None else [year_high]
    return {
        "low": max(lows),
        "high": min(highs, default=BEYOND),
        "year_low": year_low,
        "year_high": BEYOND if year_high is None else year_high,
    }
