"""JSON Lines, one paper a line, and for convenience a JSON file that is one list of papers (or papers one by one)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.readers.json_records import read_rows
from extract.readers.lines import Lines
from extract.readers.reader import Options, Reader
from extract.readers.rows import paper_of
from extract.records import Paper, RecordProblem

_OBJECT = re.compile(r"[\s\ufeff\[]*\{\s*(?:\"|\}|$)")
_OBJECT_LINE = re.compile(r"^\s*\{\s*\"", re.MULTILINE)
_NAMED = re.compile(r"\.(?:jsonl|ndjson|json)(?:\.(?:gz|zstd?))?$", re.IGNORECASE)


def _recognises(head: str, name: str) -> bool:
    is_named = bool(_NAMED.search(name))
    if _OBJECT.match(head) or (head.strip("\ufeff \t\r\n").startswith("[") and is_named):
        return True
    # Where the first row is the broken one, the name and another row tell.
    return is_named and bool(_OBJECT_LINE.search(head))


def _records(lines: Lines, _: Options) -> Iterator[Paper | RecordProblem]:
    return read_rows(lines, (), _papers)


def _papers(row: object, file: str) -> Iterator[Paper]:
    yield paper_of(row, file)


JSONL = Reader(
    name="JSON Lines",
    source="jsonl",
    description="one JSON object a line, or a JSON list of them: {id?, title, abstract, authors?, ...}",
    recognises=_recognises,
    records=_records,
)
