"""`citegraph serve` as a process of its own: it says where it is, answers, and stops when told to."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from api.cli import main
from api.cli.exits import Exit
from api.cli.serve import served_hosts

SERVE = [sys.executable, "-c", "import sys; from api.cli import main; sys.exit(main())", "serve", "--port", "0"]


@pytest.fixture
def server(library_url: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*SERVE, "--store", library_url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_serve_says_where_it_is_answers_and_stops_when_told(
    server: subprocess.Popen[str], stop: signal.Signals
) -> None:
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    answer = httpx.post(f"{url}/graphql", json={"query": "{ stats { papers } }"}, timeout=60)
    assert answer.json()["data"] == {"stats": {"papers": 2}}
    assert "Citegraph" in httpx.get(url, timeout=60).text
    server.send_signal(stop)
    _, words = server.communicate()
    assert server.returncode == Exit.OK
    assert "Traceback" not in words


def test_serve_is_ready_once_it_is_warm_and_logs_each_request_as_json(server: subprocess.Popen[str]) -> None:
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    while (ready := httpx.get(f"{url}/ready", timeout=60)).status_code == 503:
        assert ready.json() == {"status": "warming up"}
    assert ready.json()["status"] == "ready"
    httpx.post(f"{url}/graphql", json={"query": "query Count { stats { papers } }"}, timeout=60)
    assert 'operation="Count",code="OK"} 1' in httpx.get(f"{url}/metrics", timeout=60).text
    server.send_signal(signal.SIGTERM)
    _, words = server.communicate()
    [request] = [json.loads(line) for line in words.splitlines() if line.startswith("{")]
    assert (request["operation"], request["status"]) == ("Count", 200)


def test_what_is_under_way_is_answered_before_the_server_stops(server: subprocess.Popen[str]) -> None:
    assert server.stdout is not None
    host, port = server.stdout.readline().strip().removeprefix("http://").split(":")
    body = b'{"query": "{ stats { papers } }"}'
    head = f"POST /graphql HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    with socket.create_connection((host, int(port)), timeout=60) as begun:
        begun.sendall(f"{head}\r\nExpect: 100-continue\r\n\r\n".encode())
        assert begun.recv(1000).startswith(b"HTTP/1.1 100")  # the request has begun, and its body is awaited
        server.send_signal(signal.SIGTERM)
        while is_listening(host, int(port)):
            pass
        begun.sendall(body)
        answer = b""
        while piece := begun.recv(10_000):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"papers":2' in answer
    _, words = server.communicate()
    assert server.returncode == Exit.OK
    assert "Traceback" not in words


def is_listening(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=60).close()
    except ConnectionError:
        return False
    return True


def test_serve_listens_on_this_machine_only(server: subprocess.Popen[str]) -> None:
    assert server.stdout is not None
    assert server.stdout.readline().startswith("http://127.0.0.1:")


def test_a_port_that_is_taken_is_told(library_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--port", port, "--store", library_url]) == Exit.FAILED
    assert f"port {port}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "stated", "names"),
    [
        ("127.0.0.1", "", {"127.0.0.1", "[::1]", "localhost"}),
        ("0.0.0.0", "", None),  # noqa: S104 - what a container listens on
        ("0.0.0.0", "Graph.example, localhost", {"graph.example", "localhost"}),  # noqa: S104
    ],
)
def test_host_names_are_those_stated_else_those_of_the_loopback(host: str, stated: str, names: set[str] | None) -> None:
    assert served_hosts(host, stated) == names


def test_serve_without_a_store_says_how_to_make_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve"]) == Exit.UNREACHABLE
    assert "citegraph ingest" in capsys.readouterr().err
