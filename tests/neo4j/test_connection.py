"""Logins are read as people write them; what Neo4j refuses is said in one sentence, and no secret is in it."""

from __future__ import annotations

import logging
import socket
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from neo4j.exceptions import IncompleteCommit, Neo4jError, ServiceUnavailable

from graph.errors import (
    BadInput,
    QueryTooExpensive,
    StoreDamaged,
    StoreError,
    StoreForbidden,
    StoreLocked,
    StoreMissing,
    StoreUnavailable,
)
from graph.neo4j.connection import Connection, Login, without_credentials
from graph.neo4j.errors import meaning
from tests.neo4j.fixtures import Scratch
from tests.neo4j.server import free_ports

SECRET = "correct-horse-battery"  # noqa: S105 - it opens nothing


def login_of(url: str, **variables: str) -> tuple[str, str, str, str]:
    login = Login.of(url, **variables)
    return login.url, login.user, login.password, login.database


@pytest.mark.parametrize(
    ("url", "variables", "expected"),
    [
        ("neo4j://db", {}, ("neo4j://db:7687", "", "", "")),
        ("bolt://db:17687", {"password": "p"}, ("bolt://db:17687", "neo4j", "p", "")),
        ("neo4j+s://db/papers", {"username": "u", "password": "p"}, ("neo4j+s://db:7687", "u", "p", "papers")),
        ("neo4j://u:p%40%2F@db", {"username": "v", "password": "q"}, ("neo4j://db:7687", "u", "p@/", "")),
        ("bolt://u@[::1]:7000/", {"password": "q", "database": "d"}, ("bolt://[::1]:7000", "u", "q", "d")),
        ("bolt+ssc://db/one", {"database": "two"}, ("bolt+ssc://db:7687", "", "", "one")),
    ],
)
def test_what_a_url_leaves_out_comes_from_the_variables(
    url: str, variables: dict[str, str], expected: tuple[str, ...]
) -> None:
    assert login_of(url, **variables) == expected


@pytest.mark.parametrize(
    "url",
    [
        f"http://u:{SECRET}@db",
        f"neo4j://u:{SECRET}/x@db:7687",
        f"neo4j://u:1/{SECRET}@db:7687",
        f"neo4j://u:{SECRET}#x@db",
        f"neo4j://u:{SECRET}@db:port",
        f"neo4j://u:{SECRET}@[db",
        f"neo4j://u:{SECRET}@db?policy=x",
        f"neo4j://u:{SECRET}@",
    ],
)
def test_a_url_that_cannot_be_read_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        Login.of(url)
    assert SECRET not in "".join(traceback.format_exception(refused.value))


def test_a_password_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{SECRET}\n")
    assert Login.of("bolt://db", password_file=str(tmp_path / "password")).password == SECRET


def test_a_password_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"NEO4J_PASSWORD_FILE names .*no-such-file"):
        Login.of("bolt://db", password_file=str(tmp_path / "no-such-file"))


def test_two_passwords_are_one_too_many() -> None:
    with pytest.raises(BadInput, match="both set"):
        login_of("bolt://db", **dict.fromkeys(("password", "password_file"), "p"))


def test_a_password_is_never_shown() -> None:
    login = Login.of(f"neo4j://u:{SECRET}@db")
    connection = Connection(login)
    assert SECRET not in f"{login!r} {login!s} {connection!r} {vars(connection)!r}"
    connection.close()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"neo4j://u:{SECRET}@db:1/x", "neo4j://db:1/x"),
        (f"bolt://u:{SECRET}/@@db", "bolt://db"),
        ("bolt://db", "bolt://db"),
        ("embedded:/home/u@v/graph", "embedded:/home/u@v/graph"),
    ],
)
def test_a_url_is_shown_without_user_and_password(url: str, shown: str) -> None:
    assert without_credentials(url) == shown


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("Neo.ClientError.Security.Unauthorized", StoreForbidden),
        ("Neo.ClientError.Security.AuthenticationRateLimit", StoreForbidden),
        ("Neo.ClientError.Security.CredentialsExpired", StoreForbidden),
        ("Neo.ClientError.Security.Forbidden", StoreForbidden),
        ("Neo.ClientError.Security.TokenExpired", StoreForbidden),
        ("Neo.ClientError.General.WriteOnReadOnlyAccessDatabase", StoreForbidden),
        ("Neo.ClientError.Database.DatabaseNotFound", StoreMissing),
        ("Neo.TransientError.Database.DatabaseUnavailable", StoreUnavailable),
        ("Neo.ClientError.Transaction.TransactionTimedOut", QueryTooExpensive),
        ("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration", QueryTooExpensive),
        ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", QueryTooExpensive),
        ("Neo.TransientError.Transaction.DeadlockDetected", StoreLocked),
        ("Neo.ClientError.Schema.IndexAlreadyExists", StoreDamaged),
        ("Neo.ClientError.Statement.SyntaxError", StoreError),
        ("Neo.DatabaseError.General.UnknownError", StoreUnavailable),
    ],
)
def test_each_code_has_one_sentence_of_ours(code: str, kind: type[StoreError]) -> None:
    theirs = Neo4jError._basic_hydrate(neo4j_code=code, message=f"RETURN {SECRET}")
    ours = meaning(theirs, Login(url="bolt://db:7687", user="u", password=SECRET))
    assert type(ours) is kind
    assert str(ours)[0].isupper() or str(ours).startswith("bolt")
    assert str(ours).endswith(".")
    assert SECRET not in str(ours)


@pytest.fixture
def connect(neo4j_scratch: Scratch) -> Iterator[Callable[..., Connection]]:
    opened: list[Connection] = []

    def connect(**changes: Any) -> Connection:
        login = neo4j_scratch.login
        given = {"url": login.url, "user": login.user, "password": login.password, "database": login.database}
        opened.append(Connection(Login(**{**given, **changes}), read_patience=0, write_patience=0))
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


