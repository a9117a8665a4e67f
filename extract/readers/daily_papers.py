"""A saved Daily Papers page: text, in either of two layouts, also both on one page.

    new                                     <- furniture, also in the middle, where pages were put together
    Daily Papers
    Nov 25                                  <- the day of the page

    Title of a paper

    Its abstract, in one paragraph or several.

      • 4 authors                           <- the second layout has nothing from here
    ·
    Sep 16, 2024 7                          <- 7 is kept as `count`; a date of the page's own year goes without it

A line is a paragraph, which is how browsers copy the page. Where nothing follows an abstract, the next title is told
from one more paragraph by its shape: on the two saved pages titles have up to 127 characters and no full stop,
abstracts 400 and more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extract.readers.daily_dates import Day, day_of, is_day, latest_year, published
from extract.readers.lines import Lines, undecoded
from extract.readers.reader import Options, Reader
from extract.readers.text import one_line, record_of, shown, storable
from extract.records import Paper, RecordProblem

_AUTHORS = re.compile(r"[•·]?\s*(\d{1,6}) authors?", re.IGNORECASE)
# Also one that was cut or mistyped; an item of a list in an abstract is longer and has other words.
_AUTHOR_LINE = re.compile(r"•\s*(?:\d{1,6}\s*\w{0,7})?|•.{0,12}author\w*|[•·]?\s*\d{1,6} authors?", re.IGNORECASE)
_LONGEST_DATE = 30
_LONGEST_TITLE = 300
_PARAGRAPH_END = (".", ":", ";")
_LINK = re.compile(r"https?://|\b[\w-]+\.(?:com|org|io|net|ai)/", re.IGNORECASE)
_LIST_ITEM = re.compile(r"(?:[-*•]|\(?\d{1,2}[.)])\s")

_HEADING = "daily papers"
_FURNITURE = frozenset(
    {
        "new",
        "get trending papers in your email inbox!",
        "subscribe",
        "daily papers",
        "byak and the research community",
        "by ak and the research community",
        *("trending papers", "daily", "weekly", "monthly", "search", "log in", "sign up"),
        *("upvote", "view all", "load more", "previous", "next", "·"),
        *("system theme", "company", "tos", "privacy", "about", "careers"),
        *("website", "models", "datasets", "spaces", "pricing", "docs"),
    }
)


@dataclass(slots=True)
class _Entry:
    """One paper of a page while its lines come in."""

    line: int
    title: str
    paragraphs: list[str] = field(default_factory=list)
    author_count: int | None = None
    day: Day | None = None


@dataclass(slots=True)
class _Page:
    entries: list[_Entry | RecordProblem] = field(default_factory=list)
    day: Day | None = None


def _recognises(head: str, _: str) -> bool:
    lines = [line.strip() for line in head.splitlines()]
    return any(line.lower() == _HEADING or _AUTHORS.fullmatch(line) for line in lines)


def _records(lines: Lines, options: Options) -> Iterator[Paper | RecordProblem]:
    for page in _pages(lines):
        days = [entry.day for entry in page.entries if isinstance(entry, _Entry) and entry.day]
        latest = latest_year(days)
        for entry in page.entries:
            yield entry if isinstance(entry, RecordProblem) else _paper(entry, page, lines.name, options.year, latest)


def _paper(entry: _Entry, page: _Page, file: str, year: int | None, latest: int | None) -> Paper | RecordProblem:
    abstract = "\n\n".join(entry.paragraphs)
    if byte := undecoded(entry.title + abstract):
        reason = f"the byte {byte} is not UTF-8; save the page as UTF-8 and read it again"
        return RecordProblem(where=file, line=entry.line, reason=reason)
    when, is_guess = published(entry.day, year, latest) if entry.day else (None, False)
    return Paper(
        source="daily-papers",
        record=record_of(file, None, entry.title),
        title=storable(entry.title),
        abstract=storable(abstract),
        author_count=entry.author_count,
        published=when,
        published_is_guess=is_guess,
        count=entry.day.count if entry.day else None,
        as_of=(page.day.iso or "") if page.day else "",
    )


def _pages(lines: Lines) -> Iterator[_Page]:
    """The pages of an input, each held whole: what year it is of can stand on its last line."""
    page = _Page()
    paragraphs: list[tuple[int, str]] = []
    rest = _Ahead((number, line.strip()) for number, line in lines)
    for number, line in rest:
        is_top = not page.entries and all(len(paragraph) <= _LONGEST_TITLE for _, paragraph in paragraphs)
        if is_top and (line.lower() == _HEADING or is_day(line)):
            # Whatever stood above is an invitation or a menu that is not on the list of furniture.
            page.day = day_of(line)
            paragraphs = []
        elif line.lower() == _HEADING:
            page.entries += _entries(paragraphs, lines.name)
            paragraphs = []
            yield page
            page = _Page()
        elif _AUTHOR_LINE.fullmatch(line) or (paragraphs and (line == "·" or day_of(line))):
            _close(page, paragraphs, (number, line), rest, lines.name)
            paragraphs = []
        elif line and line.lower() not in _FURNITURE and not day_of(line):
            paragraphs.append((number, line))
    page.entries += _entries(paragraphs, lines.name)
    yield page


class _Ahead:
    """Lines, of which the next can be looked at first."""

    def __init__(self, lines: Iterable[tuple[int, str]]) -> None:
        self._lines = iter(lines)
        self._next = next(self._lines, None)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        while self._next is not None:
            current, self._next = self._next, next(self._lines, None)
            yield current

    def look(self) -> str:
        return self._next[1] if self._next else ""

    def take(self) -> str:
        return next(iter(self))[1]


def _close(page: _Page, paragraphs: list[tuple[int, str]], at: tuple[int, str], rest: _Ahead, file: str) -> None:
    """Reads the last lines of a paper, from the authors' on, and adds the entries that they end."""
    number, line = at
    entries = _entries(paragraphs, file)
    authors = _AUTHORS.fullmatch(line)
    complaint = None if authors else f"the line of authors is {shown(line)}, not such as '• 4 authors'"
    if line != "·" and rest.look() == "·":
        rest.take()
        line = "·"
    day = day_of(rest.look()) if line == "·" else None
    if line == "·" and rest.look() and (day or len(rest.look()) <= _LONGEST_DATE):
        written = rest.take()
        if day is None:
            complaint = complaint or f"the date line is {shown(written)}, not such as 'Sep 16, 2024 7' or 'Jan 28 5'"
    if day is None:
        complaint = complaint or "the date line is missing; the line of authors, '·' and a date stand together"
    last = entries[-1] if entries else None
    if isinstance(last, _Entry):
        last.author_count = int(authors[1]) if authors else None
        last.day = day
    if complaint:
        title = f" of {shown(last.title)}" if isinstance(last, _Entry) else ""
        problem = RecordProblem(where=file, line=number, reason=complaint + title + "; mend the line or take it out")
        entries = [*entries[:-1], problem] if isinstance(last, _Entry) else [*entries, problem]
    elif last is None:
        reason = f"{shown(at[1])} follows no paper; title and abstract are missing before it"
        entries = [RecordProblem(where=file, line=number, reason=reason)]
    page.entries += entries


