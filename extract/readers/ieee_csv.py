"""The CSV that IEEE Xplore exports: a table with names of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extract.readers import fields
from extract.readers.lines import Lines
from extract.readers.markup import line_of, paragraphs_of
from extract.readers.reader import Options, Reader
from extract.readers.rows import BadRow
from extract.readers.tables import header_of, papers_of_table
from extract.readers.text import one_line, record_of, storable
from extract.records import Paper, RecordProblem
from graph import identifiers


def _recognises(head: str, _: str) -> bool:
    return {"Document Title", "Publication Title"} <= set(header_of(head)[0])


def _records(lines: Lines, _: Options) -> Iterator[Paper | RecordProblem]:
    return papers_of_table(lines, _paper)


def _paper(cells: Mapping[str, str], file: str) -> Paper:
    title = line_of(cells.get("Document Title", ""))
    if not title:
        raise BadRow("it has no Document Title")
    found = identifiers.expand([cells.get("DOI", "")])
    year = fields.year(cells.get("Publication Year", ""))
    keywords = (cells.get(name, "") for name in ("Author Keywords", "IEEE Terms"))
    return Paper(
        source="ieee",
        record=found[0].partition(":")[2] if found else record_of(file, None, title),
        title=title,
        abstract=paragraphs_of(cells.get("Abstract", "")),
        id=cells.get("DOI") or None,
        identifiers=found,
        authors=fields.authors(cells.get("Authors", "").split(";")),
        published=f"{year:04}" if year else None,
        venue=line_of(cells.get("Publication Title", "")),
        categories=tuple(
            dict.fromkeys(one_line(storable(word)) for words in keywords for word in words.split(";") if word.strip())
        ),
        url=storable(cells.get("PDF Link", "").strip()),
    )


IEEE_CSV = Reader(
    name="IEEE CSV",
    source="ieee",
    description="what IEEE Xplore exports",
    recognises=_recognises,
    records=_records,
)
