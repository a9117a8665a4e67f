"""The shortest paths between two nodes: breadth first from both ends, level by level, within a bound.

Edges are walked either way. Of a node with very many neighbours on one way the first are looked at, so a path may be
missed: then what is found is said to be a path, not the shortest one, and finding none is said to prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Final

from graph.questions.ways import WAYS, by_kind, far_kind, is_name_only
from graph.records import ENTITY, RESULT
from graph.store import MAX_PAGE, Ends, Reader, Row, Way

MOST_ON_A_WAY: Final = 500
"""Neighbours of one node on one way; of 148,503 papers' entities 19 in 20 have fewer papers."""
_LEAST_ON_A_WAY: Final = 20
_LOOKS: Final = 10
"""Neighbours that are looked at for each node that may still be visited: most lead back to nodes that were."""


class Outcome(StrEnum):
    SHORTEST = "SHORTEST"
    FOUND = "FOUND"
    NONE = "NONE"
    NOT_FOUND = "NOT_FOUND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """source, target     ids of nodes that are there
    relations, kinds    that a path may use; kinds and types are of the nodes between the ends. None: all
    types               of entities between the ends
    max_length          edges of a path at most
    max_visited         nodes that are looked at, at most
    first               paths at most; they are all of one length
    """

    source: str
    target: str
    relations: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    types: frozenset[str] | None = None
    include_name_only: bool = False
    max_length: int = 6
    max_visited: int = 2_000
    first: int = 1


@dataclass(slots=True)
class _Side:
    """What was reached from one end: the distance of each node, and from where it was reached in one edge less."""

    distance: dict[str, int]
    frontier: list[str]
    before: dict[str, dict[str, Way]] = field(default_factory=dict)
    depth: int = 0


def shortest_paths(reader: Reader, asked: Paths) -> Row:
    """`outcome`, `visited` and `edges`, one a path: {"length", "steps": [step]}.

    A step: {"source", "target": ids in the direction of the path, "relation", "is_forward", "confidence",
    "statements"}; is_forward: whether the relation points along the path.
    """
    return _Search(reader, asked).run()


class _Search:
    def __init__(self, reader: Reader, asked: Paths) -> None:
        self._reader = reader
        self._asked = asked
        ends = reader.get(list(dict.fromkeys((asked.source, asked.target))), frozenset())
        self._kinds = {node_id: str(row["kind"]) for node_id, row in ends.items()}
        self._ways = {kind: tuple(way for way in ways if self._may_walk(way)) for kind, ways in WAYS.items()}
        self._forward = _Side({asked.source: 0}, [asked.source])
        self._backward = _Side({asked.target: 0}, [asked.target])
        self._is_whole = True  # nothing was cut off so far
        self._visited = 2

    def _may_walk(self, way: Way) -> bool:
        return self._asked.relations is None or way.relation in self._asked.relations

    def run(self) -> Row:
        asked = self._asked
        if asked.source == asked.target:
            return self._answer([asked.source], is_shortest=True)
        while True:
            side, other = self._next_sides()
            length = self._forward.depth + self._backward.depth
            if length >= asked.max_length or not side.frontier or self._visited >= asked.max_visited:
                is_proof = self._is_whole and (length >= asked.max_length or not side.frontier)
                return self._none(Outcome.NONE if is_proof else Outcome.NOT_FOUND)
            was_whole = self._is_whole
            self._extend(side, other)
            if met := self._met(side, other):
                is_shortest = was_whole or length == 0  # one edge is the fewest between two nodes
                return self._answer(met, is_shortest=is_shortest)

    def _next_sides(self) -> tuple[_Side, _Side]:
        """The side with less to look at goes on. A result at an end goes first: ways through results are not walked."""
        one, other = self._forward, self._backward
        for side, across in ((one, other), (other, one)):
            if side.depth == 0 and self._kinds[side.frontier[0]] == RESULT:
                return side, across
        return (one, other) if self._burden(one) <= self._burden(other) else (other, one)

    def _burden(self, side: _Side) -> tuple[int, int]:
        """What looking from a side costs: of as many nodes, entities have the most neighbours."""
        return len(side.frontier), sum(self._kinds[node_id] == ENTITY for node_id in side.frontier)

    def _extend(self, side: _Side, other: _Side) -> None:
        """One level further: the neighbours of the frontier that are new to this side."""
        side.depth += 1
        new: dict[str, None] = {}
        for kind, ids in by_kind(self._kinds, side.frontier).items():
            ways = [way for way in self._ways[kind] if far_kind(way) != RESULT]
            for start in range(0, len(ids), MAX_PAGE) if ways else ():
                self._look_from(side, other, ids[start : start + MAX_PAGE], ways, new)
        side.frontier = list(new)

    def _look_from(self, side: _Side, other: _Side, ids: list[str], ways: list[Way], new: dict[str, None]) -> None:
        room = self._asked.max_visited - self._visited
        limit = min(MOST_ON_A_WAY, max(_LEAST_ON_A_WAY, _LOOKS * room // len(ids)))
        found: dict[str, dict[str, Way]] = {}
        for node_id, neighbours in self._reader.adjacent(ids, ways, limit).items():
            for one in neighbours:
                self._is_whole = self._is_whole and not one.has_more
                for far in one.ids:
                    if side.distance.get(far, side.depth) == side.depth:
                        self._kinds.setdefault(far, far_kind(one.way))
                        found.setdefault(far, {}).setdefault(node_id, one.way)
        fresh = self._allowed([far for far in found if far not in side.distance], side)
        if len(fresh) > room:
            fresh.sort(key=lambda far: far not in other.distance)
            del fresh[room:]
            self._is_whole = False
        self._visited += len(fresh)
        for far in fresh:
            side.distance[far] = side.depth
            new[far] = None
        for far, reached_from in found.items():
            if side.distance.get(far) == side.depth:
                for node_id, way in reached_from.items():
                    side.before.setdefault(far, {}).setdefault(node_id, way)

    def _allowed(self, ids: list[str], side: _Side) -> list[str]:
        """Those that a path may go through, and the other end."""
        asked = self._asked
        end = asked.target if side is self._forward else asked.source
        passing = [
            node_id
            for node_id in ids
            if (asked.kinds is None or self._kinds[node_id] in asked.kinds or node_id == end)
            and (asked.include_name_only or node_id == end or not is_name_only(node_id))
        ]
        entities = [node_id for node_id in passing if self._kinds[node_id] == ENTITY and node_id != end]
        if asked.types is None or not entities:
            return passing
        rows = self._reader.get(entities, frozenset({"type"}))
        wrong = {node_id for node_id in entities if node_id not in rows or rows[node_id]["type"] not in asked.types}
        return [node_id for node_id in passing if node_id not in wrong]

    def _met(self, side: _Side, other: _Side) -> list[str]:
        """Where the sides meet in the fewest edges."""
        both = [node_id for node_id in side.frontier if node_id in other.distance]
        least = min((other.distance[node_id] for node_id in both), default=0)
        return sorted(node_id for node_id in both if other.distance[node_id] == least)

    def _none(self, outcome: Outcome) -> Row:
        return self._told(outcome, [])

    def _answer(self, met: list[str], *, is_shortest: bool) -> Row:
        paths = list(islice(self._joined(met), self._asked.first))
        ends = {_ends(*step) for path in paths for step in path}
        said = self._reader.edges(sorted(ends)) if ends else {}
        outcome = Outcome.SHORTEST if is_shortest else Outcome.FOUND
        return self._told(outcome, [self._path(path, said) for path in paths])

    def _told(self, outcome: Outcome, edges: list[Row]) -> Row:
        ends = {"source": self._asked.source, "target": self._asked.target}
        return {**ends, "outcome": outcome.value, "visited": self._visited, "edges": edges}

    def _joined(self, met: list[str]) -> Iterator[list[tuple[str, Way, str]]]:
        """Paths as steps (from, way, to), in the order of their ids."""
        for middle in met:
            for first in _back(self._forward, middle):
                for last in _back(self._backward, middle):
                    turned = [(near, Way(way.relation, not way.reverse), far) for far, way, near in reversed(last)]
                    yield [*first, *turned]

    @staticmethod
    def _path(steps: list[tuple[str, Way, str]], said: dict[Ends, Row]) -> Row:
        made: list[Row] = []
        for near, way, far in steps:
            edge = said.get(_ends(near, way, far), {"confidence": None, "statements": []})
            step = {"source": near, "target": far, "relation": way.relation.value, "is_forward": not way.reverse}
            made.append(step | edge)
        return {"length": len(made), "steps": made}


def _back(side: _Side, node_id: str) -> Iterator[list[tuple[str, Way, str]]]:
    """The ways from the side's end to a node that it reached, fewest edges each."""
    if not side.distance[node_id]:
        yield []
        return
    for near, way in sorted(side.before[node_id].items(), key=lambda item: item[0]):
        for path in _back(side, near):
            yield [*path, (near, way, node_id)]


def _ends(near: str, way: Way, far: str) -> Ends:
    return (far, way.relation, near) if way.reverse else (near, way.relation, far)
