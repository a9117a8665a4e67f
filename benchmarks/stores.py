"""Both stores, one beside the other, on one corpus: loading, growing, asking.

    python -m benchmarks.stores [CORPUS] [--papers 20000] [--processes 2] [--rounds 3] [--dump FILE]

1. Load of N papers with their extractions: embedded, Neo4j through the driver, Neo4j in bulk; wall clock and CPU.
2. CPU of client and server for 1,000 new papers at N papers against the very same ones at 1,000. It is one server,
   which has loaded N before it is measured at N, is emptied, and is measured at 1,000 last, when it is warmest: what
   the ratio is wrong by makes it greater. Each figure is the median of `--rounds`, after one that is not counted.
3. A page below a hub, and a nested query of three levels: GraphQL to bytes, the store's verbs and orjson without
   GraphQL, and the driver by hand, all over the same graph, in turn; CPU of client and server, and the median wait.

Texts are extracted once, before anything is measured; with --dump they are kept in FILE, and taken from it next time.
CORPUS is JSONL, gzip or not; the default lies beside the checkout and is not part of it. The server comes from Maven
(tests/neo4j/) and runs as shipped: all compilers, G1, 2 GiB of heap and 1 GiB of page cache.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from api.contributions import extraction_contribution, paper_contribution
from api.portable import lines, parsed
from benchmarks.ask import Asked, asked, ways_of
from benchmarks.ingest import CORPUS, lines_of, write_lines
from extract.pipeline import load_pipeline
from extract.readers import read
from extract.records import Extraction, Paper
from graph.neo4j import migrate
from graph.neo4j.bulk import bulk_load
from graph.neo4j.connection import Connection
from graph.neo4j.store import Neo4jStore
from graph.records import Contribution
from graph.sqlite.store import SqliteStore
from graph.store import Store
from tests.neo4j import stopped
from tests.neo4j.server import Neo4jServer

NEW = SMALL = 1_000
A_PAPER = 2
"""Contributions: its record and its extraction."""

TICKS = os.sysconf("SC_CLK_TCK")
DELETE_ALL = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds: of the clock, of this process's CPU, of the server's."""

    wall: float
    client: float
    server: float = 0.0

    @property
    def cpu(self) -> float:
        return self.client + self.server

    def __str__(self) -> str:
        return f"{self.wall:7.1f} s, CPU {self.cpu:7.1f} s (client {self.client:.1f}, server {self.server:.1f})"


