"""What every derivation is made of, and the checks of arguments that they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.plan.plan import Read
from graph.errors import BadInput
from graph.store import Reader, Row

Given = Mapping[str, Any]

LONGEST_TEXT: Final = 1_000
"""Characters of a name, as of any other (api/plan/verbs.py)."""


@dataclass(frozen=True, slots=True)
class Composed:
    """asked   the arguments, checked
    size    how many edges or nodes the answer can hold, for each row that it is asked from
    work    what it costs beside them, for each row, in the unit of cost.py: what it looks at, not what it returns
    """

    asked: Any
    size: int
    work: int


@dataclass(frozen=True, slots=True)
class Derivation:
    """ask      checks arguments; raises BadInput
    answer   one answer for each row of a level, in order
    """

    ask: Callable[[Given], Composed]
    answer: Callable[[Any, Reader, Sequence[Row], Read], list[Any]]


def at_root(ask: Callable[[Given], Composed], answer: Callable[[Any, Reader, Read], Any]) -> Derivation:
    """One that is asked for at the root, and so from no row."""
    return Derivation(ask, lambda asked, reader, _, read: [answer(asked, reader, read)])


def below(
    ask: Callable[[Given], Composed], answer: Callable[[Any, Reader, Sequence[str]], Mapping[str, Any]]
) -> Derivation:
    """One that is asked for below nodes, whose ids are all that it needs of them."""

    def rows(asked: Any, reader: Reader, rows: Sequence[Row], _: Read) -> list[Any]:
        answers = answer(asked, reader, [row["id"] for row in rows])
        return [answers[row["id"]] for row in rows]

    return Derivation(ask, rows)


def number(given: Given, name: str, default: int, most: int, *, least: int = 0) -> int:
    value: int = given.get(name, default)
    if not least <= value <= most:
        raise BadInput(f"`{name}` is {value}; give a number from {least} to {most}.")
    return value


def probability(given: Given, name: str) -> float | None:
    value: float | None = given.get(name)
    if value is not None and not 0 <= value <= 1:
        raise BadInput(f"`{name}` is {value}; give a probability from 0 to 1.")
    return value


def named(given: Given, name: str) -> str:
    text: str = given[name]
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"`{name}` has {len(text)} characters; give at most {LONGEST_TEXT}.")
    return text
