"""Lines of text, or bytes, from a file, a stream or a gzip or zstandard of either, in constant memory.

Bytes that are not UTF-8 come through as lone surrogates (PEP 383), so that a reader can name the record that holds
them instead of failing on the file. A stream that breaks off ends the lines early and says so in `failure`.
"""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from extract.readers.zstd import ZSTD_MAGIC_BYTES, Unzstd, ZstdFault, is_zstd

HEAD_BYTES = 1 << 16
"""How much of an input is looked at to tell its format: past any preamble of a .bib seen in the samples (3 KB)."""

LONGEST_LINE = 1 << 24
"""Characters. The longest row of the corpora has 56,232; unbounded, one file without line ends takes all memory."""

PIECE = 1 << 20
"""Characters of a line that are looked at together by who does not need it whole."""

_GZIP = b"\x1f\x8b"
_UNDECODED = re.compile("[\udc80-\udcff]")


@dataclass(slots=True)
class Lines:
    """The input as its reader sees it: `name` for the ids of its records, its first bytes, its lines, once."""

    name: str
    head: bytes
    stream: Input
    encoding: str

    @property
    def failure(self) -> str | None:
        """Why the input broke off, once the lines have run out; None where it ended well."""
        return self.stream.failure

    @property
    def decoded_head(self) -> str:
        """The beginning as text; the last character may be cut."""
        return self.head.decode(self.encoding, "replace")

    def chunks(self) -> Iterator[bytes]:
        """The input as bytes, once, for a format that is not made of lines."""
        while chunk := self.stream.read(HEAD_BYTES):
            yield chunk

    def pieces(self) -> Iterator[tuple[int, str, bool]]:
        """Like the lines, but a long one in several pieces, and one that the input broke off in as far as it is there:
        number, text, and whether its line ends here."""
        with self._text() as text:
            number = 1
            while read := text.readline(PIECE):
                is_end = read.endswith("\n")
                yield number, read.removesuffix("\n").removeprefix("\ufeff"), is_end
                number += is_end

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Lines without their ends, numbered from 1. Of a longer line than LONGEST_LINE that many characters are given.

        A last line that the input broke off in is left out: nobody knows how it went on.
        """
        number = 0
        with self._text() as text:
            while read := text.readline(LONGEST_LINE):
                number += 1
                rest = read
                while not rest.endswith("\n") and (rest := text.readline(LONGEST_LINE)):
                    pass
                if self.failure and not rest.endswith("\n"):
                    return
                # A mark at the start of a later line comes from files put together.
                yield number, read.removesuffix("\n").removeprefix("\ufeff")

    @contextmanager
    def _text(self) -> Iterator[io.TextIOWrapper]:
        errors = "surrogateescape" if self.encoding == "utf-8-sig" else "replace"
        text = io.TextIOWrapper(io.BufferedReader(self.stream, HEAD_BYTES), self.encoding, errors)
        try:
            yield text
        finally:
            # A text layer that is collected closes what lies below it, and that may be standard input.
            text.detach().detach()


def undecoded(text: str) -> str | None:
    """The first byte in `text` that was not UTF-8, as 0xE9, or None."""
    found = _UNDECODED.search(text)
    return f"0x{ord(found[0]) - 0xDC00:02X}" if found else None


def open_lines(stream: BinaryIO, name: str) -> Lines:
    """The lines of `stream`, unpacked where it starts like gzip or zstandard. Does not close it."""
    raw = Input(stream)
    if raw.look(len(_GZIP)) == _GZIP:
        raw = Input(gzip.GzipFile(fileobj=io.BufferedReader(raw, HEAD_BYTES)))
    elif is_zstd(raw.look(ZSTD_MAGIC_BYTES)):
        raw = Input(Unzstd(raw))
    head = raw.look(HEAD_BYTES)
    encoding = "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    return Lines(name, head, raw, encoding)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes | None: ...


class Input(io.RawIOBase):
    """A stream whose beginning can be looked at, and which ends, with a reason, where reading it fails."""

    def __init__(self, stream: _Readable) -> None:
        self.failure: str | None = None
        # read() of a gzip that breaks off raises and drops all that it had unpacked for this call; read1() gives it.
        self._read = getattr(stream, "read1", stream.read)
        self._ahead = b""

    def look(self, size: int) -> bytes:
        """The first `size` bytes, fewer where there are no more; they will still be read."""
        while len(self._ahead) < size and (more := self._more(size - len(self._ahead))):
            self._ahead += more
        return self._ahead[:size]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        chunk = self._ahead[: len(buffer)] or self._more(len(buffer))
        self._ahead = self._ahead[len(chunk) :]
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def _more(self, size: int) -> bytes:
        if self.failure:
            return b""
        try:
            return self._read(size) or b""
        except EOFError:
            self.failure = "the gzip stream ends before its end mark"
        except (zlib.error, gzip.BadGzipFile) as error:
            self.failure = f"the gzip stream is damaged ({error})"
        except ZstdFault as error:
            self.failure = f"the zstandard stream {error}"
        except OSError as error:
            self.failure = f"reading failed ({error.strerror or error})"
        return b""
