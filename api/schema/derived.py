"""What fields of entities, papers and authors give that take several steps through the graph."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Annotated, Generic, TypeVar

import strawberry
from strawberry import UNSET, enum_value

from api.schema.arguments import Types
from api.schema.node import LazyEntity, LazyPaper, Node
from api.schema.statement import Statement
from api.schema.steps import column, ref

T = TypeVar("T")

Some = Annotated[int | None, strawberry.argument(description="How many to give, at most 100; 20 if not said.")]
NameOnly = Annotated[
    bool | None,
    strawberry.argument(description="Also authors of whom only the name is known; false if not said."),
]


@strawberry.type(description="What stands in the same papers.")
class TogetherEdge(Generic[T]):
    node: T | None = ref("node", "What stands in them.")
    paper_count: int = column("How many papers it shares.")
    via: LazyPaper | None = ref("via", "One of these papers.")


@strawberry.type(description="What stands in the same papers, most shared papers first.")
class Together(Generic[T]):
    edges: Sequence[TogetherEdge[T]] = column("The first of them.")
    total_count: int = column("How many there are in the papers that were read.")
    papers_read: int = column("How many papers were read.")
    is_complete: bool = column("False where there are more papers: of each relation the newest 500 are read.")


@strawberry.type(description="One entity of a lineage.")
class LineageEdge:
    node: LazyEntity | None = ref("node", "The entity.")
    depth: int = column("How many steps away it is.")
    via: LazyEntity | None = ref("via", "The entity next to it on the way to where the lineage starts.")
    confidence: float | None = column("The most probable statement's probability; null where it was declared.")
    statements: list[Statement] = column("What was said of it and `via`, newest paper first, at most 50.")


@strawberry.type(description="What an entity was made from, or what was made from it, over several steps.")
class Lineage:
    edges: Sequence[LineageEdge] = column("The nearest first.")
    total_count: int = column("How many there are within the depth.")
    is_complete: bool = column("False where there are more than 500.")


@strawberry.type(description="How an entity fared against another.")
class ComparisonEdge:
    node: LazyEntity | None = ref("node", "The other.")
    wins: int = column("How many statements say that it did better than the other.")
    losses: int = column("How many statements say that the other did better.")
    win_statements: list[Statement] = column("Those of the wins, newest paper first, at most 50.")
    loss_statements: list[Statement] = column("Those of the losses, newest paper first, at most 50.")


@strawberry.type(description="What an entity is said to do better or worse than.")
class Comparison:
    edges: Sequence[ComparisonEdge] = column("Those of most statements first.")
    total_count: int = column("How many others there are.")
    is_complete: bool = column("False where there are more than 500 wins or losses.")


@strawberry.type(description="The papers of one year.")
class YearCount:
    year: int = column("The year.")
    paper_count: int = column("How many papers of that year state something about it.")


@strawberry.type(description="How many papers speak of an entity, by year.")
class Trend:
    years: Sequence[YearCount] = column("Every year that has any, the first one first.", of="edges")
    undated: int = column("How many papers have no known year.")


@strawberry.enum(description="Why a repository is named.")
class CodeReason(Enum):
    IMPLEMENTS = enum_value("IMPLEMENTS", description="A paper says that it implements the entity.")
    RELEASED = enum_value("RELEASED", description="A paper that presents the entity released it.")


@strawberry.type(description="A repository of an entity.")
class CodeEdge:
    repository: LazyEntity | None = ref("repository", "The repository.")
    reason: CodeReason = column("Why it is named.")
    paper: LazyPaper | None = ref("paper", "The paper that released it.")


@strawberry.type(description="Where the code of an entity is.")
class Code:
    edges: Sequence[CodeEdge] = column("What implements it first; at most 100.")


@strawberry.enum(description="How two papers hang together.")
class SharedReason(Enum):
    ENTITY = enum_value("ENTITY", description="Both state something about an entity.")
    REFERENCE = enum_value("REFERENCE", description="Both cite a paper.")
    CITER = enum_value("CITER", description="A paper cites both.")
    AUTHOR = enum_value("AUTHOR", description="An author wrote both; not one of whom only the name is known.")


@strawberry.type(description="One thing that two papers share.")
class Shared:
    node: Node | None = ref("node", "The entity, paper or author.")
    reason: SharedReason = column("What it is to both.")


@strawberry.type(description="A paper that shares much with another.")
class RelatedEdge:
    paper: LazyPaper | None = ref("paper", "The paper.")
    score: float = column("The sum, over all that they share, of 1 / log2(1 + papers that have it).")
    shared_count: int = column("How many things they share.")
    shared: list[Shared] = column("What they share, the rarest first, at most 10.")


@strawberry.type(description="Papers that share most with one.")
class Related:
    edges: Sequence[RelatedEdge] = column("Those of the highest score first.")
    total_count: int = column("How many papers share anything, of those looked at.")
    is_complete: bool = column("False where something has more than 100 papers: then its newest are looked at.")


def some(*, first: Some = UNSET) -> None: ...


def some_of_types(*, types: Types = UNSET, first: Some = UNSET) -> None: ...


def some_authors(*, include_name_only: NameOnly = UNSET, first: Some = UNSET) -> None: ...


def some_kin(
    *,
    max_depth: Annotated[
        int | None, strawberry.argument(description="How many steps to go, from 1 to 5; 3 if not said.")
    ] = UNSET,
    first: Some = UNSET,
) -> None: ...
