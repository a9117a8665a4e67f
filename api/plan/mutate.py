"""Mutations: each is written, then what is selected below it is read, before the next one begins, as GraphQL has it.

A mutation gives ids; the rest is the plan's. One that fails is null and told with its place; the others stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Any

from api import deciding
from api.deciding import Correction, SeveralMeant
from api.plan.errors import Code, Refusal, refusal_of
from api.plan.fetch import root_of, shape_below
from api.plan.naming import candidates_of, locations_of
from api.plan.plan import Plan, Read
from api.plan.questions import Question, Withdrawal
from graph.decisions import row_of
from graph.store import Row, Store


class Mutations(Enum):
    """Whether this request may change the graph, and if not, why."""

    ALLOWED = auto()
    OFF = auto()  # no token is set where this runs
    NO_TOKEN = auto()
    WRONG_TOKEN = auto()

    def check(self) -> None:
        """Raises Refusal unless they are allowed."""
        match self:
            case Mutations.OFF:
                raise Refusal.of(
                    Code.UNAUTHENTICATED,
                    "Mutations are off here: no token is set for them. `citegraph decide` corrects the graph without "
                    "one; to correct it over HTTP, set CITEGRAPH_TOKEN where the server runs.",
                )
            case Mutations.NO_TOKEN:
                raise Refusal.of(
                    Code.UNAUTHENTICATED,
                    "A mutation needs the token of this server; send it as `Authorization: Bearer TOKEN`.",
                )
            case Mutations.WRONG_TOKEN:
                raise Refusal.of(
                    Code.UNAUTHENTICATED, "The token of this request is not that of this server; send the right one."
                )


def mutate(
    plan: Plan, questions: Sequence[Question], store: Store
) -> tuple[dict[str, Any], list[Mapping[str, Any]], Code | None, int | None]:
    """The data, the errors with the first one's code, and the version of the graph that was read last."""
    data, reads = root_of(plan)
    errors: list[Mapping[str, Any]] = []
    code: Code | None = None
    version: int | None = None
    for read in reads:
        try:
            row = _done(read, questions[read.index], store)
            with store.reading() as reader:
                data[read.key], version = shape_below(read, row, questions, reader), reader.version
        except Exception as error:  # noqa: BLE001 - the last wall before a client: refusal_of masks and logs
            refusal = refusal_of(error)
            code = code or refusal.code
            errors += [
                {"message": one["message"], "locations": locations_of(read), "path": [read.key]}
                | {"extensions": one["extensions"]}
                for one in refusal.errors
            ]
    return data, errors, code, version


def _done(read: Read, question: Question, store: Store) -> Row:
    match question:
        case Correction():
            try:
                ruled = deciding.decide(store, question)
            except SeveralMeant as error:
                with store.reading() as reader:
                    raise Refusal.of(Code.AMBIGUOUS, str(error), candidates=candidates_of(error.ids, reader)) from None
        case Withdrawal(decision=decision):
            ruled = deciding.withdraw(store, decision)
        case _:
            raise TypeError(f"{read.step!r} is no step of a mutation")
    return {"decision": row_of(ruled.decision), "is_new": ruled.is_new, "ids": ruled.nodes}
