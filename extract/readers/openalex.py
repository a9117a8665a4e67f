"""OpenAlex works: a snapshot part (JSON Lines), one work, or an answer of the API to a list or search.

abstract_inverted_index      becomes text again, word by word
referenced_works             references by id
ids, doi, locations          identifiers; an arXiv location names the preprint of the same work
is_retracted                 as it says
authorships                  with OpenAlex's author ids and ORCIDs
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extract.readers import fields
from extract.readers.dates import iso_date
from extract.readers.fields import Row, objects, text
from extract.readers.json_records import rows_of
from extract.readers.json_shape import has_any
from extract.readers.markup import line_of, paragraphs_of
from extract.readers.reader import Reader
from extract.readers.rows import BadRow
from extract.readers.text import one_line, shown, storable
from extract.records import Author, Paper
from graph import identifiers

_WORK = ("authorships", "referenced_works", "abstract_inverted_index", "publication_year", "ids")
_LONGEST_ABSTRACT = 100_000  # words; positions are the source's, and a wrong one must not take all memory


def _recognises(head: str, _: str) -> bool:
    return "openalex.org/W" in head and has_any(head, *_WORK, *(f"results.{key}" for key in _WORK))


def _papers(row: Row, _: str) -> Iterator[Paper]:
    work = identifiers.parse(text(row, "id"))
    if not work or not work.startswith("openalex:"):
        raise BadRow(f"its id is {shown(text(row, 'id'))}, not that of an OpenAlex work")
    source = text(row, "primary_location", "source", "display_name") or text(row, "host_venue", "display_name")
    updated = iso_date(text(row, "updated_date")) or ""
    yield Paper(
        source="openalex",
        record=work.removeprefix("openalex:"),
        title=line_of(text(row, "title") or text(row, "display_name")),
        abstract=_abstract(row.get("abstract_inverted_index")),
        id=text(row, "id"),
        identifiers=identifiers.expand(_identifiers(row)),
        authors=tuple(_authors(row)),
        published=iso_date(text(row, "publication_date")) or iso_date(text(row, "publication_year")),
        venue=line_of(source),
        categories=tuple(_topics(row)),
        url=text(row, "primary_location", "landing_page_url"),
        references=fields.references(fields.reference([one]) for one in fields.strings(row, "referenced_works")),
        is_retracted=row.get("is_retracted") is True,
        as_of=updated if len(updated) == 10 else "",
    )


def _abstract(index: Any) -> str:
    if not isinstance(index, dict):
        return ""
    if isinstance(index.get("InvertedIndex"), dict):  # as Microsoft Academic Graph wrote it, and old snapshots do
        index = index["InvertedIndex"]
    words: dict[int, str] = {}
    for word, places in index.items():
        for place in places if isinstance(places, list) else ():
            if type(place) is int and 0 <= place < _LONGEST_ABSTRACT:
                words[place] = word
    return paragraphs_of(one_line(storable(" ".join(words[place] for place in sorted(words)))))


def _identifiers(row: Row) -> Iterator[str]:
    yield text(row, "id")
    yield text(row, "doi")
    yield from (text(row, "ids", key) for key in ("openalex", "doi", "pmid"))
    yield fields.prefixed("pmcid", text(row, "ids", "pmcid").rpartition("/")[2])
    for location in objects(row, "locations"):
        # Of other locations' addresses nothing follows: a DOI among them may be of the proceedings, or of a copy.
        found = identifiers.parse(text(location, "landing_page_url")) or ""
        if found.startswith("arxiv:"):
            yield found


def _authors(row: Row) -> Iterator[Author]:
    for one in objects(row, "authorships"):
        name = text(one, "author", "display_name") or text(one, "raw_author_name")
        if made := fields.author(name, [text(one, "author", "orcid"), text(one, "author", "id")]):
            yield made


def _topics(row: Row) -> Iterator[str]:
    found: dict[str, Any] = dict.fromkeys(text(topic, "display_name") for topic in objects(row, "topics"))
    yield from filter(None, found)


OPENALEX = Reader(
    name="OpenAlex works",
    source="openalex",
    description="a snapshot part, a work, or an answer of the API, with what each work cites",
    recognises=_recognises,
    records=rows_of(_papers, "results"),
)
