"""JSON Lines, one paper a line, and for convenience a JSON file that is one list of papers (or papers one by one).

Python's own decoder and not orjson: it takes NaN, which pandas writes for a gap, and control characters in strings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from extract.readers.json_values import values
from extract.readers.lines import LONGEST_LINE, Lines, undecoded
from extract.readers.reader import Options, Reader
from extract.readers.rows import BadRow, paper_of
from extract.records import Paper, RecordProblem

_FIRST_LINES = re.compile(r"[\s\ufeff]*(.*?)[ \t]*(?:\n\s*(.*)|$)")
_OBJECT = re.compile(r"[\s\ufeff\[]*\{\s*(?:\"|\}|$)")
_OBJECT_LINE = re.compile(r"^\s*\{\s*\"", re.MULTILINE)
_SUFFIXES = (".jsonl", ".ndjson", ".json")

_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None)


def _recognises(head: str, name: str) -> bool:
    is_named = name.lower().removesuffix(".gz").endswith(_SUFFIXES)
    if _OBJECT.match(head) or (head.strip("\ufeff \t\r\n").startswith("[") and is_named):
        return True
    # Where the first row is the broken one, the name and another row tell.
    return is_named and bool(_OBJECT_LINE.search(head))


def _is_spread(head: str) -> bool:
    """Whether one value takes several lines: a list, or an object whose first line does not close it."""
    found = _FIRST_LINES.match(head)
    if not found:
        return False
    first, second = found[1], found[2] or ""
    return first.startswith("[") or (first.startswith("{") and not first.endswith("}") and not second.startswith("{"))


def _records(lines: Lines, _: Options) -> Iterator[Paper | RecordProblem]:
    head = lines.head.decode(lines.encoding, "replace")
    for number, text in values(lines) if _is_spread(head) else lines:
        if text.strip():
            yield _record(text, number, lines.name)


def _record(text: str, number: int, file: str) -> Paper | RecordProblem:
    try:
        return paper_of(_value(text), file)
    except BadRow as problem:
        return RecordProblem(where=file, line=number, reason=str(problem))


def _value(text: str) -> object:
    if len(text) >= LONGEST_LINE:
        raise BadRow(f"the record is longer than {LONGEST_LINE >> 20} Mi characters; it was skipped")
    if byte := undecoded(text):
        raise BadRow(f"the byte {byte} is not UTF-8; convert the file, for example with iconv -f latin1 -t utf-8")
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        reason = error.msg.removesuffix(" at")
        raise BadRow(f"it is not JSON ({reason} at character {error.pos + 1} of the record)") from error
    except RecursionError as error:
        raise BadRow("it is nested too deeply to be read; a record needs no more than four levels") from error
    except ValueError as error:
        # A number of more than 4,300 digits, which int() refuses.
        raise BadRow(f"it holds a number that cannot be read ({error})") from error


JSONL = Reader(
    name="JSON Lines",
    source="jsonl",
    description="one JSON object a line, or a JSON list of them: {id?, title, abstract, authors?, ...}",
    recognises=_recognises,
    records=_records,
)
