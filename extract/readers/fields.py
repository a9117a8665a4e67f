"""Fields of records that a service makes: what is not there, or of another type than documented, counts as absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from extract.readers.citation import identifiers_in, surnames_in, title_in, year_in
from extract.readers.dates import FIRST_YEAR, LAST_YEAR
from extract.readers.markup import line_of
from extract.readers.rows import without_contradictions
from extract.readers.text import one_line, storable
from extract.records import Author, Reference
from graph import identifiers

Row = Mapping[str, Any]

_LONGEST_CITATION = 1_000


def text(row: Row, *path: str) -> str:
    """The string at a path of keys, else ""; a number as its digits."""
    value: Any = row
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    return storable(value.strip()) if isinstance(value, str) else ""


def first(row: Row, key: str) -> str:
    """The first string of a list, or a string that stands for one."""
    return next(strings(row, key), "")


def strings(row: Row, key: str) -> Iterator[str]:
    value = row.get(key)
    for item in [value] if isinstance(value, str) else value if isinstance(value, list) else ():
        if isinstance(item, str) and item.strip():
            yield storable(item.strip())


def objects(row: Row, *path: str) -> Iterator[Row]:
    """The objects of the list at a path of keys."""
    value: Any = row
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    for item in value if isinstance(value, list) else ():
        if isinstance(item, Mapping):
            yield item


def year(value: object) -> int | None:
    """A year as a number, or at the start of a string."""
    digits = value[:4] if isinstance(value, str) else value
    if isinstance(digits, str):
        digits = int(digits) if digits.isdecimal() and digits.isascii() else None
    return digits if type(digits) is int and FIRST_YEAR <= digits <= LAST_YEAR else None


def prefixed(source: str, value: str) -> str:
    """An identifier that the source gives bare."""
    return f"{source}:{value}" if value else ""


def author(name: str, ids: Iterable[str] = ()) -> Author | None:
    """None for a blank name; of the identifiers those that hold."""
    called = line_of(name)
    parsed = (identifiers.author(one) for one in ids if one)
    return Author(name=called, ids=tuple(dict.fromkeys(one for one in parsed if one))) if called else None


def authors(names: Iterable[str]) -> tuple[Author, ...]:
    return tuple(made for name in names if (made := author(name)))


def reference(
    ids: Iterable[str],
    *,
    title: str = "",
    names: Sequence[str] = (),
    published: object = None,
    venue: str = "",
    intent: str | None = None,
    contexts: Iterable[str] = (),
    is_influential: bool = False,
    raw: str = "",
) -> Reference:
    """One that is given as a citation (`raw`) is told by an identifier in it, else by its title, else kept as it is."""
    ids = list(filter(None, ids)) or identifiers_in(raw)
    title = line_of(title)
    cited = "" if title or not raw else line_of(raw)
    if cited and not title:
        title = title_in(cited)
        names = names or surnames_in(cited)
        published = published or year_in(cited)
    return Reference(
        title=title,
        authors=tuple(name for each in names if (name := line_of(each))),
        year=year(published),
        venue=line_of(venue),
        identifiers=without_contradictions(identifiers.expand(map(storable, ids))),
        intent=intent or None,
        contexts=tuple(dict.fromkeys(line for each in contexts if (line := one_line(storable(each))))),
        is_influential=is_influential,
        raw="" if title else cited[:_LONGEST_CITATION],
    )


def references(found: Iterable[Reference]) -> tuple[Reference, ...]:
    """Those that say anything, each once."""
    return tuple(dict.fromkeys(one for one in found if one != Reference()))
