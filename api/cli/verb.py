"""What a verb is, what it is handed, and the options that verbs share."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.cli.exits import CommandError, Exit
from api.cli.output import Output
from api.settings import Settings

if TYPE_CHECKING:
    from extract.pipeline import Pipeline
    from graph.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One run of a verb: its arguments, the settings, and where its words and its results go."""

    arguments: Namespace
    settings: Settings
    output: Output

    @property
    def store_url(self) -> str:
        return self.settings.store_url(self.arguments.store)

    def open_store(self, *, create: bool = False) -> Store:
        """Raises a StoreError, which ends the command with exit code 4."""
        from graph import open_store

        url = self.store_url
        if url == self.settings.neo4j_uri:
            raise CommandError(
                "NEO4J_URI names a Neo4j store, which this version cannot open yet; "
                "name an embedded one with --store embedded:PATH.",
                Exit.USAGE,
            )
        return open_store(url, create=create)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One verb.

    help     its line in `citegraph --help`
    details  what `citegraph VERB --help` says above the options
    arguments   adds its own arguments
    run      does it
    writes   it changes a store, and so has --dry-run
    """

    name: str
    help: str
    details: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Call], Exit]
    writes: bool = False


def add_formats(parser: ArgumentParser, *formats: str) -> None:
    """`--format`, of which `--json` is the short form where one document can be printed."""
    parser.add_argument("--format", choices=("text", *formats), default="text", help="how to print (default: text)")
    if "json" in formats:
        parser.add_argument("--json", dest="format", action="store_const", const="json", help="print one JSON document")


def add_inputs(parser: ArgumentParser) -> None:
    parser.add_argument("inputs", nargs="+", metavar="FILE", help="a file in any known format, or - for standard input")
    parser.add_argument(
        "--as", dest="name", metavar="NAME", help="name that the records of the one input are kept under"
    )
    parser.add_argument("--year", type=int, metavar="YYYY", help="year of dates that state none")


def add_extraction(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--min-confidence", type=fraction, metavar="P", help="what a statement must reach to be kept; 0 keeps all"
    )
    parser.add_argument("--processes", type=positive, metavar="N", help="processes that extract (default: 1)")


def opened_pipeline(call: Call) -> Pipeline:
    """The pipeline with what `add_extraction` and the settings say; the caller closes it."""
    from extract.pipeline import load_pipeline

    given = call.arguments
    return load_pipeline(
        min_confidence=given.min_confidence if given.min_confidence is not None else call.settings.min_confidence,
        processes=given.processes or call.settings.processes,
    )


def fraction(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise ValueError
    return value


def positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError
    return value


fraction.__name__ = "number from 0 to 1"
positive.__name__ = "whole number, at least 1"
