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
from graph.opening import is_neo4j
from graph.store import BATCH

if TYPE_CHECKING:
    from graph.records import Contribution, Decision
    from graph.store import Store

DETAILS = """\
Read a dump and write it to the store, which is made if need be. What is there unchanged is not written again.

A damaged line is told with its number, the rest is loaded, and the exit code is 5.

With --neo4j-admin the dump becomes a new database of a Neo4j on this machine, which must be stopped meanwhile: the
fastest way for a first load. Run it as the user that Neo4j runs as. Files of about seven times the dump's size are made
for it where TMPDIR says.
"""


_MOST_BEFORE = 20
"""Damaged lines before the first good one: a dump has one at the most, a file of something else has nothing but."""


@dataclass(slots=True)
class Loaded:
    """is_dump: a header or a record was seen, so that what else is there is damage."""

    is_dump: bool = False
    read: int = 0
    written: int = 0
    unchanged: int = 0
    damaged: list[str] = field(default_factory=list)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("input", metavar="FILE", help="a file that `citegraph dump` wrote, or - for standard input")
    parser.add_argument(
        "--neo4j-admin",
        type=Path,
        metavar="PATH",
        help="folder of a stopped Neo4j on this machine, or its bin/neo4j-admin: import into a new database there",
    )
    add_formats(parser, "json")


def run(call: Call) -> Exit:
    name: str = call.arguments.input
    path = Path(name)
    if name != "-" and path.is_dir():
        raise CommandError(f"{name} is a folder; name a file that `citegraph dump` wrote.")
    if name != "-" and not path.exists():  # a pipe is no file, and may be read all the same
        raise CommandError(f"{name}: there is no such file; make one with `citegraph dump`.", Exit.NOT_FOUND)
    loaded = Loaded()
    with nullcontext(sys.stdin.buffer) if name == "-" else path.open("rb") as file:
        shown = "standard input" if name == "-" else name
        records = read(file, shown, loaded, call.output)
        first = list(islice(records, 1))  # a file that is no dump makes no store
        if not loaded.is_dump:
            raise no_dump(shown)
        records = chain(first, records)
        if call.arguments.neo4j_admin is not None:
            imported = load_in_bulk(records, call, loaded)
        else:
            imported = ""
            store = store_for_writing(call)
            try:
                load(records, store, loaded, dry_run=call.arguments.dry_run)
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
            + imported
        )
    return Exit.PARTLY if loaded.damaged else Exit.OK


def no_dump(name: str) -> CommandError:
    return CommandError(f"{name}: no line of it is of a citegraph dump; `citegraph ingest` reads papers.")


def read(file: IO[bytes], name: str, loaded: Loaded, output: Output) -> Iterator[Contribution | Decision]:
    from api.portable import DumpError, DumpTooNew, parsed

    def tell(damage: str) -> None:
        output.say(f"{name}, {damage}; the line is left out")

    for number, raw in enumerate(file, start=1):
        if number == 1 and raw.startswith(b"\x1f\x8b"):
            raise CommandError(f"{name} is compressed; unpack it: gunzip -c FILE | citegraph load -")
        if not raw.strip():
            continue
        try:
            record = parsed(raw.decode("utf-8"))
        except DumpTooNew as error:
            raise CommandError(f"{error}.") from None
        except (DumpError, UnicodeDecodeError) as error:
            reason = str(error) if isinstance(error, DumpError) else "it is no UTF-8"
            loaded.damaged.append(f"line {number}: {reason}")
            if loaded.is_dump:
                tell(loaded.damaged[-1])
            elif len(loaded.damaged) > _MOST_BEFORE:
                raise no_dump(name) from None
            continue
        if not loaded.is_dump:
            loaded.is_dump = True
            for damage in loaded.damaged:
                tell(damage)
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


def load_in_bulk(records: Iterable[Contribution | Decision], call: Call, loaded: Loaded) -> str:
    """Into a database of a stopped Neo4j that is not there yet, and what to say of it."""
    from graph.neo4j.bulk import admin_command, bulk_load, check

    database = bulk_database(call)
    command = admin_command(call.arguments.neo4j_admin.expanduser())
    if call.arguments.dry_run:
        check(command, database)
        load(records, None, loaded, dry_run=True)
        return ""

    def fill(store: Store) -> None:
        load(records, store, loaded, dry_run=False)
        call.output.progress(f"{counted(loaded.read, 'record')} read; neo4j-admin imports what they make")

    made = bulk_load(fill, command, database=database)
    return (
        f"; {counted(made.nodes, 'node')} and {counted(made.relationships, 'relationship')} imported into the database "
        f"{database}, for when Neo4j is started"
    )


def bulk_database(call: Call) -> str:
    """Of the store where that is a Neo4j, else NEO4J_DATABASE, else the one that a server has from the start."""
    from graph.neo4j.bulk import DATABASE
    from graph.neo4j.connection import Login

    database: str = call.settings.neo4j_database
    if is_neo4j(call.store_url):
        database = Login.of(call.store_url, database=database).database
    elif call.arguments.store is not None:
        raise CommandError(
            f"--neo4j-admin imports into a Neo4j, and --store names {call.shown_store}; leave one of them out.",
            Exit.USAGE,
        )
    return database or DATABASE


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
