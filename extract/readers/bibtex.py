"""BibTeX and BibLaTeX: each entry with a title is a paper, `@proceedings` and `@periodical` are not.

    title, abstract, author             TeX accents and braces become text; mathematics between dollars stays
    date, or year, month, day           as precise as they are; a year such as `to appear` is no date
    journal, journaltitle, booktitle    the venue
    eprint, arxiv(id), doi, url, pmid, volume (`abs/1706.03762`), journal (`arXiv preprint arXiv:...`)    identifiers
    code, software                      URLs of code
    references, cites                   what the paper cites, one a line or separated by `;` (cite keys also by
                                        commas): each a cite key of the same file, an identifier, or a title
    crossref                            an entry that lends venue and year, wherever it stands in the file

A cite key that stands further down holds the papers back until it is read, so that they come in the order of the file
and their references whole. Of a paper that was given only title, authors, year, venue and identifiers are kept.
"""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from extract.readers.bibtex_entries import START, BadEntry, Entry, entries
from extract.readers.bibtex_names import names
from extract.readers.dates import date, iso_date, month_number
from extract.readers.lines import LONGEST_LINE, Lines, undecoded
from extract.readers.reader import Options, Reader
from extract.readers.tex import plain_of_tex, text_of_tex
from extract.readers.text import one_line, record_of, shown, storable
from extract.records import Author, Paper, RecordProblem, Reference
from graph import identifiers

_KINDS_WITHOUT_PAPER = frozenset({"proceedings", "mvproceedings", "periodical", "set", "xdata"})
_ENTRY_IN_HEAD = re.compile(
    rf"^(?:{START.pattern}\s*[^\s,{{}}=\"]*\s*[,=}}]|\s*@(?:comment|preamble)\s*[{{(])", re.MULTILINE | re.IGNORECASE
)
_KIND = re.compile(
    r"article|(?:mv)?(?:in)?book|(?:mv|in)?proceedings|conference|incollection|(?:mv)?collection|inbook|inreference|"
    r"phdthesis|mastersthesis|thesis|techreport|report|unpublished|misc|online|electronic|www|manual|booklet|software|"
    r"dataset|patent|periodical|string|comment|preamble|bookinbook|suppbook|reference|set|xdata",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_DAY_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_WORD = re.compile(r"[A-Za-z]+")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,5}|#x[0-9a-f]{2,4});", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_SEPARATOR = re.compile(r"[;\n]")
_URL = re.compile(r"https?://[^\s{},;]+")


@dataclass(slots=True)
class _Waiting:
    """A paper with the cite keys that it names and that have not been read yet."""

    paper: Paper
    cited: tuple[str, ...]
    parent: str
    missing: set[str] = field(default_factory=set)


def _recognises(head: str, _: str) -> bool:
    found = _ENTRY_IN_HEAD.search(head)
    return bool(found and (found[1] is None or _KIND.fullmatch(found[1])))


def _records(lines: Lines, _: Options) -> Iterator[Paper | RecordProblem]:
    file = lines.name
    known: dict[str, Reference] = {}
    queue: deque[_Waiting | RecordProblem] = deque()
    for entry in entries(lines):
        item = _problem(entry, file) if isinstance(entry, BadEntry) else _item(entry, file)
        if isinstance(entry, Entry):
            known.setdefault(entry.key, _reference(entry, item))
        if item is not None:
            queue.append(item)
        yield from _ready(queue, known)
    yield from _ready(queue, known, to_the_end=True)


def _ready(
    queue: deque[_Waiting | RecordProblem], known: dict[str, Reference], *, to_the_end: bool = False
) -> Iterator[Paper | RecordProblem]:
    """The items at the front of the queue that wait for nothing, or for nothing that can still come."""
    while queue:
        item = queue[0]
        if isinstance(item, _Waiting):
            item.missing = {key for key in item.missing if key not in known}
            if item.missing and not to_the_end:
                return
        queue.popleft()
        yield _resolved(item, known) if isinstance(item, _Waiting) else item


def _resolved(item: _Waiting, known: dict[str, Reference]) -> Paper:
    paper, parent = item.paper, known.get(item.parent)
    if parent:
        venue, year = parent.title or parent.venue, parent.year
        paper = replace(
            paper, venue=paper.venue or venue, published=paper.published or (f"{year:04}" if year else None)
        )
    if item.cited:
        references = (known.get(text) or _reference_of(text) for text in item.cited)
        paper = replace(paper, references=tuple(dict.fromkeys(references)))
    return paper


def _problem(entry: BadEntry, file: str) -> RecordProblem:
    called = f"the entry {shown(entry.key)}" if entry.key else "an entry"
    return RecordProblem(where=file, line=entry.line, reason=f"{called} was skipped: {entry.reason}")


def _item(entry: Entry, file: str) -> _Waiting | RecordProblem | None:
    if entry.kind in _KINDS_WITHOUT_PAPER:
        return None
    for name, value in entry.fields.items():
        if byte := undecoded(value):
            reason = f"its {name} holds the byte {byte}, which is not UTF-8; convert the file, for example with "
            return _problem(BadEntry(entry.key, entry.line, reason + "iconv -f latin1 -t utf-8"), file)
        if len(value) >= LONGEST_LINE:
            return _problem(BadEntry(entry.key, entry.line, f"its {name} is too long to be read"), file)
    title = _title(entry)
    if not title:
        reason = "it has no title; add a title field or take the entry out"
        return _problem(BadEntry(entry.key, entry.line, reason), file)
    cited = tuple(_cited(entry))
    parent = entry.fields.get("crossref", "").strip()
    waits_for = {text for text in cited if not _is_sure(text)} | ({parent} if parent else set())
    return _Waiting(_paper(entry, title, file), cited, parent, waits_for)


