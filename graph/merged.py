"""Ids that are no node's any more, since what they named was found to be something else that is here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from graph import identifiers
from graph.records import Decision
from graph.rulings import ENTITY_PREFIXES, Rulings


def spellings(node_id: str) -> tuple[str, ...]:
    """The ids that a text may be: as it is, and as an identifier is written here."""
    identifier = identifiers.parse(node_id)
    return (node_id,) if identifier in (None, node_id) else (node_id, str(identifier))


def entity_survivors(ids: Iterable[str], decisions: Callable[[], Iterable[Decision]]) -> dict[str, str]:
    """Of these ids those of entities that a person ruled to be another, each with the id of that one.

    `decisions` are read only where an id could be an entity's; of papers the stores keep Keys.
    """
    asked = [one for one in ids if one.startswith(ENTITY_PREFIXES)]
    if not asked:
        return {}
    rulings = Rulings(decisions())
    return {one: survivor for one in asked if (survivor := rulings.entity(one)) != one}
