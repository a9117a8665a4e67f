"""Hugging Face's papers as its API gives them: the daily papers of a day, or one paper. A paper's id is arXiv's."""

from __future__ import annotations

from collections.abc import Iterator

from extract.readers import fields
from extract.readers.arxiv_text import abstract_of, title_of
from extract.readers.dates import iso_date
from extract.readers.fields import Row, objects, text
from extract.readers.json_records import rows_of
from extract.readers.json_shape import has
from extract.readers.reader import Reader
from extract.readers.rows import BadRow
from extract.readers.text import shown
from extract.records import Paper
from graph import identifiers


def _recognises(head: str, _: str) -> bool:
    return has(head, "paper.id", "paper.summary") or has(head, "id", "summary", "upvotes")


def _papers(row: Row, _: str) -> Iterator[Paper]:
    given = row.get("paper")
    paper: Row = given if isinstance(given, dict) else row
    number = text(paper, "id")
    title = title_of(text(paper, "title") or text(row, "title"))
    if not number or not title:
        raise BadRow(f"{shown(number)} has no title" if number else "it has no id")
    links = [text(paper, "githubRepo"), text(paper, "projectPage")]
    upvotes = paper.get("upvotes")
    day = (text(paper, "submittedOnDailyAt") or text(row, "publishedAt"))[:10]
    yield Paper(
        source="huggingface",
        record=number,
        title=title,
        abstract=abstract_of(text(paper, "summary") or text(row, "summary")),
        id=number,
        identifiers=identifiers.expand([f"arxiv:{number}"]),
        authors=fields.authors(text(one, "name") for one in objects(paper, "authors") if one.get("hidden") is not True),
        published=iso_date(text(paper, "publishedAt")),
        url=f"https://huggingface.co/papers/{number}",
        links=tuple(dict.fromkeys(link for link in links[:1] if link.startswith("http"))),
        count=upvotes if type(upvotes) is int and 0 <= upvotes < 2**31 else None,
        as_of=iso_date(day) or "",
    )


HUGGINGFACE = Reader(
    name="Hugging Face papers",
    source="huggingface",
    description="the daily papers of its API, with the code that they declare",
    recognises=_recognises,
    records=rows_of(_papers),
)
