"""From a request to the bytes of its answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import orjson
from graphql import GraphQLError, GraphQLSchema, OperationType
from graphql.execution.values import VariableValues, get_variable_values

from api.plan.compile import compile_plan
from api.plan.cost import cost
from api.plan.documents import Document, Kept, read_document
from api.plan.errors import Code, Refusal, refusal_of
from api.plan.fetch import fetch
from api.plan.introspection import introspect
from api.plan.limits import Limits
from api.plan.mutate import Mutations, mutate
from api.plan.plan import Plan
from api.plan.questions import Question, ask
from api.schema import core
from graph.store import Reader, Store

_DOCUMENT_BYTES, _PLAN_BYTES = 600, 100
"""Memory of a parsed document and of a plan for each character of the text: 326-557 and 31-72 by tracemalloc."""
_BUDGET = 32 * 2**20
"""Bytes for documents, and as many for plans: some thousand different queries."""
_MOST_ERRORS = 20
_READS = 3
"""Writes come a second apart, a request takes milliseconds: three in a row between two statements are no accident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """only_query  the request came by GET, which may change nothing
    mutations   whether it may change the graph, where it came by POST
    """

    query: str
    variables: Mapping[str, Any] | None = None
    operation: str | None = None
    only_query: bool = False
    mutations: Mutations = Mutations.OFF


@dataclass(frozen=True, slots=True)
class Answer:
    """body      JSON, ready to send
    is_error  the request was refused before anything was read: there is no `data`
    code      of the first error, None where all went well
    cost      what the request could have cost at most; 0 where it was refused before that was known
    operation its name, where it was not refused and has one
    """

    body: bytes
    is_error: bool
    code: Code | None
    cost: int = 0
    operation: str | None = None


Waiting = Callable[[], Answer]
"""A mutation that is ready to be done: it writes, and may wait for other writers."""


def answer(request: Request, store: Store, limits: Limits = Limits()) -> Answer:  # noqa: B008 - frozen
    """Never raises: whatever happens is an answer. Runs in the caller's thread from parsing to bytes."""
    begun = begin(request, store, limits)
    return begun if isinstance(begun, Answer) else begun()


def begin(request: Request, store: Store, limits: Limits) -> Answer | Waiting:
    """The same, but a mutation is left to be done in a thread that may wait."""
    try:
        ready = _planner(limits).ready(request)
    except Exception as error:  # noqa: BLE001 - the last wall before a client: refusal_of masks and logs
        refusal = refusal_of(error)
        return Answer(_json({"errors": refusal.errors}), is_error=True, code=refusal.code)
    if ready.plan.is_mutation:
        return partial(_mutated, ready, store)
    operation = _name_of(ready.plan)
    extensions: dict[str, Any] = {"cost": ready.cost}
    try:
        if ready.plan.asks_store:
            data, extensions["graphVersion"], merged = _read(ready, store)
            if merged:
                extensions["mergedIds"] = [{"asked": asked, "id": survivor} for asked, survivor in merged.items()]
        else:
            data = ready.data(None, [])
        body = _json({"data": data, "extensions": extensions})
    except Exception as error:  # noqa: BLE001 - as above
        refusal = refusal_of(error)
        body = _json({"errors": refusal.errors, "data": None, "extensions": extensions})
        return Answer(body, is_error=False, code=refusal.code, cost=ready.cost, operation=operation)
    return Answer(body, is_error=False, code=None, cost=ready.cost, operation=operation)


def _mutated(ready: _Ready, store: Store) -> Answer:
    data, errors, code, version = mutate(ready.plan, ready.questions, store)
    extensions = {"cost": ready.cost} | ({} if version is None else {"graphVersion": version})
    told = {"errors": errors} if errors else {}
    body = _json({**told, "data": data, "extensions": extensions})
    return Answer(body, is_error=False, code=code, cost=ready.cost, operation=_name_of(ready.plan))


def _name_of(plan: Plan) -> str | None:
    return plan.operation.name.value if plan.operation.name else None


_Read = tuple[dict[str, Any], int, dict[str, str]]
"""Data, the version they are of, and the survivor of each id asked for that was merged away."""


def _read(ready: _Ready, store: Store) -> _Read:
    """Read again where a write came between and the store has no snapshots."""
    for _ in range(_READS - 1):
        with store.reading() as reader:
            before = None if reader.is_snapshot else reader.version
            found = _read_once(ready, reader)
        if before in (None, found[1]):
            return found
    with store.reading() as reader:
        return _read_once(ready, reader)


