"""Decision: what a person ruled about the graph."""

from __future__ import annotations

import strawberry

from api.schema.enums import DecisionKind, Relation
from api.schema.node import Node
from api.schema.steps import column, ref, refs


@strawberry.type(description="What a person ruled; it holds whatever is ingested afterwards, until it is withdrawn.")
class Decision:
    id: strawberry.ID = column("Its id, by which it is withdrawn.")
    kind: DecisionKind = column("What was ruled.")
    subject: str = column("What it is about: the id of an entity, or what names a paper.")
    node: Node | None = ref("subject", "What it is about, as it is now; null where nothing is, or is no more.")
    object: str | None = column("The type or the name that was ruled, or the other of two.")
    paper: str | None = column("For `REJECT`: what names the only paper whose statements are meant; null for all.")
    relation: Relation | None = column("For `REJECT`: the only relation that is meant; null for all.")
    by: str | None = column("Who ruled it.")
    at: str | None = column("When, in UTC, such as `2026-01-31T09:30:00.123Z`.")


@strawberry.type(description="What came of one correction.")
class Correction:
    decision: Decision = column("The decision; of one that was withdrawn, what it was.")
    is_new: bool = column("Whether something was written; false where it was ruled so already.")
    nodes: list[Node] = refs("ids", "What it is about, as it is now; what is no more in the graph is left out.")
