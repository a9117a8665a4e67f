"""The formats that are read, and how an input is matched to one of them: by what it holds, not by its name."""

from __future__ import annotations

from extract.readers.bibtex import BIBTEX
from extract.readers.daily_papers import DAILY_PAPERS
from extract.readers.errors import EmptyInput, UnknownFormat
from extract.readers.jsonl import JSONL
from extract.readers.reader import Reader

FORMATS: tuple[Reader, ...] = (JSONL, BIBTEX, DAILY_PAPERS)
"""Every format there is, in the order in which they are tried: the one that is told most surely comes first."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zip archive (or an office document)"),
    (b"\x1f\x8b", "gzip inside gzip"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstandard file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x7fELF", "a program"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def detect(head: bytes, name: str) -> Reader:
    """The reader for an input of which `head` is the beginning, unpacked. Raises EmptyInput or UnknownFormat."""
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise UnknownFormat(f"{name!r} is {what}; convert what is in it to one of these: {_known()}.")
    text = (
        head.decode("utf-16" if head.startswith(_UTF16) else "utf-8-sig", "replace")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )
    if not text.strip("\ufeff \t\r\n\f\v\x00"):
        raise EmptyInput(f"{name!r} is empty; give a file with papers in one of these formats: {_known()}.")
    for reader in FORMATS:
        if reader.recognises(text, name):
            return reader
    if "\x00" in text or text.count("\ufffd") > len(text) // 10:
        raise UnknownFormat(f"{name!r} is a binary file; give text in one of these formats: {_known()}.")
    raise UnknownFormat(f"{name!r} is in no known format; convert it to one of these: {_known()}.")


def _known() -> str:
    return ", ".join(reader.name for reader in FORMATS)
