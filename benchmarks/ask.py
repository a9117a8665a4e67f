"""The questions of benchmarks/stores.py, each asked in every way that there is, and what asking costs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
from neo4j import Driver, GraphDatabase, ManagedTransaction

from api.plan import Request, answer
from graph.neo4j.connection import Login
from graph.records import Relation
from graph.store import Hop, Listing, Order, Page, Reader, Store

ROUNDS = 120
WARM = 60  # rounds not counted: the server compiles what it runs often

ONE_HOP = """query ($id: ID!) { entity(id: $id) { usedBy(first: 20) { edges { cursor node { id title year } } } } }"""
NESTED = """query { papers(first: 12) { nodes { id title year
  uses(first: 8) { edges { cursor confidence node { id name type
    usedBy(first: 10) { nodes { id title year } } } } } } } }"""

# What one writes with the driver alone, once one knows the indexes: a page from the index, a statement a level.
PAPERS = """
MATCH (p:Paper) WHERE p.is_stub = false AND p.order_key < '~'
RETURN p.id AS id, p.title AS title, p.year AS year ORDER BY p.order_key DESC LIMIT 12
"""
USES = """
UNWIND $ids AS id MATCH (p:Paper {id: id})
CALL (p) { MATCH (p)-[r:USES]->(e) RETURN r, e ORDER BY r.position, e.id LIMIT 8 }
RETURN id AS paper, r.position AS position, r.confidence AS confidence, e.id AS id, e.name AS name, e.type AS type
"""
USED_BY = """
UNWIND $ids AS id
CALL (id) {
  MATCH (p)-[r:USES]->() USING RANGE INDEX r:USES(target, sort_key) WHERE r.target = id AND r.sort_key < '~'
  RETURN p, r ORDER BY r.target DESC, r.sort_key DESC LIMIT $limit
}
RETURN id AS entity, r.sort_key AS at, p.id AS id, p.title AS title, p.year AS year
"""

PAPER_COLUMNS, ENTITY_COLUMNS = frozenset({"title", "year"}), frozenset({"name", "type"})


Rows = Callable[..., list[dict[str, Any]]]
"""The rows of a statement with these parameters."""


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    ways: Mapping[str, Callable[[], bytes]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds a question: CPU of this process and of the server, and the median wait."""

    client: float
    server: float
    wait: float
    size: int

    def __str__(self) -> str:
        return f"{self.client:6.2f} {self.server:6.2f}  wait {self.wait:6.2f}  {self.size:,} bytes"


def ways_of(embedded: Store, neo4j: Store, login: Login) -> Iterator[Question]:
    """The entity that most papers use is the hub; both stores hold the same graph, which is Neo4j's of this login."""
    hub = _hub(embedded)
    auth = (login.user, login.password)
    with GraphDatabase.driver(login.url, auth=auth, telemetry_disabled=True) as driver:
        yield from _questions({"embedded": embedded, "Neo4j": neo4j}, hub, partial(_by_hand, driver, login.database))


def _by_hand(driver: Driver, database: str, work: Callable[[Rows], Any]) -> bytes:
    """A transaction a question, as the store has."""

    def within(transaction: ManagedTransaction) -> bytes:
        return orjson.dumps(work(lambda statement, **given: transaction.run(statement, given).data()))

    with driver.session(database=database) as session:
        return session.execute_read(within)


def one_hop_by_hand(rows: Rows, hub: str) -> Any:
    return rows(USED_BY, ids=[hub], limit=20)


def nested_by_hand(rows: Rows) -> Any:
    papers = rows(PAPERS)
    uses = rows(USES, ids=[paper["id"] for paper in papers])
    below: dict[str, list[Any]] = {}
    for row in rows(USED_BY, ids=list(dict.fromkeys(row["id"] for row in uses)), limit=10):
        below.setdefault(row.pop("entity"), []).append(row)
    found: dict[str, list[Any]] = {}
    for row in uses:
        found.setdefault(row.pop("paper"), []).append([row, below.get(row["id"], [])])
    return [[paper, found.get(paper["id"], [])] for paper in papers]


def _questions(
    stores: Mapping[str, Store], hub: str, by_hand: Callable[[Callable[[Rows], Any]], bytes]
) -> Iterator[Question]:
    one_hop = Request(query=ONE_HOP, variables={"id": hub})
    yield Question(
        "one hop",
        {f"{name}, GraphQL": lambda store=store: _answered(one_hop, store) for name, store in stores.items()}
        | {f"{name}, verbs": lambda store=store: one_hop_by_verbs(store, hub) for name, store in stores.items()}
        | {"Neo4j, driver by hand": lambda: by_hand(lambda rows: one_hop_by_hand(rows, hub))},
    )
    nested = Request(query=NESTED)
    yield Question(
        "nested",
        {f"{name}, GraphQL": lambda store=store: _answered(nested, store) for name, store in stores.items()}
        | {f"{name}, verbs": lambda store=store: nested_by_verbs(store) for name, store in stores.items()}
        | {"Neo4j, driver by hand": lambda: by_hand(nested_by_hand)},
    )


def _answered(request: Request, store: Store) -> bytes:
    found = answer(request, store)
    if b'"errors"' in found.body[:200]:
        raise RuntimeError(found.body[:500].decode())
    return found.body


def _hub(store: Store) -> str:
    with store.reading(seconds=3600) as reader:
        most = reader.list(Listing(kind="Entity", order=Order.PAPERS, page=Page(first=50)))
        used = reader.expand([row["id"] for row in most["nodes"]], _used_by(1, count=True))
    return max(used, key=lambda entity: used[entity]["total_count"] or 0)


def _used_by(first: int, *, count: bool = False) -> Hop:
    return Hop(relation=Relation.USES, reverse=True, page=Page(first=first), columns=PAPER_COLUMNS, count=count)


def one_hop_by_verbs(store: Store, hub: str) -> bytes:
    with store.reading(seconds=3600) as reader:
        return orjson.dumps(reader.expand([hub], _used_by(20))[hub])


def nested_by_verbs(store: Store) -> bytes:
    with store.reading(seconds=3600) as reader:
        return orjson.dumps(_nested(reader))


def _nested(reader: Reader) -> list[Any]:
    first = reader.list(Listing(kind="Paper", order=Order.PUBLISHED, page=Page(first=12), columns=PAPER_COLUMNS))
    uses = Hop(
        relation=Relation.USES, page=Page(first=8), columns=ENTITY_COLUMNS, edge_columns=frozenset({"confidence"})
    )
    second = reader.expand([row["id"] for row in first["nodes"]], uses)
    ids = list(dict.fromkeys(row["id"] for below in second.values() for row in below["nodes"]))
    third = reader.expand(ids, _used_by(10))
    return [
        [row, [[edge, third[edge["node"]["id"]]["nodes"]] for edge in second[row["id"]]["edges"]]]
        for row in first["nodes"]
    ]


def asked(ways: Mapping[str, Callable[[], bytes]], server_cpu: Callable[[], float]) -> dict[str, Asked]:
    """Each way in turn, a block of rounds at a time: the server's clock of CPU ticks a hundred times a second."""
    found = {}
    for name, way in ways.items():
        for _ in range(WARM):
            way()
        waits = []
        client, server = time.process_time(), server_cpu()
        for _ in range(ROUNDS):
            began = time.perf_counter()
            size = len(way())
            waits.append(time.perf_counter() - began)
        client, server = time.process_time() - client, server_cpu() - server
        each = 1000 / ROUNDS
        found[name] = Asked(client * each, server * each, statistics.median(waits) * 1000, size)
    return found
