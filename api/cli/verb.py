"""What a verb is, what it is handed, and the options that verbs share."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.exits import Exit
from api.cli.output import Output
from api.settings import Settings
from graph.opening import shown

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

    @property
    def shown_store(self) -> str:
        """The same as it may be printed."""
        return shown(self.store_url)

    def open_store(self, *, create: bool = False) -> Store:
        """Raises a StoreError, which ends the command with exit code 4."""
        return self.open(self.store_url, create=create)

    def open(self, url: str, *, create: bool = False) -> Store:
        from graph import open_store

        return open_store(url, create=create, access=self.settings.access)

    def check_store(self) -> dict[str, str]:
        from graph import check_store

        return check_store(self.store_url, access=self.settings.access)


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
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="FILE",
        help="a file in any known format, a folder, a pattern, or - for standard input",
    )
    parser.add_argument(
        "--as", dest="name", metavar="NAME", help="name that the records of the one input are kept under"
    )
    parser.add_argument("--year", type=year, metavar="YYYY", help="year of dates that state none")


def add_extraction(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        metavar="NAME|PATH",
        help="the extractor: fast (the default), or the path of a config or of a folder with one",
    )
    parser.add_argument(
        "--lexicon",
        type=Path,
        action="append",
        metavar="FILE",
        help="names to know beside those that ship: lines of name, type, licence and source, with tabs between them",
    )
    parser.add_argument(
        "--min-confidence", type=fraction, metavar="P", help="what a statement must reach to be kept; 0 keeps all"
    )
    parser.add_argument("--processes", type=positive, metavar="N", help="processes that extract (default: 1)")


def opened_pipeline(call: Call) -> Pipeline:
    """The pipeline with what `add_extraction` and the settings say; the caller closes it."""
    from extract.pipeline import load_pipeline

    given = call.arguments
    return load_pipeline(
        given.model or call.settings.model,
        min_confidence=given.min_confidence if given.min_confidence is not None else call.settings.min_confidence,
        processes=given.processes or call.settings.processes,
        lexicon=given.lexicon or (),
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


def year(text: str) -> int:
    value = int(text)
    if not 1000 <= value <= 2999:  # what extract/readers/dates.py takes for a year
        raise ValueError
    return value


fraction.__name__ = "number from 0 to 1"
positive.__name__ = "whole number, at least 1"
year.__name__ = "year from 1000 to 2999"
