"""CSL-JSON of papers, as Zotero, pandoc and citeproc take it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.exports.citations import date_of, identifier, is_in_proceedings, name_of, text, texts
from graph.exports.json_lists import parts
from graph.exports.records import NodeRecord
from graph.exports.scratch import Scratch


def pieces(scratch: Scratch) -> Iterator[str]:
    yield "["
    yield from parts(_item(paper) for paper in scratch.nodes())
    yield "\n]\n"


def _item(paper: NodeRecord) -> dict[str, Any]:
    venue, date = text(paper, "venue"), date_of(paper)
    kind = "paper-conference" if is_in_proceedings(venue) else "article-journal"
    item: dict[str, Any] = {"id": paper.id, "type": kind if venue else "article", "title": paper.label}
    if authors := texts(paper, "authors"):
        item["author"] = [_author(one) for one in authors]
    if date:
        item["issued"] = {"date-parts": [list(date)]}
    arxiv = identifier(paper, "arxiv")
    given = {
        "container-title": venue,
        "publisher": "arXiv" if arxiv and not venue else "",
        "number": f"arXiv:{arxiv}" if arxiv else "",
        "DOI": identifier(paper, "doi") or "",
        "URL": text(paper, "url"),
        "abstract": text(paper, "abstract"),
        "note": "Retracted" if paper.properties.get("is_retracted") else "",
    }
    return item | {name: value for name, value in given.items() if value}


def _author(written: str) -> dict[str, str]:
    name = name_of(written)
    if not name.given:
        return {"literal": name.family}
    parts_ = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts_.items() if value}
