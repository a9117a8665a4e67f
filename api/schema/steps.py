"""What a field says about where its value comes from: it starts a step, or it is a column of the row it stands on.

A step is one question to the store. The helpers below are all that a new field needs, in one line:

    title: str | None = column("Its title.")
    used_by: EvidenceConnection[LazyPaper] = link(Relation.USES, "Papers that use it.", reverse=True)
    benchmark: LazyEntity | None = ref("benchmark", "What it was measured on.")
    paper: LazyPaper | None = root(LookUp(kind=PAPER, by="id"), "One paper.")
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import strawberry

from api.schema import arguments, corrections
from graph.records import AUTHOR, ENTITY, ENTITY_TO_ENTITY, PAPER, PAPER_TO_ENTITY, RESULT, EntityType, Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page along one relation, from each node of a level."""

    relation: Relation
    reverse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """The one node whose id stands in a column of the row."""

    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refs:
    """The nodes whose ids stand in a column of the row; those that are not there are left out."""

    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Get:
    """The node with an id, of any kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMany:
    """The nodes with some ids, in the order asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """The one node that an id or a name stands for; `by` is the argument that holds it."""

    kind: str
    by: str
    type: EntityType | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf:
    """A page of all nodes of a kind; `type` fixes the type of entities."""

    kind: str
    type: EntityType | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FullText:
    """A page of what contains some words, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """What the first letters of a name may become."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchAll:
    """What each of many texts stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is in the graph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The version of the software; asks no store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What api/plan/derived/ puts together, under this name, from several questions to the store."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulings:
    """A page of what people ruled, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """A decision of one kind, to be written; a step of mutations only."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """A decision to be taken back; a step of mutations only."""


Root = (
    Get | GetMany | LookUp | ListOf | FullText | Complete | MatchAll | Counts | Release | Rulings | Correct | Withdraw
)
Step = Link | Ref | Refs | Derived | Root

STEP, COLUMN = "step", "column"
"""Keys of a strawberry field's metadata, read by api/plan/fields.py."""


def column(description: str, *, of: str | None = None) -> Any:
    """A column of the row; `of` names it where it is not called like the field."""
    return strawberry.field(description=description, metadata={COLUMN: of} if of else {})


def link(relation: Relation, description: str, *, reverse: bool = False) -> Any:
    step = Link(relation=relation, reverse=reverse)
    return strawberry.field(resolver=_link_arguments(step), description=description, metadata={STEP: step})


def ref(id_column: str, description: str) -> Any:
    return strawberry.field(
        resolver=arguments.none, description=description, metadata={STEP: Ref(column=id_column), COLUMN: id_column}
    )


def refs(ids_column: str, description: str) -> Any:
    return strawberry.field(
        resolver=arguments.none, description=description, metadata={STEP: Refs(column=ids_column), COLUMN: ids_column}
    )


def root(step: Root, description: str) -> Any:
    return strawberry.field(resolver=_root_arguments(step), description=description, metadata={STEP: step})


def composed(name: str, description: str, signature: Callable[..., None] = arguments.none) -> Any:
    """At the root or below any node; `signature` declares its arguments."""
    return strawberry.field(resolver=signature, description=description, metadata={STEP: Derived(name=name)})


def far_kind(step: Link) -> str:
    """The kind of node that a link leads to."""
    if step.relation in ENTITY_TO_ENTITY:
        return ENTITY
    if step.relation is Relation.CITES or step.reverse:
        return PAPER
    if step.relation in PAPER_TO_ENTITY:
        return ENTITY
    return AUTHOR if step.relation is Relation.AUTHORED_BY else RESULT


def _link_arguments(step: Link) -> Callable[..., None]:
    far = far_kind(step)
    stated = step.relation in PAPER_TO_ENTITY or step.relation in ENTITY_TO_ENTITY
    if far == ENTITY:
        return arguments.entity_link
    if far == PAPER:
        return arguments.stated_paper_link if stated else arguments.paper_link
    return arguments.page


def _root_arguments(step: Root) -> Callable[..., None]:
    match step:
        case LookUp(by="id"):
            return arguments.any_id
        case LookUp(by="name"):
            return arguments.name
        case LookUp():
            return arguments.url
        case ListOf(kind="Paper"):
            return arguments.papers
        case ListOf(kind="Author"):
            return arguments.authors
        case ListOf(type=None):
            return arguments.entities
        case ListOf():
            return arguments.entities_of_a_type
        case Get():
            return arguments.node_id
        case GetMany():
            return arguments.node_ids
        case FullText():
            return arguments.search
        case Complete():
            return arguments.suggest
        case MatchAll():
            return arguments.match
        case Counts() | Release():
            return arguments.none
        case Rulings():
            return arguments.page
        case Correct(kind=kind):
            return corrections.OF[kind]
        case Withdraw():
            return corrections.withdraw
