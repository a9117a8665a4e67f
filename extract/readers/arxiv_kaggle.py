"""arXiv's metadata as Kaggle keeps it: one JSON object a line, all papers in one file of gigabytes."""

from __future__ import annotations

from collections.abc import Iterator

from extract.readers import fields
from extract.readers.arxiv_atom import is_withdrawn
from extract.readers.arxiv_text import abstract_of, day_of, links_of, names_of, title_of
from extract.readers.fields import Row, objects, text
from extract.readers.json_records import rows_of
from extract.readers.json_shape import has
from extract.readers.reader import Reader
from extract.readers.rows import BadRow
from extract.readers.text import shown
from extract.records import Paper
from graph import identifiers


def _recognises(head: str, _: str) -> bool:
    return has(head, "submitter", "categories", "title")


def paper_of(row: Row) -> Paper:
    number = text(row, "id")
    arxiv = identifiers.parse(f"arxiv:{number}")
    title = title_of(text(row, "title"))
    if not arxiv or not title:
        raise BadRow(f"{shown(number)} is no id of arXiv's" if title else f"{shown(number)} has no title")
    comment = text(row, "comments")
    days = (day_of(text(version, "created")) for version in objects(row, "versions"))
    return Paper(
        source="arxiv",
        record=arxiv.partition(":")[2],
        title=title,
        abstract=abstract_of(text(row, "abstract")),
        id=number,
        identifiers=identifiers.expand([arxiv, *text(row, "doi").split()]),
        authors=fields.authors(_names(row)),
        published=next((day for day in days if day), None),
        venue=title_of(text(row, "journal-ref")),
        categories=tuple(text(row, "categories").split()),
        url=f"https://arxiv.org/abs/{arxiv.partition(':')[2]}",
        links=links_of(comment),
        is_retracted=is_withdrawn(comment),
        as_of=day_of(text(row, "update_date")) or "",
    )


def _names(row: Row) -> list[str]:
    """From `authors_parsed`, [family, given, suffix, ...affiliations], else from the one string."""
    parsed = row.get("authors_parsed")
    names = []
    for one in parsed if isinstance(parsed, list) else ():
        parts = [part for part in one[:3] if isinstance(part, str)] if isinstance(one, list) else []
        if parts:
            names.append(title_of(" ".join([*parts[1:2], parts[0], *parts[2:]])))
    return names or names_of(text(row, "authors"))


def _papers(row: Row, _: str) -> Iterator[Paper]:
    yield paper_of(row)


ARXIV_KAGGLE = Reader(
    name="arXiv metadata (Kaggle)",
    source="arxiv",
    description="the snapshot of all of arXiv's metadata, one JSON object a line",
    recognises=_recognises,
    records=rows_of(_papers),
)
