"""Edge rows: what one paper says is replaced as a whole, writing only what differs."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import Any

import orjson

from graph.records import Edge, Node, Relation
from graph.sqlite.nodes import Nodes
from graph.votes import Vote, votes

_SAID_BY = """
SELECT edge.src, edge.type, edge.position, edge.dst, edge.sort_key, edge.confidence, edge.body, source.id, target.id
FROM edge LEFT JOIN node AS source ON source.n = edge.src LEFT JOIN node AS target ON target.n = edge.dst
"""
SAID_BY_ITSELF = _SAID_BY + "WHERE edge.src = ?1 AND edge.paper = ?1"
SAID_OF_OTHERS = _SAID_BY + "WHERE edge.paper = ?1 AND edge.src <> edge.paper"
ALL_EDGES = """
SELECT source.id, edge.type, target.id, paper.id, edge.position, edge.body
FROM edge JOIN node AS source ON source.n = edge.src JOIN node AS target ON target.n = edge.dst
JOIN node AS paper ON paper.n = edge.paper
"""


def edge_of(source: str, relation: str, target: str, paper: str, position: int, body: str) -> Edge:
    properties: dict[str, Any] = orjson.loads(body)
    statements = tuple(properties.pop("statements"))
    return Edge(source, Relation(relation), target, paper, position, statements, properties)


def body_of(edge: Edge) -> str:
    return orjson.dumps({"statements": edge.statements, **edge.properties}).decode()


class Edges:
    """The edge rows of one write transaction."""

    def __init__(self, connection: sqlite3.Connection, nodes: Nodes) -> None:
        self._execute = connection.execute
        self._executemany = connection.executemany
        self._nodes = nodes

    def papers_into(self, number: int) -> set[int]:
        """Papers with a statement about a node."""
        rows = self._execute(
            "SELECT paper FROM edge WHERE dst = ?1 UNION SELECT paper FROM edge WHERE src = ?1", (number,)
        )
        return {row[0] for row in rows}

    def exists(self, source: int, relation: Relation, target: int) -> bool:
        # The plus keeps SQLite on the index below the source: a hub's citations are many, a paper's references few.
        found = self._execute(
            "SELECT 1 FROM edge WHERE src = ? AND type = ? AND +dst = ?", (source, relation.value, target)
        )
        return found.fetchone() is not None

    def replace(
        self,
        number: int,
        paper_id: str,
        sort_key: str,
        edges: Iterable[Edge],
        results: Iterable[Node],
        *,
        is_new: bool = False,
    ) -> None:
        """Make `edges` all that paper `number` says. Votes and result nodes follow."""
        edges = list(edges)
        for result in results:
            self._nodes.put(self._nodes.made(result.id), result)
        old: list[tuple[Any, ...]] = []
        if not is_new:
            old = [*self._execute(SAID_BY_ITSELF, (number,)), *self._execute(SAID_OF_OTHERS, (number,))]
        old_rows = {row[:4]: row[4:7] for row in old}
        new_rows = {
            (
                self._nodes.made(edge.source),
                edge.type.value,
                edge.position,
                self._nodes.made(edge.target),
            ): (sort_key, edge.confidence, body_of(edge))
            for edge in edges
        }
        self._executemany(
            "DELETE FROM edge WHERE src = ? AND type = ? AND position = ? AND dst = ? AND paper = ?",
            [(*at, number) for at, rest in old_rows.items() if new_rows.get(at) != rest],
        )
        self._executemany(
            "INSERT INTO edge (src, type, position, dst, paper, sort_key, confidence, body) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(*at, number, *rest) for at, rest in new_rows.items() if old_rows.get(at) != rest],
        )
        cast = Counter(votes(edges))
        cast.subtract(_old_votes(old, paper_id))
        self._nodes.vote(cast)
        self._drop_results(row[3] for row in old if row[1] == Relation.REPORTS)

    def _drop_results(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            if self._execute("SELECT 1 FROM edge WHERE dst = ?", (number,)).fetchone() is None:
                self._nodes.delete(number)


def _old_votes(rows: Iterable[tuple[Any, ...]], paper_id: str) -> list[Vote]:
    """Votes of the rows that were; those for nodes that have ended went with them."""
    return votes(
        [
            edge_of(row[7], row[1], row[8], paper_id, row[2], row[6])
            for row in rows
            if row[7] is not None and row[8] is not None
        ]
    )
