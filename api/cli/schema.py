"""`citegraph schema`: the GraphQL schema, as it is published in schema.graphql."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from api.cli.exits import CommandError, Exit
from api.cli.verb import Call, Verb


def add_arguments(parser: ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--output", type=Path, metavar="FILE", help="write it there instead of printing it")
    what.add_argument(
        "--check", type=Path, metavar="FILE", help="only say whether FILE is the schema; exit code 1 if not"
    )


def run(call: Call) -> Exit:
    from api.schema import sdl

    schema = sdl()
    checked: Path | None = call.arguments.check
    written: Path | None = call.arguments.output
    if checked is not None:
        if not checked.is_file() or checked.read_text("utf-8", "replace") != schema:
            raise CommandError(f"{checked} is not the schema of the code; write it again with `make schema`.")
        call.output.say(f"{checked} is current.")
    elif written is not None:
        written.write_text(schema, "utf-8", newline="\n")
    else:
        call.output.result(schema.rstrip("\n"))
    return Exit.OK


SCHEMA = Verb(
    name="schema",
    help="print the GraphQL schema",
    details="Print the GraphQL schema in its definition language. It needs no store.",
    arguments=add_arguments,
    run=run,
)
