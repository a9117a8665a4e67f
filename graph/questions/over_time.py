"""When papers speak of an entity: their number by year, the first and the last of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph.papers import published_sort
from graph.questions.ways import STATED_BY
from graph.store import Hop, Page, Reader, Row, Where

_UNDATED: Final = "0000"
_DATED: Final = Where(year_from=1)


def trend(reader: Reader, ids: Sequence[str]) -> dict[str, Row]:
    """`edges`: {"year", "paper_count"} by year; `undated`: papers of which no year is known."""
    return {
        node_id: {
            "edges": [
                {"year": int(year), "paper_count": papers} for year, papers in sorted(years.items()) if year != _UNDATED
            ],
            "undated": years.get(_UNDATED, 0),
        }
        for node_id, years in reader.years(ids).items()
    }


def seen(reader: Reader, ids: Sequence[str], columns: frozenset[str], *, last: bool) -> dict[str, Row | None]:
    """The row of the first or last dated paper that states something about each entity; None where there is none."""
    found: dict[str, tuple[str, Row] | None] = dict.fromkeys(ids)
    for way in STATED_BY:
        hop = Hop(
            relation=way.relation,
            reverse=way.reverse,
            where=_DATED,
            page=Page(first=1) if last else Page(last=1),  # into an entity the newest paper comes first
            columns=columns | {"published"},
        )
        for node_id, page in reader.expand(ids, hop).items():
            for row in page["nodes"]:
                key = f"{published_sort(row['published'])}|{row['id']}"
                best = found[node_id]
                if best is None or (key > best[0] if last else key < best[0]):
                    found[node_id] = (key, row)
    return {node_id: best and best[1] for node_id, best in found.items()}
