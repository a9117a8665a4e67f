"""The production store: Neo4j through its official driver.

One writer at a time: each write begins by taking the lock of the Meta node, so that what it reads of Keys, votes and
stubs stays true until it commits, whoever else writes. Readers take no lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson
from neo4j import ManagedTransaction

from graph.ingestion import Ingestion, Outcome
from graph.neo4j import migrate
from graph.neo4j.connection import Connection, Login, without_credentials
from graph.neo4j.edges import ALL, edge_of
from graph.neo4j.ledger import Neo4jLedger, unpacked
from graph.records import AUTHOR, PAPER, RESULT, Contribution, Decision, Graph, Node
from graph.rulings import Rulings, handles_of
from graph.store import BATCH, READ_SECONDS, Receipt

if TYPE_CHECKING:
    from graph.neo4j.read import Neo4jReader

LOCK = "MATCH (meta:Meta {name: 'graph'}) SET meta.locked = true RETURN meta.version, coalesce(meta.arrived, 0)"
TAKE_VERSION = "MATCH (meta:Meta {name: 'graph'}) SET meta.version = $version, meta.arrived = $arrived"
KNOWN = "UNWIND $ids AS id MATCH (c:Contribution {id: id}) RETURN c.id, c.hash, c.said_by"
OF_PAPER = """
MATCH (p:Paper {id: $id})<-[:DESCRIBES]-(c:Contribution) USING INDEX SEEK p:Paper(id)
RETURN c.id, c.text_sha256 ORDER BY c.id
"""
EXTRACTIONS = """
UNWIND $texts AS text
MATCH (c:Contribution {text_sha256: text}) USING INDEX SEEK c:Contribution(text_sha256) WHERE c.kind = 'extraction'
RETURN DISTINCT c.id AS id ORDER BY id
"""
ORPHANS = """
UNWIND $ids AS id
MATCH (paper:Contribution {id: id}) USING INDEX SEEK paper:Contribution(id) WHERE paper.kind = 'paper'
MATCH (read:Contribution {text_sha256: paper.text_sha256}) USING INDEX SEEK read:Contribution(text_sha256)
WHERE read.kind = 'extraction'
  AND NOT EXISTS {
    MATCH (other:Contribution {text_sha256: paper.text_sha256}) USING INDEX SEEK other:Contribution(text_sha256)
    WHERE other.kind = 'paper' AND NOT other.id IN $ids
  }
