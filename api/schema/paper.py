"""Paper."""

from __future__ import annotations

import strawberry

from api.schema.connections import BylineConnection, CitationConnection, Connection, EvidenceConnection
from api.schema.derived import Related, some
from api.schema.node import LazyAuthor, LazyEntity, LazyPaper, LazyResult, SearchHit
from api.schema.steps import column, composed, link
from graph.records import Relation


@strawberry.type(description="A paper, or (`isStub`) a work known only because something here cites it.")
class Paper(SearchHit):
    title: str | None = column("Its title; null for a stub of which only an identifier is known.")
    abstract: str | None = column("Its abstract.")
    published: str | None = column("When it came out, as exactly as the source says: a day, a month or a year.")
    published_is_guess: bool = column("Whether the year was inferred, because the source gave a day without a year.")
    year: int | None = column("The year of `published`.")
    venue: str | None = column("The journal or conference.")
    categories: list[str] = column("Subject categories, such as `cs.CL`.")
    url: str | None = column("Where to read it.")
    author_count: int | None = column("How many authors it has, which may be more than are named.")
    count: int | None = column("The number at the end of its entry on a Daily Papers page, kept without a meaning.")
    identifiers: list[str] = column("Everything that names it: `arxiv:...`, `doi:...` and the like.")
    text_sha256: str | None = column("SHA-256 of title, newline, abstract: what offsets of statements refer to.")
    sources: list[str] = column("The contributions it was put together from.")
    is_stub: bool = column("Whether it is known only from being cited; a real record fills it in place.")
    is_retracted: bool = column("Whether a source says that it was retracted.")

    authors: BylineConnection[LazyAuthor] = link(Relation.AUTHORED_BY, "Its authors, in the order of the paper.")
    introduces: EvidenceConnection[LazyEntity] = link(Relation.INTRODUCES, "What it presents as new, in reading order.")
    uses: EvidenceConnection[LazyEntity] = link(Relation.USES, "What its work is built with, in reading order.")
    evaluates_on: EvidenceConnection[LazyEntity] = link(
        Relation.EVALUATES_ON, "What it is tested on and measured with."
    )
    compares_with: EvidenceConnection[LazyEntity] = link(Relation.COMPARES_WITH, "What it compares its own work with.")
    addresses: EvidenceConnection[LazyEntity] = link(Relation.ADDRESSES, "The tasks that it works on.")
    releases: EvidenceConnection[LazyEntity] = link(
        Relation.RELEASES, "The code, data and models that it makes public."
    )
    mentions: EvidenceConnection[LazyEntity] = link(Relation.MENTIONS, "What it names without saying more of it.")
    cites: CitationConnection[LazyPaper] = link(Relation.CITES, "Its references, as listed; stubs included.")
    cited_by: CitationConnection[LazyPaper] = link(Relation.CITES, "Papers that cite it, newest first.", reverse=True)
    results: Connection[LazyResult] = link(Relation.REPORTS, "Figures that it reports, in reading order.")
    related: Related = composed("related", "Papers that share most with it, and what they share.", some)
