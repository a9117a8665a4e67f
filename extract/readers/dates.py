"""Dates as sources write them, to `2024-09-16`, `2024-09` or `2024`: never more precise than the source."""

from __future__ import annotations

import datetime as dt
import re

FIRST_YEAR, LAST_YEAR = 1000, 2999

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T\s].*)?", re.DOTALL)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def date(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """The parts as one string, or None where there is no such day."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if month is None:
        return f"{year:04}"
    try:
        whole = dt.date(year, month, 1 if day is None else day)
    except ValueError:
        return None
    return f"{whole:%Y-%m}" if day is None else whole.isoformat()


def number_of(text: str) -> int | None:
    """A whole number of a few digits; int() takes white space and other scripts too, and refuses 4,300 digits."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 9 else None


def iso_date(text: str) -> str | None:
    """`2024`, `2024-09`, `2024-09-16`, with or without a time of day behind it; None for anything else."""
    found = _ISO.fullmatch(text.strip())
    if not found or (found[2] is None and len(text.strip()) > 4):
        return None
    return date(int(found[1]), *(int(part) for part in found.groups()[1:] if part is not None))


def month_number(text: str) -> int | None:
    """1 to 12 from a number or an English name, whole or cut to three letters and more."""
    word = text.strip().rstrip(".").lower()
    if word.isdecimal() and word.isascii():
        return int(word[-3:]) if 1 <= int(word[-3:]) <= 12 else None
    for number, month in enumerate(_MONTHS, start=1):
        if word.startswith(month):
            return number
    return None
