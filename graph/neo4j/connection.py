"""Which Neo4j is meant, and the one driver that everything of this store speaks through.

Statements run in managed transactions: the driver runs the work again where the server says that it may, the server
ends it when its time is over. Errors leave here as those of graph/errors.py, in one sentence (graph/neo4j/errors.py).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString, TypeVar
from urllib.parse import unquote, urlsplit

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    GraphDatabase,
    ManagedTransaction,
    NotificationMinimumSeverity,
    Query,
    Session,
    Transaction,
    unit_of_work,
)
from neo4j.exceptions import DriverError, IncompleteCommit, Neo4jError

from graph.errors import BadInput, StoreUnavailable
from graph.neo4j.errors import meaning
from graph.store import READ_SECONDS

T = TypeVar("T")

SCHEMES = ("neo4j", "bolt", "neo4j+s", "bolt+s", "neo4j+ssc", "bolt+ssc")
BOLT_PORT = 7687
OLDEST = (5, 26)  # the long-term line; statements use what 5.23 brought
_DATABASE = re.compile(r"[A-Za-z0-9._-]{1,63}")

CONNECT_SECONDS = 5.0
WRITE_SECONDS = 120.0
"""What the server gives a transaction that writes, as READ_SECONDS one that reads; it may notice a second late. A batch
of 200 papers takes one."""

READ_PATIENCE, WRITE_PATIENCE = 2.0, 30.0
"""How long a transaction is tried again: somebody waits for an answer, but an ingest may outlast a restart (6 s)."""

SENDS = 3
"""How often a write is sent whose commit was lost on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Which database of which server, and who asks. Neither `str()` nor `repr()` shows the password.

    url        scheme, host and port, nothing else
    user       "" together with no password: the server asks nobody who he is
    database   "": the one that the server gives this user
    """

    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    database: str = ""

    @classmethod
    def of(
        cls, url: str, *, username: str = "", password: str = "", password_file: str = "", database: str = ""
    ) -> Login:
        """From a store URL, `neo4j://[user[:password]@]host[:port][/database]`; what it leaves out comes from the rest,
        which is what the NEO4J_ variables hold.

        Raises BadInput, whose text repeats nothing of the URL but its scheme.
        """
        scheme = url.partition(":")[0]
        if scheme not in SCHEMES:
            raise BadInput(f"{scheme}: is no scheme of a Neo4j URL; use neo4j://HOST or bolt://HOST.")
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or BOLT_PORT
        except ValueError:
            host, port = "", 0
        name = unquote(parts.path.strip("/")) if host else ""
        if not host or parts.query or parts.fragment or (name and not _DATABASE.fullmatch(name)):
            raise BadInput(
                f"The {scheme}: URL of the store cannot be read; write {scheme}://HOST, {scheme}://HOST:PORT or "
                f"{scheme}://HOST:PORT/DATABASE. A password has its / : @ # ? percent-encoded, or is in NEO4J_PASSWORD."
            )
        if password and password_file:
            raise BadInput("NEO4J_PASSWORD and NEO4J_PASSWORD_FILE are both set; unset one of them.")
        secret = unquote(parts.password or "") or password or (_first_line(password_file) if password_file else "")
        user = unquote(parts.username or "") or username
        return cls(
            url=f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}",
            user=user or ("neo4j" if secret else ""),
            password=secret,
            database=name or database,
        )


def without_credentials(url: str) -> str:
    """A store URL as it may be shown: a user and a password in it are left out."""
    scheme, slashes, rest = url.partition("://")
    return f"{scheme}{slashes}{rest.rpartition('@')[2]}" if slashes else url


def _first_line(path: str) -> str:
    try:
        return Path(path).expanduser().read_text("utf-8").partition("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        raise BadInput(f"NEO4J_PASSWORD_FILE names {path}, which is no text.") from None
    except OSError as error:
        raise BadInput(f"NEO4J_PASSWORD_FILE names {path}, which cannot be read: {error.strerror}.") from None


class Connection:
    """One driver, for as many threads as like. Nothing is sent before it is first used."""

    def __init__(
        self,
        login: Login,
        *,
        read_seconds: float = READ_SECONDS,
        write_seconds: float = WRITE_SECONDS,
        read_patience: float = READ_PATIENCE,
        write_patience: float = WRITE_PATIENCE,
    ) -> None:
        self.login = login
        self._seconds = {READ_ACCESS: read_seconds, WRITE_ACCESS: write_seconds}
        self._patience = {READ_ACCESS: read_patience, WRITE_ACCESS: write_patience}
        # The driver warns of each retry; without a handler of any kind Python would print that on standard error.
        logging.getLogger("neo4j").addHandler(logging.NullHandler())
        with self._translating():
            self._driver = GraphDatabase.driver(
                login.url,
                auth=(login.user, login.password) if login.user else None,
                connection_timeout=CONNECT_SECONDS,
                connection_acquisition_timeout=2 * CONNECT_SECONDS,
                notifications_min_severity=NotificationMinimumSeverity.OFF,
                telemetry_disabled=True,
                user_agent="citegraph",
            )
        self._bookmarks = GraphDatabase.bookmark_manager()  # in a cluster, what was written is read by who wrote it

    def read(self, work: Callable[[ManagedTransaction], T], *, seconds: float | None = None) -> T:
        """What `work` makes of one read transaction. It may be called more than once, and must consume its results."""
        with self._translating(), self._session(READ_ACCESS) as session:
            return session.execute_read(self._unit(work, READ_ACCESS, seconds))

    def write(self, work: Callable[[ManagedTransaction], T], *, seconds: float | None = None) -> T:
        """What `work` makes of one write transaction, once it is committed.

        A commit that was lost on the way may have happened or not, and `work` is sent again: it must do no harm to a
        graph that holds what it did before.
        """
        with self._translating(), self._session(WRITE_ACCESS) as session:
            unit = self._unit(work, WRITE_ACCESS, seconds)
            for _ in range(SENDS - 1):
                try:
                    return session.execute_write(unit)
                except IncompleteCommit:
                    continue
            return session.execute_write(unit)

    @contextmanager
    def reading(self, *, seconds: float | None = None) -> Iterator[Transaction]:
        """One read transaction over several statements, which nothing runs again.

        It is the cheapest way: 0.3 ms of this process for each statement after the first, where `read` takes 0.5.
        """
        given = self._seconds[READ_ACCESS] if seconds is None else seconds
        with self._translating(), self._session(READ_ACCESS) as session, _begun(session, given) as transaction:
            yield transaction

    def run(self, statement: LiteralString, *, seconds: float | None = None, **parameters: Any) -> list[dict[str, Any]]:
        """The records of a statement that makes its own transactions: of the schema, or CALL ... IN TRANSACTIONS."""
        given = self._seconds[WRITE_ACCESS] if seconds is None else seconds
        with self._translating(), self._session(WRITE_ACCESS) as session:
            return session.run(Query(statement, timeout=given), parameters).data()

    def server_version(self) -> str:
        """As the server says it, `5.26.30`. Raises StoreUnavailable for one that is too old or of another make."""
        with self._translating():
            agent = self._driver.get_server_info().agent
        found = re.match(r"Neo4j/((\d+)\.(\d+)[\w.-]*)", agent)
        if found is None or (int(found[2]), int(found[3])) < OLDEST:
            raise StoreUnavailable(
                f"At {self.login.url} is {agent[:40]}, and citegraph needs Neo4j {OLDEST[0]}.{OLDEST[1]} or later."
            )
        return found[1]

    def close(self) -> None:
        self._driver.close()

    def _session(self, access: str) -> Session:
        return self._driver.session(
            database=self.login.database or None,
            default_access_mode=access,
            bookmark_manager=self._bookmarks,
            max_transaction_retry_time=self._patience[access],
        )

    def _unit(
        self, work: Callable[[ManagedTransaction], T], access: str, seconds: float | None
    ) -> Callable[[ManagedTransaction], T]:
        timed: Callable[[Callable[[ManagedTransaction], T]], Callable[[ManagedTransaction], T]] = unit_of_work(
            timeout=self._seconds[access] if seconds is None else seconds
        )
        return timed(work)

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except (Neo4jError, DriverError) as error:
            raise meaning(error, self.login) from None


def _begun(session: Session, seconds: float) -> Transaction:
    try:
        return session.begin_transaction(timeout=seconds)
    except (Neo4jError, DriverError) as error:
        if not error.is_retryable():
            raise
        # a pooled connection that outlived its server; the driver has now dropped those beside it too
        return session.begin_transaction(timeout=seconds)
