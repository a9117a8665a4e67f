"""What the server tells of its requests: counts and times at /metrics, lines of JSON in its log, by operation name."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.logs import log_to
from api.metrics import BUCKETS, MOST_OPERATIONS, Metrics
from api.server import create_app
from api.settings import Settings
from graph import Store, StoreUnavailable
from tests.api.client import Client

SAMPLE = re.compile(r'^([a-z_]+)(?:\{((?:[a-z]+="[^"\\\n]*",?)*)\})? (\S+)$')


def samples(text: str) -> dict[tuple[str, str], float]:
    """Every sample by name and labels; each line must be of the exposition format."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("# "):
            matched = SAMPLE.match(line)
            assert matched, line
            found[matched[1], matched[2] or ""] = float(matched[3])
    return found


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged, as `serve` logs it; afterwards loggers are as they were."""
    loggers = [logging.getLogger(name) for name in ("citegraph", "uvicorn", "citegraph.requests")]
    before = [(one, one.handlers, one.propagate, one.level) for one in loggers]
    stream = io.StringIO()
    log_to(stream, requests=True)
    yield stream
    for one, handlers, propagate, level in before:
        one.handlers, one.propagate = handlers, propagate
        one.setLevel(level)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_requests_are_counted_by_operation_and_code(store: Store) -> None:
    client = Client(create_app(store))
    for query in ("query Find { stats { papers } }", "query Find { stats { papers } }", "{ version }", "{ nope }", "{"):
        client.post("/graphql", json={"query": query})
    client.post("/graphql", json={"query": 'query Bad { paper(id: "x") { cites(after: "?") { totalCount } } }'})
    client.post("/graphql", json=[])
    response = client.get("/metrics")
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = samples(response.text)
    assert found["citegraph_requests_total", 'operation="Find",code="OK"'] == 2
    assert found["citegraph_requests_total", 'operation="(anonymous)",code="OK"'] == 1
    assert found["citegraph_requests_total", 'operation="(refused)",code="GRAPHQL_VALIDATION_FAILED"'] == 1
    assert found["citegraph_requests_total", 'operation="(refused)",code="GRAPHQL_PARSE_FAILED"'] == 1
    assert found["citegraph_requests_total", 'operation="(refused)",code="BAD_USER_INPUT"'] == 1
    assert found["citegraph_request_duration_seconds_count", 'operation="Find"'] == 2
    assert found["citegraph_cost_total", 'operation="Find"'] == 2_000
    assert found["citegraph_requests_in_progress", ""] == 0
    assert found["process_cpu_seconds_total", ""] > 0


def test_times_fall_into_buckets_that_add_up() -> None:
    metrics = Metrics()
    for seconds in (0.0001, 0.001, 0.004, 3.0, 60.0):
        metrics.count("Find", "OK", seconds, 1)
    found = samples(metrics.text(is_ready=True))
    at = [found["citegraph_request_duration_seconds_bucket", f'operation="Find",le="{bound}"'] for bound in BUCKETS]
    assert at == [2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4]
    assert found["citegraph_request_duration_seconds_bucket", 'operation="Find",le="+Inf"'] == 5
    assert found["citegraph_request_duration_seconds_sum", 'operation="Find"'] == pytest.approx(63.0051)


def test_names_of_operations_are_the_clients_and_so_their_number_is_bounded() -> None:
    metrics = Metrics()
    for i in range(3 * MOST_OPERATIONS):
        metrics.count(f"Operation{i}", "OK", 0.001, 1)
    metrics.count("x" * 10_000, "OK", 0.001, 1)
    text = metrics.text(is_ready=True)
    named = {labels for name, labels in samples(text) if name == "citegraph_cost_total"}
    assert len(named) == MOST_OPERATIONS + 1
    assert 'operation="(other)"' in named
    assert samples(text)["citegraph_cost_total", 'operation="(other)"'] == 2 * MOST_OPERATIONS + 1
    assert "xxx" not in text


def test_a_request_is_logged_by_its_name_and_without_what_it_asks(store: Store, log: io.StringIO) -> None:
    client = Client(create_app(store))
    query = 'query Find($id: ID!) { paper(id: $id) { title } search(text: "in the query") { totalCount } }'
    client.post("/graphql", json={"query": query, "variables": {"id": "in the variables"}})
    client.post("/graphql", json={"query": "{ nope }"}, headers={"accept": "application/graphql-response+json"})
    client.get("/graphql", params={"query": "mutation { x }"})
    one, two, three = lines(log)
    assert (one["event"], one["level"], one["operation"], one["status"]) == ("request", "info", "Find", 200)
    assert (one["code"], one["method"], one["cost"]) == ("OK", "POST", 1_003)
    assert (two["operation"], two["status"], two["code"]) == (None, 400, "GRAPHQL_VALIDATION_FAILED")
    assert (three["method"], three["status"], three["code"]) == ("GET", 405, "METHOD_NOT_ALLOWED")
    assert list(one) == [
        *("time", "level", "event", "operation", "method", "status", "code", "cost", "bytes", "milliseconds")
    ]
    assert one["time"].endswith("Z")
    assert one["milliseconds"] > 0
    assert "in the" not in log.getvalue()


def test_what_goes_wrong_is_logged_in_one_line_too(log: io.StringIO) -> None:
    class Broken:
        def reading(self) -> Any:
            raise KeyError("a bug")

    Client(create_app(Broken())).post("/graphql", json={"query": "{ stats { papers } }"})  # type: ignore[arg-type]
    wrong, request = lines(log)
    assert (wrong["level"], wrong["event"]) == ("error", "internal error")
    assert "KeyError: 'a bug'" in wrong["exception"]
    assert (request["code"], request["status"]) == ("INTERNAL", 200)


def test_requests_are_not_logged_where_only_errors_shall_be(store: Store, log: io.StringIO) -> None:
    log_to(log, requests=False)
    Client(create_app(store)).post("/graphql", json={"query": "{ version }"})
    assert log.getvalue() == ""


def test_a_server_is_ready_once_it_is_warm(store: Store) -> None:
    app = create_app(store, warms_up=True)
    client = Client(app)
    before = client.get("/ready")
    assert (before.status_code, before.json()) == (503, {"status": "warming up"})
    assert client.get("/health").status_code == 200
    assert client.post("/graphql", json={"query": "{ version }"}).status_code == 200
    assert samples(client.get("/metrics").text)["citegraph_ready", ""] == 0

    async def started() -> tuple[int, str]:
        async with app.router.lifespan_context(app):
            while (response := await client.send("GET", "/ready")).status_code == 503:
                await asyncio.sleep(0.001)
            return response.status_code, (await client.send("GET", "/metrics")).text

    status, metrics = asyncio.run(started())
    assert status == 200
    assert samples(metrics)["citegraph_ready", ""] == 1


def test_a_store_that_cannot_be_read_ends_the_warm_up_and_is_told() -> None:
    class Fallen:
        def reading(self) -> Any:
            raise StoreUnavailable("bolt://10.0.0.7")

    app = create_app(Fallen(), warms_up=True)  # type: ignore[arg-type]
    client = Client(app)

    async def started() -> str:
        async with app.router.lifespan_context(app):
            while "warming" in (text := (await client.send("GET", "/ready")).text):
                await asyncio.sleep(0.001)
            return text

    assert "cannot be read" in asyncio.run(started())


def test_the_questions_of_the_warm_up_are_answered(store: Store) -> None:
    from api.plan import Request, answer
    from api.warming import QUESTIONS

    assert [answer(Request(query=one), store).code for one in QUESTIONS] == [None] * len(QUESTIONS)


@pytest.mark.parametrize("path", ["/", "/health", "/ready", "/schema.graphql", "/metrics", "/page.js"])
def test_what_answers_get_answers_head(store: Store, path: str) -> None:
    client = Client(create_app(store, settings=Settings()))
    assert client.request("HEAD", path).status_code == client.get(path).status_code == 200