def one(connection: Connection) -> Any:
    return connection.read(lambda transaction: transaction.run("RETURN 1 AS one").data())


def test_it_answers(connect: Callable[..., Connection]) -> None:
    connection = connect()
    assert one(connection) == [{"one": 1}]
    assert connection.run("RETURN $x AS x", x=[1]) == [{"x": [1]}]
    with connection.reading() as transaction:
        assert transaction.run("RETURN 1 AS one").data() == transaction.run("RETURN 1 AS one").data()
    assert int(connection.server_version().partition(".")[0]) >= 5


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
@pytest.mark.parametrize(
    ("changes", "kind", "sentence"),
    [
        ({"password": SECRET}, StoreForbidden, "does not let the user neo4j in with this password"),
        ({"user": "", "password": ""}, StoreForbidden, "NEO4J_PASSWORD"),
        ({"database": "no-such"}, StoreMissing, "The database no-such does not exist"),
    ],
)
def test_who_is_refused_is_told_what_to_do(
    connect: Callable[..., Connection], scheme: str, changes: dict[str, str], kind: type[StoreError], sentence: str
) -> None:
    url = connect().login.url.replace("bolt:", f"{scheme}:")
    with pytest.raises(kind, match=sentence) as refused:
        one(connect(**changes, url=url))
    assert SECRET not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+s"])
def test_nothing_that_answers_is_unavailable(scheme: str, caplog: pytest.LogCaptureFixture) -> None:
    (port,) = free_ports(1)
    login = Login(url=f"{scheme}://127.0.0.1:{port}", user="u", password=SECRET)
    connection = Connection(login, read_patience=0)
    with caplog.at_level(logging.DEBUG), pytest.raises(StoreUnavailable, match="No Neo4j answers at"):
        one(connection)
    connection.close()
    assert SECRET not in caplog.text


def test_what_is_no_neo4j_is_unavailable() -> None:
    def accept_and_end_without_a_word() -> None:
        other.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as other, ThreadPoolExecutor(1) as threads:
        threads.submit(accept_and_end_without_a_word)
        connection = Connection(Login(url=f"bolt://127.0.0.1:{other.getsockname()[1]}"))
        with pytest.raises(StoreUnavailable):
            connection.server_version()
        connection.close()


ENDLESS = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b WITH a, b WHERE a + b < 0 RETURN count(*)"


def read_endlessly(connection: Connection) -> None:
    with connection.reading(seconds=0.2) as transaction:
        transaction.run(ENDLESS).data()


WAYS: dict[str, Callable[[Connection], Any]] = {
    "read": lambda connection: connection.read(lambda transaction: transaction.run(ENDLESS).data(), seconds=0.2),
    "write": lambda connection: connection.write(lambda transaction: transaction.run(ENDLESS).data(), seconds=0.2),
    "run": lambda connection: connection.run(ENDLESS, seconds=0.2),
    "reading": read_endlessly,
}


@pytest.mark.parametrize("way", list(WAYS))
def test_the_server_ends_what_takes_too_long(connect: Callable[..., Connection], way: str) -> None:
    connection = connect()
    with pytest.raises(QueryTooExpensive, match="longer than it was given"):
        WAYS[way](connection)
    running = connection.run("SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery STARTS WITH 'UNWIND' RETURN *")
    assert running == []
    assert one(connection)


def test_a_reading_transaction_cannot_write(connect: Callable[..., Connection], neo4j_empty: Scratch) -> None:
    with pytest.raises(StoreError, match="AccessMode"):
        connect().read(lambda transaction: transaction.run("CREATE (:Paper)").data())
    assert neo4j_empty.is_empty()


def test_a_statement_is_in_no_error_and_no_traceback(connect: Callable[..., Connection]) -> None:
    with pytest.raises(StoreError) as refused:
        connect().run(f"RETURN '{SECRET}' +")
    assert SECRET not in "".join(traceback.format_exception(refused.value))


def test_what_work_raises_itself_undoes_it_and_is_not_changed(
    connect: Callable[..., Connection], neo4j_empty: Scratch
) -> None:
    def work(transaction: Any) -> None:
        transaction.run("CREATE (:Paper)").consume()
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        connect().write(work)
    assert neo4j_empty.is_empty()


def test_a_write_whose_commit_was_lost_is_sent_again(connect: Callable[..., Connection], neo4j_empty: Scratch) -> None:
    sent = []

    def work(transaction: Any) -> str:
        transaction.run("MERGE (:Paper {id: 'p'})").consume()
        sent.append(1)
        if len(sent) < 3:
            raise IncompleteCommit("the connection was lost during the commit")
        return "done"

    assert connect().write(work) == "done"
    assert len(sent) == 3


def test_a_write_is_not_sent_for_ever(connect: Callable[..., Connection]) -> None:
    def work(transaction: Any) -> None:
        raise IncompleteCommit("the connection was lost during the commit")

    with pytest.raises(StoreUnavailable):
        connect().write(work)


def test_a_transaction_is_tried_again_where_that_may_help(neo4j_scratch: Scratch) -> None:
    tried = []

    def work(transaction: Any) -> str:
        tried.append(1)
        if len(tried) == 1:
            raise ServiceUnavailable("the server went away")
        return "done"

    assert neo4j_scratch.connection.write(work) == "done"


def test_one_connection_serves_many_threads(neo4j_empty: Scratch) -> None:
    def count(number: int) -> Any:
        return neo4j_empty.connection.write(
            lambda transaction: transaction.run("CREATE ({number: $number}) RETURN $number AS n", number=number).data()
        )

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(count, range(32))) == [[{"n": number}] for number in range(32)]
