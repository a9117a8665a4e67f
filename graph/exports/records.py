"""What an export consists of: nodes, then edges, each with values of a few plain types.

Every writer gets these records and nothing else, so a graph looks the same in every format. A value that is not known
is left out. Text that no format can hold (half of a surrogate pair) is mended here, once, for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Value = str | int | float | bool | list[str]

NODE_COLUMNS: Final[Mapping[str, type]] = {
    "kind": str,
    "type": str,
    "year": int,
    "published": str,
    "published_is_guess": bool,
    "venue": str,
    "url": str,
    "categories": list,
    "identifiers": list,
    "author_count": int,
    "count": int,
    "is_stub": bool,
    "is_retracted": bool,
    "sources": list,
    "abstract": str,
    "is_name_only": bool,
    "paper_count": int,
    "aliases": list,
    "result_kind": str,
    "confidence": float,
    "degree": int,
}
"""Every property that a node may have, beside its id and its label."""

EDGE_COLUMNS: Final[Mapping[str, type]] = {
    "relation": str,
    "year": int,
    "confidence": float,
    "evidence": str,
    "sources": list,
    "papers": list,
    "statement_count": int,
    "ordinal": int,
    "intent": str,
    "contexts": list,
    "is_influential": bool,
    "is_self": bool,
    "via": str,
}
"""Every property that an edge may have, beside its ends and its weight."""

_SURROGATE = re.compile("[\ud800-\udfff]")
FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no way to say, not even escaped."""

_ESCAPED = re.compile(r"\\[xu][0-9a-f]{2}")
REPLACEMENT: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """`year` is the first year of the node: of a paper its own, of anything else that of the first paper with it."""

    id: str
    kind: str
    type: str
    label: str
    degree: int
    year: int | None
    properties: Mapping[str, Value]

    @property
    def columns(self) -> dict[str, Value]:
        """All of NODE_COLUMNS that the node has, in their order."""
        own: dict[str, Value] = {**self.properties, "kind": self.kind, "type": self.type, "degree": self.degree}
        if self.year is not None:
            own["year"] = self.year
        return {name: own[name] for name in NODE_COLUMNS if name in own}


@dataclass(frozen=True, slots=True)
class EdgeRecord:
    """`start` is the first year in which both ends and the edge itself are there."""

    number: int
    source: str
    target: str
    relation: str
    weight: float
    year: int | None
    start: int | None
    properties: Mapping[str, Value]

    @property
    def columns(self) -> dict[str, Value]:
        """All of EDGE_COLUMNS that the edge has, in their order."""
        own: dict[str, Value] = {**self.properties, "relation": self.relation}
        if self.year is not None:
            own["year"] = self.year
        return {name: own[name] for name in EDGE_COLUMNS if name in own}


def stored(value: Any) -> Value | None:
    """A value as exports have it; None for one that says nothing."""
    if isinstance(value, str):
        return mended(value) or None
    if isinstance(value, list | tuple):
        return [mended(str(one)) for one in value] or None
    if isinstance(value, float):
        return value if value - value == 0 else None  # JSON and XML readers disagree about NaN and infinity
    return value if isinstance(value, bool | int) else None


def mended(text: str) -> str:
    """The text with halves of surrogate pairs replaced; they are no characters, and UTF-8 cannot say them."""
    return text if text.isascii() else _SURROGATE.sub(REPLACEMENT, text)


def exported_id(node_id: str) -> str:
    r"""The id, the same in every format: what XML cannot say is escaped as `\x01`, never merged with another id."""
    if not FORBIDDEN.search(node_id) and not _ESCAPED.search(node_id):
        return node_id
    return FORBIDDEN.sub(lambda found: _escape(found[0]), node_id.replace("\\", "\\\\"))


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
