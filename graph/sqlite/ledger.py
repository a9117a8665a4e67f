"""The rows behind a write (graph/ingestion.py), in the embedded store."""

from __future__ import annotations

import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import orjson

from graph import changes
from graph.changes import Concerned
from graph.ingestion import Citer, Kept
from graph.papers import paper_sort_key
from graph.project import Projection
from graph.records import Contribution, Relation
from graph.rulings import Rulings
from graph.sqlite.edges import Edges
from graph.sqlite.nodes import Nodes

# Ids and keys are handed over as one JSON array: a statement stays the same text for any number of them.
_GIVEN = "(SELECT value FROM json_each(?))"
KEPT = f"""
SELECT contribution.id, contribution.kind, contribution.hash, contribution.text_sha256, node.id
FROM contribution LEFT JOIN node ON node.n = contribution.node WHERE contribution.id IN {_GIVEN}
"""  # noqa: S608 - all parts are constants
NUMBERS = f"SELECT id, c FROM contribution WHERE id IN {_GIVEN}"  # noqa: S608
LOAD = f"SELECT id, body FROM contribution WHERE id IN {_GIVEN}"  # noqa: S608
KEYS_GIVEN = f"""
SELECT key.key FROM contribution JOIN key ON key.owner = contribution.c AND key.owner <> 0
WHERE contribution.id IN {_GIVEN}
"""  # noqa: S608
GIVERS = f"""
SELECT DISTINCT contribution.id FROM key JOIN contribution ON contribution.c = key.owner
WHERE key.key IN {_GIVEN} AND key.owner <> 0
"""  # noqa: S608
HOLDERS = f"""
SELECT DISTINCT key.key, node.id FROM key JOIN node ON node.n = key.node
WHERE key.key IN {_GIVEN} AND key.kind IN ('id', 'title')
"""  # noqa: S608
MEMBERS = f"""
SELECT node.id, contribution.id FROM node JOIN contribution ON contribution.node = node.n
WHERE node.id IN {_GIVEN} AND contribution.kind = 'paper'
"""  # noqa: S608
OF_TEXTS = f"SELECT text_sha256, id FROM contribution WHERE text_sha256 IN {_GIVEN} AND kind = ?"  # noqa: S608
AGES = f"SELECT id, n FROM node WHERE id IN {_GIVEN}"  # noqa: S608
STUBS = f"SELECT id, n FROM node WHERE id IN {_GIVEN} AND is_stub = 1"  # noqa: S608
CITERS = f"""
SELECT cited.key, node.id, cited.is_settled FROM cited JOIN node ON node.n = cited.paper WHERE cited.key IN {_GIVEN}
"""  # noqa: S608
SPEAKING_OF = f"""
SELECT paper.id FROM node AS given
JOIN edge ON edge.dst = given.n JOIN node AS paper ON paper.n = edge.paper
WHERE given.id IN {_GIVEN}
UNION
SELECT paper.id FROM node AS given
JOIN edge ON edge.src = given.n AND edge.paper <> edge.src JOIN node AS paper ON paper.n = edge.paper
WHERE given.id IN {_GIVEN}
"""  # noqa: S608
SPOKEN_OF = f"""
SELECT DISTINCT target.kind, target.id FROM node AS paper
CROSS JOIN edge ON edge.src = paper.n CROSS JOIN node AS target ON target.n = edge.dst
WHERE paper.id IN {_GIVEN} AND (
  edge.type <> '{Relation.CITES}'
  OR (target.is_stub AND EXISTS (SELECT 1 FROM change WHERE change.id = target.id AND NOT change.is_gone))
)
"""  # noqa: S608
STAMP = """
INSERT INTO change SELECT value, :stamp || value, NOT EXISTS (SELECT 1 FROM node WHERE id = value)
FROM json_each(:ids) WHERE true
ON CONFLICT (id) DO UPDATE SET key = excluded.key, is_gone = excluded.is_gone
"""
SUPPRESSING = f"""
SELECT node.id FROM rejected JOIN node ON node.n = rejected.paper WHERE rejected.entity IN {_GIVEN}
"""  # noqa: S608


