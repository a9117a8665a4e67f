"""What search and match give."""

from __future__ import annotations

from typing import Annotated

import strawberry

from api.schema.author import Author
from api.schema.entity import Entity
from api.schema.enums import MatchStatus
from api.schema.node import Node
from api.schema.paper import Paper
from api.schema.steps import column

SearchHit = Annotated[
    Paper | Author | Entity, strawberry.union("SearchHit", description="What a search finds: results are not among it.")
]


@strawberry.type(description="What one text stands for.")
class Match:
    text: str = column("The text that was asked for.")
    status: MatchStatus = column("What came of it.")
    node: Node | None = column("The node, where it is one.")
    candidates: list[Node] = column("Where it is several nodes: the first 20 of them; else empty.")
