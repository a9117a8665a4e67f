"""Rows of a table with named columns, and what the names mean: what CSV, IEEE's CSV and Parquet share."""

from __future__ import annotations

import csv
import datetime as dt
import json
import math
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from extract.readers import fields
from extract.readers.lines import Lines, undecoded
from extract.readers.markup import line_of, paragraphs_of
from extract.readers.rows import BadRow, paper_of
from extract.records import Paper, RecordProblem, Reference
from graph import identifiers

COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(("title", "document title", "article title", "paper title", "ti"), "title"),
    **dict.fromkeys(("abstract", "summary", "ab"), "abstract"),
    **dict.fromkeys(("authors", "author", "author names", "author full names", "au"), "authors"),
    **dict.fromkeys(("year", "publication year", "pub year", "py"), "year"),
    **dict.fromkeys(("published", "date", "publication date", "published date"), "published"),
    **dict.fromkeys(("venue", "journal", "source title", "publication title", "conference", "booktitle"), "venue"),
    **dict.fromkeys(("id", "paper id", "key"), "id"),
    **dict.fromkeys(("doi", "di"), "doi"),
    **dict.fromkeys(("arxiv", "arxiv id"), "arxiv"),
    **dict.fromkeys(("acl", "acl id", "anthology id"), "acl"),
    **dict.fromkeys(("openalex", "openalex id"), "openalex"),
    **dict.fromkeys(("pmid", "pubmed id"), "pmid"),
    **dict.fromkeys(("url", "link", "pdf link"), "url"),
    **dict.fromkeys(("identifiers", "ids"), "identifiers"),
    **dict.fromkeys(("references", "cited references", "cites"), "references"),
    **dict.fromkeys(("categories", "subjects"), "categories"),
    **dict.fromkeys(("code", "github", "links"), "links"),
    **dict.fromkeys(("retracted", "is retracted"), "is_retracted"),
}
"""Names of columns, in lower case and with spaces for `_`, and the keys of a JSON Lines row that they are."""

_DELIMITERS = (",", "\t", ";", "|")
_LISTS = ("authors", "identifiers", "references", "categories", "links")
_SEPARATED = re.compile(r"\s*[;|\n]\s*")
_TRUE = frozenset({"true", "yes", "1", "y"})
_CITATION = re.compile(r"\b(?:1[89]|20)\d\d\b")
_MOST_LINES = 500  # of one record, before a lost quotation mark is the likelier reason


def key_of(column: object) -> str | None:
    return COLUMNS.get(" ".join(str(column).replace("_", " ").lower().split()))


def header_of(head: str) -> tuple[list[str], str]:
    """The names of the columns and what parts them; no names where the first line is no header of papers."""
    line = next((line for line in head.splitlines() if line.strip()), "")
    if len(line) > 10_000 or line.lstrip().startswith(("{", "[", "<", "@")):
        return [], ","
    for delimiter in _DELIMITERS:
        names = next(csv.reader([line], delimiter=delimiter), [])
        keys = {key for name in names if (key := key_of(name))}
        if "title" in keys and len(keys) > 1:
            return names, delimiter
    return [], ","


def table_rows(lines: Iterable[tuple[int, str]], delimiter: str) -> Iterator[tuple[int, list[str] | BadRow]]:
    """Each row after the header, with the line that it starts on. A quotation mark that is never closed harms its own
    line: the lines that it would swallow are read again."""
    source = _Pushback(lines)
    width = 0
    while source.used:
        source.used = []
        try:
            row = next(csv.reader(source, delimiter=delimiter), [])
        except csv.Error as error:
            row, reason = [], str(error)
        else:
            reason = f"{len(row)} fields and not {width}"
        used = source.used
        if not used or (row and not width) or not any(line.strip() for _, line in used):
            width = width or len(row)
            continue
        extra = any(cell.strip() for cell in row[width:])
        if row and not extra and (len(row) >= width or len(used) == 1):
            yield used[0][0], row
            continue
        if len(used) > 1:
            source.give_back(used[1:])
            reason = "a quotation mark that is not closed, or not doubled within a field"
        yield used[0][0], BadRow(f"the row has {reason}; it was skipped")


