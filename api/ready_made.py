"""Extractions that others made: which paper of a run each is of, and what of it can be used.

An extraction is of the paper that has its text (`text_sha256`), else of those that have its id, else of those that have
its title. One of another text than its paper has is left out; so is what is wrong in one, with its line told.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple

import orjson

from api.contributions import feed_id, ready_made_contribution
from api.ingest import Skipped
from api.ready_made_record import Given, given_of, usable
from extract.readers.errors import CannotOpen, UnknownFormat
from extract.readers.json_records import texts
from extract.readers.json_values import decoded
from extract.readers.jsonl import JSONL
from extract.readers.lines import open_lines
from extract.readers.rows import BadRow
from extract.readers.text import storable
from extract.records import Paper
from graph import identifiers, names
from graph.records import Contribution

_TABLES = """
CREATE TABLE line (
    n INTEGER PRIMARY KEY, place TEXT NOT NULL, name TEXT NOT NULL, extractor TEXT NOT NULL, text_sha256 TEXT NOT NULL,
    title TEXT NOT NULL, digest BLOB NOT NULL UNIQUE, body BLOB NOT NULL
);
CREATE TABLE key (key TEXT NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (key, line)) WITHOUT ROWID;
"""
_BY_KEYS = """
SELECT key.key, line.n, line.place, line.extractor, line.text_sha256, line.title
FROM json_each(?) AS asked JOIN key ON key.key = asked.value JOIN line ON line.n = key.line ORDER BY line.n
"""

_OWN = "own:"
"""Before an id that is no identifier, such as a number: another file may mean another paper by it."""

_MOST_BEFORE = 20
"""Bad lines before the first good one: a file of something else has nothing but."""

_MOST_TOLD = 3
"""Of what is wrong in one extraction: where offsets count bytes, every statement is."""


class Line(NamedTuple):
    """What tells the paper and the place of an extraction; "" where it does not say, `title` as its key."""

    n: int
    place: str
    extractor: str
    text_sha256: str
    title: str


class ReadyMade:
    """The extractions of some files.

    They lie in a temporary file of SQLite's, which takes about as much of the disk as the files unpacked and is gone
    when this is closed; memory is that of a batch of papers, and a byte for each extraction. `problems` are those of
    the files; what is wrong in an extraction is told with its paper.
    """

    def __init__(self) -> None:
        self.problems: list[Skipped] = []
        self._lines = sqlite3.connect("")
        self._lines.executescript(_TABLES)
        self._is_done = bytearray()  # by number: it was used, or it was told why not
        self._left_out: dict[int, str] = {}  # by number: why the paper that it is of did not get it; another one may
        self._told: set[str] = set()

    def close(self) -> None:
        self._lines.close()

    def __enter__(self) -> ReadyMade:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, path: Path) -> None:
        """Add a file, packed or not: an extraction a line, or a list of them. Raises ReadError where it holds none."""
        shown = storable(str(path))  # a name may hold bytes that are no text
        with _opened(path) as stream:
            lines = open_lines(stream, shown)
            if not JSONL.recognises(lines.decoded_head, shown):
                raise _no_extractions(shown, lines.failure or "it holds no JSON")
            bad, is_any_good = 0, False
            for number, text in texts(lines):
                place = f"{shown}, line {number}"
                try:
                    if text.strip():
                        self._add(given_of(decoded(text)), text.encode(), place)
                        is_any_good = True
                except BadRow as problem:
                    bad += 1
                    if bad > _MOST_BEFORE and not is_any_good:
                        raise _no_extractions(shown, f"of line {number}, {problem}") from None
                    self._skip(f"{place}: {problem}; this extraction is left out")
            if lines.failure:
                self._skip(f"{shown}: {lines.failure}; the extractions before it are used, make the file again")

    def _skip(self, reason: str) -> None:
        self.problems.append(Skipped(what="extraction", reason=reason))

    def _add(self, given: Given, body: bytes, place: str) -> None:
        """An exact repetition is left out."""
        n, title = len(self._is_done), names.title_key(given.title)
        name = given.id or given.title or given.text_sha256
        row = (n, place, name, given.extractor, given.text_sha256, title, hashlib.sha256(body).digest(), body)
        if self._lines.execute("INSERT OR IGNORE INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row).rowcount:
            ids = identifiers.expand([given.id])
            keys = set(_keys(given.text_sha256, ids, [given.id] if given.id else [], title))
            self._lines.executemany("INSERT INTO key VALUES (?, ?)", [(key, n) for key in keys])
            self._is_done.append(False)

    def of(self, papers: Sequence[Paper]) -> tuple[list[Contribution], list[Skipped]]:
        """The extractions of these papers' texts, and what of them cannot be used."""
        keys = [_keys_of(paper) for paper in papers]
        asked = orjson.dumps(sorted({key for some in keys for key in some})).decode()
        lines: dict[str, list[Line]] = defaultdict(list)
        for key, *row in self._lines.execute(_BY_KEYS, (asked,)):
            lines[key].append(Line(*row))
        contributions: dict[str, Contribution] = {}
        wrong: dict[str, None] = {}
        for paper, some in zip(papers, keys, strict=True):
            for line in self._chosen(paper, some, lines):
                contribution, reason = self._used(line, paper)
                if contribution:
                    contributions[contribution.id] = contribution
                if reason and reason not in self._told:
                    wrong[reason] = None
        self._told.update(wrong)
        return list(contributions.values()), [Skipped(what="extraction", reason=reason) for reason in wrong]

    def _chosen(self, paper: Paper, keys: Sequence[str], lines: Mapping[str, Sequence[Line]]) -> Iterable[Line]:
        """Of each extractor the extraction that is told to be of this text most surely; of two the later one."""
        sha256, title = paper.text_sha256, names.title_key(paper.title)
        chosen: dict[str, Line] = {}
        for key in keys:
            for line in reversed(lines.get(key, ())):
                if key.startswith(_OWN) and line.title not in ("", title):
                    continue
                if line.text_sha256 not in ("", sha256):
                    self._left_out[line.n] = f"it is of another text than {feed_id(paper)} has, {paper.title!r}"
                elif (other := chosen.setdefault(line.extractor, line)) != line:
                    self._left_out[line.n] = f"{other.place} is of the same text and extractor, and stands"
        return chosen.values()

    def _used(self, line: Line, paper: Paper) -> tuple[Contribution | None, str]:
        """The extraction as far as it can be used, and why not all of it can."""
        [body] = self._lines.execute("SELECT body FROM line WHERE n = ?", (line.n,)).fetchone()
        given = given_of(decoded(body.decode()))
        statements, wrong = usable(given.row, paper)
        self._is_done[line.n] = True
        more = len(wrong) - _MOST_TOLD
        told = "; ".join([*wrong[:_MOST_TOLD], *([f"{more:,} more of its statements are wrong"] if more > 0 else [])])
        if wrong and not any(statements.values()):
            return None, f"{line.place}: {told}; this extraction is left out"
        rest = "this statement is" if len(wrong) == 1 else "these statements are"
        reason = f"{line.place}: {told}; {rest} left out" if wrong else ""
        return ready_made_contribution(statements, paper, extractor=given.extractor, version=given.version), reason

    def rest(self) -> Iterator[Skipped]:
        """At the end: the extractions that no paper got. `unmatched` are those of no paper that was seen."""
        for n, place, name in self._lines.execute("SELECT n, place, name FROM line ORDER BY n"):
            if self._is_done[n]:
                continue
            if n in self._left_out:
                reason = f"{place}: {self._left_out[n]}; this extraction is left out"
                yield Skipped(what="extraction", reason=reason)
            else:
                yield Skipped(what="unmatched", reason=f"{place}: {name!r} is no paper of this run")


def _keys_of(paper: Paper) -> list[str]:
    title = names.title_key(paper.title)
    own = [one for one in (paper.id, paper.record, feed_id(paper)) if one]
    return list(_keys(paper.text_sha256, (*paper.identifiers, f"title:{title}"), own, title))


def _keys(text_sha256: str, ids: Iterable[str], own: Iterable[str], title: str) -> Iterator[str]:
    """What an extraction and its paper have in common, the surest first."""
    if text_sha256:
        yield f"text:{text_sha256}"
    yield from (f"id:{one}" for one in ids)
    yield from (f"{_OWN}{one}" for one in own)
    if title:
        yield f"title:{title}"


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise CannotOpen(f"There is no file {str(path)!r} with extractions; check the name and the folder.") from None
    except OSError as error:
        raise CannotOpen(f"{str(path)!r} cannot be opened ({error.strerror}); name a file with extractions.") from None


def _no_extractions(shown: str, reason: str) -> UnknownFormat:
    return UnknownFormat(
        f"{shown!r} holds no extractions: {reason}; give what `citegraph extract --format jsonl` prints."
    )
