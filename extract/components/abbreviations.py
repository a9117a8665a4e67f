"""Pairs of long and short form, `heat shock protein (HSP)`, by the algorithm of Schwartz and Hearst (2003).

A. S. Schwartz, M. A. Hearst: A simple algorithm for identifying abbreviation definitions in biomedical text. Pacific
Symposium on Biocomputing 8:451-462, 2003. Each letter of the short form is sought in the long form from right to left,
the first one at the beginning of a word. Beyond the paper: a plural s of the short form (`LLMs`) is set aside.

Writes the groups `doc.spans["short_forms"]` and `doc.spans["long_forms"]`, equally long, a pair at each index.
"""

# Word lists are read and edited as text.
# ruff: noqa: SIM905

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc, SpanGroup

from extract.components.words import Offsets, text_of
from graph.names import key

_BRACKETED = re.compile(r"[(\[]\s*([^()\[\]\n]{2,120}?)\s*[)\]]")
_SHORT_FORM = re.compile(r"^[A-Za-z0-9Α-ω][\w.+/&*²³-]{0,11}(?: [\w.+/&-]{1,6})?$")
_CUT = re.compile(r"\s*[,;:]\s|\s*[,;]$|\s+(?:or|e\.g\.|i\.e\.|aka|a\.k\.a\.|hereafter|henceforth|and its)\s")
_SENTENCE_BREAK = re.compile(r"[.!?;:]\s+|\n|[()]|,\s+(?=(?:and|or|which|that|we|a|an|the)\s)")
_NO_LONG_FORM = frozenset(
    """
    a an the of and or for to in on with by from is are we our this that as using via
    """.split()
)


# Where a short form and its long form stand.
Pair = tuple[tuple[int, int], tuple[int, int]]


def find_abbreviations(text: str) -> list[Pair]:
    """Offsets of (short form, long form), in the order of the brackets. Both `long (SHORT)` and `SHORT (long)`."""
    pairs = []
    for bracket in _BRACKETED.finditer(text):
        inner, inner_start = bracket[1], bracket.start(1)
        cut = _CUT.search(inner)
        candidate = inner[: cut.start()] if cut else inner
        pair = None
        if _is_short_form(candidate):
            pair = _long_before(text, bracket.start(), candidate, inner_start)
        if (pair is None and " " in inner.strip()) or (pair is None and "-" in inner):
            pair = _long_inside(text, bracket.start(), candidate, inner_start)
        if pair:
            pairs.append(pair)
    return pairs


def _is_short_form(text: str) -> bool:
    """Two to ten characters or so, at most two words, a capital among the letters: Schwartz and Hearst, section 3."""
    return (
        2 <= len(text) <= 14
        and _SHORT_FORM.match(text) is not None
        and any(letter.isupper() for letter in text)
        and not text.isdigit()
    )


def _long_before(text: str, bracket: int, short: str, short_start: int) -> Pair | None:
    window_start = max(0, bracket - 160)
    for stop in _SENTENCE_BREAK.finditer(text, window_start, bracket):
        if text[stop.end() : bracket].strip():
            window_start = stop.end()
    before = text[window_start:bracket].rstrip(" \"'”*}")
    core = short.removesuffix("s") if len(short) > 2 and short[-2:-1].isupper() and short.endswith("s") else short
    most_words = min(len(core) + 5, len(core) * 2)
    start = best_long_form(core, " ".join(before.split(" ")[-most_words:]))
    if start is None:
        return None
    tail = " ".join(before.split(" ")[-most_words:])
    long_start = window_start + len(before) - len(tail) + start
    long = text[long_start : window_start + len(before)]
    if not _is_long_form(long, core):
        return None
    return (short_start, short_start + len(short)), (long_start, long_start + len(long))


def _long_inside(text: str, bracket: int, inner: str, inner_start: int) -> Pair | None:
    before = re.search(r"([^\s()\[\]{},;:\"“”]{2,14})\s?$", text[max(0, bracket - 16) : bracket])
    if before is None or not _is_short_form(before[1]):
        return None
    short = before[1]
    core = short.removesuffix("s") if short.endswith("s") and short[-2:-1].isupper() else short
    start = best_long_form(core, inner)
    short_start = max(0, bracket - 16) + before.start(1)
    if start is None or (start > 0 and inner[:start].strip().lower() not in _NO_LONG_FORM):
        return None
    if not _is_long_form(inner[start:], core):
        return None
    return (short_start, short_start + len(short)), (inner_start + start, inner_start + len(inner))


def _is_long_form(long: str, short: str) -> bool:
    words = long.split()
    return (
        len(long) > len(short)
        and short not in words
        and len(words) + long.count("-") <= min(len(short) + 5, len(short) * 2)
        and words[0].lower() not in _NO_LONG_FORM
        and long[0].isalnum()
    )


def best_long_form(short: str, long: str) -> int | None:
    """Where in `long` the long form of `short` begins, or None: `findBestLongForm` of the paper."""
    at = len(long)
    for index in range(len(short) - 1, -1, -1):
        letter = short[index].lower()
        if not letter.isalnum():
            continue
        at -= 1
        while at >= 0 and (long[at].lower() != letter or (index == 0 and at > 0 and long[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
    return long.rfind(" ", 0, at) + 1 if at > 0 and long[at - 1] == "-" else at


def abbreviations_of(doc: Doc) -> list[Pair]:
    """What the component found in a Doc, as `find_abbreviations` gives it."""
    pairs = zip(doc.spans.get("short_forms", ()), doc.spans.get("long_forms", ()), strict=True)
    return [((short.start_char, short.end_char), (long.start_char, long.end_char)) for short, long in pairs]


def acronym_keys(text: str, abbreviations: Sequence[Pair]) -> dict[str, str]:
    """Key of an expansion to key of its acronym. A short form given two expansions is read with the first."""
    table: dict[str, str] = {}
    for short, long in abbreviations:
        short_key, long_key = key(text[slice(*short)]), key(text[slice(*long)])
        if (
            short_key != long_key
            and long_key not in table
            and short_key not in table
            and long_key not in table.values()
        ):
            table[long_key] = short_key
    return table


class Abbreviations:
    def __call__(self, doc: Doc) -> Doc:
        pairs = find_abbreviations(text_of(doc))
        offsets = Offsets(doc) if pairs else None
        for group, index in (("short_forms", 0), ("long_forms", 1)):
            spans = [offsets.span(*pair[index]) for pair in pairs] if offsets else []
            doc.spans[group] = SpanGroup(doc, spans=spans)
        return doc
