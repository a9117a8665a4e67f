"""What an export costs: time and peak memory of the process, for each format, each projection and one hub.

    python -m benchmarks.exports [CORPUS] [--papers 20000] [--processes 2] [--store FILE]

Each is a run of `citegraph export` of its own (on Linux), to a file in a temporary folder; its size is told too. With
--store the embedded store in FILE is exported, or made there first. CORPUS is JSONL, gzip or not; the default lies
beside the checkout and is not part of it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from benchmarks.ingest import CORPUS, ingested, lines_of, write_lines
from graph import open_store
from graph.exports import FORMATS, Projection
from graph.store import Listing, Order, Page

# The peak comes from the kernel's count for this program: what getrusage tells of a child holds its parent's too.
COMMAND = """
import sys
from pathlib import Path
from api.cli import main
code = main()
peak = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(peak, file=sys.stderr)
sys.exit(code)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--store", type=Path)
    given = parser.parse_args()
    if not given.corpus.exists() and not (given.store and given.store.exists()):
        print(f"There is no corpus at {given.corpus}; name a JSONL file of papers.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="citegraph-bench-") as temporary:
        folder = Path(temporary)
        path: Path = given.store or folder / "graph.sqlite"
        if not path.exists():
            fill(path, given.corpus, given.papers, given.processes, folder)
        run(path, folder)
    return 0


def fill(path: Path, corpus: Path, papers: int, processes: int, folder: Path) -> None:
    chosen = folder / "chosen.jsonl"
    write_lines(chosen, islice(lines_of(corpus), papers))
    store = open_store(f"embedded:{path}", create=True)
    ingested(store, chosen, processes)
    store.close()


def run(path: Path, folder: Path) -> None:
    hub = told(path)
    for name in FORMATS:
        measured(path, folder, name, ["--to", name])
    measured(path, folder, "neo4j-csv, whole", ["--to", "neo4j-csv", "--abstracts"])
    for projection in Projection:
        measured(path, folder, projection, ["--to", "gexf", "--projection", projection])
    measured(path, folder, "around the hub", ["--to", "gexf", "--around", hub, "--depth", "2"])


def told(path: Path) -> str:
    """Says what is in the store; the entity that most papers speak of."""
    store = open_store(f"embedded:{path}")
    with store.reading(seconds=3600) as reader:
        stats = reader.stats()
        top = Listing(kind="Entity", order=Order.PAPERS, page=Page(first=1), columns=frozenset({"name", "paper_count"}))
        (hub,) = reader.list(top)["nodes"]
    store.close()
    entities, edges = sum(stats.entities.values()), sum(stats.edges.values())
    print(f"{stats.papers:,} papers, {entities:,} entities, {stats.authors:,} authors, {edges:,} edges")
    print(f"the hub is {hub['name']}, with {hub['paper_count']:,} papers")
    return str(hub["id"])


def measured(path: Path, folder: Path, name: str, options: list[str]) -> None:
    out = folder / "out"
    command = [sys.executable, "-c", COMMAND, "export", "--store", f"embedded:{path}", *options, "--out", str(out)]
    started = time.perf_counter()
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)
    wall = time.perf_counter() - started
    files = [out] if out.is_file() else list(out.iterdir()) if out.is_dir() else []
    size = sum(file.stat().st_size for file in files) / 1e6
    if done.returncode:
        print(f"  {name:17} failed: {done.stderr.strip()}")
        return
    found, peak = json.loads(done.stdout), int(done.stderr.split()[-1])
    left = ", ".join(f"{reason} {count:,}" for reason, count in found["left_out"].items())
    print(
        f"  {name:17} {wall:6.1f} s  {peak / 1024:5.0f} MiB  {size:7.1f} MB  {found['nodes']:8,} nodes  "
        f"{found['edges']:9,} edges  {left}",
        flush=True,
    )
    for file in files:
        file.unlink()
    if out.is_dir():
        out.rmdir()


if __name__ == "__main__":
    sys.exit(main())
