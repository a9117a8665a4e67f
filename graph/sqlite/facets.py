"""Facets of a list of papers, each counted in one statement over all papers that pass.

What papers are related to is read from the papers where these are few, else from the index of all edges, which is
smaller than the edges: half a second at 800,000 of them.
"""

# ruff: noqa: S608 - what is put into these statements are constants of this folder; all that is asked is a parameter

from __future__ import annotations

import sqlite3
from functools import lru_cache
from typing import Final

from graph.facets import COUNTED_RELATIONS, FACETS, MOST_VALUES, TO_ENTITIES, Facet, facet_of
from graph.sqlite.filtering import Narrowed, Parameters


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_OF_PAPERS: Final = {
    "year": ("substr(node.order_key, 1, 4)", "node.order_key > '0001'"),
    "venue": ("json_extract(node.body, '$.venue')", "json_extract(node.body, '$.venue') <> ''"),
}
# Of the edges: what is counted, its name, which edges, and whether the far end must be looked at.
_OF_EDGES: Final = {
    "type": ("far.type", "far.type", f"edge.type IN ({_words(TO_ENTITIES)})"),
    "relation": ("edge.type", "edge.type", f"edge.type IN ({_words(COUNTED_RELATIONS)})"),
    "task": ("far.id", "far.name", "edge.type = 'ADDRESSES'"),
}


@lru_cache(maxsize=256)
def statement(facet: str, which: str, by: Narrowed) -> str:
    passing = f"""FROM {by.whole} WHERE {which} {by.passes}
  AND node.order_key > :year_low AND node.order_key < :year_high"""
    if facet in _OF_PAPERS:
        value, has_value = _OF_PAPERS[facet]
        counted = f"SELECT {value} AS value, {value} AS name, count(*) AS papers {passing} AND {has_value} GROUP BY 1"
    else:
        value, name, edges = _OF_EDGES[facet]
        far = " CROSS JOIN node AS far ON far.n = edge.dst" if "far." in value else ""
        if by.is_few:
            source = f"(SELECT node.n {passing}) AS paper CROSS JOIN edge ON edge.src = paper.n{far} WHERE {edges}"
        else:
            source = f"edge INDEXED BY edge_into{far} WHERE {edges} AND edge.src IN (SELECT node.n {passing})"
        counted = f"""SELECT value, name, count(*) AS papers
  FROM (SELECT DISTINCT edge.src, {value} AS value, {name} AS name FROM {source}) GROUP BY value, name"""
    return f"""
WITH counted AS MATERIALIZED ({counted})
SELECT value, name, papers, (SELECT count(*) FROM counted), (SELECT sum(papers) FROM counted)
FROM counted ORDER BY papers DESC, value LIMIT {MOST_VALUES}
"""


def counted(
    connection: sqlite3.Connection, asked: frozenset[str], which: str, by: Narrowed, parameters: Parameters
) -> dict[str, Facet]:
    """Each facet asked for of the papers that `which` and `by` let through."""
    found: dict[str, Facet] = {}
    for facet in FACETS:
        if facet in asked:
            rows = connection.execute(statement(facet, which, by), parameters).fetchall()
            values, papers = rows[0][3:] if rows else (0, 0)
            found[facet] = facet_of(facet, [row[:3] for row in rows], values, papers)
    return found
