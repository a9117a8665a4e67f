"""The embedded store keeps the contract of every store."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from graph.sqlite.store import SqliteStore
from tests.contract.contract import store_contract
from tests.contract.rulings import RulingsContract

MEMORY = Path("/dev/shm")  # thousands of small stores are made, each with its fsyncs


def test_no_connection_takes_the_locks_of_another(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store = SqliteStore(path, create=True)
    with store.reading():  # a connection beside the writer's
        # What a process that thinks itself alone may do: the log, and with it a reader's state, would be gone.
        alone = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('PRAGMA journal_mode = DELETE')"
        ran = subprocess.run([sys.executable, "-c", alone, path], capture_output=True, text=True, check=False)
    assert "database is locked" in ran.stderr
    store.close()


class TestSqliteStore(store_contract(), RulingsContract):  # type: ignore[misc]
    @pytest.fixture
    def make_store(self) -> Iterator[Callable[[], SqliteStore]]:
        numbers = count()
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            yield lambda: SqliteStore(Path(folder) / f"{next(numbers)}.db", create=True)
