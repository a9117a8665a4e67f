"""What may go wrong between citegraph and a Neo4j, done to a real one: one sentence each, and nothing is lost."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from neo4j import WRITE_ACCESS

from api.cli import main
from api.cli.exits import Exit
from graph.errors import StoreUnavailable
from graph.neo4j.connection import Connection, Login
from graph.neo4j.store import Neo4jStore
from graph.project import project
from graph.records import Contribution
from tests.api.library import contributions
from tests.api.test_kill import records
from tests.docs.blocks import ROOT
from tests.neo4j.distribution import NotToBeHad
from tests.neo4j.fixtures import Scratch, unavailable
from tests.neo4j.places import url_of
from tests.neo4j.server import Neo4jServer

Captured = pytest.CaptureFixture[str]

ROUNDS = 10
PAPERS = 200
# Batches so small that there is one to kill in each round, and that twenty take no longer than it takes to start.
COMMAND = "import sys, graph.store; graph.store.BATCH = 20; from api.cli import main; sys.exit(main())"
STATEMENT = re.compile(r"\b(?:MATCH|MERGE|UNWIND|CREATE|RETURN|CALL) [({$\[a-z:]")
SECONDS = 90  # that a server or a command may take on a machine at work on other things


def compose_settings() -> dict[str, str]:
    """What docker-compose.yml sets, under the names of neo4j.conf; Neo4j refuses to start with one that it has not."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    given = compose["services"]["neo4j"]["environment"]
    names = {name: name.removeprefix("NEO4J_").replace("__", " ").replace("_", ".").replace(" ", "_") for name in given}
    return {names[name]: value for name, value in given.items() if name != "NEO4J_AUTH" and "memory" not in name}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """A Neo4j that tests may kill."""
    try:
        server = Neo4jServer(tmp_path_factory.mktemp("faulty"), settings=compose_settings())
        server.start()
    except NotToBeHad as reason:
        unavailable(str(reason))
    yield server
    server.stop()


@pytest.fixture
def scratch(server: Neo4jServer) -> Iterator[Scratch]:
    connection = Connection(server.login)
    scratch = Scratch(server.login, connection)
    scratch.wipe()
    yield scratch
    connection.close()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "papers.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in islice(records(), PAPERS)), "utf-8")
    return path


def started(login: Login, *argv: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", COMMAND, "--debug", *argv]
    environment = os.environ | Scratch(login, None).environment  # type: ignore[arg-type]  # no connection is asked for
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kept(store: Neo4jStore) -> list[Contribution]:
    return [one for one in store.dump() if isinstance(one, Contribution)]


def assert_whole(login: Login, acknowledged: set[str]) -> list[Contribution]:
    """Nothing acknowledged is lost, and nothing is half-written."""
    store = Neo4jStore(login)
    store.delete([])  # waits for the lock of a write whose process was killed, which the server may still be committing
    found = kept(store)
    assert acknowledged <= {one.id for one in found}
    there, right = store.graph().canonical, project(found).canonical
    for part in right:
        differing = [key for key in right[part] | there[part] if right[part].get(key) != there[part].get(key)]
        assert [(key, right[part].get(key), there[part].get(key)) for key in differing[:3]] == []
    store.close()
    return found


# -- refusals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "wrong-password"}, "does not let the user neo4j in with this password; set NEO4J_USERNAME"),
        ({"user": "nobody"}, "does not let the user nobody in with this password"),
        ({"database": "no-such"}, "The database no-such does not exist at bolt://"),
    ],
    ids=str,
)
@pytest.mark.parametrize("verb", ["ingest", "stats", "serve", "doctor"])
def test_who_is_not_let_in_reads_one_sentence(
    server: Neo4jServer, source: Path, changes: dict[str, str], sentence: str, verb: str, capsys: Captured
) -> None:
    login = server.login
    wrong = Login(**{name: changes.get(name, getattr(login, name)) for name in ("url", "user", "password", "database")})
    argv = [verb, *([str(source)] if verb == "ingest" else []), "--store", url_of(wrong)]
    assert main(argv) == Exit.UNREACHABLE
    told = capsys.readouterr()
    assert sentence in told.out + told.err
    assert wrong.password not in told.out + told.err
    assert verb == "doctor" or (told.out, told.err.count("\n")) == ("", 1)


