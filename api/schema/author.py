"""Author."""

from __future__ import annotations

import strawberry

from api.schema.connections import BylineConnection
from api.schema.node import LazyPaper, SearchHit
from api.schema.steps import column, link
from graph.records import Relation


@strawberry.type(description="A person who wrote a paper.")
class Author(SearchHit):
    name: str = column("The name, as most papers write it.")
    is_name_only: bool = column("Whether nothing but the name is known, so that several people may stand here as one.")
    paper_count: int = column("How many papers here name this author.")

    papers: BylineConnection[LazyPaper] = link(
        Relation.AUTHORED_BY, "Papers by this author, newest first.", reverse=True
    )
