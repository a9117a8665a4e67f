"""What BibTeX and CSL say of a paper alike: its identifiers, its date, its kind, its authors' names in parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from graph.exports.records import NodeRecord

_PROCEEDINGS: Final = re.compile(r"\b(?:proceedings|proc\.|conference|workshop|symposium|findings of)", re.IGNORECASE)
_PARTICLES: Final = frozenset(
    {
        *("af", "al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "e", "el"),
        *("ibn", "la", "le", "ten", "ter", "van", "vom", "von", "y", "zu", "zum", "zur"),
    }
)
_SUFFIXES: Final = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name. `family` alone, where it cannot be told apart: a team, or a name of one word."""

    family: str
    given: str = ""
    suffix: str = ""


def name_of(text: str) -> Name:
    """`Ada van der Park`, `van der Park, Ada` and `Park, Jr., Ada` in their parts."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 2 and parts[0] and parts[1]:
        return Name(parts[0], *((parts[1],) if parts[1].lower() not in _SUFFIXES else ("", parts[1])))
    if len(parts) == 3 and all(parts):
        first, second = (parts[2], parts[1]) if parts[1].lower() in _SUFFIXES else (parts[1], parts[2])
        return Name(parts[0], first, second) if second.lower() in _SUFFIXES else Name(text)
    words = text.split()
    if len(parts) > 1 or len(words) < 2:
        return Name(text)
    suffix = words.pop() if len(words) > 2 and words[-1].lower() in _SUFFIXES else ""
    small = [place for place, word in enumerate(words[:-1]) if place and word[0].islower()]
    if any(words[place] not in _PARTICLES for place in small):
        return Name(text)  # `The Mill and Kiln Team` is nobody's name
    start = small[0] if small else len(words) - 1
    return Name(" ".join(words[start:]), " ".join(words[:start]), suffix)


def identifier(paper: NodeRecord, scheme: str) -> str | None:
    """Its first identifier of a scheme, without the scheme: `doi`, `arxiv`, `acl`."""
    ids = paper.properties.get("identifiers")
    found = (str(one) for one in (*(ids if isinstance(ids, list) else ()), paper.id))
    return next((one.partition(":")[2] for one in found if one.startswith(f"{scheme}:")), None)


def date_of(paper: NodeRecord) -> tuple[int, ...]:
    """Year, month and day, as far as they are known."""
    published = str(paper.properties.get("published") or "")
    found = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", published)
    if found is None:
        return () if paper.year is None else (paper.year,)
    year, month, day = (int(part or 0) for part in found.groups())
    if not 1 <= month <= 12:
        return (year,)
    return (year, month, day) if 1 <= day <= 31 else (year, month)


def is_in_proceedings(venue: str) -> bool:
    return bool(_PROCEEDINGS.search(venue))


def texts(paper: NodeRecord, name: str) -> list[str]:
    value = paper.properties.get(name)
    return value if isinstance(value, list) else []


def text(paper: NodeRecord, name: str) -> str:
    value = paper.properties.get(name)
    return value if isinstance(value, str) else ""
