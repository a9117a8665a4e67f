"""`citegraph ingest FILE...`: read papers, extract what they speak of, write both."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from api.cli.exits import Exit
from api.cli.inputs import sources_of
from api.cli.output import Output, counted
from api.cli.verb import Call, Verb, add_extraction, add_formats, add_inputs, opened_pipeline

if TYPE_CHECKING:
    from api.ingest import Committed, Skipped, Tally
    from graph.store import Store

DETAILS = """\
Read papers from files, folders or standard input, extract what they speak of, and write both to the store, which is
made if need be. Files may be packed with gzip or zstandard; a folder is read with all that lies below it.

Each line on standard output but the last says that a batch is in the store for good. What is there unchanged is
not written again, so an interrupted run goes on when it is run again. An input or a record that cannot be read is
told on standard error, everything else is kept, and the exit code is 5.
"""


def add_arguments(parser: ArgumentParser) -> None:
    add_inputs(parser)
    add_extraction(parser)
    add_formats(parser, "json", "jsonl")


def run(call: Call) -> Exit:
    from api.ingest import ingest

    dry_run: bool = call.arguments.dry_run
    sources = sources_of(call.arguments, needs_name=True)
    with opened_pipeline(call) as pipeline:
        store = store_for_writing(call)
        try:
            tally = told(ingest(store, sources, pipeline, dry_run=dry_run), call.output)
        finally:
            if store is not None:
                store.close()
    summarise(tally, call.output, dry_run=dry_run)
    if tally.elsewhere:
        call.output.say(
            f"{counted(tally.elsewhere, 'record')} without a title add to papers that are not here, and were left out; "
            "ingest these papers first (--format jsonl lists the records)"
        )
    return Exit.PARTLY if tally.elsewhere and tally.papers else verdict(tally.papers, tally.problems)


def store_for_writing(call: Call, url: str | None = None) -> Store | None:
    """The store, made if need be; in a dry run nothing is made, and a store that is not there is None."""
    from graph.errors import StoreMissing

    try:
        return call.open(url or call.store_url, create=not call.arguments.dry_run)
    except StoreMissing:  # of a server's database, which nobody makes by writing to it
        if not call.arguments.dry_run:
            raise
        return None


def told(events: Iterable[Committed | Skipped], output: Output) -> Tally:
    """Tell each event as it happens, and add them up."""
    from api.ingest import Skipped, Tally

    tally = Tally()
    started = time.monotonic()
    for event in events:
        tally.add(event)
        if isinstance(event, Skipped):
            output.say(event.reason)
            if output.format == "jsonl":
                output.record({"event": "skipped", "what": event.what, "reason": event.reason})
            continue
        if output.format == "jsonl":
            output.record(
                {
                    "event": "committed" if event.version is not None else "planned" if event.written else "unchanged",
                    "papers": event.papers,
                    "written": event.written,
                    "unchanged": event.unchanged,
                    "version": event.version,
                    "contributions": event.contributions,
                    "unkeyed": event.unkeyed,
                    "elsewhere": event.elsewhere,
                }
            )
        elif output.format == "text" and event.version is not None:
            output.result(
                f"committed {counted(event.papers, 'paper')}, {event.written:,} written, version {event.version}"
            )
        rate = tally.papers / max(time.monotonic() - started, 0.001)
        output.progress(
            f"{counted(tally.papers, 'paper')} read, {tally.written:,} written, {rate:,.0f} papers a second"
        )
    return tally


def summarise(tally: Tally, output: Output, *, dry_run: bool) -> None:
    if output.format == "text":
        output.result(
            f"{counted(tally.papers, 'paper')} read, {counted(tally.extracted, 'text')} "
            f"{'to extract' if dry_run else 'extracted'}, "
            f"{tally.written:,} {'to write' if dry_run else 'written'}, {tally.unchanged:,} unchanged"
        )
    else:
        total = {
            "papers": tally.papers,
            "extracted": tally.extracted,
            "written": tally.written,
            "unchanged": tally.unchanged,
            "unkeyed": tally.unkeyed,
            "elsewhere": tally.elsewhere,
            "skipped": [{"what": problem.what, "reason": problem.reason} for problem in tally.problems],
            "version": tally.version,
            "dry_run": dry_run,
        }
        if output.format == "json":
            output.document(total)
        else:
            output.record({"event": "done"} | total)
    if tally.unkeyed:
        output.say(
            f"{counted(tally.unkeyed, 'reference')} could not be told to be any work, for want of an identifier or a "
            "title of three words; kept in the records, without an edge (--format jsonl lists them)"
        )
    if tally.problems:
        rest = "everything else was used" if tally.papers else "nothing could be used"
        output.say(f"{counted(len(tally.problems), 'problem')}, told above; {rest}")


def verdict(papers: int, problems: Sequence[Skipped]) -> Exit:
    """Partly done where anything could be used, even if it was there already."""
    if not problems:
        return Exit.OK
    if papers:
        return Exit.PARTLY
    return Exit.NOT_FOUND if all(problem.what == "missing" for problem in problems) else Exit.FAILED


INGEST = Verb(
    name="ingest",
    help="read papers, extract what they speak of, write both",
    details=DETAILS,
    arguments=add_arguments,
    run=run,
    writes=True,
)
