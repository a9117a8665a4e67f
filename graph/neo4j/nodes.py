"""Nodes in Neo4j: written, described by their votes, and deleted when nothing speaks of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson

from graph import names
from graph.papers import paper_sort_key
from graph.records import AUTHOR, EntityType, Node
from graph.rulings import Rulings
from graph.votes import Counts, Vote, aliases_of, described, order_key

Rows = Callable[..., list[list[Any]]]

PUT_PAPERS = "UNWIND $rows AS row MATCH (p:Paper {id: row.id}) SET p += row"
PUT_RESULTS = "UNWIND $rows AS row MERGE (r:Result {id: row.id}) SET r += row"
PUT_AUTHORS = "UNWIND $rows AS row MATCH (a:Author {id: row.id}) SET a += row"
PUT_ENTITIES = {
    entity_type: (
        f"UNWIND $rows AS row MATCH (e:Entity {{id: row.id}}) "
        f"REMOVE e:{':'.join(other for other in EntityType if other != entity_type)} SET e:{entity_type} SET e += row"
    )
    for entity_type in EntityType
}
# Whoever writes holds the graph's own lock (store.py), so votes that are read here are not changed by another.
VOTES = {
    label: f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) "
    "RETURN n.id, n.votes, [(k:Key)-[:NAMES {kind: 'alias'}]->(n) | k.key]"
    for label in ("Paper", "Author", "Entity")
}
KEEP_VOTES = {
    label: f"UNWIND $rows AS row MATCH (n:{label} {{id: row[0]}}) SET n.votes = row[1]"
    for label in ("Paper", "Author", "Entity")
}
DELETE = {
    label: f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) DETACH DELETE n" for label in ("Paper", "Author", "Entity")
}
ADD_ALIASES = {
    label: f"UNWIND $rows AS row MATCH (n:{label} {{id: row[1]}}) MERGE (k:Key {{key: row[0]}}) "
    "ON CREATE SET k:Bookkeeping CREATE (k)-[:NAMES {kind: 'alias'}]->(n)"
    for label in ("Author", "Entity")
}
DROP_ALIASES = {
    label: "UNWIND $rows AS row "
    f"MATCH (k:Key {{key: row[0]}})-[named:NAMES {{kind: 'alias'}}]->(:{label} {{id: row[1]}}) "
    "DELETE named WITH DISTINCT k WHERE NOT (k)--() DELETE k"
    for label in ("Author", "Entity")
}


class Nodes:
    """The nodes of one write transaction."""

    def __init__(self, rows: Rows, rulings: Rulings) -> None:
        self._rows = rows
        self._rulings = rulings
        self._changes: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)

    @staticmethod
    def sort_key(paper: Node) -> str:
        return paper_sort_key(paper)

    def put_papers(self, papers: Iterable[Node]) -> None:
        rows = [paper_row(paper) for paper in papers]
        if rows:
            self._rows(PUT_PAPERS, rows=rows)

    def put_results(self, results: Iterable[Node]) -> None:
        rows = [result_row(result) for result in results]
        if rows:
            self._rows(PUT_RESULTS, rows=rows)

    def vote(self, cast: Mapping[Vote, int], labels: Mapping[str, str]) -> None:
        """Add votes, or take them back where the count is negative; they take effect with `describe`."""
        for (node_id, role, value), count in cast.items():
            if count:
                self._changes[labels[node_id], node_id][role, value] += count

    def revote(self, node_ids: Iterable[str]) -> None:
        """Have entities and stubs described again although their votes stay."""
        for node_id in node_ids:
            label = "Entity" if node_id.startswith(("entity:", "repo:")) else "Paper"
            self._changes[label, node_id].update()

    def forget(self, node_id: str) -> None:
        """A paper's node has ended; votes for it with it."""
        self._changes.pop(("Paper", node_id), None)

    def describe(self) -> None:
        """Count all votes, describe the nodes concerned, and delete those that nothing speaks of any more."""
        for label in ("Author", "Entity", "Paper"):
            changes = {node_id: change for (of, node_id), change in self._changes.items() if of == label}
            if changes:
                self._describe(label, changes)
        self._changes.clear()

    def _describe(self, label: str, changes: Mapping[str, Counter[tuple[str, str]]]) -> None:
        kept: list[list[str]] = []
        gone: list[str] = []
        found: list[Node] = []
        added: list[list[str]] = []
        dropped: list[list[str]] = []
        for node_id, stored, known in self._rows(VOTES[label], ids=sorted(changes)):
            counts = _counted(stored, changes[node_id])
            kept.append([node_id, _stored(counts)])
            node = described(node_id, counts, self._rulings)
            if node is None:
                gone.append(node_id)
                continue
            found.append(node)
            if label != "Paper":
                aliases = aliases_of(node_id, counts, self._rulings)
                added += [[key, node_id] for key in aliases - set(known)]
                dropped += [[key, node_id] for key in set(known) - aliases]
        self._rows(KEEP_VOTES[label], rows=kept)
        if label == "Paper":
            self._describe_stubs(found, gone)
            return
        if dropped:
            self._rows(DROP_ALIASES[label], rows=sorted(dropped))
        if gone:
            self._rows(DELETE[label], ids=gone)
        if added:
            self._rows(ADD_ALIASES[label], rows=sorted(added))
        self._put(found)

    def _describe_stubs(self, found: Iterable[Node], gone: Iterable[str]) -> None:
        """A real paper says what it is; citations of it are counted for when it goes."""
        stubs = {row[0] for row in self._rows(ARE_STUBS, ids=[*(node.id for node in found), *gone])}
        self.put_papers(node for node in found if node.id in stubs)
        self._rows(DELETE["Paper"], ids=[node_id for node_id in gone if node_id in stubs])

    def _put(self, nodes: Iterable[Node]) -> None:
        by_type: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for node in nodes:
            by_type[node.type].append(entity_or_author_row(node))
        for node_type, rows in by_type.items():
            self._rows(PUT_AUTHORS if node_type == AUTHOR else PUT_ENTITIES[EntityType(node_type)], rows=rows)


