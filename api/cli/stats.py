"""`citegraph stats`: how much of what the store holds."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from api.cli.exits import Exit
from api.cli.output import table
from api.cli.verb import Call, Verb, add_formats

if TYPE_CHECKING:
    from graph.store import Stats


def add_arguments(parser: ArgumentParser) -> None:
    add_formats(parser, "json")


def run(call: Call) -> Exit:
    store = call.open_store()
    try:
        with store.reading() as reader:
            stats = reader.stats()
    finally:
        store.close()
    if call.output.format == "json":
        call.output.document(as_document(stats))
    else:
        for line in lines_of(stats):
            call.output.result(line)
    return Exit.OK


def as_document(stats: Stats) -> dict[str, object]:
    return {
        "papers": stats.papers,
        "stubs": stats.stubs,
        "authors": stats.authors,
        "results": stats.results,
        "contributions": stats.contributions,
        "entities": dict(stats.entities),
        "edges": dict(stats.edges),
        "version": stats.version,
    }


def lines_of(stats: Stats) -> list[str]:
    entities, edges = sum(stats.entities.values()), sum(stats.edges.values())
    return table(
        [
            ("papers", stats.papers),
            ("cited works that are not here", stats.stubs),
            ("authors", stats.authors),
            ("reported results", stats.results),
            ("entities", entities),
            *((f"  {name}", count) for name, count in sorted(stats.entities.items()) if count),
            ("edges", edges),
            *((f"  {name}", count) for name, count in sorted(stats.edges.items()) if count),
            ("contributions", stats.contributions),
            ("graph version", stats.version),
        ]
    )


STATS = Verb(
    name="stats",
    help="count what the store holds",
    details="Count papers, authors, entities by type and edges by type.",
    arguments=add_arguments,
    run=run,
)
