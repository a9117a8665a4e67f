"""Facets of a list of papers, each counted in one statement over all papers that pass."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from graph.facets import COUNTED_RELATIONS, FACETS, MOST_VALUES, TO_ENTITIES, Facet, facet_of
from graph.neo4j.filtering import Parameters
from graph.neo4j.rows import Transaction, read

_COUNTED: Final = {
    "year": """WITH substring(n.order_key, 0, 4) AS value WHERE value <> '0000'
WITH value, value AS name, count(*) AS papers""",
    "venue": """WITH n.venue AS value WHERE value <> ''
WITH value, value AS name, count(*) AS papers""",
    "type": f"""MATCH (n)-[:{"|".join(TO_ENTITIES)}]->(far:Entity)
WITH DISTINCT n, far.type AS value
WITH value, value AS name, count(*) AS papers""",
    "relation": f"""MATCH (n)-[r:{"|".join(COUNTED_RELATIONS)}]->()
WITH DISTINCT n, type(r) AS value
WITH value, value AS name, count(*) AS papers""",
    "task": """MATCH (n)-[:ADDRESSES]->(far:Entity)
WITH far, count(*) AS papers
WITH far.id AS value, far.name AS name, papers""",
}


@lru_cache(maxsize=256)
def statement(facet: str, selected: str) -> str:
    """`selected`: what gives a row `n` for each paper that passes."""
    return f"""
{selected}
{_COUNTED[facet]}
WITH value, name, papers ORDER BY papers DESC, value
WITH collect([value, name, papers]) AS found
RETURN [found[..{MOST_VALUES}], size(found), reduce(all = 0, one IN found | all + one[2])]
"""


def counted(transaction: Transaction, asked: frozenset[str], selected: str, parameters: Parameters) -> dict[str, Facet]:
    """Each facet asked for of the papers selected."""
    return {
        facet: facet_of(facet, *read(transaction, statement(facet, selected), **parameters))
        for facet in FACETS
        if facet in asked
    }
