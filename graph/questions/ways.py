"""Which ways lead from a node of each kind, and what kind of node each leads to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from graph.records import (
    AUTHOR,
    ENTITY,
    ENTITY_TO_ENTITY,
    PAPER,
    PAPER_TO_ENTITY,
    RESULT,
    RESULT_TO_ENTITY,
    Relation,
)
from graph.store import Way

STATED_BY: Final = tuple(Way(relation, reverse=True) for relation in PAPER_TO_ENTITY)
"""From an entity to the papers that state something about it."""
STATES: Final = tuple(map(Way, PAPER_TO_ENTITY))

WAYS: Final[Mapping[str, tuple[Way, ...]]] = {
    PAPER: (
        *STATES,
        Way(Relation.CITES),
        Way(Relation.CITES, reverse=True),
        Way(Relation.AUTHORED_BY),
        Way(Relation.REPORTS),
    ),
    AUTHOR: (Way(Relation.AUTHORED_BY, reverse=True),),
    ENTITY: (
        *STATED_BY,
        *map(Way, ENTITY_TO_ENTITY),
        *(Way(relation, reverse=True) for relation in ENTITY_TO_ENTITY),
        *(Way(relation, reverse=True) for relation in RESULT_TO_ENTITY),
    ),
    RESULT: (*map(Way, RESULT_TO_ENTITY), Way(Relation.REPORTS, reverse=True)),
}
"""Every way that a node of each kind may have, in the order in which they are looked along."""

_SOURCES: Final = {
    **dict.fromkeys((*PAPER_TO_ENTITY, Relation.CITES, Relation.AUTHORED_BY, Relation.REPORTS), PAPER),
    **dict.fromkeys(ENTITY_TO_ENTITY, ENTITY),
    **dict.fromkeys(RESULT_TO_ENTITY, RESULT),
}
_TARGETS: Final = {Relation.CITES: PAPER, Relation.AUTHORED_BY: AUTHOR, Relation.REPORTS: RESULT}


def far_kind(way: Way) -> str:
    return _SOURCES[way.relation] if way.reverse else _TARGETS.get(way.relation, ENTITY)


def by_kind(kinds: Mapping[str, str], ids: Iterable[str]) -> dict[str, list[str]]:
    """Ids by their kind, in the order of WAYS."""
    found: dict[str, list[str]] = defaultdict(list)
    for node_id in ids:
        found[kinds[node_id]].append(node_id)
    return {kind: found[kind] for kind in WAYS if kind in found}


def is_name_only(node_id: str) -> bool:
    """Whether an author is known by the name alone, so that several people may stand there as one."""
    return node_id.startswith("name:")
