"""From what a statement answers with to rows: the columns that were asked for, and no others are read or sent.

A node comes as its id and a list of property values, `[name IN $columns | n[name]]`: one statement text serves every
choice of columns, where a text of its own for each would cost 145 ms to plan at first sight. The names come from
graph/columns.py, never from a request.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

from graph import columns
from graph.records import AUTHOR, ENTITY, PAPER, RESULT
from graph.store import Row

KINDS: Final = (PAPER, AUTHOR, ENTITY, RESULT)

# More than any text that is stored: the greatest code point is no character, and a key has other things in it.
BEYOND: Final = "\U0010ffff" * 4

KIND_OF_N: Final = (
    "CASE WHEN n:Paper THEN 'Paper' WHEN n:Entity THEN 'Entity' WHEN n:Author THEN 'Author' ELSE 'Result' END"
)

Values = Sequence[Any]


class Transaction(Protocol):
    """What reading needs of a transaction of the driver, explicit or managed."""

    def run(self, query: str, parameters: dict[str, Any] | None = None) -> Any: ...


def read(transaction: Transaction, statement: str, **parameters: Any) -> Any:
    """The one value that a statement answers with: lists in a list cost 2.6 times less to read than Records."""
    record = transaction.run(statement, parameters).single()
    return record[0]


@dataclass(frozen=True, slots=True)
class Columns:
    """A choice of columns, made ready: what each kind is asked for, and what makes a row of the values."""

    names: dict[str, tuple[str, ...]]
    row: Callable[[str, str, Values], Row]
    wants_evidence: bool


@lru_cache(maxsize=1024)
def columns_of(asked: frozenset[str]) -> Columns:
    """Raises BadInput for a column that no kind of node has."""
    columns.check(asked)
    plans = {kind: tuple(_plan(kind, asked)) for kind in KINDS}
    has_evidence = "evidence" in asked

    def row(kind: str, node_id: str, values: Values) -> Row:
        made: Row = {"id": node_id, "kind": kind}
        for (name, make), value in zip(plans[kind], values, strict=True):
            made[name] = value if make is None else make(value)
        if has_evidence and kind == RESULT:
            made["evidence"] = None
        return made

    names = {kind: tuple(name for name, _ in plan) for kind, plan in plans.items()}
    return Columns(names, row, has_evidence)


def _plan(kind: str, asked: frozenset[str]) -> list[tuple[str, Callable[[Any], Any] | None]]:
    """The properties to read and what each becomes; evidence is a property of an edge."""
    values = sorted((columns.VALUES[kind] & asked) - {"evidence"})
    return [
        *((name, None if (kind, name) in columns.NAMES else _or_none) for name in values),
        *((name, _or_no_items) for name in sorted(columns.LISTS[kind] & asked)),
        *((name, bool) for name in sorted(columns.FLAGS[kind] & asked)),
    ]


def _or_none(value: Any) -> Any:
    return None if value == "" else value


def _or_no_items(value: Any) -> Any:
    return value or []
