"""`citegraph extract FILE...`: print what papers speak of; no store is touched."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import TYPE_CHECKING

from api.cli.exits import Exit
from api.cli.ingest import verdict
from api.cli.inputs import sources_of
from api.cli.output import counted
from api.cli.verb import Call, Verb, add_extraction, add_formats, add_inputs, opened_pipeline

if TYPE_CHECKING:
    from extract.records import Extraction, Paper

DETAILS = """\
Read papers from files and print what they introduce, use, evaluate on, release and report, in the order of the input.

With --format jsonl one object a paper is printed, with offsets of every mention in code points of title or abstract.
An input or a record that cannot be read is told on standard error, and the exit code is 5.
"""


def add_arguments(parser: ArgumentParser) -> None:
    add_inputs(parser)
    add_extraction(parser)
    add_formats(parser, "json", "jsonl")


def run(call: Call) -> Exit:
    from api.ingest import Skipped, read_all

    sources = sources_of(call.arguments, needs_name=False)
    read = 0
    problems: list[Skipped] = []

    def skip(problem: Skipped) -> None:
        problems.append(problem)
        call.output.say(problem.reason)

    def papers() -> Iterator[Paper]:
        nonlocal read
        for item in read_all(sources):
            if isinstance(item, Skipped):
                skip(item)
            elif not item.title:
                skip(Skipped(what="record", reason=f"{item.source}/{item.record} has no title, and so no text to read"))
            else:
                read += 1
                call.output.progress(f"{counted(read, 'paper')} read")
                yield item

    with opened_pipeline(call) as pipeline:

        def told() -> Iterator[Extraction]:
            """Each extraction; one that failed is empty, and told."""
            for index, extraction in enumerate(pipeline.extract(papers())):
                for failure in pipeline.failures:
                    if failure.index == index:
                        reason = f"{failure.title}: this text could not be extracted: {failure.reason}"
                        skip(Skipped(what="extraction", reason=reason))
                yield extraction

        extractions = told()
        if call.output.format == "text":
            for extraction in extractions:
                call.output.result("\n".join(lines_of(extraction)))
        else:
            call.output.records(extraction.as_dict() for extraction in extractions)
    return verdict(read, problems)


def lines_of(extraction: Extraction) -> Iterator[str]:
    yield extraction.title
    for entity in extraction.entities:
        aliases = f" ({', '.join(entity.aliases)})" if entity.aliases else ""
        yield f"  {entity.relation:<13} {entity.type:<10} {entity.name}{aliases}{_probable(entity.confidence)}"
    for link in extraction.relations:
        on = f" on {link.on}" if link.on else ""
        yield f"  {link.head} {link.relation} {link.tail}{on}{_probable(link.confidence)}"
    for result in extraction.results:
        said = [result.system, result.benchmark, result.metric]
        yield f"  reports {result.value} ({', '.join(filter(None, said))}){_probable(result.confidence)}"


def _probable(confidence: float | None) -> str:
    return "" if confidence is None else f"  {confidence:.2f}"


EXTRACT = Verb(
    name="extract",
    help="print what papers speak of, writing nothing",
    details=DETAILS,
    arguments=add_arguments,
    run=run,
)
