"""`citegraph export`: the graph as a file (export_file.py), or what was given to one store into another."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from api.cli import export_file
from api.cli.exits import CommandError, Exit
from api.cli.ingest import store_for_writing
from api.cli.load import Loaded, load
from api.cli.output import Output, counted
from api.cli.verb import Call, Verb, add_formats
from api.settings import own_store_url
from graph.opening import shown

if TYPE_CHECKING:
    from graph.records import Contribution, Decision

DETAILS = """\
--to FORMAT writes the graph, a part of it or a projection, as a file that other tools open: gexf, graphml, cytoscape,
node-link, neo4j-csv; bibtex and csl-json list the papers. Abstracts are left out unless asked for; the sentences that
edges were read in, and who says so, are in it.

--to URL copies everything that was given to the store into another, which is made if need be: contributions and
decisions, in the order of their arrival, so that the same graph follows from them there. What is there
unchanged is not written again; what is there beside it stays.

--to neo4j is the store that NEO4J_URI names. The other NEO4J_ variables hold for both ends.
"""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--to",
        required=True,
        metavar="FORMAT",
        help="gexf, graphml, cytoscape, node-link, neo4j-csv, bibtex or csl-json; or the URL of a store to copy into, "
        "neo4j for NEO4J_URI",
    )
    export_file.add_arguments(parser)
    add_formats(parser, "json")


def run(call: Call) -> Exit:
    from graph.exports import FORMATS

    to: str = call.arguments.to
    if to in FORMATS:
        return export_file.run(call, FORMATS[to])
    if to != "neo4j" and ":" not in to:
        raise CommandError(f"--to {to} is no format and no store; formats are {', '.join(FORMATS)}.", Exit.USAGE)
    if given := [name for name in export_file.OPTIONS if getattr(call.arguments, name)]:
        option = f"--{given[0].replace('_', '-')}"
        raise CommandError(f"{option} is about a file, and --to names a store; leave one of them out.", Exit.USAGE)
    return copy(call)


def copy(call: Call) -> Exit:
    source_url, target_url = ends_of(call)
    dry_run: bool = call.arguments.dry_run
    copied = Loaded()
    source = call.open(source_url)
    try:
        target = store_for_writing(call, target_url)
        try:
            load(told(source.dump(), copied, call.output), target, copied, dry_run=dry_run)
        finally:
            if target is not None:
                target.close()
    finally:
        source.close()
    if call.output.format == "json":
        call.output.document(
            {
                "from": shown(source_url),
                "to": shown(target_url),
                "read": copied.read,
                "written": copied.written,
                "unchanged": copied.unchanged,
                "dry_run": dry_run,
            }
        )
    else:
        word = "to write" if dry_run else "written"
        call.output.result(
            f"{counted(copied.read, 'record')} read from {shown(source_url)}, {copied.written:,} {word} to "
            f"{shown(target_url)}, {copied.unchanged:,} unchanged"
        )
    return Exit.OK


def ends_of(call: Call) -> tuple[str, str]:
    """The URLs of both ends. Where NEO4J_URI alone names a store and is the target, this user's own is the source."""
    given, settings = call.arguments, call.settings
    target: str = given.to
    if target == "neo4j":
        target = settings.neo4j_uri
        if not target:
            raise CommandError("--to neo4j is the store that NEO4J_URI names, which is not set; set it.", Exit.USAGE)
    elif target == "embedded:":
        target = own_store_url()
    source = call.store_url
    if source == target and not (given.store or settings.store):
        source = own_store_url()
    if shown(source) == shown(target):
        raise CommandError(
            f"{shown(source)} is both the store and what --to names; name another with --store or --to.", Exit.USAGE
        )
    return source, target


def told(
    records: Iterable[Contribution | Decision], copied: Loaded, output: Output
) -> Iterator[Contribution | Decision]:
    for record in records:
        copied.read += 1
        output.progress(f"{counted(copied.read, 'record')} read, {copied.written:,} written")
        yield record


EXPORT = Verb(
    name="export",
    help="write the graph as a file of another format, or into another store",
    details=DETAILS,
    arguments=add_arguments,
    run=run,
    writes=True,
)
