"""Leaderboard: results reported on one benchmark in one metric."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Annotated

import strawberry
from strawberry import ID, UNSET, enum_value

from api.schema.arguments import MinConfidence
from api.schema.node import LazyEntity, LazyPaper, LazyResult
from api.schema.statement import Statement
from api.schema.steps import column, ref


@strawberry.enum(description="Which figures of a metric are the better ones.")
class Direction(Enum):
    HIGHER = enum_value("HIGHER", description="More is better, as of accuracy.")
    LOWER = enum_value("LOWER", description="Less is better, as of an error rate.")


@strawberry.type(description="How many absolute figures of one unit there are.")
class UnitCount:
    unit: str | None = column("The unit, such as `%`; null for figures without one.")
    count: int = column("How many figures have it.")


@strawberry.type(description="One reported result in its place.")
class LeaderboardEdge:
    rank: int = column("Its place, the best being 1; equal figures share one.")
    number: float = column("The figure as a number of the board's unit.")
    value: str = column("The figure as written.")
    confidence: float | None = column("How probable it is that a careful reader agrees; null where it was declared.")
    system: LazyEntity | None = ref("system", "The system that reached it; null where the sentence names none.")
    paper: LazyPaper | None = ref("paper", "The paper that reports it.")
    result: LazyResult | None = ref("result", "The result itself.")
    evidence: Statement | None = column("The sentence that says so.")


@strawberry.type(
    description="What papers report on one benchmark in one metric, best first. They may differ in setting and split: "
    "the sentences tell."
)
class Leaderboard:
    benchmark: LazyEntity | None = ref("benchmark", "The benchmark.")
    metric: LazyEntity | None = ref("metric", "The metric.")
    direction: Direction = column("Which figures are the better ones.")
    unit: str | None = column("The unit of every figure ranked here; null for figures without one.")
    edges: Sequence[LeaderboardEdge] = column("The best results; of equal ones the newest paper's first.")
    total_count: int = column("How many figures of this unit there are, shown or not.")
    units: list[UnitCount] = column("The units of all absolute figures, the most frequent first.")
    unread_count: int = column("Absolute figures that hold no single number, and so are not ranked.")
    is_complete: bool = column("False where the benchmark has more than 5,000 results: then the newest are ranked.")


def leaderboard_arguments(
    *,
    benchmark: Annotated[
        ID, strawberry.argument(description="A benchmark, dataset or task, by its id, its name or an alias.")
    ],
    metric: Annotated[ID, strawberry.argument(description="A metric, by its id, its name or an alias.")],
    direction: Annotated[
        Direction | None,
        strawberry.argument(description="Needed where the metric's name does not say which figures are better."),
    ] = UNSET,
    unit: Annotated[
        str | None,
        strawberry.argument(
            description="Which unit to rank, as in `units`; empty for figures without one. The most frequent if not "
            "said."
        ),
    ] = UNSET,
    min_confidence: MinConfidence = UNSET,
    first: Annotated[
        int | None, strawberry.argument(description="How many of the best to give, at most 500; 20 if not said.")
    ] = UNSET,
) -> None: ...
