"""What lies one edge from a node, so many of each type, ready to draw: nodes, all edges among them, what is hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from graph.questions.ways import WAYS, by_kind, far_kind
from graph.records import AUTHOR, ENTITY
from graph.store import Adjacent, Hop, Page, Reader, Row, Way

MOST_ON_A_WAY: Final = 200
"""Neighbours that are ranked on each way; of a node with more, the first in the order of the way."""
_ALL_OUT: Final = 5_000
"""Out of a node: what one paper says, or one entity of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """centre      the id of a node that is there
    per_type    nodes of each type at most
    relations   that join them to the centre, and each other; None: all
    types       PAPER, AUTHOR, RESULT or an EntityType, of the neighbours; None: all
    """

    centre: str
    per_type: int = 10
    relations: frozenset[str] | None = None
    types: frozenset[str] | None = None


@dataclass(slots=True)
class _Candidate:
    """A neighbour: on how many ways it is one, and its best place in the order of a way."""

    place: int
    ways: list[Way] = field(default_factory=list)
    type: str = ""
    papers: int = 0


def neighborhood(reader: Reader, asked: Around) -> Row:
    """Ranked within a type: those joined by most relations first, then entities and authors of most papers, then those
    that come first on their way (the newest papers, the first authors). Equal ones by id.
    """
    row = reader.get([asked.centre], frozenset({"type"}))[asked.centre]
    kind = row["kind"]
    ways = [way for way in WAYS[kind] if asked.relations is None or way.relation in asked.relations]
    near = reader.adjacent([asked.centre], ways, MOST_ON_A_WAY)[asked.centre]
    candidates = _described(reader, near)
    by_type: dict[str, list[str]] = defaultdict(list)
    for node_id, one in candidates.items():
        if one.type and (asked.types is None or one.type in asked.types):
            by_type[one.type].append(node_id)
    shown: dict[str, str] = {asked.centre: row.get("type") or kind}
    ranks: dict[str, int] = {}
    for type_ in sorted(by_type):
        by_type[type_].sort(key=lambda node_id: _rank(node_id, candidates[node_id]))
        for place, node_id in enumerate(by_type[type_][: asked.per_type]):
            shown[node_id], ranks[node_id] = type_, place + 1
    cut = {far_kind(one.way) for one in near if one.has_more}
    return {
        "centre": asked.centre,
        "nodes": [{"node": node_id, "type": shown[node_id], "rank": rank} for node_id, rank in ranks.items()],
        "edges": _edges(
            reader, shown, {asked.centre: kind} | {one: far_kind(candidates[one].ways[0]) for one in ranks}, asked
        ),
        "types": [
            {
                "type": type_,
                "shown": min(len(ids), asked.per_type),
                "hidden": max(0, len(ids) - asked.per_type),
                "is_exact": far_kind(candidates[ids[0]].ways[0]) not in cut,
            }
            for type_, ids in sorted(by_type.items())
        ],
        "ways": [_counted(reader, asked.centre, one, ranks) for one in near],
    }


def _described(reader: Reader, near: Iterable[Adjacent]) -> dict[str, _Candidate]:
    found: dict[str, _Candidate] = {}
    for neighbours in near:
        for place, node_id in enumerate(neighbours.ids):
            candidate = found.setdefault(node_id, _Candidate(place))
            candidate.place = min(candidate.place, place)
            candidate.ways.append(neighbours.way)
    counted = [node_id for node_id, one in found.items() if far_kind(one.ways[0]) in (AUTHOR, ENTITY)]
    rows = reader.get(counted, frozenset({"type", "paper_count"})) if counted else {}
    for node_id, one in found.items():
        kind = far_kind(one.ways[0])
        if kind not in (AUTHOR, ENTITY):
            one.type = kind
        elif node_id in rows:
            one.type = rows[node_id].get("type", AUTHOR)
            one.papers = rows[node_id]["paper_count"]
    return found


def _rank(node_id: str, one: _Candidate) -> tuple[int, int, int, str]:
    return -len(one.ways), -one.papers, one.place, node_id


def _counted(reader: Reader, centre: str, one: Adjacent, ranks: dict[str, int]) -> Row:
    """One relation of the centre with the exact number of its neighbours."""
    total = len(one.ids)
    if one.has_more:
        hop = Hop(relation=one.way.relation, reverse=one.way.reverse, page=Page(first=0), count=True)
        total = reader.expand([centre], hop)[centre]["total_count"] or 0
    shown = sum(node_id in ranks for node_id in one.ids)
    return {
        "relation": one.way.relation.value,
        "is_forward": not one.way.reverse,
        "shown": shown,
        "hidden": total - shown,
    }


def _edges(reader: Reader, shown: dict[str, str], kinds: dict[str, str], asked: Around) -> list[Row]:
    """Every edge between two nodes that are shown, once, from its source."""
    edges: list[Row] = []
    for kind, ids in by_kind(kinds, kinds).items():
        out = [
            way
            for way in WAYS[kind]
            if not way.reverse and (asked.relations is None or way.relation in asked.relations)
        ]
        for source, ways in reader.adjacent(ids, out, _ALL_OUT).items() if out else ():
            edges += [
                {"source": source, "target": far, "relation": one.way.relation.value}
                for one in ways
                for far in one.ids
                if far in shown
            ]
    return edges
