"""The read verbs on Neo4j, over one transaction that the caller has begun.

A transaction of Neo4j reads what is committed when each statement runs, so a write may show between two statements of
one reader, and a node that one of them found may be gone when the next asks for it: then it is left out. The embedded
store's readers see one state throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

import orjson

from graph.changes import KINDS
from graph.neo4j import adjacency, fulltext, hops, listing, lookup, suggesting
from graph.neo4j.rows import BEYOND, Transaction, read
from graph.neo4j.said import add_evidence
from graph.records import Decision, EntityType, Relation
from graph.store import (
    Adjacent,
    Change,
    Ends,
    Hop,
    Listing,
    Match,
    Reader,
    Row,
    Rows,
    Search,
    Slice,
    Stats,
    Suggest,
    Way,
)

VERSION: Final = "OPTIONAL MATCH (meta:Meta {name: 'graph'}) RETURN coalesce(meta.version, 0)"

DECISIONS: Final = "MATCH (d:Decision) USING INDEX d:Decision(id) WHERE d.id >= '' RETURN collect(d.body)"

# Each from the counts that the database keeps, but for stubs, which are counted along their index.
_LABELS: Final = ("Paper", "Author", "Result", "Contribution")
COUNTS: Final = f"""
RETURN [
  [{", ".join(f"COUNT {{ (:{label}) }}" for label in _LABELS)}],
  [{", ".join(f"COUNT {{ (:{entity_type}) }}" for entity_type in EntityType)}],
  [{", ".join(f"COUNT {{ ()-[:{relation}]->() }}" for relation in Relation)}],
  COUNT {{ MATCH (n:Paper) USING RANGE INDEX n:Paper(is_stub, order_key) WHERE n.is_stub = true AND n.order_key > '' }}
]
"""


GONE: Final = "Gone"
CHANGES: Final = {
    kind: f"""
MATCH (n:{kind}) USING RANGE INDEX n:{kind}(changed)
WHERE n.changed > $after AND n.changed < $beyond
WITH n ORDER BY n.changed LIMIT $limit
RETURN collect([n.changed, n.id])
"""
    for kind in (*KINDS, GONE)
}


class Neo4jReader(Reader):
    """Reads in one transaction. Belongs to the thread that opened it, as the transaction does."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    @property
    def is_snapshot(self) -> bool:
        return False

    @property
    def version(self) -> int:
        found: int = read(self._transaction, VERSION)
        return found

    def get(self, ids: Sequence[str], columns: frozenset[str]) -> dict[str, Row]:
        rows = lookup.get(self._transaction, ids, columns)
        if "evidence" in columns:
            add_evidence(self._transaction, rows.values())
        return rows

    def merged(self, ids: Sequence[str]) -> dict[str, str]:
        return lookup.merged(self._transaction, ids)

    def match(self, texts: Sequence[str], kinds: frozenset[str], types: frozenset[str] | None = None) -> list[Match]:
        return lookup.match(self._transaction, texts, kinds, types)

    def search(self, search: Search) -> Slice:
        return fulltext.page(self._transaction, search)

    def suggest(self, asked: Suggest) -> Rows:
        return suggesting.suggest(self._transaction, asked)

    def expand(self, ids: Sequence[str], hop: Hop) -> dict[str, Slice]:
        slices = hops.expand(self._transaction, ids, hop)
        if "evidence" in hop.columns:
            add_evidence(self._transaction, chain.from_iterable(page["nodes"] for page in slices.values()))
        return slices

    def adjacent(self, ids: Sequence[str], ways: Sequence[Way], limit: int) -> dict[str, list[Adjacent]]:
        return adjacency.adjacent(self._transaction, ids, ways, limit)

    def edges(self, ends: Sequence[Ends]) -> dict[Ends, Row]:
        return adjacency.edges(self._transaction, ends)

    def changes(self, after: str, limit: int) -> Sequence[Change]:
        found = [
            Change(key, node_id, kind == GONE)
            for kind, statement in CHANGES.items()
            for key, node_id in read(self._transaction, statement, after=after, beyond=BEYOND, limit=limit)
        ]
        return sorted(found)[:limit]

    def years(self, ids: Sequence[str]) -> dict[str, dict[str, int]]:
        return adjacency.years(self._transaction, ids)

    def stats(self) -> Stats:
        (papers, authors, results, contributions), of_types, of_relations, stubs = read(self._transaction, COUNTS)
        return Stats(
            papers=papers - stubs,
            stubs=stubs,
            authors=authors,
            results=results,
            contributions=contributions,
            entities=_counted(EntityType, of_types),
            edges=_counted(Relation, of_relations),
            version=self.version,
        )

    def decisions(self) -> Sequence[Decision]:
        return [Decision(**orjson.loads(body)) for body in read(self._transaction, DECISIONS)]

    def list(self, listing_: Listing) -> Slice:
        return listing.page(self._transaction, listing_)


def _counted(words: Iterable[EntityType] | Iterable[Relation], counts: Iterable[int]) -> dict[str, int]:
    """What there is, in the order of the words."""
    return dict(sorted((word.value, here) for word, here in zip(words, counts, strict=True) if here))