class _Pushback:
    """Lines for the csv module, which notes those that one row takes, so that they can be given again."""

    def __init__(self, lines: Iterable[tuple[int, str]]) -> None:
        self._lines = iter(lines)
        self._again: deque[tuple[int, str]] = deque()
        self.used: list[tuple[int, str]] = [(0, "")]

    def __iter__(self) -> _Pushback:
        return self

    def __next__(self) -> str:
        if len(self.used) > _MOST_LINES:
            raise csv.Error(f"more than {_MOST_LINES} lines")
        number, line = self._again.popleft() if self._again else next(self._lines)
        self.used.append((number, line))
        return line + "\n"

    def give_back(self, lines: Iterable[tuple[int, str]]) -> None:
        self._again.extendleft(reversed(list(lines)))


def papers_of_table(lines: Lines, paper: Callable[[Mapping[str, str], str], Paper]) -> Iterator[Paper | RecordProblem]:
    """The papers of a table; `paper` makes one of the cells by their columns' names as they are written."""
    names, delimiter = header_of(lines.decoded_head)
    for number, row in table_rows(lines, delimiter):
        try:
            if isinstance(row, BadRow):
                raise row
            if byte := undecoded("".join(row)):
                raise BadRow(
                    f"the byte {byte} is not UTF-8; convert the file, for example with iconv -f latin1 -t utf-8"
                )
            yield paper({name: cell for name, cell in zip(names, row, strict=False) if cell.strip()}, lines.name)
        except BadRow as problem:
            yield RecordProblem(where=lines.name, line=number, reason=str(problem))


def paper_of_columns(cells: Mapping[str, Any], file: str, source: str) -> Paper:
    """The paper of one row, whose cells are strings, or what Parquet has. Raises BadRow."""
    row: dict[str, Any] = {}
    for column, value in cells.items():
        key = key_of(column)
        if key and (given := _value(key, value)) not in (None, "", []) and not row.get(key):
            row[key] = given
    references = row.pop("references", [])
    row["title"] = line_of(row["title"]) if isinstance(row.get("title"), str) else row.get("title")
    if isinstance(row.get("abstract"), str):
        row["abstract"] = paragraphs_of(row["abstract"])
    objects = [one for one in references if isinstance(one, dict)]
    paper = paper_of(row | {"references": objects}, file)
    strings = (_reference(one) for one in references if isinstance(one, str) and one.strip())
    return replace(paper, source=source, references=fields.references(chain(paper.references, strings)))


def _value(key: str, value: Any) -> Any:
    if isinstance(value, dt.date):  # a datetime is one, too
        return value.isoformat()
    if isinstance(value, float) and math.isnan(value):
        return None
    if key == "is_retracted":
        return value if isinstance(value, bool) else str(value).strip().lower() in _TRUE
    if key in _LISTS and isinstance(value, str):
        return _list(key, value.strip())
    return value.strip() if isinstance(value, str) else value


def _list(key: str, text: str) -> list[Any]:
    """`A. Lee; B. Doe`, or a list as JSON or Python writes it, as pandas does."""
    if text.startswith("[") and text.endswith("]"):
        for attempt in (text, text.replace("'", '"')):
            try:
                found = json.loads(attempt)
            except (ValueError, RecursionError):
                continue
            if isinstance(found, list):
                return found
    parts = [part for part in _SEPARATED.split(text) if part]
    # Names with a comma in each and nothing else between them: `Lee, A., Doe, B.` cannot be told apart for sure.
    is_list = text.count(",") > 1 or " and " in text
    if key == "authors" and len(parts) == 1 and is_list and not re.search(r",\s*[A-Z]\.", text):
        parts = [part.strip() for part in re.split(r",\s*(?:and\s+)?|\s+and\s+", text) if part.strip()]
    if key == "categories" and len(parts) == 1:
        parts = [part.strip() for part in text.split(",")] if "," in text else text.split()
    return parts


def _reference(text: str) -> Reference:
    """An identifier, a title, or a whole citation, which has a year in it."""
    if identifier := identifiers.parse(text):
        return fields.reference([identifier])
    return fields.reference([], raw=text) if _CITATION.search(text) else fields.reference([], title=text)
