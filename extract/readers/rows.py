"""One JSON object to one Paper.

    title                       required; kept as it is, like `abstract`, since offsets of extractions count in them
    abstract                    default ""
    id                          verbatim in `Paper.id`; an identifier too where it is one (`arxiv:...`, `tdms:0568`)
    doi, arxiv, acl, openalex, pmid, url, ids or identifiers     further identifiers; `url` is kept as well
    authors                     strings, or objects {name, orcid?, id?, ids?}
    year; published or date     2018; 2018, 2018-12 or 2018-12-14, a time of day is cut off
    venue, categories, author_count, retracted or is_retracted
    code, links                 URLs the source declares for the paper, one or a list
    references                  strings (an identifier or a title) or objects {title, authors, year, venue, ids,
                                identifiers, matched_id, doi, arxiv, url, intent, contexts}
    listed or as_of             the day the source states for the record

A key that is null is absent; other keys are ignored, so rows that also carry annotations are read.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from extract.readers.dates import FIRST_YEAR, LAST_YEAR, iso_date
from extract.readers.text import one_line, record_of, shown, storable
from extract.records import Author, Paper, Reference
from graph import identifiers

Row = Mapping[str, Any]

_IDENTIFIER_KEYS = ("id", "doi", "url")
_PREFIXED_KEYS = ("arxiv", "acl", "openalex", "pmid")


class BadRow(ValueError):
    """A row that is no paper; the message names the key and the value."""


def paper_of(row: object, file: str) -> Paper:
    """The paper that `row` describes. Raises BadRow."""
    if not isinstance(row, dict):
        raise BadRow(f"it is {_kind(row)}, not an object; each record is one {{...}} with a title")
    title = _text(row, "title")
    if not title.strip():
        raise BadRow("`title` is missing or blank; every paper needs one")
    given = _id(row)
    return Paper(
        source="jsonl",
        record=record_of(file, given, title),
        title=title,
        abstract=_text(row, "abstract"),
        id=given,
        identifiers=identifiers.expand(_identifiers(row)),
        authors=_authors(row),
        author_count=_count(row, "author_count"),
        published=_published(row),
        venue=one_line(_text(row, "venue")),
        categories=_strings(row, "categories"),
        url=_text(row, "url").strip(),
        links=tuple(dict.fromkeys(_strings(row, "code") + _strings(row, "links"))),
        references=tuple(_references(row)),
        is_retracted=_switch(row, "retracted") or _switch(row, "is_retracted"),
        as_of=_day(row, "listed") or _day(row, "as_of"),
    )


def _kind(value: object) -> str:
    kinds: dict[type, str] = {
        str: "a string",
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
    }
    return "null" if value is None else kinds.get(type(value), "an object")


def _wrong(key: str, value: object, wanted: str) -> BadRow:
    what = _kind(value) if isinstance(value, list | dict) else shown(value)
    return BadRow(f"`{key}` is {what}, not {wanted}; correct it or leave the key out")


def _text(row: Row, key: str, shown_as: str | None = None) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _wrong(shown_as or key, value, "a string")
    return storable(value)


def _id(row: Row) -> str | None:
    value = row.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return shown(value)
    return _text(row, "id") or None


def _strings(row: Row, key: str, shown_as: str | None = None) -> tuple[str, ...]:
    """A list of strings; one string stands for a list of one, but in `categories` arXiv puts spaces between them."""
    value = row.get(key)
    if value is None:
        return ()
    if isinstance(value, str):
        value = value.split() if key == "categories" else [value]
    if not isinstance(value, list):
        raise _wrong(shown_as or key, value, "a list of strings")
    for number, item in enumerate(value):
        if not isinstance(item, str):
            raise _wrong(f"{shown_as or key}[{number}]", item, "a string")
    return tuple(storable(item.strip()) for item in value if item.strip())


def _whole(value: object) -> int | None:
    """An integer, also written as a string or, as pandas does where a column has gaps, as 2018.0."""
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.strip().isdecimal() and len(value) <= 20:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _count(row: Row, key: str) -> int | None:
    value = row.get(key)
    number = _whole(value)
    if value is not None and (number is None or not 0 <= number < 2**31):
        raise _wrong(key, value, "a count")
    return number


def _year(row: Row, shown_as: str = "year") -> int | None:
    value = row.get("year")
    if value is None or value == "":
        return None
    number = _whole(value)
    if number is None or not FIRST_YEAR <= number <= LAST_YEAR:
        raise _wrong(shown_as, value, "a year of four digits")
    return number


def _published(row: Row) -> str | None:
    year = _year(row)
    for key in ("published", "date"):
        value = row.get(key)
        if value is None or value == "":
            continue
        when = iso_date(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None
        if when is None:
            raise _wrong(key, value, "a date such as 2024-09-16, 2024-09 or 2024")
        return when
    return None if year is None else f"{year:04}"


def _day(row: Row, key: str) -> str:
    text = _text(row, key)
    day = iso_date(text) if text else ""
    if day is None:
        raise _wrong(key, text, "a day such as 2024-09-16")
    # 1,653 rows of the arXiv corpus are listed in a month: too coarse to order two states of one record.
    return day if len(day) == 10 else ""


def _switch(row: Row, key: str) -> bool:
    value = row.get(key)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise _wrong(key, value, "true or false")


def _identifiers(row: Row, where: str = "") -> list[str]:
    found = [row["id"]] if isinstance(row.get("id"), str) else []
    found += [_text(row, key, where + key) for key in _IDENTIFIER_KEYS[1:]]
    for key in _PREFIXED_KEYS:
        value = row.get(key)
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(row, key, where + key)
        # `arxiv: 1612.07310v1`, `pmid: 31452104`, and what already has a prefix or is a URL.
        found.append(text if not text or ":" in text else f"{key}:{text}")
    return [*found, *_strings(row, "ids", where + "ids"), *_strings(row, "identifiers", where + "identifiers")]


def _authors(row: Row) -> tuple[Author, ...]:
    value = row.get("authors")
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _wrong("authors", value, "a list of names or of objects with a name")
    found = (_author(item, f"authors[{number}]") for number, item in enumerate(value))
    return tuple(author for author in found if author.name)


def _author(item: object, where: str) -> Author:
    if isinstance(item, str):
        return Author(name=one_line(storable(item)))
    if not isinstance(item, dict):
        raise _wrong(where, item, "a name or an object with a name")
    ids = [*_strings(item, "ids", f"{where}.ids"), _text(item, "id", f"{where}.id")]
    orcid = _text(item, "orcid", f"{where}.orcid")
    # Of an ORCID that does not hold nothing is kept: a wrong one would join two people.
    parsed = (identifiers.author(text) for text in (orcid, *ids) if text)
    kept = tuple(dict.fromkeys(identifier for identifier in parsed if identifier))
    return Author(name=one_line(_text(item, "name", f"{where}.name")), ids=kept)


def _references(row: Row) -> Iterable[Reference]:
    value = row.get("references")
    if value is None:
        return
    if not isinstance(value, list):
        raise _wrong("references", value, "a list")
    for number, item in enumerate(value):
        where = f"references[{number}]"
        if isinstance(item, str):
            reference = reference_of(storable(item))
        elif isinstance(item, dict):
            reference = _reference(item, where)
        else:
            raise _wrong(where, item, "a string or an object")
        if reference != Reference():
            yield reference


def reference_of(text: str) -> Reference:
    """A reference given as one string: an identifier where it is one, else a title."""
    identifier = identifiers.parse(text)
    return Reference(identifiers=identifiers.expand([identifier])) if identifier else Reference(title=one_line(text))


def _reference(item: Row, where: str) -> Reference:
    named = [*_identifiers(item, f"{where}."), _text(item, "matched_id", f"{where}.matched_id")]
    return Reference(
        title=one_line(_text(item, "title", f"{where}.title")),
        authors=tuple(map(one_line, _strings(item, "authors", f"{where}.authors"))),
        year=_year(item, f"{where}.year"),
        venue=one_line(_text(item, "venue", f"{where}.venue")),
        identifiers=without_contradictions(identifiers.expand(named)),
        intent=_text(item, "intent", f"{where}.intent") or None,
        contexts=_strings(item, "contexts", f"{where}.contexts"),
    )


def without_contradictions(ids: tuple[str, ...]) -> tuple[str, ...]:
    # Parsers of reference lists glue neighbours together. Two arXiv ids in one reference name two papers, and keeping
    # both would make one paper of them; 10 of the 1,939 references with ids in the sample of NLP papers are such.
    sources = [_namer(identifier) for identifier in ids]
    return tuple(
        identifier
        for identifier, source in zip(ids, sources, strict=True)
        if sources.count(source) == 1 or source.partition(":")[0] not in identifiers.PREFERENCE
    )


def _namer(identifier: str) -> str:
    """Who gave an identifier; Semantic Scholar has two for each paper."""
    return identifier.rpartition(":")[0] if identifier.startswith("s2:CorpusId:") else identifier.partition(":")[0]
