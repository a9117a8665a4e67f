"""The read verbs of the embedded store, over one connection on which the caller has begun a read transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final

from graph.sqlite import fulltext, hops, listing, lookup
from graph.store import Hop, Listing, Match, Reader, Row, Search, Slice, Stats

VERSION: Final = "SELECT value FROM meta WHERE name = 'version'"

# Results have no index of their own; they are what is left of all nodes, which SQLite counts along its smallest index.
COUNT_NODES: Final = "SELECT count(*) FROM node"
COUNT_PAPERS: Final = "SELECT count(*) FROM node WHERE kind = 'Paper' AND is_stub = 0"
COUNT_STUBS: Final = "SELECT count(*) FROM node WHERE kind = 'Paper' AND is_stub = 1"
COUNT_AUTHORS: Final = "SELECT count(*) FROM node WHERE kind = 'Author'"
COUNT_CONTRIBUTIONS: Final = "SELECT count(*) FROM contribution"
COUNT_ENTITIES: Final = "SELECT type, count(*) FROM node WHERE kind = 'Entity' GROUP BY type"
# Reads the whole index of edges, in its order first: 118 ms at 890,000, where grouping by type at once takes 255.
COUNT_EDGES: Final = """
SELECT type, sum(here)
FROM (SELECT type, count(*) AS here FROM edge INDEXED BY edge_into GROUP BY dst, type)
GROUP BY type
"""


class SqliteReader(Reader):
    """One state of the graph. Belongs to the thread that opened it, as the transaction does."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def version(self) -> int:
        return self._count(VERSION)

    def get(self, ids: Sequence[str], columns: frozenset[str]) -> dict[str, Row]:
        return lookup.get(self._connection, ids, columns)

    def match(self, texts: Sequence[str], kinds: frozenset[str], types: frozenset[str] | None = None) -> list[Match]:
        return lookup.match(self._connection, texts, kinds, types)

    def search(self, search: Search) -> Slice:
        return fulltext.page(self._connection, search)

    def expand(self, ids: Sequence[str], hop: Hop) -> dict[str, Slice]:
        return hops.expand(self._connection, ids, hop)

    def stats(self) -> Stats:
        papers, stubs, authors = self._count(COUNT_PAPERS), self._count(COUNT_STUBS), self._count(COUNT_AUTHORS)
        entities = dict(self._connection.execute(COUNT_ENTITIES))
        return Stats(
            papers=papers,
            stubs=stubs,
            authors=authors,
            results=self._count(COUNT_NODES) - papers - stubs - authors - sum(entities.values()),
            contributions=self._count(COUNT_CONTRIBUTIONS),
            entities=entities,
            edges=dict(self._connection.execute(COUNT_EDGES)),
            version=self.version,
        )

    def list(self, listing_: Listing) -> Slice:
        return listing.page(self._connection, listing_)

    def _count(self, statement: str) -> int:
        found: int = self._connection.execute(statement).fetchone()[0]
        return found
