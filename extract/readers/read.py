"""One door for every format: a path or a stream in, papers and problems out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from extract.readers.detect import detect
from extract.readers.errors import CannotOpen, EmptyInput
from extract.readers.lines import Lines, open_lines
from extract.readers.reader import Options, Reader
from extract.records import Paper, RecordProblem

_PACKED = (".gz", ".zst", ".zstd")


def read(
    source: Path | str | BinaryIO, *, name: str | None = None, year: int | None = None
) -> Iterator[Paper | RecordProblem]:
    """The papers of a file or stream in its order, and a RecordProblem in place of each record that cannot be read.

    name   stands for the file in the ids of records (`<name>#<entry>`), instead of the file's own name without the
           folder and a final `.gz` or `.zst`; a stream without a name of its own needs it
    year   of dates without one on a Daily Papers page

    The format is told from the contents; gzip and zstandard are unpacked. Raises ReadError at once, before the first
    record, where the input as a whole is not readable. A second, different record of one id gets `~2` at its end; an
    exact repetition is left out. A given stream is not closed.
    """
    if not isinstance(source, str | Path):
        return _records(source, name or _name_of(source), Options(year=year))
    stream = _open(Path(source))
    try:
        called = name or unpacked(Path(source).name)
        return _records(stream, called, Options(year=year), path=Path(source), closing=stream)
    except BaseException:
        stream.close()
        raise


def unpacked(name: str) -> str:
    """A file's name without what packing adds to it."""
    return next((name.removesuffix(end) for end in _PACKED if name.endswith(end)), name)


def _open(path: Path) -> BinaryIO:
    try:
        if path.is_dir():
            raise CannotOpen(
                f"{str(path)!r} is a directory; name the files in it, for example {str(path / '*.txt')!r}."
            )
        if path.exists() and not path.is_fifo() and not path.stat().st_size:
            raise EmptyInput(f"{str(path)!r} is empty; give a file with papers in it.")
        return path.open("rb")
    except FileNotFoundError:
        raise CannotOpen(f"There is no file {str(path)!r}; check the name and the folder.") from None
    except PermissionError:
        raise CannotOpen(f"{str(path)!r} may not be read by this user; change its permissions or copy it.") from None
    except (OSError, ValueError) as error:
        # ValueError: a NUL in the name.
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CannotOpen(f"{str(path)!r} cannot be opened ({reason}); check the name.") from None


def _name_of(stream: BinaryIO) -> str:
    given = getattr(stream, "name", None)
    if isinstance(given, str) and not given.startswith("<"):
        return unpacked(Path(given).name)
    raise CannotOpen("Standard input has no name for its records; give one with --as NAME.")


def _records(
    stream: BinaryIO, name: str, options: Options, path: Path | None = None, closing: BinaryIO | None = None
) -> Iterator[Paper | RecordProblem]:
    lines = open_lines(stream, name)
    shown = str(path or name)
    if lines.failure and not lines.head:
        raise CannotOpen(f"{shown!r} cannot be read: {lines.failure}; fetch or copy the file again.")
    return _once(_to_the_end(detect(lines.head, shown), lines, options, closing))


def _to_the_end(
    reader: Reader, lines: Lines, options: Options, closing: BinaryIO | None
) -> Iterator[Paper | RecordProblem]:
    with closing or nullcontext():
        yield from reader.records(lines, options)
        if lines.failure:
            reason = f"{lines.failure}; the records before it were read, fetch the file again for the rest"
            yield RecordProblem(where=lines.name, line=None, reason=reason)


def _once(records: Iterator[Paper | RecordProblem]) -> Iterator[Paper | RecordProblem]:
    # Hashes and not the records: 100,000 papers are to fit in memory many times over.
    given: set[int] = set()
    taken: set[int] = set()
    for record in records:
        if isinstance(record, RecordProblem):
            yield record
            continue
        if hash(record) in given:
            continue
        given.add(hash(record))
        entry, number = record.record, 1
        while hash(entry) in taken:
            number += 1
            entry = f"{record.record}~{number}"
        taken.add(hash(entry))
        yield record if number == 1 else replace(record, record=entry)
