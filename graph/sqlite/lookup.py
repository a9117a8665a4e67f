"""What an id, an identifier, a name or a title stands for."""

# ruff: noqa: S608 - what is put into these statements are constants of this folder; all that is asked is a parameter

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final

from graph import identifiers, names, urls
from graph.records import AUTHOR, ENTITY, PAPER
from graph.sqlite.rows import NODE, Record, columns_of
from graph.store import Match, Row

BY_ID: Final = f"SELECT {NODE} FROM node WHERE node.id = :id"

# Two are enough to know that it is not one.
BY_KEY: Final = f"""
SELECT DISTINCT {NODE}
FROM key CROSS JOIN node ON node.n = key.node
WHERE key.key IN (:text, :identifier) AND key.kind IN ('id', 'former')
LIMIT 2
"""

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
    return None


def match(
    connection: sqlite3.Connection, texts: Iterable[str], kinds: frozenset[str], types: frozenset[str] | None
) -> list[Match]:
    return [Match(text, _ids(connection, storable(text), kinds, types)) for text in texts]


def _ids(
    connection: sqlite3.Connection, text: str, kinds: frozenset[str], types: frozenset[str] | None
) -> tuple[str, ...]:
    """The exact id; else all that bear the name or identifier; else all that it is an alias of.

    A paper is asked for its title only where no identifier names it, and a stub never: its title is hearsay.
    """

    def is_asked(kind: str, node_type: str) -> bool:
        return kind in kinds and (types is None or kind != ENTITY or node_type in types)

    for node_id, kind, node_type in connection.execute(EXACT, {"text": text}):
        if is_asked(kind, node_type):
            return (node_id,)
    keys = _keys(text, kinds)
    named: set[str] = set()
    identified: set[str] = set()
    titled: set[str] = set()
    aliased: set[str] = set()
    for node_id, kind, node_type in connection.execute(NAMED_BY_ID, keys):
        if is_asked(kind, node_type):
            (identified if kind == PAPER else named).add(node_id)
    for key, key_kind, node_id, kind, node_type, is_stub in connection.execute(NAMED_BY_KEY, keys):
        if not is_asked(kind, node_type):
            continue
        if key_kind == "title":
            if key == keys["title"] and not is_stub:
                titled.add(node_id)
        elif kind == PAPER:
            if key in (text, keys["identifier"]):
                identified.add(node_id)
        else:
            aliased.add(node_id)
    found = (named | (identified or titled)) or aliased
    return tuple(sorted(found))


def _keys(text: str, kinds: frozenset[str]) -> dict[str, str | None]:
    """Every key under which something of these kinds may be known by this text; None is found nowhere."""
    keys: dict[str, str | None] = dict.fromkeys(("identifier", "author", "entity", "repository", "name_only", "title"))
    keys["text"] = text
    if PAPER in kinds:
        keys["identifier"] = identifiers.parse(text)
        title = names.title_key(text)
        keys["title"] = f"title:{title}" if title else None
    if ENTITY in kinds:
        folded = names.key(text)
        keys["entity"] = f"entity:{folded}" if folded else None
        url = urls.normalise(text)
        keys["repository"] = "repo:" + url.partition("://")[2] if url else None
    if AUTHOR in kinds:
        person = names.person_key(text)
        keys["author"] = identifiers.author(text)
        keys["name_only"] = f"name:{person}" if person else None
    return keys


def storable(text: str) -> str:
    """Half a surrogate pair is no text that SQLite takes, so nothing is called that: ask for something else."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
