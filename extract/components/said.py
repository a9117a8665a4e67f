"""What a span model says of the words of a text, asked for spans: as evidence beside all other, never as a verdict.

A model gives each word probabilities of tags, of roles and of salience (tags.py). How probable it makes a span of a
type: that its first word begins one, the others go on with it, and the word after them does not. Numbers become
evidence as their log-odds, rounded to halves: `m:Task:-3.5`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from extract.components.decode import spans_of
from extract.components.tags import ROLES, TAGS, TYPES

Matrix = npt.NDArray[Any]
Indexes = npt.NDArray[np.int64]
Offsets = tuple[int, int]

_BEGINS = [TAGS.index(f"B-{name}") for name in TYPES]
_GOES_ON = [TAGS.index(f"I-{name}") for name in TYPES]
_FIRST_ROLE = len(TAGS)
_LEAST = 1e-6
_NEVER = -30.0
_FURTHEST = 6
_MOST_RIVALS = 40  # that begin within a mention: of a sentence that is one name, as in a list of a thousand words
_HALF = [f"{step / 2:g}" for step in range(-2 * _FURTHEST, 2 * _FURTHEST + 1)]


def _odds(probabilities: Matrix) -> Matrix:
    held = np.clip(probabilities, _LEAST, 1 - _LEAST)
    made: Matrix = np.clip(np.log(held / (1 - held)), -_FURTHEST, _FURTHEST)
    return made


def _levels(odds: Matrix) -> Indexes:
    """Indexes into _HALF."""
    made: Indexes = np.rint(2 * odds).astype(np.int64) + 2 * _FURTHEST
    return made


class Said:
    """Of one text: `words` are the offsets of its words, `rows` (words, COLUMNS) what the model says: log-probabilities
    of tags, probabilities of roles and of salience."""

    def __init__(self, words: Sequence[Offsets], rows: Matrix) -> None:
        self._starts = [start for start, _ in words]
        self._ends = [end for _, end in words]
        self._rows = rows
        tags = np.maximum(rows[:, : len(TAGS)], _NEVER, dtype=np.float64)
        probabilities = np.exp(tags)
        on = probabilities[:, _GOES_ON].sum(axis=1)
        self._begins = tags[:, _BEGINS]
        self._on = np.append(on, 0.0)
        self._stops = np.log(np.maximum(1 - self._on, _LEAST))
        self._so_far = np.concatenate([np.zeros((1, len(TYPES))), np.cumsum(tags[:, _GOES_ON], axis=0)])
        self._any = 1 - probabilities[:, 0]

    def spans(self) -> list[tuple[int, int, str]]:
        """The entities of the likeliest reading: start, end and type of each."""
        found = spans_of(self._rows[:, : len(TAGS)])
        return [(self._starts[first], self._ends[last - 1], kind) for first, last, kind in found]

    def evidence(self, candidates: Sequence[tuple[Sequence[Offsets], str]]) -> list[list[str]]:
        """For and against each candidate, given by its mentions and a word that is told with what the model says: it
        errs by kind."""
        if not candidates:
            return []
        counts = [len(mentions) for mentions, _ in candidates]
        firsts, lasts = self._places([mention for mentions, _ in candidates for mention in mentions])
        inside = self._so_far[lasts] - self._so_far[firsts + 1]
        by_type = np.exp(self._begins[firsts] + inside + self._stops[lasts][:, None])
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        others = np.stack(
            [self._rows[firsts, -1], self._on[firsts], self._on[lasts], self._any[firsts]], axis=1, dtype=np.float64
        )
        rivals = _rivals([mentions for mentions, _ in candidates], _odds(by_type.sum(axis=1)).tolist())
        share = np.array(counts, dtype=np.float64)[:, None]
        mean = np.add.reduceat(by_type, starts, axis=0) / share
        other = np.add.reduceat(others, starts, axis=0) / share
        most = np.maximum.reduceat(by_type, starts, axis=0).sum(axis=1)
        whole = mean.sum(axis=1)
        order = np.argsort(-mean, axis=1)[:, :2]
        of_best = np.take_along_axis(mean, order[:, :1], axis=1)[:, 0] / np.maximum(whole, _LEAST)
        odds = _odds(np.column_stack([whole, most, of_best, other, mean]))
        levels = _levels(odds).tolist()
        coarse = np.rint(odds[:, [0, 3]]).astype(int).tolist()
        found = []
        for (mentions, kind), (best, second), level, (sure, salient), against in zip(
            candidates, order.tolist(), levels, coarse, rivals, strict=True
        ):
            name = TYPES[best]
            found.append(
                [
                    f"m:{kind}:{_HALF[level[0]]}",
                    f"m:{min(len(mentions), 3)}:{_HALF[level[0]]}",
                    f"m:most:{_HALF[level[1]]}",
                    f"m:share:{name}:{_HALF[level[2]]}",
                    f"m:{name}>{TYPES[second]}",
                    f"m:salient:{_HALF[level[3]]}",
                    f"m:{name}:salient:{_HALF[level[3]]}",
                    f"m:on:{_HALF[level[4]]}",
                    f"m:after:{_HALF[level[5]]}",
                    f"m:any:{_HALF[level[6]]}",
                    f"m:{name}:{sure}:{salient}",
                    *(f"m:{each}:{_HALF[at]}" for each, at in zip(TYPES, level[7:], strict=True)),
                    *against,
                ]
            )
        return found

    def roles(self, mentions: Sequence[Offsets], kind: str) -> list[str]:
        """For the relation of the paper to an entity with these mentions, in their order."""
        firsts, _ = self._places(mentions)
        rows = self._rows[firsts, _FIRST_ROLE : _FIRST_ROLE + len(ROLES)]
        mean = rows.mean(axis=0)
        of_mean, of_first = _levels(_odds(np.stack([mean, rows[0]]))).tolist()
        best, second = np.argsort(-mean)[:2].tolist()
        name = ROLES[best]
        return [
            f"m:{name}>{ROLES[second]}",
            f"m:{kind}:{name}",
            f"m:{kind}:{name}:{_HALF[of_mean[best]]}",
            *(f"m:{each}:{_HALF[at]}" for each, at in zip(ROLES, of_mean, strict=True)),
            *(f"m1:{each}:{_HALF[at]}" for each, at in zip(ROLES, of_first, strict=True)),
        ]

    def _places(self, mentions: Sequence[Offsets]) -> tuple[Indexes, Indexes]:
        """The first word of each mention, and the one after its last."""
        at = np.array(mentions, dtype=np.int64).reshape(-1, 2)
        firsts = np.maximum(np.searchsorted(self._starts, at[:, 0], side="right") - 1, 0)
        return firsts, np.maximum(np.searchsorted(self._starts, at[:, 1], side="left"), firsts + 1)


_RIVALS = ("around", "within", "across")
_NO_RIVAL = [f"m:{kind}:none" for kind in _RIVALS]


def _rivals(candidates: Sequence[Sequence[Offsets]], odds: Sequence[float]) -> list[list[str]]:
    """What speaks against each candidate: the likeliest mention of another around its own, within it, across an end of
    it. `odds`: of all mentions, candidate after candidate."""
    places = sorted(
        (start, end, owner, odd)
        for (owner, (start, end)), odd in zip(
            ((owner, mention) for owner, mentions in enumerate(candidates) for mention in mentions), odds, strict=True
        )
    )
    own = [-float(_FURTHEST)] * len(candidates)
    best: list[dict[str, float]] = [{} for _ in candidates]
    for at, (start, end, owner, odd) in enumerate(places):
        own[owner] = max(own[owner], odd)
        for other_start, other_end, other, other_odd in places[at + 1 : at + 1 + _MOST_RIVALS]:
            if other_start >= end:
                break
            if other != owner:
                holds, is_held = other_end <= end, other_start == start and end <= other_end
                for one, kind, against in (
                    (owner, "within" if holds else "around" if is_held else "across", other_odd),
                    (other, "around" if holds else "within" if is_held else "across", odd),
                ):
                    best[one][kind] = max(against, best[one].get(kind, against))
    return [
        [
            each
            for kind, none in zip(_RIVALS, _NO_RIVAL, strict=True)
            for each in (
                (f"m:{kind}:{_whole(mine - found[kind])}", f"m:{kind}:at:{_whole(found[kind])}")
                if kind in found
                else (none,)
            )
        ]
        for mine, found in zip(own, best, strict=True)
    ]


def _whole(odds: float) -> int:
    return round(max(-_FURTHEST, min(_FURTHEST, odds)))
