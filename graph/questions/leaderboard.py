"""What has been reported on one benchmark in one metric, best first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from graph.questions.figures import Figure, figure_of
from graph.records import Relation
from graph.store import MAX_PAGE, Hop, Page, Reader, Row

MOST_RESULTS: Final = 5_000
"""Of a benchmark with more, the newest are ranked, and the answer says so."""

_READ: Final = frozenset({"value", "result_kind", "metric", "system", "confidence"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """benchmark, metric   ids of entities
    unit                 of which figures are ranked, "" for figures without one; None: the most frequent of them
    """

    benchmark: str
    metric: str
    is_higher_better: bool
    unit: str | None = None
    min_confidence: float | None = None
    first: int = 20


def leaderboard(reader: Reader, asked: Ranking) -> Row:
    """Figures that are absolute and of one unit; equal ones share a rank, the newest paper's first.

    Relative figures are no part of it. Those of another unit, and those that hold no single number, are counted.
    """
    rows, is_complete = _results(reader, asked)
    figures = [(row, figure_of(row["value"])) for row in rows]
    units = Counter(figure.unit or "" for _, figure in figures if figure)
    counted = sorted(units.items(), key=lambda unit: (-unit[1], unit[0]))
    unit = next((name for name, _ in counted), "") if asked.unit is None else asked.unit
    ranked = [(row, figure) for row, figure in figures if figure and (figure.unit or "") == unit]
    ranked.sort(
        key=lambda one: -one[1].number if asked.is_higher_better else one[1].number
    )  # newest first as they came
    return {
        "benchmark": asked.benchmark,
        "metric": asked.metric,
        "direction": "HIGHER" if asked.is_higher_better else "LOWER",
        "unit": unit or None,
        "units": [{"unit": name or None, "count": count} for name, count in counted],
        "unread_count": sum(figure is None for _, figure in figures),
        "total_count": len(ranked),
        "is_complete": is_complete,
        "edges": _shown(reader, ranked, asked.first),
    }


def _results(reader: Reader, asked: Ranking) -> tuple[list[Row], bool]:
    """Absolute results of the metric, newest paper first."""
    found: list[Row] = []
    after, looked_at = None, 0
    while looked_at < MOST_RESULTS:
        hop = Hop(relation=Relation.ON_BENCHMARK, reverse=True, page=Page(first=MAX_PAGE, after=after), columns=_READ)
        page = reader.expand([asked.benchmark], hop)[asked.benchmark]
        looked_at += len(page["nodes"])
        found += [row for row in page["nodes"] if _counts(row, asked)]
        if not page["page_info"]["has_next_page"]:
            return found, True
        after = page["page_info"]["end_cursor"]
    return found, False


def _counts(row: Row, asked: Ranking) -> bool:
    if row["metric"] != asked.metric or row["result_kind"] != "absolute":
        return False
    confidence = row["confidence"]
    return asked.min_confidence is None or confidence is None or bool(confidence >= asked.min_confidence)


def _shown(reader: Reader, ranked: list[tuple[Row, Figure]], first: int) -> list[Row]:
    shown = ranked[:first]
    said = reader.get([row["id"] for row, _ in shown], frozenset({"evidence"})) if shown else {}
    edges: list[Row] = []
    for place, (row, figure) in enumerate(shown):
        evidence = said[row["id"]]["evidence"] if row["id"] in said else None
        ties = edges and edges[-1]["number"] == figure.number
        edges.append(
            {
                "rank": edges[-1]["rank"] if ties else place + 1,
                "number": figure.number,
                "value": row["value"],
                "unit": figure.unit,
                "confidence": row["confidence"],
                "result": row["id"],
                "system": row["system"],
                "paper": evidence and evidence["paper_id"],
                "evidence": evidence,
            }
        )
    return edges
