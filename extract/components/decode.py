"""From what is said of each word to spans: the likeliest sequence of tags in which no entity goes on that has not
begun (Viterbi 1967)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from extract.components.tags import TAGS, TYPES

_NEVER = np.float32(-1e4)
_ALLOWED = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
for _to, _tag in enumerate(TAGS):
    if _tag[0] == "I":
        for _from, _other in enumerate(TAGS):
            if _other[1:] != _tag[1:]:
                _ALLOWED[_from, _to] = _NEVER
_OPENING = np.array([_NEVER if tag[0] == "I" else 0 for tag in TAGS], dtype=np.float32)


def best_tags(scores: npt.NDArray[Any]) -> list[int]:
    """The tag of each word, from (words, TAGS) log-probabilities."""
    total = scores[0] + _OPENING
    back = []
    for row in scores[1:]:
        through = total[:, None] + _ALLOWED
        best = through.argmax(0)
        back.append(best)
        total = through[best, np.arange(len(TAGS))] + row
    at = int(total.argmax())
    path = [at]
    for best in reversed(back):
        at = int(best[at])
        path.append(at)
    return path[::-1]


def spans_of(scores: npt.NDArray[Any]) -> list[tuple[int, int, str]]:
    """First word, word after the last, and type of each entity. Only stretches where O is not the best are searched."""
    if not len(scores):
        return []
    outside = scores.argmax(1) == 0
    found = []
    at, words = 0, len(scores)
    while at < words:
        if outside[at]:
            at += 1
            continue
        end = at
        while end < words and not outside[end]:
            end += 1
        # A stretch may not open in the middle of an entity: the word before it may be its beginning.
        first = max(0, at - 1)
        found += _entities(best_tags(scores[first:end]), first)
        at = end
    return found


def _entities(tags: list[int], shift: int) -> list[tuple[int, int, str]]:
    found = []
    begun = None
    for at, tag in enumerate([*tags, 0]):
        if begun is not None and (tag == 0 or TAGS[tag][0] == "B"):
            found.append((begun + shift, at + shift, TYPES[(tags[begun] - 1) // 2]))
            begun = None
        if tag and TAGS[tag][0] == "B":
            begun = at
    return found
