"""`citegraph dump`: everything that was given to a store, as JSONL that any store loads."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from api.cli.exits import CommandError, Exit
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
    if target is not None and target.is_dir():
        raise CommandError(f"{target} is a folder; name a file in it.")
    store = call.open_store()
    count = -1  # the header is no record
    try:
        if target is None:
            for line in lines(store.dump()):
                print(line)
            return Exit.OK
        # What is there and no file, such as a pipe or /dev/null, is written to and not replaced.
        is_file = target.is_file() or not target.exists()
        partial = target.with_name(f"{target.name}.part") if is_file else target
        try:
            with partial.open("w", encoding="utf-8", newline="\n") as file:
                for count, line in enumerate(lines(store.dump())):
                    file.write(f"{line}\n")
                    call.output.progress(f"{counted(count, 'record')} written")
            if is_file:
                partial.replace(target)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise CommandError(f"{target} cannot be written: {error.strerror}; name another place.") from None
        finally:
            if is_file:
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
