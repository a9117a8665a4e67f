"""Finds links to code, models, data and demos, as papers write them: in TeX, without a scheme, glued, broken by a
space.

Writes `doc.spans["links"]`, label Repository; the mended, normalised URLs are `attrs["urls"]` of the group, one a span.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc, SpanGroup

from extract.components.words import Offsets, text_of
from graph.urls import is_repository, normalise

_PATH = r"[^\s<>\"“”‘’`^|,;{}\u3000-\u9fff\uff00-\uffef]"
# A host broken by a space goes on in small letters: `github. com`; after `tool.app. We` comes a sentence.
_HOST = r"(?:[A-Za-z0-9][A-Za-z0-9-]*\.(?:\s(?=(?-i:[a-z])))?)+(?:[A-Za-z]{2,24})\b"
_SCHEMED = rf"https?\s?:\s?/\s?/\s?(?:{_HOST}(?:[/?#:]{_PATH}*)?)"
_KNOWN = (
    r"(?:github\.com|gitlab\.com|huggingface\.co|hf\.co|bitbucket\.org|kaggle\.com|zenodo\.org|osf\.io|figshare\.com|"
    r"anonymous\.4open\.science|drive\.google\.com|sites\.google\.com|tinyurl\.com|bit\.ly|goo\.gle?|git\.io)"
)
_PAGES = (
    r"(?:[A-Za-z0-9-]+\.)+(?:github\.io|gitlab\.io|hf\.space|readthedocs\.io|streamlit\.app|vercel\.app|netlify\.app)"
)
_TOP = (
    r"(?:com|org|net|io|ai|edu|dev|app|co|cn|de|fr|uk|us|eu|ch|jp|kr|ca|au|nl|at|it|es|se|in|sg|tech|me|"
    r"science|code|gov)"
)
_BARE = (
    rf"(?:www\.)?{_KNOWN}\s?/{_PATH}+|{_PAGES}(?:/{_PATH}*)?|www\.(?:[A-Za-z0-9-]+\.)+[A-Za-z]{{2,24}}\b(?:/{_PATH}*)?|"
    rf"(?:[A-Za-z0-9-]+\.)+{_TOP}\b(?:/{_PATH}*)?"
)
_LINK = re.compile(rf"{_SCHEMED}|(?<![\w@./-])(?:{_BARE})", re.IGNORECASE)
_MAY_HOLD_LINK = re.compile(r"https?\s?:|www\.|\w\.[a-z]{2,}", re.IGNORECASE)

# A front page without scheme and path may be a name (Booking.com): it is a link where the text says it is one.
_OFFERED = re.compile(
    r"(?:available|accessible|accessed|found|released|hosted|published|visit|website|web ?page|site|page|code|demo|"
    r"data|see|link|url|repository|materials?)\b[^.;]{0,30}?(?:\b(?:at|on|via|from|in|through|is|here|under|visit)|:)\s*[(\[]?$",
    re.IGNORECASE,
)
# The next sentence glued to the end of a link: `.../tool.We show`.
_GLUED_SENTENCE = re.compile(
    r"\.(?=(?:The|We|This|Our|It|In|To|For|These|All|An?|And|Code|Data|Project|Keywords?|Furthermore|However|Also)(?:[^a-z]|$))"
)
_NEXT_PIECE = re.compile(rf"[ \n]([A-Za-z0-9]{_PATH}*)")


def find_links(text: str) -> list[tuple[int, int, str]]:
    """Start, end and normalised URL of each link of a text, in order."""
    if not _MAY_HOLD_LINK.search(text):
        return []
    links: list[tuple[int, int, str]] = []
    at = 0
    while match := _LINK.search(text, at):
        start, end = match.start(), _end_of_link(text, match.start(), match.end())
        at = max(end, match.start() + 1)
        written = re.sub(r"\s", "", text[start:end])
        url = normalise(written)
        if url and is_repository(url) and _is_meant(text, start, written):
            links.append((start, end, url))
    return links


def _end_of_link(text: str, start: int, end: int) -> int:
    second = re.search(r"https?:|\]\(|\\(?![_%#&~])|\$", text[start + 5 : end])
    if second:
        end = start + 5 + second.start()
    glued = _GLUED_SENTENCE.search(text, start, end)
    if glued and "/" in text[start + 8 : glued.start()]:
        return glued.start()
    depth = 0
    for at in range(start, end):
        depth += (text[at] in "([") - (text[at] in ")]")
        if depth < 0:
            end, depth = at, 0
            break
    else:
        end = _mended(text, start, end)
    if text[end - 2 : end] == "'s":
        end -= 2
    while end > start and text[end - 1] in ".,;:!?'*/)]…":
        if text[end - 1] in ")]" and depth >= 0 and text[start:end].count("(") >= text[start:end].count(")") > 0:
            break
        end -= 1
    return end


def _mended(text: str, start: int, end: int) -> int:
    """The end of a link whose path goes on after a stray space: after `_` or `-`, or after a `/` that must go on."""
    last = text[end - 1]
    piece = _NEXT_PIECE.match(text, end)
    if piece is None or "/" not in text[start + 8 : end]:
        return end
    word = piece[1].rstrip(".,;:!?)")
    path = re.sub(r"^https?://", "", re.sub(r"\s", "", text[start:end])).split("/")[1:]
    is_forge = re.search(r"git(?:hub|lab)\.com", text[start:end]) is not None
    is_owner_only = is_forge and path[-1] == "" and len(path) == 2
    if is_forge and path == [""] and re.fullmatch(r"[\w.-]+/[\w.-]+", word):
        return piece.end()
    if last in "_-" or (last == "/" and (is_owner_only or re.search(r"[-_\d]", word) is not None)):
        return piece.end()
    return end


def _is_meant(text: str, start: int, written: str) -> bool:
    lowered = written.lower()
    if lowered.startswith(("http", "www.")) or re.match(rf"{_KNOWN}/|{_PAGES}", lowered):
        return True
    host, _, path = lowered.partition("/")
    if re.search(r"\.(?:py|js|md|txt|json)$", host):
        return False
    return bool(path and host.count(".") >= 1 and "." in host) or bool(_OFFERED.search(text, max(0, start - 70), start))


class Links:
    def __call__(self, doc: Doc) -> Doc:
        found = find_links(text_of(doc))
        offsets = Offsets(doc) if found else None
        spans = [offsets.span(start, end, "Repository") for start, end, _ in found] if offsets else []
        doc.spans["links"] = SpanGroup(doc, spans=spans, attrs={"urls": [url for _, _, url in found]})
        return doc
