"""Tags and character references in text that is not HTML: Crossref's titles and abstracts (JATS), exports of others."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from extract.readers.text import one_line, storable

# A tag has a name that starts with a letter, and its attributes quotes: `a < b`, `p<0.05` and `x <y and z> w` have not.
_TAG = re.compile(
    r"<(/?)(?:[a-zA-Z][\w.\-]*:)?([a-zA-Z][\w.\-]{0,40})((?:\s+[\w:.\-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*)\s*/?>"
)
# None stands in another: without that, a text of nothing but their beginnings would take the square of its length.
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->|<!\[CDATA\[|\]\]>|<\?(?:(?!<\?).)*?\?>", re.DOTALL)
_BLOCKS = frozenset(
    {"p", "sec", "title", "div", "br", "list", "list-item", "li", "ul", "ol", "label", "h1", "h2", "h3"}
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_HEADING = re.compile(r"\A(?:abstract|summary)[.:]?\n+", re.IGNORECASE)
_BREAKS = re.compile(r"\s*\n\s*\n\s*")
# A formula is often given twice: for people, and as TeX for programs.
_TWICE = re.compile(r"<(\w+:)?(tex-math|annotation)\b.{0,5000}?</(\w+:)?\2\s*>", re.DOTALL)


def line_of(text: str) -> str:
    """A title or a name without markup, on one line."""
    return one_line(storable(_plain(text, "")))


def paragraphs_of(text: str) -> str:
    """An abstract without markup: its paragraphs, a blank line between them, without the heading `Abstract`."""
    if "<" not in text and "&" not in text:
        return storable(text.strip())
    plain = _plain(_TWICE.sub("", text), "\n\n")
    whole = "\n\n".join(line for part in _BREAKS.split(plain) if (line := one_line(part)))
    return storable(_HEADING.sub("", whole))


def _plain(text: str, block: str) -> str:
    if "<" in text:
        text = _TAG.sub(lambda tag: block if tag[2].lower() in _BLOCKS else "", _COMMENT.sub("", text))
    # Twice, for Crossref has `&amp;lt;`, and once more makes no text of a text.
    return html.unescape(html.unescape(text)) if _ENTITY.search(text) else text


# --- of elements


def text_in(element: Element | None, *path: str) -> str:
    """All text within an element, or within the first that a path of names leads to, on one line; "" where none is."""
    for name in path:
        element = None if element is None else element.find(name)
    return "" if element is None else one_line(storable("".join(element.itertext())))


def texts_in(element: Element, name: str) -> Iterator[str]:
    """The text of each child of this name that has any."""
    for child in element.findall(name):
        if text := text_in(child):
            yield text
