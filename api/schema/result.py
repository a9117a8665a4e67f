"""Result: a figure that a paper reports."""

from __future__ import annotations

import strawberry

from api.schema.enums import ResultKind
from api.schema.node import LazyEntity, Node
from api.schema.statement import Statement
from api.schema.steps import column, ref


@strawberry.type(description="A figure that a paper reports, with the sentence it was read in.")
class Result(Node):
    value: str = column("The figure as written, unit included.")
    kind: ResultKind | None = column("How the figure is meant.", of="result_kind")
    confidence: float | None = column("How probable it is that a careful reader agrees; null where it was declared.")
    system: LazyEntity | None = ref("system", "The system that reached it.")
    benchmark: LazyEntity | None = ref("benchmark", "What it was reached on.")
    metric: LazyEntity | None = ref("metric", "What it is measured in.")
    evidence: Statement | None = column("Where the paper says so.")
