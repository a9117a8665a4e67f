"""Facets of a list of papers: how many papers have each value of something, the most frequent values and the rest.

    year      the year it was published
    type      entities of this type that the paper states something about
    venue     the journal or conference, as written
    relation  relations of the paper: it has an edge of this one
    task      what it addresses

A paper counts once for each value that it has. Values are sorted by their papers, most first, then by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from graph.errors import BadInput
from graph.filter import OF_PAPERS
from graph.records import PAPER, PAPER_TO_ENTITY

FACETS: Final = ("year", "type", "venue", "relation", "task")
MOST_VALUES: Final = 20

TO_ENTITIES: Final = tuple(relation.value for relation in PAPER_TO_ENTITY)
COUNTED_RELATIONS: Final = tuple(relation.value for relation in OF_PAPERS)

Facet = dict[str, Any]
"""values: [{"value" (as a filter takes it), "name", "count"}], other_values, other_count"""


def check(asked: frozenset[str], kind: str) -> None:
    if unknown := asked - set(FACETS):
        raise BadInput(f"There is no facet {min(unknown)!r}; there are {', '.join(FACETS)}.")
    if asked and kind != PAPER:
        raise BadInput(f"A list of {kind} has no facets; lists of papers have.")


def facet_of(facet: str, shown: Iterable[tuple[str, str, int]], values: int, papers: int) -> Facet:
    """`shown`: value, name and papers of the most frequent ones, of `values` with `papers` in all."""
    made: list[dict[str, Any]] = [
        {"value": value.upper() if facet == "type" else value, "name": name, "count": count}
        for value, name, count in shown
    ]
    return {
        "values": made,
        "other_values": values - len(made),
        "other_count": papers - sum(one["count"] for one in made),
    }
