"""The author field of BibTeX: `Last, First and {The Team} and others` to `First Last`, `The Team`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.readers.tex import text_of_tex
from extract.readers.text import one_line

_PIECE = re.compile(r"[{}]|\s+and(?=\s)|,", re.IGNORECASE)


def names(source: str) -> Iterator[str]:
    """The names, given name first, as text. `others` is left out: it says that there are more, not who."""
    for parts in _split(f" {source} "):
        last, *first = [one_line(text_of_tex(part)) for part in parts]
        # `Last, First` and `Last, Jr, First`; a comma inside braces belongs to a name.
        name = one_line(f"{first[-1]} {last} {' '.join(first[:-1])}" if first else last)
        if name and name.lower() != "others":
            yield name


def _split(source: str) -> Iterator[list[str]]:
    """Each name in its parts between commas; `and` and commas inside braces separate nothing."""
    depth, start = 0, 0
    parts: list[str] = []
    for found in _PIECE.finditer(source):
        if found[0] in "{}":
            depth = max(0, depth + (1 if found[0] == "{" else -1))
        elif depth == 0:
            parts.append(source[start : found.start()])
            start = found.end()
            if found[0] != ",":
                yield parts
                parts = []
    yield [*parts, source[start:]]