RETURN DISTINCT read.id
"""
PAGE_OF_CONTRIBUTIONS = """
MATCH (c:Contribution) WHERE c.seq > $after RETURN c.seq, c.body ORDER BY c.seq LIMIT $size
"""
DECISIONS = "MATCH (d:Decision) RETURN d.body ORDER BY d.id"
DELETE_DECISIONS = "UNWIND $ids AS id MATCH (d:Decision {id: id}) DELETE d"
ADD_DECISIONS = """
UNWIND $rows AS row
CREATE (:Decision:Bookkeeping {id: row[0], version: $version, body: row[1]})
"""
ALL_NODES = """
MATCH (n) WHERE n:Paper OR n:Author OR n:Entity OR n:Result RETURN n.id, labels(n), properties(n)
"""
ALL_KEYS = """
MATCH (k:Key)<-[:HAS_KEY]-(:Contribution)-[:DESCRIBES]->(p:Paper) RETURN DISTINCT k.key, p.id
UNION
MATCH (k:Key)-[:NAMES {kind: 'alias'}]->(n) RETURN DISTINCT k.key, n.id AS `p.id`
"""

_NOT_PROPERTIES = frozenset(
    {
        "id",
        "title",
        "name",
        "type",
        "order_key",
        "name_key",
        "published_sort",
        "born",
        "votes",
        "folded_name",
        "changed",
    }
)
_DUMP_PAGE = 1000


class Neo4jStore:
    """A Store (graph/store.py) in one database of a Neo4j server."""

    def __init__(self, login: Login, *, create: bool = False) -> None:
        self._connection = Connection(login)
        try:
            migrate.prepare(self._connection, create=create)
        except BaseException:
            self._connection.close()
            raise

    @property
    def name(self) -> str:
        login = self._connection.login
        return without_credentials(f"{login.url}/{login.database}" if login.database else login.url)

    # -- reading -------------------------------------------------------------------------------------------------

    @contextmanager
    def reading(self, *, seconds: float = READ_SECONDS) -> Iterator[Neo4jReader]:
        from graph.neo4j.read import Neo4jReader

        with self._connection.reading(seconds=seconds) as transaction:
            yield Neo4jReader(transaction)

    def known(self, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        return {row[0]: (row[1], row[2]) for row in self._select(KNOWN, ids=list(ids))}

    def contributions_of(self, paper_id: str) -> tuple[str, ...]:
        papers = self._select(OF_PAPER, id=paper_id)
        extractions = self._select(EXTRACTIONS, texts=[row[1] for row in papers])
        return tuple(row[0] for row in (*papers, *extractions))

    def dump(self) -> Iterator[Contribution | Decision]:
        """Contributions in the order of arrival, then decisions, in pages: a write in between may show in part."""
        after = -1
        while rows := self._select(PAGE_OF_CONTRIBUTIONS, after=after, size=_DUMP_PAGE):
            yield from (unpacked(row[1]) for row in rows)
            after = rows[-1][0]
        yield from _decisions(self._select(DECISIONS))

    def graph(self) -> Graph:
        nodes = (_node(*row) for row in self._select(ALL_NODES))
        edges = (edge_of(*row) for row in self._select(ALL))
        by_key: dict[str, set[str]] = defaultdict(set)
        for key, node_id in self._select(ALL_KEYS):
            by_key[key].add(node_id)
        return Graph(
            {node.id: node for node in nodes},
            {(edge.source, edge.type, edge.target, edge.paper): edge for edge in edges},
            {key: frozenset(ids) for key, ids in by_key.items()},
        )

    def _select(self, statement: str, **parameters: Any) -> list[list[Any]]:
        return self._connection.read(lambda transaction: _rows(transaction, statement, **parameters))

    # -- writing -------------------------------------------------------------------------------------------------

    def ingest(self, contributions: Iterable[Contribution]) -> Iterator[Receipt]:
        source = iter(contributions)
        while batch := list(islice(source, BATCH)):
            yield self._write(partial(_ingest, batch))

    def delete(self, ids: Sequence[str]) -> Receipt:
        return self._write(partial(_delete, list(ids)))

    def decide(self, decisions: Iterable[Decision], *, withdraw: Sequence[str] = ()) -> Receipt:
        return self._write(partial(_decide, list(decisions), set(withdraw)))

    def _write(self, work: Callable[[_Write], Outcome]) -> Receipt:
        """One transaction, which the driver may run again from its beginning; its last statement takes the version."""

        def run(transaction: ManagedTransaction) -> Receipt:
            ((version, arrived),) = _rows(transaction, LOCK)
            write = _Write(transaction, version + 1, arrived)
            outcome = work(write)
            if outcome.written or outcome.deleted:
                version += 1
                _rows(transaction, TAKE_VERSION, version=version, arrived=write.ledger.arrived)
            return Receipt(outcome.written, outcome.unchanged, outcome.deleted, version, tuple(outcome.unkeyed))

        return self._connection.write(run)

    # -- the database --------------------------------------------------------------------------------------------

    def check(self) -> dict[str, str]:
        return {"store": self.name} | migrate.check(self._connection)

    def close(self) -> None:
        self._connection.close()


class _Write:
    """One write transaction, with the rulings as it found them."""

    def __init__(self, transaction: ManagedTransaction, version: int, arrived: int) -> None:
        self.transaction = transaction
        self.version = version
        self.decisions = list(_decisions(_rows(transaction, DECISIONS)))
        self._rule(Rulings(self.decisions), arrived)

    def _rule(self, rulings: Rulings, arrived: int) -> None:
        self.ledger = Neo4jLedger(self.transaction, rulings, arrived)
        self.ingestion = Ingestion(self.ledger, rulings, self.version)

    def overrule(self, rulings: Rulings) -> None:
        self._rule(rulings, self.ledger.arrived)


def _ingest(batch: Sequence[Contribution], write: _Write) -> Outcome:
    return write.ingestion.run(batch)


def _delete(ids: Sequence[str], write: _Write) -> Outcome:
    orphans = [row[0] for row in _rows(write.transaction, ORPHANS, ids=ids)]
    return write.ingestion.run(removed=[*ids, *orphans])


def _decide(new: Sequence[Decision], withdrawn: set[str], write: _Write) -> Outcome:
    replaced = withdrawn | {decision.id for decision in new}
    old = [one for one in write.decisions if one.id in replaced]
    now = [one for one in write.decisions if one.id not in replaced] + list(new)
    _rows(write.transaction, DELETE_DECISIONS, ids=[one.id for one in old])
    rows = [[one.id, orjson.dumps(one.as_dict()).decode()] for one in new]
    _rows(write.transaction, ADD_DECISIONS, rows=rows, version=write.version)
    rulings = (Rulings(write.decisions), Rulings(now))
    write.overrule(rulings[1])
    write.ingestion.run(touched={handle for one in (*old, *new) for handle in handles_of(one, *rulings)})
    return Outcome(written=len(new), deleted=sum(one.id in withdrawn for one in old))


def _decisions(rows: Iterable[Sequence[str]]) -> Iterator[Decision]:
    return (Decision(**orjson.loads(row[0])) for row in rows)


def _rows(transaction: ManagedTransaction, statement: str, **parameters: Any) -> list[list[Any]]:
    return [record.values() for record in transaction.run(statement, parameters)]


def _node(node_id: str, labels: Sequence[str], stored: dict[str, Any]) -> Node:
    kind = next(label for label in (PAPER, AUTHOR, RESULT, "Entity") if label in labels)
    properties = {name: value for name, value in stored.items() if name not in _NOT_PROPERTIES}
    if kind == PAPER:  # Neo4j keeps no null
        properties = dict.fromkeys(("author_count", "count", "published", "year")) | properties
        return Node(node_id, PAPER, stored["title"], properties)
    if kind == RESULT:
        properties = dict.fromkeys(("result_kind", "confidence", "system", "benchmark", "metric")) | properties
        return Node(node_id, RESULT, stored["value"], properties)
    return Node(node_id, stored.get("type", AUTHOR), stored["name"], properties)
