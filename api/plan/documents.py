"""Parsed and validated documents and compiled plans, kept by what they follow from and bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from graphql import (
    DirectiveNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    validate,
    visit,
)
from graphql.validation.validate import ValidationAbortedError

from api.plan.errors import Code, Refusal
from api.plan.limits import Limits

V = TypeVar("V")

_MOST_ERRORS = 20
"""Validation errors that one answer tells; past them a document is no typing mistake."""


@dataclass(frozen=True, slots=True)
class Document:
    """flags: variables that a `@skip` or an `@include` names."""

    operations: Mapping[str | None, OperationDefinitionNode]
    fragments: Mapping[str, FragmentDefinitionNode]
    flags: tuple[str, ...]
    invalid: Refusal | None

    def operation(self, name: str | None) -> OperationDefinitionNode:
        found = self.operations.get(name)
        if found:
            return found
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        known = ", ".join(sorted(one for one in self.operations if one)) or "one without a name"
        what = "holds several operations" if name is None else f"holds no operation {name!r}"
        raise Refusal.of(Code.BAD_USER_INPUT, f"The document {what}; choose with `operationName` from: {known}.")


def read_document(schema: GraphQLSchema, text: str, limits: Limits) -> Document:
    """Raises Refusal for what cannot be parsed; what is invalid is said by the Document, for a GET is judged first."""
    if len(text) > limits.length:
        raise too_much(
            "length",
            limits.length,
            f"has {len(text)} characters, {limits.length} are allowed; use variables for values",
        )
    try:
        parsed = parse(
            text,
            max_lexical_tokens=limits.tokens,
            max_comments=limits.tokens,
            allow_empty_selection_sets=False,  # `{ }`, which the specification has not
        )
    except GraphQLError as error:
        # graphql-core has no class of its own for these; tests/api/test_limits.py holds the wording.
        if "Document contains more" in error.message:
            raise too_much(
                "tokens", limits.tokens, f"has more than {limits.tokens} tokens; values belong into variables"
            ) from None
        if "nested too deeply" in error.message:
            raise too_much("depth", limits.depth, f"goes deeper than {limits.depth} fields") from None
        raise Refusal.graphql(Code.GRAPHQL_PARSE_FAILED, [error]) from None
    operations, fragments = {}, {}
    for definition in parsed.definitions:
        if isinstance(definition, OperationDefinitionNode):
            operations[definition.name.value if definition.name else None] = definition
        elif isinstance(definition, FragmentDefinitionNode):
            fragments[definition.name.value] = definition
    if not operations:
        raise Refusal.of(Code.GRAPHQL_VALIDATION_FAILED, "The document holds no operation; begin with `query {`.")
    errors = validate(schema, parsed, max_errors=_MOST_ERRORS)
    invalid = Refusal.graphql(Code.GRAPHQL_VALIDATION_FAILED, errors) if errors else None
    if errors and isinstance(errors[0], ValidationAbortedError):  # graphql-core bounds its own work, and says no more
        invalid = too_much(
            "tokens", limits.tokens, "repeats its fields, or nests its fragments, more than can be checked"
        )
    if unknown := [one.operation.value for one in operations.values() if schema.get_root_type(one.operation) is None]:
        invalid = Refusal.of(Code.GRAPHQL_VALIDATION_FAILED, f"There is no {unknown[0]} here; send a query.")
    flags = _Flags()
    visit(parsed, flags)
    return Document(operations, fragments, tuple(sorted(flags.names)), invalid)


def too_much(name: str, limit: int, what: str) -> Refusal:
    return Refusal.of(Code.QUERY_TOO_EXPENSIVE, f"The document {what}.", limit={name: limit})


class _Flags(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        if node.name.value in ("skip", "include"):
            self.names |= {a.value.name.value for a in node.arguments or () if isinstance(a.value, VariableNode)}


class Kept(Generic[V]):
    """Values by key, the longest unused thrown out when the weights exceed `budget`. Shared by threads."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._weight = 0
        self._values: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> V | None:
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: V, weight: int) -> None:
        if weight > self._budget // 4:
            return  # would push out everything that is asked often
        with self._lock:
            if key in self._values:
                return
            self._values[key] = (value, weight)
            self._weight += weight
            while self._weight > self._budget:
                _, (_, freed) = self._values.popitem(last=False)
                self._weight -= freed

    def __len__(self) -> int:
        return len(self._values)
