"""The command line as a whole: options, exit codes, and what becomes of errors."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli import main
from api.cli.exits import Exit
from api.cli.main import VERBS

CITEGRAPH = [sys.executable, "-c", "import sys; from api.cli import main; sys.exit(main())"]


@pytest.fixture
def url(library_url: str) -> str:
    return library_url


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_has_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0
    assert f"citegraph {verb}" in capsys.readouterr().out


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS if verb.writes])
def test_everything_that_writes_has_a_dry_run(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([verb, "--help"])
    assert "--dry-run" in capsys.readouterr().out


def test_help_is_fast_because_it_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom api.cli import main\ntry: main(['--help'])\n"
        "finally: print(*sorted({'spacy', 'fastapi', 'uvicorn', 'strawberry', 'graphql', 'numpy'} & set(sys.modules)),"
        " file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == ""


def test_no_verb_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == Exit.USAGE
    assert "ingest" in capsys.readouterr().err


@pytest.mark.parametrize("argv", [["serve", "--port", "x"], ["ingest"], ["ingest", "a", "--processes", "0"], ["paint"]])
def test_a_wrong_option_is_a_usage_error(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == Exit.USAGE
    assert "usage: citegraph" in capsys.readouterr().err


def test_the_store_stands_before_or_after_the_verb(url: str) -> None:
    assert main(["--store", url, "stats"]) == main(["stats", "--store", url]) == Exit.OK


def test_the_environment_names_the_store(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITEGRAPH_STORE", url)
    assert main(["stats"]) == Exit.OK


def test_a_wrong_setting_is_a_usage_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CITEGRAPH_PROCESSES", "many")
    assert main(["stats"]) == Exit.USAGE
    assert "CITEGRAPH_PROCESSES is 'many'" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["stats", "doctor"])
def test_a_neo4j_that_is_not_there_is_one_sentence_without_the_password(
    verb: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    monkeypatch.setenv("NEO4J_URI", f"bolt://ada:secret@127.0.0.1:{port}")
    assert main([verb]) == Exit.UNREACHABLE
    told = "".join(capsys.readouterr())
    assert f"No Neo4j answers at bolt://127.0.0.1:{port}" in told
    assert "secret" not in told


def test_without_the_driver_a_neo4j_store_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in [name for name in sys.modules if name.startswith("graph.neo4j")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "neo4j", None)
    assert main(["stats", "--store", "bolt://ada:secret@127.0.0.1"]) == Exit.UNREACHABLE
    told = capsys.readouterr().err
    assert "needs the package neo4j, which is not installed" in told
    assert (told.count("\n"), "secret" in told) == (1, False)


BAD_STORES = ["missing", "no store", "newer", "locked"]


@pytest.mark.parametrize("what", BAD_STORES)
def test_a_store_that_cannot_be_used_is_one_sentence(
    what: str,
    url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    import sqlite3

    path = Path(url.partition(":")[2])
    argv = ["stats"]
    if what == "missing":
        path = tmp_path / "gone.sqlite"
    elif what == "no store":
        path = tmp_path / "notes.txt"
        path.write_text("These are notes, and they are no store at all.\n" * 100, "utf-8")
    elif what == "newer":
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version = 999")
        connection.close()
    else:
        monkeypatch.setattr("graph.sqlite.tables.BUSY_MS", 10)  # nobody is going to finish
        connection = sqlite3.connect(path, isolation_level=None)
        request.addfinalizer(connection.close)
        connection.execute("BEGIN IMMEDIATE")
        argv = ["delete", "doi:10.1000/dense"]
    capsys.readouterr()
    assert main([*argv, "--store", f"embedded:{path}"]) == Exit.UNREACHABLE
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert str(path) in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize("has_log", [False, True])
@pytest.mark.parametrize("argv", [["stats"], ["ingest", "papers.jsonl"]])
def test_a_database_of_something_else_stays_as_it_is(tmp_path: Path, argv: list[str], *, has_log: bool) -> None:
    import shutil
    import sqlite3

    made = tmp_path / "made.sqlite"
    connection = sqlite3.connect(made)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE theirs (value)")
    connection.commit()
    if not has_log:
        connection.close()
    foreign = Path(shutil.copy(made, tmp_path / "foreign.sqlite"))
    if has_log:  # as a process that was killed leaves it
        shutil.copy(f"{made}-wal", f"{foreign}-wal")
        connection.close()
    files = {path: path.read_bytes() for path in tmp_path.glob("foreign.sqlite*")}
    assert len(files) == 1 + has_log
    assert main([*argv, "--store", f"embedded:{foreign}"]) == Exit.UNREACHABLE
    assert {path: path.read_bytes() for path in files} == files


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk to be had here")
@pytest.mark.parametrize("argv", [["--version"], ["schema"], ["stats"]])
def test_a_full_disk_is_one_sentence(url: str, argv: list[str]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ran = subprocess.run(
            [*CITEGRAPH, "--store", url, *argv], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ran.returncode == Exit.FAILED
    assert ran.stderr.startswith("citegraph: the output cannot be written: ")
    assert ran.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's `>&-`")
def test_a_closed_stream_is_no_error_and_sends_nothing_to_the_other(url: str) -> None:
    told = [
        subprocess.run(
            ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *CITEGRAPH, "--store", url, "query", query],
            capture_output=True,
            text=True,
            check=False,
        )
        for closed, query in ((">&-", "{ version }"), ("2>&-", "{ nothing }"))
    ]
    assert [(ran.returncode, ran.stdout, ran.stderr) for ran in told] == [(Exit.OK, "", ""), (Exit.FAILED, "", "")]


def test_a_url_that_names_no_kind_of_store_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "--store", "mongo:x"]) == Exit.USAGE
    assert "mongo" in capsys.readouterr().err


def test_an_unexpected_error_is_one_sentence_with_a_way_to_see_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("colour")

    capsys.readouterr()
    monkeypatch.setattr("graph.open_store", broken)
    assert main(["stats"]) == Exit.FAILED
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "KeyError" in told
    assert "--debug" in told
    assert main(["--debug", "stats"]) == Exit.FAILED
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupted_command_ends_with_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("graph.open_store", interrupted)
    assert main(["stats"]) == Exit.INTERRUPTED
    assert capsys.readouterr().err == "citegraph: interrupted\n"


def test_a_reader_that_leaves_early_ends_a_command_quietly(url: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(
        [*CITEGRAPH, "dump", "--store", url], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == Exit.OK
    assert capsys.readouterr().out.startswith("citegraph ")