def _entries(paragraphs: list[tuple[int, str]], file: str) -> list[_Entry | RecordProblem]:
    """The papers in the paragraphs between two places where a paper is known to end."""
    entries: list[_Entry | RecordProblem] = []
    at = 0
    while at < len(paragraphs):
        number, title = paragraphs[at]
        at += 1
        if len(title) > _LONGEST_TITLE:
            reason = f"{shown(title)} stands where a title is due; the title before this abstract is missing"
            entries.append(RecordProblem(where=file, line=number, reason=reason))
            continue
        body: list[str] = []
        # The first paragraph is the abstract also where it is short, unless what follows it shows that it is a title.
        if at < len(paragraphs) and not (_is_title(paragraphs[at][1]) and _is_text(paragraphs, at + 1)):
            body.append(paragraphs[at][1])
            at += 1
        while body and at < len(paragraphs) and not _is_title(paragraphs[at][1]):
            body.append(paragraphs[at][1])
            at += 1
        if body:
            entries.append(_Entry(number, one_line(title), body))
        else:
            reason = f"the abstract of {shown(title)} is missing; add it below the title or take the title out"
            entries.append(RecordProblem(where=file, line=number, reason=reason))
    return entries


def _is_text(paragraphs: list[tuple[int, str]], at: int) -> bool:
    return at < len(paragraphs) and not _is_title(paragraphs[at][1])


def _is_title(paragraph: str) -> bool:
    """Whether a paragraph has the shape of a title: short, no full stop, no link, no item of a list."""
    return (
        len(paragraph) <= _LONGEST_TITLE
        and not paragraph.endswith(_PARAGRAPH_END)
        and not _LINK.search(paragraph)
        and not _LIST_ITEM.match(paragraph)
    )


DAILY_PAPERS = Reader(
    name="Daily Papers page",
    source="daily-papers",
    description="the text of a saved Daily Papers page, with or without 'N authors' and dates",
    recognises=_recognises,
    records=_records,
)
