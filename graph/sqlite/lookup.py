"""What an id, an identifier, a name or a title stands for."""

# ruff: noqa: S608 - what is put into these statements are constants of this folder; all that is asked is a parameter

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final

import orjson

from graph import identifiers
from graph.matching import chosen, keys_of, storable
from graph.merged import entity_survivors, spellings
from graph.records import Decision
from graph.sqlite.rows import NODE, Record, columns_of
from graph.store import Match, Row

BY_ID: Final = f"SELECT {NODE} FROM node WHERE node.id = :id"

# An alias is kept as the id that an entity of that name would have, and had before it was merged away.
# Two are enough to know that it is not one.
BY_KEY: Final = f"""
SELECT DISTINCT {NODE}
FROM key CROSS JOIN node ON node.n = key.node
WHERE key.key IN (:text, :identifier)
AND (key.kind IN ('id', 'former') OR (key.kind = 'alias' AND key.key = :text))
LIMIT 2
"""

FORMER: Final = """
SELECT node.id FROM key CROSS JOIN node ON node.n = key.node WHERE key.key = :text AND key.kind = 'former' LIMIT 2
"""

DECISIONS: Final = "SELECT body FROM decision ORDER BY id"

EXACT: Final = "SELECT id, kind, type FROM node WHERE id = :text"

NAMED_BY_ID: Final = """
SELECT id, kind, type FROM node WHERE id IN (:identifier, :author, :entity, :repository, :name_only)
"""

NAMED_BY_KEY: Final = """
SELECT DISTINCT key.key, key.kind, node.id, node.kind, node.type, node.is_stub
FROM key CROSS JOIN node ON node.n = key.node
WHERE key.key IN (:text, :identifier, :author, :entity, :repository, :name_only, :title)
"""


def get(connection: sqlite3.Connection, ids: Sequence[str], asked: frozenset[str]) -> dict[str, Row]:
    columns = columns_of(asked)
    parameters: dict[str, Any] = dict(columns.parameters)
    rows: dict[str, Row] = {}
    for node_id in ids:
        parameters["id"] = text = storable(node_id)
        record = connection.execute(BY_ID, parameters).fetchone() or _survivor(connection, text, parameters)
        if record is not None:
            rows[node_id] = columns.row(record)
    return rows


def _survivor(connection: sqlite3.Connection, text: str, parameters: dict[str, Any]) -> Record | None:
    """The one node that an identifier or a merged-away id names."""
    identifier = identifiers.parse(text)
    found = connection.execute(BY_KEY, parameters | {"text": text, "identifier": identifier}).fetchall()
    if len(found) == 1:
        record: Record = found[0]
        return record
    if not found and identifier is not None and identifier != text:
        minted: Record | None = connection.execute(BY_ID, parameters | {"id": identifier}).fetchone()
        return minted
    if not found and (survivor := _entity_survivors(connection, [text]).get(text)):
        entity: Record | None = connection.execute(BY_ID, parameters | {"id": survivor}).fetchone()
        return entity
    return None


def merged(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, str]:
    survivors = _entity_survivors(connection, ids)
    for node_id in ids:
        for text in spellings(storable(node_id)):
            found = connection.execute(FORMER, {"text": text}).fetchall()
            if len(found) == 1:
                survivors[node_id] = found[0][0]
    return survivors


def _entity_survivors(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, str]:
    return entity_survivors(ids, lambda: (Decision(**orjson.loads(body)) for (body,) in connection.execute(DECISIONS)))


def match(
    connection: sqlite3.Connection, texts: Iterable[str], kinds: frozenset[str], types: frozenset[str] | None
) -> list[Match]:
    return [Match(text, _ids(connection, storable(text), kinds, types)) for text in texts]


def _ids(
    connection: sqlite3.Connection, text: str, kinds: frozenset[str], types: frozenset[str] | None
) -> tuple[str, ...]:
    keys = keys_of(text, kinds)
    return chosen(
        keys,
        kinds,
        types,
        connection.execute(EXACT, {"text": text}),
        connection.execute(NAMED_BY_ID, keys),
        connection.execute(NAMED_BY_KEY, keys),
    )
