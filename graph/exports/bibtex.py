r"""BibTeX of papers, in UTF-8, as BibTeX, Biber and reference managers read it.

Text is escaped: what TeX would take for a command is written so that it prints as it stands. Braces without their other
half become commands, since BibTeX counts even escaped ones. Mathematics between dollars stays as it is, where it is
whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from graph import names
from graph.exports.citations import date_of, identifier, is_in_proceedings, name_of, text, texts
from graph.exports.records import NodeRecord
from graph.exports.scratch import Scratch
from graph.exports.words import told

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPECIAL: Final = {
    **{character: f"\\{character}" for character in "&%$#_"},
    "{": "\\textbraceleft{}",
    "}": "\\textbraceright{}",
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    # Two of these are one other character in TeX, unless something is between them.
    **{character: f"{{}}{character}" for character in "'`-"},
}
_PAIRED: Final = {"{": "\\{", "}": "\\}"}
_TO_ESCAPE: Final = re.compile(r"[&%$#_{}\\~^]|(?<=')'|(?<=`)`|(?<=-)-")
_MATHEMATICS: Final = re.compile(r"(?<!\\)(\$[^$%#&~]*[\\^_][^$%#&~]*(?<!\\)\$)")
_CONTROL: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NOT_IN_URLS: Final = re.compile(r"[{}\\\s\x00-\x1f\x7f]")
_WORD: Final = re.compile(r"[a-z0-9]+")


def pieces(scratch: Scratch) -> Iterator[str]:
    for sentence in told(scratch.left_out):
        yield f"% {sentence}\n\n"
    for paper in scratch.nodes():
        yield _entry(paper, scratch.unique(_cite_key(paper)))


def _entry(paper: NodeRecord, key: str) -> str:
    venue, date = text(paper, "venue"), date_of(paper)
    kind, where = ("inproceedings", "booktitle") if is_in_proceedings(venue) else ("article", "journal")
    if not venue:
        kind = "misc"
    fields: dict[str, str] = {"title": f"{{{{{escaped(paper.label)}}}}}"}
    if authors := texts(paper, "authors"):
        fields["author"] = f"{{{' and '.join(map(_author, authors))}}}"
    if venue:
        fields[where] = f"{{{escaped(venue)}}}"
    if date:
        fields["year"] = f"{{{date[0]}}}"
    if len(date) > 1:
        fields["month"] = MONTHS[date[1] - 1]
    if doi := identifier(paper, "doi"):
        fields["doi"] = f"{{{_address(doi)}}}"
    if arxiv := identifier(paper, "arxiv"):
        fields |= {"eprint": f"{{{_address(arxiv)}}}", "archiveprefix": "{arXiv}"}
    if url := text(paper, "url"):
        fields["url"] = f"{{{_address(url)}}}"
    if abstract := text(paper, "abstract"):
        fields["abstract"] = f"{{{escaped(abstract)}}}"
    if paper.properties.get("is_retracted"):
        fields["note"] = "{Retracted}"
    inner = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return f"@{kind}{{{key},\n{inner}\n}}\n\n"


def escaped(value: str) -> str:
    """Text as TeX prints it, on one line; between dollars, mathematics as it was written."""
    parts = _MATHEMATICS.split(_CONTROL.sub(" ", value).strip())
    for place in range(1, len(parts), 2):
        if not _is_balanced(parts[place]):
            parts[place - 1 : place + 2] = ["".join(parts[place - 1 : place + 2]), "", ""]
    special = _SPECIAL | _PAIRED if _is_balanced("".join(parts[::2])) else _SPECIAL
    return "".join(
        part if place % 2 else _TO_ESCAPE.sub(lambda found: special[found[0]], part) for place, part in enumerate(parts)
    )


def _is_balanced(part: str) -> bool:
    depth = 0
    for character in part:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def _author(written: str) -> str:
    """A name in one of BibTeX's forms; braces keep one together that has no parts, or an `and` of its own."""
    name = name_of(written)
    if not name.given or re.search(r"(?:^|\s)and(?:\s|$)", written, re.IGNORECASE):
        return f"{{{escaped(written)}}}"
    return ", ".join(escaped(part) for part in (name.family, name.suffix, name.given) if part)


def _address(value: str) -> str:
    """Given verbatim by every style, so not escaped; what would end the field is percent-encoded."""
    return _NOT_IN_URLS.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), value)


def _cite_key(paper: NodeRecord) -> str:
    """`park2023dense`: the first author's surname, the year, the first long word of the title."""
    authors = texts(paper, "authors")
    surname = "".join(_WORD.findall(_ascii(names.surname(authors[0])))) if authors else ""
    words = _WORD.findall(_ascii(paper.label))
    word = next((one for one in words if len(one) > 3), words[0] if words else "")
    return f"{surname[:30]}{paper.year or ''}{word[:30]}" or "paper"


def _ascii(value: str) -> str:
    return unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
