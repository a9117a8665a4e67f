"""What extract yields, as what graph stores: a Paper or an Extraction becomes a Contribution."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from extract.records import Extraction, Paper
from graph.records import Contribution, canonical_json


def feed_id(paper: Paper) -> str:
    return f"feed:{paper.source}/{paper.record}"


def extraction_id(extractor: str, paper: Paper) -> str:
    return f"extract:{extractor}/{paper.text_sha256}"


def paper_contribution(paper: Paper) -> Contribution:
    """The record as graph.project documents it: empty values are left out."""
    record: dict[str, object] = {
        "title": paper.title,
        "abstract": paper.abstract,
        "identifiers": list(paper.identifiers),
        "authors": [_stated({"name": author.name, "ids": list(author.ids)}) for author in paper.authors],
        "author_count": paper.author_count,
        "published": paper.published,
        "published_is_guess": paper.published_is_guess,
        "venue": paper.venue,
        "categories": list(paper.categories),
        "url": paper.url,
        "links": list(paper.links),
        "references": [
            _stated(
                {
                    "title": reference.title,
                    "authors": list(reference.authors),
                    "year": reference.year,
                    "venue": reference.venue,
                    "identifiers": list(reference.identifiers),
                    "intent": reference.intent,
                    "contexts": list(reference.contexts),
                    "is_influential": reference.is_influential,
                    "raw": reference.raw,
                }
            )
            for reference in paper.references
        ],
        "is_retracted": paper.is_retracted,
        "count": paper.count,
    }
    return Contribution(id=feed_id(paper), kind="paper", record=_stated(record), rank=rank(paper), as_of=paper.as_of)


def extraction_contribution(extraction: Extraction, *, by: str) -> Contribution:
    record = extraction.as_dict()
    del record["id"], record["title"]  # of the paper, and one text may belong to several
    return Contribution(
        id=f"extract:{extraction.extractor}/{extraction.text_sha256}",
        kind="extraction",
        record=record,
        by=by,
    )


def ready_made_contribution(
    statements: Mapping[str, object], paper: Paper, *, extractor: str, version: str | None
) -> Contribution:
    """`by` is the extractor with its version; of one that states none, with a hash of what it says."""
    record = {
        "extractor": {"name": extractor, "version": version},
        "text_sha256": paper.text_sha256,
        **statements,
    }
    digest = hashlib.sha256(canonical_json(record)).hexdigest()
    by = f"{extractor}/{version}" if version else f"{extractor}+{digest[:12]}"
    return Contribution(id=extraction_id(extractor, paper), kind="extraction", record=record, by=by)


def rank(paper: Paper) -> int:
    """2 for a published version, 1 for a preprint, 0 where the record does not tell, or is a machine's reading."""
    if paper.source == "grobid":
        return 0
    is_preprint_venue = paper.venue.strip().lower().startswith(("arxiv", "corr"))
    dois = [key for key in paper.identifiers if key.startswith("doi:")]
    if (paper.venue and not is_preprint_venue) or any(not doi.startswith("doi:10.48550/") for doi in dois):
        return 2
    return int(any(key.startswith("arxiv:") for key in paper.identifiers))


def _stated(record: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in record.items() if value}
