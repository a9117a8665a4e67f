"""Paths: how two nodes hang together."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Annotated

import strawberry
from strawberry import ID, UNSET, enum_value

from api.schema.enums import EntityType, Kind, Relation
from api.schema.node import Node
from api.schema.statement import Statement
from api.schema.steps import column, ref


@strawberry.enum(description="What came of looking for a path.")
class PathOutcome(Enum):
    SHORTEST = enum_value("SHORTEST", description="Found, and no path is shorter.")
    FOUND = enum_value("FOUND", description="Found; not everything was looked at, so a shorter one may be there.")
    NONE = enum_value("NONE", description="There is no path of at most `maxLength` edges.")
    NOT_FOUND = enum_value(
        "NOT_FOUND", description="None was found within the bounds; there may be one. Raise `maxVisited`."
    )


@strawberry.type(description="One edge of a path, in the direction of the path.")
class PathStep:
    source: Node | None = ref("source", "The node that it leads from.")
    target: Node | None = ref("target", "The node that it leads to.")
    relation: Relation = column("The relation.")
    is_forward: bool = column("Whether the relation points along the path, and not against it.")
    confidence: float | None = column("The most probable statement's probability; null where it was declared.")
    statements: list[Statement] = column("What was said and where, newest paper first, at most 50.")


@strawberry.type(description="A path from one node to the other.")
class Path:
    length: int = column("How many edges it has.")
    steps: list[PathStep] = column("Its edges, from the one end to the other.")


@strawberry.type(description="The shortest paths that were found between two nodes, all of one length.")
class Paths:
    source: Node | None = ref("source", "The node that `from` names.")
    target: Node | None = ref("target", "The node that `to` names.")
    outcome: PathOutcome = column("What came of it.")
    visited: int = column("How many nodes were looked at.")
    paths: Sequence[Path] = column("The paths, in the order of the ids on them.", of="edges")


_END = "The id of a node, or anything that names it: an identifier, a URL, a title, a name."


def path_arguments(
    *,
    from_: Annotated[ID, strawberry.argument(name="from", description=_END)],
    to: Annotated[ID, strawberry.argument(description=_END)],
    relations: Annotated[
        list[Relation] | None, strawberry.argument(description="Only along these relations; all if not said.")
    ] = UNSET,
    kinds: Annotated[
        list[Kind] | None, strawberry.argument(description="Only through nodes of these kinds; all kinds if not said.")
    ] = UNSET,
    types: Annotated[
        list[EntityType] | None, strawberry.argument(description="Of entities, only through those of these types.")
    ] = UNSET,
    include_name_only: Annotated[
        bool | None,
        strawberry.argument(description="Also through authors of whom only the name is known; false if not said."),
    ] = UNSET,
    max_length: Annotated[
        int | None, strawberry.argument(description="Edges of a path at most, from 1 to 10; 6 if not said.")
    ] = UNSET,
    max_visited: Annotated[
        int | None,
        strawberry.argument(description="Nodes looked at, at most 10,000; 2,000 if not said. Each adds 2 to the cost."),
    ] = UNSET,
    first: Annotated[
        int | None, strawberry.argument(description="How many paths to give, at most 20; 1 if not said.")
    ] = UNSET,
) -> None: ...
