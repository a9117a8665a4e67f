"""Fields of an entity that take several verbs: what stands beside it, its lineage, its rivals, its years, its code."""

from __future__ import annotations

from typing import Any, Final

from api.plan.derived.base import Composed, Derivation, Given, below, number
from graph.questions.code import MOST, code
from graph.questions.compared import compared_with
from graph.questions.lineage import lineage
from graph.questions.over_time import seen, trend
from graph.questions.together import USE, Together, together
from graph.store import DEFAULT_PAGE, Way

MOST_BESIDE, MOST_KIN, MOST_DEPTH = 100, 100, 5
DEPTH: Final = 3
"""Where nothing is said."""

_YEARS: Final = 50
_WORK_TOGETHER, _WORK_LINEAGE, _WORK_COMPARED, _WORK_YEARS, _WORK_SEEN, _WORK_CODE = 2_000, 500, 500, 1_000, 50, 100
"""By a hub of 35,000 papers on SQLite: what is used together in 21 ms, papers by year in 20, the first seen in 0.5."""


def _ask_together(given: Given) -> Composed:
    first = number(given, "first", DEFAULT_PAGE, MOST_BESIDE)
    asked = Together(
        to_papers=tuple(Way(relation, reverse=True) for relation in USE),
        from_papers=tuple(map(Way, USE)),
        types=frozenset(given["types"]) if "types" in given else None,
        first=first,
    )
    return Composed(asked, first, _WORK_TOGETHER)


def _lineage(*, reverse: bool) -> Derivation:
    def ask(given: Given) -> Composed:
        first = number(given, "first", DEFAULT_PAGE, MOST_KIN)
        depth = number(given, "maxDepth", DEPTH, MOST_DEPTH, least=1)
        return Composed({"reverse": reverse, "depth": depth, "first": first}, first, _WORK_LINEAGE)

    return below(ask, lambda asked, reader, ids: lineage(reader, ids, **asked))


def _ask_compared(given: Given) -> Composed:
    first = number(given, "first", DEFAULT_PAGE, MOST_BESIDE)
    return Composed(first, first, _WORK_COMPARED)


def _seen(*, last: bool) -> Derivation:
    def answer(_: Any, reader: Any, rows: Any, read: Any) -> list[Any]:
        ids = [row["id"] for row in rows]
        found = seen(reader, ids, read.columns, last=last)
        return [found[node_id] for node_id in ids]

    return Derivation(lambda _: Composed(None, 1, _WORK_SEEN), answer)


CO_USED: Final = below(_ask_together, lambda asked, reader, ids: together(reader, ids, asked))
ANCESTORS: Final = _lineage(reverse=False)
DESCENDANTS: Final = _lineage(reverse=True)
COMPARED_WITH: Final = below(_ask_compared, lambda first, reader, ids: compared_with(reader, ids, first))
TREND: Final = below(lambda _: Composed(None, _YEARS, _WORK_YEARS), lambda _, reader, ids: trend(reader, ids))
FIRST_SEEN: Final = _seen(last=False)
LAST_SEEN: Final = _seen(last=True)
CODE: Final = below(lambda _: Composed(None, MOST, _WORK_CODE), lambda _, reader, ids: code(reader, ids))