ARE_STUBS = "UNWIND $ids AS id MATCH (p:Paper {id: id}) WHERE p.is_stub RETURN p.id"


def paper_row(paper: Node) -> dict[str, Any]:
    """Every property of a paper; null removes one."""
    return {
        "id": paper.id,
        "title": paper.name,
        **paper.properties,
        "published_sort": paper_sort_key(paper).partition("|")[0],
        "order_key": paper_sort_key(paper),
        "name_key": f"{names.title_key(paper.name)}|{paper.id}",
    }


def result_row(result: Node) -> dict[str, Any]:
    return {
        "id": result.id,
        **result.properties,
        "order_key": order_key(0, result.id),
        "name_key": f"{names.key(result.name)}|{result.id}",
    }


def entity_or_author_row(node: Node) -> dict[str, Any]:
    fold = names.person_key if node.type == AUTHOR else names.key
    row = {
        "id": node.id,
        "name": node.name,
        **node.properties,
        "order_key": order_key(node.properties["paper_count"], node.id),
        "name_key": f"{fold(node.name)}|{node.id}",
    }
    return row | ({"folded_name": fold(node.name)} if node.type == AUTHOR else {"type": str(node.type)})


def _counted(stored: str | None, change: Mapping[tuple[str, str], int]) -> Counts:
    counts: Counter[tuple[str, str]] = Counter(
        {(role, value): count for role, value, count in orjson.loads(stored or "[]")}
    )
    counts.update(change)
    return {vote: count for vote, count in counts.items() if count}


def _stored(counts: Counts) -> str:
    return orjson.dumps([[role, value, count] for (role, value), count in sorted(counts.items())]).decode()
