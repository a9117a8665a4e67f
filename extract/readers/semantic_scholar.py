"""Semantic Scholar's Graph API: a paper, a batch, a search, recommendations, or a paper's references or citations.

externalIds          identifiers; preprint and published version share one record there
references           of a paper whose fields were asked with it
citations            papers that cite it: each becomes a record of its own, with the one reference
{contexts, intents, isInfluential, citedPaper | citingPaper}     one line of `/references` or `/citations`; such an
                     answer does not say whose they are, so its name must: `--as arXiv:1706.03762`, or the file's
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from extract.readers import fields
from extract.readers.dates import iso_date
from extract.readers.fields import Row, objects, strings, text
from extract.readers.json_records import rows_of
from extract.readers.json_shape import has_any
from extract.readers.markup import line_of, paragraphs_of
from extract.readers.reader import Reader
from extract.readers.rows import BadRow
from extract.readers.text import shown, storable
from extract.records import Author, Paper, Reference
from graph import identifiers

EXTERNAL = {
    "arxiv": "arxiv",
    "doi": "doi",
    "acl": "acl",
    "pubmed": "pmid",
    "pubmedcentral": "pmcid",
    "dblp": "dblp",
    "corpusid": "CorpusId",
}
"""Its names of sources, in lower case, and ours."""

_ENVELOPES = ("data", "recommendedPapers")
_FILE_ID = re.compile(r"(\d{4}\.\d{4,5})(v\d+)?|[0-9a-f]{40}|CorpusId[_:-]?\d+", re.IGNORECASE)


def external_ids(row: Row, key: str) -> Iterator[str]:
    given = row.get(key)
    for name, value in given.items() if isinstance(given, dict) else ():
        source = EXTERNAL.get(name.lower())
        if source and isinstance(value, str | int):
            yield fields.prefixed(source, storable(str(value)))


def intents_of(row: Row) -> str:
    return ", ".join(dict.fromkeys(strings(row, "intents")))


def _recognises(head: str, _: str) -> bool:
    wanted = ("paperId", "citedPaper", "citingPaper")
    return has_any(head, *wanted, *(f"{at}.{key}" for at in _ENVELOPES for key in wanted))


def _papers(row: Row, file: str) -> Iterator[Paper]:
    cited, citing = row.get("citedPaper"), row.get("citingPaper")
    if isinstance(cited, dict):
        yield _of_list(_reference(cited, row), file)
    elif isinstance(citing, dict):
        subject = identifiers.expand([_subject(file)])
        yield replace(_paper(citing), references=(_said(Reference(identifiers=subject), row),))
    else:
        paper = _paper(row)
        found = (_reference(one, {}) for one in objects(row, "references"))
        yield replace(paper, references=fields.references(found))
        known = Reference(title=paper.title, year=fields.year(row.get("year")), identifiers=paper.identifiers)
        for one in objects(row, "citations"):
            if text(one, "paperId"):
                yield replace(_paper(one, f"<{paper.record}"), references=(known,))


def _of_list(reference: Reference, file: str) -> Paper:
    """One line of a paper's references, as a record of that paper."""
    subject = _subject(file)
    cited = next(iter(reference.identifiers), reference.title)
    return Paper(
        source="semantic-scholar",
        record=f"{subject}>{cited}",
        title="",
        identifiers=identifiers.expand([subject]),
        references=fields.references([reference]),
    )


def _subject(file: str) -> str:
    found = _FILE_ID.search(PurePath(file).name)
    subject = identifiers.parse(file) or identifiers.parse(found[0] if found else "")
    if subject is None:
        raise BadRow(
            f"a list of references or citations does not say of which paper it is, and {shown(file)} names none; give "
            "the paper's id with --as, for example --as arXiv:1706.03762"
        )
    return subject


def _paper(row: Row, suffix: str = "") -> Paper:
    own = text(row, "paperId")
    ids = [own, *external_ids(row, "externalIds"), fields.prefixed("CorpusId", text(row, "corpusId"))]
    record = own or next(iter(identifiers.expand(ids)), "")
    title = line_of(text(row, "title"))
    if not record:
        raise BadRow(f"it has no paperId; its title is {shown(title)}" if title else "it has neither paperId nor title")
    return Paper(
        source="semantic-scholar",
        record=record + suffix,
        title=title,
        abstract=paragraphs_of(text(row, "abstract")),
        id=own or None,
        identifiers=identifiers.expand(ids),
        authors=tuple(_authors(row)),
        published=iso_date(text(row, "publicationDate")) or iso_date(text(row, "year")),
        venue=line_of(text(row, "venue") or text(row, "journal", "name")),
        categories=tuple(dict.fromkeys(strings(row, "fieldsOfStudy"))),
        url=text(row, "url"),
    )


def _authors(row: Row) -> Iterator[Author]:
    for one in objects(row, "authors"):
        ids = [text(one, "externalIds", "ORCID"), fields.prefixed("s2", text(one, "authorId"))]
        if made := fields.author(text(one, "name"), ids):
            yield made


def _reference(row: Row, said: Row) -> Reference:
    return _said(
        fields.reference(
            [text(row, "paperId"), *external_ids(row, "externalIds")],
            title=text(row, "title"),
            names=[text(one, "name") for one in objects(row, "authors")],
            published=row.get("year"),
            venue=text(row, "venue"),
        ),
        said,
    )


def _said(reference: Reference, row: Row) -> Reference:
    return replace(
        reference,
        intent=intents_of(row) or None,
        contexts=tuple(dict.fromkeys(strings(row, "contexts"))),
        is_influential=row.get("isInfluential") is True,
    )


SEMANTIC_SCHOLAR = Reader(
    name="Semantic Scholar API",
    source="semantic-scholar",
    description="answers of its Graph API: papers with references and citations, their contexts and intents",
    recognises=_recognises,
    records=rows_of(_papers, *_ENVELOPES),
)
