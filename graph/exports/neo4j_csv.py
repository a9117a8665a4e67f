"""A folder of CSV files with the arguments by which `neo4j-admin database import full` takes them.

Of the whole graph with its abstracts it is the database as citegraph keeps it, with all that was given, which citegraph
opens and serves (graph/neo4j/csv_files.py). Of anything else it is the plain graph: papers, authors, entities, results
and what is between them, without the bookkeeping from which they could be made again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from graph.errors import BadInput
from graph.exports.asked import Asked
from graph.exports.gather import Tell, gather
from graph.exports.records import EDGE_COLUMNS, NODE_COLUMNS, REPLACEMENT, Value
from graph.exports.scratch import Scratch
from graph.neo4j.csv_files import DELIMITER, Files, Table, export, reading_options
from graph.records import ENTITY, PAPER, RESULT, Contribution, Decision
from graph.sqlite.store import SqliteStore
from graph.sqlite.tables import connect
from graph.store import Store

ARGUMENTS: Final = "import.args"
COMMAND: Final = f"neo4j-admin database import full neo4j @{ARGUMENTS}"
"""To be run in the folder, with Neo4j stopped and without a database of that name."""

_NAMED: Final = {PAPER: "title", RESULT: "value"}


@dataclass(frozen=True, slots=True)
class Written:
    nodes: int
    edges: int
    left_out: dict[str, int] = field(default_factory=dict)


def write(store: Store, asked: Asked, folder: Path, *, tell: Tell = lambda _: None) -> Written:
    """Into a folder that is there and empty."""
    if asked.is_whole and asked.abstracts:
        return _write_whole(store, folder, tell)
    with gather(store, asked, tell=tell) as scratch:
        return _write_plain(scratch, folder)


def _write_whole(store: Store, folder: Path, tell: Tell) -> Written:
    if isinstance(store, SqliteStore):
        return _write_tables(store.path, folder)
    # Everything that an import needs follows from what was given, and an embedded store is where it is worked out.
    with tempfile.TemporaryDirectory(prefix="citegraph-", dir=folder) as temporary:
        path = Path(temporary) / "graph.sqlite"
        copy = SqliteStore(path, create=True)
        try:
            _fill(copy, store.dump(), tell)
        finally:
            copy.close()
        return _write_tables(path, folder)


def _fill(copy: Store, records: Iterable[Contribution | Decision], tell: Tell) -> None:
    decisions: list[Decision] = []

    def given() -> Iterable[Contribution]:
        for record in records:
            if isinstance(record, Contribution):
                yield record
            else:
                decisions.append(record)

    count = 0
    for receipt in copy.ingest(given()):
        count += receipt.written
        tell(f"{count:,} records read")
    copy.decide(decisions)


def _write_tables(path: Path, folder: Path) -> Written:
    with Files(folder) as files:
        connection = connect(path, create=False)
        try:
            connection.execute("BEGIN")  # one state, whoever writes meanwhile
            export(connection, files)
        finally:
            connection.close()
        _write_arguments(folder, files.arguments(), files.longest)
    return Written(files.nodes, files.relationships)


def _write_plain(scratch: Scratch, folder: Path) -> Written:
    tables: dict[str, Table] = {}

    def table(option: str, name: str, make: Callable[[Path], Table]) -> Table:
        if option not in tables:
            tables[option] = make(folder / name)
        return tables[option]

    try:
        for node in scratch.nodes():
            labels = f"{ENTITY}:{node.type}" if node.kind == ENTITY else node.kind
            named = _NAMED.get(node.kind, "name")
            columns = (named, *(name for name in NODE_COLUMNS if name != "kind"))
            row = node.columns | {named: node.label}
            row.pop("kind")
            table(
                f"--nodes={labels}",
                f"node-{len(tables)}.csv",
                lambda path, its=columns: Table(path, ("id:ID",), its),  # type: ignore[misc]
            ).write((node.id,), _sayable(row))
        ends = (":START_ID", ":END_ID")
        columns = ("weight", *(name for name in EDGE_COLUMNS if name != "relation"))
        for edge in scratch.edges():
            row = edge.columns | {"weight": float(edge.weight)}
            row.pop("relation")
            table(
                f"--relationships={edge.relation}",
                f"edge-{edge.relation}.csv",
                lambda path: Table(path, ends, columns),
            ).write((edge.source, edge.target), _sayable(row))
    finally:
        for one in tables.values():
            one.close()
    arguments = [f"{option}={one.path.name}" for option, one in tables.items()]
    _write_arguments(folder, arguments, max((one.longest for one in tables.values()), default=0))
    return Written(scratch.node_count, scratch.edge_count, dict(scratch.left_out))


def _sayable(row: dict[str, Value]) -> dict[str, Any]:
    """CSV knows no empty item of a list, and no item with the delimiter in it, which is no character."""
    return {
        name: [one.replace(DELIMITER, REPLACEMENT) for one in value if one] if isinstance(value, list) else value
        for name, value in row.items()
    }


def _write_arguments(folder: Path, tables: Iterable[str], longest: int) -> None:
    """File names without their folder, so that it may be moved to where the server is."""
    lines = [one.replace(f"{folder}/", "") for one in tables]
    text = "".join(f"{line}\n" for line in (*lines, *reading_options(longest)))
    (folder / ARGUMENTS).write_text(text, "utf-8", newline="\n")


def check_folder(folder: Path) -> None:
    """Raises BadInput where something else is in the place of the folder, or in it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadInput(f"{folder} is there and no empty folder; name one that is not there yet.")
