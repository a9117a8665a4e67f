"""unarXive: full texts of arXiv with their references, one JSON object a line, or one paper.

A reference is told by the ids that unarXive matched (arXiv, DOI, OpenAlex), else by the citation as it was written. The
sentence that a marker stands in is its context.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from extract.readers import fields
from extract.readers.arxiv_kaggle import paper_of
from extract.readers.contexts import sentence_at
from extract.readers.fields import Row, objects, text
from extract.readers.json_records import rows_of
from extract.readers.json_shape import has
from extract.readers.reader import Reader
from extract.readers.rows import BadRow
from extract.records import Paper, Reference

_MARKER = re.compile(r"\{\{(?:cite|ref|formula|figure|table):[^{}]*\}\}")


def _recognises(head: str, _: str) -> bool:
    return has(head, "paper_id", "metadata", "metadata.title")


def _papers(row: Row, _: str) -> Iterator[Paper]:
    metadata = row.get("metadata")
    if not isinstance(metadata, dict):
        raise BadRow("it has no metadata")
    paper = paper_of({"id": row.get("paper_id")} | metadata)
    contexts = _contexts(row)
    entries = row.get("bib_entries")
    found = (
        _reference(entry, contexts.get(key, ()))
        for key, entry in (entries.items() if isinstance(entries, dict) else ())
        if isinstance(entry, dict)
    )
    yield replace(paper, source="unarxive", references=fields.references(found))


def _contexts(row: Row) -> Mapping[str, list[str]]:
    contexts: dict[str, list[str]] = defaultdict(list)
    for part in [*objects(row, "body_text"), *([row["abstract"]] if isinstance(row.get("abstract"), dict) else ())]:
        whole = part.get("text")
        for span in objects(part, "cite_spans"):
            start = span.get("start")
            if isinstance(whole, str) and type(start) is int:
                contexts[text(span, "ref_id")].append(_MARKER.sub("", sentence_at(whole, start)))
    return contexts


def _reference(entry: Row, contexts: list[str] | tuple[()]) -> Reference:
    given = entry.get("ids")
    matched = given if isinstance(given, dict) else {}
    raw = text(entry, "bib_entry_raw")
    arxiv = text(matched, "arxiv_id") or next(iter(_contained(entry)), "")
    ids = [
        fields.prefixed("arxiv", arxiv),
        text(matched, "doi"),
        text(matched, "open_alex_id"),
        text(matched, "pubmed_id"),
    ]
    return fields.reference(ids, contexts=contexts, raw=raw)


def _contained(entry: Row) -> Iterator[str]:
    for one in objects(entry, "contained_arXiv_ids"):
        yield text(one, "id")
    yield from fields.strings(entry, "contained_arXiv_ids")


UNARXIVE = Reader(
    name="unarXive",
    source="unarxive",
    description="papers of arXiv with references and the sentences that cite them",
    recognises=_recognises,
    records=rows_of(_papers),
)