def server_cpu(server: Neo4jServer | None) -> float:
    """Of all its threads since it was started: fields 14 and 15 of /proc/<pid>/stat, counted behind the name."""
    if server is None:
        return 0.0
    fields = Path(f"/proc/{server.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def cost(work: Callable[[], object], server: Neo4jServer | None = None) -> Cost:
    wall, client, serving = time.perf_counter(), time.process_time(), server_cpu(server)
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - client, server_cpu(server) - serving)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dump", type=Path)
    given = parser.parse_args()
    if not given.corpus.exists() and not (given.dump and given.dump.exists()):
        print(f"There is no corpus at {given.corpus}; name a JSONL file of papers.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="citegraph-bench-") as folder:
        dump: Path = given.dump or Path(folder) / "dump.jsonl"
        if not dump.exists():
            extract(given.corpus, given.papers + NEW, given.processes, dump)
        run(dump, given.papers, given.rounds, Path(folder))
    return 0


def extract(corpus: Path, papers: int, processes: int, dump: Path) -> None:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, load_pipeline(processes=processes) as pipeline:
        chosen = Path(folder) / "chosen.jsonl"
        write_lines(chosen, islice(lines_of(corpus), papers))
        given = [one for one in read(chosen) if isinstance(one, Paper)]
        pairs = zip(given, pipeline.extract(given), strict=True)
        write_lines(dump, (f"{line}\n" for line in lines(stated(pairs, by=pipeline.fingerprint))))
    print(f"{papers:,} papers extracted in {time.perf_counter() - started:.0f} s, not counted below")


def stated(pairs: Iterable[tuple[Paper, Extraction]], *, by: str) -> Iterator[Contribution]:
    for paper, extraction in pairs:
        yield paper_contribution(paper)
        yield extraction_contribution(extraction, by=by)


def contributions(dump: Path, first: int, last: int | None = None) -> Iterator[Contribution]:
    """Of the papers first to last, in the order of the corpus."""
    with dump.open(encoding="utf-8") as rows:
        records = (record for line in rows if isinstance(record := parsed(line), Contribution))
        yield from islice(records, A_PAPER * first, None if last is None else A_PAPER * last)


def write(store: Store, given: Iterable[Contribution]) -> None:
    for _ in store.ingest(given):
        pass


def run(dump: Path, papers: int, rounds: int, folder: Path) -> None:
    new = list(contributions(dump, papers, papers + NEW))
    print(f"load of {papers:,} papers")
    embedded = SqliteStore(folder / "graph.sqlite", create=True)
    own = cost(lambda: write(embedded, contributions(dump, 0, papers)))
    print(f"  embedded             {own}")

    with started(folder / "driver") as server:
        store = Neo4jStore(server.login, create=True)
        through = cost(lambda: write(store, contributions(dump, 0, papers)), server)
        print(f"  Neo4j, driver        {through}: {ratio(through, own)} of the embedded store")
        in_bulk(dump, papers, folder / "bulk", own, through)

        print(f"questions at {papers:,} papers: milliseconds of CPU (client, server), median wait, size of the answer")
        for question in ways_of(embedded, store, server.login):
            found: dict[str, Asked] = asked(question.ways, lambda: server_cpu(server))
            for name, one in found.items():
                print(f"  {question.name:11} {name:24} {one}")

        print(f"{NEW:,} new papers, CPU seconds")
        large = growth(store, new, rounds, server), growth(embedded, new, rounds)
        store.close()
        empty(server)
        store = Neo4jStore(server.login, create=True)
        write(store, contributions(dump, 0, SMALL))
        few = SqliteStore(folder / "small.sqlite", create=True)
        write(few, contributions(dump, 0, SMALL))
        small = growth(store, new, rounds, server), growth(few, new, rounds)
        for name, at_large, at_small in zip(("Neo4j", "embedded"), large, small, strict=True):
            print(
                f"  {name:9} at {papers:,}: {at_large.cpu:.2f} (client {at_large.client:.2f}, server "
                f"{at_large.server:.2f}); at {SMALL:,}: {at_small.cpu:.2f} (client {at_small.client:.2f}, server "
                f"{at_small.server:.2f}); ratio {at_large.cpu / at_small.cpu:.2f}"
            )
        for each in (store, few, embedded):
            each.close()


def started(home: Path) -> Neo4jServer:
    return Neo4jServer(home, heap="2g", page_cache="1g", is_quick=False)


def ratio(one: Cost, other: Cost) -> str:
    return f"{one.wall / other.wall:.1f} times the time, {one.cpu / other.cpu:.1f} times the CPU"


def in_bulk(dump: Path, papers: int, home: Path, own: Cost, through: Cost) -> None:
    home.mkdir()
    server = started(home)

    command = stopped.admin_command(server)

    def load() -> None:
        bulk_load(lambda store: write(store, contributions(dump, 0, papers)), command, folder=home)

    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    loaded = cost(load)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    tool = now.ru_utime + now.ru_stime - children.ru_utime - children.ru_stime
    loaded = Cost(loaded.wall, loaded.client, tool)
    print(f"  Neo4j, bulk          {loaded}: {ratio(loaded, own)}; {ratio(loaded, through)} of the driver")
    stopped.set_password(server)
    with server:
        print(f"    and its first opening, with all indexes {cost(lambda: opened(server), server)}")


def opened(server: Neo4jServer) -> None:
    connection = Connection(server.login)
    migrate.prepare(connection, create=False)
    connection.close()


def empty(server: Neo4jServer) -> None:
    connection = Connection(server.login)
    connection.run(DELETE_ALL, seconds=3600)
    connection.close()


def growth(store: Store, new: list[Contribution], rounds: int, server: Neo4jServer | None = None) -> Cost:
    """What `new` costs, the median of some rounds after one to get warm; between rounds it is deleted again."""
    spent = []
    for _ in range(rounds + 1):
        spent.append(cost(lambda: write(store, new), server))
        for start in range(0, len(new), 200):
            store.delete([one.id for one in new[start : start + 200] if one.kind == "paper"])
    counted = zip(*((one.wall, one.client, one.server) for one in spent[1:]), strict=True)
    return Cost(*map(statistics.median, counted))


if __name__ == "__main__":
    sys.exit(main())
