"""Requests that schemathesis makes from the schema, mutations with them: none may end in a 5xx or an unmasked error.

    python -m tests.api.fuzz 10000 [STORE]      so many requests, and what came of them

The suite asks a few of each root field; the figure in docs/reference/errors.md is of a run by hand. STORE is written
to: give it a copy. Without one it is a library of its own.
"""

from __future__ import annotations

import io
import json
import logging
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, seed, settings

from api.plan import Code
from api.schema import sdl
from api.server import create_app
from api.settings import Settings
from graph import Store, open_store
from tests.api.client import Client
from tests.api.library import contributions

TOKEN = "a-token-of-the-tests"  # noqa: S105 - it opens nothing
HEADERS = {
    "accept": "application/graphql-response+json",
    "authorization": f"Bearer {TOKEN}",
    "content-type": "application/json",
}
CODES = frozenset(Code) - {Code.INTERNAL, Code.STORE_UNAVAILABLE}
"""What a request can bring about."""

LEAKED = re.compile(
    r"Traceback|File \"|\b\w+Error\b|sqlite|neo4j|\bSELECT .* FROM\b|\bMATCH \(|0x[0-9a-f]{8}|/(?:tmp|home|usr|work)/",
    re.IGNORECASE,
)
"""What no message may hold, whatever was sent."""


def fuzz(store: Store, each: int, *, number: int | None = None) -> Counter[str]:
    """Ask up to `each` requests of every root field; how many there were, by status and code.

    Raises AssertionError for an answer that may not be, after schemathesis made it small. `number` seeds the choice;
    without it, it is the same each time.
    """
    import schemathesis
    from schemathesis.core.result import Ok

    schema = schemathesis.graphql.from_file(io.StringIO(sdl()))
    client = Client(create_app(store, settings=Settings(token=TOKEN)))  # schemathesis's own one gives up after 10 s
    seen: Counter[str] = Counter()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()

        @settings(
            max_examples=each,
            deadline=None,
            database=None,
            derandomize=number is None,
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def ask(case: Any) -> None:
            response = client.post("/graphql", content=json.dumps({"query": case.body}).encode(), headers=HEADERS)
            for outcome in outcomes(response.status_code, response.json(), case.body):
                seen[outcome] += 1

        (ask if number is None else seed(number)(ask))()
    return seen


def outcomes(status: int, told: dict[str, Any], query: Any) -> Iterator[str]:
    """What came of one request, once it is known to be as it may be."""
    assert status in (200, 400), (status, told, query)
    errors = told.get("errors", [])
    assert errors or "data" in told, (told, query)
    for error in errors:
        assert error["extensions"]["code"] in CODES, (error, query)
        assert not LEAKED.search(without_quotes(error["message"])), (error, query)
    codes = sorted({error["extensions"]["code"] for error in errors})
    yield "requests"
    yield f"{status} {' '.join(codes) or 'OK'}"


def without_quotes(message: str) -> str:
    """A message repeats what the client sent in quotation marks, which may be anything."""
    return re.sub(r"'.*'|\".*\"", "", message, flags=re.DOTALL)


def main(arguments: list[str]) -> int:
    logging.getLogger("citegraph.api").setLevel(logging.CRITICAL)
    wanted = int(arguments[0])
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        url = arguments[1] if arguments[1:] else f"embedded:{Path(folder) / 'fuzzed.sqlite'}"
        store = open_store(url, create=True)
        if not arguments[1:]:
            list(store.ingest(contributions()))
        number = 0
        while total["requests"] < wanted:
            number += 1
            total += fuzz(store, 40, number=number)
            print(dict(total), file=sys.stderr, flush=True)
        store.close()
    for outcome, count in total.most_common():
        print(f"{count:8,}  {outcome}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
