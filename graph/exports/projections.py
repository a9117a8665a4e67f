"""Projections: graphs that follow from the one that was gathered.

Pairs are counted by sorting on disk, so that they may be more than memory holds. What a group of more than MOST_MEMBERS
says is left out and told: a work cited by 5,000 papers would make 12 million pairs, each saying next to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import orjson

from graph.exports.asked import Projection
from graph.exports.scratch import Scratch
from graph.records import AUTHOR, ENTITY, PAPER, Relation

MOST_MEMBERS: Final = 500
"""The most members of a group whose pairs are counted: 124,750 of them."""


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Two members of one kind are a pair once for each group that both belong to.

    relations   the edges that say who belongs to what
    is_reverse  an edge begins in the member and ends in the group
    kind        what the members are
    """

    relations: frozenset[Relation]
    kind: str
    is_reverse: bool = False


_PAIRS: Final = {
    Projection.CO_USAGE: _Pairs(frozenset({Relation.USES, Relation.EVALUATES_ON, Relation.COMPARES_WITH}), ENTITY),
    Projection.COUPLING: _Pairs(frozenset({Relation.CITES}), PAPER, is_reverse=True),
    Projection.CO_CITATION: _Pairs(frozenset({Relation.CITES}), PAPER),
    Projection.CO_AUTHOR: _Pairs(frozenset({Relation.AUTHORED_BY}), AUTHOR),
}
_EDGES: Final = {Projection.CITES: (Relation.CITES, PAPER), Projection.LINEAGE: (Relation.BASED_ON, ENTITY)}

_MEMBERS: Final = """
CREATE TEMP TABLE member (grp INTEGER NOT NULL, node INTEGER NOT NULL, PRIMARY KEY (grp, node)) WITHOUT ROWID;
"""
_JOIN: Final = {
    False: "INSERT OR IGNORE INTO member SELECT edge.source, edge.target FROM edge JOIN node ON node.n = edge.target",
    True: "INSERT OR IGNORE INTO member SELECT edge.target, edge.source FROM edge JOIN node ON node.n = edge.source",
}
_WHICH: Final = """
WHERE edge.relation IN (SELECT value FROM json_each(?)) AND node.is_in = 1 AND node.kind = ?
  AND (? OR coalesce(json_extract(CAST(node.body AS TEXT), '$.is_name_only'), 0) = 0)
"""
_CROWDED: Final = "SELECT grp FROM member GROUP BY grp HAVING count(*) > ?"
_DROP_CROWDED: Final = f"DELETE FROM member WHERE grp IN ({_CROWDED})"  # noqa: S608 - a constant
# A pair is there as soon as both members are, and the first thing that joins them: min over groups of the latest of
# three. An unknown year counts as the earliest. `via` is the group that was read first: of papers, the newest.
_COUNT_PAIRS: Final = """
INSERT INTO edge (source, target, relation, weight, year, body)
SELECT pair.source, pair.target, ?, pair.weight, nullif(pair.year, 0), CAST(json_object('via', node.id) AS BLOB)
FROM (
  SELECT one.node AS source, other.node AS target, count(*) AS weight, min(one.grp) AS via,
         min(max(coalesce(a.year, 0), coalesce(b.year, 0), iif(?, 0, coalesce(grp.year, 0)))) AS year
  FROM member AS one CROSS JOIN member AS other ON other.grp = one.grp AND other.node > one.node
    CROSS JOIN node AS grp ON grp.n = one.grp
    CROSS JOIN node AS a ON a.n = one.node CROSS JOIN node AS b ON b.n = other.node
  GROUP BY one.node, other.node
) AS pair CROSS JOIN node ON node.n = pair.via
"""
_DROP_UNLINKED: Final = """
UPDATE node SET is_in = 0
WHERE is_in = 1 AND n NOT IN (SELECT source FROM edge UNION ALL SELECT target FROM edge)
"""


def needed(projection: Projection) -> frozenset[Relation]:
    """The edges that a projection is made from."""
    return _PAIRS[projection].relations if projection in _PAIRS else frozenset({_EDGES[projection][0]})


def project(scratch: Scratch, projection: Projection, *, name_only: bool = False) -> None:
    """Turn what was gathered into a projection of it; nodes that no edge of it reaches are left out."""
    execute = scratch.connection.execute
    if projection in _EDGES:
        relation, kind = _EDGES[projection]
        execute("DELETE FROM edge WHERE relation <> ?", (relation,))
    else:
        pairs = _PAIRS[projection]
        kind = pairs.kind
        scratch.directed = False
        execute(_MEMBERS)
        which = (orjson.dumps(sorted(pairs.relations)).decode(), kind, name_only or kind != AUTHOR)
        execute(_JOIN[pairs.is_reverse] + _WHICH, which)
        ((crowded,),) = execute(f"SELECT count(*) FROM ({_CROWDED})", (MOST_MEMBERS,))  # noqa: S608
        scratch.leave_out("crowded", crowded)
        execute(_DROP_CROWDED, (MOST_MEMBERS,))
        execute("DELETE FROM edge")
        execute(_COUNT_PAIRS, (projection.name, pairs.is_reverse))
        execute("DROP TABLE member")
    scratch.drop_loose()
    execute("UPDATE node SET is_in = 0 WHERE kind <> ?", (kind,))
    scratch.leave_out("unlinked", execute(_DROP_UNLINKED).rowcount)
