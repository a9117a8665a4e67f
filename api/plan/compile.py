"""From a validated document to a Plan: one walk, as graphql-core collects fields, over types instead of over rows.

`@skip` and `@include` are settled here, so the Booleans they name are part of the plan's cache key and nothing else is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLSkipDirective,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.values import VariableValues, get_directive_values

from api.plan.documents import too_much
from api.plan.fields import sources
from api.plan.introspection import introspection_cost
from api.plan.limits import Limits
from api.plan.plan import Body, Field, Introspection, Leaf, Part, Plan, Read, TypeName
from api.plan.questions import ask
from api.schema.steps import Ref

_NOT_ASKED_FOR = frozenset({"id", "kind"})
"""Columns that every row has."""


def compile_plan(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: VariableValues,
    limits: Limits,
) -> Plan:
    """Of `variables`, only those in directives are looked at."""
    root_type = cast("GraphQLObjectType", schema.get_root_type(operation.operation))  # documents.py made sure of it
    compiler = _Compiler(schema, root_type, fragments, variables, limits)
    root = compiler.body(compiler.root_type, [operation.selection_set], depth=1)
    cost = introspection_cost(compiler.introspection, fragments)
    return Plan(operation, root, tuple(compiler.reads), tuple(compiler.introspection), cost)


class _Compiler:
    def __init__(
        self,
        schema: GraphQLSchema,
        root_type: GraphQLObjectType,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues,
        limits: Limits,
    ) -> None:
        self.schema = schema
        self.root_type = root_type
        self.fragments = fragments
        self.variables = variables
        self.limits = limits
        self.node_type = schema.type_map["Node"]
        self.reads: list[Read] = []
        self.introspection: list[FieldNode] = []
        self.field_count = 0
        self.alias_count = 0

    def body(self, type_: Any, selections: Sequence[SelectionSetNode], *, depth: int) -> Body:
        if depth > self.limits.depth:
            raise too_much("depth", self.limits.depth, f"goes deeper than {self.limits.depth} fields")
        types = self.schema.get_possible_types(type_) if is_abstract_type(type_) else [type_]
        fields = {
            one.name: tuple(
                self.field(one, key, nodes, depth=depth) for key, nodes in self.collect(one, selections).items()
            )
            for one in types
        }
        return Body(fields, has_ids=all(self.node_type in one.interfaces for one in types))

    def collect(self, type_: GraphQLObjectType, selections: Iterable[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """Field nodes by response key, in the order in which keys first appear; each fragment counts once."""
        found: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()

        def walk(selection_set: SelectionSetNode) -> None:
            for selection in selection_set.selections:
                if not self.is_included(selection):
                    continue
                if isinstance(selection, FieldNode):
                    found.setdefault((selection.alias or selection.name).value, []).append(selection)
                    continue
                fragment: Any = selection
                if isinstance(selection, FragmentSpreadNode):
                    if selection.name.value in visited:
                        continue
                    visited.add(selection.name.value)
                    fragment = self.fragments[selection.name.value]
                if self.applies(fragment.type_condition, type_):
                    walk(fragment.selection_set)

        for selection_set in selections:
            walk(selection_set)
        return found

    def is_included(self, selection: SelectionNode) -> bool:
        if not selection.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, selection, self.variables)
        include = get_directive_values(GraphQLIncludeDirective, selection, self.variables)
        return not (skip and skip["if"]) and (include is None or bool(include["if"]))

    def applies(self, condition: Any, type_: GraphQLObjectType) -> bool:
        if condition is None or condition.name.value == type_.name:
            return True
        wanted = self.schema.type_map[condition.name.value]
        return is_abstract_type(wanted) and self.schema.is_sub_type(wanted, type_)

    def field(self, type_: GraphQLObjectType, key: str, nodes: list[FieldNode], *, depth: int) -> Field:
        node = nodes[0]
        name = node.name.value
        self.count(nodes)
        if name == "__typename":
            return TypeName(key)
        if name.startswith("__"):
            self.introspection += nodes
            return Introspection(key)
        definition = type_.fields[name]
        source = sources()[type_.name, name]
        named = get_named_type(definition.type)
        # A read takes its index before those below it, so that Plan.reads is in the order of the document.
        index = len(self.reads)
        if source.step:
            self.reads.append(cast("Read", None))
        body = (
            None
            if is_leaf_type(named)
            else self.body(named, [one.selection_set for one in nodes if one.selection_set], depth=depth + 1)
        )
        if source.step:
            read = Read(
                key=key,
                index=index,
                step=source.step,
                definition=definition,
                node=node,
                is_root=type_ is self.root_type,
                body=body,
                columns=_node_columns(body),
                edge_columns=_edge_columns(body),
                is_counted=_has_column(body, "total_count"),
                facets=_facets(body),
            )
            if not _has_variable(node):
                read.constant = ask(read, None)
            self.reads[index] = read
            return read
        if body is None:
            return Leaf(key, source.column, source.names)
        return Part(key, source.column, body, _is_list(definition.type))

    def count(self, nodes: list[FieldNode]) -> None:
        limits = self.limits
        self.field_count += len(nodes)
        self.alias_count += sum(1 for node in nodes if node.alias)
        if self.field_count > limits.tokens:
            raise too_much("tokens", limits.tokens, f"has more than {limits.tokens} fields, fragments written out")
        if self.alias_count > limits.aliases:
            raise too_much("aliases", limits.aliases, f"has more than {limits.aliases} aliases, fragments written out")


def _is_list(type_: GraphQLOutputType) -> bool:
    return isinstance(type_.of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLList)


def _has_variable(node: FieldNode) -> bool:
    waiting: list[Any] = [argument.value for argument in node.arguments or ()]
    while waiting:
        value = waiting.pop()
        if isinstance(value, VariableNode):
            return True
        waiting += getattr(value, "values", None) or ()
        waiting += [one.value for one in getattr(value, "fields", None) or ()]
    return False


def _all_fields(body: Body) -> Iterable[Field]:
    return (field for fields in body.fields.values() for field in fields)


def _node_columns(body: Body | None) -> frozenset[str]:
    """Columns of the nodes in this body: its own, or those of the nodes in its edges, nodes, candidates."""
    if body is None:
        return frozenset()
    if not body.has_ids:
        return frozenset().union(*(_node_columns(f.body) for f in _all_fields(body) if isinstance(f, Part)))
    columns = {f.column for f in _all_fields(body) if isinstance(f, Leaf | Part)}
    columns |= {f.step.column for f in _all_fields(body) if isinstance(f, Read) and isinstance(f.step, Ref)}
    return frozenset(columns - _NOT_ASKED_FOR)


def _edge_columns(body: Body | None) -> frozenset[str]:
    """Columns of the edges; of statements only the parts selected, so that no abstract is read for nothing."""
    columns: set[str] = set()
    for edges in _all_fields(body) if body else ():
        if isinstance(edges, Part) and edges.column == "edges":
            for f in _all_fields(edges.body):
                if isinstance(f, Leaf) and f.column != "cursor":
                    columns.add(f.column)
                elif isinstance(f, Part) and f.column == "statements":
                    columns |= {f"statements.{part}" for part in _row_columns(f.body)} or {"statements.by"}
                elif isinstance(f, Part) and f.column == "highlights":
                    columns.add(f.column)
    return frozenset(columns)


def _row_columns(body: Body) -> set[str]:
    columns = {f.column for f in _all_fields(body) if isinstance(f, Leaf | Part)}
    return columns | {f.step.column for f in _all_fields(body) if isinstance(f, Read) and isinstance(f.step, Ref)}


def _facets(body: Body | None) -> frozenset[str]:
    parts = (f for f in _all_fields(body) if isinstance(f, Part) and f.column == "facets") if body else ()
    return frozenset(f.column for part in parts for f in _all_fields(part.body) if isinstance(f, Part))


def _has_column(body: Body | None, column: str) -> bool:
    return body is not None and any(isinstance(f, Leaf) and f.column == column for f in _all_fields(body))
