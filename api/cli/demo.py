"""`citegraph demo`: the bundled sample in a store of its own, and one question about it."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path

from api.cli.exits import CommandError, Exit
from api.cli.ingest import told, verdict
from api.cli.output import counted, table
from api.cli.query import answered
from api.cli.verb import Call, Verb, opened_pipeline
from api.settings import user_data_directory
from graph.opening import shown

QUESTION = """\
{
  benchmarks(first: 3) {
    nodes {
      name
      evaluatedBy(first: 2) {
        totalCount
        nodes { title year }
      }
    }
  }
}
"""

DETAILS = """\
Ingest the sample that comes with citegraph into a store of its own, tell what was found, ask one question.

Without --store the store is `demo.sqlite` in your data directory; the one that you work with is not touched.
"""


def add_arguments(parser: ArgumentParser) -> None:
    parser.set_defaults(min_confidence=None, processes=None, model=None, lexicon=None)


def run(call: Call) -> Exit:
    from api.ingest import Source, ingest

    url = call.arguments.store or f"embedded:{user_data_directory() / 'demo.sqlite'}"
    started = time.perf_counter()
    with ExitStack() as opened:
        sample = opened.enter_context(as_file(files("api") / "sample"))
        sources = [Source(input=path) for path in sample_files(sample)]
        pipeline = opened.enter_context(opened_pipeline(call))
        if call.arguments.dry_run:
            tally = told(ingest(None, sources, pipeline, dry_run=True), call.output)
            call.output.result(f"{counted(tally.papers, 'paper')} to ingest into {shown(url)}")
            return verdict(tally.papers, tally.problems)
        store = call.open(url, create=True)
        opened.callback(store.close)
        tally = told(ingest(store, sources, pipeline), call.output)
        seconds = time.perf_counter() - started
        with store.reading() as reader:
            stats = reader.stats()
        data = json.loads(answered(store, QUESTION, None))["data"]
    entities = sorted(stats.entities.items(), key=lambda entry: -entry[1])
    lines = [
        f"{counted(stats.papers, 'paper')} in {shown(url)}, {tally.written:,} written in {seconds:.1f} seconds",
        f"{counted(sum(stats.entities.values()), 'entity', 'entities')}:",
        *(f"  {line}" for line in table(entities)),
        f"{counted(sum(stats.edges.values()), 'edge')}",
        "",
        "Which benchmarks are most papers evaluated on?",
        "",
        QUESTION,
        json.dumps(data, ensure_ascii=False, indent=2),
        "",
        f"Ask more in a browser: citegraph serve --store {shown(url)}",
    ]
    call.output.result("\n".join(lines))
    return verdict(tally.papers, tally.problems)


def sample_files(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".bib", ".jsonl"))
    if not found:
        raise CommandError("the bundled sample is missing; install citegraph again.")
    return found


DEMO = Verb(
    name="demo",
    help="ingest the bundled sample and ask one question",
    details=DETAILS,
    arguments=add_arguments,
    run=run,
    writes=True,
)