def test_somebody_elses_data_are_left_alone(scratch: Scratch, source: Path, capsys: Captured) -> None:
    scratch.wipe_indexes()
    scratch.connection.run("CREATE (:Person {name: 'Ada'})-[:KNOWS]->(:Person {name: 'Bo'})")
    for argv in (["ingest", str(source)], ["serve", "--create"], ["demo"], ["stats"]):
        assert main([*argv, "--store", url_of(scratch.login)]) == Exit.UNREACHABLE
        told = capsys.readouterr()
        assert (told.out, told.err.count("\n")) == ("", 1)
        assert "data in the database neo4j at bolt://" in told.err
        assert "that citegraph did not write" in told.err
    assert scratch.connection.run("MATCH (n) RETURN labels(n) AS labels") == [{"labels": ["Person"]}] * 2
    assert scratch.connection.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name") == []


# -- writers -----------------------------------------------------------------------------------------------------------


def test_eight_writers_on_shared_entities_give_exactly_the_projection(scratch: Scratch) -> None:
    store = Neo4jStore(scratch.login, create=True)
    given = list(contributions(papers=48))
    random.Random(5).shuffle(given)
    shares = [given[number::8] for number in range(8)]

    def versions_of(share: list[Contribution]) -> list[int]:
        return [receipt.version for at in range(0, len(share), 4) for receipt in store.ingest(share[at : at + 4])]

    with ThreadPoolExecutor(8) as threads:
        versions = [version for taken in threads.map(versions_of, shares) for version in taken]
    assert len(versions) == len(set(versions)) == 24
    assert store.graph().canonical == project(given).canonical
    store.close()


# -- the server goes away ----------------------------------------------------------------------------------------------


def awaited(ask: Callable[[], Any], expected: Any) -> None:
    until = time.monotonic() + SECONDS
    while (found := ask()) != expected:
        assert time.monotonic() < until, found
        time.sleep(0.1)


@pytest.mark.slow
def test_a_server_that_goes_away_while_serving_is_told_and_comes_back_by_itself(
    server: Neo4jServer, scratch: Scratch
) -> None:
    Neo4jStore(scratch.login, create=True).close()
    with started(scratch.login, "serve", "--port", "0") as serving:
        try:
            assert serving.stdout is not None
            url = serving.stdout.readline().strip()
            with httpx.Client(base_url=url, timeout=SECONDS) as client:
                assert answered(client) == (200, {"data": {"stats": {"papers": 0}}})
                awaited(lambda: client.get("/ready").status_code, 200)  # it warms up first

                server.kill()
                _, body = answered(client)
                assert [error["extensions"]["code"] for error in body["errors"]] == ["STORE_UNAVAILABLE"]
                assert server.url not in str(body)
                assert client.get("/ready").status_code == 503
                assert client.get("/health").status_code == 200

                server.start()
                awaited(lambda: client.get("/ready").status_code, 200)
                assert answered(client) == (200, {"data": {"stats": {"papers": 0}}})
        finally:
            serving.send_signal(signal.SIGTERM)
            _, words = serving.communicate(timeout=SECONDS)
    assert serving.returncode == Exit.OK
    assert_tells_no_secret(server, words)
    assert "No Neo4j answers" in words


def answered(client: httpx.Client) -> tuple[int, Any]:
    answer = client.post("/graphql", json={"query": "{ stats { papers } }"})
    body = answer.json()
    body.pop("extensions", None)
    return answer.status_code, body


# -- kill -9 -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_killed_while_ingesting_nothing_acknowledged_is_lost_and_the_next_run_completes(
    scratch: Scratch, source: Path
) -> None:
    chance = random.Random(11)
    acknowledged: set[str] = set()
    for _ in range(ROUNDS):
        with started(scratch.login, "ingest", str(source), "--format", "jsonl") as running:
            for event in events(running):
                acknowledged.update(event.get("contributions", ()))
                if event["event"] == "committed":
                    time.sleep(chance.random() / 5)
                    running.kill()
                    break
        assert acknowledged
        assert_whole(scratch.login, acknowledged)
    finish(scratch.login, source)
    found = assert_whole(scratch.login, acknowledged)
    assert len([one for one in found if one.kind == "paper"]) == PAPERS


