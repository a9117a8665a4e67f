"""`citegraph ingest FILE...`: read papers, extract what they speak of, write both."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.exits import CommandError, Exit
from api.cli.inputs import sources_of
from api.cli.output import Output, counted
from api.cli.verb import Call, Verb, add_extraction, add_formats, add_inputs, opened_pipeline

if TYPE_CHECKING:
    from api.ingest import Committed, Skipped, Tally
    from api.ready_made import ReadyMade
    from graph.store import Store

DETAILS = """\
Read papers from files, folders or standard input, extract what they speak of, and write both to the store, which is
made if need be. Files may be packed with gzip or zstandard; a folder is read with all that lies below it.

Each line on standard output but the last says that a batch is in the store for good. What is there unchanged is
not written again, so an interrupted run goes on when it is run again. An input or a record that cannot be read is
told on standard error, everything else is kept, and the exit code is 5.

With --extractions FILE, a paper that FILE has an extraction of is not extracted, for that one is taken; all others are
extracted as ever. Papers must be named all the same: an extraction says what a paper speaks of, not what it is.
"""


def add_arguments(parser: ArgumentParser) -> None:
    add_inputs(parser)
    add_extraction(parser)
    parser.add_argument(
        "--extractions",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="extractions of these papers, as `citegraph extract --format jsonl` prints them; may be given again",
    )
    add_formats(parser, "json", "jsonl")


def run(call: Call) -> Exit:
    from api.ingest import ingest

    dry_run: bool = call.arguments.dry_run
    sources = sources_of(call.arguments, needs_name=True)
    with ExitStack() as opened:
        ready_made = ready_made_in(call.arguments.extractions, opened)
        pipeline = opened.enter_context(opened_pipeline(call))
        store = store_for_writing(call)
        if store is not None:
            opened.callback(store.close)
        tally = told(ingest(store, sources, pipeline, ready_made=ready_made, dry_run=dry_run), call.output)
    summarise(tally, call.output, dry_run=dry_run, has_ready_made=ready_made is not None)
    if tally.elsewhere:
        call.output.say(
            f"{counted(tally.elsewhere, 'record')} without a title add to papers that are not here, and were left out; "
            "ingest these papers first (--format jsonl lists the records)"
        )
    return Exit.PARTLY if tally.elsewhere and tally.papers else verdict(tally.papers, tally.problems)


def ready_made_in(files: Sequence[Path], opened: ExitStack) -> ReadyMade | None:
    """What the files hold, before anything is extracted that they may have."""
    if not files:
        return None
    from api.ready_made import ReadyMade
    from extract.readers import ReadError

    ready_made = opened.enter_context(ReadyMade())
    for file in files:
        try:
            ready_made.read(file)
        except ReadError as error:
            raise CommandError(str(error), Exit.FAILED if file.exists() else Exit.NOT_FOUND) from None
    return ready_made


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
            if event.what != "unmatched":
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


def summarise(tally: Tally, output: Output, *, dry_run: bool, has_ready_made: bool = False) -> None:
    if output.format == "text":
        taken = f"{counted(tally.ready_made, 'extraction')} {'to take' if dry_run else 'taken'} from files, "
        output.result(
            f"{counted(tally.papers, 'paper')} read, {counted(tally.extracted, 'text')} "
            f"{'to extract' if dry_run else 'extracted'}, {taken if has_ready_made else ''}"
            f"{tally.written:,} {'to write' if dry_run else 'written'}, {tally.unchanged:,} unchanged"
        )
    else:
        total = {
            "papers": tally.papers,
            "extracted": tally.extracted,
            "ready_made": tally.ready_made,
            "written": tally.written,
            "unchanged": tally.unchanged,
            "unkeyed": tally.unkeyed,
            "elsewhere": tally.elsewhere,
            "unmatched": tally.unmatched,
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
    if tally.unmatched:
        verb = "is" if tally.unmatched == 1 else "are"
        output.say(
            f"{counted(tally.unmatched, 'extraction')} {verb} of no paper of this run (--format jsonl lists them)"
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
