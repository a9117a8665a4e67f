"""A Neo4j is started, killed, started again over its data, and ended; where there can be none, the reason is said."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.errors import StoreForbidden, StoreUnavailable
from graph.neo4j.connection import Connection
from graph.neo4j.migrate import check, prepare
from tests.neo4j import distribution
from tests.neo4j.distribution import NotToBeHad, cache_directory, java_for, pinned_version
from tests.neo4j.fixtures import unavailable
from tests.neo4j.server import DATABASE, Neo4jServer, free_ports, main


def test_versions_are_pinned_exactly() -> None:
    versions = re.findall(r"<(?:version|\S+\.version)>(.+?)</", distribution.POM.read_text("utf-8"))
    exact = re.compile(r"\d+(\.\d+)*|\$\{(neo4j|browser)\.version\}")
    assert [each for each in versions if not exact.fullmatch(each)] == []
    assert pinned_version().startswith("5.26.")


def test_the_cache_lies_outside_the_repository(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert not cache_directory().resolve().is_relative_to(distribution.POM.parents[2])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_directory() == tmp_path / "citegraph"


def test_no_port_is_given_twice() -> None:
    assert len(set(free_ports(20))) == 20


def java(folder: Path, release: str) -> Path:
    """A Java that can tell its release and nothing else."""
    path = folder / "bin" / "java"
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\necho 'openjdk version \"{release}.0.1\"' >&2\n")
    path.chmod(0o755)
    return path


def test_the_java_that_fits_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old, fits, beside = (java(tmp_path / name, name) for name in ("11", "21", "25"))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "11"))
    monkeypatch.setenv("PATH", f"{old.parent}{os.pathsep}{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setattr(distribution, "_javas", lambda: iter([old, beside, fits]))
    assert java_for("5.26.30") == fits
    assert java_for("2026.08.1") == beside
    monkeypatch.setattr(distribution, "_javas", lambda: iter([old]))
    with pytest.raises(NotToBeHad, match="needs Java 17 or 21, and here is 11; set JAVA_HOME"):
        java_for("5.26.30")


def test_a_java_beside_the_one_on_the_path_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first, other = java(tmp_path / "jdk-11", "11"), java(tmp_path / "jdk-17", "17")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(first.parent))
    assert list(distribution._javas()) == [first, first, other]


def test_without_maven_the_reason_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotToBeHad, match="Maven is not installed"):
        distribution.jars(pinned_version())
    assert list(tmp_path.rglob("*.jar")) == []


def test_what_maven_says_is_passed_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mvn").write_text("#!/bin/sh\necho '[ERROR] no such version'\nexit 1\n")
    (tmp_path / "mvn").chmod(0o755)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(NotToBeHad, match=r"could not fetch Neo4j 5\.26\.30: .*no such version"):
        distribution.jars("5.26.30")


def test_an_unknown_verb_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restart"]) == 2
    assert "start | stop | status" in capsys.readouterr().err


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Neo4jServer]:
    try:
        server = Neo4jServer(tmp_path / "neo4j")
        server.start()
    except NotToBeHad as reason:
        unavailable(str(reason))
    yield server
    server.stop()


@pytest.mark.slow
def test_a_killed_server_goes_on_over_its_data_and_connections_find_it_again(server: Neo4jServer) -> None:
    with closing(Connection(server.login, read_patience=0, write_patience=0)) as connection:
        prepare(connection, create=True)
        connection.run("CREATE (:Paper {id: 'p'})")
        server.kill()
        with pytest.raises(StoreUnavailable, match="No Neo4j answers"):
            papers(connection)
        server.start()
        assert papers(connection) == ["p"]


@pytest.mark.slow
def test_who_may_only_read_can_open_what_is_ready_and_is_told_that_nothing_was_written(server: Neo4jServer) -> None:
    with closing(Connection(server.login)) as connection:
        prepare(connection, create=True)
        connection.run("CREATE (:Paper {id: 'p'})")
        server.stop()
        server.settings["server.databases.read_only"] = DATABASE
        server.start()
        assert papers(connection) == ["p"]  # over a connection that outlived its server
        prepare(connection, create=True)
        assert check(connection)["integrity"] == "ok"
        with pytest.raises(StoreForbidden, match="read-only; nothing was written"):
            connection.write(lambda transaction: transaction.run("CREATE (:Paper {id: 'q'})").consume())
        assert papers(connection) == ["p"]


def papers(connection: Connection) -> list[str]:
    with connection.reading() as transaction:
        return [row["id"] for row in transaction.run("MATCH (p:Paper) RETURN p.id AS id")]


@pytest.mark.slow
def test_people_start_one_and_end_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.neo4j import server as module

    monkeypatch.setattr(module, "own_home", lambda: tmp_path / "own")
    if main(["start"]):
        unavailable(capsys.readouterr().err)
    said = capsys.readouterr().out
    noted = module.running()
    assert noted
    password = Path(noted["password_file"])
    assert f"NEO4J_URI={noted['url']}" in said
    assert "make neo4j-stop" in said
    assert password.read_text() not in said
    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    try:
        assert main(["start"]) == 0
        assert capsys.readouterr().out.startswith("It runs already.")
    finally:
        assert main(["stop"]) == 0
    assert "has ended" in capsys.readouterr().out
    assert module.running() is None
    assert main(["status"]) == 0
    assert "does not run" in capsys.readouterr().out
