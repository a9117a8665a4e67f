"""`changedSince`: a page of what changed, which costs what it holds."""

from __future__ import annotations

from typing import Final

from api.plan.derived.base import Composed, Given, at_root, number
from api.plan.plan import Read
from graph.questions.changed import changed_since
from graph.store import DEFAULT_PAGE, MAX_PAGE, Reader, Row

_GREATEST: Final = 2**31 - 1
"""Of a GraphQL Int."""


def _ask(given: Given) -> Composed:
    first = number(given, "first", DEFAULT_PAGE, MAX_PAGE)
    asked = {"version": number(given, "version", 0, _GREATEST), "first": first, "after": given.get("after")}
    return Composed(asked, first, 1 + first)


def _answer(asked: Given, reader: Reader, _: Read) -> Row:
    return changed_since(reader, asked["version"], asked["first"], asked["after"])


CHANGED_SINCE: Final = at_root(_ask, _answer)
