"""CSV with named columns (`tables.COLUMNS`), parted by commas, tabs, semicolons or bars: a paper a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extract.readers.lines import Lines
from extract.readers.reader import Options, Reader
from extract.readers.tables import header_of, paper_of_columns, papers_of_table
from extract.records import Paper, RecordProblem


def _recognises(head: str, _: str) -> bool:
    return bool(header_of(head)[0])


def _records(lines: Lines, _: Options) -> Iterator[Paper | RecordProblem]:
    return papers_of_table(lines, _paper)


def _paper(cells: Mapping[str, str], file: str) -> Paper:
    return paper_of_columns(cells, file, "csv")


CSV = Reader(
    name="CSV",
    source="csv",
    description="a paper a row, columns by their names: title, abstract, authors, year, doi, references, ...",
    recognises=_recognises,
    records=_records,
)
