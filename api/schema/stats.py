"""How much there is."""

from __future__ import annotations

import strawberry

from api.schema.enums import EntityType, Relation
from api.schema.steps import column


@strawberry.type(description="How many entities of one type there are.")
class TypeCount:
    type: EntityType = column("The type.")
    count: int = column("How many entities have it.")


@strawberry.type(description="How many edges of one relation there are.")
class RelationCount:
    relation: Relation = column("The relation.")
    count: int = column("How many edges it has.")


@strawberry.type(description="How much there is in the graph.")
class Stats:
    papers: int = column("Papers, stubs not counted.")
    stubs: int = column("Works known only from being cited.")
    authors: int = column("Authors.")
    results: int = column("Reported figures.")
    contributions: int = column("Records and extractions that the graph is made from.")
    entities: list[TypeCount] = column("Entities by type.")
    edges: list[RelationCount] = column("Edges by relation.")
    graph_version: int = column("Grows with every write; equal versions are equal graphs.")
