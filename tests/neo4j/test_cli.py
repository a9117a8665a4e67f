"""Every verb of the command line on a real Neo4j, which the NEO4J_ variables name: as on the embedded store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli import main
from api.cli.exits import Exit
from graph import open_store
from graph.neo4j.layout import SCHEMA_VERSION
from tests.api.papers import DENSE, SPARSE, write_jsonl
from tests.neo4j.fixtures import Scratch
from tests.neo4j.places import url_of

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def neo4j(neo4j_empty: Scratch, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    """An empty database, named by the variables."""
    for name, value in neo4j_empty.environment.items():
        monkeypatch.setenv(name, value)
    return neo4j_empty


@pytest.fixture
def filled(neo4j: Scratch, library_url: str, capsys: Captured) -> Scratch:
    """The same with both papers of tests/api/papers.py."""
    assert main(["--store", library_url, "export", "--to", "neo4j"]) == Exit.OK
    capsys.readouterr()
    return neo4j


def canonical(url: str) -> object:
    store = open_store(url)
    try:
        return store.graph().canonical
    finally:
        store.close()


def test_ingest_makes_the_graph_and_again_writes_nothing(
    neo4j: Scratch, library_url: str, tmp_path: Path, capsys: Captured
) -> None:
    papers = str(write_jsonl(tmp_path / "library.jsonl", DENSE, SPARSE))
    assert main(["ingest", papers, "--dry-run"]) == Exit.OK
    assert neo4j.is_empty()
    assert main(["ingest", papers]) == Exit.OK
    assert canonical(url_of(neo4j.login)) == canonical(library_url)
    capsys.readouterr()
    assert main(["ingest", papers]) == Exit.OK
    assert "0 written, 4 unchanged" in capsys.readouterr().out


@pytest.mark.parametrize(
    "argv",
    [
        ["search", "mill"],
        ["search", "park", "--kind", "author", "--format", "jsonl"],
        ["search", "QuietBench", "--type", "benchmark", "--limit", "1", "--format", "jsonl"],
        ["stats"],
        ["stats", "--json"],
        ["query", "{ papers { totalCount nodes { title year uses { nodes { name type } } cites { nodes { id } } } } }"],
        ["query", '{ match(texts: ["Dense Mill", "doi:10.1000/dense", "?"]) { status node { id } } }', "--json"],
        ["dump"],
        ["delete", "doi:10.1000/dense", "--dry-run"],
        ["delete", "doi:10.1/none", "--dry-run"],
    ],
    ids=" ".join,
)
def test_a_verb_says_what_it_says_on_the_embedded_store(
    filled: Scratch, library_url: str, argv: list[str], capsys: Captured
) -> None:
    codes, told = [], []
    for place in ([], ["--store", library_url]):
        codes.append(main([*place, *argv]))
        told.append(capsys.readouterr())
    assert codes[0] == codes[1]
    assert told[0].err == told[1].err
    assert parsed(told[0].out) == parsed(told[1].out)


def parsed(out: str) -> list[object]:
    """Lines as JSON where they are: in which order an object has its columns is not promised."""
    return [json.loads(line) if line.startswith("{") and line != "{" else line for line in out.splitlines()]


def test_delete_takes_a_paper_away(filled: Scratch, capsys: Captured) -> None:
    assert main(["delete", DENSE["title"]]) == Exit.OK
    assert capsys.readouterr().out == "1 paper deleted (2 contributions)\n"
    assert main(["stats", "--json"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["papers"] == 1


def test_a_dump_of_either_store_loads_into_the_other(
    neo4j: Scratch, library_url: str, tmp_path: Path, capsys: Captured
) -> None:
    dumped, again, copy = tmp_path / "dump", tmp_path / "again", f"embedded:{tmp_path / 'copy.sqlite'}"
    assert main(["dump", "--store", library_url, "--output", str(dumped)]) == Exit.OK
    assert main(["load", str(dumped), "--dry-run"]) == Exit.OK
    assert neo4j.is_empty()
    for written in (4, 0):
        capsys.readouterr()
        assert main(["load", str(dumped)]) == Exit.OK
        assert capsys.readouterr().out == f"4 records read, {written} written, {4 - written} unchanged\n"
    assert main(["dump", "--output", str(again)]) == Exit.OK
    assert again.read_bytes() == dumped.read_bytes()
    assert main(["load", str(again), "--store", copy]) == Exit.OK
    assert canonical(copy) == canonical(url_of(neo4j.login)) == canonical(library_url)


def test_export_copies_a_graph_and_again_writes_nothing(neo4j: Scratch, library_url: str, capsys: Captured) -> None:
    argv = ["--store", library_url, "export", "--to", "neo4j", "--json"]
    expected = {"from": library_url, "to": neo4j.login.url, "read": 4}
    for dry_run, written in ((True, 4), (False, 4), (False, 0)):
        assert main([*argv, *(["--dry-run"] if dry_run else [])]) == Exit.OK
        done = expected | {"written": written, "unchanged": 4 - written, "dry_run": dry_run}
        assert json.loads(capsys.readouterr().out) == done
        assert neo4j.is_empty() is dry_run
    assert canonical(url_of(neo4j.login)) == canonical(library_url)


def test_export_leads_back_out_of_neo4j(filled: Scratch, library_url: str, tmp_path: Path) -> None:
    copy = f"embedded:{tmp_path / 'copy.sqlite'}"
    assert main(["export", "--to", copy]) == Exit.OK
    assert canonical(copy) == canonical(library_url)


def test_what_neo4j_uri_names_is_filled_from_the_own_store_unless_another_is_named(
    neo4j: Scratch, capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert main(["export", "--to", "neo4j"]) == Exit.UNREACHABLE
    assert str(tmp_path) in capsys.readouterr().err
    assert neo4j.is_empty()


def test_doctor_tells_server_version_and_indexes(filled: Scratch, capsys: Captured) -> None:
    assert main(["doctor", "--deep", "--json"]) == Exit.OK
    found = json.loads(capsys.readouterr().out)
    assert (found["integrity"], found["graph"], found["papers"]) == ("ok", "ok", "2")
    assert found["server"] == f"Neo4j {filled.connection.server_version()} at {filled.login.url}"
    assert found["schema version"] == str(SCHEMA_VERSION)
    assert found["indexes"].endswith(" online")


def test_doctor_tells_what_is_missing_and_the_next_command_makes_it(filled: Scratch, capsys: Captured) -> None:
    filled.connection.run("DROP INDEX uses_into")
    for _ in range(2):  # looking at it mends nothing
        assert main(["doctor", "--json"]) == Exit.FAILED
        assert json.loads(capsys.readouterr().out)["integrity"] == "uses_into is missing"
    assert main(["stats"]) == Exit.OK
    assert main(["doctor"]) == Exit.OK


def test_doctor_tells_the_server_of_an_empty_database(neo4j: Scratch, capsys: Captured) -> None:
    assert main(["doctor", "--json"]) == Exit.UNREACHABLE
    found = json.loads(capsys.readouterr().out)
    assert found["server"].startswith("Neo4j ")
    assert found["schema version"] == "none: the database is empty"
    assert "citegraph ingest" in found["problem"]
    assert neo4j.is_empty()


def test_a_password_file_opens_it_too(filled: Scratch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{filled.login.password}\n", "utf-8")
    monkeypatch.delenv("NEO4J_PASSWORD")
    monkeypatch.setenv("NEO4J_PASSWORD_FILE", str(tmp_path / "password"))
    assert main(["stats"]) == Exit.OK


def test_demo_fills_it_where_it_is_named(neo4j: Scratch, capsys: Captured) -> None:
    url = url_of(neo4j.login)
    assert main(["demo", "--store", url, "--dry-run"]) == Exit.OK
    assert url not in "".join(capsys.readouterr())
    assert neo4j.is_empty()
