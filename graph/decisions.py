"""What people ruled, as it is named and listed: one id for one question, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

import orjson

from graph import cursor
from graph.paging import checked, keys, slice_of
from graph.records import Decision
from graph.rulings import ENTITY_PREFIXES
from graph.store import Page, Row, Slice, Where

_TAG: Final = cursor.tag_of("decisions", where=Where())
_SHAPE: Final = (str, str)


def decision_id(kind: str, subject: str, other: str = "", paper: str = "", relation: str = "") -> str:
    """The id of the question that a decision answers, so that a new answer to it takes the place of the old one.

    What is an entity called, what is its type, into what is it merged: one answer each, whatever the answer is. Two
    papers are the same or not: one answer for the pair, in either order.
    """
    parts: tuple[str, ...] = (kind, subject)
    if kind == "reject":
        parts = (kind, subject, paper, relation)
    elif kind in ("same", "not_same") and not subject.startswith(ENTITY_PREFIXES):
        parts = ("papers", *sorted((subject, other)))
    return "decision:" + blake2b(orjson.dumps(parts), digest_size=8).hexdigest()


def page_of(decisions: Iterable[Decision], page: Page, *, count: bool) -> Slice:
    """A page of decisions, newest first. Raises BadInput for a page that cannot be, BadCursor for a cursor of another
    list.

    All are looked at: every write reads them all, so a graph has thousands at most.
    """
    window = checked(page)
    low, high = keys(window, _TAG, _SHAPE, descending=True)
    every = newest_first(decisions)
    inside = [one for one in every if (low is None or _key(one) > low) and (high is None or _key(one) < high)]
    shown = inside[: window.size] if not window.backward else inside[max(len(inside) - window.size, 0) :]
    return slice_of(
        [{"cursor": cursor.encode(_TAG, *_key(one)), "node": row_of(one)} for one in shown],
        window,
        more=len(inside) > len(shown),
        total=len(every) if count else None,
    )


def newest_first(decisions: Iterable[Decision]) -> list[Decision]:
    return sorted(decisions, key=_key, reverse=True)


def row_of(decision: Decision) -> Row:
    """A decision as a row: what it does not say is None."""
    given = decision.as_dict()
    return given | {name: given[name] or None for name in ("object", "paper", "relation", "by", "at")}


def _key(decision: Decision) -> tuple[str, str]:
    return decision.at, decision.id
