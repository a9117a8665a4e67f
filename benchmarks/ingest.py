"""Ingest 50,000 papers end to end, then see whether 1,000 more cost what they cost in a small graph.

    python -m benchmarks.ingest [CORPUS] [--papers N] [--processes N]

Prints papers a second (read, extract, write), peak memory of the process and of its workers, and the CPU of 1,000 new
papers at N papers against the very same ones at 1,000, both after a warm-up of 1,000 others: of the store alone, and
with reading and extraction. CORPUS is JSONL, gzip or not; the default lies beside the checkout and is not part of it.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from api.contributions import extraction_contribution, paper_contribution
from api.ingest import Source, Tally, ingest
from extract.pipeline import load_pipeline
from extract.readers import read
from extract.records import Paper
from graph import Store, open_store
from graph.records import Contribution

CORPUS = Path(__file__).parents[2] / "shared" / "corpora" / "arxiv_daily.jsonl.gz"
SMALL = MORE = 1_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--papers", type=int, default=50_000)
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    if not arguments.corpus.exists():
        print(f"There is no corpus at {arguments.corpus}; name a JSONL file of papers.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        run(arguments.corpus, arguments.papers, arguments.processes, Path(folder))
    return 0


def run(corpus: Path, papers: int, processes: int, folder: Path) -> None:
    first, more = folder / "first.jsonl", folder / "more.jsonl"
    rows = lines_of(corpus)
    write_lines(first, islice(rows, papers))
    write_lines(more, islice(rows, 2 * MORE))

    large = open_store(f"embedded:{folder / 'large.sqlite'}", create=True)
    started = time.perf_counter()
    count = ingested(large, first, processes)
    wall = time.perf_counter() - started
    own, workers = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    size = (folder / "large.sqlite").stat().st_size / 1e6
    print(f"{count:,} papers in {wall:.1f} s: {count / wall:.0f} papers a second, {processes} processes")
    print(f"peak memory {own:.0f} MiB, of the largest worker {workers:.0f} MiB; the store has {size:,.0f} MB")
    with large.reading(seconds=3600) as reader:
        stats = reader.stats()
    print(f"{sum(stats.entities.values()):,} entities, {stats.authors:,} authors, {sum(stats.edges.values()):,} edges")

    small = open_store(f"embedded:{folder / 'small.sqlite'}", create=True)
    start = folder / "start.jsonl"
    write_lines(start, islice(lines_of(first), SMALL))
    ingested(small, start, 1)
    began = time.process_time()
    extracted = contributions_of(more)
    others = time.process_time() - began
    warm, new = extracted[: 2 * MORE], extracted[2 * MORE :]
    others /= 2
    at_small, at_large = cost(small, warm, new), cost(large, warm, new)
    print(f"{MORE:,} new papers, CPU of the store: {at_small:.2f} s at {SMALL:,}, {at_large:.2f} s at {papers:,}")
    print(f"ratio of the store alone {at_large / at_small:.2f}")
    print(f"ratio end to end {(others + at_large) / (others + at_small):.2f}")
    large.close()
    small.close()


def lines_of(corpus: Path) -> Iterator[str]:
    import gzip

    with (
        gzip.open(corpus, "rt", encoding="utf-8") if corpus.suffix == ".gz" else corpus.open(encoding="utf-8") as lines
    ):
        yield from lines


def write_lines(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(lines)


def ingested(store: Store, path: Path, processes: int) -> int:
    tally = Tally()
    with load_pipeline(processes=processes) as pipeline:
        for event in ingest(store, [Source(input=path)], pipeline):
            tally.add(event)
    for problem in tally.problems:
        print(json.dumps({"skipped": problem.reason}), file=sys.stderr)
    return tally.papers


def contributions_of(path: Path) -> list[Contribution]:
    """Two a paper, the record and its extraction, in the order of the file."""
    papers = [one for one in read(path) if isinstance(one, Paper)]
    with load_pipeline() as pipeline:
        found = list(pipeline.extract(papers))
        return [
            one
            for paper, extraction in zip(papers, found, strict=True)
            for one in (paper_contribution(paper), extraction_contribution(extraction, by=pipeline.fingerprint))
        ]


def cost(store: Store, warm: list[Contribution], new: list[Contribution]) -> float:
    """CPU seconds to write `new`, after `warm` has been written."""
    for _ in store.ingest(warm):
        pass
    began = time.process_time()
    for _ in store.ingest(new):
        pass
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
