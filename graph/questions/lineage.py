"""What an entity was made from, and what was made from it, to a depth: breadth first along BASED_ON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph.records import Relation
from graph.store import Reader, Row, Way

MOST_ENTITIES: Final = 500
"""Of one lineage, and next to one entity."""


def lineage(reader: Reader, ids: Sequence[str], *, reverse: bool, depth: int, first: int) -> dict[str, Row]:
    """`edges`, nearest first: {"node", "depth", "via": the one it was reached from, "confidence", "statements"}."""
    return {node_id: _lineage(reader, node_id, Way(Relation.BASED_ON, reverse), depth, first) for node_id in ids}


def _lineage(reader: Reader, start: str, way: Way, depth: int, first: int) -> Row:
    via: dict[str, tuple[str, int]] = {start: ("", 0)}
    frontier = [start]
    is_complete = True
    for level in range(1, depth + 1):
        new: list[str] = []
        for near, ways in reader.adjacent(frontier, [way], MOST_ENTITIES).items() if frontier else ():
            for one in ways:
                is_complete = is_complete and not one.has_more
                for far in one.ids:
                    if far not in via and len(via) <= MOST_ENTITIES:
                        via[far] = (near, level)
                        new.append(far)
                    elif far not in via:
                        is_complete = False
        frontier = new
    found = [(far, near, level) for far, (near, level) in via.items() if level]
    shown = found[:first]
    ends = [(far, Relation.BASED_ON, near) if way.reverse else (near, Relation.BASED_ON, far) for far, near, _ in shown]
    said = reader.edges(ends) if ends else {}
    edges = [
        {"node": far, "depth": level, "via": near, **said.get(end, {"confidence": None, "statements": []})}
        for (far, near, level), end in zip(shown, ends, strict=True)
    ]
    return {"is_complete": is_complete, "total_count": len(found), "edges": edges}
