"""What match gives."""

from __future__ import annotations

import strawberry

from api.schema.enums import MatchStatus
from api.schema.node import Node
from api.schema.steps import column


@strawberry.type(description="What one text stands for.")
class Match:
    text: str = column("The text that was asked for.")
    status: MatchStatus = column("What came of it.")
    node: Node | None = column("The node, where it is one.")
    candidates: list[Node] = column("Where it is several nodes: the first 20 of them; else empty.")
