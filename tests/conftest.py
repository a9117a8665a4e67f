"""What every test may ask for. No test sees the settings or the store of whoever runs it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from api.settings import Settings
from graph import Store, open_store
from tests.api.papers import DENSE, SPARSE, write_jsonl


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for setting in fields(Settings):
        monkeypatch.delenv(setting.metadata["variable"], raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.getbasetemp() / "data"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(f"embedded:{tmp_path / 'store.sqlite'}", create=True)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def _library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from api.cli import main

    folder = tmp_path_factory.mktemp("library")
    papers = write_jsonl(folder / "library.jsonl", DENSE, SPARSE)
    assert main(["ingest", "--store", f"embedded:{folder / 'library.sqlite'}", str(papers)]) == 0
    return folder / "library.sqlite"


@pytest.fixture
def library_url(_library: Path, tmp_path: Path) -> str:
    """A store of this test's own with both papers of tests/api/papers.py, as `citegraph ingest` writes them."""
    return f"embedded:{shutil.copy(_library, tmp_path / 'store_of_library.sqlite')}"


@pytest.fixture(scope="session")
def sample_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The store that `make demo` makes. It is shared: a test may read it only."""
    from api.cli import main

    url = f"embedded:{tmp_path_factory.mktemp('sample') / 'sample.sqlite'}"
    assert main(["demo", "--store", url]) == 0
    return url


@pytest.fixture
def sample(sample_url: str) -> Iterator[Store]:
    """That store, opened."""
    opened = open_store(sample_url)
    yield opened
    opened.close()
