"""`citegraph fetch`, against answers that a server on the loopback gives."""

from __future__ import annotations

import builtins
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from time import time
from typing import Any

import pytest

from api.cli import main
from api.cli.exits import Exit
from api.cli.fetch import identity
from api.fetch import SERVICES, Polite, Question, Unavailable, questions
from api.settings import Settings
from tests.extract.samples import ATOM, OPENALEX_WORK, S2_PAPER

Captured = pytest.CaptureFixture[str]
Answer = tuple[int, dict[str, str], str]


@dataclass
class Recorded:
    """A service that gives these answers in turn, the last again and again, and notes what it was asked."""

    url: str = ""
    answers: list[Answer] = field(default_factory=lambda: [(200, {}, "{}")])
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@pytest.fixture
def service() -> Iterator[Recorded]:
    recorded = Recorded()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            recorded.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answers = recorded.answers
            status, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    recorded.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield recorded
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, without waiting."""
    noted: list[float] = []
    monkeypatch.setattr("api.fetch.polite.time.sleep", noted.append)
    return noted


def polite(recorded: Recorded, folder: Path, waits: list[float], name: str = "openalex", **more: Any) -> Polite:
    return Polite(SERVICES[name], folder, url=recorded.url, sleep=waits.append, **more)


def paths(name: str, *ids: str, words: str = "", limit: int = 100) -> list[str]:
    return [question.path for question, _ in questions(SERVICES[name], ids, words, limit)]


def test_ids_of_any_spelling_are_asked_for_together() -> None:
    assert paths("arxiv", "arXiv:2410.12345v3", "https://arxiv.org/abs/cs/0601001") == [
        "/api/query?id_list=2410.12345,cs/0601001&max_results=2"
    ]
    assert paths("openalex", "W2741809807", "https://doi.org/10.1000/A", "2410.12345") == [
        "/works?filter=openalex:W2741809807&per_page=50",
        "/works?filter=doi:10.1000/a|10.48550/arxiv.2410.12345&per_page=50",
    ]
    assert len(paths("openalex", *(f"W27418098{n:02}" for n in range(60)))) == 2
    (path,) = paths("semantic-scholar", "arXiv:2410.12345v3")
    assert path.startswith("/graph/v1/paper/ARXIV:2410.12345?fields=externalIds,title,")


def test_words_are_asked_for_page_by_page() -> None:
    assert len(paths("arxiv", words="mills", limit=250)) == 3
    assert paths("openalex", words="long mills", limit=150) == [
        "/works?search=long+mills&per_page=100&page=1",
        "/works?search=long+mills&per_page=100&page=2",
    ]


def test_an_id_that_a_service_does_not_know_is_told() -> None:
    with pytest.raises(ValueError, match="'W2741809807' is none of its ids"):
        paths("arxiv", "W2741809807")


def test_an_answer_that_is_there_is_not_asked_for_again(service: Recorded, tmp_path: Path, waits: list[float]) -> None:
    question = Question(path="/works?filter=doi:10.1000/a")
    with polite(service, tmp_path / "new", waits) as asker:
        first, again = asker.ask(question), asker.ask(question)
    assert (first.is_new, again.is_new, first.path) == (True, False, again.path)
    assert first.path.read_text() == "{}"
    assert len(service.asked) == 1
    assert [path.name for path in (tmp_path / "new").iterdir()] == [first.path.name]


def test_there_is_a_pause_between_requests(service: Recorded, tmp_path: Path, waits: list[float]) -> None:
    with polite(service, tmp_path, waits) as asker:
        for n in range(3):
            asker.ask(Question(path=f"/{n}"))
    assert waits == [0.2, 0.2]


@pytest.mark.parametrize(("header", "low", "high"), [("7", 7, 7), ("", 1, 1), ("soon", 1, 1), ("date", 20, 31)])
def test_a_busy_service_is_asked_again_when_it_says(
    service: Recorded, tmp_path: Path, waits: list[float], header: str, low: float, high: float
) -> None:
    when = formatdate(time() + 30, usegmt=True) if header == "date" else header
    service.answers = [(429, {"Retry-After": when} if when else {}, ""), (200, {}, "{}")]
    with polite(service, tmp_path, waits) as asker:
        assert asker.ask(Question(path="/x")).is_new
    assert low <= waits[0] <= high


def test_a_service_that_wants_a_long_wait_is_left_alone(service: Recorded, tmp_path: Path, waits: list[float]) -> None:
    service.answers = [(429, {"Retry-After": "86400"}, "")]
    with (
        polite(service, tmp_path, waits) as asker,
        pytest.raises(Unavailable, match="asks to wait 86,400 seconds") as told,
    ):
        asker.ask(Question(path="/x"))
    assert told.value.is_final
    assert waits == []


def test_what_is_not_there_is_told_and_a_service_that_is_down_is_tried_some_times(
    service: Recorded, tmp_path: Path, waits: list[float]
) -> None:
    service.answers = [(404, {}, "")]
    with polite(service, tmp_path, waits) as asker, pytest.raises(Unavailable, match="answers 404 to /x") as told:
        asker.ask(Question(path="/x"))
    assert not told.value.is_final
    service.answers = [(503, {}, "")]
    with polite(service, tmp_path, waits) as asker, pytest.raises(Unavailable, match="answers 503, 5 times"):
        asker.ask(Question(path="/x"))
    assert list(tmp_path.iterdir()) == []


def test_a_redirection_carries_no_key_away(service: Recorded, tmp_path: Path, waits: list[float]) -> None:
    service.answers = [(302, {"Location": f"{service.url}/other"}, "")]
    who: dict[str, Any] = {"headers": {"x-api-key": "secret"}, "params": {"api_key": "secret"}}
    with polite(service, tmp_path, waits, **who) as asker, pytest.raises(Unavailable) as told:
        asker.ask(Question(path="/x?a=b"))
    assert "secret" not in str(told.value)
    ((path, headers),) = service.asked
    assert (path, headers["x-api-key"]) == ("/x?a=b&api_key=secret", "secret")


def test_a_key_goes_to_its_own_service_alone() -> None:
    settings = Settings(openalex_api_key="o", s2_api_key="s", contact="ada@example.org")
    assert identity("openalex", settings, is_elsewhere=False)[1] == {"api_key": "o"}
    assert identity("semantic-scholar", settings, is_elsewhere=False)[0]["x-api-key"] == "s"
    for name in SERVICES:
        assert "s" not in identity(name, settings, is_elsewhere=True)[0].values()
        assert identity(name, settings, is_elsewhere=True)[1] == {}
    assert identity("arxiv", settings, is_elsewhere=False)[0] == {"User-Agent": "citegraph (mailto:ada@example.org)"}


@pytest.mark.parametrize(
    ("name", "answer", "one"),
    [
        ("arxiv", ATOM, "2410.12345"),
        ("openalex", json.dumps({"meta": {}, "results": [OPENALEX_WORK]}), "W2741809807"),
        ("semantic-scholar", json.dumps(S2_PAPER | {"citations": []}), "arXiv:2410.12345"),
    ],
)
def test_what_is_fetched_can_be_ingested(
    service: Recorded, tmp_path: Path, waits: list[float], capsys: Captured, name: str, answer: str, one: str
) -> None:
    service.answers = [(200, {}, answer)]
    folder = tmp_path / "answers"
    assert main(["fetch", name, one, "--into", str(folder), "--url", service.url]) == Exit.OK
    assert "1 answer fetched, 0 there already" in capsys.readouterr().err
    assert main(["ingest", str(folder), "--store", f"embedded:{tmp_path / 's.sqlite'}"]) == Exit.OK
    assert "1 paper read" in capsys.readouterr().out


def test_a_search_ends_with_a_page_that_is_not_full(
    service: Recorded, tmp_path: Path, waits: list[float], capsys: Captured
) -> None:
    full = json.dumps({"results": [{}] * 100})
    service.answers = [(200, {}, full), (200, {}, json.dumps({"results": [{}]}))]
    found = ["--query", "mills", "--limit", "1000", "--into", str(tmp_path), "--url", service.url]
    assert main(["fetch", "openalex", *found]) == Exit.OK
    assert len(service.asked) == 2
    assert main(["fetch", "openalex", *found]) == Exit.OK
    assert len(service.asked) == 2
    assert "0 answers fetched, 2 there already" in capsys.readouterr().err


def test_one_missing_paper_leaves_the_others(
    service: Recorded, tmp_path: Path, waits: list[float], capsys: Captured
) -> None:
    service.answers = [(404, {}, ""), (200, {}, json.dumps(S2_PAPER))]
    asked = ["fetch", "semantic-scholar", "2410.12345", "2410.12346", "--into", str(tmp_path), "--url", service.url]
    assert main(asked) == Exit.PARTLY
    assert "answers 404" in capsys.readouterr().err


def test_a_dry_run_asks_nobody(tmp_path: Path, capsys: Captured) -> None:
    assert main(["fetch", "arxiv", "2410.12345", "--into", str(tmp_path / "x"), "--dry-run"]) == Exit.OK
    assert capsys.readouterr().out == "https://export.arxiv.org/api/query?id_list=2410.12345&max_results=1\n"
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("asked", [[], ["W2741809807"]])
def test_a_question_that_is_none_is_a_usage_error(asked: list[str], tmp_path: Path, capsys: Captured) -> None:
    assert main(["fetch", "arxiv", *asked, "--into", str(tmp_path)]) == Exit.USAGE


def test_without_httpx_the_message_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    imported = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "httpx":
            raise ModuleNotFoundError(name)
        return imported(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    assert main(["fetch", "arxiv", "2410.12345", "--into", str(tmp_path)]) == Exit.FAILED
    assert "pip install 'citegraph[fetch]'" in capsys.readouterr().err
