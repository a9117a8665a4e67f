"""The HTTP server: GraphQL over HTTP as its specification has it, the page, and what guards both.

Names in brackets are those of the audits of the `graphql-http` reference.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from api.schema import sdl
from api.server import create_app, page_files
from api.settings import Settings
from graph import Store, StoreUnavailable
from graph.records import Contribution
from tests.api.client import Client

OURS, JSON = "application/graphql-response+json", "application/json"


@pytest.fixture
def client(store: Store) -> Client:
    record = {"title": "Dense Mill: Grinding Long Documents", "identifiers": ["doi:10.1000/dense"]}
    list(store.ingest([Contribution(id="feed:jsonl/a", kind="paper", record=record)]))
    return Client(create_app(store))


def post(client: Client, body: Any, accept: str = OURS, **headers: str) -> Any:
    return client.post("/graphql", json=body, headers={"accept": accept} | headers)


def test_a_query_is_answered_with_cost_and_version(client: Client) -> None:
    response = post(client, {"query": "{ papers { nodes { title } } }"})
    assert response.status_code == 200
    assert response.json()["data"] == {"papers": {"nodes": [{"title": "Dense Mill: Grinding Long Documents"}]}}
    assert set(response.json()["extensions"]) == {"cost", "graphVersion"}


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (OURS, OURS),
        (JSON, JSON),
        (f"{OURS}, {JSON};q=0.9", OURS),
        (f"{JSON}, {OURS}", OURS),
        (f"{JSON}, {OURS};q=0.5", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (f"*/*, {OURS}", OURS),
        ("", JSON),
        ("text/html, */*;q=0.1", JSON),
        (f"{JSON}; charset=utf-8", JSON),
    ],
)
def test_the_answer_has_the_form_that_is_asked_for(client: Client, accept: str, form: str) -> None:
    response = post(client, {"query": "{ __typename }"}, accept)
    assert (response.status_code, response.headers["content-type"]) == (200, form)


def test_a_client_that_states_no_form_gets_json(client: Client) -> None:
    response = client.post("/graphql", json={"query": "{ __typename }"})
    assert response.headers["content-type"] == JSON


@pytest.mark.parametrize("accept", ["text/html", f"{OURS};q=0", "image/*", f"{JSON};q=x"])
def test_a_form_that_we_do_not_have_is_refused(client: Client, accept: str) -> None:
    response = post(client, {"query": "{ __typename }"}, accept)
    assert response.status_code == 406
    assert accept in response.json()["errors"][0]["message"]


@pytest.mark.parametrize("accept", [OURS, JSON])
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"query": None},
        {"query": 1},
        {"query": ""},
        {"query": ["{ __typename }"]},
        {"query": "{ __typename }", "operationName": {}},
        {"query": "{ __typename }", "variables": "x"},
        {"query": "{ __typename }", "variables": [1]},
        {"query": "{ __typename }", "extensions": 0},
        [],
        "query",
    ],
)
def test_a_body_that_is_no_request_is_refused_in_either_form(client: Client, accept: str, body: Any) -> None:
    response = post(client, body, accept)
    assert response.status_code == 400
    assert response.headers["content-type"] == accept
    assert "data" not in response.json()


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_json_is_refused(client: Client, body: bytes) -> None:
    response = client.post("/graphql", content=body, headers={"content-type": JSON})
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("name", ["operationName", "variables", "extensions"])
def test_null_stands_for_nothing_given(client: Client, name: str) -> None:
    assert post(client, {"query": "{ __typename }", name: None}).status_code == 200


@pytest.mark.parametrize("query", ["{", "{ unknownField }", "query ($id: ID!) { paper(id: $id) { id } }"])
def test_a_refused_document_is_400_in_graphqls_own_form_and_200_in_json(client: Client, query: str) -> None:
    ours, plain = post(client, {"query": query}, OURS), post(client, {"query": query}, JSON)
    assert (ours.status_code, plain.status_code) == (400, 200)
    assert "data" not in ours.json()
    assert ours.json()["errors"]


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded", "application/json; charset=latin-1"],
)
def test_a_body_of_another_type_is_refused(client: Client, content_type: str) -> None:
    response = client.post("/graphql", content=b'{"query": "{ __typename }"}', headers={"content-type": content_type})
    assert response.status_code == 415


def test_a_body_without_a_type_is_refused(client: Client) -> None:
    assert client.post("/graphql", content=b'{"query": "{ __typename }"}').status_code == 415


def test_utf8_is_taken_as_said_or_unsaid(client: Client) -> None:
    body = json.dumps({"query": '{ search(text: "Straße") { totalCount } }'}, ensure_ascii=False).encode()
    for content_type in (JSON, f"{JSON}; charset=utf-8", f'{JSON};charset="UTF-8"'):
        assert client.post("/graphql", content=body, headers={"content-type": content_type}).status_code == 200


def test_get_answers_queries_with_variables(client: Client) -> None:
    parameters = {
        "query": "query A { __typename } query B($id: ID!) { paper(id: $id) { title } }",
        "operationName": "B",
        "variables": json.dumps({"id": "doi:10.1000/dense"}),
    }
    response = client.get("/graphql", params=parameters, headers={"accept": OURS})
    assert response.json()["data"]["paper"]["title"] == "Dense Mill: Grinding Long Documents"


@pytest.mark.parametrize(
    "parameters",
    [{}, {"query": ""}, {"query": "{ __typename }", "variables": "x"}, {"query": "{a}", "variables": "[]"}],
)
def test_get_without_a_request_is_refused(client: Client, parameters: dict[str, str]) -> None:
    assert client.get("/graphql", params=parameters).status_code == 400


@pytest.mark.parametrize("accept", [OURS, JSON])
def test_get_may_not_hold_a_mutation(client: Client, accept: str) -> None:
    response = client.get("/graphql", params={"query": "mutation { __typename }"}, headers={"accept": accept})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert client.request(method, "/graphql").status_code == 405


def test_a_body_over_the_limit_is_refused(store: Store) -> None:
    client = Client(create_app(store, settings=Settings(max_body=100)))
    response = post(client, {"query": "{ __typename }" + " " * 100})
    assert response.status_code == 413
    assert "100 bytes" in response.json()["errors"][0]["message"]


def test_a_client_that_leaves_amid_its_body_is_no_error_of_ours(store: Store) -> None:
    sent: list[Any] = []

    async def left() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def keep(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
    asyncio.run(create_app(store)(scope, left, keep))
    assert sent[0]["status"] == 400


def test_limits_come_from_the_settings(store: Store) -> None:
    client = Client(create_app(store, settings=Settings(max_cost=10)))
    error = post(client, {"query": "{ papers(first: 20) { nodes { id } } }"}).json()["errors"][0]
    assert error["extensions"]["code"] == "QUERY_TOO_EXPENSIVE"
    assert error["extensions"]["limit"] == 10


class Fallen:
    """A store that cannot be read, with a reason that is not for clients."""

    def reading(self) -> Any:
        raise StoreUnavailable("/home/ada/secret.sqlite cannot be opened")


def test_a_store_that_cannot_be_read_is_not_ready_but_healthy() -> None:
    client = Client(create_app(Fallen()))  # type: ignore[arg-type]
    ready, healthy = client.get("/ready"), client.get("/health")
    assert (ready.status_code, healthy.status_code) == (503, 200)
    assert "secret" not in ready.text


def test_a_store_that_can_be_read_is_ready(client: Client) -> None:
    assert client.get("/ready").json() == {"status": "ready", "graphVersion": 1}


def test_the_schema_is_served_as_it_is_published(client: Client) -> None:
    assert client.get("/schema.graphql").text == sdl()


def test_the_page_and_its_files_are_served(client: Client) -> None:
    for name, content in page_files().items():
        response = client.get("/" if name == "index.html" else f"/{name}")
        assert (response.status_code, response.content) == (200, content)


def test_the_page_needs_no_other_host() -> None:
    for name, content in page_files().items():
        if name != "icon.svg":  # its namespace is a name, which nothing fetches
            assert b"//" not in content.replace(b"// ", b""), name


@pytest.mark.parametrize("path", ["/", "/graphql", "/health", "/nowhere"])
def test_every_answer_keeps_a_browser_strict(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("example", json.loads(page_files()["examples.json"]), ids=lambda example: example["title"])
def test_every_example_of_the_page_is_answered(client: Client, example: dict[str, Any]) -> None:
    body = {"query": example["query"], "variables": example.get("variables")}
    assert "errors" not in post(client, body).json()


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8000", 200), ("localhost", 200), ("[::1]:8000", 200), ("evil.example:8000", 421), ("", 421)],
)
def test_on_the_loopback_only_its_own_names_are_answered(store: Store, host: str, status: int) -> None:
    app = create_app(store, hosts=frozenset({"127.0.0.1", "localhost", "[::1]"}))
    assert Client(app).get("/health", headers={"host": host}).status_code == status
