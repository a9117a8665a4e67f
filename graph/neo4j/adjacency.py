"""Bare neighbours, single edges and counts by year: what questions over many nodes walk along.

One statement for each way, however many nodes it is asked from. As in hops.py a way into a node walks the index of its
relation; those between entities have no stored order and cost the degree of the node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from graph.evidence import MAX_STATEMENTS, edge_columns_of, statements_of
from graph.matching import storable
from graph.neo4j.hops import source_of
from graph.neo4j.rows import BEYOND, Transaction, read
from graph.neo4j.said import loaded, texts_of
from graph.records import ENTITY, ENTITY_TO_ENTITY, PAPER_TO_ENTITY, RESULT_TO_ENTITY, Relation, highest
from graph.store import Adjacent, Ends, Row, Way

_WHOLE: Final = edge_columns_of(frozenset({"statements"}))


@cache
def neighbours(relation: Relation, *, reverse: bool) -> str:
    if relation in ENTITY_TO_ENTITY:
        edge = f"(near)<-[:{relation}]-(n)" if reverse else f"(near)-[:{relation}]->(n)"
        near = "MATCH (near:Entity {id: id})"
        walk = f"MATCH {edge} WITH DISTINCT n.id AS far ORDER BY far LIMIT $limit"
        given = "near"
    elif reverse:
        near, given = "", "id"
        tie = ", n.id DESC" if relation in RESULT_TO_ENTITY else ""
        walk = f"""MATCH (n)-[r:{relation}]->()
  USING RANGE INDEX r:{relation}(target, sort_key)
  WHERE r.target = id AND r.sort_key > '' AND r.sort_key < $beyond
  WITH n, r ORDER BY r.target DESC, r.sort_key DESC{tie} LIMIT $limit
  WITH n.id AS far"""
    else:
        near, given = f"MATCH (near:{source_of(relation)} {{id: id}})", "near"
        walk = f"""MATCH (near)-[r:{relation}]->()
  WITH r.position AS position, r.target AS far ORDER BY position, far LIMIT $limit"""
    return f"""
UNWIND $ids AS id
{near}
CALL ({given}) {{
  {walk}
  RETURN collect(far) AS page
}}
WITH id, page WHERE size(page) > 0
RETURN collect([id, page])
"""


@cache
def edge(relation: Relation) -> str:
    source = ENTITY if relation in ENTITY_TO_ENTITY else source_of(relation)
    return f"""
UNWIND $pairs AS pair
CALL (pair) {{
  MATCH (near:{source} {{id: pair[0]}})-[r:{relation}]->()
  WHERE r.target = pair[1]
  WITH r ORDER BY r.sort_key DESC LIMIT $most
  RETURN collect([r.confidence, r.statements, r.paper]) AS said
}}
WITH pair, said WHERE size(said) > 0
RETURN collect([pair[0], pair[1], said])
"""


# A sort_key ends in its paper's id, so that a paper which says two things of an entity is counted once.
_KEYS: Final = "\n  UNION\n".join(
    f"""  MATCH ()-[r:{relation}]->()
  USING RANGE INDEX r:{relation}(target, sort_key)
  WHERE r.target = id AND r.sort_key > '' AND r.sort_key < $beyond
  RETURN r.sort_key AS key"""
    for relation in PAPER_TO_ENTITY
)
YEARS: Final = f"""
UNWIND $ids AS id
CALL (id) {{
{_KEYS}
}}
WITH id, left(key, 4) AS year, count(*) AS papers
RETURN collect([id, year, papers])
"""


def statements() -> Iterator[tuple[str, str]]:
    """Every statement of this file, by name: for tests that look at plans."""
    for relation in Relation:
        for reverse in (False, True):
            yield f"{'into' if reverse else 'out of'} {relation}", neighbours(relation, reverse=reverse)
        yield f"edge {relation}", edge(relation)
    yield "years", YEARS


def adjacent(
    transaction: Transaction, ids: Sequence[str], ways: Sequence[Way], limit: int
) -> dict[str, list[Adjacent]]:
    found: dict[str, list[Adjacent]] = {node_id: [] for node_id in ids}
    stored = {node_id: storable(node_id) for node_id in found}
    for way in ways if stored else ():
        statement = neighbours(way.relation, reverse=way.reverse)
        pages = dict(read(transaction, statement, ids=list(set(stored.values())), limit=limit + 1, beyond=BEYOND))
        for node_id, text in stored.items():
            if page := pages.get(text):
                found[node_id].append(Adjacent(way, tuple(page[:limit]), len(page) > limit))
    return found


def edges(transaction: Transaction, ends: Sequence[Ends]) -> dict[Ends, Row]:
    by_relation: dict[Relation, dict[tuple[str, str], Ends]] = defaultdict(dict)
    for source, relation, target in ends:
        by_relation[relation][storable(source), storable(target)] = (source, relation, target)
    said: dict[Ends, list[list[str]]] = {}
    for relation, pairs in by_relation.items():
        found = read(transaction, edge(relation), pairs=[list(pair) for pair in pairs], most=MAX_STATEMENTS)
        said |= {pairs[source, target]: rows for source, target, rows in found}
    texts = texts_of(transaction, (row[2] for rows in said.values() for row in rows))
    made: dict[Ends, Row] = {}
    for one in ends:
        if rows := said.get(one):
            told: list[Row] = []
            for _, statements_, paper in rows:
                told += statements_of(loaded(statements_), _WHOLE, *texts.get(paper, (paper, None, None)))
            made[one] = {"confidence": highest(row[0] for row in rows), "statements": told[:MAX_STATEMENTS]}
    return made


def years(transaction: Transaction, ids: Sequence[str]) -> dict[str, dict[str, int]]:
    stored = {node_id: storable(node_id) for node_id in ids}
    by_id: dict[str, dict[str, int]] = defaultdict(dict)
    for text, year, papers in read(transaction, YEARS, ids=list(set(stored.values())), beyond=BEYOND) if stored else ():
        by_id[text][year] = papers
    return {node_id: dict(sorted(by_id[text].items())) for node_id, text in stored.items()}
