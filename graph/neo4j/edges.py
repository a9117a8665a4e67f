"""Relationships in Neo4j: what papers say is replaced as a whole, writing only what differs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import orjson

from graph.neo4j.nodes import Nodes, Rows
from graph.records import (
    ENTITY_TO_ENTITY,
    PAPER_TO_ENTITY,
    RESULT_TO_ENTITY,
    Edge,
    Relation,
)
from graph.votes import votes

ENDS = {
    **dict.fromkeys(PAPER_TO_ENTITY, ("Paper", "Entity")),
    **dict.fromkeys(ENTITY_TO_ENTITY, ("Entity", "Entity")),
    **dict.fromkeys(RESULT_TO_ENTITY, ("Result", "Entity")),
    Relation.CITES: ("Paper", "Paper"),
    Relation.AUTHORED_BY: ("Paper", "Author"),
    Relation.REPORTS: ("Paper", "Result"),
}
_OWN = "|".join(relation for relation, ends in ENDS.items() if ends[0] == "Paper")
_OF_RESULTS = "|".join(RESULT_TO_ENTITY)

SAID = f"""
UNWIND $ids AS id
MATCH (p:Paper {{id: id}})-[r:{_OWN}]->(n) USING INDEX SEEK p:Paper(id)
RETURN id AS paper, elementId(r) AS element, id AS source, type(r) AS relation, n.id AS target,
       properties(r) AS stored
UNION ALL
UNWIND $ids AS id
MATCH (p:Paper {{id: id}})-[:REPORTS]->(result:Result)-[r:{_OF_RESULTS}]->(n:Entity) USING INDEX SEEK p:Paper(id)
WHERE r.paper = id
RETURN id AS paper, elementId(r) AS element, result.id AS source, type(r) AS relation, n.id AS target,
       properties(r) AS stored
"""
# By an index on `paper`, not from the entities: a hub has thousands of relationships of other papers.
SAID_OF_ENTITIES = {
    relation: f"""
UNWIND $ids AS id
MATCH (head:Entity)-[r:{relation}]->(tail:Entity) USING INDEX SEEK r:{relation}(paper) WHERE r.paper = id
RETURN id, elementId(r), head.id, type(r), tail.id, properties(r)
"""
    for relation in ENTITY_TO_ENTITY
}
UNSAY = "UNWIND $ids AS id MATCH ()-[r]->() WHERE elementId(r) = id DELETE r"
SAY = {
    relation: f"""
UNWIND $rows AS row
MATCH (source:{ends[0]} {{id: row[0]}})
MATCH (target:{ends[1]} {{id: row[1]}})
CREATE (source)-[r:{relation}]->(target)
SET r = row[2]
"""
    for relation, ends in ENDS.items()
}
MAKE = {
    "Entity": "UNWIND $ids AS id MERGE (:Entity {id: id})",
    "Author": "UNWIND $ids AS id MERGE (:Author {id: id})",
}
MAKE_STUBS = """
UNWIND $rows AS row
MERGE (p:Paper {id: row[0]})
ON CREATE SET p.born = row[1], p.is_stub = true
"""
DROP_RESULTS = "UNWIND $ids AS id MATCH (r:Result {id: id}) WHERE NOT (r)<-[:REPORTS]-() DETACH DELETE r"
ALL = "MATCH (source)-[r]->(target) WHERE r.paper IS NOT NULL RETURN source.id, type(r), target.id, properties(r)"

_NOT_PROPERTIES = ("target", "sort_key", "position", "paper", "confidence", "sources", "statements")

Old = dict[tuple[str, str, str], tuple[str, dict[str, Any]]]


def edge_of(source: str, relation: str, target: str, stored: Mapping[str, Any]) -> Edge:
    return Edge(
        source,
        Relation(relation),
        target,
        stored["paper"],
        stored["position"],
        tuple(orjson.loads(stored["statements"])),
        {name: value for name, value in stored.items() if name not in _NOT_PROPERTIES},
    )


def stored_of(edge: Edge, sort_key: str) -> dict[str, Any]:
    stored = {
        "target": edge.target,
        "sort_key": sort_key,
        "position": edge.position,
        "paper": edge.paper,
        "confidence": edge.confidence,
        "sources": list(edge.sources),
        "statements": orjson.dumps(edge.statements).decode(),
        **edge.properties,
    }
    return {name: value for name, value in stored.items() if value is not None}


class Edges:
    """The relationships of one write transaction."""

    def __init__(self, rows: Rows, nodes: Nodes) -> None:
        self._rows = rows
        self._nodes = nodes

    def replace(
        self,
        said: Mapping[str, tuple[str, Sequence[Edge]]],
        *,
        is_new: set[str],
        next_age: Callable[[], int] = int,
    ) -> None:
        """Make these all that each paper says: by its id, its sort key and its edges. Votes and results follow."""
        old = self._old([paper for paper in said if paper not in is_new])
        self._make_ends([edge for _, edges in said.values() for edge in edges], next_age)
        unsaid: list[str] = []
        new: dict[Relation, list[list[Any]]] = defaultdict(list)
        cast: Counter[tuple[str, str, str]] = Counter()
        labels: dict[str, str] = {}
        results: set[str] = set()
        for paper, (sort_key, edges) in said.items():
            rest = dict(old.get(paper, {}))
            for edge in edges:
                at, stored = (edge.source, edge.type.value, edge.target), stored_of(edge, sort_key)
                known = rest.pop(at, None)
                if known is None or known[1] != stored:
                    new[edge.type].append([edge.source, edge.target, stored])
                    unsaid += [known[0]] if known else []
            unsaid += [element for element, _ in rest.values()]
            before = [edge_of(*at, stored) for at, (_, stored) in old.get(paper, {}).items()]
            results |= {edge.target for edge in before if edge.type == Relation.REPORTS}
            labels |= {edge.target: ENDS[edge.type][1] for edge in (*before, *edges)}
            cast.update(votes(edges))
            cast.subtract(votes(before))
        if unsaid:
            self._rows(UNSAY, ids=unsaid)
        for relation, rows in new.items():
            self._rows(SAY[relation], rows=sorted(rows, key=lambda row: (row[1], row[0])))
        self._nodes.vote(cast, labels)
        if results:
            self._rows(DROP_RESULTS, ids=sorted(results))

    def _old(self, papers: Sequence[str]) -> dict[str, Old]:
        found: dict[str, Old] = defaultdict(dict)
        if papers:
            for statement in (SAID, *SAID_OF_ENTITIES.values()):
                for paper, element, source, relation, target, stored in self._rows(statement, ids=papers):
                    found[paper][source, relation, target] = (element, stored)
        return found

    def _make_ends(self, edges: Iterable[Edge], next_age: Callable[[], int]) -> None:
        by_label: dict[str, set[str]] = defaultdict(set)
        for edge in edges:
            by_label[ENDS[edge.type][1]].add(edge.target)
        for label, statement in MAKE.items():
            if by_label[label]:
                self._rows(statement, ids=sorted(by_label[label]))
        if by_label["Paper"]:
            self._rows(MAKE_STUBS, rows=[[node_id, next_age()] for node_id in sorted(by_label["Paper"])])
