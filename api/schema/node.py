"""Node, which every kind of thing in the graph is, and the references by which the nouns name each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.schema.steps import column

if TYPE_CHECKING:
    from api.schema.author import Author
    from api.schema.entity import Entity
    from api.schema.paper import Paper
    from api.schema.result import Result


@strawberry.interface(description="Anything in the graph that has an id.")
class Node:
    id: strawberry.ID = column("Its id: never changes, and `node(id:)` finds it again.")


@strawberry.interface(description="What a search finds: papers, authors and entities; results are not among it.")
class SearchHit(Node): ...


# Papers hold entities and entities hold papers, so their files name each other lazily.
LazyPaper = Annotated["Paper", strawberry.lazy("api.schema.paper")]
LazyAuthor = Annotated["Author", strawberry.lazy("api.schema.author")]
LazyEntity = Annotated["Entity", strawberry.lazy("api.schema.entity")]
LazyResult = Annotated["Result", strawberry.lazy("api.schema.result")]
