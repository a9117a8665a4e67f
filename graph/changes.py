"""When each node last changed: one key for each, `<version>|<id>`, kept with the node and for those that are gone.

A write notes papers, authors, entities and results that it says something about, new or old; works that are known only
from being cited are not followed, unless they were papers here. So a node may be named that is as it was before, and
none that changed is left out.
"""

from __future__ import annotations

from typing import Final

from graph.records import AUTHOR, ENTITY, PAPER, RESULT, Edge, Relation

KINDS: Final = (PAPER, AUTHOR, ENTITY, RESULT)
_DIGITS: Final = 12

Concerned = tuple[str, str]
"""Kind and id of a node."""


def stamp(version: int) -> str:
    """What the keys of a version begin with; they sort as the versions do."""
    return f"{version:0{_DIGITS}d}|"


def version_of(key: str) -> int:
    return int(key[:_DIGITS])


def far_kind(relation: Relation) -> str | None:
    """The kind of node that a paper's own edge leads to; None where it is not followed."""
    if relation is Relation.CITES:
        return None
    if relation is Relation.AUTHORED_BY:
        return AUTHOR
    return RESULT if relation is Relation.REPORTS else ENTITY


def spoken_of(edges: tuple[Edge, ...]) -> set[Concerned]:
    """What one paper says something about: both ends of what it says between entities are among its own edges."""
    return {(kind, edge.target) for edge in edges if edge.source == edge.paper and (kind := far_kind(edge.type))}
