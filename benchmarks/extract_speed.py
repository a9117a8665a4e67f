"""Abstracts a second: `python benchmarks/extract_speed.py PAPERS.jsonl[.gz] [N] [--processes P]`."""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from extract.models import DEFAULT
from extract.pipeline import load_pipeline
from extract.records import Paper


def read(path: Path) -> Iterator[Paper]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            if row.get("abstract"):
                yield Paper(source="speed", record=str(number), title=row["title"], abstract=row["abstract"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("count", type=int, nargs="?", default=5000)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--model", default=DEFAULT, help="the name of a model, or the path of a config")
    options = parser.parse_args()
    papers = list(islice(read(options.path), options.count))
    started = time.perf_counter()
    with load_pipeline(options.model, processes=options.processes) as pipeline:
        # The first batch pays for starting; it is not counted.
        for _ in pipeline.extract(papers[:64]):
            pass
        loaded = time.perf_counter()
        entities = sum(len(extraction.entities) for extraction in pipeline.extract(papers))
        seconds = time.perf_counter() - loaded
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate = len(papers) / seconds
    print(f"{len(papers)} abstracts in {seconds:.1f} s: {rate:.0f} a second, processes: {options.processes}")
    print(f"{entities / len(papers):.1f} entities a paper; ready in {loaded - started:.1f} s; {memory:.0f} MiB")


if __name__ == "__main__":
    main()
