"""Entity: a method, model, benchmark, dataset, task, metric or repository."""

from __future__ import annotations

import strawberry

from api.schema.connections import EvidenceConnection
from api.schema.derived import Code, Comparison, Lineage, Together, Trend, some, some_kin, some_of_types
from api.schema.enums import EntityType
from api.schema.node import LazyEntity, LazyPaper, SearchHit
from api.schema.steps import column, composed, link
from graph.records import Relation


@strawberry.type(description="A thing that papers speak about.")
class Entity(SearchHit):
    name: str = column("Its name, as most papers write it.")
    type: EntityType = column("What sort of thing it is.")
    url: str | None = column("For a repository, where it is.")
    aliases: list[str] = column("Other names of it.")
    paper_count: int = column("How many papers state something about it.")

    introduced_by: EvidenceConnection[LazyPaper] = link(
        Relation.INTRODUCES, "Papers that present it as new.", reverse=True
    )
    used_by: EvidenceConnection[LazyPaper] = link(Relation.USES, "Papers that use it, newest first.", reverse=True)
    evaluated_by: EvidenceConnection[LazyPaper] = link(
        Relation.EVALUATES_ON, "Papers tested on it or measured with it.", reverse=True
    )
    compared_by: EvidenceConnection[LazyPaper] = link(
        Relation.COMPARES_WITH, "Papers that compare with it.", reverse=True
    )
    addressed_by: EvidenceConnection[LazyPaper] = link(
        Relation.ADDRESSES, "For a task, papers that work on it.", reverse=True
    )
    released_by: EvidenceConnection[LazyPaper] = link(Relation.RELEASES, "Papers that made it public.", reverse=True)
    mentioned_by: EvidenceConnection[LazyPaper] = link(
        Relation.MENTIONS, "Papers that name it and say no more.", reverse=True
    )

    based_on: EvidenceConnection[LazyEntity] = link(Relation.BASED_ON, "What it was made from.")
    derived: EvidenceConnection[LazyEntity] = link(Relation.BASED_ON, "What was made from it.", reverse=True)
    part_of: EvidenceConnection[LazyEntity] = link(Relation.PART_OF, "What it belongs to.")
    parts: EvidenceConnection[LazyEntity] = link(Relation.PART_OF, "What belongs to it.", reverse=True)
    evaluated_on: EvidenceConnection[LazyEntity] = link(
        Relation.EVALUATED_ON, "Benchmarks and datasets that it was tested on."
    )
    evaluates: EvidenceConnection[LazyEntity] = link(
        Relation.EVALUATED_ON, "Systems that were tested on it.", reverse=True
    )
    outperforms: EvidenceConnection[LazyEntity] = link(Relation.OUTPERFORMS, "What it is said to do better than.")
    outperformed_by: EvidenceConnection[LazyEntity] = link(
        Relation.OUTPERFORMS, "What is said to do better than it.", reverse=True
    )
    implements: EvidenceConnection[LazyEntity] = link(Relation.IMPLEMENTS, "What it implements.")
    implemented_by: EvidenceConnection[LazyEntity] = link(Relation.IMPLEMENTS, "Code that implements it.", reverse=True)

    compared_with: Comparison = composed(
        "compared_with", "What it is said to do better or worse than, with the sentences.", some
    )
    ancestors: Lineage = composed("ancestors", "What it was made from, and what that was made from.", some_kin)
    descendants: Lineage = composed("descendants", "What was made from it, and what was made from that.", some_kin)
    co_used: Together[LazyEntity] = composed(
        "co_used", "What the papers that use, compare with or evaluate on it do the same with.", some_of_types
    )
    trend: Trend = composed("trend", "How many papers state something about it, by year.")
    first_seen: LazyPaper | None = composed("first_seen", "The first dated paper that states something about it.")
    last_seen: LazyPaper | None = composed("last_seen", "The last dated paper that states something about it.")
    code: Code = composed("code", "Where its code is.")