@pytest.mark.slow
def test_a_server_killed_while_writing_loses_nothing_acknowledged_and_the_next_run_completes(
    server: Neo4jServer, scratch: Scratch
) -> None:
    given = list(contributions(papers=60))
    batches = [given[at : at + 10] for at in range(0, len(given), 10)]
    chance = random.Random(13)
    acknowledged: set[str] = set()
    for number in range(ROUNDS):
        store = Neo4jStore(scratch.login, create=True)
        goes_on = number % 4 == 0  # this run outlasts the restart, the others end and another completes what they began
        if not goes_on:
            store._connection._patience[WRITE_ACCESS] = 0
        with ThreadPoolExecutor(1) as thread:
            before = len(acknowledged)
            run = thread.submit(write, store, batches, acknowledged)
            await_more(acknowledged, before, run)
            time.sleep(chance.random() / 5)
            server.kill()
            if not goes_on:
                assert isinstance(run.exception(SECONDS), StoreUnavailable | None)
            server.start()
            if goes_on:
                assert run.exception(SECONDS) is None
        store.close()
        assert_whole(scratch.login, acknowledged)
        if acknowledged == {one.id for one in given}:  # begin again, or there would be nothing to kill
            scratch.wipe()
            acknowledged.clear()
    store = Neo4jStore(scratch.login, create=True)
    write(store, batches, acknowledged)
    store.close()
    assert len(assert_whole(scratch.login, acknowledged)) == len(given)


def await_more(acknowledged: set[str], before: int, run: Future[None]) -> None:
    awaited(lambda: len(acknowledged) > before or run.done(), True)


def write(store: Neo4jStore, batches: list[list[Contribution]], acknowledged: set[str]) -> None:
    """A run from the beginning: what is there unchanged is passed over."""
    for batch in batches:
        for _ in store.ingest(batch):
            acknowledged.update(one.id for one in batch)


def events(running: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    assert running.stdout is not None
    return map(json.loads, running.stdout)


def finish(login: Login, source: Path) -> None:
    with started(login, "ingest", str(source), "--format", "jsonl") as running:
        told, words = running.communicate(timeout=SECONDS)
    assert running.returncode == Exit.OK, words
    assert json.loads(told.splitlines()[-1])["event"] == "done"


# -- secrets -----------------------------------------------------------------------------------------------------------


def assert_tells_no_secret(server: Neo4jServer, words: str) -> None:
    assert server.password not in words
    assert not STATEMENT.search(words), STATEMENT.search(words)


@pytest.mark.slow
def test_credentials_and_statements_are_in_no_log_error_or_answer(
    server: Neo4jServer, scratch: Scratch, source: Path
) -> None:
    login = scratch.login
    Neo4jStore(login, create=True).close()
    scratch.connection.run("DROP INDEX paper_entity_text IF EXISTS")
    wrong = Login(url=login.url, user=f"{login.user}-not", password=login.password, database=login.database)
    broken = Login(url=f"{login.url}:x", user=login.user, password=login.password)
    said = []
    for given, argv in (
        (login, ["ingest", str(source)]),
        (login, ["query", "{ papers { nodes { title } } stats { papers } }", "--json"]),
        (login, ["--store", url_of(login), "stats"]),
        (login, ["--store", url_of(broken), "stats"]),
        (login, ["--store", url_of(login).replace("bolt", "ftp"), "stats"]),
        (login, ["--store", url_of(wrong), "export", "--to", url_of(login)]),
        (wrong, ["stats"]),
        (wrong, ["doctor"]),
    ):
        with started(given, *argv) as running:
            said.append("".join(running.communicate(timeout=SECONDS)))
    scratch.connection.run("MATCH (meta:Meta) SET meta.schema = 'not a number'")
    with started(login, "stats") as running:
        said.append("".join(running.communicate(timeout=SECONDS)))
    assert all(said)
    for words in said:
        assert_tells_no_secret(server, words)
    scratch.wipe()
