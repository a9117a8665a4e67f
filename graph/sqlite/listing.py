"""A page of all nodes of one kind, walked along a stored order.

Where a filter splits an index (some of the types, papers with stubs), each part is walked to the page's end and the
parts are merged: at most seven short walks, where one walk with a filter could pass every node to find a rare type.
"""

# ruff: noqa: S608 - what is put into these statements are constants of this folder; all that is asked is a parameter

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from graph import cursor, paging
from graph.errors import BadInput
from graph.facets import check as check_facets
from graph.filter import EVERYTHING
from graph.records import AUTHOR, ENTITY, PAPER
from graph.sqlite import facets, filtering
from graph.sqlite.filtering import AS_IT_IS, Narrowed
from graph.sqlite.rows import AFTER_NODE, BEYOND, NODE, Record, both_ways, columns_of
from graph.store import Listing, Order, Row, Slice


@dataclass(frozen=True, slots=True)
class Walk:
    """The statements that read one stored order: a page of it, ascending and descending, and how many there are."""

    page: tuple[str, str]
    count: str
    which: str
    key: str

    def narrowed(self, by: Narrowed) -> Walk:
        return _walk(self.which, self.key, by)


@lru_cache(maxsize=256)
def _walk(which: str, key: str, by: Narrowed = AS_IT_IS) -> Walk:
    # The + keeps the years from choosing the index of a walk by name: it would then sort all papers of those years.
    years = "+node.order_key > :year_low AND +node.order_key < :year_high"
    which, wanted = f"{which} {by.passes}", which
    bounds = f"node.{key} > :low AND node.{key} < :high"
    page = f"""
SELECT {NODE}, node.{key}
FROM {by.source}
WHERE {which} AND {bounds} AND {years}
ORDER BY node.{key} ASC LIMIT :limit
"""
    return Walk(
        both_ways(page),
        f"SELECT count(*) FROM {by.whole} WHERE {which} AND node.order_key > :year_low AND node.order_key < :year_high",
        wanted,
        key,
    )


_PAPERS: Final = "node.kind = 'Paper' AND node.is_stub = 0"
_PAPERS_AND_STUBS: Final = "node.kind = 'Paper'"
_STUBS: Final = "node.kind = 'Paper' AND node.is_stub = 1"
_AUTHORS: Final = "node.kind = 'Author'"
_ENTITIES: Final = "node.kind = 'Entity'"
_OF_TYPE: Final = "node.kind = 'Entity' AND node.type = :type"

PAPERS: Final = {Order.PUBLISHED: _walk(_PAPERS, "order_key"), Order.NAME: _walk(_PAPERS, "name_key")}
STUBS: Final = {Order.PUBLISHED: _walk(_STUBS, "order_key"), Order.NAME: _walk(_STUBS, "name_key")}
AUTHORS: Final = {Order.PAPERS: _walk(_AUTHORS, "order_key"), Order.NAME: _walk(_AUTHORS, "name_key")}
ENTITIES: Final = {Order.PAPERS: _walk(_ENTITIES, "order_key"), Order.NAME: _walk(_ENTITIES, "name_key")}
OF_TYPE: Final = {Order.PAPERS: _walk(_OF_TYPE, "order_key"), Order.NAME: _walk(_OF_TYPE, "name_key")}

_ORDERS: Final = {PAPER: PAPERS, AUTHOR: AUTHORS, ENTITY: ENTITIES}
_KEY: Final = AFTER_NODE


def page(connection: sqlite3.Connection, listing: Listing) -> Slice:
    walks = list(_walks(listing))
    window = paging.checked(listing.page)
    descending = listing.order == Order.PUBLISHED
    tag = cursor.tag_of("list", listing.kind, listing.order, *listing.filter.words, where=listing.where)
    columns = columns_of(listing.columns)
    parameters = columns.parameters | _bounds(listing, window, tag) | {"limit": window.limit}
    by = AS_IT_IS
    if listing.filter != EVERYTHING:
        by, named = filtering.narrowed(connection, listing.filter)
        walks = [(walk.narrowed(by), own) for walk, own in walks]
        parameters |= named

    is_descending = window.backward is not descending
    records: list[Record] = []
    for walk, own in walks:
        records += connection.execute(walk.page[is_descending], parameters | own)
    if len(walks) > 1:
        records.sort(key=_key_of, reverse=is_descending)
        del records[window.limit :]
    more = len(records) > window.size
    if more:
        records.pop()
    if window.backward:
        records.reverse()
    edges: list[Row] = [{"cursor": cursor.encode(tag, record[_KEY]), "node": columns.row(record)} for record in records]
    total = None
    if listing.count:
        total = sum(connection.execute(walk.count, parameters | own).fetchone()[0] for walk, own in walks)
    found = paging.slice_of(edges, window, more=more, total=total)
    if listing.facets:
        found["facets"] = facets.counted(connection, listing.facets, _which(listing), by, parameters)
    return found


def _which(listing: Listing) -> str:
    return _PAPERS_AND_STUBS if listing.where.include_stubs else _PAPERS


def _key_of(record: Record) -> str:
    key: str = record[_KEY]  # text sorts by code point here and by UTF-8 in SQLite, which is the same order
    return key


def _walks(listing: Listing) -> Iterator[tuple[Walk, dict[str, Any]]]:
    """The walks whose rows together are the list, each with parameters of its own."""
    orders = _ORDERS.get(listing.kind)
    if orders is None:
        raise BadInput(f"There is no list of {listing.kind!r}; lists are of {', '.join(_ORDERS)}.")
    if listing.order not in orders:
        raise BadInput(f"A list of {listing.kind} has no order {listing.order}; it has {', '.join(sorted(orders))}.")
    listing.filter.check_kind(listing.kind)
    check_facets(listing.facets, listing.kind)
    if listing.kind == ENTITY and listing.where.types is not None:
        for entity_type in sorted(listing.where.types):
            yield OF_TYPE[listing.order], {"type": entity_type}
        return
    yield orders[listing.order], {}
    if listing.kind == PAPER and listing.where.include_stubs:
        yield STUBS[listing.order], {}


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
