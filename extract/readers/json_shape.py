"""Which keys a JSON text has, told from its beginning: what a format is recognised by."""

from __future__ import annotations

import re
from functools import lru_cache

Path = tuple[str, ...]
"""Keys from the outermost object to one within; lists between them are passed through."""

DEEPEST = 4
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)(?:"|(\Z))|[{}\[\],]', re.DOTALL)


@lru_cache(maxsize=2)  # every reader asks of the same text
def paths(head: str) -> frozenset[Path]:
    """Every path that occurs, to a depth of four keys; empty where the text does not begin as JSON."""
    if not head.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return frozenset()
    found: set[Path] = set()
    opened: list[str] = []
    keys: list[str] = []
    is_key_due = False
    for token in _TOKEN.finditer(head):
        mark = token[0]
        if token[2] is not None:
            break
        if mark == "{":
            opened.append(mark)
            keys.append("")
            is_key_due = True
        elif mark == "[":
            opened.append(mark)
            is_key_due = False
        elif mark in "}]":
            if opened and opened.pop() == "{":
                keys.pop()
            is_key_due = False
        elif mark == ",":
            is_key_due = bool(opened) and opened[-1] == "{"
        elif is_key_due:
            keys[-1] = token[1]
            is_key_due = False
            if len(keys) <= DEEPEST:
                found.add(tuple(keys))
    return frozenset(found)


def has(head: str, *wanted: str) -> bool:
    """Whether all of these paths occur, each written with dots: `message.items`."""
    known = paths(head)
    return all(tuple(path.split(".")) in known for path in wanted)


def has_any(head: str, *wanted: str) -> bool:
    return any(has(head, path) for path in wanted)
