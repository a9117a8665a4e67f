"""Everything in a text that might be an entity, gathered by name, with what speaks for it.

A candidate is all mentions of one name (by the fold of graph.names); an acronym and its expansion are one candidate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extract.components.abbreviations import acronym_keys
from extract.components.evidence import Context
from extract.components.names import phrases
from extract.components.said import Said
from extract.components.vocabulary import GENERIC_KEYS
from graph.names import key

Offsets = tuple[int, int]
_MOST_WEIGHED_MENTIONS = 4
# Shapes of what need not be a name: phrases, names of the lexicon, expansions, what a span model found.
_UNNAMED = frozenset("pqxLm")

_JOINT = re.compile(r"[-/]")
_LETTERS = re.compile(r"[A-Za-z]{3,}")
_SIZE = re.compile(r"\d[BMbm]\b")
_VERSION = re.compile(r"\d\.\d")


@dataclass(slots=True)
class Group:
    """The mentions of one name in a text. `evidence` is complete after `gather`."""

    key: str
    mentions: list[Offsets] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)


def gather(
    context: Context,
    *,
    abbreviations: Sequence[tuple[Offsets, Offsets]],
    lexicon: Sequence[tuple[int, int, str]],
    taken: Sequence[Offsets],
    said: Said | None = None,
) -> list[Group]:
    """The candidates of a text, in the order of their first mention. `taken` spans (links) hold none. `said`: what a
    span model says of the text, whose spans are candidates too."""
    text = context.text
    groups: dict[str, Group] = {}
    acronyms = acronym_keys(text, abbreviations)
    seen: set[Offsets] = set()

    def add(start: int, end: int, shape: str) -> None:
        if (start, end) in seen or (taken and any(start < last and first < end for first, last in taken)):
            return
        seen.add((start, end))
        folded = key(text[start:end])
        folded = acronyms.get(folded, folded)
        if not folded or folded in GENERIC_KEYS or folded.isdigit():
            return
        group = groups.setdefault(folded, Group(folded))
        group.mentions.append((start, end))
        group.shapes.append(shape)

    for short, long in abbreviations:
        add(*short, "S")
        add(*long, "L")
    for candidate in [*context.runs, *phrases(text, context.atoms)]:
        add(candidate.start, candidate.end, candidate.shape)
    for start, end, _ in lexicon:
        add(start, end, "x")
    for start, end, _ in said.spans() if said else ():
        if not start <= context.title_end <= end:
            add(start, end, "m")
    lexical = {(start, end): kind for start, end, kind in lexicon}
    ordered = sorted(groups.values(), key=lambda group: min(group.mentions))
    for group in ordered:
        group.evidence = _evidence(group, context, lexical)
    if said:
        told = said.evidence([(group.mentions, "named" if _is_named(group) else "unnamed") for group in ordered])
        for group, more in zip(ordered, told, strict=True):
            group.evidence += more
    return ordered


def _evidence(group: Group, context: Context, lexical: Mapping[Offsets, str]) -> list[str]:
    text, title_end = context.text, context.title_end
    order = sorted(zip(group.mentions, group.shapes, strict=True))
    in_title = [mention for mention, _ in order if mention[0] < title_end]
    in_abstract = [mention for mention, _ in order if mention[0] > title_end]
    kind = "named" if _is_named(group) else "unnamed"
    seen = "in title" if in_title else "not in title"
    found = [
        "bias",
        kind,
        f"k:{group.key}",
        f"t:{seen}:{min(len(in_abstract), 3)}",
        f"{kind}:{seen}:{min(len(in_abstract), 2)}",
    ]
    for mention, shape in order[:_MOST_WEIGHED_MENTIONS]:
        found.append(f"s:{shape[:5]}")
        if mention in lexical:
            found.append(f"lex:{lexical[mention]}")
    if any(shape[0] == "S" for shape in group.shapes):
        found.append("abbreviated")
    if in_title:
        start, end = in_title[0]
        found.append("colon" if start < 2 and text[end : end + 1] == ":" else _title_side(text, start, title_end))
    names_seen = {text[start:end] for start, end in group.mentions}
    for name in names_seen if len(names_seen) < 3 else sorted(names_seen, key=lambda name: (len(name), name))[-2:]:
        found += _evidence_of_name(name)
    for mention in (in_abstract or in_title)[:2]:
        found += context.around(*mention)
    if in_title and in_abstract:
        found += [f"T{each}" for each in context.around(*in_title[0])[:4]]
    return list(dict.fromkeys(found))


def _is_named(group: Group) -> bool:
    return any(shape[0] not in _UNNAMED for shape in group.shapes)


def _title_side(text: str, start: int, title_end: int) -> str:
    colon = text.find(":", 0, title_end)
    return "title:none" if colon < 0 else "title:before" if start < colon else "title:after"


@lru_cache(maxsize=1 << 16)
def _evidence_of_name(name: str) -> tuple[str, ...]:
    words = name.split()
    last = _JOINT.split(words[-1])[-1].lower()
    found = [f"n:{min(len(words), 5)}"]
    if len(words) > 1 or words[0].islower():
        found += [f"h:{last}", f"w:{words[0].lower()}"]
        if len(words) > 1:
            found.append(f"hh:{words[-2].lower()} {last}")
    letters = _LETTERS.match(name)
    if letters:
        found.append(f"p:{letters[0].lower()}")
    if len(words) == 1 and not name.islower():
        found += [f"e:{name[-3:].lower()}", f"e:{name[-4:].lower()}", f"b:{name[:3].lower()}"]
        found.append(f"len:{min(len(name), 12) // 2}")
    if any(map(str.isdigit, name)):
        found.append("size" if _SIZE.search(name) else "version" if _VERSION.search(name) else "digit")
    return tuple(found)
