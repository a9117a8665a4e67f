"""The embedded store: one SQLite file in WAL mode, a writer at a time, readers beside it."""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from time import monotonic

import orjson

from graph.ingestion import Ingestion, Outcome
from graph.records import Contribution, Decision, Graph, Node
from graph.rulings import Rulings, handles_of
from graph.sqlite.edges import ALL_EDGES, edge_of
from graph.sqlite.ledger import SqliteLedger, given, unpacked
from graph.sqlite.read import SqliteReader
from graph.sqlite.tables import SCHEMA_VERSION, connect, translated
from graph.store import BATCH, READ_SECONDS, Receipt

WRITER = ("PRAGMA cache_size = -131072", "PRAGMA wal_autocheckpoint = 4000")
"""128 MiB of pages, and a checkpoint for 16 MB instead of 4: a batch writes 5 MB all over the file."""


STEPS = 20_000
"""Steps of SQLite's machine between two looks at the clock: about a millisecond."""


class SqliteStore:
    """A Store (graph/store.py) in one file. Each thread reads through a connection of its own."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        self._writer = connect(path, create=create)
        for pragma in WRITER:
            self._writer.execute(pragma)
        self._lock = threading.RLock()
        self._local = threading.local()
        self._readers: list[sqlite3.Connection] = []

    @property
    def name(self) -> str:
        return f"embedded:{self.path}"

    # -- reading -------------------------------------------------------------------------------------------------

    @contextmanager
    def reading(self, *, seconds: float = READ_SECONDS) -> Iterator[SqliteReader]:
        connection = self._reader()
        try:
            connection.execute("BEGIN")
            end = monotonic() + seconds
            connection.set_progress_handler(lambda: monotonic() > end, STEPS)
            try:
                yield SqliteReader(connection)
            finally:
                connection.set_progress_handler(None, 0)
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise translated(error, self.path) from error

    def _reader(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = connect(self.path, create=False)
            connection.execute("PRAGMA query_only = ON")
            self._local.connection = connection
            with self._lock:
                self._readers.append(connection)
        return connection

    def known(self, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        rows = self._select(
            "SELECT id, hash, said_by FROM contribution WHERE id IN (SELECT value FROM json_each(?))",
            (given(ids),),
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def contributions_of(self, paper_id: str) -> tuple[str, ...]:
        papers = self._select(
            "SELECT contribution.id, contribution.text_sha256 FROM contribution "
            "JOIN node ON node.n = contribution.node WHERE node.id = ? ORDER BY contribution.id",
            (paper_id,),
        )
        extractions = self._select(
            "SELECT id FROM contribution WHERE kind = 'extraction' AND text_sha256 IN (SELECT value FROM json_each(?)) "
            "ORDER BY id",
            (given(row[1] for row in papers),),
        )
        return tuple(row[0] for row in (*papers, *extractions))

    def dump(self) -> Iterator[Contribution | Decision]:
        """One consistent state, streamed: contributions in the order of arrival, then decisions."""
        connection = connect(self.path, create=False)
        try:
            connection.execute("BEGIN")
            for row in connection.execute("SELECT body FROM contribution ORDER BY c"):
                yield unpacked(row[0])
            yield from self._decisions(connection)
        except sqlite3.Error as error:
            raise translated(error, self.path) from error
        finally:
            connection.close()

    def graph(self) -> Graph:
        connection = self._reader()
        connection.execute("BEGIN")
        try:
            nodes = {}
            for node_id, kind, type_, name, text, papers, is_stub, body in connection.execute(
                "SELECT id, kind, type, name, text, papers, is_stub, body FROM node"
            ):
                properties = orjson.loads(body)
                if kind == "Paper":
                    properties |= {"abstract": text, "is_stub": bool(is_stub)}
                elif kind != "Result":
                    properties["paper_count"] = papers
                nodes[node_id] = Node(node_id, type_ or kind, name, properties)
            edges = (edge_of(*row) for row in connection.execute(ALL_EDGES))
            by_key: dict[str, set[str]] = defaultdict(set)
            for key, node_id in connection.execute(
                "SELECT key.key, node.id FROM key JOIN node ON node.n = key.node WHERE key.kind <> 'former'"
            ):
                by_key[key].add(node_id)
            return Graph(
                nodes,
                {(edge.source, edge.type, edge.target, edge.paper): edge for edge in edges},
                {key: frozenset(ids) for key, ids in by_key.items()},
            )
        finally:
            connection.execute("ROLLBACK")

    def _select(self, statement: str, values: Sequence[object] = ()) -> list[tuple[str, ...]]:
        try:
            return self._reader().execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise translated(error, self.path) from error

    # -- writing -------------------------------------------------------------------------------------------------

    def ingest(self, contributions: Iterable[Contribution]) -> Iterator[Receipt]:
        source = iter(contributions)
        while batch := list(islice(source, BATCH)):
            yield self._write(partial(self._ingest, batch))

    def _ingest(self, batch: Sequence[Contribution], version: int) -> Outcome:
        return self._ingestion(version).run(batch)

    def _ingestion(self, version: int) -> Ingestion:
        rulings = Rulings(self._decisions(self._writer))
        return Ingestion(SqliteLedger(self._writer, rulings), rulings, version)

    def delete(self, ids: Sequence[str]) -> Receipt:
        return self._write(lambda version: self._ingestion(version).run(removed=[*ids, *self._orphans(ids)]))

    def _orphans(self, ids: Sequence[str]) -> list[str]:
        """Extractions of texts that only these contributions give."""
        rows = self._writer.execute(
            "SELECT extraction.id FROM contribution AS extraction WHERE extraction.kind = 'extraction' "
            "AND extraction.text_sha256 IN (SELECT text_sha256 FROM contribution WHERE kind = 'paper' "
            "AND id IN (SELECT value FROM json_each(?1))) "
            "AND NOT EXISTS (SELECT 1 FROM contribution AS paper WHERE paper.text_sha256 = extraction.text_sha256 "
            "AND paper.kind = 'paper' AND paper.id NOT IN (SELECT value FROM json_each(?1)))",
            (given(ids),),
        )
        return [row[0] for row in rows]

    def decide(self, decisions: Iterable[Decision], *, withdraw: Sequence[str] = ()) -> Receipt:
        return self._write(partial(self._decide, list(decisions), set(withdraw)))

    def _decide(self, new: Sequence[Decision], withdrawn: set[str], version: int) -> Outcome:
        before = list(self._decisions(self._writer))
        old = [one for one in before if one.id in withdrawn | {decision.id for decision in new}]
        self._writer.executemany("DELETE FROM decision WHERE id = ?", [(one.id,) for one in old])
        self._writer.executemany(
            "INSERT INTO decision VALUES (?, ?, ?)",
            [(one.id, version, orjson.dumps(one.as_dict()).decode()) for one in new],
        )
        rulings = (Rulings(before), Rulings(self._decisions(self._writer)))
        self._ingestion(version).run(touched={handle for one in (*old, *new) for handle in handles_of(one, *rulings)})
        return Outcome(written=len(new), deleted=sum(one.id in withdrawn for one in old))

    @staticmethod
    def _decisions(connection: sqlite3.Connection) -> Iterator[Decision]:
        for row in connection.execute("SELECT body FROM decision ORDER BY id"):
            yield Decision(**orjson.loads(row[0]))

    def _write(self, work: Callable[[int], Outcome]) -> Receipt:
        """One transaction; its last statement takes the graph's next version."""
        with self._lock:
            connection = self._writer
            try:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    version = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()[0] + 1
                    outcome = work(version)
                    if outcome.written or outcome.deleted:
                        connection.execute("UPDATE meta SET value = ? WHERE name = 'version'", (version,))
                        connection.execute("COMMIT")
                    else:
                        version -= 1
                        connection.execute("ROLLBACK")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise translated(error, self.path) from error
        return Receipt(outcome.written, outcome.unchanged, outcome.deleted, version, tuple(outcome.unkeyed))

    # -- the file ------------------------------------------------------------------------------------------------

    def check(self) -> dict[str, str]:
        """What `citegraph doctor` tells of the store: where it is, its schema, its size, whether it is whole."""
        pages, size = self._select("PRAGMA page_count")[0][0], self._select("PRAGMA page_size")[0][0]
        return {
            "store": self.name,
            "schema": str(SCHEMA_VERSION),
            "size_bytes": str(int(pages) * int(size)),
            "integrity": self._select("PRAGMA quick_check(1)")[0][0],
        }

    def close(self) -> None:
        with self._lock:
            for connection in (*self._readers, self._writer):
                connection.close()
            self._readers.clear()
