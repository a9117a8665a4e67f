"""Annotated papers as word-level labels, and the split that keeps a tenth of them apart.

An annotated paper is a JSON object: id, title, abstract, entities (name, type, relation, surfaces, required). Words are
those of extract.components.words, so that what a teacher says of a word a student can be told.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.components.tags import ROLES, TAGS, TYPES
from extract.components.words import words_of
from extract.records import text_of

# What the loss passes over.
UNSAID = -100

_SHARES = 10
_APART = 9

FOLDS = 5


def share_of(paper_id: str) -> int:
    """The tenth that a paper belongs to, by a hash of its id: the same on every machine and in every order."""
    return hashlib.sha256(paper_id.encode()).digest()[0] % _SHARES


def fold_of(paper: dict[str, Any]) -> int:
    """One of FOLDS shares of the papers, for what is chosen on papers that a fit has not seen."""
    return hashlib.sha256(paper["id"].encode()).digest()[1] % FOLDS


def is_apart(paper: dict[str, Any]) -> bool:
    """Whether a paper is of the tenth that no shipped model sees."""
    return share_of(paper["id"]) == _APART


def read_papers(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


@dataclass(frozen=True, slots=True)
class Gold:
    """The words of a text (offsets), and for each its tag, the paper's relation and whether the entity is required.
    UNSAID where nothing is said."""

    text: str
    title_end: int
    words: list[tuple[int, int]]
    tags: list[int]
    roles: list[int]
    salience: list[int]


def minimal_surfaces(surfaces: Sequence[str]) -> list[str]:
    """Without those that hold another one: of `X` and `X model` the first."""
    pieces = {surface: [word.lower() for word in re.findall(r"\w+|[^\w\s]", surface)] for surface in surfaces}
    return [
        surface
        for surface, words in pieces.items()
        if not any(
            other != surface
            and 0 < len(short) < len(words)
            and any(words[at : at + len(short)] == short for at in range(len(words) - len(short) + 1))
            for other, short in pieces.items()
        )
    ]


def occurrences(text: str, surface: str) -> Iterator[tuple[int, int]]:
    """Where a surface stands in a text, not inside a longer word."""
    start = text.find(surface) if surface else -1
    while start >= 0:
        end = start + len(surface)
        opens = start == 0 or not (text[start - 1].isalnum() and surface[0].isalnum())
        closes = end == len(text) or not (text[end].isalnum() and surface[-1].isalnum())
        if opens and closes:
            yield start, end
        start = text.find(surface, start + 1)


def gold_of(paper: dict[str, Any]) -> Gold:
    text = text_of(paper["title"], paper["abstract"])
    spans = [
        (start, end, entity)
        for entity in paper["entities"]
        if entity["type"] in TYPES
        for surface in minimal_surfaces(entity["surfaces"])
        for start, end in occurrences(text, surface)
    ]
    spans.sort(key=lambda span: (span[0] - span[1], not span[2]["required"], span[0]))
    words = words_of(text)
    tags, roles, salience = [0] * len(words), [UNSAID] * len(words), [UNSAID] * len(words)
    for start, end, entity in spans:
        inside = [at for at, (first, last) in enumerate(words) if first < end and last > start]
        if any(tags[at] for at in inside):
            continue
        for count, at in enumerate(inside):
            tags[at] = TAGS.index(("I-" if count else "B-") + entity["type"])
            roles[at] = ROLES.index(entity["relation"]) if entity["relation"] in ROLES else ROLES.index("mentions")
            salience[at] = int(entity["required"])
    return Gold(text, len(paper["title"]), words, tags, roles, salience)


def say(words: str) -> None:
    """Progress, with the time of day, on standard error."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)  # noqa: T201