def packed(contribution: Contribution) -> bytes:
    return zlib.compress(orjson.dumps(contribution.as_dict()), 1)


def unpacked(body: bytes) -> Contribution:
    return Contribution(**orjson.loads(zlib.decompress(body)))


def given(values: Iterable[str]) -> str:
    return orjson.dumps(list(values)).decode()


class SqliteLedger:
    """A Ledger over one connection in a write transaction."""

    def __init__(self, connection: sqlite3.Connection, rulings: Rulings) -> None:
        self._execute = connection.execute
        self._executemany = connection.executemany
        self._nodes = Nodes(connection, rulings)
        self._edges = Edges(connection, self._nodes)
        self._numbers: dict[str, int] = {}  # of contributions
        self._waiting: dict[str, set[str]] = {}  # Keys given in this write, until it is known which paper has them
        self._waiting_givers: dict[str, set[str]] = defaultdict(set)

    def kept(self, ids: Iterable[str]) -> dict[str, Kept]:
        return {row[0]: Kept(*row[1:]) for row in self._execute(KEPT, (given(ids),))}

    def load(self, ids: Iterable[str]) -> dict[str, Contribution]:
        wanted = given(ids)
        return {row[0]: unpacked(row[1]) for row in self._execute(LOAD, (wanted,))} if wanted != "[]" else {}

    def save(self, contributions: Mapping[str, Contribution], texts: Mapping[str, str], version: int) -> None:
        self._executemany(
            "INSERT INTO contribution (id, kind, hash, said_by, text_sha256, version, body) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, said_by = excluded.said_by, "
            "text_sha256 = excluded.text_sha256, version = excluded.version, body = excluded.body",
            [
                (one.id, one.kind, one.hash, one.by, texts[one.id], version, packed(one))
                for one in contributions.values()
            ],
        )

    def remove(self, ids: Iterable[str], version: int) -> None:
        for one in sorted(ids):
            self._execute("DELETE FROM contribution WHERE id = ?", (one,))
            self._execute("INSERT OR IGNORE INTO tombstone VALUES (?, ?)", (version, one))

    def keys_given(self, ids: Iterable[str]) -> set[str]:
        return {row[0] for row in self._execute(KEYS_GIVEN, (given(ids),))}

    def give_keys(self, keys: Mapping[str, Iterable[str]]) -> None:
        self._number(keys)
        self._executemany("DELETE FROM key WHERE owner = ? AND owner <> 0", [(self._numbers[one],) for one in keys])
        self._waiting |= {one: set(new) for one, new in keys.items() if new}
        for one in self._waiting.keys() & keys.keys():
            for key in self._waiting[one]:
                self._waiting_givers[key].add(one)

    def _number(self, ids: Iterable[str]) -> None:
        self._numbers.update(self._execute(NUMBERS, (given(one for one in ids if one not in self._numbers),)))

    def givers(self, keys: Iterable[str]) -> set[str]:
        keys = set(keys)
        waiting = {one for key in keys & self._waiting_givers.keys() for one in self._waiting_givers[key]}
        return waiting | {row[0] for row in self._execute(GIVERS, (given(keys),))}

    def holders(self, keys: Iterable[str]) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for key, node in self._execute(HOLDERS, (given(keys),)):
            found[key].add(node)
        return {key: frozenset(nodes) for key, nodes in found.items()}

    def members(self, nodes: Iterable[str]) -> dict[str, set[str]]:
        return self._grouped(MEMBERS, (given(nodes),))

    def of_texts(self, texts: Iterable[str], kind: str) -> dict[str, set[str]]:
        return self._grouped(OF_TEXTS, (given(texts), kind))

    def _grouped(self, statement: str, values: Sequence[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for name, one in self._execute(statement, values):
            found[name].add(one)
        return found

    def ages(self, nodes: Iterable[str]) -> dict[str, int]:
        return dict(self._execute(AGES, (given(nodes),)).fetchall())

    def stubs(self, ids: Iterable[str]) -> dict[str, int]:
        return dict(self._execute(STUBS, (given(ids),)).fetchall())

    def assign(self, nodes: Mapping[str, str]) -> None:
        self._number(nodes)
        self._nodes.look_up(set(nodes.values()))
        for one, node in nodes.items():
            number, c = self._nodes.made(node), self._numbers[one]
            self._execute("UPDATE contribution SET node = ? WHERE c = ?", (number, c))
            if one not in self._waiting:
                self._execute("UPDATE key SET node = ? WHERE owner = ? AND owner <> 0", (number, c))
                continue
            self._executemany(
                "INSERT INTO key (key, kind, node, owner) VALUES (?, ?, ?, ?)",
                [(key, "title" if key.startswith("title:") else "id", number, c) for key in self._waiting.pop(one)],
            )

    def citers(self, keys: Iterable[str]) -> list[Citer]:
        return [Citer(key, paper, bool(settled)) for key, paper, settled in self._execute(CITERS, (given(keys),))]

    def citing(self, pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        return {
            (paper, cited)
            for paper, cited in pairs
            if self._edges.exists(self._nodes.made(paper), Relation.CITES, self._nodes.made(cited))
        }

    def speaking_of(self, nodes: Iterable[str]) -> set[str]:
        ids = given(nodes)
        return {row[0] for row in self._execute(SPEAKING_OF, (ids, ids))} if ids != "[]" else set()

    def suppressing(self, entities: Iterable[str]) -> set[str]:
        return {row[0] for row in self._execute(SUPPRESSING, (given(entities),))}

    def end(self, node: str, heir: str | None, version: int) -> None:
        number = self._nodes.made(node)
        self._edges.replace(number, node, "", (), ())
        for table in ("cited", "rejected"):
            self._execute(f"DELETE FROM {table} WHERE paper = ?", (number,))  # noqa: S608 - one of the two above
        if heir is None:
            self._execute("INSERT OR IGNORE INTO tombstone VALUES (?, ?)", (version, node))
        else:
            survivor = self._nodes.made(heir)
            self._execute("UPDATE OR IGNORE key SET node = ? WHERE node = ? AND kind = 'former'", (survivor, number))
            self._execute("INSERT OR IGNORE INTO key VALUES (?, 'former', ?, 0)", (node, survivor))
        self._nodes.delete(number)

    def replace(self, projections: Sequence[Projection]) -> None:
        self._nodes.look_up({end for said in projections for edge in said.edges for end in (edge.source, edge.target)})
        for said in projections:
            number = self._nodes.made(said.paper.id)
            is_new = self._nodes.is_bare(number)
            self._nodes.put(number, said.paper)
            sort_key = paper_sort_key(said.paper)
            self._edges.replace(number, said.paper.id, sort_key, said.edges, said.results, is_new=is_new)
            if not is_new:
                self._execute("DELETE FROM cited WHERE paper = ?", (number,))
                self._execute("DELETE FROM rejected WHERE paper = ?", (number,))
            self._executemany(
                "INSERT INTO cited (key, paper, is_settled) VALUES (?, ?, ?)",
                [(key, number, is_settled) for key, is_settled in said.cited.items()],
            )
            self._executemany(
                "INSERT INTO rejected (entity, paper) VALUES (?, ?)", [(entity, number) for entity in said.rejected]
            )
        self._nodes.describe()

    def spoken_of(self, papers: Iterable[str]) -> set[Concerned]:
        ids = given(papers)
        return set(self._execute(SPOKEN_OF, (ids,))) if ids != "[]" else set()

    def stamp(self, concerned: Iterable[Concerned], version: int) -> None:
        self._execute(STAMP, {"ids": given(one for _, one in concerned), "stamp": changes.stamp(version)})

    def describe(self, nodes: Iterable[str]) -> None:
        self._nodes.revote(nodes)
        self._nodes.describe()
