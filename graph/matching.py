"""What a text may stand for: the keys to look under, and the choice among what they name. Stores do the looking up."""

from __future__ import annotations

from collections.abc import Iterable

from graph import identifiers, names, urls
from graph.records import AUTHOR, ENTITY, PAPER

Keys = dict[str, str | None]
Found = tuple[str, str, str]
"""id, kind, type"""
FoundByKey = tuple[str, str, str, str, str, bool]
"""key, its kind, then id, kind and type of what it names, and whether that is a stub"""


def keys_of(text: str, kinds: frozenset[str]) -> Keys:
    """Every key under which something of these kinds may be known by this text; None is found nowhere."""
    keys: Keys = dict.fromkeys(("identifier", "author", "entity", "repository", "name_only", "title"))
    keys["text"] = text
    if PAPER in kinds:
        keys["identifier"] = identifiers.parse(text)
        title = names.title_key(text)
        keys["title"] = f"title:{title}" if title else None
    if ENTITY in kinds:
        folded = names.key(text)
        keys["entity"] = f"entity:{folded}" if folded else None
        url = urls.normalise(text)
        keys["repository"] = "repo:" + url.partition("://")[2] if url else None
    if AUTHOR in kinds:
        person = names.person_key(text)
        keys["author"] = identifiers.author(text)
        keys["name_only"] = f"name:{person}" if person else None
    return keys


def chosen(
    keys: Keys,
    kinds: frozenset[str],
    types: frozenset[str] | None,
    exact: Iterable[Found],
    by_id: Iterable[Found],
    by_key: Iterable[FoundByKey],
) -> tuple[str, ...]:
    """The exact id; else all that bear the name or identifier; else all that it is an alias of.

    `exact` has the text for its id, `by_id` one of the keys, `by_key` is what a Key points to. A paper is asked for its
    title only where no identifier names it, and a stub never: its title is hearsay.
    """

    def is_asked(kind: str, node_type: str) -> bool:
        return kind in kinds and (types is None or kind != ENTITY or node_type in types)

    for node_id, kind, node_type in exact:
        if is_asked(kind, node_type):
            return (node_id,)
    named: set[str] = set()
    identified: set[str] = set()
    titled: set[str] = set()
    aliased: set[str] = set()
    for node_id, kind, node_type in by_id:
        if is_asked(kind, node_type):
            (identified if kind == PAPER else named).add(node_id)
    for key, key_kind, node_id, kind, node_type, is_stub in by_key:
        if not is_asked(kind, node_type):
            continue
        if key_kind == "title":
            if key == keys["title"] and not is_stub:
                titled.add(node_id)
        elif kind == PAPER:
            if key in (keys["text"], keys["identifier"]):
                identified.add(node_id)
        else:
            aliased.add(node_id)
    return tuple(sorted((named | (identified or titled)) or aliased))


def storable(text: str) -> str:
    """Half a surrogate pair is no text that a store takes, so nothing is called that: ask for something else."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
