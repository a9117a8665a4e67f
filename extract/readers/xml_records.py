"""The records of an XML file one by one, in constant memory, from expat alone.

Entities are never expanded: a file that declares any is refused where it does so. A DTD is named and not fetched. Names
are read without their prefixes, for sources write one format with several. Where the XML breaks, the record that it
breaks in is told, and reading goes on with the next.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from extract.readers.lines import LONGEST_LINE, Lines
from extract.readers.rows import BadRow
from extract.records import Paper, RecordProblem

DEEPEST = 200
"""Elements within one another. The deepest record of the samples has 12."""

_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
_ROOT = re.compile(r"<([A-Za-z_][\w.:\-]*)")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._\-]+)[\"']")

_LONGEST_TAG = 80
# What no later record can mend: an unknown encoding, or one that the bytes do not keep to from the start.
_HOPELESS = (18, 19)

Above = tuple[tuple[str, dict[str, str]], ...]
"""Name and attributes of each element that a record stands in, the outermost first."""


@dataclass(frozen=True, slots=True)
class Found:
    """One record: its element, names without prefixes, and the line that it starts on."""

    element: Element
    line: int
    above: Above


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the XML breaks, and why; reading goes on with the next record, if there is one."""

    line: int
    reason: str


def root_of(head: str) -> str:
    """The name of the outermost element, without its prefix; "" where `head` is no XML."""
    if not head.lstrip("\ufeff \t\r\n").startswith("<"):
        return ""
    found = _ROOT.search(_COMMENT.sub("", head))
    return found[1].rpartition(":")[2] if found else ""


def read_elements(
    lines: Lines, names: Collection[str], papers: Callable[[Found, str], Iterable[Paper]]
) -> Iterator[Paper | RecordProblem]:
    """The papers of each record; `papers` raises BadRow for one that is none."""
    for item in records(lines, names):
        try:
            if isinstance(item, Broken):
                raise BadRow(item.reason)
            yield from papers(item, lines.name)
        except BadRow as problem:
            yield RecordProblem(where=lines.name, line=item.line, reason=str(problem))


def records(lines: Lines, names: Collection[str]) -> Iterator[Found | Broken]:
    """Every element of one of these names, and where the XML is broken. Records do not stand in one another."""
    encoding = _encoding_of(lines)
    begins = re.compile(rb"<(?:[\w.\-]+:)?(?:" + b"|".join(re.escape(name.encode()) for name in names) + rb")[\s>/]")
    chunks = lines.chunks()
    parse, rest = _Parse(names), b""
    before = 0  # lines that end before `chunk`
    while chunk := rest or next(chunks, b""):
        rest = b""
        fault = parse.feed(chunk)
        yield from parse.taken()
        if fault is None:
            before += chunk.count(b"\n")
            continue
        yield Broken(fault.line, fault.reason)
        if fault.is_final or encoding is None:
            return
        # Go on at the next record, below the same elements as the one that broke.
        at = min(max(fault.byte, 0), len(chunk))
        before += chunk[:at].count(b"\n")
        rest = chunk[at:]
        while not (found := begins.search(rest)):
            more = next(chunks, b"")
            if not more:
                return
            # The end may hold half a start tag.
            before += rest[:-_LONGEST_TAG].count(b"\n")
            rest = rest[-_LONGEST_TAG:] + more
        before += rest[: found.start()].count(b"\n")
        rest = rest[found.start() :]
        parse = _Parse(names, encoding=encoding, above=parse.above, line=before)
    fault = parse.close()
    yield from parse.taken()
    if fault and not lines.failure:
        yield Broken(fault.line, fault.reason)


def _encoding_of(lines: Lines) -> str | None:
    """What the file declares, or None where a record cannot be searched for in its bytes."""
    if lines.encoding != "utf-8-sig":
        return None
    declared = _ENCODING.match(lines.head.removeprefix(b"\xef\xbb\xbf"))
    encoding = declared[1].decode() if declared else "utf-8"
    return None if encoding.lower().startswith(("utf-16", "utf16", "ucs", "utf-32")) else encoding


@dataclass(frozen=True, slots=True)
class _Fault:
    """`byte` counts in the chunk that was fed last; reading may go on from there unless it `is_final`."""

    line: int
    byte: int
    reason: str
    is_final: bool = False


