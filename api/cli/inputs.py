"""The inputs that a command line names, as sources to read."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.exits import CommandError, Exit

if TYPE_CHECKING:
    from api.ingest import Source

_PATTERN = re.compile(r"[*?\[]")
_PACKED = (".gz", ".zst", ".zstd")


def text_in(path: Path | None) -> str:
    """The text of a file, or of standard input."""
    try:
        return sys.stdin.read() if path is None else path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(
            f"{path or 'standard input'} is no text in UTF-8; convert it, for example with iconv."
        ) from None


def unpacked(name: str) -> str:
    """A name without what packing adds; the same as extract/readers/read.py says."""
    return next((name.removesuffix(end) for end in _PACKED if name.endswith(end)), name)


@dataclass(frozen=True, slots=True)
class Named:
    """One file that an input stands for, and the name that its records are kept under."""

    path: Path
    name: str


def refuse_namesakes(files: Iterable[Named]) -> None:
    """Records are kept under their file's name: of two files of one name, each would replace what the other says."""
    known: dict[str, Path] = {}
    for file in files:
        other = known.setdefault(file.name, file.path)
        if other.resolve() != file.path.resolve():
            raise CommandError(
                f"{other} and {file.path} have one name, and records are kept under it; "
                "ingest them one by one, each with --as NAME, or the folder that holds both.",
                Exit.USAGE,
            )


def files_of(given: str) -> list[Named]:
    """The files that an argument names: itself, all below a folder, or all that a pattern fits, in order.

    A file in a folder is named by its path within it, so that many of one name stand beside one another. What is hidden
    is passed over. A name that leads nowhere stays, for the reader to say so.
    """
    path = Path(given)
    if path.is_dir():
        found = _below(path)
        if not found:
            raise CommandError(f"{given} is a folder without files; name one that has some.", Exit.NOT_FOUND)
        return found
    if path.exists() or not _PATTERN.search(given):
        return [Named(path, unpacked(path.name))]
    base = Path(*takewhile(lambda part: not _PATTERN.search(part), path.parts))
    pattern = str(path.relative_to(base)) if base.parts else given
    fitting = sorted(one for one in base.glob(pattern) if not _is_hidden(one.relative_to(base)))
    files = [Named(one, unpacked(one.relative_to(base).as_posix())) for one in fitting if one.is_file()]
    files += [each for one in fitting if one.is_dir() for each in _below(one, base)]
    if not files:
        raise CommandError(f"no file fits {given}; check the pattern.", Exit.NOT_FOUND)
    return list(dict.fromkeys(files))


def _below(folder: Path, base: Path | None = None) -> list[Named]:
    files = sorted(one for one in folder.rglob("*") if one.is_file() and not _is_hidden(one.relative_to(folder)))
    return [Named(one, unpacked(one.relative_to(base or folder).as_posix())) for one in files]


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def sources_of(arguments: Namespace, *, needs_name: bool) -> list[Source]:
    """Standard input has no name of its own: where records are kept under one, `--as` must give it."""
    from api.ingest import Source  # here, for it imports extract and thereby spaCy

    inputs: list[str] = arguments.inputs
    if inputs.count("-") > 1:
        raise CommandError("standard input (-) is named twice; name it once.", Exit.USAGE)
    if "-" in inputs and needs_name and not arguments.name:
        raise CommandError("standard input has no name to keep its records under; give one with --as NAME.", Exit.USAGE)
    files = [None if each == "-" else file for each in inputs for file in ([None] if each == "-" else files_of(each))]
    if arguments.name and len(files) > 1:
        raise CommandError(
            f"--as {arguments.name} names one input, and there are {len(files)}; ingest them one by one.", Exit.USAGE
        )
    if needs_name:
        refuse_namesakes(file for file in files if file)
    return [
        Source(
            input=file.path if file else sys.stdin.buffer,
            name=arguments.name or (file.name if file else "standard input"),
            year=arguments.year,
        )
        for file in files
    ]
