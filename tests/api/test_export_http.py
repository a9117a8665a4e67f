"""GET /export answers with the file that the command writes."""

from __future__ import annotations

import asyncio
import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from api import export_http
from api.server import create_app
from graph import Store, StoreUnavailable, open_store
from graph.exports import DEFAULT_BUDGET, FORMATS, Asked
from tests.api.client import Client
from tests.docs.blocks import ROOT


@pytest.fixture
def library(library_url: str) -> Iterator[Store]:
    opened = open_store(library_url)
    yield opened
    opened.close()


@pytest.fixture
def client(library: Store) -> Client:
    return Client(create_app(library))


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.pieces])
def test_every_format_is_sent_as_it_is_written(client: Client, library: Store, name: str) -> None:
    response = client.get("/export", params={"to": name})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == FORMATS[name].media_type
    assert response.headers["content-disposition"] == f'attachment; filename="citegraph{FORMATS[name].suffix}"'
    assert response.headers["x-content-type-options"] == "nosniff"
    with FORMATS[name].gather(library, Asked()) as scratch:
        assert response.text == "".join(FORMATS[name].text(scratch))


def test_csv_comes_as_one_zip_file(client: Client) -> None:
    for more, header in (({}, b"id:ID,title"), ({"abstracts": "true"}, b":ID(node)")):
        response = client.get("/export", params={"to": "neo4j-csv", **more})
        assert (response.status_code, response.headers["content-type"]) == (200, "application/zip")
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            assert archive.testzip() is None
            assert "import.args" in archive.namelist()
            assert archive.read("node-0.csv").startswith(header)


def test_options_choose_a_part(client: Client) -> None:
    parameters = {
        "to": "node-link",
        "around": "10.1000/dense",
        "depth": "2",
        "budget": "4",
        "filter": ["year_from=2023", '{"yearTo": 2030}'],
        "abstracts": "true",
    }
    graph = client.get("/export", params=parameters).json()
    assert len(graph["nodes"]) == 4
    assert "beyond the budget" in graph["graph"]["left_out"][0]
    linked = client.get("/export", params={"to": "node-link", "projection": "co-author", "name_only": ""}).json()
    assert [edge["relation"] for edge in linked["edges"]] == ["CO_AUTHOR"]


@pytest.mark.parametrize(
    ("parameters", "status", "words"),
    [
        ({}, 400, "Name a format with to="),
        ({"to": "gefx"}, 400, "'gefx' is no format; there are gexf"),
        ({"to": "gexf", "colour": "red"}, 400, "There is no option 'colour'"),
        ({"to": "gexf", "depth": "x"}, 400, "depth is 'x'"),
        ({"to": "gexf", "budget": "0"}, 400, "The budget is 0"),
        ({"to": "gexf", "abstracts": "maybe"}, 400, "abstracts is 'maybe'"),
        ({"to": "gexf", "projection": "knitting"}, 400, "is no projection"),
        ({"to": "gexf", "filter": "colour=red"}, 400, "There is no filter"),
        ({"to": "bibtex", "filter": "uses=Rye"}, 404, "Nothing that the filter may mean is called 'Rye'"),
        ({"to": "gexf", "filter": '{"allOf": [{"relation": "EATS"}]}'}, 400, "no relation 'EATS'"),
        ({"to": "gexf", "filter": "text=mill", "around": "x"}, 400, "narrowed by year alone"),
        ({"to": "bibtex", "projection": "cites"}, 400, "is a list of papers"),
        ({"to": "gexf", "around": "nobody"}, 404, "Nothing is called 'nobody'"),
        ({"to": "neo4j-csv", "around": "nobody"}, 404, "Nothing is called 'nobody'"),
    ],
)
def test_what_cannot_be_is_told(client: Client, parameters: dict[str, str], status: int, words: str) -> None:
    response = client.get("/export", params=parameters)
    assert response.status_code == status
    assert words in response.json()["errors"][0]["message"]


def test_other_methods_are_refused(client: Client) -> None:
    assert client.post("/export", params={"to": "gexf"}).status_code == 405


class Fallen:
    """A store that cannot be read, with a reason that is not for clients."""

    def reading(self, *, seconds: float = 0) -> Any:
        raise StoreUnavailable("/home/ada/secret.sqlite cannot be opened")


def test_a_store_that_cannot_be_read_is_told_without_its_place() -> None:
    response = Client(create_app(Fallen())).get("/export", params={"to": "gexf"})  # type: ignore[arg-type]
    assert response.status_code == 503
    assert "secret" not in response.text


def test_more_exports_than_there_may_be_are_sent_away(library: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_http, "MOST_EXPORTS", 0)
    response = Client(create_app(library)).get("/export", params={"to": "gexf"})
    assert (response.status_code, response.headers["retry-after"]) == (503, "10")


@pytest.mark.parametrize("seen", [0, 2])
def test_a_client_that_leaves_takes_nothing_with_it(library: Store, monkeypatch: pytest.MonkeyPatch, seen: int) -> None:
    """The connection breaks amid the file: its temporary database is closed, and the place is free again."""
    closed = threading.Event()
    made = export_http._Made.of
    monkeypatch.setattr("graph.exports.formats.PIECE", 100)

    def of(store: Store, *rest: Any) -> Any:
        one = made(store, *rest)

        def close() -> None:
            one.close()
            closed.set()

        return export_http._Made(one.pieces, close)

    monkeypatch.setattr(export_http._Made, "of", of)
    app = create_app(library)
    pieces: list[bytes] = []

    async def leave() -> dict[str, str]:
        while len(pieces) < seen:
            await asyncio.sleep(0)
        return {"type": "http.disconnect"}

    async def keep(message: Any) -> None:
        pieces.append(message.get("body", b""))
        await asyncio.sleep(0)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/export",
        "query_string": b"to=gexf",
        "headers": [(b"host", b"127.0.0.1")],
    }
    asyncio.run(app(scope, leave, keep))
    assert closed.wait(10)
    assert b"</gexf>" not in b"".join(pieces)
    for _ in range(export_http.MOST_EXPORTS + 1):
        assert Client(app).get("/export", params={"to": "gexf"}).status_code == 200


@pytest.mark.parametrize("option", export_http._OPTIONS)
def test_every_option_is_documented(option: str) -> None:
    section = re.search(
        r"^## Over HTTP.*?(?=^## |\Z)",
        (ROOT / "docs/reference/exports.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    assert section
    assert f"`{option}" in section[0]


def test_the_documentation_names_every_format_and_the_budget() -> None:
    page = (ROOT / "docs/reference/exports.md").read_text("utf-8")
    for name in FORMATS:
        assert f"| `{name}` |" in page
    assert f"{DEFAULT_BUDGET:,}" in page
    assert json.dumps(export_http.MOST_EXPORTS) in page
