"""What stands in the same papers: entities used together, the co-authors of an author, what an author works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.questions.ways import is_name_only
from graph.records import Relation
from graph.store import MAX_PAGE, Reader, Row, Way

MOST_PAPERS: Final = 500
"""Papers on each way to them; of a node with more, the newest."""
_OF_A_PAPER: Final = 500

USE: Final = (Relation.USES, Relation.EVALUATES_ON, Relation.COMPARES_WITH)
"""What of a paper's relations is use: the same as in the exported projection of things used together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """to_papers    ways from the node to papers
    from_papers  ways from those papers to what stands in them
    types        of entities; None: all
    """

    to_papers: tuple[Way, ...]
    from_papers: tuple[Way, ...]
    types: frozenset[str] | None = None
    include_name_only: bool = True
    first: int = 20


def together(reader: Reader, ids: Sequence[str], asked: Together) -> dict[str, Row]:
    """For each node what shares most papers with it, each paper counted once; equal ones by id."""
    papers: dict[str, list[str]] = {}
    cut: set[str] = set()
    for node_id, ways in reader.adjacent(ids, asked.to_papers, MOST_PAPERS).items():
        papers[node_id] = list(dict.fromkeys(paper for way in ways for paper in way.ids))
        if any(way.has_more for way in ways):
            cut.add(node_id)
    stands_in = _stands_in(reader, list(dict.fromkeys(one for some in papers.values() for one in some)), asked)
    counted = {node_id: _counted(node_id, some, stands_in, asked) for node_id, some in papers.items()}
    if asked.types is not None:
        _keep_types(reader, counted, asked.types)
    return {
        node_id: {
            "papers_read": len(papers[node_id]),
            "is_complete": node_id not in cut,
            "total_count": len(found),
            "edges": [
                {"node": far, "paper_count": len(shared), "via": shared[0]}
                for far, shared in sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))[: asked.first]
            ],
        }
        for node_id, found in counted.items()
    }


def _stands_in(reader: Reader, papers: list[str], asked: Together) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for start in range(0, len(papers), MAX_PAGE):
        page = reader.adjacent(papers[start : start + MAX_PAGE], asked.from_papers, _OF_A_PAPER)
        for paper, ways in page.items():
            found[paper] = list(dict.fromkeys(far for way in ways for far in way.ids))
    return found


def _counted(node_id: str, papers: list[str], stands_in: dict[str, list[str]], asked: Together) -> dict[str, list[str]]:
    """The papers that each other node shares with this one."""
    shared: dict[str, list[str]] = {}
    for paper in papers:
        for far in stands_in[paper]:
            if far != node_id and (asked.include_name_only or not is_name_only(far)):
                shared.setdefault(far, []).append(paper)
    return shared


def _keep_types(reader: Reader, counted: dict[str, dict[str, list[str]]], types: frozenset[str]) -> None:
    every = list(dict.fromkeys(far for found in counted.values() for far in found))
    rows = reader.get(every, frozenset({"type"})) if every else {}
    for found in counted.values():
        for far in [one for one in found if one not in rows or rows[one].get("type") not in types]:
            del found[far]
