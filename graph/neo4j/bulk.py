"""A first load in bulk: into a temporary embedded store, from there into CSV files, and these into a stopped Neo4j.

Groups, votes and ids are worked out by the embedded store, at a fifth of the CPU; `neo4j-admin database import full`
then writes the files of a database that is not there yet, in the layout of layout.py. Constraints and indexes are made
when the server runs and the graph is first opened (migrate.py).
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from graph.errors import BadInput, StoreDamaged, StoreLocked, StoreUnavailable
from graph.neo4j.csv_files import Files, export, reading_options
from graph.sqlite.store import SqliteStore
from graph.sqlite.tables import connect
from graph.store import Store

DATABASE: Final = "neo4j"
"""The one that a server has from the start."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What is in the database now, bookkeeping included."""

    nodes: int
    relationships: int


def admin_command(path: Path) -> list[str]:
    """neo4j-admin, or the folder of a Neo4j that has it in `bin`. Raises BadInput."""
    name = "neo4j-admin.bat" if os.name == "nt" else "neo4j-admin"
    tool = path / "bin" / name if path.is_dir() else path
    if not tool.is_file() or not os.access(tool, os.X_OK):
        raise BadInput(f"{tool} is no program; name the folder of a Neo4j, or its bin/neo4j-admin.")
    return [str(tool.resolve())]


def bulk_load(
    fill: Callable[[Store], None],
    command: Sequence[str],
    *,
    database: str = DATABASE,
    folder: Path | None = None,
) -> Imported:
    """Import all that `fill` puts into the store that it is given. The server must be stopped, the database not there.

    command   neo4j-admin, as from `admin_command`, to which the arguments are added
    folder    where the temporary files go, about seven times the size of the dump; None: the system's own place

    Raises BadInput, StoreLocked, StoreDamaged or StoreUnavailable; the first three before anything is done.
    """
    check(command, database)
    with tempfile.TemporaryDirectory(prefix="citegraph-", dir=folder) as temporary:
        source = Path(temporary) / "graph.sqlite"
        store = SqliteStore(source, create=True)
        try:
            fill(store)
        finally:
            store.close()
        with Files(Path(temporary)) as files:
            connection = connect(source, create=False)
            try:
                export(connection, files)
            finally:
                connection.close()
        source.unlink()
        import_files(files, command, database, report=Path(temporary) / "report")
    return Imported(files.nodes, files.relationships)


def check(command: Sequence[str], database: str = DATABASE) -> None:
    """Raises what can be known beforehand: no tool there, the server running, the database there already."""
    done = _run(command, "database", "info", database, "--format=json")
    if done.returncode == 0 and f'"{database}"' in done.stdout:
        _refuse_existing(database)
    if "in use" in done.stderr:
        _refuse_running(database)


def import_files(files: Files, command: Sequence[str], database: str, *, report: Path) -> None:
    done = _run(
        command,
        "database",
        "import",
        "full",
        database,
        *files.arguments(),
        *reading_options(files.longest),
        f"--report-file={report}",
    )
    if done.returncode == 0:
        return
    if "in use" in done.stderr:
        _refuse_running(database)
    if "already exist" in done.stderr:
        _refuse_existing(database)
    raise StoreUnavailable(
        f"neo4j-admin could not import into {database} ({_reason(done.stderr)}); delete what it left of that database "
        "in Neo4j's folders data/databases and data/transactions, then run this again."
    )


def _run(command: Sequence[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [*command, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise BadInput(f"{command[0]} cannot be run: {error.strerror}; name Neo4j's bin/neo4j-admin.") from None


def _refuse_running(database: str) -> NoReturn:
    raise StoreLocked(
        f"The database {database} is in use; stop Neo4j, then run this again, or load through the running server, "
        "without --neo4j-admin."
    )


def _refuse_existing(database: str) -> NoReturn:
    raise StoreDamaged(
        f"There is a database {database} already, and an import makes a new one; start Neo4j and load through it, "
        f"without --neo4j-admin, or delete {database} in its folders data/databases and data/transactions."
    )


def _reason(said: str) -> str:
    """The first line of an error that is not about how to read more of it."""
    lines = (line.strip() for line in said.splitlines())
    told = (line for line in lines if line and not line.startswith(("WARNING", "Run with", "Error importing")))
    return next(told, "it gave no reason").rstrip(".")[:300]
