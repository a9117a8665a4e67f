"""`__schema` and `__type`: answered by graphql-core over the same schema, beside the data of the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
)

from api.plan.errors import Code, Refusal
from api.plan.plan import Plan

_LISTS = {
    "types": 50,
    "directives": 5,
    "fields": 12,
    "args": 3,
    "inputFields": 3,
    "enumValues": 6,
    "interfaces": 1,
    "possibleTypes": 3,
}
"""How long the schema's lists about are; what is no list counts one."""
_OBJECTS_A_UNIT = 20
"""The lists above are long guesses, and an object of the schema costs less than a row of a store."""


def introspection_cost(nodes: Sequence[FieldNode], fragments: Mapping[str, FragmentDefinitionNode]) -> int:
    known: dict[str, int] = {}

    def objects(selection_set: SelectionSetNode) -> int:
        total = 0
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                below = objects(selection.selection_set) if selection.selection_set else 0
                total += _LISTS.get(selection.name.value, 1) * (1 + below)
            elif isinstance(selection, FragmentSpreadNode):
                name = selection.name.value
                if name not in known:  # fragments of fragments would else be walked exponentially often
                    known[name] = objects(fragments[name].selection_set)
                total += known[name]
            else:
                total += objects(selection.selection_set)  # type: ignore[attr-defined]
        return total

    found = sum(1 + (objects(node.selection_set) if node.selection_set else 0) for node in nodes)
    return -(-found // _OBJECTS_A_UNIT)


def introspect(
    schema: GraphQLSchema,
    plan: Plan,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> dict[str, Any]:
    """The values of the plan's introspection fields by response key."""
    operation = OperationDefinitionNode(
        operation=plan.operation.operation,
        variable_definitions=plan.operation.variable_definitions,
        selection_set=SelectionSetNode(selections=tuple(plan.introspection)),
    )
    document = DocumentNode(definitions=(operation, *fragments.values()))
    result = execute_sync(schema, document, variable_values=dict(variables))
    if result.errors:
        raise Refusal.graphql(Code.BAD_USER_INPUT, result.errors)
    return result.data or {}
