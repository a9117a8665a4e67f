"""The Paper node of a group: each field, the author list as one, from the greatest record that has it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from graph.grouping import Group
from graph.records import PAPER, Contribution, Node

UNKNOWN_DATE = "0000-00-00"


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a paper: title and abstract of one record, so that offsets into it hold."""

    source: str
    title: str
    abstract: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(f"{self.title}\n{self.abstract}".encode("utf-8", "surrogatepass")).hexdigest()


def text_of(one: Group) -> Text:
    """From the greatest record with an abstract, else the greatest with a title."""
    best = greatest(one, "abstract") or greatest(one, "title") or one.members[0]
    return Text(best.id, (best.record.get("title") or ""), (best.record.get("abstract") or ""))


def greatest(one: Group, field: str) -> Contribution | None:
    return next((member for member in one.members if member.record.get(field)), None)


def published_sort(published: str | None) -> str:
    """Ten characters, unknown parts 00, so that dates of any precision sort as text."""
    return (published or "")[:10] + UNKNOWN_DATE[len((published or "")[:10]) :]


def paper_sort_key(paper: Node) -> str:
    """Orders papers, and what they say, by date; descending, the newest come first."""
    return f"{published_sort(paper.properties['published'])}|{paper.id}"


def paper_node(one: Group, paper_id: str) -> Node:
    text = text_of(one)

    def field(name: str, default: Any = None) -> Any:
        best = greatest(one, name)
        return best.record[name] if best else default

    dated = [member for member in one.members if member.record.get("published")]
    # The sort is stable: a guessed date yields to any stated one, whatever their ranks.
    dated.sort(key=lambda member: bool(member.record.get("published_is_guess")))
    published = dated[0].record["published"] if dated else None
    authors = field("authors", ())
    return Node(
        paper_id,
        PAPER,
        text.title,
        paper_properties(
            abstract=text.abstract,
            published=published,
            published_is_guess=bool(dated and dated[0].record.get("published_is_guess")),
            venue=field("venue", ""),
            categories=list(field("categories", ())),
            url=field("url", ""),
            author_count=len(authors) or field("author_count"),
            count=field("count"),
            identifiers=list(one.identifiers),
            text_source=text.source,
            text_sha256=text.sha256,
            sources=sorted(member.id for member in one.members),
            is_retracted=any(member.record.get("is_retracted") for member in one.members),
        ),
    )


def paper_properties(*, published: str | None = None, **given: Any) -> dict[str, Any]:
    """A paper's or stub's properties, all of them, so that rows have one shape."""
    year = published_sort(published)[:4]
    nothing = {
        "abstract": "",
        "published_is_guess": False,
        "venue": "",
        "categories": [],
        "url": "",
        "author_count": None,
        "count": None,
        "identifiers": [],
        "text_source": "",
        "text_sha256": "",
        "sources": [],
        "is_retracted": False,
        "is_stub": False,
    }
    known = int(year) if year.isdigit() and int(year) else None
    return nothing | given | {"published": published, "year": known}
