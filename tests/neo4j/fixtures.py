"""The Neo4j of this run, for every test that wants one: `from tests.neo4j.fixtures import ...` in a conftest.py.

With NEO4J_URI (and the variables beside it) it is that database, which must be empty and is emptied between tests; one
that is not empty is left alone. Else a server is started, once a run. Where neither can be had, tests are skipped and
say why; with CITEGRAPH_REQUIRE_NEO4J=1 they fail.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import pytest

from graph.errors import GraphError
from graph.neo4j.connection import Connection, Login
from tests.neo4j.distribution import NotToBeHad
from tests.neo4j.server import Neo4jServer

_ENVIRON = dict(os.environ)
"""As whoever runs the suite has it: tests/conftest.py takes the settings away before each test."""

COUNT_SOME = "MATCH (n) RETURN count(n) AS nodes"
DELETE_ALL = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
FIND_CONSTRAINTS = "SHOW CONSTRAINTS YIELD name"
FIND_INDEXES = "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"


@dataclass(frozen=True, slots=True)
class Scratch:
    """A database that tests may empty."""

    login: Login
    connection: Connection

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which a command finds it."""
        return {
            "NEO4J_URI": self.login.url,
            "NEO4J_USERNAME": self.login.user,
            "NEO4J_PASSWORD": self.login.password,
            "NEO4J_DATABASE": self.login.database,
        }

    def is_empty(self) -> bool:
        return self.connection.run(COUNT_SOME) == [{"nodes": 0}]

    def wipe(self) -> None:
        """Delete every node and edge. Constraints and indexes stay: making them again takes 1.7 s."""
        self.connection.run(DELETE_ALL)

    def wipe_indexes(self) -> None:
        for kind, find in (("CONSTRAINT", FIND_CONSTRAINTS), ("INDEX", FIND_INDEXES)):
            for row in self.connection.run(find):
                self.connection.run(f"DROP {kind} `{row['name']}`")


def unavailable(reason: str) -> NoReturn:
    if _ENVIRON.get("CITEGRAPH_REQUIRE_NEO4J", "") not in ("", "0"):
        pytest.fail(f"CITEGRAPH_REQUIRE_NEO4J is set, and there is no Neo4j: {reason}", pytrace=False)
    pytest.skip(f"no Neo4j: {reason}")


@pytest.fixture(scope="session")
def neo4j_scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    """The database as the last test left it; `neo4j_empty` is what a test asks for."""
    if url := _ENVIRON.get("NEO4J_URI"):
        yield from _given(url)
    else:
        yield from _started(tmp_path_factory)


def _given(url: str) -> Iterator[Scratch]:
    try:
        login = Login.of(
            url,
            username=_ENVIRON.get("NEO4J_USERNAME", ""),
            password=_ENVIRON.get("NEO4J_PASSWORD", ""),
            password_file=_ENVIRON.get("NEO4J_PASSWORD_FILE", ""),
            database=_ENVIRON.get("NEO4J_DATABASE", ""),
        )
        connection = Connection(login)
        scratch = Scratch(login, connection)
        is_empty = scratch.is_empty()
    except GraphError as error:
        unavailable(str(error))
    try:
        if not is_empty:
            unavailable("the database that NEO4J_URI names is not empty, and the suite would empty it; name another.")
        yield scratch
        scratch.wipe()
        scratch.wipe_indexes()
    finally:
        connection.close()


def _started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    try:
        server = Neo4jServer(tmp_path_factory.mktemp("neo4j"))
        server.start()
    except NotToBeHad as reason:
        unavailable(str(reason))
    connection = Connection(server.login)
    try:
        yield Scratch(server.login, connection)
    finally:
        connection.close()
        server.stop()


@pytest.fixture
def neo4j_empty(neo4j_scratch: Scratch) -> Scratch:
    """The database without a node."""
    neo4j_scratch.wipe()
    return neo4j_scratch


@pytest.fixture
def neo4j_bare(neo4j_empty: Scratch) -> Iterator[Scratch]:
    """The database without a node, a constraint or an index, as a new server has it, and again after the test."""
    neo4j_empty.wipe_indexes()
    yield neo4j_empty
    neo4j_empty.wipe()
    neo4j_empty.wipe_indexes()
