"""The verbs that ask, move and empty a store: search, query, stats, delete, dump, load, doctor, schema."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from pathlib import Path

import pytest

from api.cli import main
from api.cli.exits import Exit
from api.cli.search import about
from graph import open_store
from tests.api.papers import DENSE

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def url(library_url: str) -> str:
    return library_url


def canonical(url: str) -> object:
    store = open_store(url)
    try:
        return store.graph().canonical
    finally:
        store.close()


# -- search ------------------------------------------------------------------------------------------------------------


def test_search_finds_papers_authors_and_entities(url: str, capsys: Captured) -> None:
    assert main(["search", "mill", "--store", url]) == Exit.OK
    assert "Dense Mill: Grinding Long Documents" in capsys.readouterr().out
    assert main(["search", "park", "--kind", "author", "--store", url, "--format", "jsonl"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["name"] == "Ada Park"
    assert main(["search", "QuietBench", "--type", "benchmark", "--store", url, "--json"]) == Exit.OK
    assert [node["kind"] for node in json.loads(capsys.readouterr().out)["nodes"]] == ["Entity"]


def test_search_turns_pages(url: str, capsys: Captured) -> None:
    argv = ["search", "mill", "--kind", "paper", "--limit", "1", "--store", url, "--json"]
    assert main(argv) == Exit.OK
    first = json.loads(capsys.readouterr().out)
    assert main([*argv, "--after", first["page_info"]["end_cursor"]]) == Exit.OK
    second = json.loads(capsys.readouterr().out)
    ids = [node["id"] for page in (first, second) for node in page["nodes"]]
    assert len(ids) == len(set(ids)) == first["total_count"] == 2


def test_search_for_nothing_that_is_there_says_so(url: str, capsys: Captured) -> None:
    assert main(["search", "zebra", "--store", url]) == Exit.OK
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "Nothing matches 'zebra'.\n")


def test_search_with_a_cursor_of_no_list_is_a_usage_error(url: str, capsys: Captured) -> None:
    assert main(["search", "mill", "--after", "x", "--store", url]) == Exit.USAGE
    assert capsys.readouterr().err


# -- query -------------------------------------------------------------------------------------------------------------

TITLE = "query ($id: ID!) { paper(id: $id) { title } }"


def test_query_prints_the_data(url: str, capsys: Captured) -> None:
    assert main(["query", "{ stats { papers } }", "--store", url]) == Exit.OK
    assert json.loads(capsys.readouterr().out) == {"stats": {"papers": 2}}


def test_query_with_json_prints_the_bare_answer(url: str, capsys: Captured) -> None:
    assert main(["query", "{ stats { papers } }", "--json", "--store", url]) == Exit.OK
    assert set(json.loads(capsys.readouterr().out)) == {"data", "extensions"}


@pytest.mark.parametrize("how", ["--variables", "@file", "--var"])
def test_query_takes_variables(url: str, tmp_path: Path, how: str, capsys: Captured) -> None:
    variables = json.dumps({"id": "doi:10.1000/dense"})
    (tmp_path / "variables.json").write_text(variables, "utf-8")
    options = {
        "--variables": ["--variables", variables],
        "@file": ["--variables", f"@{tmp_path / 'variables.json'}"],
        "--var": ["--var", "id=doi:10.1000/dense"],
    }[how]
    assert main(["query", TITLE, *options, "--store", url]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["paper"]["title"] == DENSE["title"]


def test_query_reads_a_file_or_standard_input(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    (tmp_path / "count.graphql").write_text("{ stats { papers } }", "utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO("{ stats { papers } }"))
    for given in (str(tmp_path / "count.graphql"), "-"):
        assert main(["query", given, "--store", url]) == Exit.OK
        assert json.loads(capsys.readouterr().out) == {"stats": {"papers": 2}}


@pytest.mark.parametrize(
    ("argv", "code", "word"),
    [
        (["{ unknownField }"], Exit.FAILED, "GRAPHQL_VALIDATION_FAILED"),
        (["{"], Exit.FAILED, "line 1"),
        (["gone.graphql"], Exit.NOT_FOUND, "gone.graphql"),
        ([TITLE, "--variables", "{"], Exit.USAGE, "no JSON"),
        ([TITLE, "--variables", "[]"], Exit.USAGE, "one JSON object"),
        ([TITLE, "--variables", "@gone.json"], Exit.NOT_FOUND, "gone.json"),
        ([TITLE, "--var", "id"], Exit.USAGE, "--var id=VALUE"),
    ],
)
def test_query_tells_what_is_wrong(url: str, argv: list[str], code: Exit, word: str, capsys: Captured) -> None:
    assert main(["query", *argv, "--store", url]) == code
    told = capsys.readouterr()
    assert word in told.err
    assert told.out == ""


@pytest.mark.parametrize("argv", [["query", "PATH"], ["query", "{ version }", "--variables", "@PATH"]])
def test_a_file_that_is_no_text_is_told(url: str, tmp_path: Path, argv: list[str], capsys: Captured) -> None:
    path = tmp_path / "binary"
    path.write_bytes(b"\xff\x00{")
    assert main([each.replace("PATH", str(path)) for each in argv] + ["--store", url]) == Exit.FAILED
    assert capsys.readouterr().err.startswith(f"citegraph: {path} is no text")


# -- stats, doctor, schema ---------------------------------------------------------------------------------------------


def test_stats_counts_papers_entities_and_edges(url: str, capsys: Captured) -> None:
    assert main(["stats", "--store", url]) == Exit.OK
    told = capsys.readouterr().out
    assert "papers" in told
    assert main(["stats", "--store", url, "--json"]) == Exit.OK
    counted = json.loads(capsys.readouterr().out)
    assert counted["papers"] == 2
    assert counted["edges"]["CITES"] == 1


def test_doctor_tells_versions_and_that_the_store_is_whole(url: str, capsys: Captured) -> None:
    assert main(["doctor", "--deep", "--store", url, "--json"]) == Exit.OK
    found = json.loads(capsys.readouterr().out)
    assert (found["integrity"], found["graph"], found["papers"]) == ("ok", "ok", "2")
    for part in ("citegraph", "python", "sqlite", "spacy", "extractor", "schema"):
        assert found[part]


def test_doctor_tells_the_rest_when_the_store_is_not_there(tmp_path: Path, capsys: Captured) -> None:
    assert main(["doctor", "--store", f"embedded:{tmp_path / 'gone'}"]) == Exit.UNREACHABLE
    told = capsys.readouterr().out
    assert "python" in told
    assert "no store at" in told


def test_schema_is_printed_written_and_checked(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "schema.graphql"
    assert main(["schema"]) == Exit.OK
    printed = capsys.readouterr().out
    assert main(["schema", "--check", str(path)]) == Exit.FAILED
    assert main(["schema", "--output", str(path)]) == Exit.OK
    assert path.read_text("utf-8") == printed
    assert main(["schema", "--check", str(path)]) == Exit.OK


# -- delete ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["doi:10.1000/dense", "https://doi.org/10.1000/DENSE", DENSE["title"]])
def test_delete_takes_an_identifier_or_a_title(url: str, name: str, capsys: Captured) -> None:
    assert main(["delete", name, "--store", url]) == Exit.OK
    assert capsys.readouterr().out == "1 paper deleted (2 contributions)\n"
    assert main(["stats", "--store", url, "--json"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["papers"] == 1


def test_delete_of_what_is_not_there_says_so_and_changes_nothing(url: str, capsys: Captured) -> None:
    before = canonical(url)
    assert main(["delete", "doi:10.1/none", "--store", url]) == Exit.NOT_FOUND
    assert "doi:10.1/none: no such paper" in capsys.readouterr().err
    assert canonical(url) == before


def test_delete_of_some_that_are_there_is_partly_done(url: str) -> None:
    assert main(["delete", "doi:10.1/none", "doi:10.1000/dense", "--store", url]) == Exit.PARTLY


def test_a_dry_delete_changes_nothing(url: str, capsys: Captured) -> None:
    before = canonical(url)
    assert main(["delete", "doi:10.1000/dense", "--dry-run", "--store", url]) == Exit.OK
    assert "would be deleted" in capsys.readouterr().out
    assert canonical(url) == before


# -- dump and load -----------------------------------------------------------------------------------------------------


def test_a_dump_loads_to_the_same_graph(url: str, tmp_path: Path, capsys: Captured) -> None:
    dumped, copy = tmp_path / "dump.jsonl", f"embedded:{tmp_path / 'copy.sqlite'}"
    assert main(["dump", "--store", url, "--output", str(dumped)]) == Exit.OK
    assert main(["load", str(dumped), "--store", copy]) == Exit.OK
    assert capsys.readouterr().out == "4 records read, 4 written, 0 unchanged\n"
    assert canonical(copy) == canonical(url)
    assert main(["load", str(dumped), "--store", copy]) == Exit.OK
    assert capsys.readouterr().out == "4 records read, 0 written, 4 unchanged\n"


def test_a_dump_is_the_same_printed_or_written(url: str, tmp_path: Path, capsys: Captured) -> None:
    dumped = tmp_path / "dump.jsonl"
    assert main(["dump", "--store", url]) == main(["dump", "--store", url, "--output", str(dumped)]) == Exit.OK
    assert capsys.readouterr().out == dumped.read_text("utf-8")
    assert list(tmp_path.glob("*.part")) == []


def test_a_damaged_line_of_a_dump_is_told_and_the_rest_is_loaded(url: str, tmp_path: Path, capsys: Captured) -> None:
    dumped = tmp_path / "dump.jsonl"
    main(["dump", "--store", url, "--output", str(dumped)])
    lines = dumped.read_bytes().splitlines(keepends=True)
    dumped.write_bytes(b"".join([*lines[:2], b'{"contribution": \n', b"\xff\n", *lines[2:]]))
    capsys.readouterr()
    assert main(["load", str(dumped), "--store", f"embedded:{tmp_path / 'copy'}"]) == Exit.PARTLY
    told = capsys.readouterr()
    assert told.out == "4 records read, 4 written, 0 unchanged\n"
    assert "line 3" in told.err
    assert "line 4" in told.err


@pytest.mark.parametrize("content", ["", "nothing of ours\n"])
def test_a_file_that_is_no_dump_makes_no_store(tmp_path: Path, content: str, capsys: Captured) -> None:
    (tmp_path / "notes").write_text(content, "utf-8")
    assert main(["load", str(tmp_path / "notes"), "--store", f"embedded:{tmp_path / 'copy'}"]) == Exit.FAILED
    assert "no line of it" in capsys.readouterr().err
    assert not (tmp_path / "copy").exists()


def test_papers_are_no_dump_however_many(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "papers.jsonl").write_text(json.dumps(DENSE) + "\n" * 2, "utf-8")
    (tmp_path / "many.jsonl").write_text((json.dumps(DENSE) + "\n") * 1_000, "utf-8")
    for name in ("papers.jsonl", "many.jsonl"):
        assert main(["load", str(tmp_path / name), "--store", f"embedded:{tmp_path / 'copy'}"]) == Exit.FAILED
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert "citegraph ingest" in told
    assert not (tmp_path / "copy").exists()


def test_a_compressed_dump_is_told_how_to_be_unpacked(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "dump.gz").write_bytes(gzip.compress(b'{"citegraph_dump": 1}\n'))
    assert main(["load", str(tmp_path / "dump.gz"), "--store", f"embedded:{tmp_path / 'copy'}"]) == Exit.FAILED
    assert "gunzip" in capsys.readouterr().err


def test_the_dump_of_an_empty_store_loads(tmp_path: Path, capsys: Captured) -> None:
    empty = f"embedded:{tmp_path / 'empty'}"
    open_store(empty, create=True).close()
    assert main(["dump", "--store", empty, "--output", str(tmp_path / "dump.jsonl")]) == Exit.OK
    assert main(["load", str(tmp_path / "dump.jsonl"), "--store", f"embedded:{tmp_path / 'copy'}"]) == Exit.OK
    assert capsys.readouterr().out == "0 records read, 0 written, 0 unchanged\n"


@pytest.mark.parametrize("name", ["", "no/folder"])
def test_a_dump_that_cannot_be_written_is_one_sentence(url: str, tmp_path: Path, name: str, capsys: Captured) -> None:
    assert main(["dump", "--store", url, "--output", str(tmp_path / name)]) == Exit.FAILED
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert str(tmp_path / name) in told
    assert "bug" not in told


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_dump_is_written_to_a_pipe_and_does_not_replace_it(url: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # the dump is smaller than what a pipe holds
    assert main(["dump", "--store", url, "--output", str(pipe)]) == Exit.OK
    assert pipe.is_fifo()
    assert os.read(reading, 100).startswith(b'{"citegraph_dump"')
    os.close(reading)


def test_a_missing_dump_is_told(tmp_path: Path, capsys: Captured) -> None:
    assert main(["load", "gone.jsonl", "--store", f"embedded:{tmp_path / 'copy'}"]) == Exit.NOT_FOUND
    assert "gone.jsonl" in capsys.readouterr().err


def test_a_dry_load_tells_what_is_new_and_writes_nothing(url: str, tmp_path: Path, capsys: Captured) -> None:
    dumped = tmp_path / "dump.jsonl"
    main(["dump", "--store", url, "--output", str(dumped)])
    main(["delete", "doi:10.1000/dense", "--store", url])
    before = canonical(url)
    capsys.readouterr()
    assert main(["load", str(dumped), "--dry-run", "--store", url]) == Exit.OK
    assert capsys.readouterr().out == "4 records read, 2 to write, 2 unchanged\n"
    assert canonical(url) == before


def test_search_says_what_was_retracted() -> None:
    paper = {"kind": "Paper", "year": 2021, "is_retracted": True}
    assert about(paper) == "2021, retracted"
    assert about(paper | {"is_retracted": False}) == "2021"
    assert about(paper | {"year": None}) == "retracted"
