"""The compiled form of one operation: a tree of what is copied from rows and of what is read from the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLField, OperationDefinitionNode, OperationType

from api.schema.steps import Step


@dataclass(slots=True)
class Leaf:
    """A column copied as it is, or, for an enum, under the name that GraphQL has for the value."""

    key: str
    column: str
    names: Mapping[str, str] | None = None


@dataclass(slots=True)
class TypeName:
    """`__typename`."""

    key: str


@dataclass(slots=True)
class Part:
    """A column that is a row itself, or a list of rows."""

    key: str
    column: str
    body: Body
    is_list: bool


@dataclass(slots=True)
class Read:
    """A question to the store, one a request for all rows of its level.

    index                            its place in Plan.reads
    body                             what is made of each row that comes back; None where a bare value does
    columns, edge_columns, is_counted, facets  what is selected of those rows, their edges, their number and spread
    constant                         the question itself, where no variable is in it
    """

    key: str
    index: int
    step: Step
    definition: GraphQLField
    node: FieldNode
    is_root: bool
    body: Body | None
    columns: frozenset[str]
    edge_columns: frozenset[str]
    is_counted: bool
    facets: frozenset[str] = frozenset()
    constant: Any = None


@dataclass(slots=True)
class Introspection:
    """`__schema` or `__type`, which graphql-core answers."""

    key: str


Field = Leaf | TypeName | Part | Read | Introspection


@dataclass(slots=True)
class Body:
    """What is selected of rows: fields in the order of the answer, by the row's kind (or, if single, its only type).

    has_ids  the rows are nodes, so that rows with one id are one row
    """

    fields: Mapping[str, tuple[Field, ...]]
    has_ids: bool
    single: str | None = field(init=False)

    def __post_init__(self) -> None:
        self.single = next(iter(self.fields)) if len(self.fields) == 1 else None


@dataclass(slots=True)
class Plan:
    """An operation with its `@skip`s and `@include`s settled. Holds no value of any other variable."""

    operation: OperationDefinitionNode
    root: Body
    reads: tuple[Read, ...]
    introspection: tuple[FieldNode, ...]
    introspection_cost: int

    @property
    def is_mutation(self) -> bool:
        return self.operation.operation is OperationType.MUTATION

    @property
    def asks_store(self) -> bool:
        return bool(self.reads)
