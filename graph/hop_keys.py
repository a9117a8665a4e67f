"""By which key each hop is ordered, in every store: what its cursors hold, and between which keys a page lies.

    out of a node             (edge.position, id of the far end)     ascending
    into one, from a paper    (edge.sort_key,)                       descending; it ends in the paper's id
    into one, from a result   (edge.sort_key, id of the far end)     descending; a paper may report two of one system

Between entities the key is the neighbour's name_key, ascending.
"""

from __future__ import annotations

from typing import Any, Final

from graph import cursor, paging
from graph.records import RESULT_TO_ENTITY
from graph.store import Hop

_GREATEST: Final = 2**63 - 1

Bound = tuple[Any, str]


def tag_of(hop: Hop) -> str:
    return cursor.tag_of("hop", hop.relation, "reverse" if hop.reverse else "", where=hop.where)


def is_from_results(hop: Hop) -> bool:
    return hop.reverse and hop.relation in RESULT_TO_ENTITY


def has_id(hop: Hop) -> bool:
    """Whether the far end's id is a part of the key by itself."""
    return not hop.reverse or is_from_results(hop)


def bounds(hop: Hop, window: paging.Window, tag: str, beyond: Any) -> tuple[Bound, Bound]:
    """Both lie outside the page; `beyond` is more than any text. Years bound the walk into a node itself."""
    first = str if hop.reverse else int
    after, before = paging.keys(window, tag, (first, str) if has_id(hop) else (first,), descending=hop.reverse)
    low: Bound | None = (after[0], str((*after, "")[1])) if after else None
    high: Bound | None = (before[0], str((*before, "")[1])) if before else None
    if not hop.reverse:
        return low or (-1, ""), high or (_GREATEST, "")
    year_low, year_high = paging.years(hop.where)
    low = max(low or ("", ""), (year_low, ""))
    if year_high is not None:
        high = min(high or (year_high, ""), (year_high, ""))
    return low, high or (beyond, "")
