"""What a command line may name as input: folders, patterns, packed files."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard

from api.cli import main
from api.cli.exits import CommandError, Exit
from api.cli.inputs import files_of
from tests.api.papers import DENSE, SPARSE, write_jsonl

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """lib/a.jsonl  lib/part=1/p.jsonl.gz  lib/part=2/p.jsonl.zst  lib/.hidden/x.jsonl"""
    made = tmp_path / "lib"
    for below in ("part=1", "part=2", ".hidden"):
        (made / below).mkdir(parents=True)
    write_jsonl(made / "a.jsonl", DENSE)
    text = write_jsonl(made / ".hidden" / "x.jsonl", SPARSE).read_bytes()
    (made / "part=1" / "p.jsonl.gz").write_bytes(gzip.compress(text))
    (made / "part=2" / "p.jsonl.zst").write_bytes(zstandard.compress(text.replace(b"sparse", b"other")))
    return made


def named(given: str) -> list[str]:
    return [file.name for file in files_of(given)]


def test_a_folder_is_all_that_lies_below_it_but_what_is_hidden(folder: Path) -> None:
    assert named(str(folder)) == ["a.jsonl", "part=1/p.jsonl", "part=2/p.jsonl"]


def test_a_pattern_names_files_and_folders(folder: Path) -> None:
    assert named(f"{folder}/*.jsonl") == ["a.jsonl"]
    assert named(f"{folder}/part=*/*.gz") == ["part=1/p.jsonl"]
    assert named(f"{folder}/**/p.*") == ["part=1/p.jsonl", "part=2/p.jsonl"]
    assert named(f"{folder}/part=*") == ["part=1/p.jsonl", "part=2/p.jsonl"]


def test_a_file_whose_name_looks_like_a_pattern_is_itself(tmp_path: Path) -> None:
    (tmp_path / "a[1].jsonl").write_text("{}")
    assert named(str(tmp_path / "a[1].jsonl")) == ["a[1].jsonl"]


def test_a_pattern_that_nothing_fits_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no file fits"):
        files_of(f"{tmp_path}/*.jsonl")
    with pytest.raises(CommandError, match="a folder without files"):
        files_of(str(tmp_path))


def test_a_folder_is_ingested_with_a_word_for_what_holds_no_papers(
    folder: Path, tmp_path: Path, capsys: Captured
) -> None:
    (folder / "graph.gexf").write_text('<gexf version="1.3"><graph/></gexf>')
    (folder / "README.md").write_text("Papers.\n")
    url = f"embedded:{tmp_path / 's.sqlite'}"
    assert main(["ingest", str(folder), "--store", url]) == Exit.PARTLY
    told = capsys.readouterr()
    assert "3 papers read" in told.out
    assert "is a graph in GEXF, which holds no papers" in told.err
    assert "README.md' is in no known format" in told.err
    assert main(["dump", "--store", url]) == Exit.OK
    dumped = capsys.readouterr().out
    assert "feed:jsonl/part=1/p.jsonl#sparse" in dumped
    assert "feed:jsonl/part=2/p.jsonl#other" in dumped


def test_one_name_for_a_folder_of_several_is_a_usage_error(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    url = f"embedded:{tmp_path / 's.sqlite'}"
    assert main(["ingest", str(folder), "--as", "x", "--store", url]) == Exit.USAGE
    assert "there are 3" in capsys.readouterr().err


def test_a_record_without_title_has_no_text_to_extract(tmp_path: Path, capsys: Captured) -> None:
    path = write_jsonl(
        tmp_path / "c.jsonl", {"citingcorpusid": 1, "citedcorpusid": 2}, {"corpusid": 1, "title": "Mills"}
    )
    assert main(["extract", str(path), "--format", "jsonl"]) == Exit.PARTLY
    assert "has no title, and so no text to read" in capsys.readouterr().err
