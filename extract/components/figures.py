"""Figures in an abstract, and what speaks for one being a result that the paper reports of its own work.

Pure functions over a scene. A figure is read as written, with its unit: `97.4%`, `2.5x`, `13 points`, `12-15 ms`,
`half`, `two orders of magnitude`; `up to` and `about` are no part of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from extract.components.scene import Scene

_NUMBER = r"\d+(?:[,.]\d+)*"
_UNIT = (
    r"(?:\s?\$?\s?\{?(?:\\?%|\\times\b|×)\}?|\s?(?:percent\b|[xX](?!\w)|times\b)|"
    r"[\s~-]?(?:fold\b|(?:(?:absolute|accuracy|percentage|relative)\s)?points?\b|pp\b|p\.p\.|dB\b|ms\b|FPS\b|fps\b|s\b|"
    r"[MKB]\b|[GM]B\b|[mc]m\b|hours?\b|seconds?\b))?"
)
# Two figures that are one range. `from 40 to 50` is none: there the second is the result.
_DASH = r"\s?(?:\\?%\$?)?\s?(?:-{1,2}|–|—|−|\\sim|\$-{1,2}\$|/)\s?\$?"
_TO = r"(?:\sto\s)"
_FIGURE = re.compile(
    rf"(?<![\w.-])(?:[+−-]\s?)?\$?(?:\\sim|[+−±-])?\s?"
    rf"(?P<value>{_NUMBER}(?:(?:{_DASH}|{_TO}){_NUMBER})?\$?{_UNIT})(?!\w)"
    r"|\b(?P<words>(?:an?|one|two|three|four|five|several)\s(?:full\s)?orders?\sof\smagnitude|hal(?:f|ved|ving)|twice|"
    r"doubl(?:es?|ing|ed)|(?:two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty)(?:\stimes|[\s-]?fold)|"
    r"one-(?:third|half|quarter|fifth|tenth))\b"
)
_TO_JOINT = re.compile(r"\sto\s")
_STARTS_FROM = re.compile(r"(?:\bfrom|\()\s*(?:[^\s()]+\s)?[$~+]*$")
_LEADING_NUMBER = re.compile(r"\d[\d,.]*")
_DELTA = re.compile(
    r"\b(?:by|reduc\w+|improv\w+|gains?|gained|increas\w+|decreas\w+|boost\w*|rais\w+|drop\w*|outperform\w*|surpass\w*|"
    r"exceed\w*|lower\w*|cut\w*|sav\w+|higher|better|faster|additional|margins?|advantage|beat\w*)\b",
    re.IGNORECASE,
)
_RATIO = re.compile(r"[x×]$|times|fold|half|halv|twice|doubl|magnitude|one-", re.IGNORECASE)
_RANGE = re.compile(r"\d.*(?:-|–|—|−|\sto\s|sim)\D*\d")
_WORDS_BEFORE, _WORDS_AFTER, _WORDS_OF_SENTENCE = 10, 6, 60
# A table read as text: more figures than this are no abstract.
_MOST_FIGURES = 400


class Figure(NamedTuple):
    """`text[start:end]`; words `first` to before `last`, and the number of its sentence. `place` of `total` in that."""

    start: int
    end: int
    first: int
    last: int
    sentence: int
    place: int
    total: int


def figures_of(scene: Scene) -> list[Figure]:
    """The figures of an abstract that stand outside all names and links."""
    context = scene.context
    text = context.text
    taken = bytearray(len(text))
    for thing in scene.things:
        for place in thing.places:
            taken[place.start : place.end] = b"\x01" * (place.end - place.start)
    places = [place for place in islice(_places(text, context.title_end + 1), _MOST_FIGURES) if not taken[place[0]]]
    sentences = [bisect_right(context.starts, start) - 1 for start, _ in places]
    counts: dict[int, int] = {}
    for sentence in sentences:
        counts[sentence] = counts.get(sentence, 0) + 1
    found = []
    index = 0
    for at, (start, end) in enumerate(places):
        index = index + 1 if at and sentences[at - 1] == sentences[at] else 0
        first = bisect_left(context.atom_starts, start)
        if first and context.atoms[first - 1].end > start:
            first -= 1
        last = bisect_left(context.atom_starts, end)
        found.append(Figure(start, end, first, last, sentences[at], index, counts[sentences[at]]))
    return found


def _places(text: str, at: int) -> Iterator[tuple[int, int]]:
    while match := _FIGURE.search(text, at):
        start, end = match.span("value" if match["value"] else "words")
        joint = _TO_JOINT.search(text, start, end)
        if joint and _STARTS_FROM.search(text, max(0, start - 24), start):
            end = joint.start()
        at = max(end, match.start() + 1)
        while text[end - 1] in "$ ,~":
            end -= 1
        yield start, end


def unit_of(value: str) -> str:
    lowered = value.lower()
    if lowered.endswith(("%", "%}", "percent")):
        return "%"
    if re.search(r"x$|×|times|fold", lowered):
        return "x"
    if re.search(r"point|pp$|p\.p", lowered):
        return "pt"
    letters = re.search(r"[a-z]+$", lowered)
    return letters[0] if letters else "-"


def kind_of(text: str, figure: Figure) -> str:
    """absolute, delta, ratio or range."""
    value = text[figure.start : figure.end]
    if _RATIO.search(value):
        return "ratio"
    if _RANGE.search(value):
        return "range"
    before = text[max(0, figure.start - 45) : figure.start].rpartition(". ")[2]
    if "point" in value or text[figure.start - 1 : figure.start] in {"+", "−"}:
        return "delta"
    # `improves to 93%` and `an accuracy of 93%` say where it ends, `improves by 3%` by how much.
    if re.search(r"\b(?:to|of|at|reach\w*|achiev\w+)\s[$~]*$", before) and not re.search(r"by up to\s[$~]*$", before):
        return (
            "delta"
            if re.search(r"(?:reduction|improvement|increase|gain|decrease|drop)s? of\s[$~]*$", before)
            else "absolute"
        )
    return "delta" if _DELTA.search(before) else "absolute"


def evidence_of_figure(scene: Scene, figure: Figure, total: int) -> list[str]:
    """What speaks for and against a figure being a result. `total`: how many figures the abstract has."""
    context, words = scene.context, scene.context.masked
    text = context.text
    value = text[figure.start : figure.end]
    opening, closing = scene.words_of(figure.sentence)
    left = words[max(opening, figure.first - _WORDS_BEFORE) : figure.first]
    right = words[figure.last : min(figure.last + _WORDS_AFTER, closing)]
    l3, l2, l1 = [*["^"] * 3, *left][-3:]
    r1, r2 = [*right, "^", "^"][:2]
    unit = unit_of(value)
    position = figure.start * 6 // max(1, len(text))
    shape = re.sub(r"9+", "9", re.sub(r"\d", "9", value))[:12]
    found = [
        "bias",
        f"u:{unit}",
        f"s:{shape}",
        f"l1:{l1}",
        f"l2:{l2} {l1}",
        f"l3:{l3} {l2} {l1}",
        f"pl2:{l2}",
        f"r1:{r1}",
        f"r2:{r1} {r2}",
        f"pr2:{r2}",
        f"u{unit}l1:{l1}",
        f"u{unit}r1:{r1}",
        f"pos{position}",
        f"u{unit}pos{position}",
        f"nf{min(figure.total, 6)}",
        f"if{min(figure.place, 4)}",
        f"all{min(total // 3, 5)}",
        f"ch:{text[max(0, figure.start - 1) : figure.start]}_{text[figure.end : figure.end + 1]}",
        _magnitude(value) + unit,
    ]
    found += [f"L:{word}" for word in left]
    found += [f"R:{word}" for word in right]
    near = words[max(opening, figure.first - _WORDS_OF_SENTENCE) : min(closing, figure.last + _WORDS_OF_SENTENCE)]
    found += [f"S:{word}" for word in near if len(word) > 2]
    for thing in scene.things:
        for place in thing.places:
            if place.sentence != figure.sentence:
                continue
            kind = thing.kind + thing.role
            found.append(f"k:{kind}")
            if thing.rank == 0:
                found.append("own")
            if place.start < figure.start and figure.first - place.last <= 6:
                found.append(f"n<{kind}{min(figure.first - place.last, 3)}")
            elif place.start > figure.start and place.first - figure.last <= 6:
                found.append(f"n>{kind}{min(place.first - figure.last, 3)}")
    return list(dict.fromkeys(found))


def _magnitude(value: str) -> str:
    digits = _LEADING_NUMBER.match(value)
    if digits is None:
        return "mag-"
    number = float(digits[0].replace(",", "").partition(".")[0] or 0)
    return f"mag{bisect_right([1, 10, 100, 1000, 1900, 2100], number)}"
