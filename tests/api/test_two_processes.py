"""Two processes ingest into one store at once, while a third reads it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from graph import open_store
from graph.project import project
from graph.records import Contribution
from tests.api.papers import write_jsonl
from tests.api.test_kill import COMMAND, records

EACH = 400


def test_two_writers_and_a_reader_do_not_disturb_one_another(tmp_path: Path) -> None:
    every = list(records())[: 2 * EACH]
    halves = [
        write_jsonl(tmp_path / "one.jsonl", *every[:EACH]),
        write_jsonl(tmp_path / "other.jsonl", *every[EACH:]),
    ]
    url = f"embedded:{tmp_path / 'shared.db'}"
    store = open_store(url, create=True)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", COMMAND, "ingest", str(half), "--store", url], stdout=subprocess.DEVNULL
        )
        for half in halves
    ]
    while any(writer.poll() is None for writer in writers):
        with store.reading() as reader:
            before, after = reader.stats(), reader.stats()
        assert before == after  # one state for as long as it is open
        assert before.papers % 100 == 0  # batches are of a hundred papers: none is seen in part
    assert [writer.returncode for writer in writers] == [0, 0]
    kept = [one for one in store.dump() if isinstance(one, Contribution)]
    assert len(kept) == 4 * EACH
    assert store.graph().canonical == project(kept).canonical
    store.close()
