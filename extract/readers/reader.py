"""What a reader is: a format's name, how it is told from others, and how its records become papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extract.readers.lines import Lines
from extract.records import Paper, RecordProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a person may say about an input that does not say it itself.

    year   of dates without one on a Daily Papers page
    """

    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One format.

    name         as in messages and documentation
    source       the first part of the ids of its records
    description  one line: what is read
    recognises   whether the first 64 KiB of an input, decoded, and the input's name look like the format
    records      papers and problems in the order of the input; never raises, whatever the lines hold
    """

    name: str
    source: str
    description: str
    recognises: Callable[[str, str], bool]
    records: Callable[[Lines, Options], Iterator[Paper | RecordProblem]]
