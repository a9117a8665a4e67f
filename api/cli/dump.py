"""`citegraph dump`: everything that was given to a store, as JSONL that any store loads."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from api.cli.exits import Exit
from api.cli.output import counted
from api.cli.verb import Call, Verb

DETAILS = """\
Write everything that was given to the store, contributions and decisions, as JSON Lines in the order of arrival.

`citegraph load` of it makes the same graph, in a store of any kind.
"""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="write it there instead of printing it; FILE appears when it is whole",
    )


def run(call: Call) -> Exit:
    from api.portable import lines

    target: Path | None = call.arguments.output
    store = call.open_store()
    count = -1  # the header is no record
    try:
        if target is None:
            for line in lines(store.dump()):
                print(line)
            return Exit.OK
        partial = target.with_name(f"{target.name}.part")
        try:
            with partial.open("w", encoding="utf-8", newline="\n") as file:
                for count, line in enumerate(lines(store.dump())):
                    file.write(f"{line}\n")
                    call.output.progress(f"{counted(count, 'record')} written")
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    finally:
        store.close()
    call.output.say(f"{counted(count, 'record')} written to {target}")
    return Exit.OK


DUMP = Verb(
    name="dump",
    help="write everything that was given to the store as JSONL",
    details=DETAILS,
    arguments=add_arguments,
    run=run,
)
