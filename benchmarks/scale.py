"""A whole corpus, end to end: in, out in every format, and over into the other store.

    python -m benchmarks.scale [CORPUS ...] [--processes 2] [--folder DIR] [--no-exports] [--no-neo4j]

1. `citegraph ingest` of all corpora into one embedded store: time, peak memory of the command with its workers.
2. `citegraph export` in each format: time, peak memory, size.
3. `citegraph dump`, and its load into a Neo4j in bulk (from Maven, tests/neo4j/); then every example of the README and
   a few hundred look-ups and pages are asked of both stores, and must have equal answers. Examples that search by
   words are not compared: the two stores rank by formulas of their own, Lucene's and SQLite's.

Memory is the sum over the command's processes of their proportional share (PSS) each two seconds, with and without the
pages of the store's file, which the system may drop at any time. Each step runs as a user runs it, as a process of its
own. CORPORA are JSONL, gzip or not; the default ones lie beside the checkout and are not part of it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from api.portable import parsed
from benchmarks.stores import started
from graph import open_store
from graph.neo4j import migrate
from graph.neo4j.bulk import bulk_load
from graph.neo4j.connection import Connection
from graph.neo4j.store import Neo4jStore
from graph.records import AUTHOR, ENTITY, PAPER, Contribution
from graph.store import Listing, Order, Page, Reader, Store
from tests.docs.blocks import ROOT, asked, examples
from tests.neo4j import stopped
from tests.neo4j.questions import of_hops, of_nodes

CORPORA = [ROOT.parent / "shared" / "corpora" / name for name in ("acl.jsonl.gz", "arxiv_daily.jsonl.gz")]
GRAPHS = ("gexf", "graphml", "cytoscape", "node-link", "neo4j-csv")
LISTS = ("bibtex", "csl-json")
SAMPLE = 20
MIB = 1024
PAUSE = 2.0


@dataclass(frozen=True, slots=True)
class Peak:
    """Of one command: seconds, and MiB of all its processes, with the store's mapped file and without."""

    seconds: float
    mapped: int
    own: int

    def __str__(self) -> str:
        return f"{self.seconds:6.0f} s, peak {self.own:5,} MiB ({self.mapped:,} with the mapped store)"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", type=Path, default=CORPORA)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where the store goes, and stays; one that is there is not made")
    parser.add_argument("--no-neo4j", action="store_true", help="without the other store")
    parser.add_argument("--no-exports", action="store_true", help="without the files of other formats")
    given = parser.parse_args()
    if missing := [str(path) for path in given.corpora if not path.exists()]:
        print(f"There is no corpus at {', '.join(missing)}; name JSONL files of papers.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="citegraph-scale-") as temporary:
        folder: Path = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        url = f"embedded:{folder / 'graph.sqlite'}"
        if not (folder / "graph.sqlite").exists():
            peak = ran(folder, "--store", url, "ingest", "--processes", str(given.processes), *map(str, given.corpora))
            print(f"ingest      {peak}", flush=True)
        told(url)
        if not given.no_exports:
            exported(url, folder)
        dump = folder / "dump.jsonl"
        print(f"dump        {ran(folder, '--store', url, 'dump', '--output', str(dump))}", flush=True)
        if not given.no_neo4j:
            moved(url, dump, Path(temporary))
    return 0


def ran(folder: Path, *arguments: str) -> Peak:
    """Runs the command line to its end. Its words go to a file, which is shown if it fails."""
    begun = time.perf_counter()
    mapped = own = 0
    words = folder / "words.txt"
    with words.open("w") as out:
        command = [sys.executable, "-c", "import sys; from api.cli import main; sys.exit(main())", *arguments]
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT)
        while True:
            try:
                process.wait(PAUSE)
                break
            except subprocess.TimeoutExpired:
                now_mapped, now_own = shares(process.pid)
                mapped, own = max(mapped, now_mapped), max(own, now_own)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)}: exit code {process.returncode}\n{words.read_text()[-2000:]}")
    return Peak(time.perf_counter() - begun, mapped // MIB, own // MIB)


def shares(pid: int) -> tuple[int, int]:
    """KiB of a process and of those it started: all, and what is theirs alone (no file behind it)."""
    everything = own = 0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            name, _, value = line.partition(":")
            if name in {"Pss", "Pss_Anon"}:
                kib = int(value.split()[0])
                everything, own = everything + kib * (name == "Pss"), own + kib * (name == "Pss_Anon")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:  # it has just ended
        return everything, own
    for child in children:
        of_child = shares(int(child))
        everything, own = everything + of_child[0], own + of_child[1]
    return everything, own


def told(url: str) -> None:
    with closing(open_store(url)) as store, store.reading(seconds=3600) as reader:
        stats = reader.stats()
    print(
        f"            {stats.papers:,} papers, {sum(stats.entities.values()):,} entities, {stats.authors:,} authors, "
    )
    print(f"            {sum(stats.edges.values()):,} edges", flush=True)


def exported(url: str, folder: Path) -> None:
    for name in (*GRAPHS, *LISTS):
        out = folder / f"export.{name}"
        if name == "neo4j-csv":
            out.mkdir()
        peak = ran(folder, "--store", url, "export", "--to", name, "--out", str(out))
        files = sorted(out.iterdir()) if out.is_dir() else [out]
        size = sum(file.stat().st_size for file in files)
        print(f"{name:11} {peak}, {size / 1e6:,.0f} MB", flush=True)
        for file in files:
            file.unlink()
        if out.is_dir():
            out.rmdir()


def moved(url: str, dump: Path, folder: Path) -> None:
    home = folder / "neo4j"
    home.mkdir()
    server = started(home)
    begun = time.perf_counter()

    def fill(store: Store) -> None:
        with dump.open(encoding="utf-8") as lines:
            for _ in store.ingest(record for line in lines if isinstance(record := parsed(line), Contribution)):
                pass

    bulk_load(fill, stopped.admin_command(server), folder=folder)
    stopped.set_password(server)
    with server:
        connection = Connection(server.login)
        migrate.prepare(connection, create=False)
        connection.close()
        print(f"to Neo4j    {time.perf_counter() - begun:6.0f} s, loaded in bulk and opened", flush=True)
        with closing(open_store(url)) as one, closing(Neo4jStore(server.login, create=False)) as other:
            print(f"            {compared(one, other)} questions, equal answers", flush=True)


def compared(one: Store, other: Store) -> int:
    """How many questions were asked of both; those that have two answers are told, and end the run."""
    count, unlike = 0, 0
    for example in examples():
        if example.page == "README.md" and "search(" not in example.query:
            here, there = (asked(store, example.query, example.variables) for store in (one, other))
            if here != there:
                unlike += 1
                print(f"{example} has two answers: {str(here)[:500]} and {str(there)[:500]}", flush=True)
            count += 1
    with one.reading(seconds=3600) as here, other.reading(seconds=3600) as there:
        ids = chosen(here)
        for question, ask in [*of_nodes(ids, []), *of_hops(ids)]:
            if ask(here) != ask(there):
                unlike += 1
                print(f"{question[:300]} has two answers", flush=True)
            count += 1
    if unlike:
        raise SystemExit(f"{unlike} of {count} questions have two answers")
    return count


def chosen(reader: Reader) -> Sequence[str]:
    """Some nodes of each kind: the newest papers, and of authors and entities those with the most papers."""
    orders = ((PAPER, Order.PUBLISHED), (AUTHOR, Order.PAPERS), (ENTITY, Order.PAPERS))
    return [
        node["id"]
        for kind, order in orders
        for node in reader.list(Listing(kind=kind, order=order, page=Page(first=SAMPLE)))["nodes"]
    ]


if __name__ == "__main__":
    sys.exit(main())
