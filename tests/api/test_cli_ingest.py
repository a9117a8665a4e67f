"""`citegraph ingest`, `extract` and `demo`."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from api.cli import main
from api.cli.exits import Exit
from tests.api.papers import DENSE, SPARSE, write_jsonl

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"embedded:{tmp_path / 'library.sqlite'}"


@pytest.fixture
def library(tmp_path: Path) -> str:
    return str(write_jsonl(tmp_path / "library.jsonl", DENSE, SPARSE))


def feed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_ingest_tells_each_batch_and_the_sum(url: str, library: str, capsys: Captured) -> None:
    assert main(["ingest", library, "--store", url]) == Exit.OK
    committed, total = capsys.readouterr().out.splitlines()
    assert committed == "committed 2 papers, 4 written, version 1"
    assert total == "2 papers read, 2 texts extracted, 4 written, 0 unchanged"


def test_ingest_again_writes_nothing(url: str, library: str, capsys: Captured) -> None:
    main(["ingest", library, "--store", url])
    capsys.readouterr()
    assert main(["ingest", library, "--store", url]) == Exit.OK
    assert capsys.readouterr().out == "2 papers read, 0 texts extracted, 0 written, 4 unchanged\n"


def test_a_broken_record_is_told_with_its_line_and_the_rest_is_kept(url: str, tmp_path: Path, capsys: Captured) -> None:
    library = write_jsonl(tmp_path / "library.jsonl", DENSE, '{"title": "half', SPARSE)
    assert main(["ingest", str(library), "--store", url]) == Exit.PARTLY
    told = capsys.readouterr()
    assert "2 papers read" in told.out
    assert "line 2" in told.err
    assert "1 problem" in told.err


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 20, "program"),
        (b"Dear Ada,\n\nHello.\n", "format"),
    ],
)
def test_an_input_that_is_no_library_is_one_sentence(
    url: str, tmp_path: Path, content: bytes, word: str, capsys: Captured
) -> None:
    path = tmp_path / "input.dat"
    path.write_bytes(content)
    assert main(["ingest", str(path), "--store", url]) == Exit.FAILED
    told = capsys.readouterr().err
    assert "input.dat" in told
    assert word in told
    assert "Traceback" not in told


def test_a_missing_file_is_told_and_the_others_are_read(url: str, library: str, capsys: Captured) -> None:
    assert main(["ingest", "gone.bib", library, "--store", url]) == Exit.PARTLY
    assert "gone.bib" in capsys.readouterr().err


def test_a_dry_run_makes_no_store(url: str, library: str, capsys: Captured) -> None:
    assert main(["ingest", library, "--store", url, "--dry-run"]) == Exit.OK
    assert capsys.readouterr().out == "2 papers read, 2 texts to extract, 4 to write, 0 unchanged\n"
    assert not Path(url.partition(":")[2]).exists()


def test_standard_input_needs_a_name(url: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    feed(monkeypatch, json.dumps(DENSE))
    assert main(["ingest", "-", "--store", url]) == Exit.USAGE
    assert "--as NAME" in capsys.readouterr().err
    assert main(["ingest", "-", "--as", "inbox", "--store", url]) == Exit.OK
    capsys.readouterr()
    assert main(["dump", "--store", url]) == Exit.OK
    assert "feed:jsonl/inbox#dense" in capsys.readouterr().out


def test_one_name_for_two_inputs_is_a_usage_error(url: str, library: str, capsys: Captured) -> None:
    assert main(["ingest", library, library, "--as", "x", "--store", url]) == Exit.USAGE
    assert "one by one" in capsys.readouterr().err


def test_two_files_of_one_name_do_not_replace_each_other(url: str, tmp_path: Path, capsys: Captured) -> None:
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
    paths = [
        str(write_jsonl(tmp_path / "one" / "library.jsonl", DENSE)),
        str(write_jsonl(tmp_path / "other" / "library.jsonl", SPARSE)),
    ]
    assert main(["ingest", *paths, "--store", url]) == Exit.USAGE
    assert "--as NAME" in capsys.readouterr().err
    assert main(["ingest", paths[0], paths[0], "--store", url]) == Exit.OK
    assert main(["extract", *paths]) == Exit.OK


def test_the_stream_of_ingest_names_every_contribution(url: str, library: str, capsys: Captured) -> None:
    assert main(["ingest", library, "--store", url, "--format", "jsonl"]) == Exit.OK
    committed, done = map(json.loads, capsys.readouterr().out.splitlines())
    assert committed["event"] == "committed"
    assert committed["contributions"][:2] == ["feed:jsonl/library.jsonl#dense", "feed:jsonl/library.jsonl#sparse"]
    assert (done["event"], done["written"], done["skipped"]) == ("done", 4, [])


def test_the_document_of_ingest_is_one_object(url: str, library: str, capsys: Captured) -> None:
    assert main(["ingest", library, "--store", url, "--json"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["papers"] == 2


def test_extract_prints_one_object_a_paper_with_exact_offsets(library: str, capsys: Captured) -> None:
    assert main(["extract", library, "--format", "jsonl"]) == Exit.OK
    given = [DENSE, SPARSE]
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["id"] for one in printed] == ["dense", "sparse"]
    for one, paper in zip(printed, given, strict=True):
        mentions = [mention for entity in one["entities"] for mention in entity["mentions"]]
        assert mentions
        for mention in mentions:
            assert paper[mention["field"]][mention["start"] : mention["end"]] == mention["text"]


def test_extract_prints_one_list_or_words(library: str, capsys: Captured) -> None:
    assert main(["extract", library, "--json"]) == Exit.OK
    assert len(json.loads(capsys.readouterr().out)) == 2
    assert main(["extract", library]) == Exit.OK
    printed = capsys.readouterr().out
    assert "Dense Mill: Grinding Long Documents\n" in printed
    assert "QuietBench" in printed


def test_extract_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    feed(monkeypatch, json.dumps(DENSE))
    assert main(["extract", "-", "--format", "jsonl"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["id"] == "dense"


def test_no_confidence_asked_for_prints_at_least_as_much(library: str, capsys: Captured) -> None:
    def entities(*options: str) -> int:
        assert main(["extract", library, "--format", "jsonl", *options]) == Exit.OK
        return sum(len(json.loads(line)["entities"]) for line in capsys.readouterr().out.splitlines())

    assert entities("--min-confidence", "0") >= entities() >= entities("--min-confidence", "1")


def test_processes_change_nothing_of_what_is_printed(library: str, capsys: Captured) -> None:
    assert main(["extract", library, "--format", "jsonl"]) == Exit.OK
    alone = capsys.readouterr().out
    assert main(["extract", library, "--format", "jsonl", "--processes", "2"]) == Exit.OK
    assert capsys.readouterr().out == alone


@pytest.mark.parametrize("verb", ["ingest", "extract"])
def test_a_missing_file_alone_is_not_found(url: str, verb: str, tmp_path: Path, capsys: Captured) -> None:
    assert main([verb, str(tmp_path / "gone.bib"), "--store", url]) == Exit.NOT_FOUND
    assert "gone.bib" in capsys.readouterr().err


def test_the_demo_tells_what_it_found_and_how_to_go_on(url: str, capsys: Captured) -> None:
    assert main(["demo", "--store", url]) == Exit.OK
    told = capsys.readouterr().out
    for word in (
        "papers in embedded:",
        "written in",
        "seconds",
        "entities:",
        "edges",
        "evaluatedBy",
        "citegraph serve",
    ):
        assert word in told
    answer = told[told.index('{\n  "benchmarks"') : told.rindex("}") + 1]
    assert any(node["evaluatedBy"]["nodes"] for node in json.loads(answer)["benchmarks"]["nodes"])


def test_the_demo_again_writes_nothing(url: str, capsys: Captured) -> None:
    main(["demo", "--store", url])
    capsys.readouterr()
    assert main(["demo", "--store", url]) == Exit.OK
    assert " 0 written" in capsys.readouterr().out


def test_the_demo_leaves_the_store_of_the_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.sqlite"
    monkeypatch.setenv("CITEGRAPH_STORE", f"embedded:{own}")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert main(["demo"]) == Exit.OK
    assert not own.exists()
    assert (tmp_path / "data/citegraph/demo.sqlite").exists()
