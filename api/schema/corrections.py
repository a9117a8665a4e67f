"""The arguments of mutations; signatures only, as in arguments.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Final

import strawberry
from strawberry import ID, UNSET

from api.schema.enums import EntityType, Relation

By = Annotated[str, strawberry.argument(description="Who says so: a name, kept with the decision.")]
EntityId = Annotated[ID, strawberry.argument(description="The entity: its id, its name or an alias.")]
One = Annotated[
    ID,
    strawberry.argument(
        description="One of the two: the id or name of an entity; an identifier or the title of a paper, "
        "or a contribution, as `sources` names it."
    ),
]


def reject(
    *,
    entity: EntityId,
    paper: Annotated[
        ID | None,
        strawberry.argument(description="Only what this paper states: an identifier, its id, its title or a source."),
    ] = UNSET,
    relation: Annotated[Relation | None, strawberry.argument(description="Only statements of this relation.")] = UNSET,
    by: By,
) -> None: ...


def retype(
    *,
    entity: EntityId,
    type: Annotated[EntityType, strawberry.argument(description="What it is.")],  # noqa: A002
    by: By,
) -> None: ...


def rename(
    *,
    entity: EntityId,
    name: Annotated[str, strawberry.argument(description="What it shall be called.")],
    by: By,
) -> None: ...


def same(
    *,
    id: One,  # noqa: A002 - the argument's public name
    as_: Annotated[ID, strawberry.argument(name="as", description="The other; of two entities, the one that stays.")],
    by: By,
) -> None: ...


def not_same(
    *,
    id: One,  # noqa: A002
    as_: Annotated[ID, strawberry.argument(name="as", description="The other.")],
    by: By,
) -> None: ...


def withdraw(
    *,
    decision: Annotated[ID, strawberry.argument(description="The id of the decision.")],
) -> None: ...


OF: Final[Mapping[str, Callable[..., None]]] = {
    "reject": reject,
    "retype": retype,
    "rename": rename,
    "same": same,
    "not_same": not_same,
}
"""By the kind of decision."""
