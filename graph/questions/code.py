"""Where the code of an entity is: what implements it, and what came with the papers that present it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph.records import Relation
from graph.store import Reader, Row, Way

MOST: Final = 100
_REPOSITORY: Final = "repo:"


def code(reader: Reader, ids: Sequence[str]) -> dict[str, Row]:
    """`edges`: {"repository", "reason", "paper"}: IMPLEMENTS first, then RELEASED with a paper; each once."""
    found: dict[str, dict[str, Row]] = {node_id: {} for node_id in ids}
    for node_id, ways in reader.adjacent(ids, [Way(Relation.IMPLEMENTS, reverse=True)], MOST).items():
        for one in (far for way in ways for far in way.ids if far.startswith(_REPOSITORY)):
            found[node_id][one] = {"repository": one, "reason": "IMPLEMENTS", "paper": None}
    presented = reader.adjacent(ids, [Way(Relation.INTRODUCES, reverse=True)], MOST)
    papers = list(dict.fromkeys(paper for ways in presented.values() for way in ways for paper in way.ids))
    released = reader.adjacent(papers, [Way(Relation.RELEASES)], MOST) if papers else {}
    for node_id, ways in presented.items():
        for paper in (paper for way in ways for paper in way.ids):
            for one in (far for way in released[paper] for far in way.ids if far.startswith(_REPOSITORY)):
                found[node_id].setdefault(one, {"repository": one, "reason": "RELEASED", "paper": paper})
    return {node_id: {"edges": list(edges.values())[:MOST]} for node_id, edges in found.items()}
