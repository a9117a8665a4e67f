"""What the first letters of a name may become, read from the index of folded names or along that of papers."""

# ruff: noqa: S608 - what is put into these statements are constants of this folder; all that is asked is a parameter

from __future__ import annotations

import sqlite3
from typing import Any, Final

import orjson

from graph import suggesting
from graph.records import AUTHOR, ENTITY, PAPER
from graph.sqlite.rows import NODE, columns_of
from graph.store import Row, Suggest

_WHICH: Final = {
    PAPER: "node.kind = 'Paper' AND node.is_stub = 0",
    AUTHOR: "node.kind = 'Author'",
    ENTITY: "node.kind = 'Entity'",
}
_ALIASES: Final = "SELECT key.node FROM key WHERE key.key >= :key_low AND key.key < :key_high AND key.kind = 'alias'"
_TYPES: Final = "(:types IS NULL OR node.type IN (SELECT value FROM json_each(:types)))"


def _named(kind: str) -> str:
    named = f"SELECT node.n FROM node WHERE {_WHICH[kind]} AND node.name_key >= :low AND node.name_key < :high"
    return named if kind == PAPER else f"{named} UNION {_ALIASES}"


def _few(kind: str) -> str:
    way = "DESC" if kind == PAPER else "ASC"
    types = f"AND {_TYPES}" if kind == ENTITY else ""
    return f"""
SELECT {NODE} FROM ({_named(kind)}) AS found CROSS JOIN node ON node.n = found.n
WHERE {_WHICH[kind]} {types} ORDER BY node.order_key {way} LIMIT :limit
"""


def _many(kind: str) -> str:
    way = "DESC" if kind == PAPER else "ASC"
    fits = "(+node.name_key >= :low AND +node.name_key < :high)"
    if kind != PAPER:
        fits = f"({fits} OR node.n IN ({_ALIASES}))"
    types = f"AND {_TYPES}" if kind == ENTITY else ""
    return f"""
SELECT {NODE} FROM node WHERE {_WHICH[kind]} AND {fits} {types} ORDER BY node.order_key {way} LIMIT :limit
"""


COUNTS: Final = {
    kind: f"SELECT count(*) FROM (SELECT 1 FROM node WHERE {which} AND name_key >= :low AND name_key < :high "
    f"LIMIT {suggesting.FEW + 1})"
    for kind, which in _WHICH.items()
}
FEW: Final = {kind: _few(kind) for kind in _WHICH}
MANY: Final = {kind: _many(kind) for kind in _WHICH}


def suggest(connection: sqlite3.Connection, asked: Suggest) -> list[Row]:
    columns = columns_of(asked.columns | {"title", "name", "aliases"})
    found: dict[str, list[Row]] = {}
    for kind in suggesting.checked(asked):
        parameters: dict[str, Any] = {
            **columns.parameters,
            **suggesting.bounds(kind, asked.prefix),
            "types": None if asked.types is None else orjson.dumps(sorted(asked.types)).decode(),
            "limit": asked.first,
        }
        is_few = connection.execute(COUNTS[kind], parameters).fetchone()[0] <= suggesting.FEW
        statement = (FEW if is_few else MANY)[kind]
        found[kind] = [columns.row(record) for record in connection.execute(statement, parameters)]
    return suggesting.in_turn(found, asked)
