"""OpenReview: lists of papers as papercopilot keeps them, and notes as OpenReview's own API gives them.

A list has authors, keywords and the like as strings with semicolons between them; a note has `{"value": ...}` for each
field of its content.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from extract.readers import fields
from extract.readers.dates import iso_date
from extract.readers.fields import Row, strings, text
from extract.readers.json_records import rows_of
from extract.readers.json_shape import has, has_any
from extract.readers.markup import line_of
from extract.readers.reader import Reader
from extract.readers.rows import BadRow
from extract.readers.text import shown
from extract.records import Author, Paper
from graph import identifiers

_YEAR = re.compile(r"\byear\s*=\s*\{(\d{4})\}")
_BOOKTITLE = re.compile(r"\bbooktitle\s*=\s*\{(.+?)\},?\s*\n")


def _recognises(head: str, _: str) -> bool:
    if has_any(head, "notes.content", "content.authorids"):
        return "openreview" in head.lower() or has_any(head, "notes.content.authorids", "content.authorids")
    return has(head, "title", "status", "track") or has(head, "title", "authorids", "id")


def _papers(row: Row, _: str) -> Iterator[Paper]:
    yield _of_note(row) if isinstance(row.get("content"), dict) else _of_list(row)


def _of_list(row: Row) -> Paper:
    given = text(row, "id")
    title = line_of(text(row, "title"))
    if not given or not title:
        raise BadRow(f"{shown(given)} has no title" if given else "it has no id")
    bibtex = text(row, "bibtex")
    year, venue = _YEAR.search(bibtex), _BOOKTITLE.search(bibtex)
    orcids = text(row, "orcid").split(";")
    names = text(row, "author").split(";")
    made = (fields.author(name, orcids[n : n + 1] if len(orcids) == len(names) else ()) for n, name in enumerate(names))
    links = (one.strip() for one in text(row, "github").split(";"))
    return Paper(
        source="openreview",
        record=given,
        title=title,
        abstract=text(row, "abstract"),
        id=given,
        identifiers=identifiers.expand([f"openreview:{given}", *_of_arxiv(row)]),
        authors=tuple(author for author in made if author),
        published=year[1] if year else None,
        venue=line_of(venue[1]) if venue else "",
        categories=_words(text(row, "keywords")),
        url=text(row, "site") or f"https://openreview.net/forum?id={given}",
        links=tuple(dict.fromkeys(link for link in links if link.startswith("http"))),
    )


def _of_arxiv(row: Row) -> Iterator[str]:
    if number := text(row, "arxiv"):
        yield f"arxiv:{number}"


def _words(text_of_list: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in text_of_list.split(";") if word.strip()))


def _of_note(row: Row) -> Paper:
    content = {
        key: value.get("value") if isinstance(value, dict) and "value" in value else value
        for key, value in row["content"].items()
    }
    given = text(row, "forum") or text(row, "id")
    title = line_of(text(content, "title"))
    if not given or not title:
        raise BadRow(f"{shown(given)} has no title" if given else "it has no id")
    created = row.get("pdate") or row.get("odate") or row.get("cdate")
    authors: tuple[Author, ...] = fields.authors(strings(content, "authors"))
    return Paper(
        source="openreview",
        record=given,
        title=title,
        abstract=text(content, "abstract"),
        id=given,
        identifiers=identifiers.expand([f"openreview:{given}"]),
        authors=authors,
        published=_day(created),
        venue=line_of(text(content, "venue")),
        categories=tuple(dict.fromkeys(strings(content, "keywords"))),
        url=f"https://openreview.net/forum?id={given}",
        links=tuple(link for link in [text(content, "code")] if link.startswith("http")),
    )


def _day(milliseconds: object) -> str | None:
    if type(milliseconds) is not int or not 0 < milliseconds < 10**14:
        return None
    return iso_date(dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC).date().isoformat())


OPENREVIEW = Reader(
    name="OpenReview papers",
    source="openreview",
    description="lists of a venue's papers, or notes of its API",
    recognises=_recognises,
    records=rows_of(_papers, "notes"),
)
