"""Reading: breadth first, one question to the store for each read of the plan, whatever the number of rows.

Rows are shaped a column at a time, in flat loops. Nodes with one id on one level are shaped once and stand wherever
they occur, as the same dict: a level costs its distinct nodes, and a question never names an id twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from api.plan.plan import Body, Field, Introspection, Leaf, Part, Plan, Read, TypeName
from api.plan.questions import Question
from api.plan.verbs import answered_elsewhere, call, call_below
from api.schema.steps import Refs
from graph.store import Reader, Row

Out = dict[str, Any]


def fetch(
    plan: Plan,
    questions: Sequence[Question],
    reader: Reader | None,
    introspected: Mapping[str, Any],
    elsewhere: list[str],
) -> dict[str, Any]:
    """The data of the answer. `reader` may be None for a plan without reads.

    To `elsewhere` are added ids that were asked for and that nodes of other ids answer.
    """
    waiting: deque[tuple[Read, Sequence[Row], Sequence[Out]]] = deque()
    [data] = _shape(plan.root, [{}], waiting)
    data.update(introspected)
    if reader is None:
        return data
    for _ in range(len(waiting)):  # the root's own reads
        read, _rows, _outs = waiting.popleft()
        answer = call(read, questions[read.index], reader)
        elsewhere += answered_elsewhere(read, questions[read.index], answer)
        data[read.key] = _place(read.body, answer, waiting)
    _fill_below(waiting, questions, reader)
    return data


def shape_below(read: Read, row: Row, questions: Sequence[Question], reader: Reader) -> Any:
    """What stands in the answer for a row that a read of the root gave, and all that is selected below it."""
    waiting: deque[tuple[Read, Sequence[Row], Sequence[Out]]] = deque()
    shaped = _place(read.body, row, waiting)
    _fill_below(waiting, questions, reader)
    return shaped


def root_of(plan: Plan) -> tuple[Out, list[Read]]:
    """The answer with the keys of the root in their order, and the reads that belong there."""
    waiting: deque[tuple[Read, Sequence[Row], Sequence[Out]]] = deque()
    [data] = _shape(plan.root, [{}], waiting)
    return data, [read for read, _, _ in waiting]


def _fill_below(waiting: deque[Any], questions: Sequence[Question], reader: Reader) -> None:
    while waiting:
        read, rows, outs = waiting.popleft()
        answers = call_below(read, questions[read.index], reader, rows)
        for out, value in zip(outs, _place_each(read, answers, waiting), strict=True):
            out[read.key] = value


def _place_each(read: Read, answers: Sequence[Any], waiting: deque[Any]) -> Sequence[Any]:
    """What stands for the answer below each row."""
    if not isinstance(read.step, Refs) or read.body is None:
        placed: Sequence[Any] = _place(read.body, list(answers), waiting)
        return placed
    shaped = iter(_shape(read.body, [row for rows in answers for row in rows], waiting))
    return [list(islice(shaped, len(rows))) for rows in answers]


def _place(body: Body | None, answer: Any, waiting: deque[Any]) -> Any:
    """What stands in the answer for a bare value, a row, or a list of rows; None stays None."""
    if body is None or answer is None:
        return answer
    if not isinstance(answer, list):
        return _shape(body, [answer], waiting)[0]
    if None not in answer:
        return _shape(body, answer, waiting)
    shaped = iter(_shape(body, [row for row in answer if row is not None], waiting))
    return [None if row is None else next(shaped) for row in answer]


def _shape(body: Body, rows: Sequence[Row], waiting: deque[Any]) -> list[Out]:
    """What is selected of each row, in the rows' order."""
    if body.has_ids:
        distinct = {row["id"]: row for row in rows}
        if len(distinct) < len(rows):
            shaped = dict(zip(distinct, _shape(body, list(distinct.values()), waiting), strict=True))
            return [shaped[row["id"]] for row in rows]
    if body.single is not None:
        return _fill(body.single, body.fields[body.single], rows, waiting)
    by_kind: dict[str, list[Row]] = {}
    for row in rows:
        by_kind.setdefault(row["kind"], []).append(row)
    filled: dict[str, Iterator[Out]] = {
        kind: iter(_fill(kind, body.fields[kind], same, waiting)) for kind, same in by_kind.items()
    }
    return [next(filled[row["kind"]]) for row in rows]


def _fill(type_name: str, fields: Sequence[Field], rows: Sequence[Row], waiting: deque[Any]) -> list[Out]:
    """Every field writes its key into every `out`, in order, so that keys stand as graphql-core would have them."""
    outs: list[Out] = [{} for _ in rows]
    if not rows:
        return outs
    for field in fields:
        key = field.key
        match field:
            case Leaf(column=column, names=None):
                for out, row in zip(outs, rows, strict=True):
                    out[key] = row[column]
            case Leaf(column=column, names=names) if names is not None:
                for out, row in zip(outs, rows, strict=True):
                    value = row[column]
                    out[key] = None if value is None else names[value]
            case TypeName():
                for out in outs:
                    out[key] = type_name
            case Part(column=column, body=body, is_list=True):
                lists = [row[column] for row in rows]
                shaped = iter(_shape(body, [one for rows_ in lists for one in rows_], waiting))
                for out, rows_ in zip(outs, lists, strict=True):
                    out[key] = list(islice(shaped, len(rows_)))
            case Part(column=column, body=body):
                values = _place(body, [row[column] for row in rows], waiting)
                for out, value in zip(outs, values, strict=True):
                    out[key] = value
            case Read():
                for out in outs:
                    out[key] = None  # keeps the key's place until the answer is there
                waiting.append((field, rows, outs))
            case Introspection():
                for out in outs:
                    out[key] = None
    return outs
