"""`citegraph load FILE`: a dump, into a store."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from api.cli.exits import CommandError, Exit
from api.cli.ingest import store_for_writing
from api.cli.output import Output, counted
from api.cli.verb import Call, Verb, add_formats
from graph.store import BATCH

if TYPE_CHECKING:
    from graph.records import Contribution, Decision
    from graph.store import Store

DETAILS = """\
Read a dump and write it to the store, which is made if need be. What is there unchanged is not written again.

A damaged line is told with its number, the rest is loaded, and the exit code is 5.
"""


@dataclass(slots=True)
class Loaded:
    read: int = 0
    written: int = 0
    unchanged: int = 0
    damaged: list[str] = field(default_factory=list)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("input", metavar="FILE", help="a file that `citegraph dump` wrote, or - for standard input")
    add_formats(parser, "json")


def run(call: Call) -> Exit:
    name: str = call.arguments.input
    path = Path(name)
    if name != "-" and (path.is_dir() or not path.exists()):  # a pipe is no file, and may be read all the same
        raise CommandError(f"{name}: there is no such file; make one with `citegraph dump`.", Exit.NOT_FOUND)
    loaded = Loaded()
    with nullcontext(sys.stdin.buffer) if name == "-" else path.open("rb") as file:
        records = read(file, loaded, call.output)
        first = next(records, None)  # a file that is no dump makes no store
        if first is None:
            raise CommandError(f"{name}: no line of it is a record of a citegraph dump.")
        store = store_for_writing(call)
        try:
            load(chain([first], records), store, loaded, dry_run=call.arguments.dry_run)
        finally:
            if store is not None:
                store.close()
    if call.output.format == "json":
        call.output.document(
            {
                "read": loaded.read,
                "written": loaded.written,
                "unchanged": loaded.unchanged,
                "damaged": loaded.damaged,
                "dry_run": call.arguments.dry_run,
            }
        )
    else:
        word = "to write" if call.arguments.dry_run else "written"
        call.output.result(
            f"{counted(loaded.read, 'record')} read, {loaded.written:,} {word}, {loaded.unchanged:,} unchanged"
        )
    return Exit.PARTLY if loaded.damaged else Exit.OK


def read(file: IO[bytes], loaded: Loaded, output: Output) -> Iterator[Contribution | Decision]:
    from api.portable import DumpError, DumpTooNew, parsed

    for number, raw in enumerate(file, start=1):
        if not raw.strip():
            continue
        try:
            record = parsed(raw.decode("utf-8"))
        except DumpTooNew as error:
            raise CommandError(f"{error}.") from None
        except (DumpError, UnicodeDecodeError) as error:
            reason = str(error) if isinstance(error, DumpError) else "it is no UTF-8"
            loaded.damaged.append(f"line {number}: {reason}")
            output.say(f"line {number}: {reason}; the line is left out")
            continue
        if record is not None:
            loaded.read += 1
            output.progress(f"{counted(loaded.read, 'record')} read, {loaded.written:,} written")
            yield record


def load(records: Iterable[Contribution | Decision], store: Store | None, loaded: Loaded, *, dry_run: bool) -> None:
    """In the order of the dump, so that the same ids are minted."""
    from graph.records import Contribution, Decision

    for batch in batches(records):
        contributions = [record for record in batch if isinstance(record, Contribution)]
        decisions = [record for record in batch if isinstance(record, Decision)]
        if dry_run or store is None:
            known = store.known([each.id for each in contributions]) if store is not None else {}
            same = sum(known.get(each.id, ("",))[0] == each.hash for each in contributions)
            loaded.unchanged += same
            loaded.written += len(batch) - same
            continue
        receipts = [*store.ingest(contributions)] if contributions else [store.decide(decisions)]
        loaded.written += sum(receipt.written for receipt in receipts)
        loaded.unchanged += sum(receipt.unchanged for receipt in receipts)


def batches(records: Iterable[Contribution | Decision]) -> Iterator[list[Contribution | Decision]]:
    """Neighbours of one kind, up to a transaction's worth."""
    for _, neighbours in groupby(records, key=type):
        while batch := list(islice(neighbours, BATCH)):
            yield batch


LOAD = Verb(
    name="load",
    help="write a dump to the store",
    details=DETAILS,
    arguments=add_arguments,
    run=run,
    writes=True,
)
