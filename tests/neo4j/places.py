"""What tests of the command line on Neo4j share: the URL of a login, and the sample as Neo4j holds it."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from api.cli import main
from graph.neo4j.connection import Login
from tests.neo4j.fixtures import Scratch


def url_of(login: Login) -> str:
    """The store URL with everything in it."""
    scheme, _, place = login.url.partition("://")
    who = f"{quote(login.user, safe='')}:{quote(login.password, safe='')}@" if login.user else ""
    return f"{scheme}://{who}{place}/{login.database}".rstrip("/")


@pytest.fixture(scope="module")
def neo4j_sample(neo4j_scratch: Scratch, sample_url: str) -> str:
    """URL of the store that `make demo` makes, copied into Neo4j. A test may read it only."""
    neo4j_scratch.wipe()
    url = url_of(neo4j_scratch.login)
    assert main(["--store", sample_url, "export", "--to", url]) == 0
    return url
