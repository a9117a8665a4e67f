"""A .bib cut into its entries, one by one: `@string` is applied, what stands between entries is comment.

Written here because bibtexparser 2 takes a whole file as one string. Values come out as they were written, with their
inner braces; TeX in them is for whoever knows what the field is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_ENTRY = 1 << 22
"""Characters. The longest in the samples has 6,000; a brace that is never closed must not take in a whole file."""

START = re.compile(r"\s*@\s*([A-Za-z]+)\s*([{(])")
# What must stand at the start of a line, inside an entry, to say that its closing brace was forgotten.
_NEXT_ENTRY = re.compile(r"\s?@\s*[A-Za-z]+\s*[{(]\s*[^\s,{}()=\"]+\s*(?:,|=)")
# `\{` counts as a brace, as it does in BibTeX and biber.
_BRACE = re.compile(r"[{}()]")
_KEY = re.compile(r"\s*([^\s,={}\"]*)\s*(,|$)")
_FIELD = re.compile(r"[\s,]*([^\s,={}\"#]+)\s*=\s*")
_BARE = re.compile(r"[^\s,#{}\"=]+")
_QUOTED = re.compile(r"\\\"|[{}\"]")
_JOIN = re.compile(r"\s*#\s*")
_BLANK = re.compile(r"[\s,]*")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `kind` and the names of fields in lower case, values in TeX, the line that it starts on."""

    kind: str
    key: str
    fields: dict[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class BadEntry:
    """An entry that could not be read, with the line where it went wrong."""

    key: str
    line: int
    reason: str


def entries(lines: Iterable[tuple[int, str]]) -> Iterator[Entry | BadEntry]:
    """The entries in order. `@comment` and `@preamble` give nothing; `@string` is applied to what follows it."""
    macros = dict(zip(_MONTHS, _MONTHS, strict=True))
    for kind, line, text, is_closed in _blocks(lines):
        if kind in ("comment", "preamble"):
            continue
        key = _KEY.match(text)
        name = key[1] if key else ""
        try:
            if not is_closed:
                raise _Wrong(0, "its closing brace is missing; add it, or the missing brace of one of its values")
            if kind == "string":
                macros.update(_fields(text, 0, macros))
                continue
            if not key or (key[2] != "," and key.end() < len(text)):
                raise _Wrong(0, "it does not start with a cite key and a comma, as in @article{smith2020, ...}")
            yield Entry(kind, name, _fields(text, key.end(), macros), line)
        except _Wrong as wrong:
            yield BadEntry(name, line + text.count("\n", 0, wrong.at), wrong.reason)


class _Wrong(ValueError):
    def __init__(self, at: int, reason: str) -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason


def _blocks(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[str, int, str, bool]]:
    """Kind, first line, text between the outer braces, and whether they close."""
    kind, first, closing, depth, size = "", 0, "}", 0, 0
    text: list[str] = []
    for number, line in lines:
        if kind and _NEXT_ENTRY.match(line):
            yield kind, first, "\n".join(text), False
            kind = ""
        if kind and size > LONGEST_ENTRY:
            continue
        at = 0
        while True:
            if not kind:
                start = START.match(line, at)
                if not start:
                    break
                kind, first, at = start[1].lower(), number, start.end()
                closing, depth, size, text = "}" if start[2] == "{" else ")", 0, 0, []
            end = None
            for token in _BRACE.finditer(line, at):
                if depth == 0 and token[0] == closing:
                    end = token
                    break
                depth += {"{": 1, "}": -1}.get(token[0], 0)
                depth = max(depth, 0)
            if end is None:
                text.append(line[at:])
                size += len(line) - at
                break
            text.append(line[at : end.start()])
            yield kind, first, "\n".join(text), True
            kind, at = "", end.end()
    if kind:
        yield kind, first, "\n".join(text), False


def _fields(text: str, at: int, macros: dict[str, str]) -> dict[str, str]:
    """`name = value` pairs. Of a name that comes twice the first counts, as in BibTeX."""
    found: dict[str, str] = {}
    while True:
        blank = _BLANK.match(text, at)
        at = blank.end() if blank else at
        if at >= len(text):
            return found
        field = _FIELD.match(text, at)
        if not field:
            raise _Wrong(at, f"{text[at : at + 30]!r} is no field; fields are name = {{value}}, with commas between")
        value, at = _value(text, field.end(), macros)
        found.setdefault(field[1].lower(), value)


def _value(text: str, at: int, macros: dict[str, str]) -> tuple[str, int]:
    parts: list[str] = []
    while True:
        opening = text[at : at + 1]
        if opening == "{":
            end = _close(text, at + 1, "}")
            parts.append(text[at + 1 : end])
            at = end + 1
        elif opening == '"':
            end = _close(text, at + 1, '"')
            parts.append(text[at + 1 : end])
            at = end + 1
        elif bare := _BARE.match(text, at):
            # An unknown macro, as in month = sept, is kept by its name: nothing is lost.
            parts.append(macros.get(bare[0].lower(), bare[0]))
            at = bare.end()
        else:
            raise _Wrong(at, f"a value is missing before {text[at : at + 30]!r}; write {{}} for an empty one")
        join = _JOIN.match(text, at)
        if not join:
            return "".join(parts), at
        at = join.end()


def _close(text: str, at: int, closing: str) -> int:
    """Where the value that starts at `at` ends: braces inside it are balanced, quotes inside braces do not count."""
    depth = 0
    for token in _QUOTED.finditer(text, at):
        if depth == 0 and token[0] == closing:
            return token.start()
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth < 0:
            break
    raise _Wrong(at, f"the value {text[at : at + 30]!r} is not closed; its braces or quotes do not match")
