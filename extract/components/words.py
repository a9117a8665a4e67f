"""The tokenizer: a token is a run of letters and digits, or one mark; so any boundary a rule can name is a token's.

spaCy's English rules keep `GPT-4,GPT-5` or `\\textbf{BERT}` in one piece, and a span inside a piece has no exact
offsets. This one splits finer, is lossless over any Unicode text, and is several times as fast.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from extract.components.keys import TEXT

_PIECE = re.compile(r"([^\W_]+|[\W_])( ?)")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def text_of(doc: Doc) -> str:
    """`doc.text`, which spaCy joins from its tokens anew at each access: a third of a pipeline's time, if asked
    freely."""
    text: str | None = doc.user_data.get(TEXT)
    if text is None:
        text = doc.user_data[TEXT] = doc.text
    return text


def words_of(text: str) -> list[tuple[int, int]]:
    """Start and end of each token that the tokenizer makes of a text."""
    return [match.span(1) for match in _PIECE.finditer(text)]


class WordTokenizer:
    """Text to Doc; `doc.text` has the length of the text, and is it, but for lone surrogates, which UTF-8 cannot
    say."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        text = _LONE_SURROGATE.sub("\ufffd", text)
        pieces = _PIECE.findall(text)
        words = [word for word, _ in pieces]
        spaces = [space == " " for _, space in pieces]
        doc = Doc(self.vocab, words=words, spaces=spaces)
        doc.user_data[TEXT] = text
        return doc

    # spaCy asks for these when a pipeline is written to disk: there is nothing to write.
    def to_bytes(self, **_: object) -> bytes:
        return b""

    def from_bytes(self, _data: bytes, **__: object) -> WordTokenizer:
        return self

    def to_disk(self, _path: object, **__: object) -> None:
        return None

    def from_disk(self, _path: object, **__: object) -> WordTokenizer:
        return self


class Offsets:
    """From characters to tokens, for one Doc."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._starts: list[int] = doc.to_array("IDX").astype("int64").tolist() if len(doc) else []

    def span(self, start: int, end: int, label: str = "") -> Span:
        """The span of the tokens that `[start, end)` touches: exactly these characters where they begin and end one."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = max(bisect_left(self._starts, end), first + 1)
        return Span(self._doc, first, last, label=label)
