"""Sentence starts by rule: a title is one sentence, an abstract is split after . ! ? where that ends a sentence.

A statistical splitter costs more than the rest of the pipeline; abstracts are edited text, and what misleads a rule
there is a short list: abbreviations, initials, decimal numbers, names that hold a mark (CheckThat!).
"""

from __future__ import annotations

import re

from spacy.tokens import Doc

from extract.components.keys import SENTENCES
from extract.components.words import Offsets, text_of

_END = re.compile(r"[.!?][\"'”’)\]}*]*(?:\s+|$)(?=[^\s])|\n\s*(?=\S)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[~])(?:e\.g|i\.e|et al|cf|vs|etc|resp|approx|ca|viz|w\.r\.t|a\.k\.a|al|fig|figs|eq|eqs|sec|no|nos|vol|"
    r"dr|prof|mr|mrs|ms|st|jr|inc|ltd|dept|univ|est|incl|esp|ref|refs|tab|i\.i\.d|u\.s|[a-z])$",
    re.IGNORECASE,
)
# These may end a sentence too; a capital after them says that they did.
_MAY_END = ("etc", "al", "u.s", "i.i.d", "inc", "ltd", "no", "est")


def sentence_starts(text: str) -> list[int]:
    """Where each sentence of a text begins, in code points; a line break always begins one."""
    starts = [0]
    for end in _END.finditer(text):
        if end[0][0] != "\n" and not _ends_sentence(text, end):
            continue
        if end.end() < len(text):
            starts.append(end.end())
    return starts


def _ends_sentence(text: str, end: re.Match[str]) -> bool:
    following = text[end.end()]
    if "\n" in end[0]:
        return True
    if following.islower() or following in ",;:)%":
        return False
    if end[0][0] != ".":
        return following.isupper() or following in "\"“'(["
    before = text[max(0, end.start() - 12) : end.start()]
    match = _ABBREVIATION.search(before)
    if match is None:
        return True
    word = match[0].strip(" ([~\n\t").lower()
    return word in _MAY_END and following.isupper() and not (word == "al" or before.endswith(" No"))


class Sentences:
    """Sets `token.is_sent_start`, for components of spaCy's own, and leaves the offsets for ours: faster to read."""

    def __call__(self, doc: Doc) -> Doc:
        starts = doc.user_data[SENTENCES] = sentence_starts(text_of(doc))
        if len(doc):
            offsets = Offsets(doc)
            for start in starts:
                doc[offsets.span(start, start + 1).start].is_sent_start = True
        return doc
