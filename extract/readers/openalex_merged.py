"""OpenAlex's lists of merged works (`merged_ids/works/*.csv.gz`): which id became which.

Each row adds both ids to the paper that has either, so that who cites the old one cites the new one. Chains and cycles
need no care: ids that name one paper have no order.
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.readers.lines import Lines
from extract.readers.reader import Options, Reader
from extract.readers.rows import BadRow
from extract.readers.tables import table_rows
from extract.readers.text import shown
from extract.records import Paper, RecordProblem
from graph import identifiers

_HEADER = "merge_date,id,merge_into_id"


def _recognises(head: str, _: str) -> bool:
    return head.lstrip("\ufeff \n").lower().replace('"', "").startswith(_HEADER)


def _records(lines: Lines, _: Options) -> Iterator[Paper | RecordProblem]:
    for number, row in table_rows(lines, ","):
        try:
            if isinstance(row, BadRow):
                raise row
            yield _paper([*row, "", ""])
        except BadRow as problem:
            yield RecordProblem(where=lines.name, line=number, reason=str(problem))


def _paper(row: list[str]) -> Paper:
    old, new = (identifiers.parse(one) or identifiers.parse(f"openalex:{one}") for one in row[1:3])
    if not old or not new or not old.startswith("openalex:W") or not new.startswith("openalex:W"):
        raise BadRow(f"{shown(row[1])} and {shown(row[2])} are not two works of OpenAlex")
    return Paper(
        source="openalex",
        record=f"merged/{old.partition(':')[2]}",
        title="",
        identifiers=identifiers.expand([old, new]),
    )


OPENALEX_MERGED = Reader(
    name="OpenAlex merged ids",
    source="openalex",
    description="which of its ids became which, for papers that are there",
    recognises=_recognises,
    records=_records,
)
