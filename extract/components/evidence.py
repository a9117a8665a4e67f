"""What speaks for and against a candidate: its shape, its last word, the words around it, how often and where it
stands.

Each piece of evidence is a short string, `r1:dataset` (the next word is dataset). What it is worth is measured, not
written: see linear.py. The definition patterns of papers (`we propose X`, `X, a novel ...`, `X (Y)`, `evaluated on X`,
`benchmarks such as X and Y`, `outperforms X`, `fine-tuned from X`) are evidence of cue, appositive, bracket and list.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from spacy.tokens import Doc

from extract.components.keys import CONTEXT, SENTENCES, TITLE_END
from extract.components.names import atoms_of, names
from extract.components.vocabulary import CUES, KIND_NOUNS
from extract.components.words import text_of

_LIST_GAP = re.compile(r"\s*(?:,|,?\s*(?:and|or|&)|/|,\s*(?:and|or))\s*$")
_APPOSITIVE = re.compile(
    r"\s*[,:(–—-]+\s*(?:an?|the|our|one|which is an?)\s+([^,.;:()]{3,90})"
    r"|\s+is\s+(?:an?|the)\s+([^,.;:()]{3,90})"
)
_OPENS_APPOSITIVE = frozenset(" ,:(–—-")
_WORD = re.compile(r"[a-z][a-z-]*")


class Context:
    """A text with its words, sentences and runs of names, asked for the evidence around a span. One for a text."""

    def __init__(self, text: str, title_end: int, sentence_starts: list[int]) -> None:
        self.text = text
        self.title_end = title_end
        self.atoms = atoms_of(text)
        self.runs = list(names(text, self.atoms, title_end, set(sentence_starts)))
        self.starts = sentence_starts
        self.atom_starts = [atom.start for atom in self.atoms]
        self._lowered = [atom.lowered for atom in self.atoms]
        self.masked = [atom.masked for atom in self.atoms]
        # So that in `on X, Y and Z` what precedes X counts for Y and Z.
        self._run_spans = [(run.start, run.end) for run in self.runs]
        self._known: dict[tuple[int, int], list[str]] = {}

    def sentence_of(self, start: int) -> tuple[int, int]:
        at = bisect_right(self.starts, start) - 1
        end = self.starts[at + 1] if at + 1 < len(self.starts) else len(self.text)
        return self.starts[at], end

    def sentences(self) -> Iterator[tuple[int, int]]:
        return zip(self.starts, [*self.starts[1:], len(self.text)], strict=True)

    def around(self, start: int, end: int) -> list[str]:
        """Evidence of one mention."""
        known = self._known.get((start, end))
        if known is None:
            known = self._known[start, end] = self._around(start, end)
        return known

    def _around(self, start: int, end: int) -> list[str]:
        text = self.text
        sentence_start, sentence_end = self.sentence_of(start)
        before = bisect_left(self.atom_starts, start) - 1
        after = bisect_left(self.atom_starts, end)
        left, left2 = self._word(before, sentence_start), self._word(before - 1, sentence_start)
        right = self._word(after, sentence_start, sentence_end)
        right2 = self._word(after + 1, sentence_start, sentence_end)
        next_mark = text[end : end + 1].replace("\n", " ").replace("\t", " ")
        last_mark = text[max(0, start - 2) : start].rstrip()[-1:]
        if last_mark.isalnum():
            last_mark = ""
        found = [f"l1:{left}", f"r1:{right}", f"l2:{left2} {left}", f"r2:{right} {right2}"]
        found.append(f"g:{last_mark}_{next_mark}")
        first = self._list_start(start, sentence_start)
        if first != start:
            before = bisect_left(self.atom_starts, first) - 1
            head, head2 = self._word(before, sentence_start), self._word(before - 1, sentence_start)
            found += ["list", f"l1:{head}", f"l2:{head2} {head}"]
        cue, noun = self._cue(before, sentence_start)
        found += [f"cue:{cue}", f"noun:{noun}"]
        if next_mark in _OPENS_APPOSITIVE or right == "is":
            appositive = _APPOSITIVE.match(text, end, min(end + 110, sentence_end))
            if appositive:
                words = _WORD.findall((appositive[1] or appositive[2]).lower())
                found.append(f"is:{next((word for word in words if word in KIND_NOUNS), '-')}")
        if sentence_start == start:
            found.append("opens")
        return found

    def _list_start(self, start: int, sentence_start: int) -> int:
        at = bisect_right(self._run_spans, (start, -1)) - 1
        first = start
        for _ in range(8):
            while at >= 0 and self._run_spans[at][1] > first:
                at -= 1
            if at < 0 or self._run_spans[at][0] < sentence_start or first - self._run_spans[at][1] > 7:
                break
            if not _LIST_GAP.match(self.text, self._run_spans[at][1], first):
                break
            first = self._run_spans[at][0]
        return first

    def _word(self, at: int, first: int, last: int = 1 << 60) -> str:
        if 0 <= at < len(self.atoms) and self.atom_starts[at] >= first and self.atoms[at].end <= last:
            return self.masked[at]
        return "^"

    def _cue(self, at: int, limit: int) -> tuple[str, str]:
        cue, noun = "-", "-"
        lowered = self._lowered
        for index in range(at, max(at - 14, -1), -1):
            if self.atom_starts[index] < limit:
                break
            word = lowered[index]
            if noun == "-" and index > at - 4 and word in KIND_NOUNS:
                noun = word
            if word in CUES:
                cue = CUES[word]
                if cue not in {"such", "for"}:
                    break
        return cue, noun


def context_of(doc: Doc) -> Context:
    """The context of a Doc whose sentences are set; made once, kept in `doc.user_data` until assembly drops it."""
    context: Context | None = doc.user_data.get(CONTEXT)
    if context is None:
        # A Doc of one token has no sentence boundary to set, and spaCy says that none were.
        starts = doc.user_data.get(SENTENCES)
        if starts is None:
            starts = [sentence.start_char for sentence in doc.sents] if doc.has_annotation("SENT_START") else [0]
        context = Context(text_of(doc), title_end_of(doc), starts)
        doc.user_data[CONTEXT] = context
    return context


def title_end_of(doc: Doc) -> int:
    """Where the title ends: set by the Pipeline, which knows the fields; else at the first line break."""
    end = doc.user_data.get(TITLE_END)
    if end is None:
        end = text_of(doc).find("\n")
    return int(end) if end >= 0 else 0
