"""What arXiv's own formats share: text wrapped at 80 columns, names in one string, TeX in both."""

from __future__ import annotations

import re
from email.utils import parsedate

from extract.readers.dates import date, iso_date
from extract.readers.tex import text_of_tex
from extract.readers.text import one_line, storable

_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=[ \t]{2,}\S)")
_DEEPEST = 4  # brackets within one another
_BRACKETS = re.compile(r"\([^()]*\)")
_BETWEEN = re.compile(r",\s*(?:and\s+)?|\s+and\s+|;\s*|\s+&\s+")
_NOT_NAMES = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
_REPOSITORY = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org|huggingface\.co|hf\.co)/[^/]+/[^/]"
)
_URL = re.compile(r"https?://[^\s,;\"'<>\\{}()]+[^\s,;.:\"'<>\\{}()]")


def title_of(text: str) -> str:
    return one_line(storable(_tex(text)))


def abstract_of(text: str) -> str:
    """Lines joined; a blank line or an indented one starts a paragraph, as arXiv has it."""
    text = text.strip()
    return "\n\n".join(line for part in _PARAGRAPH.split(text) if (line := one_line(storable(_tex(part)))))


def _tex(text: str) -> str:
    # Braces of mathematics that stands without dollars group, and taking them out changes what is said.
    return text if "_{" in text or "^{" in text else text_of_tex(text)


def names_of(text: str) -> list[str]:
    """`A. Lee (1 and 2), B. Doe (3) ((1) Here, (2) There)` to two names; affiliations stand in brackets."""
    text = one_line(storable(text_of_tex(text)))
    for _ in range(_DEEPEST):
        text = _BRACKETS.sub(" ", text)
    names: list[str] = []
    for part in _BETWEEN.split(text.partition("(")[0]):
        name = one_line(part)
        if name and _NOT_NAMES.match(name) and names:
            names[-1] += f" {name}"
        elif name and any(map(str.isalpha, name)):
            names.append(name)
    return names


def day_of(text: str) -> str | None:
    """Of `Thu, 22 Dec 2022 16:09:18 GMT` or of ISO."""
    parts = parsedate(text)
    return date(*parts[:3]) if parts else iso_date(text)


def links_of(comment: str) -> tuple[str, ...]:
    """Repositories that a comment names; a project's page may be anything."""
    found = (storable(url) for url in _URL.findall(comment))
    return tuple(dict.fromkeys(url for url in found if _REPOSITORY.match(url)))
