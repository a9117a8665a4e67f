"""Semantic Scholar's datasets, one JSON object a line: papers, abstracts, citations; and S2ORC's older metadata.

Abstracts and citations name papers by number and not by title: they add to the papers that are there. A citation is a
record of the citing paper; one whose cited work the source could not tell is left out with a word.
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.readers import fields
from extract.readers.dates import iso_date
from extract.readers.fields import Row, objects, strings, text
from extract.readers.json_records import rows_of
from extract.readers.json_shape import has, has_any
from extract.readers.markup import line_of, paragraphs_of
from extract.readers.reader import Reader
from extract.readers.rows import BadRow
from extract.readers.semantic_scholar import external_ids, intents_of
from extract.records import Author, Paper
from graph import identifiers

SOURCE = "s2ag"


def _recognises(head: str, _: str) -> bool:
    is_s2orc = has(head, "paper_id", "title") and has_any(head, "outbound_citations", "s2_url", "mag_id")
    return has_any(head, "corpusid", "citingcorpusid") or is_s2orc


def _papers(row: Row, _: str) -> Iterator[Paper]:
    if "citingcorpusid" in row:
        yield _citation(row)
    elif "paper_id" in row:
        yield _of_s2orc(row)
    else:
        yield _paper(row)


def _paper(row: Row) -> Paper:
    number = text(row, "corpusid")
    if not number:
        raise BadRow("it has no corpusid")
    is_abstract = "title" not in row
    given = row.get("openaccessinfo")
    external = external_ids(given if isinstance(given, dict) else row, "externalids")
    updated = iso_date(text(row, "updated")) or ""
    return Paper(
        source=SOURCE,
        record=f"{number}/abstract" if is_abstract else number,
        title=line_of(text(row, "title")),
        abstract=paragraphs_of(text(row, "abstract")),
        id=number,
        identifiers=identifiers.expand([_corpus(number), *external]),
        authors=tuple(_authors(row)),
        published=iso_date(text(row, "publicationdate")) or iso_date(text(row, "year")),
        venue=line_of(text(row, "venue") or text(row, "journal", "name")),
        categories=tuple(dict.fromkeys(text(one, "category") for one in objects(row, "s2fieldsofstudy"))),
        url=text(row, "url"),
        as_of=updated if len(updated) == 10 else "",
    )


def _authors(row: Row) -> Iterator[Author]:
    for one in objects(row, "authors"):
        if made := fields.author(text(one, "name"), [fields.prefixed("s2", text(one, "authorId"))]):
            yield made


def _citation(row: Row) -> Paper:
    citing, cited = text(row, "citingcorpusid"), text(row, "citedcorpusid")
    if not citing or not cited:
        raise BadRow("the source could not tell which work is cited" if citing else "it has no citingcorpusid")
    # A context may be a string, or an object with its text.
    contexts = [
        *strings(row, "contexts"),
        *(text(one, "context") or text(one, "text") for one in objects(row, "contexts")),
    ]
    reference = fields.reference(
        [_corpus(cited)],
        intent=intents_of(row) or ", ".join(dict.fromkeys(_nested(row.get("intents")))),
        contexts=contexts,
        is_influential=row.get("isinfluential") is True,
    )
    return Paper(
        source=SOURCE,
        record=f"{citing}>{cited}",
        title="",
        identifiers=identifiers.expand([_corpus(citing)]),
        references=(reference,),
    )


def _nested(value: object) -> Iterator[str]:
    """Intents are a list for each context in newer releases."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, str):
            yield item
        else:
            yield from _nested(item)


def _of_s2orc(row: Row) -> Paper:
    number = text(row, "paper_id")
    title = line_of(text(row, "title"))
    if not number or not title:
        raise BadRow("it has no paper_id" if title else "it has no title")
    names = (_name(one) for one in objects(row, "authors"))
    return Paper(
        source="s2orc",
        record=number,
        title=title,
        abstract=paragraphs_of(text(row, "abstract")),
        id=number,
        identifiers=identifiers.expand(
            [
                _corpus(number),
                text(row, "doi"),
                fields.prefixed("arxiv", text(row, "arxiv_id")),
                fields.prefixed("acl", text(row, "acl_id")),
                fields.prefixed("pmid", text(row, "pubmed_id")),
            ]
        ),
        authors=fields.authors(names),
        published=iso_date(text(row, "year")),
        venue=line_of(text(row, "venue") or text(row, "journal")),
        url=text(row, "s2_url"),
        references=fields.references(fields.reference([_corpus(one)]) for one in strings(row, "outbound_citations")),
    )


def _name(one: Row) -> str:
    return " ".join([text(one, "first"), *strings(one, "middle"), text(one, "last"), text(one, "suffix")])


def _corpus(number: str) -> str:
    return f"CorpusId:{number}"


S2AG = Reader(
    name="Semantic Scholar datasets",
    source=SOURCE,
    description="papers, abstracts and citations of its releases, and S2ORC's metadata",
    recognises=_recognises,
    records=rows_of(_papers),
)
