"""The formats that are read, and how an input is matched to one of them: by what it holds, not by its name."""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.readers.acl_anthology import ACL_ANTHOLOGY
from extract.readers.arxiv_atom import ARXIV_ATOM
from extract.readers.arxiv_kaggle import ARXIV_KAGGLE
from extract.readers.arxiv_oai import ARXIV_OAI
from extract.readers.bibtex import BIBTEX
from extract.readers.crossref import CROSSREF
from extract.readers.csv_table import CSV
from extract.readers.daily_papers import DAILY_PAPERS
from extract.readers.errors import EmptyInput, UnknownFormat
from extract.readers.grobid_tei import GROBID_TEI
from extract.readers.huggingface import HUGGINGFACE
from extract.readers.ieee_csv import IEEE_CSV
from extract.readers.json_shape import has, has_any
from extract.readers.jsonl import JSONL
from extract.readers.openalex import OPENALEX
from extract.readers.openalex_merged import OPENALEX_MERGED
from extract.readers.openreview import OPENREVIEW
from extract.readers.parquet import PARQUET
from extract.readers.pubmed import PUBMED
from extract.readers.reader import Reader
from extract.readers.ris import RIS
from extract.readers.s2ag import S2AG
from extract.readers.semantic_scholar import SEMANTIC_SCHOLAR
from extract.readers.unarxive import UNARXIVE
from extract.readers.xml_records import root_of

FORMATS: tuple[Reader, ...] = (
    *(PARQUET, ARXIV_ATOM, ARXIV_OAI, ACL_ANTHOLOGY, GROBID_TEI, PUBMED),
    *(UNARXIVE, OPENALEX, S2AG, SEMANTIC_SCHOLAR, CROSSREF, ARXIV_KAGGLE, HUGGINGFACE, OPENREVIEW, JSONL),
    *(RIS, OPENALEX_MERGED, IEEE_CSV, CSV, BIBTEX, DAILY_PAPERS),
)
"""Every format there is, in the order in which they are tried: the one that is told most surely comes first."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zip archive (or an office document)"),
    (b"\x1f\x8b", "gzip inside gzip"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "zstandard inside gzip or zstandard"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x7fELF", "a program"),
)
_GML = re.compile(r"(?:\s*(?:#|Creator|Version)[^\n]*\n)*\s*graph\s*\[")
_WITHOUT_PAPERS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("a graph in GEXF", lambda head: root_of(head) == "gexf"),
    ("a graph in GraphML", lambda head: root_of(head) == "graphml"),
    ("a graph in XGMML", lambda head: root_of(head) == "graph"),
    ("a graph in GML", lambda head: bool(_GML.match(head))),
    ("a graph in Cytoscape's CX", lambda head: has_any(head, "numberVerification", "CXVersion")),
    (
        "a graph in Cytoscape's JSON",
        lambda head: has(head, "data.source", "data.target") or has(head, "elements.nodes"),
    ),
    ("a web page", lambda head: root_of(head).lower() in ("html", "body", "head")),
    ("an XML schema", lambda head: root_of(head) == "schema"),
    ("a list of authors", lambda head: has(head, "authorid", "papercount")),
    ("the XML of ParsCit", lambda head: root_of(head) == "algorithms"),
)
"""What people have beside papers, and might take for them."""

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
    for what, holds in _WITHOUT_PAPERS:
        if holds(text):
            raise UnknownFormat(f"{name!r} is {what}, which holds no papers; give one of these: {_known()}.")
    for reader in FORMATS:
        if reader.recognises(text, name):
            return reader
    if "\x00" in text or text.count("\ufffd") > len(text) // 10:
        raise UnknownFormat(f"{name!r} is a binary file; give text in one of these formats: {_known()}.")
    raise UnknownFormat(f"{name!r} is in no known format; convert it to one of these: {_known()}.")


def _known() -> str:
    return ", ".join(reader.name for reader in FORMATS)
