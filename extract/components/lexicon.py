"""Finds the names of a lexicon in a text, by the fold of graph.names: GPT4 finds GPT-4.

The pieces of the text are joined one by one and looked up in a dict of keys; short prefixes of all keys tell early
that nothing can follow. Writes `doc.spans["lexicon"]`, label the type; of overlapping names the longest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from spacy.tokens import Doc, SpanGroup

from extract.components.vocabulary import BREAKS
from extract.components.words import Offsets, text_of
from extract.lexicon import read_lexicon
from graph.names import key

_PIECE = re.compile(r"[^\W_]+")
_GAPS = frozenset({"", " ", "-", "_", "/", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014"})
_MOST_PIECES = 7
# A name of several types is given the first: names of benchmarks name their tasks and data too.
_ORDER = ("Metric", "Model", "Benchmark", "Dataset", "Task")


class Names:
    """The keys of a lexicon with their types, ready for look-up.

    A name with an inner capital or a digit is found only where the text has one too: `mAP` is not a map.
    """

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        types: dict[str, tuple[str, ...]] = {}
        plain = set()
        named = list(rows)
        for name, kind in named:
            folded = key(name)
            if folded and kind not in types.get(folded, ()):
                types[folded] = (*types.get(folded, ()), kind)
            if not is_cased(name) or kind == "Task" or (kind == "Metric" and " " in name):
                plain.add(folded)
        self.types: Mapping[str, tuple[str, ...]] = types
        self._plain = frozenset(plain)
        # Every way a name may begin, piece by piece, and its key for spellings in one piece: GPT-4 begins gpt, gpt4.
        self._beginnings = frozenset(types) | frozenset(each for name, _ in named for each in _beginnings(name))

    def types_of(self, name: str) -> tuple[str, ...]:
        folded = key(name)
        return self.types.get(folded, ()) if folded in self._plain or is_cased(name) else ()

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Start, end and type of each name, longest first at each place, none overlapping."""
        pieces = [(piece[0].lower(), piece.start(), piece.end()) for piece in _PIECE.finditer(text)]
        beginnings = self._beginnings
        found = []
        at = 0
        while at < len(pieces):
            piece = pieces[at][0]
            if piece in BREAKS or not (piece in beginnings or piece.rstrip("s") in beginnings):
                at += 1
                continue
            match = self._longest(text, pieces, at)
            if match is None:
                at += 1
                continue
            last, kind = match
            found.append((pieces[at][1], pieces[last][2], kind))
            at = last + 1
        return found

    def _longest(self, text: str, pieces: list[tuple[str, int, int]], first: int) -> tuple[int, str] | None:
        best = None
        joined = ""
        start = pieces[first][1]
        for at in range(first, min(first + _MOST_PIECES, len(pieces))):
            piece, piece_start, piece_end = pieces[at]
            if at > first and text[pieces[at - 1][2] : piece_start] not in _GAPS:
                break
            joined += f" {piece}" if joined[-1:].isdigit() and piece[0].isdigit() else piece
            # A plural may be longer than the key: `BLEUs`.
            if joined not in self._beginnings and not (joined[-1] == "s" and joined[:-1] in self._beginnings):
                break
            folded = joined if joined in self.types else key(joined) if joined[-1] == "s" else joined
            types = self.types.get(folded)
            if types and (folded in self._plain or is_cased(text[start:piece_end])):
                best = (at, next((kind for kind in _ORDER if kind in types), types[0]))
        return best


def _beginnings(name: str) -> Iterator[str]:
    joined = ""
    for piece in _PIECE.findall(name.lower()):
        joined += f" {piece}" if joined[-1:].isdigit() and piece[0].isdigit() else piece
        yield joined


def is_cased(written: str) -> bool:
    """Whether a name is told from a word of the language by its letters: BLEU, ImageNet, phi-3."""
    has_digit = any(letter.isdigit() for letter in written)
    return any(letter.isupper() for letter in written[1:]) or (has_digit and any(c.isalpha() for c in written))


class Lexicon:
    """`paths` as extract.lexicon reads them."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.names = Names((row.name, row.type) for path in paths for row in read_lexicon(path))

    def __call__(self, doc: Doc) -> Doc:
        found = self.names.find(text_of(doc))
        offsets = Offsets(doc) if found else None
        spans = [offsets.span(start, end, kind) for start, end, kind in found] if offsets else []
        doc.spans["lexicon"] = SpanGroup(doc, spans=spans)
        return doc
