"""Author."""

from __future__ import annotations

import strawberry

from api.schema.connections import BylineConnection
from api.schema.derived import Together, some_authors, some_of_types
from api.schema.node import LazyAuthor, LazyEntity, LazyPaper, SearchHit
from api.schema.steps import column, composed, link
from graph.records import Relation


@strawberry.type(description="A person who wrote a paper.")
class Author(SearchHit):
    name: str = column("The name, as most papers write it.")
    is_name_only: bool = column("Whether nothing but the name is known, so that several people may stand here as one.")
    paper_count: int = column("How many papers here name this author.")

    papers: BylineConnection[LazyPaper] = link(
        Relation.AUTHORED_BY, "Papers by this author, newest first.", reverse=True
    )
    co_authors: Together[LazyAuthor] = composed("co_authors", "Who wrote most papers together with them.", some_authors)
    entities: Together[LazyEntity] = composed("author_entities", "What their papers state most about.", some_of_types)
