"""OAI-PMH: arXiv's own `arXiv` and `arXivRaw`, and Dublin Core (`oai_dc`), which every repository has.

The date of a paper is that of its first version. An answer without records (an error, the sets, the repository's name)
is told as such; so is a record that is marked as deleted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from extract.readers import fields
from extract.readers.arxiv_atom import is_withdrawn
from extract.readers.arxiv_text import abstract_of, day_of, links_of, names_of, title_of
from extract.readers.dates import iso_date
from extract.readers.lines import Lines
from extract.readers.markup import line_of, paragraphs_of, text_in, texts_in
from extract.readers.reader import Options, Reader
from extract.readers.rows import BadRow
from extract.readers.text import record_of, shown
from extract.readers.xml_records import Found, read_elements, root_of
from extract.records import Paper, RecordProblem
from graph import identifiers

_ANSWERS = frozenset({"Identify", "ListSets", "ListMetadataFormats", "ListIdentifiers"})
_OWN_ID = re.compile(r"oai:arxiv\.org:(.+)", re.IGNORECASE)


def _recognises(head: str, _: str) -> bool:
    return root_of(head) == "OAI-PMH"


def _records(lines: Lines, _: Options) -> Iterator[Paper | RecordProblem]:
    return read_elements(lines, {"record", "error", *_ANSWERS}, _papers)


def _papers(found: Found, file: str) -> Iterator[Paper]:
    record = found.element
    if record.tag == "error":
        words = text_in(record)
        raise BadRow(f"the answer is an error, {record.get('code', '')}{f': {words}' if words else ''}")
    if record.tag in _ANSWERS:
        raise BadRow(f"it answers {record.tag}, which has no papers; ask for ListRecords")
    header = record.find("header")
    given = text_in(header, "identifier")
    if header is not None and header.get("status") == "deleted":
        raise BadRow(f"{shown(given)} is marked as deleted by its source")
    metadata = record.find("metadata")
    inner = next(iter(metadata), None) if metadata is not None else None
    if inner is None:
        raise BadRow(f"{shown(given)} has no metadata")
    as_of = iso_date(text_in(header, "datestamp")) or ""
    yield _of_dublin_core(inner, given, as_of, file) if inner.tag == "dc" else _of_arxiv(inner, given, as_of)


def _of_arxiv(inner: Element, given: str, as_of: str) -> Paper:
    own = _OWN_ID.fullmatch(given)
    number = text_in(inner, "id") or (own[1] if own else "")
    arxiv = identifiers.parse(f"arxiv:{number}")
    title = title_of(text_in(inner, "title"))
    if not arxiv or not title:
        raise BadRow(f"{shown(number or given)} is no id of arXiv's" if title else f"{shown(given)} has no title")
    comment = text_in(inner, "comments")
    names = [_name(one) for one in inner.iterfind("authors/author")] or names_of(text_in(inner, "authors"))
    abstract = inner.find("abstract")
    return Paper(
        source="arxiv",
        record=arxiv.partition(":")[2],
        title=title,
        abstract=abstract_of("".join(abstract.itertext()) if abstract is not None else ""),
        id=number,
        identifiers=identifiers.expand([arxiv, *_dois(text_in(inner, "doi"))]),
        authors=fields.authors(names),
        published=_first_day(inner),
        venue=title_of(text_in(inner, "journal-ref")),
        categories=tuple(text_in(inner, "categories").split()),
        url=f"https://arxiv.org/abs/{arxiv.partition(':')[2]}",
        links=links_of(comment),
        is_retracted=is_withdrawn(comment),
        as_of=as_of if len(as_of) == 10 else "",
    )


def _first_day(inner: Element) -> str | None:
    versions = (day_of(text_in(one, "date")) for one in inner.findall("version"))
    return iso_date(text_in(inner, "created")) or next((day for day in versions if day), None)


def _dois(text: str) -> list[str]:
    """Some records name two, with a space between them."""
    return text.split()


def _name(author: Element) -> str:
    return title_of(" ".join(text_in(author, part) for part in ("forenames", "keyname", "suffix")))


def _of_dublin_core(inner: Element, given: str, as_of: str, file: str) -> Paper:
    title = line_of(text_in(inner, "title"))
    if not title:
        raise BadRow(f"{shown(given)} has no title")
    own = _OWN_ID.fullmatch(given)
    named = [f"arxiv:{own[1]}"] if own else []
    ids = list(texts_in(inner, "identifier"))
    dates = sorted(filter(None, map(iso_date, texts_in(inner, "date"))))
    return Paper(
        source="oai",
        record=given or record_of(file, None, title),
        title=title,
        abstract=paragraphs_of(next(texts_in(inner, "description"), "")),
        id=given or None,
        identifiers=identifiers.expand([*named, *ids]),
        authors=fields.authors(dict.fromkeys(_in_order(name) for name in texts_in(inner, "creator"))),
        published=dates[0] if dates else None,
        url=next((one for one in ids if one.startswith(("http://", "https://"))), ""),
        as_of=as_of if len(as_of) == 10 else "",
    )


def _in_order(name: str) -> str:
    last, comma, first = name.partition(",")
    return f"{first} {last}" if comma else name


ARXIV_OAI = Reader(
    name="OAI-PMH",
    source="arxiv",
    description="a harvest of arXiv (arXiv, arXivRaw) or of any repository (Dublin Core)",
    recognises=_recognises,
    records=_records,
)
