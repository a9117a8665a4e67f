"""What a reference points to: a paper that is here, else a stub that stands in for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph import identifiers, names
from graph.grouping import LETTERS, TITLE, is_hearsay, is_long_enough

YEARS_APART = 2
"""Between a preprint and its publication, or a conference and its journal; of 8,000 resolved references of NLP papers
all are within. Three and more are another work of the same name, a thesis or a book."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A paper that has some Key, with the surnames and the years that its records state."""

    id: str
    surnames: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()


Lookup = Callable[[str], Iterable[Holder]]
"""From a Key to the papers that are here and have it; stubs are not among them."""


def candidates(reference: Mapping[str, Any]) -> tuple[str, ...]:
    """The Keys that may resolve a reference, the surest first; none where nothing identifies it."""
    ids = tuple(identifiers.expand(reference.get("identifiers") or ()))
    title = names.title_key(reference.get("title") or "")
    if " " not in title:
        return ids
    letters = LETTERS + title.replace(" ", "")
    return (*ids, TITLE + title, letters) if is_long_enough(title) else (*ids, letters)


def resolve(reference: Mapping[str, Any], lookup: Lookup) -> str | None:
    """The id of the paper or stub that a reference points to.

    The first key that exactly one paper holds decides; by title, only a paper that shares a surname and is of about the
    same year where both state them, and of a title of two words only one that states both. Else the stub of the surest
    key, or None where nothing identifies the work or its only key, a title, belongs to papers that it cannot be told to
    be.
    """
    keys = candidates(reference)
    stub = next((key for key in keys if not key.startswith(LETTERS)), None)
    is_held = False
    for key in keys:
        holders = list(lookup(key))
        is_held = is_held or (key == stub and bool(holders))
        if is_hearsay(key):
            holders = [one for one in holders if _agrees(reference, one, strictly=not _is_long(reference))]
        if len(holders) == 1:
            return holders[0].id
    return None if is_held else stub


def _is_long(reference: Mapping[str, Any]) -> bool:
    return is_long_enough(names.title_key(reference.get("title") or ""))


def _agrees(reference: Mapping[str, Any], one: Holder, *, strictly: bool) -> bool:
    """Whether names and year let a paper of this title be the one that is meant; `strictly`, they must say so."""
    # Any word may be the surname: names in reference lists are turned round as often as not.
    words = {
        word for name in reference.get("authors") or () for word in names.person_key(name).split() if len(word) > 1
    }
    year = reference.get("year")
    if strictly and not (words and one.surnames and year and one.years):
        return False
    shares = not words or not one.surnames or not words.isdisjoint(one.surnames)
    return shares and (not year or not one.years or any(abs(year - other) <= YEARS_APART for other in one.years))
