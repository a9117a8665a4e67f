"""The inputs that narrow a list; api/plan/filters.py makes a graph.filter.Filter of them."""

from __future__ import annotations

from enum import Enum

import strawberry
from strawberry import UNSET, enum_value

from api.schema.enums import EntityType
from graph.filter import MOST_NAMES, MOST_TESTS


@strawberry.enum(description="A relation of a paper, as a filter tests it.")
class PaperRelation(Enum):
    INTRODUCES = enum_value("INTRODUCES", description="To an entity that it presents as new.")
    USES = enum_value("USES", description="To an entity that its work is built with.")
    EVALUATES_ON = enum_value("EVALUATES_ON", description="To a benchmark, dataset or metric it is tested with.")
    COMPARES_WITH = enum_value("COMPARES_WITH", description="To an entity it compares its own work with.")
    ADDRESSES = enum_value("ADDRESSES", description="To a task that it works on.")
    RELEASES = enum_value("RELEASES", description="To a repository, dataset or model that it makes public.")
    MENTIONS = enum_value("MENTIONS", description="To an entity it names without one of the other relations.")
    CITES = enum_value("CITES", description="To a paper in its list of references.")
    CITED_BY = enum_value("CITED_BY", description="To a paper that has it in its list of references.")
    AUTHORED_BY = enum_value("AUTHORED_BY", description="To one of its authors.")
    REPORTS = enum_value("REPORTS", description="To a result that it reports.")


@strawberry.input(
    description="Whether a paper has an edge for which all of this holds. Give `relation`, or `anyOf`, which holds "
    f"where one of its tests does. A filter has at most {MOST_TESTS} tests and names at most {MOST_NAMES} nodes."
)
class PaperTest:
    relation: PaperRelation | None = strawberry.field(default=UNSET, description="Along which relation.")
    any: list[str] | None = strawberry.field(
        default=UNSET, description="To any of these, by id or name as `match` takes them; to anything if not said."
    )
    types: list[EntityType] | None = strawberry.field(
        default=UNSET, description="To an entity of one of these types; it also chooses among entities of one name."
    )
    min_confidence: float | None = strawberry.field(
        default=UNSET, description="At least so probable, from 0 to 1; what a feed or a person declared always passes."
    )
    by: str | None = strawberry.field(
        default=UNSET,
        description="Stated by a contribution that fits this pattern, such as `feed:*`; `*` stands for any characters.",
    )
    negated: bool | None = strawberry.field(default=UNSET, description="Turn it round: whether it has no such edge.")
    any_of: list[PaperTest] | None = strawberry.field(
        default=UNSET, description="Instead of all the others: at least one of these tests holds."
    )


@strawberry.input(description="Which papers to list. Every part that is given must hold.")
class PaperFilter:
    text: str | None = strawberry.field(
        default=UNSET, description="Title or abstract have all of these words, as `search` finds them."
    )
    year_from: int | None = strawberry.field(
        default=UNSET, description="This year or later; papers without a year are left out."
    )
    year_to: int | None = strawberry.field(
        default=UNSET, description="This year or earlier; papers without a year are left out."
    )
    venue: list[str] | None = strawberry.field(
        default=UNSET, description="Published at one of these, as written; `*` stands for any characters."
    )
    category: list[str] | None = strawberry.field(
        default=UNSET, description="In one of these categories, such as `cs.CL` or `cs.*`."
    )
    author: list[str] | None = strawberry.field(
        default=UNSET, description="By one of these authors, named by id, ORCID iD or name."
    )
    has_code: bool | None = strawberry.field(
        default=UNSET, description="Whether it releases a repository; false: that it releases none."
    )
    all_of: list[PaperTest] | None = strawberry.field(
        default=UNSET, description="Each of these tests of its relations holds."
    )
    include_stubs: bool | None = strawberry.field(
        default=UNSET, description="Also works that are only known because something here cites them."
    )


@strawberry.input(description="Which authors or entities to list. Every part that is given must hold.")
class EntityFilter:
    text: str | None = strawberry.field(
        default=UNSET, description="The name or an alias has all of these words, as `search` finds them."
    )
    min_papers: int | None = strawberry.field(default=UNSET, description="So many papers, or more, speak of it.")
