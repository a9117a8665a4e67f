"""The embedded store keeps the contract of every store."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from graph.sqlite.store import SqliteStore
from tests.contract.contract import store_contract

MEMORY = Path("/dev/shm")  # thousands of small stores are made, each with its fsyncs


class TestSqliteStore(store_contract()):  # type: ignore[misc]
    @pytest.fixture
    def make_store(self) -> Iterator[Callable[[], SqliteStore]]:
        numbers = count()
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            yield lambda: SqliteStore(Path(folder) / f"{next(numbers)}.db", create=True)
