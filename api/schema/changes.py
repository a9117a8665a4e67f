"""Changes: what a copy of the graph must look at again."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Annotated

import strawberry
from strawberry import ID, UNSET, enum_value

from api.schema.arguments import After, First
from api.schema.connections import PageInfo
from api.schema.node import Node
from api.schema.steps import column, ref


@strawberry.enum(description="What became of a node.")
class ChangeKind(Enum):
    CHANGED = enum_value("CHANGED", description="It came, or something was written about it.")
    MERGED = enum_value("MERGED", description="It is one with another node now, which its id leads to.")
    DELETED = enum_value("DELETED", description="It went.")


@strawberry.type(description="The last change of one node.")
class ChangeEdge:
    cursor: str = column("This place, for `after`; opaque, and good for this list only.")
    version: int = column("The version of the graph that changed it.")
    id: ID = column("The id of the node, or that it had.")
    change: ChangeKind = column("What became of it.")
    node: Node | None = ref(
        "node", "The node as it is now; of a merged one the node that stayed, of a deleted one null."
    )


@strawberry.type(description="A page of changes, the oldest first; a node is named once, with its last change.")
class Changes:
    edges: Sequence[ChangeEdge] = column("The page.")
    page_info: PageInfo = column("Where the page stands.")


def changed_since_arguments(
    *,
    version: Annotated[
        int,
        strawberry.argument(description="A `graphVersion` that an answer named; 0 for everything that ever was."),
    ],
    first: First = UNSET,
    after: After = UNSET,
) -> None: ...
