"""The ACL Anthology's own XML, one file an event: volumes with their papers.

id               `P18-1001`, `2024.bionlp-1.3`, made of collection, volume and paper
fixed-case, tex-math, i, b    the text within them
retracted        marks the paper; a revision does not
pwccode, pwcdataset           code that is declared, as links
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from extract.readers import fields
from extract.readers.dates import date, month_number, number_of
from extract.readers.lines import Lines
from extract.readers.markup import text_in, texts_in
from extract.readers.reader import Options, Reader
from extract.readers.rows import BadRow
from extract.readers.text import storable
from extract.readers.xml_records import Found, read_elements, root_of
from extract.records import Author, Paper, RecordProblem
from graph import identifiers


def _recognises(head: str, _: str) -> bool:
    return root_of(head) == "collection" and "<volume" in head


def _records(lines: Lines, _: Options) -> Iterator[Paper | RecordProblem]:
    volume = _Volume()
    return read_elements(lines, {"meta", "paper"}, volume.papers)


class _Volume:
    """The volume under way: what its papers inherit from it."""

    def __init__(self) -> None:
        self._meta = Element("meta")

    def papers(self, found: Found, _: str) -> Iterator[Paper]:
        if found.element.tag == "meta":
            self._meta = found.element
            return
        above = {name: attributes.get("id", "") for name, attributes in found.above}
        paper = found.element
        own = anthology_id(above.get("collection", ""), above.get("volume", ""), paper.get("id", ""))
        acl = identifiers.parse(text_in(paper, "url")) or identifiers.parse(own)
        title = text_in(paper, "title")
        if not title or not acl:
            raise BadRow(f"paper {paper.get('id', '')} of volume {above.get('volume', '')} has no title or no id")
        year = number_of(text_in(self._meta, "year"))
        month = month_number(text_in(self._meta, "month"))
        yield Paper(
            source="acl",
            record=acl.partition(":")[2],
            title=title,
            abstract=text_in(paper, "abstract"),
            id=acl.partition(":")[2],
            identifiers=identifiers.expand([acl, text_in(paper, "doi")]),
            authors=tuple(_authors(paper)),
            published=(date(year, month) or date(year)) if year else None,
            venue=text_in(self._meta, "booktitle"),
            url=f"https://aclanthology.org/{acl.partition(':')[2]}/",
            links=tuple(dict.fromkeys(storable(url) for one in paper.findall("pwccode") if (url := one.get("url")))),
            is_retracted=paper.find("retracted") is not None,
        )


def anthology_id(collection: str, volume: str, paper: str) -> str:
    """`P18`, `1`, `1` to `P18-1001`, workshops with two digits for the volume; from 2020 on `2024.bionlp-1.3`."""
    if "." in collection:
        return f"{collection}-{volume}.{paper}"
    volume_number, number = number_of(volume), number_of(paper)
    if volume_number is None or number is None:
        return ""
    is_workshop = collection.startswith("W") or (collection in ("C69", "D19") and volume_number >= 50)
    return f"{collection}-{volume_number:02}{number:02}" if is_workshop else f"{collection}-{volume_number}{number:03}"


def _authors(paper: Element) -> Iterator[Author]:
    for one in paper.findall("author"):
        name = " ".join(part for each in ("first", "last") for part in texts_in(one, each))
        if made := fields.author(name, [one.get("orcid", "")]):
            yield made


ACL_ANTHOLOGY = Reader(
    name="ACL Anthology XML",
    source="acl",
    description="the Anthology's own files, one an event",
    recognises=_recognises,
    records=_records,
)
