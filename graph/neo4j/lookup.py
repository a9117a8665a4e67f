"""What an id, an identifier, a name or a title stands for; all that is asked at once in one statement or two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import Final

import orjson

from graph import identifiers
from graph.matching import Found, FoundByKey, chosen, keys_of, storable
from graph.merged import entity_survivors, spellings
from graph.neo4j.rows import KIND_OF_N, Columns, Transaction, columns_of, read
from graph.records import Decision
from graph.store import Match, Row

BY_ID: Final = f"""
UNWIND $ids AS id
MATCH (n:Paper|Author|Entity|Result {{id: id}})
WITH id, n, {KIND_OF_N} AS kind
RETURN collect([id, kind, [name IN $columns[kind] | n[name]]])
"""

# What a contribution's identifier and an id that was merged away stand for. An alias is kept as the id that an entity
# of that name would have, and had before it was merged away.
BY_KEY: Final = """
UNWIND $keys AS key
CALL (key) {
  MATCH (:Key {key: key})<-[:HAS_KEY {kind: 'id'}]-(:Contribution)-[:DESCRIBES]->(n:Paper)
  RETURN n, false AS is_alias
  UNION
  MATCH (:Key {key: key})-[named:NAMES]->(n)
  RETURN n, named.kind = 'alias' AS is_alias
}
RETURN collect(DISTINCT [key, n.id, is_alias])
"""

FORMER: Final = """
UNWIND $keys AS key
MATCH (:Key {key: key})-[:NAMES {kind: 'former'}]->(n)
RETURN collect(DISTINCT [key, n.id])
"""

DECISIONS: Final = "MATCH (d:Decision) WITH d ORDER BY d.id RETURN collect(d.body)"

NAMED_BY_ID: Final = f"""
UNWIND $ids AS id
MATCH (n:Paper|Author|Entity|Result {{id: id}})
RETURN collect([id, {KIND_OF_N}, coalesce(n.type, '')])
"""

NAMED_BY_KEY: Final = f"""
UNWIND $keys AS key
MATCH (k:Key {{key: key}})
CALL (k) {{
  MATCH (k)<-[given:HAS_KEY]-(:Contribution)-[:DESCRIBES]->(n:Paper)
  RETURN DISTINCT given.kind AS key_kind, n
  UNION ALL
  MATCH (k)-[called:NAMES]->(n)
  RETURN called.kind AS key_kind, n
}}
RETURN collect([key, key_kind, n.id, {KIND_OF_N}, coalesce(n.type, ''), coalesce(n.is_stub, false)])
"""


def get(transaction: Transaction, ids: Sequence[str], asked: frozenset[str]) -> dict[str, Row]:
    columns = columns_of(asked)
    texts = {node_id: storable(node_id) for node_id in ids}
    found = _by_id(transaction, list(dict.fromkeys(texts.values())), columns)
    if missing := [text for text in dict.fromkeys(texts.values()) if text not in found]:
        survivors = _survivors(transaction, missing)
        rows = _by_id(transaction, sorted(set(survivors.values())), columns) if survivors else {}
        found |= {text: rows[node_id] for text, node_id in survivors.items() if node_id in rows}
    return {node_id: dict(found[text]) for node_id, text in texts.items() if text in found}


def _by_id(transaction: Transaction, ids: list[str], columns: Columns) -> dict[str, Row]:
    if not ids:
        return {}
    found = read(transaction, BY_ID, ids=ids, columns=columns.names)
    return {node_id: columns.row(kind, node_id, values) for node_id, kind, values in found}


def _survivors(transaction: Transaction, texts: list[str]) -> dict[str, str]:
    """The one node that each identifier or merged-away id names; a stub is named by its id alone."""
    keys = {text: {text, identifiers.parse(text) or text} for text in texts}
    by_key: dict[str, set[str]] = defaultdict(set)
    aliased: dict[str, set[str]] = defaultdict(set)
    for key, node_id, is_alias in read(transaction, BY_KEY, keys=sorted(set().union(*keys.values()))):
        (aliased if is_alias else by_key)[key].add(node_id)
    survivors: dict[str, str] = {}
    for text in texts:
        named = aliased[text].union(*(by_key[key] for key in keys[text]))
        identifier = identifiers.parse(text)
        if len(named) == 1:
            survivors[text] = named.pop()
        elif not named and identifier is not None:
            survivors[text] = identifier
    unknown = [text for text in texts if survivors.get(text, text) == text]
    return survivors | _entity_survivors(transaction, unknown)


def merged(transaction: Transaction, ids: Sequence[str]) -> dict[str, str]:
    if not ids:
        return {}
    survivors = _entity_survivors(transaction, ids)
    keys = {node_id: spellings(storable(node_id)) for node_id in ids}
    named: dict[str, list[str]] = defaultdict(list)
    for key, survivor in read(transaction, FORMER, keys=sorted(set(chain.from_iterable(keys.values())))):
        named[key].append(survivor)
    for node_id, spelt in keys.items():
        for key in spelt:
            if len(named[key]) == 1:
                survivors[node_id] = named[key][0]
    return survivors


def _entity_survivors(transaction: Transaction, ids: Sequence[str]) -> dict[str, str]:
    return entity_survivors(ids, lambda: (Decision(**orjson.loads(body)) for body in read(transaction, DECISIONS)))


def match(
    transaction: Transaction, texts: Sequence[str], kinds: frozenset[str], types: frozenset[str] | None
) -> list[Match]:
    if not texts:
        return []
    asked = [keys_of(storable(text), kinds) for text in texts]
    ids = sorted({key for keys in asked for name, key in keys.items() if key is not None and name != "title"})
    by_id: dict[str, list[Found]] = defaultdict(list)
    for node_id, kind, node_type in read(transaction, NAMED_BY_ID, ids=ids):
        by_id[node_id].append((node_id, kind, node_type))
    every = sorted({key for keys in asked for key in keys.values() if key is not None})
    by_key: dict[str, list[FoundByKey]] = defaultdict(list)
    for found in read(transaction, NAMED_BY_KEY, keys=every):
        by_key[found[0]].append(tuple(found))
    matches = []
    for text, keys in zip(texts, asked, strict=True):
        own = {key for key in keys.values() if key is not None}
        bearing = {key for name, key in keys.items() if key is not None and name not in ("text", "title")}
        ids_found = chosen(
            keys,
            kinds,
            types,
            by_id.get(str(keys["text"]), ()),
            (one for key in bearing for one in by_id.get(key, ())),
            (one for key in own for one in by_key.get(key, ())),
        )
        matches.append(Match(text, ids_found))
    return matches
