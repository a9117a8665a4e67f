"""arXiv's API: an Atom feed, one entry a paper. An answer that is an error has one entry too, and is told as one."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from extract.readers import fields
from extract.readers.arxiv_text import abstract_of, links_of, title_of
from extract.readers.dates import iso_date
from extract.readers.lines import Lines
from extract.readers.markup import text_in
from extract.readers.reader import Options, Reader
from extract.readers.rows import BadRow
from extract.readers.text import shown
from extract.readers.xml_records import Found, read_elements, root_of
from extract.records import Paper, RecordProblem
from graph import identifiers


def _recognises(head: str, _: str) -> bool:
    return root_of(head) == "feed" and "arxiv.org" in head


def _records(lines: Lines, _: Options) -> Iterator[Paper | RecordProblem]:
    return read_elements(lines, {"entry"}, _papers)


def _papers(found: Found, _: str) -> Iterator[Paper]:
    entry = found.element
    given = text_in(entry, "id")
    arxiv = identifiers.parse(given)
    title = title_of(text_in(entry, "title"))
    if "/api/errors" in given:
        raise BadRow(f"arXiv answered with an error: {text_in(entry, 'summary')}")
    if not arxiv or not title:
        raise BadRow(f"its id {shown(given)} is none of arXiv's" if title else f"{shown(given)} has no title")
    comment = text_in(entry, "comment")
    updated = iso_date(text_in(entry, "updated")) or ""
    yield Paper(
        source="arxiv",
        record=arxiv.partition(":")[2],
        title=title,
        abstract=abstract_of(_raw(entry, "summary")),
        id=given,
        identifiers=identifiers.expand([arxiv, text_in(entry, "doi")]),
        authors=fields.authors(text_in(author, "name") for author in entry.findall("author")),
        published=iso_date(text_in(entry, "published")),
        venue=text_in(entry, "journal_ref"),
        categories=tuple(dict.fromkeys(_categories(entry))),
        url=f"https://arxiv.org/abs/{arxiv.partition(':')[2]}",
        links=links_of(comment),
        is_retracted=is_withdrawn(comment),
        as_of=updated,
    )


def is_withdrawn(comment: str) -> bool:
    """arXiv itself says it in so many words, where an author has taken a paper back."""
    return comment.lower().startswith(
        ("this paper has been withdrawn", "withdrawn", "this submission has been withdrawn")
    )


def _categories(entry: Element) -> Iterator[str]:
    yield from (text for one in entry.findall("primary_category") if (text := one.get("term", "")))
    yield from (text for one in entry.findall("category") if (text := one.get("term", "")))


def _raw(entry: Element, name: str) -> str:
    """With its line ends, which may part paragraphs."""
    child = entry.find(name)
    return "" if child is None else "".join(child.itertext())


ARXIV_ATOM = Reader(
    name="arXiv Atom",
    source="arxiv",
    description="an answer of arXiv's API",
    recognises=_recognises,
    records=_records,
)
