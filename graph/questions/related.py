"""Papers that share most with one, and what they share: entities, references, who cites them, authors.

What many papers have says little, so each shared thing weighs 1 / log2(1 + the papers that have it).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from math import log2
from typing import Final

from graph.questions.ways import STATED_BY, STATES, is_name_only
from graph.records import Relation
from graph.store import Adjacent, Reader, Row, Way

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


def related(reader: Reader, ids: Sequence[str], first: int) -> dict[str, Row]:
    """`edges`: the papers of the greatest sum of weights, equal ones by id; `is_complete`: nothing was cut off."""
    shared: dict[str, dict[str, _Shared]] = {paper_id: {} for paper_id in ids}
    cut: set[str] = set()
    for reason, (there, back) in _REASONS.items():
        near = reader.adjacent(ids, there, MOST_THINGS)
        things = {paper_id: _things(ways, reason) for paper_id, ways in near.items()}
        every = list(dict.fromkeys(one for some in things.values() for one in some[:MOST_THINGS]))
        have = reader.adjacent(every, back, MOST_PAPERS) if every else {}
        for paper_id, some in things.items():
            if len(some) > MOST_THINGS or any(way.has_more for way in near[paper_id]):
                cut.add(paper_id)
            for thing in some[:MOST_THINGS]:
                if any(way.has_more for way in have[thing]):
                    cut.add(paper_id)
                papers = dict.fromkeys(one for way in have[thing] for one in way.ids)
                weight = 1 / log2(1 + max(len(papers), 1))
                for paper in papers:
                    shared[paper_id].setdefault(paper, []).append((weight, thing, reason))
    return {paper_id: _answer(paper_id, found, first, is_cut=paper_id in cut) for paper_id, found in shared.items()}


def _things(ways: Iterable[Adjacent], reason: Reason) -> list[str]:
    found = dict.fromkeys(one for way in ways for one in way.ids)
    return [one for one in found if reason is not Reason.AUTHOR or not is_name_only(one)]


def _answer(paper_id: str, shared: dict[str, _Shared], first: int, *, is_cut: bool) -> Row:
    shared.pop(paper_id, None)
    return {"is_complete": not is_cut, "total_count": len(shared), "edges": _ranked(shared)[:first]}


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
