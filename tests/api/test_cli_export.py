"""`citegraph export --to FORMAT`: files, what is said of them, and what is refused."""

from __future__ import annotations

import json
import os
from pathlib import Path

import networkx as nx
import pytest

from api.cli import main
from api.cli.exits import Exit
from graph.exports import FORMATS
from tests.api.test_cli_store import Captured

FILES = [name for name, one in FORMATS.items() if one.pieces]


def export(url: str, *arguments: object) -> int:
    return main(["export", "--store", url, *map(str, arguments)])


@pytest.mark.parametrize("name", FILES)
def test_a_file_and_standard_output_are_the_same(library_url: str, name: str, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "out"
    assert export(library_url, "--to", name, "--out", out) == Exit.OK
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.endswith(f" written to {out} as {name}\n")
    assert export(library_url, "--to", name) == Exit.OK
    assert capsys.readouterr().out == out.read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("out")] == ["out"]


def test_options_choose_a_part(library_url: str, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "out.json"
    options = ("--around", "10.1000/dense", "--depth", 2, "--budget", 4, "--filter", "year_from=2023", "--abstracts")
    assert export(library_url, "--to", "node-link", *options, "--out", out, "--json") == Exit.OK
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert (document["to"], document["nodes"], document["out"]) == ("node-link", 4, str(out))
    assert document["left_out"]["budget"] > 0
    assert "beyond the budget" in told.err
    written = json.loads(out.read_text("utf-8"))
    assert len(written["nodes"]) == 4
    assert any("abstract" in node for node in written["nodes"])
    assert any("beyond the budget" in sentence for sentence in written["graph"]["left_out"])


def test_a_projection_is_written(library_url: str, tmp_path: Path) -> None:
    out = tmp_path / "out.gexf"
    assert export(library_url, "--to", "gexf", "--projection", "cites", "--out", out) == Exit.OK
    graph = nx.read_gexf(out, version="1.3")
    assert list(graph.edges) == [("doi:10.1000/sparse", "doi:10.1000/dense")]
    assert export(library_url, "--to", "gexf", "--projection", "co-author", "--name-only", "--out", out) == Exit.OK
    assert len(nx.read_gexf(out, version="1.3").edges) == 1


def test_a_folder_of_csv_says_how_it_is_imported(library_url: str, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "csv"
    for options, header in (((), "id:ID,title:string"), (("--abstracts",), ":ID(node)")):
        out.mkdir()
        assert export(library_url, "--to", "neo4j-csv", *options, "--out", out) == Exit.OK
        assert f"cd {out} && neo4j-admin database import full neo4j @import.args" in capsys.readouterr().err
        arguments = (out / "import.args").read_text("utf-8").splitlines()
        files = [one.rpartition("=")[2] for one in arguments if one.startswith(("--nodes", "--relationships"))]
        assert sorted([*files, "import.args"]) == sorted(path.name for path in out.iterdir())
        assert (out / "node-0.csv").read_text("utf-8").startswith(header)
        for path in out.iterdir():
            path.unlink()
        out.rmdir()


def test_a_dry_run_counts_and_writes_nothing(library_url: str, tmp_path: Path, capsys: Captured) -> None:
    for name in FORMATS:
        assert export(library_url, "--to", name, "--dry-run", "--out", tmp_path / "out") == Exit.OK
        told = capsys.readouterr()
        assert f"to write to {tmp_path / 'out'} as {name}\n" in told.err
        assert told.out == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--to", "gefx"), "is no format and no store; formats are gexf, graphml"),
        (("--to", "neo4j-csv"), "name it with --out"),
        (("--to", "gexf", "--json"), "name it with --out"),
        (("--to", "gexf", "--depth", 2), "about --around"),
        (("--to", "gexf", "--filter", "colour=red"), "There is no filter 'colour'"),
        (("--to", "gexf", "--around", "10.1000/dense", "--budget", 10**7), "The budget is 10000000"),
        (("--to", "bibtex", "--projection", "cites"), "is a list of papers"),
        (("--to", "embedded:/nowhere/x", "--out", "x"), "--out is about a file"),
        (("--to", "embedded:/nowhere/x", "--name-only"), "--name-only is about a file"),
    ],
)
def test_what_cannot_be_is_a_usage_error(
    library_url: str, arguments: tuple[object, ...], words: str, capsys: Captured
) -> None:
    assert export(library_url, *arguments) == Exit.USAGE
    assert words in capsys.readouterr().err


def test_a_node_that_is_not_there_is_not_found(library_url: str, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "out"
    assert export(library_url, "--to", "gexf", "--around", "nobody", "--out", out) == Exit.NOT_FOUND
    assert "Nothing is called 'nobody'" in capsys.readouterr().err
    assert not out.exists()


def test_a_place_that_cannot_be_written_is_one_sentence(library_url: str, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    for name, place, code in (
        ("gexf", "", Exit.FAILED),
        ("gexf", "no/folder", Exit.FAILED),
        ("neo4j-csv", "no/folder", Exit.FAILED),
        ("neo4j-csv", "full", Exit.USAGE),
        ("neo4j-csv", "full/x", Exit.USAGE),
    ):
        assert export(library_url, "--to", name, "--out", tmp_path / place) == code
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert str(tmp_path / place) in told
        assert "bug" not in told
    assert (tmp_path / "full" / "x").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_written_to_and_not_replaced(library_url: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert export(library_url, "--to", "bibtex", "--out", pipe) == Exit.OK
    assert pipe.is_fifo()
    assert os.read(reading, 100).startswith(b"@misc{")
    os.close(reading)
