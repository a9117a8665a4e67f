"""What an entity was made from, and what was made from it, to a depth: breadth first along BASED_ON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.records import Relation
from graph.store import Adjacent, Ends, Reader, Row, Way

MOST_ENTITIES: Final = 500
"""Of one lineage, and next to one entity."""


def lineage(reader: Reader, ids: Sequence[str], *, reverse: bool, depth: int, first: int) -> dict[str, Row]:
    """`edges`, nearest first: {"node", "depth", "via": the one it was reached from, "confidence", "statements"}."""
    way = Way(Relation.BASED_ON, reverse)
    found = {node_id: _Found([node_id]) for node_id in ids}
    for level in range(1, depth + 1):
        frontier = list(dict.fromkeys(one for each in found.values() for one in each.frontier))
        near = reader.adjacent(frontier, [way], MOST_ENTITIES) if frontier else {}
        for start, each in found.items():
            each.extend(start, level, near)
    shown = {node_id: list(each.via.items())[:first] for node_id, each in found.items()}
    ends = {(far, via): _ends(far, via, way) for some in shown.values() for far, (via, _) in some}
    said = reader.edges(sorted(set(ends.values()))) if ends else {}
    return {
        node_id: {
            "is_complete": each.is_complete,
            "total_count": len(each.via),
            "edges": [
                {"node": far, "depth": level, "via": via, **said.get(ends[far, via], _UNSAID)}
                for far, (via, level) in shown[node_id]
            ],
        }
        for node_id, each in found.items()
    }


@dataclass(slots=True)
class _Found:
    """`via`: for each entity the one that it was reached from, and its depth."""

    frontier: list[str]
    via: dict[str, tuple[str, int]] = field(default_factory=dict)
    is_complete: bool = True

    def extend(self, start: str, level: int, neighbours: Mapping[str, Sequence[Adjacent]]) -> None:
        new: list[str] = []
        for near in self.frontier:
            for one in neighbours[near]:
                self.is_complete = self.is_complete and not one.has_more
                for far in one.ids:
                    if far == start or far in self.via:
                        continue
                    if len(self.via) == MOST_ENTITIES:
                        self.is_complete = False
                        continue
                    self.via[far] = (near, level)
                    new.append(far)
        self.frontier = new


_UNSAID: Final[Row] = {"confidence": None, "statements": []}


def _ends(far: str, via: str, way: Way) -> Ends:
    return (far, way.relation, via) if way.reverse else (via, way.relation, far)
