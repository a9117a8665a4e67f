"""From a store URL to the store: the one place that knows which kinds there are.

    embedded:/path/to/file
    neo4j://[user[:password]@]host[:port][/database]      also bolt://, and +s or +ssc for TLS

What the URL of a server leaves out is in an `Access`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from graph.errors import BadInput, StoreUnavailable
from graph.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a server is entered, where its URL does not say. The embedded store asks for nothing of it."""

    username: str = ""
    password: str = field(default="", repr=False)
    password_file: str = ""
    database: str = ""


def open_store(url: str, *, create: bool = False, access: Access = Access()) -> Store:
    """Open the store at a URL, making it first where `create` is set.

    Raises BadInput for a URL that is none of ours, StoreMissing, StoreTooNew, StoreDamaged, StoreLocked,
    StoreForbidden, StoreUnavailable.
    """
    if path := _embedded(url):
        from graph.sqlite.store import SqliteStore  # the store that is asked for is the only one imported

        return SqliteStore(path, create=create)
    with _driver_at_hand():
        from graph.neo4j.connection import Login
        from graph.neo4j.store import Neo4jStore
    return Neo4jStore(Login.of(url, **asdict(access)), create=create)


def check_store(url: str, *, access: Access = Access()) -> dict[str, str]:
    """`Store.check()` without opening a store that opening would mend, so that what is missing can be told.

    A Neo4j database that holds nothing is told too, where `open_store` raises StoreMissing.
    """
    if _embedded(url):
        store = open_store(url)
        try:
            return store.check()
        finally:
            store.close()
    with _driver_at_hand():
        from graph.neo4j import migrate
        from graph.neo4j.connection import Connection, Login
    connection = Connection(Login.of(url, **asdict(access)))
    try:
        return {"store": shown(url)} | migrate.check(connection)
    finally:
        connection.close()


def is_neo4j(url: str) -> bool:
    return url.partition(":")[0].partition("+")[0] in ("neo4j", "bolt")


def shown(url: str) -> str:
    """The URL as it may be printed: a user and a password in it are left out."""
    scheme, slashes, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if slashes and scheme != "embedded" else url


def _embedded(url: str) -> Path | None:
    """The path of an embedded store, None for one of Neo4j. Raises BadInput for a URL of no kind of store."""
    scheme, _, rest = url.partition(":")
    if scheme == "embedded" and rest:
        return Path(rest).expanduser()
    if is_neo4j(url):
        return None
    raise BadInput(f"{scheme}: is no kind of store; use embedded:/path/to/file, neo4j://HOST or bolt://HOST.")


@contextmanager
def _driver_at_hand() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "neo4j":
            raise
        raise StoreUnavailable(
            "A Neo4j store needs the package neo4j, which is not installed; install citegraph again, or the package."
        ) from None
