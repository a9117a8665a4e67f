"""`citegraph schema`: the GraphQL schema, as it is published in schema.graphql."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from api.cli.exits import CommandError, Exit
from api.cli.output import counted
from api.cli.verb import Call, Verb


def add_arguments(parser: ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--output", type=Path, metavar="FILE", help="write it there instead of printing it")
    what.add_argument(
        "--check",
        type=Path,
        metavar="FILE",
        help="say whether FILE is the schema, and what changed since the last release; exit code 1 if it is not, or if "
        "this version may not change so much",
    )
    parser.add_argument(
        "--released", type=Path, metavar="FILE", help="with --check, the schema of the last release, instead of ours"
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
        compare(call, schema)
    elif written is not None:
        written.write_text(schema, "utf-8", newline="\n")
    else:
        call.output.result(schema.rstrip("\n"))
    return Exit.OK


def compare(call: Call, schema: str) -> None:
    """Tell what changed since the last release. Raises CommandError for what this version may not change."""
    from graphql import GraphQLError

    from api.plan.verbs import release
    from api.schema.compatibility import changes_since, may_break, released

    path: Path | None = call.arguments.released
    try:
        old = released() if path is None else path.read_text("utf-8")
        changes = changes_since(old, schema)
    except (GraphQLError, ValueError) as error:
        raise CommandError(f"{path or 'released.graphql'} is no schema of a release: {error}.") from None
    since = ".".join(map(str, changes.since))
    for kind, told in (("breaking", changes.breaking), ("to mind", changes.dangerous)):
        for change in told:
            call.output.say(f"since {since}, {kind}: {change}")
    if changes.breaking and not may_break(changes.since, release()):
        raise CommandError(
            f"{counted(len(changes.breaking), 'change')} of the schema would break clients of {since}, which "
            f"{release()} may not do; deprecate what is to go, or raise the version."
        )
    call.output.say(f"{counted(len(changes.breaking), 'breaking change')} since {since}.")


SCHEMA = Verb(
    name="schema",
    help="print the GraphQL schema",
    details="Print the GraphQL schema in its definition language, or check it. It needs no store.",
    arguments=add_arguments,
    run=run,
)
