"""The embedded store's tables, and the connection that everything else uses.

Nodes are numbered by `n` in order of arrival, so the smaller number is the older node; edges hold numbers, and only
what leaves the store has ids. Everything ordered has a stored key that ends in the id:

    node.order_key   a paper's `published_sort|id`, read descending; for an author or entity `<count, inverted>|id`,
                     read ascending, most papers first
    node.name_key    `<folded name>|id`, ascending
    edge.sort_key    the order_key of the edge's paper, read descending below `dst`
    edge.position    order below `src`, ascending, then the target's number
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from graph.errors import QueryTooExpensive, StoreDamaged, StoreLocked, StoreMissing, StoreTooNew, StoreUnavailable

SCHEMA_VERSION = 2
APPLICATION_ID = 0x43495447  # "CITG": tells our files from other SQLite files
BUSY_MS = 5000

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('version', 0);

-- kind: Paper, Author, Entity, Result; type: an entity's type, else ''; text: a paper's abstract, an entity's aliases
-- body: JSON of every other column; papers: how many papers an entity or author has
CREATE TABLE node (
    n INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: an edge to a node that ended must not reach another
    id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL,
    order_key TEXT NOT NULL, name_key TEXT NOT NULL, papers INTEGER NOT NULL DEFAULT 0,
    is_stub INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL
);
CREATE INDEX paper_order ON node (order_key) WHERE kind = 'Paper' AND is_stub = 0;
CREATE INDEX paper_name ON node (name_key) WHERE kind = 'Paper' AND is_stub = 0;
CREATE INDEX author_order ON node (order_key) WHERE kind = 'Author';
CREATE INDEX author_name ON node (name_key) WHERE kind = 'Author';
CREATE INDEX entity_order ON node (order_key) WHERE kind = 'Entity';
CREATE INDEX entity_name ON node (name_key) WHERE kind = 'Entity';
CREATE INDEX entity_type_order ON node (type, order_key) WHERE kind = 'Entity';
CREATE INDEX entity_type_name ON node (type, name_key) WHERE kind = 'Entity';
CREATE INDEX stub_order ON node (order_key) WHERE kind = 'Paper' AND is_stub = 1;
CREATE INDEX stub_name ON node (name_key) WHERE kind = 'Paper' AND is_stub = 1;

CREATE VIRTUAL TABLE node_text USING fts5 (
    name, text, content = 'node', content_rowid = 'n', tokenize = 'porter unicode61 remove_diacritics 2'
);

-- body: JSON {"statements": [...], and properties such as "intent", "contexts"}
CREATE TABLE edge (
    src INTEGER NOT NULL, type TEXT NOT NULL, position INTEGER NOT NULL, dst INTEGER NOT NULL, paper INTEGER NOT NULL,
    sort_key TEXT NOT NULL, confidence REAL, body TEXT NOT NULL,
    PRIMARY KEY (src, type, position, dst, paper)
) WITHOUT ROWID;
CREATE INDEX edge_into ON edge (dst, type, sort_key);
CREATE INDEX edge_said_by ON edge (paper) WHERE src <> paper;

-- kind: id (an identifier of a paper's contribution), title, alias (of an entity or author), former (merged away)
-- owner: the contribution that gives it, 0 where the node itself does
CREATE TABLE key (
    key TEXT NOT NULL, kind TEXT NOT NULL, node INTEGER NOT NULL, owner INTEGER NOT NULL,
    PRIMARY KEY (key, kind, node, owner)
) WITHOUT ROWID;
CREATE INDEX key_node ON key (node, kind);
CREATE INDEX key_owner ON key (owner) WHERE owner <> 0;

-- how often each surface and type was stated for an entity or author: its name and type are the most frequent ones
CREATE TABLE tally (
    node INTEGER NOT NULL, role TEXT NOT NULL, value TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (node, role, value)
) WITHOUT ROWID;

CREATE TABLE contribution (
    c INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, hash TEXT NOT NULL,
    said_by TEXT NOT NULL, text_sha256 TEXT NOT NULL, node INTEGER, version INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE INDEX contribution_text ON contribution (text_sha256, kind);
CREATE INDEX contribution_node ON contribution (node) WHERE node IS NOT NULL;

-- every key that a reference of a paper could be resolved by
-- `is_settled`: the key is an identifier and the first choice of exactly one reference of the paper, so that a work
-- which appears at the very node that the reference points to changes nothing for it
CREATE TABLE cited (
    key TEXT NOT NULL, paper INTEGER NOT NULL, is_settled INTEGER NOT NULL, PRIMARY KEY (key, paper)
) WITHOUT ROWID;
CREATE INDEX cited_paper ON cited (paper);

-- papers of which a decision suppresses a statement, by the entity it is about
CREATE TABLE rejected (entity TEXT NOT NULL, paper INTEGER NOT NULL, PRIMARY KEY (entity, paper)) WITHOUT ROWID;
CREATE INDEX rejected_paper ON rejected (paper);

CREATE TABLE decision (id TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE tombstone (version INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (version, id)) WITHOUT ROWID;
"""

