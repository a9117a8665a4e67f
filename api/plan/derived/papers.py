"""Fields of papers and authors that take several verbs: related papers, co-authors, what an author works on."""

from __future__ import annotations

from typing import Final

from api.plan.derived.base import Composed, Given, below, number
from graph.questions.related import related
from graph.questions.together import Together, together
from graph.questions.ways import STATES
from graph.records import Relation
from graph.store import DEFAULT_PAGE, Way

MOST: Final = 100
_WORK_RELATED, _WORK_TOGETHER = 3_000, 1_000

_PAPERS: Final = (Way(Relation.AUTHORED_BY, reverse=True),)


def _ask_related(given: Given) -> Composed:
    first = number(given, "first", DEFAULT_PAGE, MOST)
    return Composed(first, first, _WORK_RELATED)


def _ask_co_authors(given: Given) -> Composed:
    first = number(given, "first", DEFAULT_PAGE, MOST)
    authors = (Way(Relation.AUTHORED_BY),)
    named = given.get("includeNameOnly", False)
    asked = Together(to_papers=_PAPERS, from_papers=authors, include_name_only=named, first=first)
    return Composed(asked, first, _WORK_TOGETHER)


def _ask_entities(given: Given) -> Composed:
    first = number(given, "first", DEFAULT_PAGE, MOST)
    types = frozenset(given["types"]) if "types" in given else None
    return Composed(Together(to_papers=_PAPERS, from_papers=STATES, types=types, first=first), first, _WORK_TOGETHER)


RELATED: Final = below(_ask_related, lambda first, reader, ids: related(reader, ids, first))
CO_AUTHORS: Final = below(_ask_co_authors, lambda asked, reader, ids: together(reader, ids, asked))
ENTITIES: Final = below(_ask_entities, lambda asked, reader, ids: together(reader, ids, asked))
