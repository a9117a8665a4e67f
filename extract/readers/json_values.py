"""The objects of a JSON text that may take several lines each, one by one, without the whole text in memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from extract.readers.json_shape import Path
from extract.readers.lines import LONGEST_LINE, undecoded
from extract.readers.rows import BadRow

# A string that is not closed ends with its line: JSON allows no line end in it, and so a lost quote harms one record.
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*(?:"|$)|[{}\[\]]')
_WHOLE = re.compile(r'"((?:[^"\\]|\\.)*)(?:"|(\\?\Z))|[{}\[\],:]', re.DOTALL)
# At no indent a lone brace may open a nested object (json.dumps with indent=0); one with its first key is a record.
_NEXT = re.compile(r"(\s+)\{|\{\s*\"")
_INDENT = re.compile(r"\s*")

_FIRST_LINES = re.compile(r"[\s\ufeff]*(.*?)[ \t]*(?:\n\s*(.*)|$)")

# Python's own decoder and not orjson: it takes NaN, which pandas writes for a gap, and control characters in strings.
_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None)


def is_spread(head: str) -> bool:
    """Whether one value takes several lines: a list, or an object whose first line does not close it."""
    found = _FIRST_LINES.match(head)
    if not found:
        return False
    first, second = found[1], found[2] or ""
    return first.startswith("[") or (first.startswith("{") and not first.endswith("}") and not second.startswith("{"))


def decoded(text: str) -> object:
    """The value of one record. Raises BadRow."""
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


def values(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Each object of a list, or of objects that follow one another, as text with the number of its first line.

    What stands between objects and is not `[`, `]` or a comma is given as well, for the reader to complain about. An
    object that is not closed where another begins, no deeper indented, ends there. A line may come in pieces.
    """
    element: list[str] = []
    first, depth, size, indent, last = 0, 0, 0, 0, 0
    for number, line in lines:
        margin = _INDENT.match(line)
        begins = _NEXT.match(line) if depth and number != last else None
        last = number
        if begins and len(begins[1] or "") <= indent:
            yield first, "\n".join(element)
            element, depth, size = [], 0, 0
        start = 0
        for token in _TOKEN.finditer(line):
            mark = token[0]
            if depth == 0:
                if mark == "{":
                    yield from _stray(line[start : token.start()], number)
                    first, depth, start = number, 1, token.start()
                    indent = margin.end() if margin else 0
            elif mark in "{[":
                depth += 1
            elif mark in "}]":
                depth -= 1
                if depth == 0:
                    element.append(line[start : token.end()])
                    yield first, "\n".join(element)
                    element, size, start = [], 0, token.end()
        if depth == 0:
            yield from _stray(line[start:], number)
            continue
        # Beyond the bound the rest of an element is dropped; what is kept is long enough for the reader to say so.
        if size < LONGEST_LINE:
            element.append(line[start:])
            size += len(line) - start
    if depth:
        yield first, "\n".join(element)


def _stray(text: str, number: int) -> Iterator[tuple[int, str]]:
    rest = text.strip("[], \t\r\f\v")
    if rest:
        yield number, rest


def whole_tokens(pieces: Iterable[tuple[int, str, bool]]) -> Iterator[tuple[int, str]]:
    """Pieces of lines, cut anew so that none ends within a string or a number."""
    held = ""
    for number, piece, is_end in pieces:
        text, held = held + piece, ""
        if not is_end and len(text) < LONGEST_LINE:
            cut = 0
            for token in _WHOLE.finditer(text):
                if token[2] is not None:
                    break
                cut = token.end()
            text, held = text[:cut], text[cut:]
        if text or is_end:
            yield number, text
    if held:
        yield number, held


def inside(lines: Iterable[tuple[int, str]], at: Path) -> Iterator[tuple[int, str]]:
    """Only the list or object at the path `at`, of each object that follows one another in the text."""
    opened: list[str] = []
    keys: list[str] = []
    is_key_due = False
    within = 0  # how many are open where the wanted one begins; 0 outside it
    for number, line in lines:
        start = 0
        for token in _WHOLE.finditer(line):
            mark = token[0]
            if mark in "{[":
                if not within and tuple(keys) == at and (mark == "{" or opened[-1:] == ["{"]):
                    within, start = len(opened) + 1, token.start()
                opened.append(mark)
                if mark == "{":
                    keys.append("")
                is_key_due = mark == "{"
            elif mark in "}]":
                if within and len(opened) == within:
                    yield number, line[start : token.end()]
                    within = 0
                if opened and opened.pop() == "{":
                    keys.pop()
                is_key_due = False
            elif mark == ",":
                is_key_due = bool(opened) and opened[-1] == "{"
            elif is_key_due and mark != ":":
                keys[-1] = token[1]
                is_key_due = False
        if within:
            yield number, line[start:]
