"""Questions put together from several of the store's verbs: arguments checked, cost told, answered for a level of rows.

A derivation is asked for by the step `Derived(name)`. Its answer is made of rows of ids and figures; the nodes they
name are references (`ref`), which the plan reads as any other. How it is found out is in graph/questions/.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.plan.derived import entities, papers
from api.plan.derived.base import Composed, Derivation
from api.plan.derived.changed import CHANGED_SINCE
from api.plan.derived.leaderboard import LEADERBOARD
from api.plan.derived.neighborhood import NEIGHBORHOOD
from api.plan.derived.paths import SHORTEST_PATHS

__all__ = ["DERIVATIONS", "Composed", "Derivation"]

DERIVATIONS: Final[Mapping[str, Derivation]] = {
    "leaderboard": LEADERBOARD,
    "ancestors": entities.ANCESTORS,
    "author_entities": papers.ENTITIES,
    "changed_since": CHANGED_SINCE,
    "co_authors": papers.CO_AUTHORS,
    "co_used": entities.CO_USED,
    "code": entities.CODE,
    "compared_with": entities.COMPARED_WITH,
    "descendants": entities.DESCENDANTS,
    "first_seen": entities.FIRST_SEEN,
    "last_seen": entities.LAST_SEEN,
    "related": papers.RELATED,
    "trend": entities.TREND,
    "neighborhood": NEIGHBORHOOD,
    "shortest_paths": SHORTEST_PATHS,
}
