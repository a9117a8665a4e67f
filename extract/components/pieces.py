"""Words to word pieces, as BERT's uncased vocabulary cuts them, and the case that such a vocabulary forgets.

M. Schuster, K. Nakajima: Japanese and Korean voice search. ICASSP 2012; J. Devlin et al.: BERT. NAACL 2019. A word is
lowered and loses its accents; then the longest known piece is taken, again and again, from the left.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

CASES = ("other", "lower", "Title", "UPPER", "Mixed", "digits", "letters and digits", "mark")
_LONGEST_WORD = 40
# Words that are kept with their pieces; a stream of papers has more than memory should hold.
_MOST_KEPT = 200_000


def case_of(word: str) -> int:
    """Index into CASES: how a word is written."""
    if word.isdigit():
        return 5
    if word.isalpha():
        if word.islower():
            return 1
        if word.isupper():
            return 2 if len(word) == 1 else 3
        return 2 if word[0].isupper() and word[1:].islower() else 4 if word.isascii() or word != word.lower() else 0
    if any(letter.isalnum() for letter in word):
        return 6 if any(letter.isalpha() for letter in word) else 0
    return 7


class Pieces:
    """`of(word)`: the ids of a word's pieces; none for what the vocabulary drops (space, control characters)."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._ids = {piece: at for at, piece in enumerate(vocabulary)}
        self._known: dict[str, tuple[int, ...]] = {}
        self.unknown = self._ids["[UNK]"]

    def of(self, word: str) -> tuple[int, ...]:
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            known = self._known[word] = self._cut(word)
        return known

    def _cut(self, word: str) -> tuple[int, ...]:
        plain = unicodedata.normalize("NFD", word.lower())
        plain = "".join(letter for letter in plain if unicodedata.category(letter) not in {"Mn", "Cc", "Cf"}).strip()
        if not plain:
            return ()
        if len(plain) > _LONGEST_WORD:
            return (self.unknown,)
        found = []
        start = 0
        while start < len(plain):
            for end in range(len(plain), start, -1):
                piece = plain[start:end] if start == 0 else "##" + plain[start:end]
                if piece in self._ids:
                    found.append(self._ids[piece])
                    start = end
                    break
            else:
                return (self.unknown,)
        return tuple(found)
