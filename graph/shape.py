"""The shape of a contribution's record: checked at every door through which records come that we did not make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.records import Contribution

# A type, a list of one shape, or a mapping of keys to shapes, where "!" marks a key that must be there.
_SPAN = {"field!": str, "start!": int, "end!": int}
_SAID = {"confidence": float, "evidence": _SPAN}
_PAPER = {
    "title!": str,
    "abstract": str,
    "identifiers": [str],
    "authors": [{"name!": str, "ids": [str]}],
    "author_count": int,
    "published": str,
    "published_is_guess": bool,
    "venue": str,
    "categories": [str],
    "url": str,
    "links": [str],
    "references": [
        {
            "title": str,
            "authors": [str],
            "year": int,
            "venue": str,
            "identifiers": [str],
            "intent": str,
            "contexts": [str],
            "is_influential": bool,
            "raw": str,
        }
    ],
    "is_retracted": bool,
    "count": int,
}
_EXTRACTION = {
    "text_sha256!": str,
    "entities": [{"name!": str, "type!": str, "relation!": str, "aliases": [str], "mentions": [_SPAN], **_SAID}],
    "relations": [{"head!": str, "relation!": str, "tail!": str, "on": str, **_SAID}],
    "results": [{"value!": str, "system": str, "benchmark": str, "metric": str, "kind": str, **_SAID}],
}


def problem(contribution: Contribution) -> str | None:
    """What keeps a record from being projected, as `authors[2].name is 7, which is no text`; None for nothing."""
    shape = _PAPER if contribution.kind == "paper" else _EXTRACTION
    wrong = (_problem(getattr(contribution, name), str, name) for name in ("id", "as_of", "by"))
    return next(filter(None, wrong), None) or _problem(contribution.record, shape, "record")


def _problem(value: Any, shape: Any, path: str) -> str | None:
    if isinstance(shape, Mapping):
        return _problem_of_mapping(value, shape, path)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f"{path} is no list"
        found = (_problem(item, shape[0], f"{path}[{place}]") for place, item in enumerate(value))
        return next(filter(None, found), None)
    if shape is float and type(value) is int:
        return None
    if type(value) is not shape:
        return f"{path} is {str(value)[:40]!r}, which is no {_WORDS[shape]}"
    if shape is str and not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        return f"{path} holds half of a surrogate pair, which is no text"
    if shape is str and "\0" in value:
        return f"{path} holds a NUL, which is no text"
    return None


_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}


def _problem_of_mapping(value: Any, shape: Mapping[str, Any], path: str) -> str | None:
    if not isinstance(value, Mapping):
        return f"{path} is no object"
    for key, inner in shape.items():
        name = key.rstrip("!")
        if value.get(name) is None:  # a null is an absent value, as in what extract prints
            if key.endswith("!"):
                return f"{path} has no {name}"
        elif found := _problem(value[name], inner, f"{path}.{name}"):
            return found
    return None
