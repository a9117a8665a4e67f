"""Relay connections. There are four, because edges carry four different things, each made for the nodes it leads to:

Connection            a plain list                              PaperConnection, EntityConnection, ...
EvidenceConnection    what papers state, with their sentences   PaperEvidenceConnection, EntityEvidenceConnection
BylineConnection  who wrote what, with the place in line    PaperBylineConnection, AuthorBylineConnection
CitationConnection    who cites whom, with intent and contexts  PaperCitationConnection
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

import strawberry

from api.schema.statement import Statement
from api.schema.steps import column

T = TypeVar("T")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = column("Whether more comes behind this page.")
    has_previous_page: bool = column("Whether something comes in front of this page.")
    start_cursor: str | None = column("The first edge's cursor, for `before`; null on an empty page.")
    end_cursor: str | None = column("The last edge's cursor, for `after`; null on an empty page.")


@strawberry.type(description="One place in a list.")
class Edge(Generic[T]):
    cursor: str = column("This place, for `after` and `before`; opaque, and good for this list only.")
    node: T = column("What stands here.")


@strawberry.type(description="What papers state about one neighbour.")
class EvidenceEdge(Edge[T], Generic[T]):
    confidence: float | None = column("The most probable statement's probability; null where it was declared.")
    sources: list[str] = column("The contributions that say so, such as `feed:openalex/W123` or `extract:...`.")
    statements: list[Statement] = column("What was said and where, newest paper first, at most 50.")
    statement_count: int = column("How many statements there are.")


@strawberry.type(description="One author of one paper.")
class BylineEdge(Edge[T], Generic[T]):
    ordinal: int | None = column("The author's place in the paper's list of authors, the first being 0.")


@strawberry.type(description="One citation.")
class CitationEdge(Edge[T], Generic[T]):
    intent: str | None = column("Why the paper cites it, such as `background` or `method`, where a source says.")
    contexts: list[str] = column("The sentences that cite it, where a source gives them.")
    is_influential: bool = column("Whether a source holds it to matter for the paper that cites.")
    is_self: bool = column("Whether the reference names an author of the paper that cites.")
    sources: list[str] = column("The contributions that say so.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    edges: Sequence[Edge[T]] = column("The page with its cursors.")
    nodes: list[T] = column("The page without its cursors.")
    page_info: PageInfo = column("Where the page stands in its list.")
    total_count: int = column("How many there are on all pages; counted only when asked for.")


@strawberry.type(description="A page of neighbours with the evidence for each.")
class EvidenceConnection(Connection[T], Generic[T]):
    edges: Sequence[EvidenceEdge[T]] = column("The page with its cursors and its evidence.")


@strawberry.type(description="A page of who wrote what.")
class BylineConnection(Connection[T], Generic[T]):
    edges: Sequence[BylineEdge[T]] = column("The page with its cursors and each author's place.")


@strawberry.type(description="A page of citations.")
class CitationConnection(Connection[T], Generic[T]):
    edges: Sequence[CitationEdge[T]] = column("The page with its cursors and what is known of each citation.")
