"""`citegraph enrich FILE...`: citations and identifiers for the papers that are there."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from api.cli.exits import CommandError, Exit
from api.cli.ingest import told, verdict
from api.cli.inputs import sources_of
from api.cli.output import counted
from api.cli.verb import Call, Verb, add_formats, year

if TYPE_CHECKING:
    from api.ingest import Skipped, Source
    from extract.records import Paper

DETAILS = """\
Read records of papers, and give the papers that are in the store what they say of citations and identifiers. A record
whose paper is not there is passed over, and no paper is added. Works that they cite and that are not there are stubs.

A record means the paper that has one of its identifiers, else the one of its title that shares an author.
"""

_OF = {
    "openalex": frozenset({"openalex"}),
    "semantic-scholar": frozenset({"semantic-scholar", "s2ag", "s2orc"}),
    "crossref": frozenset({"crossref"}),
}
"""Options that also say what a file must hold, and the sources that its records then have."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "inputs", nargs="*", metavar="FILE", help="a file in any known format, a folder, a pattern, or - for stdin"
    )
    for option, words in (
        ("openalex", "OpenAlex works"),
        ("semantic-scholar", "answers or datasets of Semantic Scholar"),
        ("crossref", "Crossref works"),
    ):
        parser.add_argument(
            f"--{option}", action="append", default=[], metavar="FILE", help=f"the same, and it must hold {words}"
        )
    parser.add_argument(
        "--as", dest="name", metavar="NAME", help="name that the records of the one input are kept under"
    )
    parser.add_argument("--year", type=year, metavar="YYYY", help="year of dates that state none")
    add_formats(parser, "json", "jsonl")


def run(call: Call) -> Exit:
    from api.enrich import enrich

    items = _read(call.arguments)
    store = call.open_store()
    try:
        tally = told(enrich(store, items, dry_run=call.arguments.dry_run), call.output)
    finally:
        store.close()
    if call.output.format == "text":
        call.output.result(
            f"{counted(tally.papers, 'record')} of papers that are here, {tally.written:,} "
            f"{'to write' if call.arguments.dry_run else 'written'}, {tally.unchanged:,} unchanged; "
            f"{counted(tally.elsewhere, 'record')} of papers that are not"
        )
    else:
        total = {
            "papers": tally.papers,
            "elsewhere": tally.elsewhere,
            "written": tally.written,
            "unchanged": tally.unchanged,
            "unkeyed": tally.unkeyed,
            "skipped": [{"what": problem.what, "reason": problem.reason} for problem in tally.problems],
            "version": tally.version,
            "dry_run": call.arguments.dry_run,
        }
        if call.output.format == "json":
            call.output.document(total)
        else:
            call.output.record({"event": "done"} | total)
    if tally.problems:
        call.output.say(f"{counted(len(tally.problems), 'problem')}, told above")
    return verdict(tally.papers + tally.elsewhere, tally.problems)


def _read(arguments: Namespace) -> Iterator[Paper | Skipped]:
    """The records of every input, once all inputs are known to be named well."""
    given = [
        (frozenset[str](), arguments.inputs),
        *((_OF[one], getattr(arguments, one.replace("-", "_"))) for one in _OF),
    ]
    if not any(inputs for _, inputs in given):
        raise CommandError("name a file with records of papers.", Exit.USAGE)
    asked = [(wanted, _sources(arguments, inputs)) for wanted, inputs in given if inputs]
    return (item for wanted, sources in asked for source in sources for item in _expected(source, wanted))


def _sources(arguments: Namespace, inputs: list[str]) -> list[Source]:
    return sources_of(Namespace(inputs=inputs, name=arguments.name, year=arguments.year), needs_name=True)


def _expected(source: Source, wanted: frozenset[str]) -> Iterator[Paper | Skipped]:
    """What an input holds, until it proves to hold something else than it was said to."""
    from api.ingest import Skipped, read_all

    for item in read_all([source]):
        if wanted and not isinstance(item, Skipped) and item.source not in wanted:
            what = f"{source.name} holds records of {item.source} and not of {min(wanted)}"
            yield Skipped(what="input", reason=f"{what}; name it without the option")
            return
        yield item


ENRICH = Verb(
    name="enrich",
    help="add citations and identifiers to the papers that are there",
    details=DETAILS,
    arguments=add_arguments,
    run=run,
    writes=True,
)
