"""Suggestions: Neo4j gives those of the embedded store, from an index, whether few names begin so or many."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph import suggesting
from graph.neo4j import suggesting as in_neo4j
from graph.records import PAPER
from graph.sqlite.store import SqliteStore
from tests.api import library
from tests.neo4j.filled import both, fill
from tests.neo4j.fixtures import Scratch
from tests.neo4j.questions import assert_alike, of_prefixes
from tests.neo4j.test_read_plans import PARAMETERS, SORTS, WALKS, Profiled, tables_with_hubs

PREFIXES = ("s", "gri", "GRIST 3", "the mi", "ada park", "milling study number 1", "", "zzz", "\0", "\ud800")


def test_suggestions_are_alike(neo4j_scratch: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqliteStore(tmp_path / "store", create=True)
    list(store.ingest(library.contributions()))
    with both(neo4j_scratch, store._reader()) as (one, other):
        assert_alike(one, other, of_prefixes(PREFIXES))
        monkeypatch.setattr(suggesting, "FEW", 0)
        assert_alike(one, other, of_prefixes(PREFIXES))
    store.close()


def test_suggestions_are_read_from_an_index(neo4j_scratch: Scratch, tmp_path: Path) -> None:
    tables = tables_with_hubs(tmp_path)
    fill(neo4j_scratch, tables.connection)
    neo4j_scratch.connection.run("CALL db.prepareForReplanning()")
    for name, statement in in_neo4j.statements():
        kind = name.split()[1]
        prefix = {PAPER: "title 7"}.get(kind, "hu")
        asked = PARAMETERS | suggesting.bounds(kind, prefix)
        profiled = Profiled(neo4j_scratch, statement, asked)
        assert not profiled.names & (WALKS - {"NodeIndexScan"}), (name, profiled)
        if "many" in name:
            assert not profiled.names & SORTS, (name, profiled)
        else:
            assert profiled.hits <= 2_000, (name, profiled)
    tables.connection.close()
