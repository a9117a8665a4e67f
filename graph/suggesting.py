"""Suggestions while a name is typed: what its first letters may become. Stores read each kind, this puts them together.

A node is suggested where its folded name, title or an alias begins with the folded prefix. Of each kind come those of
most papers first, and papers newest first; kinds take turns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Final

from graph import names
from graph.errors import BadInput
from graph.matching import storable
from graph.records import AUTHOR, ENTITY, PAPER
from graph.store import Row, Suggest

MOST: Final = 50
FEW: Final = 1_000
"""Names so many or fewer are read and put in order; of more, the list is walked by papers until enough are found."""

KINDS: Final = (ENTITY, AUTHOR, PAPER)
_FOLDS: Final[dict[str, Callable[[str], str]]] = {ENTITY: names.key, AUTHOR: names.person_key, PAPER: names.title_key}
_BEYOND: Final = "\U0010ffff"
_ALIASES: Final = {ENTITY: "entity:", AUTHOR: "name:"}
"""What the Keys of aliases begin with."""


def checked(asked: Suggest) -> list[str]:
    """The kinds to ask for, in the order in which they take turns. Raises BadInput."""
    if not 0 <= asked.first <= MOST:
        raise BadInput(f"`first` is {asked.first}; give a number from 0 to {MOST}.")
    return [kind for kind in KINDS if kind in asked.kinds and _FOLDS[kind](asked.prefix)]


def bounds(kind: str, prefix: str) -> dict[str, str]:
    """Between which folded names, and which Keys of aliases, a name that begins so lies. Papers have no aliases."""
    low = _FOLDS[kind](storable(prefix))
    key = f"{_ALIASES[kind]}{low}" if kind in _ALIASES else ""
    return {"low": low, "high": low + _BEYOND, "key_low": key, "key_high": key + _BEYOND if key else ""}


def in_turn(found: Mapping[str, Sequence[Row]], asked: Suggest) -> list[Row]:
    """The first of each kind, then the second of each, each with the name that begins with the prefix."""
    rows = chain.from_iterable(zip_longest(*found.values()))
    return [_suggestion(row, asked.prefix) for row in rows if row is not None][: asked.first]


def _suggestion(row: Row, prefix: str) -> Row:
    fold = _FOLDS[row["kind"]]
    low = fold(prefix)
    name = row.get("title") or row.get("name") or ""
    fitting = (one for one in (name, *row.get("aliases", ())) if fold(one).startswith(low))
    return {"text": next(fitting, name), "node": row}
