"""Every setting, read from the environment once and passed on: no other module looks at an environment variable.

A flag of the command line wins over a variable, a variable over the default. docs/reference/settings.md lists them all.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from extract.models import DEFAULT
from graph.opening import Access, is_neo4j


class SettingsError(Exception):
    """A variable holds what it cannot hold. `str()` names it, its value and what it takes."""


def setting(
    variable: str, default: Any, read: Callable[[str], Any] = str.strip, *, about: str, secret: bool = False
) -> Any:
    metadata = {"variable": variable, "read": read, "about": about, "secret": secret}
    return field(default=default, metadata=metadata, repr=not secret)


def whole(at_least: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if (value := int(text)) < at_least:
            raise ValueError
        return value

    read.__doc__ = f"a whole number, at least {at_least}"
    return read


def fraction(text: str) -> float:
    """a number from 0 to 1"""
    if not 0 <= (value := float(text)) <= 1:
        raise ValueError
    return value


def token(text: str) -> str:
    """16 or more letters, digits and signs of ASCII, without spaces"""
    text = text.strip()
    if len(text) < 16 or not (text.isascii() and text.isprintable()) or " " in text:
        raise ValueError
    return text


def origins(text: str) -> str:
    """origins such as https://graph.example, with commas between them, or *"""
    for origin in stated(text):
        scheme, separator, host = origin.partition("://")
        if origin != "*" and (scheme not in ("http", "https") or not separator or not host or set(host) & set("/*@ ")):
            raise ValueError
    return text.strip()


def stated(text: str) -> list[str]:
    """The parts of a setting with commas between them."""
    return [part for part in (each.strip() for each in text.split(",")) if part]


def logged(text: str) -> str:
    """requests or errors"""
    if (word := text.strip().lower()) not in ("requests", "errors"):
        raise ValueError
    return word


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says; `from_environment` reads it, a test writes its own."""

    store: str = setting("CITEGRAPH_STORE", "", about="URL of the store, when --store is not given", secret=True)
    model: str = setting("CITEGRAPH_MODEL", DEFAULT, about="the extractor: fast, accurate, or the path of a config")
    min_confidence: float | None = setting(
        "CITEGRAPH_MIN_CONFIDENCE", None, fraction, about="what an extracted statement must reach to be kept"
    )
    processes: int = setting("CITEGRAPH_PROCESSES", 1, whole(1), about="processes that extract")
    host: str = setting("CITEGRAPH_HOST", "127.0.0.1", about="address that `serve` listens on")
    port: int = setting("CITEGRAPH_PORT", 8000, whole(0), about="port that `serve` listens on; 0 takes any free one")
    allowed_hosts: str = setting(
        "CITEGRAPH_ALLOWED_HOSTS", "", about="names that a request's Host may have, with commas between them"
    )
    token: str = setting(
        "CITEGRAPH_TOKEN", "", token, about="token that mutations need; if not set, there are none", secret=True
    )
    cors_origins: str = setting(
        "CITEGRAPH_CORS_ORIGINS",
        "",
        origins,
        about="origins whose pages may ask this server, with commas between them; `*` for any",
    )
    log: str = setting("CITEGRAPH_LOG", "requests", logged, about="what `serve` logs: requests, or errors alone")
    read_threads: int | None = setting(
        "CITEGRAPH_READ_THREADS", None, whole(1), about="threads that answer; if not set, 2 embedded, 8 on Neo4j"
    )
    # The longest sensible query with its variables is a few kilobytes; 256 KiB leaves room and bounds parsing.
    max_body: int = setting("CITEGRAPH_MAX_BODY", 262_144, whole(1), about="bytes that a request's body may have")
    # Limits of one request; api/plan/limits.py says what each of the two costs.
    max_cost: int = setting("CITEGRAPH_MAX_COST", 25_000, whole(1), about="objects that one request may return")
    max_depth: int = setting("CITEGRAPH_MAX_DEPTH", 24, whole(1), about="fields below each other in one request")
    # What `fetch` tells a service of who asks. The names of keys are those that others use.
    contact: str = setting("CITEGRAPH_CONTACT", "", about="mail address that `fetch` tells the services it asks")
    openalex_api_key: str = setting("OPENALEX_API_KEY", "", about="key for `fetch openalex`", secret=True)
    s2_api_key: str = setting("S2_API_KEY", "", about="key for `fetch semantic-scholar`", secret=True)
    # The names that Neo4j's own tools use. Each fills what the URL of a Neo4j store leaves out.
    neo4j_uri: str = setting(
        "NEO4J_URI", "", about="URL of a Neo4j store, when neither --store nor CITEGRAPH_STORE names one", secret=True
    )
    neo4j_username: str = setting("NEO4J_USERNAME", "", about="user of the Neo4j store; `neo4j` with a password alone")
    neo4j_password: str = setting("NEO4J_PASSWORD", "", str, about="password of that user", secret=True)
    neo4j_password_file: str = setting(
        "NEO4J_PASSWORD_FILE", "", about="file whose first line is the password, instead of NEO4J_PASSWORD"
    )
    neo4j_database: str = setting("NEO4J_DATABASE", "", about="database of the Neo4j store, else the user's own one")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        values: dict[str, Any] = {}
        for each in fields(cls):
            text = environ.get(each.metadata["variable"], "")
            if not text.strip():
                continue
            read = each.metadata["read"]
            try:
                values[each.name] = read(text)
            except ValueError:
                shown = "what it holds" if each.metadata["secret"] else repr(text.strip())
                raise SettingsError(f"{each.metadata['variable']} is {shown}; it takes {read.__doc__}.") from None
        return cls(**values)

    @property
    def access(self) -> Access:
        return Access(
            username=self.neo4j_username,
            password=self.neo4j_password,
            password_file=self.neo4j_password_file,
            database=self.neo4j_database,
        )

    def threads_for(self, url: str) -> int:
        """SQLite answers fastest from two threads: eight burned 2.5 times the CPU for the same answers.

        Of Neo4j a thread waits most of the time.
        """
        return self.read_threads or (8 if is_neo4j(url) else 2)

    def store_url(self, flag: str | None = None) -> str:
        """The store to open: the flag, else CITEGRAPH_STORE, else NEO4J_URI, else the embedded one of this user.

        `embedded:` without a path is that one too.
        """
        url = flag or self.store or self.neo4j_uri or "embedded:"
        return own_store_url() if url == "embedded:" else url


def own_store_url() -> str:
    return f"embedded:{user_data_directory() / 'graph.sqlite'}"


def user_data_directory(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where this user's own store lies: as the platform has it, XDG_DATA_HOME where that is set."""
    if stated := environ.get("XDG_DATA_HOME"):
        return Path(stated) / "citegraph"
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "citegraph"
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "citegraph"
    return Path.home() / ".local" / "share" / "citegraph"
