"""The inputs that a command line names, as sources to read."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.exits import CommandError, Exit

if TYPE_CHECKING:
    from api.ingest import Source


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
    return [
        Source(
            input=sys.stdin.buffer if each == "-" else Path(each),
            name=arguments.name or ("standard input" if each == "-" else None),
            year=arguments.year,
        )
        for each in inputs
    ]
