"""The arguments of fields, each described once. These functions are signatures only: strawberry reads them, none runs.

No argument has a printed default, because a default `first` would contradict a given `last`; the descriptions name it.
"""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import ID, UNSET

from api.schema.enums import EntityType, Kind, NameOrder, PaperOrder
from api.schema.filters import EntityFilter, PaperFilter
from graph.store import DEFAULT_PAGE, MAX_PAGE, SEARCH_WINDOW
from graph.suggesting import MOST as MOST_SUGGESTED

SUGGESTED = 10

First = Annotated[
    int | None,
    strawberry.argument(
        description=f"How many to give from the start, at most {MAX_PAGE}; {DEFAULT_PAGE} if not said."
    ),
]
After = Annotated[
    str | None, strawberry.argument(description="Start behind this cursor: `endCursor` of the page before.")
]
Last = Annotated[
    int | None,
    strawberry.argument(description=f"How many to give from the end, at most {MAX_PAGE}; not together with `first`."),
]
Before = Annotated[
    str | None, strawberry.argument(description="End in front of this cursor: `startCursor` of the page behind.")
]
YearFrom = Annotated[
    int | None,
    strawberry.argument(description="Only papers of this year or later; papers without a year are left out."),
]
YearTo = Annotated[
    int | None,
    strawberry.argument(description="Only papers of this year or earlier; papers without a year are left out."),
]
Types = Annotated[list[EntityType] | None, strawberry.argument(description="Only entities of one of these types.")]
Kinds = Annotated[
    list[Kind] | None, strawberry.argument(description="Only nodes of these kinds; all kinds if not said.")
]
MinConfidence = Annotated[
    float | None,
    strawberry.argument(
        description="Only edges at least this probable, from 0 to 1; what a feed or a person declared always passes."
    ),
]


def none() -> None: ...


def page(*, first: First = UNSET, after: After = UNSET, last: Last = UNSET, before: Before = UNSET) -> None: ...


def entity_link(
    *,
    types: Types = UNSET,
    min_confidence: MinConfidence = UNSET,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> None: ...


def paper_link(
    *,
    year_from: YearFrom = UNSET,
    year_to: YearTo = UNSET,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> None: ...


def stated_paper_link(
    *,
    year_from: YearFrom = UNSET,
    year_to: YearTo = UNSET,
    min_confidence: MinConfidence = UNSET,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> None: ...


def node_id(
    *,
    id: Annotated[  # noqa: A002 - the argument's public name
        ID, strawberry.argument(description="The id of a node, as any field `id` gives it.")
    ],
) -> None: ...


def node_ids(
    *,
    ids: Annotated[list[ID], strawberry.argument(description=f"Ids of nodes, at most {MAX_PAGE}.")],
) -> None: ...


def any_id(
    *,
    id: Annotated[  # noqa: A002 - the argument's public name
        ID,
        strawberry.argument(
            description="Its id, or anything that names it: for a paper a DOI, an arXiv number, a URL or the title; "
            "for an author an ORCID iD or the name; for an entity the name or an alias."
        ),
    ],
) -> None: ...


def name(
    *,
    name: Annotated[
        str, strawberry.argument(description="Its name or an alias; case, spaces and hyphens do not matter.")
    ],
) -> None: ...


def url(
    *,
    url: Annotated[str, strawberry.argument(description="Its URL, with or without scheme, or its id.")],
) -> None: ...


def papers(
    *,
    filter: Annotated[PaperFilter | None, strawberry.argument(description="Which papers.")] = UNSET,  # noqa: A002
    order_by: Annotated[PaperOrder | None, strawberry.argument(description="PUBLISHED if not said.")] = UNSET,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> None: ...


def authors(
    *,
    filter: Annotated[EntityFilter | None, strawberry.argument(description="Which authors.")] = UNSET,  # noqa: A002
    order_by: Annotated[NameOrder | None, strawberry.argument(description="NAME if not said.")] = UNSET,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> None: ...


def entities(
    *,
    type: Types = UNSET,  # noqa: A002
    filter: Annotated[EntityFilter | None, strawberry.argument(description="Which entities.")] = UNSET,  # noqa: A002
    order_by: Annotated[NameOrder | None, strawberry.argument(description="PAPERS if not said.")] = UNSET,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> None: ...


def entities_of_a_type(
    *,
    filter: Annotated[EntityFilter | None, strawberry.argument(description="Which of them.")] = UNSET,  # noqa: A002
    order_by: Annotated[NameOrder | None, strawberry.argument(description="PAPERS if not said.")] = UNSET,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> None: ...


def search(
    *,
    text: Annotated[
        str,
        strawberry.argument(
            description=f"Plain words, no syntax. The best {SEARCH_WINDOW} hits can be paged through, no more."
        ),
    ],
    kinds: Kinds = UNSET,
    types: Types = UNSET,
    year_from: YearFrom = UNSET,
    year_to: YearTo = UNSET,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> None: ...


def match(
    *,
    texts: Annotated[
        list[str], strawberry.argument(description=f"Identifiers, URLs, titles and names, mixed; at most {MAX_PAGE}.")
    ],
    kinds: Kinds = UNSET,
    types: Types = UNSET,
) -> None: ...


def suggest(
    *,
    prefix: Annotated[
        str, strawberry.argument(description="The first letters of a name, a title or an alias; case does not matter.")
    ],
    kinds: Kinds = UNSET,
    types: Types = UNSET,
    first: Annotated[
        int | None, strawberry.argument(description=f"How many, at most {MOST_SUGGESTED}; {SUGGESTED} if not said.")
    ] = UNSET,
) -> None: ...
