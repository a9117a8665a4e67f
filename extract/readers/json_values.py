"""The elements of a JSON list that may take several lines each, one by one, without the whole list in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extract.readers.lines import LONGEST_LINE

# A string that is not closed ends with its line: JSON allows no line end in it, and so a lost quote harms one record.
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*(?:"|$)|[{}\[\]]')
# At no indent a lone brace may open a nested object (json.dumps with indent=0); one with its first key is a record.
_NEXT = re.compile(r"(\s+)\{|\{\s*\"")
_INDENT = re.compile(r"\s*")


def values(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Each object of a list, or of objects that follow one another, as text with the number of its first line.

    What stands between objects and is not `[`, `]` or a comma is given as well, for the reader to complain about. An
    object that is not closed where another begins, no deeper indented, ends there.
    """
    element: list[str] = []
    first, depth, size, indent = 0, 0, 0, 0
    for number, line in lines:
        margin = _INDENT.match(line)
        begins = _NEXT.match(line) if depth else None
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
