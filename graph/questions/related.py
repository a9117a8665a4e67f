"""Papers that share most with one, and what they share: entities, references, who cites them, authors.

What many papers have says little, so each shared thing weighs 1 / log2(1 + the papers that have it).
"""

from __future__ import annotations

from enum import StrEnum
from math import log2
from typing import Final

from graph.questions.ways import STATED_BY, STATES, is_name_only
from graph.records import Relation
from graph.store import Reader, Row, Way

MOST_THINGS: Final = 100
"""Of each reason, the first that the paper has."""
MOST_PAPERS: Final = 100
"""That have one thing, on each way; of a thing with more, the newest."""
MOST_SHOWN: Final = 10
"""Shared things that are named for each paper, the weightiest first."""


class Reason(StrEnum):
    ENTITY = "ENTITY"
    REFERENCE = "REFERENCE"
    CITER = "CITER"
    AUTHOR = "AUTHOR"


_REASONS: Final = {
    Reason.ENTITY: (STATES, STATED_BY),
    Reason.REFERENCE: ((Way(Relation.CITES),), (Way(Relation.CITES, reverse=True),)),
    Reason.CITER: ((Way(Relation.CITES, reverse=True),), (Way(Relation.CITES),)),
    Reason.AUTHOR: ((Way(Relation.AUTHORED_BY),), (Way(Relation.AUTHORED_BY, reverse=True),)),
}
"""For each reason the ways to what is shared, and back to the papers that share it."""

_Shared = list[tuple[float, str, Reason]]


def related(reader: Reader, paper_id: str, first: int) -> Row:
    """`edges`: the papers of the greatest sum of weights, equal ones by id; `is_complete`: nothing was cut off."""
    shared: dict[str, _Shared] = {}
    is_complete = True
    for reason, (there, back) in _REASONS.items():
        near = reader.adjacent([paper_id], there, MOST_THINGS)[paper_id]
        things = [one for way in near for one in way.ids if reason is not Reason.AUTHOR or not is_name_only(one)]
        distinct = list(dict.fromkeys(things))
        is_complete = is_complete and len(distinct) <= MOST_THINGS and not any(way.has_more for way in near)
        for thing, ways in (reader.adjacent(distinct[:MOST_THINGS], back, MOST_PAPERS) if distinct else {}).items():
            is_complete = is_complete and not any(way.has_more for way in ways)
            papers = dict.fromkeys(one for way in ways for one in way.ids)
            weight = 1 / log2(1 + max(len(papers), 1))
            for paper in papers:
                shared.setdefault(paper, []).append((weight, thing, reason))
    shared.pop(paper_id, None)
    return {"is_complete": is_complete, "total_count": len(shared), "edges": _ranked(shared)[:first]}


def _ranked(shared: dict[str, _Shared]) -> list[Row]:
    edges: list[Row] = []
    for paper, things in shared.items():
        things.sort(key=lambda one: (-one[0], one[1]))
        edges.append(
            {
                "paper": paper,
                "score": round(sum(weight for weight, _, _ in things), 6),
                "shared_count": len(things),
                "shared": [{"node": thing, "reason": reason.value} for _, thing, reason in things[:MOST_SHOWN]],
            }
        )
    edges.sort(key=lambda edge: (-edge["score"], edge["paper"]))
    return edges
