"""Crossref works: one, an answer of the API to a list, or the public data file; CSL-JSON, its cousin, is read too.

title, subtitle, abstract    without their HTML and JATS
reference                    with a DOI by it; else by `article-title`, first author and year; else by what can be
                             told from the citation as it was written
relation                     `has-preprint` and `is-preprint-of` name the same work, `is-version-of` too
update-to, updated-by        a retraction marks the work
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.readers import fields
from extract.readers.citation import is_series
from extract.readers.dates import date, iso_date
from extract.readers.fields import Row, first, objects, text
from extract.readers.json_records import rows_of
from extract.readers.json_shape import has, has_any
from extract.readers.markup import line_of, paragraphs_of
from extract.readers.reader import Reader
from extract.readers.rows import BadRow
from extract.records import Author, Paper, Reference
from graph import identifiers

_OF_A_WORK = ("reference-count", "container-title", "prefix", "publisher", "issued", "is-referenced-by-count")
_ENVELOPES = ("message.items", "message", "items")
_DATES = ("published", "issued", "published-online", "published-print", "posted", "created")
_SAME_WORK = ("has-preprint", "is-preprint-of", "is-version-of", "has-version", "is-identical-to")
_RETRACTED = re.compile(r"\W*retracted(?: article| paper)?\W*:", re.IGNORECASE)


def _recognises(head: str, _: str) -> bool:
    return has_any(head, "message.DOI", "message.items", "items.DOI") or (
        has(head, "DOI") and has_any(head, *_OF_A_WORK)
    )


def _papers(row: Row, _: str) -> Iterator[Paper]:
    doi = identifiers.parse(text(row, "DOI"))
    if not doi:
        raise BadRow("it has no DOI")
    title, subtitle = line_of(first(row, "title")), line_of(first(row, "subtitle"))
    indexed = iso_date(text(row, "indexed", "date-time")) or ""
    yield Paper(
        source="crossref",
        record=doi.partition(":")[2],
        title=f"{title}: {subtitle}" if title and subtitle and subtitle.lower() not in title.lower() else title,
        abstract=paragraphs_of(text(row, "abstract")),
        id=text(row, "DOI"),
        identifiers=identifiers.expand([doi, *_same(row)]),
        authors=tuple(_authors(row)),
        published=next((when for name in _DATES if (when := _date(row.get(name)))), None),
        venue=line_of(first(row, "container-title")),
        categories=tuple(dict.fromkeys(fields.strings(row, "subject"))),
        url=text(row, "URL"),
        references=fields.references(_reference(one) for one in objects(row, "reference")),
        is_retracted=_is_retracted(row, title),
        as_of=indexed if len(indexed) == 10 else "",
    )


def _authors(row: Row) -> Iterator[Author]:
    for one in objects(row, "author"):
        person = " ".join(filter(None, (text(one, key) for key in ("given", "family", "suffix"))))
        if made := fields.author(person or text(one, "name") or text(one, "literal"), [text(one, "ORCID")]):
            yield made


def _date(value: object) -> str | None:
    parts = value.get("date-parts") if isinstance(value, dict) else None
    numbers = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else ()
    try:
        year, *rest = (int(number) for number in numbers[:3])
    except (TypeError, ValueError, OverflowError):  # [[null]] stands for no date
        return None
    return date(year, *rest) or date(year)


def _same(row: Row) -> Iterator[str]:
    for kind in _SAME_WORK:
        for one in objects(row, "relation", kind):
            if text(one, "id-type") in ("doi", "arxiv"):
                yield fields.prefixed(text(one, "id-type"), text(one, "id"))


def _is_retracted(row: Row, title: str) -> bool:
    updates = (text(one, "type") for one in objects(row, "updated-by"))
    return "retraction" in updates or bool(_RETRACTED.match(title))


def _reference(row: Row) -> Reference:
    book = text(row, "volume-title")
    is_article = bool(text(row, "article-title") or text(row, "journal-title") or is_series(book))
    return fields.reference(
        [text(row, "DOI")],
        title=text(row, "article-title") if is_article else book,
        names=[text(row, "author")] if text(row, "author") else (),
        published=text(row, "year"),
        venue=text(row, "journal-title") or text(row, "series-title") or book,
        raw=text(row, "unstructured"),
    )


CROSSREF = Reader(
    name="Crossref works",
    source="crossref",
    description="works of its API or its public data file, with their references",
    recognises=_recognises,
    records=rows_of(_papers, *_ENVELOPES),
)
