"""Dates on a Daily Papers page: `Sep 16, 2024 7`, and `Jan 28 5` where the year is that of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from extract.readers.dates import date, month_number

_DAY = re.compile(r"([A-Z][a-z]{2,8})\.? (\d{1,2})(?:, (\d{4}))?(?:\s+(\d{1,9}))?")
_MONTH = re.compile(
    r"Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?"
)
_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written; `count` is the number behind it, of which the page does not say what it counts."""

    month: int
    day: int
    year: int | None
    count: int | None

    @property
    def iso(self) -> str | None:
        return date(self.year, self.month, self.day) if self.year else None


def day_of(line: str) -> Day | None:
    """The day that a whole line states, or None: also for a day that no calendar has."""
    found = _DAY.fullmatch(line)
    if not found or not _MONTH.fullmatch(found[1]):
        return None
    month = month_number(found[1])
    year = int(found[3]) if found[3] else None
    if month is None or date(year or _LEAP_YEAR, month, int(found[2])) is None:
        return None
    return Day(month, int(found[2]), year, int(found[4]) if found[4] else None)


def is_day(line: str) -> bool:
    """Whether the line is a day and nothing behind it, as at the top of a page."""
    day = day_of(line)
    return day is not None and day.count is None


def latest_year(days: Iterable[Day]) -> int | None:
    """The latest year that is written out, or None."""
    return max((day.year for day in days if day.year), default=None)


def published(day: Day, year: int | None, latest: int | None) -> tuple[str | None, bool]:
    """The date, and whether its year is a guess.

    A page leaves the year out of dates of its own year: that is `year` where a person said so, else a guess, the one
    after the `latest` that is written on the page, else unknown, and then nothing of the date is kept.
    """
    if day.year:
        return day.iso, False
    if year is not None:
        return date(year, day.month, day.day), False
    return (date(latest + 1, day.month, day.day), True) if latest else (None, False)