def _read_once(ready: _Ready, reader: Reader) -> _Read:
    elsewhere: list[str] = []
    data = ready.data(reader, elsewhere)
    merged = reader.merged(list(dict.fromkeys(elsewhere))) if elsewhere else {}
    return data, reader.version, merged


@dataclass(frozen=True, slots=True)
class _Ready:
    """A request of which everything is known but the rows."""

    plan: Plan
    questions: list[Question]
    introspected: Mapping[str, Any]
    cost: int

    def data(self, reader: Reader | None, elsewhere: list[str]) -> dict[str, Any]:
        return fetch(self.plan, self.questions, reader, self.introspected, elsewhere)


@lru_cache(maxsize=8)
def _planner(limits: Limits) -> Planner:
    return Planner(core(), limits)


class Planner:
    """Makes requests ready under some limits, and remembers documents, plans and introspection."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self.schema = schema
        self.limits = limits
        self.documents: Kept[Document | Refusal] = Kept(_BUDGET)
        self.plans: Kept[Plan] = Kept(_BUDGET)
        self.introspections: Kept[dict[str, Any]] = Kept(_BUDGET)

    def ready(self, request: Request) -> _Ready:
        document = self.document(request.query)
        operation = document.operation(request.operation)
        if request.only_query and operation.operation is not OperationType.QUERY:
            raise Refusal.of(
                Code.METHOD_NOT_ALLOWED, f"A GET may only hold a query; send this {operation.operation.value} by POST."
            )
        if operation.operation is OperationType.MUTATION:
            request.mutations.check()
        if document.invalid:
            raise document.invalid.again()
        variables = get_variable_values(
            self.schema, operation.variable_definitions or (), dict(request.variables or {}), max_errors=_MOST_ERRORS
        )
        if isinstance(variables, list):
            raise Refusal.graphql(Code.BAD_USER_INPUT, variables)
        plan = self.plan(request, document, variables)
        questions = [ask(read, variables) if read.constant is None else read.constant for read in plan.reads]
        total = cost(plan, questions)
        if total > self.limits.cost:
            raise Refusal.of(
                Code.QUERY_TOO_EXPENSIVE,
                f"The request could return {total} objects and may return {self.limits.cost}; ask for smaller pages.",
                cost=total,
                limit=self.limits.cost,
            )
        return _Ready(plan, questions, self.introspected(request, document, plan), total)

    def document(self, text: str) -> Document:
        document = self.documents.get(text)
        if document is None:
            try:
                document = read_document(self.schema, text, self.limits)
            except Refusal as refusal:
                document = refusal
            self.documents.put(text, document, _DOCUMENT_BYTES * len(text))
        if isinstance(document, Refusal):
            raise document.again()
        return document

    def plan(self, request: Request, document: Document, variables: VariableValues) -> Plan:
        flags = tuple(variables.coerced.get(name) for name in document.flags)
        key = (request.query, request.operation, flags)
        plan = self.plans.get(key)
        if plan is None:
            try:
                plan = compile_plan(
                    self.schema, document.operation(request.operation), document.fragments, variables, self.limits
                )
            except GraphQLError as error:  # null for the Boolean of a directive
                raise Refusal.graphql(Code.BAD_USER_INPUT, [error]) from None
            self.plans.put(key, plan, _PLAN_BYTES * len(request.query))
        return plan

    def introspected(self, request: Request, document: Document, plan: Plan) -> dict[str, Any]:
        if not plan.introspection:
            return {}
        declared = sorted(one.variable.name.value for one in plan.operation.variable_definitions or ())
        given = {name: request.variables[name] for name in declared if request.variables and name in request.variables}
        values = repr(given)
        key = (request.query, request.operation, values)
        found = self.introspections.get(key)
        if found is None:
            found = introspect(self.schema, plan, document.fragments, given)
            # In memory Python's strings and dicts take about ten times the bytes of their JSON.
            self.introspections.put(key, found, 10 * (len(_json(found)) + len(values) + len(request.query)))
        return found


def _json(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        # A lone surrogate, which a record may hold and orjson refuses: escaped, as JSON has it.
        return json.dumps(value, separators=(",", ":")).encode("ascii")
