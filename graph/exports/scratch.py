"""What is to be exported, gathered on disk: nodes and edges in a temporary database that is gone when it is closed.

An export is gathered first and written then. So the store is read at its own speed and let go, whoever is slow to take
the file; what the file says of itself (how many nodes, what was left out) is known before its first byte; an error is
told instead of half a file; and memory is that of one page, whatever the graph holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Final

import orjson

from graph.errors import StoreUnavailable
from graph.exports.records import EdgeRecord, NodeRecord, Value, exported_id, mended, stored
from graph.records import PAPER

_TABLES: Final = """
CREATE TABLE node (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL DEFAULT '', year INTEGER,
    degree INTEGER NOT NULL DEFAULT 0, is_in INTEGER NOT NULL DEFAULT 0, is_expanded INTEGER NOT NULL DEFAULT 0,
    type TEXT, label TEXT, body BLOB,
    store_id TEXT -- where the store has another id than the export
);
CREATE TABLE edge (
    e INTEGER PRIMARY KEY, source INTEGER NOT NULL, target INTEGER NOT NULL, relation TEXT NOT NULL,
    weight REAL NOT NULL, year INTEGER, body BLOB NOT NULL
);
CREATE TABLE taken (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
"""
_PRAGMAS: Final = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA cache_size = -32768",  # 32 MiB; the rest lies in the temporary file
    "PRAGMA temp_store = FILE",
)

_NUMBERS_KEPT = 50_000

ADD: Final = "INSERT INTO node (id, kind, store_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING n"
NODES: Final = "SELECT id, kind, type, label, degree, year, body FROM node WHERE is_in = 1 ORDER BY n"
EDGES: Final = """
SELECT edge.e, source.id, target.id, edge.relation, edge.weight, edge.year,
       nullif(max(coalesce(edge.year, 0), coalesce(source.year, 0), coalesce(target.year, 0)), 0), edge.body
FROM edge CROSS JOIN node AS source ON source.n = edge.source CROSS JOIN node AS target ON target.n = edge.target
ORDER BY edge.e
"""
DROP_LOOSE: Final = """
DELETE FROM edge WHERE (SELECT is_in FROM node WHERE n = source) = 0 OR (SELECT is_in FROM node WHERE n = target) = 0
"""
COUNT_ENDS: Final = """
UPDATE node SET degree = ends.degree FROM (
  SELECT n, count(*) AS degree FROM (SELECT source AS n FROM edge UNION ALL SELECT target FROM edge) GROUP BY n
) AS ends WHERE ends.n = node.n
"""
FIRST_YEARS: Final = f"""
UPDATE node SET year = ends.year FROM (
  SELECT n, min(year) AS year
  FROM (SELECT source AS n, year FROM edge UNION ALL SELECT target, year FROM edge) WHERE year IS NOT NULL GROUP BY n
) AS ends WHERE ends.n = node.n AND node.kind <> '{PAPER}'
"""  # noqa: S608 - a constant
TAKE: Final = "INSERT INTO taken VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count"
KEPT_AT_EXPANDED: Final = """
SELECT coalesce(sum(source.is_expanded + target.is_expanded), 0)
FROM edge CROSS JOIN node AS source ON source.n = edge.source CROSS JOIN node AS target ON target.n = edge.target
WHERE source.is_in = 1 AND target.is_in = 1
"""


class _Connection(sqlite3.Connection):
    """Says of a disk that is full that it is the temporary file's, not the store's."""

    def execute(self, statement: str, values: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(statement, values)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (
                sqlite3.SQLITE_FULL,
                sqlite3.SQLITE_IOERR,
                sqlite3.SQLITE_CANTOPEN,
            ):
                raise
            raise StoreUnavailable(
                f"The temporary file of the export cannot be written ({error}); free some space, or name another "
                "folder with TMPDIR."
            ) from None


class Scratch:
    """Nodes and edges of one export. A node is *in* once what it holds was put; an edge stays if both ends are in.

    directed    whether its edges have a direction
    left_out    how much of what was asked for is not in it, by the words of LEFT_OUT
    """

    def __init__(self) -> None:
        # Threads take turns: one gathers, another may write.
        self.connection = sqlite3.connect("", isolation_level=None, check_same_thread=False, factory=_Connection)
        for pragma in _PRAGMAS:
            self.connection.execute(pragma)
        self.connection.executescript(_TABLES)
        self.connection.execute("BEGIN")
        self.directed = True
        self.left_out: dict[str, int] = {}
        self._numbers: dict[str, int] = {}

    def __enter__(self) -> Scratch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self.connection.close()

    # -- gathering -----------------------------------------------------------------------------------------------

    def number(self, node_id: str, kind: str = "") -> int:
        """The number of a node, which need not be in yet."""
        number = self._numbers.get(node_id)
        if number is None:
            if len(self._numbers) >= _NUMBERS_KEPT:
                self._numbers.clear()
            shown = exported_id(node_id)
            own = None if shown == node_id else mended(node_id)
            made = self.connection.execute(ADD, (shown, kind, own)).fetchone()
            (number,) = made or self.connection.execute("SELECT n FROM node WHERE id = ?", (shown,)).fetchone()
            self._numbers[node_id] = number
        return number

    def put(self, node_id: str, kind: str, type_: str, label: str, properties: Mapping[str, Any]) -> int:
        """Say what a node holds; it is in from now on."""
        number = self.number(node_id, kind)
        kept = {name: value for name, one in properties.items() if (value := stored(one)) is not None}
        year = kept.pop("year", None)
        self.connection.execute(
            "UPDATE node SET kind = ?, type = ?, label = ?, year = ?, body = ?, is_in = 1 WHERE n = ?",
            (kind, type_, mended(label), year, orjson.dumps(kept), number),
        )
        return number

    def link(
        self,
        source: int,
        target: int,
        relation: str,
        *,
        weight: float = 1,
        year: int | None = None,
        properties: Mapping[str, Any] | None = None,
    ) -> None:
        kept = {name: value for name, one in (properties or {}).items() if (value := stored(one)) is not None}
        self.connection.execute(
            "INSERT INTO edge (source, target, relation, weight, year, body) VALUES (?, ?, ?, ?, ?, ?)",
            (source, target, relation, weight, year, orjson.dumps(kept)),
        )

    @property
    def last(self) -> int:
        """The greatest number that was given."""
        found: int = self.connection.execute("SELECT coalesce(max(n), 0) FROM node").fetchone()[0]
        return found

    def ids(self, kind: str, size: int, *, are_in: bool, after: int = 0) -> Iterator[list[str]]:
        """Pages of ids of nodes of a kind, as the store has them: those that are in, or those that only edges name."""
        statement = """
            SELECT n, coalesce(store_id, id) FROM node WHERE n > ? AND kind = ? AND is_in = ? ORDER BY n LIMIT ?
        """
        while rows := self.connection.execute(statement, (after, kind, are_in, size)).fetchall():
            after = rows[-1][0]
            yield [row[1] for row in rows]

    def first_year(self, ids: Iterable[str]) -> int | None:
        """The earliest year of some papers; None where it is not known here."""
        found: int | None = self.connection.execute(
            "SELECT min(year) FROM node WHERE id IN (SELECT value FROM json_each(?))",
            (orjson.dumps([exported_id(one) for one in ids]).decode(),),
        ).fetchone()[0]
        return found

    def years(self, ids: Iterable[str]) -> dict[str, int | None]:
        return {one: self.first_year([one]) for one in ids}

    def expanded(self, ids: Iterable[str]) -> None:
        """Mark nodes whose edges were all looked at."""
        self.connection.executemany("UPDATE node SET is_expanded = 1 WHERE id = ?", [(exported_id(i),) for i in ids])

    def keep_only(self, kind: str) -> None:
        """Nodes of one kind, and no edges."""
        self.connection.execute("UPDATE node SET is_in = 0 WHERE kind <> ?", (kind,))
        self.connection.execute("DELETE FROM edge")

    def drop_loose(self) -> int:
        """Drop edges that lead to a node that is not in; how many there were."""
        return self.connection.execute(DROP_LOOSE).rowcount

    def settle(self) -> int:
        """The same, and count what each node has."""
        dropped = self.drop_loose()
        self.connection.execute(FIRST_YEARS)
        self.connection.execute("UPDATE node SET degree = 0 WHERE degree <> 0")
        self.connection.execute(COUNT_ENDS)
        return dropped

    def kept_at_expanded(self) -> int:
        """How many links of the nodes that were expanded are in; one between two of them counts for both."""
        found: int = self.connection.execute(KEPT_AT_EXPANDED).fetchone()[0]
        return found

    def leave_out(self, reason: str, count: int) -> None:
        if count > 0:
            self.left_out[reason] = self.left_out.get(reason, 0) + count

    # -- writing -------------------------------------------------------------------------------------------------

    @property
    def node_count(self) -> int:
        found: int = self.connection.execute("SELECT count(*) FROM node WHERE is_in = 1").fetchone()[0]
        return found

    @property
    def edge_count(self) -> int:
        found: int = self.connection.execute("SELECT count(*) FROM edge").fetchone()[0]
        return found

    def nodes(self) -> Iterator[NodeRecord]:
        for node_id, kind, type_, label, degree, year, body in self.connection.execute(NODES):
            properties: dict[str, Value] = orjson.loads(body)
            yield NodeRecord(node_id, kind, type_, label, degree, year, properties)

    def edges(self) -> Iterator[EdgeRecord]:
        for number, source, target, relation, weight, year, start, body in self.connection.execute(EDGES):
            properties: dict[str, Value] = orjson.loads(body)
            yield EdgeRecord(number, source, target, relation, weight, year, start, properties)

    def unique(self, name: str) -> str:
        """The name, with `-2` and so on behind it where it is taken; the name itself has no hyphen."""
        ((count,),) = self.connection.execute(TAKE, (name,)).fetchall()
        return name if count == 1 else f"{name}-{count}"
