"""The sentence around a place in a text, for the contexts of citations."""

from __future__ import annotations

import re

_LONGEST = 600
# A full stop ends a sentence where white space and a capital follow, and not behind an initial or `et al.`, `Fig.`.
_END = re.compile(
    r"(?<!\bal)(?<!\bFig)(?<!\bEq)(?<!\bcf)(?<!\be\.g)(?<!\bi\.e)(?<!\b[A-Z])[.?!][)\]”\"']?\s+(?=[A-Z(\[“\"])"
)


def sentence_at(text: str, place: int) -> str:
    """At most 600 characters."""
    place = max(0, min(place, len(text)))
    low, high = max(0, place - _LONGEST), min(len(text), place + _LONGEST)
    ends = [found.end() for found in _END.finditer(text, low, high)]
    start = max((end for end in ends if end <= place), default=low)
    end = min((end for end in ends if end > place), default=high)
    sentence = text[start:end].strip()
    if len(sentence) <= _LONGEST:
        return sentence
    half = _LONGEST // 2
    return text[max(start, place - half) : min(end, place + half)].strip()
