"""Opaque cursors: which list one belongs to, and the stored key of its row in that list.

A cursor holds no offset, so rows that come or go elsewhere in the list move nothing: a page begins after a key. It is
no secret and not signed; its tag only keeps it from being used where its key would mean another place.
"""

from __future__ import annotations

import binascii
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import orjson

from graph.errors import BadCursor
from graph.store import Where

Key = tuple[str | int, ...]

_TO_URL: Final = bytes.maketrans(b"+/", b"-_")
_FROM_URL: Final = bytes.maketrans(b"-_", b"+/")
_GREATEST: Final = 2**63 - 1  # what a store can hold and compare


@lru_cache(maxsize=1024)
def tag_of(*parts: str, where: Where) -> str:
    """The tag of one list: `parts` name it, its direction and order; `where` is its filter.

    32 bits tell a list from the others of one client; nobody gains by forging one.
    """
    # Equal questions have equal tags in any process: an enumeration's member is its word, 1 is 1.0, sets are sorted.
    names = tuple(map(str, parts))
    types = None if where.types is None else sorted(map(str, where.types))
    confidence = None if where.min_confidence is None else float(where.min_confidence)
    shown = (where.year_from, where.year_to, confidence, where.include_stubs)
    return blake2b(repr((names, types, shown)).encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def encode(tag: str, *key: str | int) -> str:
    """The cursor of the row at `key`; one is made for every edge of every answer."""
    text = binascii.b2a_base64(orjson.dumps((tag, *key)), newline=False)
    return text.translate(_TO_URL).rstrip(b"=").decode("ascii")


def decode(cursor: str, tag: str, shape: tuple[type[str] | type[int], ...]) -> Key:
    """The key within a cursor of the list `tag`, whose parts have the types of `shape`."""
    try:
        text = cursor.encode("ascii").translate(_FROM_URL)
        found = orjson.loads(binascii.a2b_base64(text + b"=" * (-len(text) % 4)))
    except ValueError:  # what encode, a2b_base64 and orjson raise is all of this kind
        found = None
    if not isinstance(found, list) or len(found) != 1 + len(shape):
        raise BadCursor(f"{_shown(cursor)} is not a cursor; take `after` and `before` from the edges of an answer.")
    if found[0] != tag:
        raise BadCursor(
            f"The cursor {_shown(cursor)} belongs to another list, order or filter; "
            "take `after` and `before` from an answer to this same question."
        )
    key = tuple(found[1:])
    if any(type(part) is not kind for part, kind in zip(key, shape, strict=True)) or any(
        isinstance(part, int) and abs(part) > _GREATEST for part in key
    ):
        raise BadCursor(f"{_shown(cursor)} is not a cursor; take `after` and `before` from the edges of an answer.")
    return key


def _shown(cursor: str) -> str:
    return repr(cursor if len(cursor) <= 40 else cursor[:40] + "…")
