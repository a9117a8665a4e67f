"""GROBID's TEI, made from a PDF: header, abstract, references, and the sentences that cite each of them.

What GROBID reads from a PDF is a guess. An entry of the list with neither title nor identifier keeps its surname and
year, and points to nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from extract.readers import fields
from extract.readers.citation import is_series
from extract.readers.contexts import sentence_at
from extract.readers.dates import iso_date
from extract.readers.lines import Lines
from extract.readers.markup import text_in, texts_in
from extract.readers.reader import Options, Reader
from extract.readers.rows import BadRow
from extract.readers.text import one_line, record_of, storable
from extract.readers.xml_records import Found, read_elements, root_of
from extract.records import Paper, RecordProblem, Reference
from graph import identifiers

_ARXIV_BARE = re.compile(r"(?:abs/)?\d{4}\.\d{4,5}(?:v\d+)?")


def _recognises(head: str, _: str) -> bool:
    return root_of(head) in ("TEI", "teiCorpus", "TEI.2")


def _records(lines: Lines, _: Options) -> Iterator[Paper | RecordProblem]:
    return read_elements(lines, {"TEI", "TEI.2"}, _papers)


def _papers(found: Found, file: str) -> Iterator[Paper]:
    header = found.element.find("teiHeader")
    source = header.find("fileDesc/sourceDesc/biblStruct") if header is not None else None
    title = text_in(header, "fileDesc", "titleStmt", "title")
    if header is None or not title:
        raise BadRow("it has no title in its header; GROBID could not read one from the PDF")
    ids = list(_idnos(source)) if source is not None else []
    contexts = _contexts(found.element)
    yield Paper(
        source="grobid",
        record=record_of(file, next(iter(identifiers.expand(ids)), None), title),
        title=title,
        abstract="\n\n".join(_paragraphs(header.find("profileDesc/abstract"))),
        identifiers=identifiers.expand(ids),
        authors=fields.authors(_names(source)),
        published=_day(source),
        venue=text_in(source, "monogr", "title"),
        references=fields.references(
            _reference(one, contexts.get(_id(one), ())) for one in found.element.iterfind(".//listBibl/biblStruct")
        ),
    )


def _paragraphs(abstract: Element | None) -> Iterator[str]:
    if abstract is None:
        return
    found = False
    for paragraph in abstract.iter("p"):
        found = True
        # Sentences are elements of their own where GROBID was asked to split them.
        if text := one_line(
            storable(
                " ".join(paragraph.itertext()) if paragraph.find("s") is not None else "".join(paragraph.itertext())
            )
        ):
            yield text
    if not found and (text := text_in(abstract)):
        yield text


def _names(struct: Element | None) -> list[str]:
    if struct is None:
        return []
    people = [*struct.findall("analytic/author"), *struct.findall("monogr/author")]
    return [name for one in people if (name := _name(one.find("persName")))]


def _name(person: Element | None) -> str:
    if person is None or person.find("surname") is None:
        return ""
    return " ".join([*texts_in(person, "forename"), *texts_in(person, "surname"), *texts_in(person, "genName")])


def _idnos(struct: Element) -> Iterator[str]:
    for one in struct.iter("idno"):
        kind, value = (one.get("type") or "").lower(), text_in(one)
        if kind in ("arxiv", "doi", "pmid", "pmcid"):
            yield value if identifiers.parse(value) else f"{kind}:{value}"
        elif kind not in ("md5", "issn", "eissn", "isbn"):
            yield f"arxiv:{value}" if _ARXIV_BARE.fullmatch(value) else value
    for one in struct.iter("ptr"):
        yield one.get("target", "")


def _day(struct: Element | None) -> str | None:
    for one in struct.iter("date") if struct is not None else ():
        if when := iso_date(one.get("when", "") or text_in(one)):
            return when
    return None


def _id(struct: Element) -> str:
    return struct.get("id", "")


def _reference(struct: Element, contexts: list[str] | tuple[()]) -> Reference:
    article, book = text_in(struct, "analytic", "title"), text_in(struct, "monogr", "title")
    return fields.reference(
        _idnos(struct),
        title=article or ("" if is_series(book) else book),
        names=_names(struct),
        published=_day(struct),
        venue=book if article or is_series(book) else "",
        contexts=contexts,
        raw=next((text_in(note) for note in struct.findall("note") if note.get("type") == "raw_reference"), ""),
    )


def _contexts(tei: Element) -> Mapping[str, list[str]]:
    """By the id of each entry of the list, the sentences with a marker that points to it."""
    contexts: dict[str, list[str]] = defaultdict(list)
    body = tei.find("text/body")
    for paragraph in body.iter("p") if body is not None else ():
        parts: list[str] = []
        places: list[tuple[int, str]] = []
        _walk(paragraph, parts, places, 0)
        whole = "".join(parts)
        for place, target in places:
            contexts[target].append(sentence_at(whole, place))
    return contexts


def _walk(element: Element, parts: list[str], places: list[tuple[int, str]], length: int) -> int:
    """Gathers the text within an element and where in it markers stand; how long it is by now."""
    if element.tag == "ref" and element.get("type") == "bibr":
        places.extend((length, target.removeprefix("#")) for target in element.get("target", "").split())
    length += _add(element.text, parts)
    for child in element:
        length = _walk(child, parts, places, length)
        length += _add(child.tail, parts)
    return length


def _add(text: str | None, parts: list[str]) -> int:
    parts.append(storable(text or ""))
    return len(parts[-1])


GROBID_TEI = Reader(
    name="GROBID TEI",
    source="grobid",
    description="what GROBID reads from a PDF, with references and the sentences that cite them",
    recognises=_recognises,
    records=_records,
)