# When each node last changed or went (graph/changes.py); key: `<version>|<id>`
CHANGES = """
CREATE TABLE change (id TEXT PRIMARY KEY, key TEXT NOT NULL, is_gone INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX change_key ON change (key, is_gone);
"""

# Of what was there before, nothing else is known than that it is there.
FILL_CHANGES = """
INSERT INTO change
SELECT id, printf('%012d|', (SELECT value FROM meta WHERE name = 'version')) || id, 0 FROM node WHERE is_stub = 0
"""

MIGRATIONS = {1: f"{CHANGES};\n{FILL_CHANGES}"}
"""By the schema version that they lead on from."""


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """A connection in autocommit mode to the store at `path`, made first where `create` is set.

    Raises StoreMissing, StoreTooNew, StoreDamaged, StoreLocked or StoreUnavailable.
    """
    if not path.exists():
        if not create:
            raise StoreMissing(f"There is no store at {path}; `citegraph ingest FILE` makes one.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"The folder {path.parent} cannot be made: {error.strerror}.") from error
    try:
        if _is_foreign(path):
            raise StoreDamaged(f"{path} is no citegraph store; name another with --store.")
        connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
        try:
            prepare(connection, path, create=create)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise translated(error, path) from error
    return connection


def prepare(connection: sqlite3.Connection, path: Path, *, create: bool) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")
    if not _is_ours(connection):
        if not (create and _is_empty(connection)):
            raise StoreDamaged(f"{path} is no citegraph store; name another with --store.")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        try:
            if not _is_ours(connection):  # another process may have made it while we waited
                for statement in (TABLES + CHANGES).split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite ends it by itself where the disk is full
                connection.execute("ROLLBACK")
            raise
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise StoreTooNew(
            f"The store at {path} has schema version {version}, and this citegraph knows up to {SCHEMA_VERSION}; "
            "upgrade citegraph to open it."
        )
    if version < SCHEMA_VERSION:
        _migrate(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA mmap_size = 268435456")
    connection.execute("PRAGMA temp_store = MEMORY")


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]  # another process may have done it meanwhile
        for step in range(version, SCHEMA_VERSION):
            for statement in MIGRATIONS[step].split(";\n"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _is_foreign(path: Path) -> bool:
    """Whether the file is a database of something else, with a log beside it.

    Opened with the right to write, as ours is, SQLite would bring the file up to date with its log. Only SQLite may
    look: on closing a file of its own, this process would lose the locks of every connection that it has to it.
    """
    if not path.with_name(f"{path.name}-wal").exists():
        return False  # nothing would change; `prepare` tells what the file is
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_MS / 1000)
    try:
        return not _is_ours(connection) and not _is_empty(connection)
    finally:
        connection.close()


def _is_ours(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)


def _is_empty(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0)


def translated(error: sqlite3.Error, path: Path) -> Exception:
    """The error of ours that says what an SQLite error means to a person."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreLocked(f"Another process is writing to {path}; wait until it has finished, then run this again.")
    if primary == sqlite3.SQLITE_INTERRUPT:
        return QueryTooExpensive("SQLite stopped a question that took longer than it was given; ask for less at once.")
    if primary in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return StoreDamaged(f"{path} is not a citegraph store, or is damaged; name another with --store.")
    if primary == sqlite3.SQLITE_FULL:
        return StoreUnavailable(f"The disk of {path} is full; nothing of this batch was written.")
    if primary in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
        return StoreUnavailable(f"{path} cannot be opened or written ({error}); check the path and its permissions.")
    return StoreUnavailable(f"The store at {path} failed: {error}.")