def _paper(entry: Entry, title: str, file: str) -> Paper:
    fields = entry.fields
    url = plain_of_tex(fields.get("url", "")) or next(
        iter(_URL.findall(plain_of_tex(fields.get("howpublished", "")))), ""
    )
    code = plain_of_tex(" ".join(fields.get(name, "") for name in ("code", "software")))
    return Paper(
        source="bibtex",
        record=record_of(file, entry.key, title),
        title=title,
        abstract=_abstract(fields.get("abstract", "")),
        id=entry.key or None,
        identifiers=_identifiers(entry, url),
        authors=tuple(Author(name=storable(name)) for name in names(fields.get("author", ""))),
        published=_published(fields),
        venue=_venue(fields),
        categories=tuple(_text(fields.get("primaryclass", "")).split()),
        url=storable(one_line(url)),
        links=tuple(dict.fromkeys(map(storable, _URL.findall(code)))),
    )


def _reference(entry: Entry, item: _Waiting | RecordProblem | None) -> Reference:
    """What the entries that cite this one, or take their venue from it, need to know of it."""
    if isinstance(item, _Waiting):
        paper = item.paper
        year = int(paper.published[:4]) if paper.published else None
        authors = tuple(author.name for author in paper.authors)
        return Reference(
            title=paper.title, authors=authors, year=year, venue=paper.venue, identifiers=paper.identifiers
        )
    published = _published(entry.fields)
    title = _title(entry) or _venue(entry.fields)
    return Reference(title=title, year=int(published[:4]) if published else None)


def _cited(entry: Entry) -> Iterator[str]:
    for name in ("references", "cites"):
        for part in _SEPARATOR.split(entry.fields.get(name, "")):
            words = part.split()
            # `devlin2019, liu2019` are keys; in `Attention, please` the comma belongs to a title.
            keys = [word for word in part.split(",") if word.strip()]
            if len(keys) > 1 and all(len(key.split()) == 1 for key in keys) and not identifiers.parse(part.strip()):
                yield from (key.strip() for key in keys)
            elif words:
                yield " ".join(words).rstrip(",")


def _is_sure(text: str) -> bool:
    """Whether `text` is read without the rest of the file: titles have spaces, identifiers a known source."""
    identifier = identifiers.parse(text)
    return " " in text or (identifier is not None and identifier.partition(":")[0] in identifiers.PREFERENCE)


def _reference_of(text: str) -> Reference:
    identifier = identifiers.parse(plain_of_tex(text))
    # A cite key that is nowhere in the file is kept as it is, so that the report of what is missing can name it.
    return Reference(identifiers=identifiers.expand([identifier])) if identifier else Reference(title=_text(text))


def _identifiers(entry: Entry, url: str) -> tuple[str, ...]:
    fields = {name: plain_of_tex(value) for name, value in entry.fields.items() if len(value) < 500}
    found = [fields.get("doi", ""), url, fields.get("journal", ""), fields.get("howpublished", "")]
    eprint = fields.get("eprint", "")
    archive = (fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv").lower()
    found.append({"arxiv": f"arxiv:{eprint}", "pubmed": f"pmid:{eprint}"}.get(archive, eprint))
    found += [f"arxiv:{value}" for name in ("arxiv", "arxivid") if (value := fields.get(name))]
    found += [f"pmid:{value}" for value in [fields.get("pmid")] if value]
    if fields.get("volume", "").startswith("abs/"):
        found.append(fields["volume"])
    if entry.key.startswith("DBLP:"):
        found.append(entry.key)
    return identifiers.expand(map(storable, found))


def _text(source: str) -> str:
    text = one_line(text_of_tex(source))
    return storable(html.unescape(text) if _ENTITY.search(text) else text)


def _title(entry: Entry) -> str:
    title, more = _text(entry.fields.get("title", "")), _text(entry.fields.get("subtitle", ""))
    return f"{title}: {more}" if title and more else title


def _abstract(source: str) -> str:
    """Lines joined, since where they break means nothing; a blank line between paragraphs stays."""
    return "\n\n".join(text for part in _PARAGRAPHS.split(source) if (text := _text(part)))


def _venue(fields: dict[str, str]) -> str:
    return next(
        (text for name in ("journal", "journaltitle", "booktitle") if (text := _text(fields.get(name, "")))), ""
    )


def _published(fields: dict[str, str]) -> str | None:
    written = plain_of_tex(fields.get("date", "")).partition("/")[0]
    if written and (whole := iso_date(written)):
        return whole
    year = _YEAR.search(plain_of_tex(fields.get("year", "")) or written)
    if not year:
        return None
    month, day = _month_and_day(plain_of_tex(fields.get("month", "")), plain_of_tex(fields.get("day", "")))
    with_day = date(int(year[0]), month, day) if month and day else None
    return with_day or date(int(year[0]), month)


def _month_and_day(text: str, day: str) -> tuple[int | None, int | None]:
    """Of `jun`, `6`, `June 12--14` and `12~jun`, the way in which BibTeX styles want a day."""
    words = ((month_number(word), word) for word in _WORD.findall(text))
    month, word = next((found for found in words if found[0]), (None, ""))
    if month is None:
        return (month_number(text) if text.isdecimal() else None), int(day) if _DAY_NUMBER.fullmatch(day) else None
    number = _DAY_NUMBER.search(day) or _DAY_NUMBER.search(text.replace(word, " ", 1))
    return month, int(number[0]) if number else None


BIBTEX = Reader(
    name="BibTeX",
    source="bibtex",
    description="entries with title, abstract, identifiers and, in `references` or `cites`, what they cite",
    recognises=_recognises,
    records=_records,
)
