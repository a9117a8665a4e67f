"""The endpoint keeps to GraphQL over HTTP, each MUST, SHOULD and MAY, by the audits of the npm package graphql-http."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
AUDITS = 61


@pytest.fixture
def served(library_url: str) -> Iterator[str]:
    """A server of its own process, on a free port of this machine."""
    serve = [sys.executable, "-c", "import sys; from api.cli import main; sys.exit(main())", "serve", "--port", "0"]
    with subprocess.Popen([*serve, "--store", library_url], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def test_every_audit_of_graphql_over_http_is_passed(node: str, served: str) -> None:
    done = subprocess.run(
        [node, "audit.js", f"{served}/graphql"], cwd=HERE, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [audit for audit in found if audit["status"] != "ok"] == []
    assert len(found) == AUDITS