class _Refused(Exception):
    """Raised within a handler. `str()` is the reason; where it was is noted, for expat goes on to the chunk's end."""

    def __init__(self, reason: str, line: int, byte: int, *, is_final: bool) -> None:
        super().__init__(reason)
        self.line = line
        self.byte = byte
        self.is_final = is_final


class _Parse:
    """One run of expat, from the start of the file or from a record on."""

    def __init__(
        self, names: Collection[str], *, encoding: str | None = None, above: Above = (), line: int = 0
    ) -> None:
        self.above: Above = ()
        self._names = names
        self._line = line
        self._fed = 0
        self._open: list[Element] = []
        self._started = 0
        self._size = 0
        self._found: list[Found] = []
        self._parser = expat.ParserCreate(encoding)
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self._parser.SkippedEntityHandler = self._skipped
        for name, attributes in above:
            given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
            self.feed(f"<{name}{given}>".encode(encoding or "utf-8", "xmlcharrefreplace"))
        if line and not above:
            self.feed(b"<records>")

    def feed(self, chunk: bytes) -> _Fault | None:
        fed, self._fed = self._fed, self._fed + len(chunk)
        return self._guarded(chunk, fed, is_last=False)

    def close(self) -> _Fault | None:
        return self._guarded(b"", self._fed, is_last=True)

    def taken(self) -> list[Found]:
        found, self._found = self._found, []
        return found

    def _guarded(self, chunk: bytes, fed: int, *, is_last: bool) -> _Fault | None:
        parser = self._parser
        try:
            parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            is_final = error.code in _HOPELESS
            return _Fault(
                self._line + error.lineno,
                parser.ErrorByteIndex - fed + 1,
                f"the XML breaks here ({reason}); what it breaks in was skipped",
                is_final,
            )
        except _Refused as error:
            return _Fault(error.line, error.byte - fed, str(error), error.is_final)
        except (LookupError, ValueError) as error:  # an encoding that Python does not know, or not one of single bytes
            return _Fault(
                self._line + 1, 0, f"its encoding cannot be read ({error}); convert it to UTF-8", is_final=True
            )
        return None

    def _refused(self, reason: str, *, is_final: bool = False) -> _Refused:
        line = self._line + self._parser.CurrentLineNumber
        return _Refused(reason, line, self._parser.CurrentByteIndex, is_final=is_final)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if not self._open:
            if len(self.above) > DEEPEST:
                raise self._refused(f"there are more than {DEEPEST} elements within one another", is_final=True)
            if local not in self._names:
                self.above = (*self.above, (local, dict(attributes)))
                return
            self._started, self._size = self._line + self._parser.CurrentLineNumber, 0
        elif local in self._names:
            raise self._refused(f"a <{name}> begins before the <{self._open[0].tag}> of line {self._started} ends")
        elif len(self._open) > DEEPEST:
            raise self._refused(f"there are more than {DEEPEST} elements within one another")
        element = Element(local, {key.rpartition(":")[2]: value for key, value in attributes.items()})
        if self._open:
            self._open[-1].append(element)
        self._open.append(element)
        self._grow(64 + sum(map(len, attributes.values())))

    def _end(self, _: str) -> None:
        if not self._open:
            self.above = self.above[:-1]
            return
        element = self._open.pop()
        if not self._open:
            self._found.append(Found(element, self._started, self.above))

    def _text(self, text: str) -> None:
        if not self._open:
            return
        self._grow(len(text))
        into = self._open[-1]
        if len(into):
            into[-1].tail = (into[-1].tail or "") + text
        else:
            into.text = (into.text or "") + text

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > LONGEST_LINE:
            raise self._refused(f"the record of line {self._started} is longer than {LONGEST_LINE >> 20} Mi characters")

    def _entity(self, name: str, *_: object) -> None:
        reason = f"it declares the entity {name!r}, and entities are never expanded; write out what it stands for"
        raise self._refused(reason, is_final=True)

    def _skipped(self, name: str, is_parameter: bool) -> None:  # noqa: FBT001 - expat passes it so
        """Of a DTD that was not fetched: one of HTML's is known all the same, any other stays as it was written."""
        if not is_parameter:
            self._text(html.unescape(f"&{name};"))
