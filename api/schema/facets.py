"""Facets: how many of the papers of a list have each value of something."""

from __future__ import annotations

import strawberry

from api.schema.connections import Connection
from api.schema.node import LazyPaper
from api.schema.steps import column
from graph.facets import MOST_VALUES


@strawberry.type(description="One value of a facet.")
class FacetValue:
    value: str = column("The value as a filter takes it: a year, a type, a venue, a relation, the id of a task.")
    name: str = column("The value as it is shown.")
    count: int = column("How many papers of the list have it.")


@strawberry.type(description="How many papers of a list have each value of something; one may have several.")
class Facet:
    values: list[FacetValue] = column(f"The {MOST_VALUES} values that most papers have, those of most first.")
    other_values: int = column("How many further values there are.")
    other_count: int = column("How many papers have these, each counted once for each value.")


@strawberry.type(description="Facets of a list, of all its pages; each is counted only when asked for.")
class PaperFacets:
    year: Facet = column("By the year of publication; papers without one count nowhere.")
    type: Facet = column("By the types of the entities that a paper states something about.")
    venue: Facet = column("By journal or conference, as written; papers without one count nowhere.")
    relation: Facet = column("By the relations that a paper has.")
    task: Facet = column("By the tasks that a paper addresses.")


@strawberry.type(description="A page of papers, and what the list that it is of is made of.")
class PaperConnection(Connection[LazyPaper]):
    facets: PaperFacets = column("How the papers of the list are spread, under the same filter.")
