"""`leaderboard`: its names looked up, the direction told by the metric or by the argument."""

from __future__ import annotations

from typing import Final

from api.plan.derived.base import Composed, Given, at_root, named, number, probability
from api.plan.naming import one_named
from api.plan.plan import Read
from graph.errors import BadInput
from graph.questions.figures import is_higher_better
from graph.questions.leaderboard import Ranking, leaderboard
from graph.records import ENTITY, EntityType
from graph.store import DEFAULT_PAGE, MAX_PAGE, Reader, Row

_WORK: Final = 3_000
"""5,000 results of one benchmark are read and put in order in 62 ms on SQLite."""

_ENTITIES: Final = frozenset({ENTITY})
_METRICS: Final = frozenset({EntityType.METRIC.value})
# Its type is what most papers call it: what results are reported on may stand as a dataset or a task.
_BENCHMARKS: Final = frozenset({EntityType.BENCHMARK.value, EntityType.DATASET.value, EntityType.TASK.value})


def _ask(given: Given) -> Composed:
    first = number(given, "first", DEFAULT_PAGE, MAX_PAGE)
    names = {"benchmark": named(given, "benchmark"), "metric": named(given, "metric")}
    checked = {"first": first, "min_confidence": probability(given, "minConfidence")}
    return Composed({"direction": None, "unit": None, **given, **names, **checked}, first, _WORK)


def _answer(asked: Given, reader: Reader, read: Read) -> Row | None:
    benchmark = one_named(read, reader, asked["benchmark"], _ENTITIES, _BENCHMARKS)
    metric = one_named(read, reader, asked["metric"], _ENTITIES, _METRICS)
    if benchmark is None or metric is None:
        return None
    ranking = Ranking(
        benchmark=benchmark,
        metric=metric,
        is_higher_better=asked["direction"] == "HIGHER" if asked["direction"] else _told_by_name(reader, metric),
        unit=asked["unit"],
        min_confidence=asked["min_confidence"],
        first=asked["first"],
    )
    return leaderboard(reader, ranking)


def _told_by_name(reader: Reader, metric: str) -> bool:
    name = reader.get([metric], frozenset({"name"})).get(metric, {}).get("name", metric)
    told = is_higher_better(name)
    if told is None:
        raise BadInput(f"Whether more or less {name[:80]!r} is better is not known; give `direction`: HIGHER or LOWER.")
    return told


LEADERBOARD: Final = at_root(_ask, _answer)
