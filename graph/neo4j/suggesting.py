"""What the first letters of a name may become, read from the index of folded names or along that of papers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from graph import suggesting
from graph.neo4j.rows import Transaction, columns_of, read
from graph.records import ENTITY, PAPER
from graph.store import Row, Suggest

_RESULT: Final = "RETURN collect([n.id, [name IN $columns | n[name]]])"
_RANGE: Final = "n.name_key >= $low AND n.name_key < $high"
_KEYS: Final = "k.key >= $key_low AND k.key < $key_high"


def _index(kind: str, key: str) -> tuple[str, str]:
    """The hint for an index of one order, and what it begins with."""
    if kind == PAPER:
        return f"USING RANGE INDEX n:Paper(is_stub, {key})", "n.is_stub = false AND "
    return f"USING RANGE INDEX n:{kind}({key})", ""


def _types(kind: str) -> str:
    return "($types IS NULL OR n.type IN $types)" if kind == ENTITY else "true"


def count(kind: str) -> str:
    hint, which = _index(kind, "name_key")
    return f"MATCH (n:{kind}) {hint} WHERE {which}{_RANGE} WITH n LIMIT {suggesting.FEW + 1} RETURN count(n)"


def few(kind: str) -> str:
    hint, which = _index(kind, "name_key")
    named = f"MATCH (n:{kind}) {hint} WHERE {which}{_RANGE} RETURN n"
    if kind == PAPER:
        return f"CALL () {{ {named} }} WITH n ORDER BY n.order_key DESC LIMIT $limit {_RESULT}"
    aliases = f"MATCH (k:Key)-[:NAMES {{kind: 'alias'}}]->(n:{kind}) USING INDEX k:Key(key) WHERE {_KEYS} RETURN n"
    return f"""
CALL () {{ {named} UNION {aliases} }}
WITH DISTINCT n WHERE {_types(kind)}
WITH n ORDER BY n.order_key ASC LIMIT $limit
{_RESULT}
"""


def many(kind: str) -> str:
    hint, which = _index(kind, "order_key")
    if kind == PAPER:
        return f"""
MATCH (n:Paper) {hint} WHERE {which}n.order_key > '' AND {_RANGE}
WITH n ORDER BY n.is_stub DESC, n.order_key DESC LIMIT $limit {_RESULT}
"""
    aliased = f"EXISTS {{ MATCH (k:Key)-[:NAMES {{kind: 'alias'}}]->(n) WHERE {_KEYS} }}"
    return f"""
MATCH (n:{kind}) {hint} WHERE n.order_key > '' AND (({_RANGE}) OR {aliased}) AND {_types(kind)}
WITH n ORDER BY n.order_key ASC LIMIT $limit {_RESULT}
"""


def statements() -> Iterator[tuple[str, str]]:
    """Every statement, by name: for tests that look at plans."""
    for kind in suggesting.KINDS:
        yield f"count {kind}", count(kind)
        yield f"few {kind}", few(kind)
        yield f"many {kind}", many(kind)


def suggest(transaction: Transaction, asked: Suggest) -> list[Row]:
    columns = columns_of(asked.columns | {"title", "name", "aliases"})
    found: dict[str, list[Row]] = {}
    for kind in suggesting.checked(asked):
        parameters: dict[str, Any] = {
            **suggesting.bounds(kind, asked.prefix),
            "types": None if asked.types is None else sorted(asked.types),
            "limit": asked.first,
            "columns": columns.names[kind],
        }
        is_few = read(transaction, count(kind), **parameters) <= suggesting.FEW
        rows = read(transaction, (few if is_few else many)(kind), **parameters)
        found[kind] = [columns.row(kind, node_id, values) for node_id, values in rows]
    return suggesting.in_turn(found, asked)
