"""A small library to ingest in tests.

Sparse Winnow  --cites-->  Dense Mill        both by Ada Park
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DENSE: dict[str, Any] = {
    "id": "dense",
    "title": "Dense Mill: Grinding Long Documents",
    "abstract": "We propose Dense Mill, a reader of long documents, and evaluate it on QuietBench.",
    "authors": ["Ada Park", "Ben Osei"],
    "year": 2023,
    "doi": "10.1000/dense",
}
SPARSE: dict[str, Any] = {
    "id": "sparse",
    "title": "Sparse Winnow: Keeping Only What Matters",
    "abstract": "We introduce Sparse Winnow, which outperforms Dense Mill on QuietBench.",
    "authors": ["Ada Park"],
    "year": 2024,
    "doi": "10.1000/sparse",
    "references": [{"title": DENSE["title"], "doi": "10.1000/dense"}],
}


def write_jsonl(path: Path, *records: dict[str, Any] | str) -> Path:
    """One record a line; a string stands as it is."""
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path
