"""Neighborhood: what lies about one node, for drawing."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Annotated

import strawberry
from strawberry import ID, UNSET, enum_value

from api.schema.enums import Relation
from api.schema.node import Node
from api.schema.steps import column, ref


@strawberry.enum(description="What a node is; of an entity, what sort of thing it is.")
class NodeType(Enum):
    PAPER = enum_value("Paper", description="A paper.")
    AUTHOR = enum_value("Author", description="An author.")
    RESULT = enum_value("Result", description="A reported figure.")
    METHOD = enum_value("Method", description="A technique, algorithm, architecture or framework.")
    MODEL = enum_value("Model", description="A trained model that can be run.")
    BENCHMARK = enum_value("Benchmark", description="A test set with a protocol.")
    DATASET = enum_value("Dataset", description="A collection of examples.")
    TASK = enum_value("Task", description="A problem that systems solve.")
    METRIC = enum_value("Metric", description="A measure of how well a system does.")
    REPOSITORY = enum_value("Repository", description="A place that holds code, weights or data.")


@strawberry.type(description="A node to draw.")
class NeighborhoodNode:
    node: Node | None = ref("node", "The node.")
    type: NodeType = column("What it is, as which it counts.")
    rank: int = column("Its place among those of its type, the first being 1.")


@strawberry.type(description="An edge to draw, between two nodes that are shown, the centre among them.")
class NeighborhoodEdge:
    source: ID = column("The id of the node that the relation starts at.")
    target: ID = column("The id of the node that it points to.")
    relation: Relation = column("The relation.")


@strawberry.type(description="How many neighbours of one type are shown and how many are not.")
class NeighborhoodType:
    type: NodeType = column("The type.")
    shown: int = column("How many are among `nodes`.")
    hidden: int = column("How many more there are.")
    is_exact: bool = column("False where `hidden` is what was looked at and there are more; `ways` counts them all.")


@strawberry.type(description="One relation of the centre, counted whole.")
class NeighborhoodWay:
    relation: Relation = column("The relation.")
    is_forward: bool = column("Whether it starts at the centre, and does not point to it.")
    shown: int = column("How many of the centre's neighbours along it are among `nodes`.")
    hidden: int = column("How many are not.")


@strawberry.type(description="What lies one edge from a node: so many of each type, and every edge among them.")
class Neighborhood:
    centre: Node | None = ref("centre", "The node in the middle; it is not among `nodes`.")
    nodes: Sequence[NeighborhoodNode] = column("Its neighbours, by type, the first of each type before the next.")
    edges: Sequence[NeighborhoodEdge] = column("All edges between the centre and the nodes, and among the nodes.")
    types: list[NeighborhoodType] = column("What is hidden, by type.")
    ways: list[NeighborhoodWay] = column("What is hidden, by relation; every relation that the centre has.")


def neighborhood_arguments(
    *,
    id: Annotated[  # noqa: A002 - the argument's public name
        ID,
        strawberry.argument(
            description="The id of a node, or anything that names it: an identifier, a URL, a title, a name."
        ),
    ],
    per_type: Annotated[
        int | None, strawberry.argument(description="Nodes of each type at most, from 1 to 50; 10 if not said.")
    ] = UNSET,
    relations: Annotated[
        list[Relation] | None, strawberry.argument(description="Only along these relations; all if not said.")
    ] = UNSET,
    types: Annotated[
        list[NodeType] | None, strawberry.argument(description="Only neighbours of these types; all if not said.")
    ] = UNSET,
) -> None: ...
