"""Extractions that somebody has, as lines of a file, and what an ingest with them tells."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from api.ingest import Source, Tally, ingest
from api.ready_made import ReadyMade
from graph import Store
from graph.records import Contribution
from tests.api.papers import write_jsonl
from tests.api.test_ingest import Blank, total

Captured = pytest.CaptureFixture[str]


def sha256_of(paper: dict[str, Any]) -> str:
    return hashlib.sha256(f"{paper['title']}\n{paper['abstract']}".encode()).hexdigest()


def span(paper: dict[str, Any], words: str, field: str = "abstract") -> dict[str, Any]:
    start = paper[field].index(words)
    return {"field": field, "start": start, "end": start + len(words)}


MILL: dict[str, Any] = {"name": "Dense Mill", "type": "Method", "relation": "introduces"}
QUIET: dict[str, Any] = {"name": "QuietBench", "type": "Benchmark", "relation": "evaluates_on"}


def line(*entities: dict[str, Any], **of: Any) -> dict[str, Any]:
    return {**of, "entities": list(entities) or [MILL]}


def taken(
    store: Store | None,
    papers: Path,
    *lines: dict[str, Any] | str,
    pipeline: Blank | None = None,
    dry_run: bool = False,
) -> Tally:
    """What an ingest of these papers with a file of these extractions tells."""
    file = write_jsonl(papers.parent / "given.jsonl", *lines)
    with ReadyMade() as ready_made:
        ready_made.read(file)
        sources = [Source(input=papers)]
        return total(ingest(store, sources, pipeline or Blank(), ready_made=ready_made, dry_run=dry_run))


def extractions(store: Store) -> dict[str, Contribution]:
    contributions = (one for one in store.dump() if isinstance(one, Contribution))
    return {one.id: one for one in contributions if one.kind == "extraction"}


def reasons(tally: Tally) -> list[str]:
    return [problem.reason.partition("given.jsonl, ")[2] for problem in tally.problems]
