"""What a request could cost, told before the store is touched.

The unit is an object of the answer. A page counts its size (20 if not said), and everything below it that many times:

    each question to the store             1 for each row it is asked from
    each row of a page, node or edge       1, and what is selected below it
    `totalCount`                           1 for each row it is asked from
    a list inside a row (statements, ...)  3 rows: its length is the store's, mostly 1, at most 50
    a search                               1,000: it ranks every match, 20 ms at 6,000 papers
    `decisions`, and each correction       1,000: it reads every decision, and projects the papers concerned
    a filter by more than years            500, and 50 for each test: it may pass over many papers to find a page
    `totalCount` with such a filter        500: it tests every paper that may pass
    `suggest`                              500: it reads up to 1,000 names of each kind
    a facet                                1,000: it looks at every paper that passes, and at what these state
    `stats`                                1,000: it reads the index of all edges, 118 ms at 890,000
    a question put together from several   what it says itself (derived/), as it looks at more than it returns
    introspection                          a twentieth of the objects that the schema could give
"""

from __future__ import annotations

from collections.abc import Sequence

from api.plan.derived import Composed
from api.plan.plan import Body, Field, Leaf, Part, Plan, Read
from api.plan.questions import Question, size
from api.schema.steps import (
    Complete,
    Correct,
    Counts,
    FullText,
    GetMany,
    Link,
    ListOf,
    MatchAll,
    Refs,
    Rulings,
    Withdraw,
)
from graph.filter import EVERYTHING
from graph.store import Listing

_INNER_ROWS = 3
_RANKING = 1_000
_COUNTING = 1_000
_RULING = 1_000
_FACET = 1_000
_SUGGESTING = 500
_FILTERING, _A_TEST = 500, 50


def cost(plan: Plan, questions: Sequence[Question]) -> int:
    return plan.introspection_cost + _body(plan.root, questions, rows=1)


def _body(body: Body, questions: Sequence[Question], *, rows: int) -> int:
    """Of one row with this body, the dearest kind; `rows`: how many its `edges` and `nodes` can hold."""
    return max(sum(_field(field, questions, rows) for field in fields) for fields in body.fields.values())


def _field(field: Field, questions: Sequence[Question], rows: int) -> int:
    match field:
        case Read():
            return _read(field, questions)
        case Part(column="edges" | "nodes", body=body):
            return rows * (1 + _body(body, questions, rows=_INNER_ROWS))
        case Part(column="facets", body=body):
            return sum(_FACET for facet in body.fields["PaperFacets"] if isinstance(facet, Part))
        case Part(is_list=True, body=body):
            return _INNER_ROWS * (1 + _body(body, questions, rows=_INNER_ROWS))
        case Part(body=body):
            return _body(body, questions, rows=_INNER_ROWS)
        case Leaf(column="total_count"):
            return 1
        case _:
            return 0


def _read(read: Read, questions: Sequence[Question]) -> int:
    if read.body is None:
        return 1
    question = questions[read.index]
    rows = size(question)
    if isinstance(question, Composed):
        return question.work + _body(read.body, questions, rows=rows)
    match read.step:
        case ListOf():
            return 1 + _narrowing(read, questions[read.index]) + _body(read.body, questions, rows=rows)
        case Link():
            return 1 + _body(read.body, questions, rows=rows)
        case FullText():
            return _RANKING + _body(read.body, questions, rows=rows)
        case Complete():
            return _SUGGESTING + rows * (1 + _body(read.body, questions, rows=_INNER_ROWS))
        case GetMany() | MatchAll():
            return 1 + rows * (1 + _body(read.body, questions, rows=_INNER_ROWS))
        case Rulings():
            return _RULING + _body(read.body, questions, rows=rows)
        case Correct() | Withdraw():
            return _RULING + _body(read.body, questions, rows=_INNER_ROWS)
        case Refs():
            return 1 + _INNER_ROWS * (1 + _body(read.body, questions, rows=_INNER_ROWS))
        case Counts():
            return _COUNTING
        case _:
            return 2 + _body(read.body, questions, rows=_INNER_ROWS)


def _narrowing(read: Read, question: Question) -> int:
    if not isinstance(question, Listing) or question.filter == EVERYTHING:
        return 0
    return _FILTERING * (1 + read.is_counted) + _A_TEST * sum(1 for _ in question.filter.each_test())
