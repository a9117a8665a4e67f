"""RIS, which reference managers and publishers export: `TY  - JOUR` to `ER  -`.

TI, T1, CT; AB, N2; AU, A1       title, abstract, authors (`Family, Given`)
PY, Y1, DA                       the date, as precise as the most precise of them
T2, JO, JF, JA, BT, T3           the venue, the first that there is
DO, UR, L2, C7, AN               identifiers
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import takewhile

from extract.readers import fields
from extract.readers.dates import date, iso_date, month_number, number_of
from extract.readers.lines import LONGEST_LINE, Lines, undecoded
from extract.readers.markup import line_of, paragraphs_of
from extract.readers.reader import Options, Reader
from extract.readers.rows import BadRow
from extract.readers.text import record_of, storable
from extract.records import Paper, RecordProblem
from graph import identifiers

_TAG = re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*)|\s*)$")
_FIRST = re.compile(r"^\s*TY  ?- \S+", re.MULTILINE)
_MONTH = re.compile(r"\b([A-Z][a-z]{2,8})\b")

_Tags = dict[str, list[str]]


def _recognises(head: str, _: str) -> bool:
    found = _FIRST.search(head)
    return found is not None and head[: found.start()].count("\n") < 40


def _records(lines: Lines, _: Options) -> Iterator[Paper | RecordProblem]:
    for number, tags in _entries(lines):
        try:
            yield _paper(tags, lines.name)
        except BadRow as problem:
            yield RecordProblem(where=lines.name, line=number, reason=str(problem))


def _entries(lines: Lines) -> Iterator[tuple[int, _Tags]]:
    tags: _Tags = defaultdict(list)
    first, tag, size = 0, "", 0
    for number, line in lines:
        found = _TAG.match(line.strip("\r\ufeff"))
        if found and found[1] in ("TY", "ER"):
            if tags:
                yield first, tags
            tags, tag, size = defaultdict(list), "", 0
            if found[1] == "TY":
                first, tag = number, "TY"
                tags["TY"].append(found[2] or "")
        elif found and tags:
            tag = found[1]
            tags[tag].append((found[2] or "").strip())
        elif tag and line.strip() and size < LONGEST_LINE:
            # A long field goes on below, without a tag.
            tags[tag][-1] += f"\n{line.strip()}"
            size += len(line)
    if tags:
        yield first, tags


def _paper(tags: _Tags, file: str) -> Paper:
    if byte := undecoded("".join(value for values in tags.values() for value in values)):
        raise BadRow(f"the byte {byte} is not UTF-8; convert the file, for example with iconv -f latin1 -t utf-8")
    title = line_of(_first(tags, "TI", "T1", "CT"))
    if not title:
        raise BadRow("it has no title (TI)")
    ids = [value for tag in ("DO", "UR", "L1", "L2", "LK", "AN", "C7") for value in tags.get(tag, ())]
    named = [f"doi:{value}" if value.startswith("10.") else value for value in ids]
    found = identifiers.expand(named)
    return Paper(
        source="ris",
        record=record_of(file, _first(tags, "ID") or next(iter(found), None), title),
        title=title,
        abstract=paragraphs_of(_first(tags, "AB", "N2")),
        id=_first(tags, "ID") or None,
        identifiers=found,
        # Some exports have each author twice, as AU and A1, or just twice.
        authors=fields.authors(dict.fromkeys(_in_order(name) for tag in ("AU", "A1") for name in tags.get(tag, ()))),
        published=_published(tags),
        venue=line_of(_first(tags, "T2", "JO", "JF", "JA", "BT", "T3")),
        url=storable(_first(tags, "UR")),
    )


def _first(tags: _Tags, *wanted: str) -> str:
    return next((value for tag in wanted for value in tags.get(tag, ()) if value), "")


def _in_order(name: str) -> str:
    last, comma, rest = name.partition(",")
    given, _, suffix = rest.partition(",")
    return " ".join([given.strip(), last.strip(), suffix.strip()]).strip() if comma else name


def _published(tags: _Tags) -> str | None:
    dates = [when for tag in ("DA", "PY", "Y1") for value in tags.get(tag, ()) if (when := _date(value))]
    # The longest is the most precise; of equal ones the first.
    return max(dates, key=len, default=None)


def _date(text: str) -> str | None:
    """`2019`, `2019/03/27/`, `2019///`, `24-27 Sept. 2019`."""
    year, *rest = (number_of(part) for part in text.split("/")[:3])
    if year is not None and len(text.partition("/")[0].strip()) == 4:
        numbers = [year, *takewhile(lambda part: part is not None, rest)]
        return date(*numbers) or date(year)  # type: ignore[arg-type]
    if when := iso_date(text):
        return when
    found = re.search(r"\b([12][0-9]{3})\b", text)
    word = _MONTH.search(text)
    return date(int(found[1]), month_number(word[1]) if word else None) if found else None


RIS = Reader(
    name="RIS",
    source="ris",
    description="what reference managers and publishers export",
    recognises=_recognises,
    records=_records,
)
