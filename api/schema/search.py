"""What search, match and suggest give."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from api.schema.connections import Connection, Edge
from api.schema.enums import MatchStatus
from api.schema.node import Node, SearchHit
from api.schema.statement import Part
from api.schema.steps import column


@strawberry.type(description="A text of a hit that has words of the search.")
class Highlight:
    field: str = column("Which text: `title`, `abstract` (the piece of it around the words), `name` or `aliases`.")
    parts: list[Part] = column("The text cut where a word starts or ends; the words have the role `match`.")


@strawberry.type(description="One hit of a search.")
class SearchHitEdge(Edge[SearchHit]):
    highlights: list[Highlight] = column("Where the words of the search stand in it.")


@strawberry.type(description="A page of what a search found.")
class SearchHitConnection(Connection[SearchHit]):
    edges: Sequence[SearchHitEdge] = column("The page with its cursors and where the words stand.")


@strawberry.type(description="What one text stands for.")
class Match:
    text: str = column("The text that was asked for.")
    status: MatchStatus = column("What came of it.")
    node: Node | None = column("The node, where it is one.")
    candidates: list[Node] = column("Where it is several nodes: the first 20 of them; else empty.")


@strawberry.type(description="What the letters typed so far may become.")
class Suggestion:
    text: str = column("The name, title or alias that begins with them.")
    node: SearchHit = column("What is called so.")
