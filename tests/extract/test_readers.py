"""What holds for every format: how an input is opened, told apart, named, and what becomes of broken ones."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.readers import FORMATS, CannotOpen, EmptyInput, ReadError, UnknownFormat, detect, read
from extract.records import Paper, RecordProblem
from tests.extract.samples import ENTRY, PAGE, ROW, SAMPLES


def papers(text: str | bytes, name: str = "file") -> list[Paper]:
    content = text.encode() if isinstance(text, str) else text
    return [record for record in read(io.BytesIO(content), name=name) if isinstance(record, Paper)]


def problems(text: str | bytes, name: str = "file") -> list[RecordProblem]:
    content = text.encode() if isinstance(text, str) else text
    return [record for record in read(io.BytesIO(content), name=name) if isinstance(record, RecordProblem)]


def test_every_format_has_a_sample() -> None:
    assert {reader.name for reader in FORMATS} == {*SAMPLES, "Parquet"}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_format_is_told_from_the_contents(name: str) -> None:
    assert detect(SAMPLES[name].encode(), "no.suffix").name == name


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("packed", [bytes, gzip.compress, zstandard.compress])
def test_line_ends_marks_and_packing_make_no_difference(
    name: str, encoding: str, end: str, packed: Callable[[bytes], bytes]
) -> None:
    content = SAMPLES[name].replace("\n", end).encode(encoding)
    plain = papers(SAMPLES[name])
    assert len(plain) == 1
    assert papers(packed(content)) == plain


def test_a_record_is_named_by_file_and_entry(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl.gz").write_bytes(gzip.compress(ROW.encode()))
    [paper] = read(tmp_path / "rows.jsonl.gz")
    assert isinstance(paper, Paper)
    assert (paper.source, paper.record) == ("jsonl", "rows.jsonl#arxiv:1706.03762")
    assert [record.record for record in papers(PAGE, "page.txt")] == ["page.txt#attention is all you need"]
    assert [record.record for record in papers(ENTRY, "my.bib")] == ["my.bib#vaswani2017"]


def test_a_given_name_stands_for_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(ROW)
    [paper] = read(str(tmp_path / "a.jsonl"), name="mine")
    assert isinstance(paper, Paper)
    assert paper.record == "mine#arxiv:1706.03762"


def test_a_given_name_hides_neither_the_path_nor_its_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("broken\n" + ROW)
    assert len(list(read(tmp_path / "a.jsonl", name="mine"))) == 2
    (tmp_path / "b.xml").write_text("<recipes/>")
    with pytest.raises(UnknownFormat, match=r"b\.xml"):
        read(tmp_path / "b.xml", name="mine")


def test_a_stream_without_a_name_needs_one() -> None:
    with pytest.raises(CannotOpen, match="--as NAME"):
        read(io.BytesIO(ROW.encode()))


def test_a_given_stream_stays_open() -> None:
    stream = io.BytesIO(ROW.encode())
    assert len(list(read(stream, name="x"))) == 1
    assert not stream.closed


def test_an_exact_repetition_is_given_once() -> None:
    assert len(papers(ROW * 3)) == 1


def test_another_record_of_the_same_id_is_told_by_a_number() -> None:
    other = ROW.replace("One model", "Another text")
    third = ROW.replace("One model", "A third text")
    assert [paper.record for paper in papers(ROW + other + ROW + third, "f")] == [
        "f#arxiv:1706.03762",
        "f#arxiv:1706.03762~2",
        "f#arxiv:1706.03762~3",
    ]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"no file .*nowhere\.bib"):
        read(tmp_path / "nowhere.bib")


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="is a directory; name the files in it"):
        read(tmp_path)


@pytest.mark.parametrize("content", [b"", b" \r\n\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "empty.txt").write_bytes(content)
    with pytest.raises(EmptyInput, match=r"empty\.txt' is empty"):
        read(tmp_path / "empty.txt")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.5\n%\xd0\xd4", "a PDF file"),
        (b"PK\x03\x04....", "a zip archive"),
        (gzip.compress(gzip.compress(b"{}")), "gzip inside gzip"),
        (bytes(range(256)) * 8, "a binary file"),
        (b"<feed><entry/></feed>", "in no known format"),
        (b'<?xml version="1.0"?><gexf version="1.3"><graph/></gexf>', "a graph in GEXF, which holds no papers"),
        (b"<!DOCTYPE html><html><body>Papers</body></html>", "a web page, which holds no papers"),
        (b'{"authorid": "1", "name": "Ada Park", "papercount": 1}', "a list of authors, which holds no papers"),
        (zstandard.compress(zstandard.compress(b"{}")), "zstandard inside"),
        (b"Dear colleagues,\n\nplease find the papers attached.", "in no known format"),
    ],
)
def test_an_unknown_format_is_refused_with_the_known_ones(content: bytes, word: str) -> None:
    with pytest.raises(UnknownFormat, match=word) as caught:
        read(io.BytesIO(content), name="thing")
    assert all(reader.name in str(caught.value) for reader in FORMATS)


def test_a_gzip_that_breaks_off_keeps_the_records_before() -> None:
    rows = "".join(f'{{"title": "Paper {n}", "abstract": "{n * n * 7919 % 99991}"}}\n' for n in range(2000))
    packed = gzip.compress(rows.encode())
    found = list(read(io.BytesIO(packed[: len(packed) // 2]), name="cut.jsonl"))
    assert len(found) > 500
    assert all(isinstance(record, Paper) for record in found[:-1])
    assert isinstance(found[-1], RecordProblem)
    assert "ends before its end mark" in found[-1].reason


def test_a_damaged_gzip_keeps_the_records_before() -> None:
    packed = bytearray(gzip.compress((ROW + PAGE * 4000).encode(), compresslevel=1))
    packed[-20:] = b"\x00" * 20
    assert any("gzip" in problem.reason for problem in problems(bytes(packed)))


def test_a_gzip_with_nothing_readable_is_refused() -> None:
    with pytest.raises(CannotOpen, match="cannot be read: the gzip stream"):
        read(io.BytesIO(gzip.compress(ROW.encode())[:8]), name="cut.gz")


class Failing(io.BytesIO):
    """A disk that fails behind the first 70,000 bytes."""

    def read1(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 70_000:
            raise OSError(5, "Input/output error")
        return super().read1(size)


def test_a_failing_disk_keeps_the_records_before() -> None:
    rows = "".join(f'{{"title": "Paper number {n}"}}\n' for n in range(10_000))
    found = list(read(Failing(rows.encode()), name="disk"))
    assert len(found) > 2000
    assert "Input/output error" in str(found[-1])


PIECES = st.sampled_from(
    [
        *(ROW, ENTRY, PAGE, *ROW, *ENTRY, *PAGE),
        *SAMPLES.values(),
        *(
            "<entry>",
            "</entry>",
            "<!DOCTYPE x [",
            "<!ENTITY a 'b'>",
            "&a;",
            "<paper>",
            "TY  - JOUR\n",
            "ER  -\n",
            ";",
            ",",
        ),
        *(
            '{"title": ',
            "[",
            "{",
            "}",
            "\\",
            '"',
            "@article{a, title={",
            "@string{x=",
            "@comment{",
            "$",
            "\\'",
            "\\url{",
        ),
        *("\n·\n", "  • 3 authors\n", "Jan 28 5\n", "Daily Papers\n", "\x00", "\ufeff", "\n\n", "é", "NaN", "1" * 5000),
    ]
)


def survives(content: bytes, name: str) -> None:
    try:
        records = list(read(io.BytesIO(content), name=name))
    except ReadError:
        return
    for record in records:
        assert isinstance(record, Paper | RecordProblem)
        if isinstance(record, Paper):
            assert record.title.strip() or record.identifiers
            record.text.encode()
            record.record.encode()


NAMES = st.sampled_from(["x", "x.jsonl", "x.bib", "x.txt", "x.json"])


@given(st.binary(max_size=300), NAMES)
def test_arbitrary_bytes_never_crash_a_reader(content: bytes, name: str) -> None:
    survives(content, name)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=30), NAMES, st.booleans())
def test_broken_files_of_every_format_never_crash_a_reader(pieces: list[str], name: str, packed: bool) -> None:
    content = "".join(pieces).encode()
    survives(gzip.compress(content)[: -len(pieces) or None] if packed else content, name)


@given(st.sampled_from([*SAMPLES.values()]), st.data())
def test_a_byte_changed_anywhere_never_crashes_a_reader(text: str, data: st.DataObject) -> None:
    content = bytearray((text * 2).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    survives(bytes(content), "x")


def test_every_format_describes_itself() -> None:
    assert len({reader.name for reader in FORMATS}) == len(FORMATS)
    assert all(reader.description and "\n" not in reader.description for reader in FORMATS)
