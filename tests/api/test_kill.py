"""kill -9 during `citegraph ingest`: nothing acknowledged is lost, nothing is half-written, the next run completes."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import open_store
from graph.project import project
from graph.records import Contribution

COMMAND = "import sys; from api.cli import main; sys.exit(main())"
ROUNDS = 10
PAPERS = 1200  # a dozen batches
SYSTEMS = ("AlphaNet", "BetaFormer", "GammaGraph", "DeltaCoder")
SETS = ("OmegaBench", "SigmaQA")


def records() -> Iterator[dict]:
    """Papers that share methods and benchmarks and cite one another, forwards and backwards."""
    chance = random.Random(7)
    for number in range(PAPERS):
        system, base, benchmark = f"{chance.choice(SYSTEMS)}-{number}", chance.choice(SYSTEMS), chance.choice(SETS)
        yield {
            "id": f"arxiv:2401.{number:05d}",
            "title": f"{system}: a study of parsing number {number}",
            "abstract": f"We propose {system}, a method based on {base}. {system} outperforms {base} on {benchmark}.",
            "authors": [f"Ann Lee{chance.randrange(200)}", f"Bo Kim{chance.randrange(200)}"],
            "year": 2024,
            "references": [{"title": "", "ids": [f"arxiv:2401.{chance.randrange(PAPERS):05d}"]} for _ in range(3)],
        }


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kill") / "papers.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records()), encoding="utf-8")
    return path


def ingest(source: Path, url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", COMMAND, "--store", url, "ingest", str(source), "--format", "jsonl"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def test_nothing_acknowledged_is_lost_and_nothing_is_half_written(source: Path, tmp_path: Path) -> None:
    url = f"embedded:{tmp_path / 'killed.db'}"
    chance = random.Random(11)
    acknowledged: set[str] = set()
    for _ in range(ROUNDS):
        with ingest(source, url) as running:
            assert running.stdout is not None
            for line in running.stdout:  # each line is an acknowledgement; the kill comes at any moment after it
                event = json.loads(line)
                acknowledged.update(event.get("contributions", ()))
                if event["event"] == "committed":
                    time.sleep(chance.random() / 20)
                    running.send_signal(signal.SIGKILL)
                    break
        store = open_store(url)
        kept = [one for one in store.dump() if isinstance(one, Contribution)]
        assert acknowledged
        assert acknowledged <= {one.id for one in kept}
        assert store.graph().canonical == project(kept).canonical
        store.close()

    with ingest(source, url) as running:
        assert running.stdout is not None
        last = json.loads(running.stdout.read().splitlines()[-1])
    assert running.returncode == 0
    assert last["event"] == "done"
    store = open_store(url)
    kept = [one for one in store.dump() if isinstance(one, Contribution)]
    assert len([one for one in kept if one.kind == "paper"]) == PAPERS
    assert store.graph().canonical == project(kept).canonical
    store.close()
