"""PubMed's XML: an answer of EFetch, or a file of the yearly baseline.

AbstractText          its parts, each after its label
ReferenceList         by PMID, DOI or PMC id, else by what can be told from the citation
PublicationType       `Retracted Publication` marks the paper, as a correction of type RetractionIn does
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from extract.readers import fields
from extract.readers.dates import date, month_number, number_of
from extract.readers.lines import Lines
from extract.readers.markup import line_of, text_in, texts_in
from extract.readers.reader import Options, Reader
from extract.readers.rows import BadRow
from extract.readers.xml_records import Found, read_elements, root_of
from extract.records import Author, Paper, RecordProblem, Reference
from graph import identifiers

_SOURCES = {"pubmed": "pmid", "doi": "doi", "pmc": "pmcid", "pmcid": "pmcid"}


def _recognises(head: str, _: str) -> bool:
    return root_of(head) in ("PubmedArticleSet", "PubmedArticle", "MedlineCitationSet")


def _records(lines: Lines, _: Options) -> Iterator[Paper | RecordProblem]:
    return read_elements(lines, {"PubmedArticle"}, _papers)


def _papers(found: Found, _: str) -> Iterator[Paper]:
    citation, more = found.element.find("MedlineCitation"), found.element.find("PubmedData")
    article = citation.find("Article") if citation is not None else None
    number = text_in(citation, "PMID")
    title = line_of(text_in(article, "ArticleTitle") or text_in(article, "VernacularTitle"))
    if citation is None or article is None or not number:
        raise BadRow("it has no PMID or no Article")
    if not title:
        raise BadRow(f"PMID {number} has no title")
    dois = [text_in(one) for one in article.findall("ELocationID") if one.get("EIdType") == "doi"]
    listed = more.find("ArticleIdList") if more is not None else None
    yield Paper(
        source="pubmed",
        record=number,
        # A translated title stands in brackets, and every title ends in a full stop.
        title=title.removesuffix(".").removeprefix("[").removesuffix("]").removesuffix("."),
        abstract="\n\n".join(_paragraphs(article)),
        id=number,
        identifiers=identifiers.expand([f"pmid:{number}", *dois, *_ids(listed)]),
        authors=tuple(_authors(article)),
        published=_day(article.find("ArticleDate")) or _day(article.find("Journal/JournalIssue/PubDate")),
        venue=text_in(article, "Journal", "Title"),
        categories=tuple(
            dict.fromkeys(text_in(one) for one in citation.iterfind("MeshHeadingList/MeshHeading/DescriptorName"))
        ),
        url=f"https://pubmed.ncbi.nlm.nih.gov/{number}/",
        references=fields.references(_references(more)),
        is_retracted=_is_retracted(citation, article),
        as_of=_whole_day(citation.find("DateRevised")),
    )


def _paragraphs(article: Element) -> Iterator[str]:
    for part in article.iterfind("Abstract/AbstractText"):
        if text := text_in(part):
            label = part.get("Label", "")
            yield f"{label}: {text}" if label and label.upper() != "UNLABELLED" else text


def _authors(article: Element) -> Iterator[Author]:
    for one in article.iterfind("AuthorList/Author"):
        name = " ".join(
            filter(
                None,
                [
                    text_in(one, "ForeName") or text_in(one, "Initials"),
                    text_in(one, "LastName"),
                    text_in(one, "Suffix"),
                ],
            )
        )
        ids = (text_in(each) for each in one.findall("Identifier") if each.get("Source") == "ORCID")
        if made := fields.author(name or text_in(one, "CollectiveName"), ids):
            yield made


def _ids(listed: Element | None) -> Iterator[str]:
    for one in listed.findall("ArticleId") if listed is not None else ():
        if source := _SOURCES.get(one.get("IdType", "")):
            yield f"{source}:{text_in(one)}"


def _references(more: Element | None) -> Iterator[Reference]:
    # Lists may stand in lists, one a section.
    for one in more.iter("Reference") if more is not None else ():
        yield fields.reference(_ids(one.find("ArticleIdList")), raw=next(texts_in(one, "Citation"), ""))


def _day(element: Element | None) -> str | None:
    year, month, day = (text_in(element, name) for name in ("Year", "Month", "Day"))
    in_year = number_of(year) or number_of(text_in(element, "MedlineDate")[:4])  # `2024 Jan-Feb`
    if in_year is None:
        return None
    in_month, on_day = month_number(month) if month else None, number_of(day)
    whole = date(in_year, in_month, on_day) if in_month and on_day else None
    return whole or date(in_year, in_month)


def _whole_day(element: Element | None) -> str:
    day = _day(element) or ""
    return day if len(day) == 10 else ""


def _is_retracted(citation: Element, article: Element) -> bool:
    kinds = {text_in(one) for one in article.iterfind("PublicationTypeList/PublicationType")}
    notes = {one.get("RefType") for one in citation.iterfind("CommentsCorrectionsList/CommentsCorrections")}
    return "Retracted Publication" in kinds or "RetractionIn" in notes


PUBMED = Reader(
    name="PubMed XML",
    source="pubmed",
    description="an answer of EFetch or a file of the baseline, with references",
    recognises=_recognises,
    records=_records,
)
