"""What a reference points to: a paper that is here, else a stub that stands in for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph import identifiers, names
from graph.grouping import is_long_enough


@dataclass(frozen=True, slots=True)
class Holder:
    """A paper that has some Key, with the surnames that its records state."""

    id: str
    surnames: frozenset[str]


Lookup = Callable[[str], Iterable[Holder]]
"""From a Key to the papers that are here and have it; stubs are not among them."""


def candidates(reference: Mapping[str, Any]) -> tuple[str, ...]:
    """The Keys that may resolve a reference, the surest first; none where nothing identifies it."""
    ids = tuple(identifiers.expand(reference.get("identifiers") or ()))
    title = f"title:{names.title_key(reference.get('title') or '')}"
    return (*ids, title) if is_long_enough(title) else ids


def resolve(reference: Mapping[str, Any], lookup: Lookup) -> str | None:
    """The id of the paper or stub that a reference points to.

    The first key that exactly one paper holds decides; by title, only a paper that shares a surname where both state
    authors. Else the stub of the surest key, or None where nothing identifies the work or its only key, a title,
    belongs to papers that it cannot be told to be.
    """
    keys = candidates(reference)
    surnames = frozenset(filter(None, (names.surname(name) for name in (reference.get("authors") or ()))))
    is_held = False
    for key in keys:
        holders = list(lookup(key))
        is_held = is_held or (key == keys[0] and bool(holders))
        if key.startswith("title:"):
            holders = [h for h in holders if not surnames or not h.surnames or not surnames.isdisjoint(h.surnames)]
        if len(holders) == 1:
            return holders[0].id
    return None if is_held or not keys else keys[0]
