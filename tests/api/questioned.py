"""Papers of which the extraction is given, so that a test of a question says what the graph holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from api.plan import Request, answer
from graph import Store, open_store
from graph.records import Contribution

Said = tuple[str, str, str]
"""Name, type and relation of an entity."""


def paper(
    key: str,
    said: Sequence[Said] = (),
    *,
    year: str = "2024",
    relations: Sequence[tuple[str, str, str]] = (),
    results: Sequence[dict[str, Any]] = (),
    authors: Sequence[str] = ("Ada Park",),
    cites: Sequence[str] = (),
) -> Iterator[Contribution]:
    """A paper with the id `doi:10.1000/KEY`, whose abstract is one sentence that names all it says something of."""
    title = f"Paper {key} of many"
    abstract = f"We speak of {', '.join(name for name, _, _ in said)} here."
    span = {"field": "abstract", "start": 0, "end": len(abstract)}
    yield Contribution(
        id=f"feed:x/{key}",
        kind="paper",
        record={
            "title": title,
            "abstract": abstract,
            "identifiers": [f"doi:10.1000/{key}"],
            "published": year,
            "authors": [{"name": name, "ids": [f"x:{name}"]} for name in authors],
            "references": [{"title": f"Paper {one} of many", "identifiers": [f"doi:10.1000/{one}"]} for one in cites],
        },
    )
    sha = hashlib.sha256(f"{title}\n{abstract}".encode()).hexdigest()
    yield Contribution(
        id=f"extract:x/{sha}",
        kind="extraction",
        by="x",
        record={
            "text_sha256": sha,
            "entities": [
                {"name": name, "type": type_, "relation": relation, "mentions": [], "confidence": 0.9, "evidence": span}
                for name, type_, relation in said
            ],
            "relations": [
                {"head": head, "relation": relation, "tail": tail, "confidence": 0.8, "evidence": span}
                for head, relation, tail in relations
            ],
            "results": [{"kind": "absolute", "confidence": 0.7, "evidence": span, **result} for result in results],
        },
    )


def store_of(folder: Path, *papers: Iterator[Contribution]) -> Store:
    store = open_store(f"embedded:{folder / 'store.sqlite'}", create=True)
    for _ in store.ingest(one for each in papers for one in each):
        pass
    return store


def ask(store: Store, query: str, **variables: Any) -> Any:
    """The data of the answer."""
    body = whole(store, query, **variables)
    assert "errors" not in body, body
    return body["data"]


def whole(store: Store, query: str, **variables: Any) -> Any:
    return orjson.loads(answer(Request(query=query, variables=variables), store).body)
