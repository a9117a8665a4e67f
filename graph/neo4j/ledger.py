"""The rows behind a write (graph/ingestion.py), in Neo4j: every method is one or a few statements for many things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from graph import changes
from graph.changes import Concerned
from graph.ingestion import Citer, Kept
from graph.neo4j import statements
from graph.neo4j.edges import Edges
from graph.neo4j.nodes import Nodes
from graph.project import Projection
from graph.records import Contribution
from graph.rulings import Rulings

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


def packed(contribution: Contribution) -> str:
    return orjson.dumps(contribution.as_dict()).decode()


def unpacked(body: str) -> Contribution:
    return Contribution(**orjson.loads(body))


class Neo4jLedger:
    """A Ledger over one write transaction. `arrived` counts contributions and papers in the order of their coming."""

    def __init__(self, transaction: ManagedTransaction, rulings: Rulings, arrived: int) -> None:
        self._transaction = transaction
        self.arrived = arrived
        self._nodes = Nodes(self.rows, rulings)
        self._edges = Edges(self.rows, self._nodes)
        self._left: set[str] = set()  # Keys that may name nothing any more
        self._new: set[str] = set()  # papers made in this write

    def rows(self, statement: str, **parameters: Any) -> list[list[Any]]:
        # The texts are constants of this folder; all that is asked is a parameter.
        return [record.values() for record in self._transaction.run(statement, parameters)]

    def _next(self) -> int:
        self.arrived += 1
        return self.arrived

    def kept(self, ids: Iterable[str]) -> dict[str, Kept]:
        return {row[0]: Kept(*row[1:]) for row in self._if_any(statements.KEPT, ids)}

    def load(self, ids: Iterable[str]) -> dict[str, Contribution]:
        return {row[0]: unpacked(row[1]) for row in self._if_any(statements.LOAD, ids)}

    def _if_any(self, statement: str, ids: Iterable[str], **more: Any) -> list[list[Any]]:
        asked = sorted(set(ids))
        return self.rows(statement, ids=asked, **more) if asked else []

    def save(self, contributions: Mapping[str, Contribution], texts: Mapping[str, str], version: int) -> None:
        rows = [
            {
                "id": one.id,
                "seq": self._next(),
                "kind": one.kind,
                "hash": one.hash,
                "said_by": one.by,
                "text_sha256": texts[one.id],
                "version": version,
                "body": packed(one),
            }
            for one in contributions.values()
        ]
        if rows:
            self.rows(statements.SAVE, rows=rows)

    def remove(self, ids: Iterable[str], version: int) -> None:
        self._if_any(statements.REMOVE, ids, version=version)

    def keys_given(self, ids: Iterable[str]) -> set[str]:
        return {row[0] for row in self._if_any(statements.KEYS_GIVEN, ids)}

    def give_keys(self, keys: Mapping[str, Iterable[str]]) -> None:
        self._left |= self.keys_given(keys)
        self._if_any(statements.FORGET_KEYS, keys)
        rows = sorted(
            (key, one, "title" if key.startswith("title:") else "id") for one, new in keys.items() for key in set(new)
        )
        if rows:
            self.rows(statements.GIVE_KEYS, rows=[list(row) for row in rows])

    def givers(self, keys: Iterable[str]) -> set[str]:
        return {row[0] for row in self._if_any(statements.GIVERS, keys)}

    def holders(self, keys: Iterable[str]) -> dict[str, frozenset[str]]:
        return {row[0]: frozenset(row[1]) for row in self._if_any(statements.HOLDERS, keys)}

    def members(self, nodes: Iterable[str]) -> dict[str, set[str]]:
        return self._grouped(self._if_any(statements.MEMBERS, nodes))

    def of_texts(self, texts: Iterable[str], kind: str) -> dict[str, set[str]]:
        return self._grouped(self._if_any(statements.OF_TEXTS, texts, kind=kind))

    @staticmethod
    def _grouped(rows: Iterable[Sequence[Any]]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for name, ids in rows:
            found[name].update(ids)
        return found

    def ages(self, nodes: Iterable[str]) -> dict[str, int]:
        return {row[0]: row[1] for row in self._if_any(statements.AGES, nodes)}

    def stubs(self, ids: Iterable[str]) -> dict[str, int]:
        return {row[0]: row[1] for row in self._if_any(statements.STUBS, ids)}

    def assign(self, nodes: Mapping[str, str]) -> None:
        if not nodes:
            return
        made = list(dict.fromkeys(nodes.values()))
        there = self.ages(made)
        self._new |= set(made) - there.keys()
        self.rows(statements.MAKE_PAPERS, rows=[[one, self._next()] for one in made if one not in there])
        self.rows(statements.UNASSIGN, ids=sorted(nodes))
        self.rows(statements.ASSIGN, rows=sorted(map(list, nodes.items())))

    def citers(self, keys: Iterable[str]) -> list[Citer]:
        return [Citer(*row) for row in self._if_any(statements.CITERS, keys)]

    def citing(self, pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        return {(row[0], row[1]) for row in self.rows(statements.CITING, pairs=[list(pair) for pair in sorted(pairs)])}

    def speaking_of(self, nodes: Iterable[str]) -> set[str]:
        return {row[0] for row in self._if_any(statements.SPEAKING_OF, nodes)}

    def suppressing(self, entities: Iterable[str]) -> set[str]:
        return {row[0] for row in self._if_any(statements.SUPPRESSING, entities)}

    def end(self, node: str, heir: str | None, version: int) -> None:
        self._edges.replace({node: ("", ())}, is_new=set())
        self.rows(statements.FORGET_REFERENCES, ids=[node])
        if heir is None:
            self.rows(statements.BURY, id=node, version=version)
        else:
            self.rows(statements.INHERIT, id=node, heir=heir)
        self.rows(statements.DELETE_PAPERS, ids=[node])
        self._nodes.forget(node)

    def replace(self, projections: Sequence[Projection]) -> None:
        self._nodes.put_papers([said.paper for said in projections])
        self._nodes.put_results([result for said in projections for result in said.results])
        said = {one.paper.id: (self._nodes.sort_key(one.paper), one.edges) for one in projections}
        self._edges.replace(said, is_new=self._new, next_age=self._next)
        old = [one.paper.id for one in projections if one.paper.id not in self._new]
        if old:
            self.rows(statements.FORGET_REFERENCES, ids=old)
        looked_for = [[key, one.paper.id, is_settled] for one in projections for key, is_settled in one.cited.items()]
        if looked_for:
            self.rows(statements.LOOK_FOR, rows=sorted(looked_for))
        suppressed = [[entity, one.paper.id] for one in projections for entity in one.rejected]
        if suppressed:
            self.rows(statements.SUPPRESS, rows=sorted(suppressed))
        self._nodes.describe()
        self._drop_keys()

    def spoken_of(self, papers: Iterable[str]) -> set[Concerned]:
        return {(row[0], row[1]) for row in self._if_any(statements.SPOKEN_OF, set(papers) - self._new)}

    def stamp(self, concerned: Iterable[Concerned], version: int) -> None:
        by_kind: dict[str, set[str]] = defaultdict(set)
        for kind, node_id in concerned:
            by_kind[kind].add(node_id)
        stamp = changes.stamp(version)
        there = {
            row[0] for kind, ids in by_kind.items() for row in self._if_any(statements.STAMP[kind], ids, stamp=stamp)
        }
        self._if_any(statements.IS_BACK, there)
        self._if_any(statements.NOTE_GONE, set().union(*by_kind.values()) - there, stamp=stamp)

    def describe(self, nodes: Iterable[str]) -> None:
        self._nodes.revote(nodes)
        self._nodes.describe()
        self._drop_keys()

    def _drop_keys(self) -> None:
        self._if_any(statements.DROP_KEYS, self._left)
        self._left.clear()
