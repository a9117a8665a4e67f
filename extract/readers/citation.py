"""A reference that a source gives as one string: the identifier, title, surname and year that can be told for sure.

A wrong title makes a work that is not there, so that only what citation styles mark is taken: quotation marks, or a
full stop on either side behind the names or the year. Everything else stays a string.
"""

from __future__ import annotations

import re

_LONGEST = 4_000

# An arXiv id is looked for only behind its name: `1412.6980` alone may be pages.
_IDENTIFIER = re.compile(
    r"\b10\.\d{4,9}/[^\s,;\"<>]+|"
    r"\barxiv[:\s.]+(?:[a-z\-]+(?:\.[A-Z]{2})?/)?\d{4}\.?\d{3,5}(?:v\d+)?|\barxiv\.org/[^\s,;]+",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d.:/\-–])(1[89]\d\d|20\d\d)[a-z]?(?![\d/–\-])")
_YEAR_IN_BRACKETS = re.compile(r"\((1[89]\d\d|20\d\d)[a-z]?\)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SERIES = re.compile(
    r"^(?:in:? )?(?:proceedings|proc\.|advances in|lecture notes|\d+(?:st|nd|rd|th) )|"
    r"\b(?:conference|symposium|workshop|transactions) on\b|\bproceedings of\b|"
    r"^(?:journal|annals|transactions) of\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"]([^“”\"]{12,300}?)[,.]?[”\"]|``([^`']{12,300}?)[,.]?''")
_TITLE = r"([^.?!:;]{3,}(?:[:;][^.?!]{3,})?[.?!]|[^.]{12,200}?[?!])"
_INITIALS = r"[^\W\d_][\w'’\-]+(?: [A-Z][\w'’\-]+)? [A-Z]{1,3}"
_COMMA = r"[A-Z][\w'’\-]+(?: [A-Z][\w'’\-]+)?, (?:[A-Z]\.[\s\-]?){1,4}"
_WHOLE = r"[A-Z][\w'’\-]+(?: (?:[A-Z]\.|[\w'’\-]+)){1,4}"
_STYLES = tuple(
    re.compile(style)
    for style in (
        # Lee, J., & Doe, A. B. (2004). On a thing. Journal of Things.     Lee J (2004) On a thing. J Thing 2:1
        rf"^[^()\"“]{{3,400}}\((?:1[89]|20)\d\d[a-z]?\)[.,:]?\s+{_TITLE}(?:\s|$)",
        # Dunford HB, Stillman JS: On a thing. Coord Chem Rev
        rf"^{_INITIALS}(?:,? (?:and )?{_INITIALS})*(?:,? et al\.?)?:\s+{_TITLE}\s",
        # Garcia P, Rapezzi C, et al. On a thing. Eur Heart J.
        rf"^{_INITIALS}(?:, {_INITIALS})+(?:, et al)?\.\s+{_TITLE}\s",
        # Lee, J., Doe, A. B. & Roe, C. On a thing. Nature    Lee, J. et al. On a thing.    Lee, J.; Doe, A. On a thing.
        rf"^{_COMMA}(?:(?:[,;]\s*|\s*&\s*|\s*and\s+)+{_COMMA})*(?:et al\.\s*)?{_TITLE}\s",
        # Ann Lee, Bo Doe, and Cy Roe. On a thing. In Proceedings of
        rf"^{_WHOLE}(?:, {_WHOLE})*,? (?:and|&) {_WHOLE}\.\s+{_TITLE}\s",
    )
)
_SURNAMES = tuple(
    re.compile(style)
    for style in (
        rf"^(?={_COMMA})([A-Z][\w'’\-]+(?: [A-Z][\w'’\-]+)?), ",
        rf"^(?={_INITIALS}[,:;( ])([^\W\d_][\w'’\-]+(?: [A-Z][\w'’\-]+)?) [A-Z]{{1,3}}[,:;( ]",
        r"^(?:[A-Z]\.[\s\-]?)+(?:v[ao]n |de[rn]? )*([A-Z][\w'’\-]+),",
        rf"^(?={_WHOLE}(?:, {_WHOLE})*,? (?:and|&) {_WHOLE}\.)[^,]*? ([\w'’\-]+)(?:,| and | & )",
    )
)


def identifiers_in(citation: str) -> list[str]:
    """The first identifier: of two, the second belongs to a neighbour that was glued on, or to a copy."""
    found = _IDENTIFIER.search(citation[:_LONGEST])
    return [found[0]] if found else []


def title_in(citation: str) -> str:
    citation = citation[:_LONGEST]
    if quoted := _QUOTED.search(citation):
        return str(quoted[1] or quoted[2]).strip()
    for style in _STYLES:
        found = style.match(citation)
        title = found[1].partition(" ;")[0].strip().removesuffix(".") if found else ""
        if len(_WORD.findall(title)) >= 3 and not is_series(title):
            return title
    return ""


def surnames_in(citation: str) -> list[str]:
    """The first author's, where the style tells which word it is: a wrong one keeps a work from its title."""
    found = next((found for style in _SURNAMES if (found := style.match(citation[:_LONGEST]))), None)
    return [found[1]] if found else []


def year_in(citation: str) -> str:
    """In brackets if there is one: pages look like years, too."""
    found = _YEAR_IN_BRACKETS.search(citation[:_LONGEST]) or _YEAR.search(citation[:_LONGEST])
    return found[1] if found else ""


def is_series(title: str) -> bool:
    """Whether what stands where a title is due names a conference or a series, whose papers are many."""
    return bool(_SERIES.search(title))
