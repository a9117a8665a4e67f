"""What every reader does to strings before they become fields of a Paper."""

from __future__ import annotations

import re

from graph.names import title_key

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """`text` with U+FFFD for NUL and lone surrogates, which no store can hold: one for one, so that offsets stand."""
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text


def one_line(text: str) -> str:
    """`text` with single spaces for any white space."""
    return " ".join(text.split())


def record_of(file: str, entry: str | None, title: str) -> str:
    """The id of a record: `<file>#<entry>`, where the source names no entry `<file>#<key of the title>`."""
    return storable(f"{file}#{entry or title_key(title) or one_line(title)}")


def shown(value: object) -> str:
    """`value` for a message: quoted, and short whatever it is."""
    text = ascii(value) if isinstance(value, int | float) else repr(str(value))
    return text if len(text) <= 60 else f"{text[:56]} ..."
