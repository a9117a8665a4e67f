"""From a record of the node table to a row with the columns that were asked for, and no work for the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import orjson

from graph import columns
from graph.records import AUTHOR, ENTITY, PAPER, RESULT
from graph.store import Row

Record = tuple[Any, ...]

# What every statement that answers with nodes begins with. A CASE whose condition fails never touches the column, and
# abstract and body are most of a node's bytes: this way one statement serves every choice of columns.
NODE: Final = """node.n, node.id, node.kind, node.name, node.type, node.papers, node.is_stub,
       CASE WHEN :wants_text THEN node.text END, CASE WHEN :wants_body THEN node.body END"""
N, ID, KIND, NAME, TYPE, PAPERS, IS_STUB, TEXT, BODY = range(9)
AFTER_NODE: Final = 9

# More than any text, and so a bound that no key reaches: SQLite sorts every BLOB after every TEXT.
BEYOND: Final = b""

_FIELDS: Final = {
    PAPER: {"title": NAME, "abstract": TEXT},
    AUTHOR: {"name": NAME, "paper_count": PAPERS},
    ENTITY: {"name": NAME, "type": TYPE, "paper_count": PAPERS},
    RESULT: {},
}
_IN_BODY: Final = {kind: columns.VALUES[kind] - fields.keys() for kind, fields in _FIELDS.items()}


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the rows of one kind are made: which fields are copied, which are taken out of the body."""

    fields: tuple[tuple[str, int], ...]
    values: tuple[str, ...]
    lists: tuple[str, ...]
    flags: tuple[str, ...]
    has_is_stub: bool

    @property
    def has_body(self) -> bool:
        return bool(self.values or self.lists or self.flags)


@dataclass(frozen=True, slots=True)
class Columns:
    """A choice of columns, made ready: `parameters` for NODE, and what makes a row of a record."""

    parameters: dict[str, bool]
    row: Callable[[Record], Row]


@lru_cache(maxsize=1024)
def columns_of(asked: frozenset[str]) -> Columns:
    """Raises BadInput for a column that no kind of node has."""
    columns.check(asked)
    plans = {
        kind: _Plan(
            fields=tuple((name, field) for name, field in _FIELDS[kind].items() if name in asked),
            values=tuple(sorted(_IN_BODY[kind] & asked)),
            lists=tuple(sorted(columns.LISTS[kind] & asked)),
            flags=tuple(sorted((columns.FLAGS[kind] & asked) - {"is_stub"})),
            has_is_stub=kind == PAPER and "is_stub" in asked,
        )
        for kind in _FIELDS
    }
    wants_text = any(field == TEXT for plan in plans.values() for _, field in plan.fields)
    wants_body = any(plan.has_body for plan in plans.values())

    def row(record: Record) -> Row:
        kind = record[KIND]
        made: Row = {"id": record[ID], "kind": kind}
        plan = plans[kind]
        for name, field in plan.fields:
            made[name] = record[field]
            if made[name] == "" and kind == PAPER:
                made[name] = None
        if plan.has_is_stub:
            made["is_stub"] = record[IS_STUB] == 1
        if wants_body:
            body = orjson.loads(record[BODY])
            for name in plan.values:
                made[name] = body.get(name)
                if made[name] == "":
                    made[name] = None
            for name in plan.lists:
                made[name] = body.get(name) or []
            for name in plan.flags:
                made[name] = bool(body.get(name))
        return made

    return Columns({"wants_text": wants_text, "wants_body": wants_body}, row)


def both_ways(statement: str) -> tuple[str, str]:
    """The statement as written, ascending, and its descending twin; a list read backwards needs the other one."""
    return statement, statement.replace(" ASC", " DESC")
