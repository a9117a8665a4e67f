"""Text as XML 1.0 takes it, so that a parser gives back what was written, line breaks and tabs included."""

from __future__ import annotations

import re
from typing import Final

import orjson

from graph.exports.records import FORBIDDEN, REPLACEMENT, Value

_MARKUP: Final = re.compile('[&<>"\t\n\r\x85\u2028]')
_REFERENCES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}

HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Xml:
    """Escapes text, and counts the characters that XML has no way to say and that U+FFFD stands for now."""

    def __init__(self) -> None:
        self.replaced = 0

    def text(self, text: str) -> str:
        """For an element or, between double quotes, an attribute."""
        if FORBIDDEN.search(text):
            text, count = FORBIDDEN.subn(REPLACEMENT, text)
            self.replaced += count
        return _MARKUP.sub(lambda found: _REFERENCES.get(found[0]) or f"&#{ord(found[0])};", text)

    def value(self, value: Value) -> str:
        """A value as text; a list as a JSON list, since no separator is safe and the formats disagree about theirs."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, list):
            return self.text(orjson.dumps(value).decode())
        return self.text(value) if isinstance(value, str) else repr(value)
