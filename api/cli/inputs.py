"""The inputs that a command line names, as sources to read."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.exits import CommandError, Exit

if TYPE_CHECKING:
    from api.ingest import Source


def text_in(path: Path | None) -> str:
    """The text of a file, or of standard input."""
    try:
        return sys.stdin.read() if path is None else path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(
            f"{path or 'standard input'} is no text in UTF-8; convert it, for example with iconv."
        ) from None


def refuse_namesakes(inputs: list[str]) -> None:
    """Records are kept under their file's name: of two files of one name, each would replace what the other says."""
    known: dict[str, Path] = {}
    for path in (Path(each) for each in inputs if each != "-"):
        other = known.setdefault(path.name.removesuffix(".gz"), path)
        if other.resolve() != path.resolve():
            raise CommandError(
                f"{other} and {path} have one name, and records are kept under it; "
                "ingest them one by one, each with --as NAME.",
                Exit.USAGE,
            )


def sources_of(arguments: Namespace, *, needs_name: bool) -> list[Source]:
    """Standard input has no name of its own: where records are kept under one, `--as` must give it."""
    from api.ingest import Source  # here, for it imports extract and thereby spaCy

    inputs: list[str] = arguments.inputs
    if inputs.count("-") > 1:
        raise CommandError("standard input (-) is named twice; name it once.", Exit.USAGE)
    if arguments.name and len(inputs) > 1:
        raise CommandError(
            f"--as {arguments.name} names one input, and there are {len(inputs)}; ingest them one by one.", Exit.USAGE
        )
    if "-" in inputs and needs_name and not arguments.name:
        raise CommandError("standard input has no name to keep its records under; give one with --as NAME.", Exit.USAGE)
    if needs_name:
        refuse_namesakes(inputs)
    return [
        Source(
            input=sys.stdin.buffer if each == "-" else Path(each),
            name=arguments.name or ("standard input" if each == "-" else None),
            year=arguments.year,
        )
        for each in inputs
    ]
