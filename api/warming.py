"""What is done before `/ready` says yes, so that no client pays for it.

The schema is built (30 ms), the store's connection opened, and a question of each kind asked: Neo4j plans a statement
that it has not seen for some 145 ms, and SQLite reads its indexes for the first time.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Final

from api.plan import Limits, Request, answer

if TYPE_CHECKING:
    from graph.store import Store

_BELOW_PAPER: Final = "authors uses evaluatesOn introduces addresses releases cites citedBy"
_BELOW_ENTITY: Final = "usedBy introducedBy evaluatedBy basedOn derived outperforms"

QUESTIONS: Final = (
    "{ stats { papers } }",
    "{ papers(first: 1) { nodes { title "
    + " ".join(f"{field}(first: 1) {{ nodes {{ id }} }}" for field in _BELOW_PAPER.split())
    + " } } }",
    "{ entities(first: 1) { nodes { name "
    + " ".join(f"{field}(first: 1) {{ edges {{ sources }} nodes {{ id }} }}" for field in _BELOW_ENTITY.split())
    + " } } }",
    "{ authors(first: 1) { nodes { name papers(first: 1) { nodes { id } } } } }",
    '{ search(text: "a", first: 1) { nodes { __typename } } match(texts: ["a"]) { status } node(id: "a") { id } }',
)


def warm_up(store: Store, limits: Limits) -> None:
    """Ask each question once. What the store cannot answer is left to `/ready` to tell; nothing is raised."""
    for question in QUESTIONS:
        answer(Request(query=question), store, limits)
    gc.collect()
    gc.freeze()  # what is there now stays for good, and need not be gone through at each collection
