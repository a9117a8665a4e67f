"""The schema's table of fields: for each, its step or the column it stands for, read from strawberry's metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from graphql import GraphQLEnumType, GraphQLInterfaceType, GraphQLObjectType, get_named_type
from strawberry.schema.schema_converter import GraphQLCoreConverter

from api.schema import core
from api.schema.steps import COLUMN, STEP, Step

_BACK = GraphQLCoreConverter.DEFINITION_BACKREF


@dataclass(frozen=True, slots=True)
class FieldSource:
    """column   the key of the row (or, for a ref, of the id in the row); unused by other steps
    step     what the field asks the store, if it does
    names    for an enum, the GraphQL name of each value that a store gives
    """

    column: str
    step: Step | None
    names: Mapping[str, str] | None


@cache
def sources() -> Mapping[tuple[str, str], FieldSource]:
    """By (type, field) as GraphQL names them."""
    table = {}
    for type_ in core().type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and not type_.name.startswith("__"):
            for name, field in type_.fields.items():
                declared = field.extensions[_BACK]
                column = declared.metadata.get(COLUMN, declared.python_name)
                named = get_named_type(field.type)
                names = _names(named) if isinstance(named, GraphQLEnumType) else None
                table[type_.name, name] = FieldSource(column, declared.metadata.get(STEP), names)
    return MappingProxyType(table)


def _names(enum: GraphQLEnumType) -> Mapping[str, str]:
    return {value.value: name for name, value in enum.values.items()}
