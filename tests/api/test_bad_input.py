"""Whatever is sent, the right code and status come back in few words, and the next request is answered as before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from api.server import create_app
from api.settings import Settings
from graph import Store
from tests.api.client import Client
from tests.api.library import contributions

OURS, JSON = "application/graphql-response+json", "application/json"
TOKEN = "a-token-of-the-tests"  # noqa: S105 - it opens nothing
GOOD = "{ papers(first: 2) { nodes { id title uses(first: 2) { nodes { name } } } } }"
LONGEST_ANSWER = 25_000
"""Bytes: twenty errors of a thousand characters each, which is the most that is told."""


class Watched:
    """A store that counts how often it is read and written."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.touched = 0

    def __getattr__(self, name: str) -> Any:
        if name in ("reading", "decide", "known", "ingest", "delete"):
            self.touched += 1
        return getattr(self.store, name)


@pytest.fixture
def watched(store: Store) -> Watched:
    list(store.ingest(contributions()))
    return Watched(store)


@pytest.fixture
def client(watched: Watched) -> Client:
    return Client(create_app(watched, settings=Settings(token=TOKEN, max_body=4_000_000)))


@pytest.fixture(autouse=True)
def unharmed(client: Client) -> Iterator[None]:
    """The request after a bad one is answered as the one before it."""
    before = client.post("/graphql", json={"query": GOOD})
    yield
    after = client.post("/graphql", json={"query": GOOD})
    assert (before.status_code, after.content) == (200, before.content)


def post(client: Client, query: Any, variables: Any = None, **more: Any) -> httpx.Response:
    body = json.dumps({"query": query, "variables": variables, **more}).encode()
    headers = {"accept": OURS, "content-type": JSON, "authorization": f"Bearer {TOKEN}"}
    return client.post("/graphql", content=body, headers=headers)


def refused(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The first error of an answer that is as it shall be."""
    assert response.status_code == status, response.text[:500]
    assert len(response.content) <= LONGEST_ANSWER
    told = response.json()
    error: dict[str, Any] = told["errors"][0]
    assert error["extensions"]["code"] == code, error
    assert error["message"]
    return error


def nested(levels: int) -> str:
    return "{ papers { nodes { cites" + " { nodes { cites" * levels + " { totalCount" + " } }" * levels + " } } } }"


TOO_MUCH: dict[str, Callable[[], str]] = {
    "a megabyte of one name": lambda: "{" + "a" * 1_000_000 + "}",
    "a megabyte of fields": lambda: "{" + "version " * 125_000 + "}",
    "a megabyte of comments": lambda: "#\n" * 500_000 + "{ version }",
    "a megabyte of one string": lambda: '{ paper(id: "' + "a" * 1_000_000 + '") { id } }',
    "10,000 aliases": lambda: "{" + " ".join(f"a{i}: version" for i in range(10_000)) + "}",
    "101 aliases": lambda: "{" + " ".join(f"a{i}: version" for i in range(101)) + "}",
    "101 aliases in fragments": lambda: (
        "{ ...F ... on Query { ...F } b: version } fragment F on Query {"
        + " ".join(f"a{i}: version" for i in range(100))
        + "}"
    ),
    "depth 500": lambda: nested(250),
    "depth 25": lambda: nested(12),
    "depth of a type": lambda: '{ __type(name: "Query") ' + "{ fields { type " * 250 + "{ name }" + " } }" * 250 + "}",
    "depth of a list": lambda: "{ nodes(ids: " + "[" * 500 + "]" * 500 + ") { id } }",
    "1,000 operations": lambda: " ".join(f"query A{i} {{ version }}" for i in range(1_000)),
    "1,000 fragments": lambda: "{ version } " + " ".join(f"fragment F{i} on Query {{ version }}" for i in range(1_000)),
    "1,000 directives": lambda: "{ version " + "@skip(if: false) " * 1_000 + "}",
    "1,000 variables": lambda: "query (" + " ".join(f"$v{i}: Int" for i in range(1_000)) + ") { version }",
    "1,000 pages of 500": lambda: "{ papers(first: 500) { nodes { cites(first: 500) { nodes { id } } } } }",
    "26 corrections": lambda: (
        "mutation {" + " ".join(f'a{i}: withdraw(decision: "x") {{ isNew }}' for i in range(26)) + "}"
    ),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_a_document_that_is_too_much_is_refused_before_the_store_is_touched(
    client: Client, watched: Watched, name: str
) -> None:
    touched = watched.touched
    for _ in range(2):  # the second time it is known
        refused(post(client, TOO_MUCH[name]()), 400, "QUERY_TOO_EXPENSIVE")
    assert watched.touched == touched


def test_a_body_over_the_limit_is_not_even_read_to_its_end(store: Store) -> None:
    client = Client(create_app(store))
    response = post(client, "{" + "a" * 1_000_000 + "}")
    assert "262144 bytes" in refused(response, 413, "BAD_USER_INPUT")["message"]


INVALID = {
    "an unknown field": "{ papers { nodes { titel } } }",
    "an unknown root field": "{ paperz { totalCount } }",
    "2,000 characters of an unknown field": "{ " + "a" * 2_000 + " }",
    "an unknown argument": "{ papers(limit: 3) { totalCount } }",
    "an unknown type": "{ node(id: 1) { ... on Book { id } } }",
    "an unknown directive": "{ version @cached }",
    "an unknown fragment": "{ ...F }",
    "a fragment in itself": "{ ...F } fragment F on Query { ...F }",
    "an undeclared variable": "{ paper(id: $id) { id } }",
    "a variable of an unknown type": "query ($id: Bok) { version }",
    "a variable of the wrong type": "query ($id: Int!) { paper(id: $id) { id } }",
    "no selection": "{ papers }",
    "a selection of a leaf": "{ version { x } }",
    "a fraction for an id": "{ paper(id: 1.5) { id } }",
    "a flag for an id": "{ paper(id: true) { id } }",
    "a list for an id": '{ paper(id: ["x"]) { id } }',
    "an object for an id": '{ paper(id: { id: "x" }) { id } }',
    "null for an id": "{ paper(id: null) { id } }",
    "text for a number": '{ papers(first: "3") { totalCount } }',
    "a number that no Int holds": "{ papers(first: 99999999999) { totalCount } }",
    "an order that is none": "{ papers(orderBy: OLDEST) { totalCount } }",
    "two fields of one key": "{ version version: stats { papers } }",
    "a mutation that is none": 'mutation { erase(entity: "x") { isNew } }',
    "a query's field in a mutation": "mutation { version }",
    "a mutation's field in a query": '{ withdraw(decision: "x") { isNew } }',
    "a subscription": "subscription { version }",
    "no operation": "fragment F on Query { version }",
    "a type definition": "type Query { version: String }",
    "fifty mistakes": "{" + " ".join(f"wrong{i}" for i in range(50)) + "}",
}


@pytest.mark.parametrize("name", INVALID)
def test_a_document_that_does_not_fit_the_schema_is_refused(client: Client, watched: Watched, name: str) -> None:
    touched = watched.touched
    for _ in range(2):
        refused(post(client, INVALID[name]), 400, "GRAPHQL_VALIDATION_FAILED")
    assert watched.touched == touched


@pytest.mark.parametrize(
    "query",
    [
        "{",
        "}",
        "{ }",
        "{ stats { } }",
        "{ papers() { totalCount } }",
        "query ($a) { version }",
        '{ a(b: "',
        "\0",
        "{ä}",
    ],
)
def test_a_document_that_is_no_graphql_is_refused_with_its_place(client: Client, query: str) -> None:
    assert refused(post(client, query), 400, "GRAPHQL_PARSE_FAILED")["locations"]


BY_ID = "query ($id: ID!) { paper(id: $id) { id } }"
BY_IDS = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
BY_PAGE = "query ($first: Int) { papers(first: $first) { totalCount } }"
BY_CONFIDENCE = "query ($c: Float) { papers { nodes { uses(minConfidence: $c) { totalCount } } } }"


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (BY_ID, {}),
        (BY_ID, {"id": None}),
        (BY_ID, {"id": 1.5}),
        (BY_ID, {"id": True}),
        (BY_ID, {"id": ["x"]}),
        (BY_ID, {"id": {"id": "x"}}),
        (BY_ID, {"id": "x" * 1_001}),
        (BY_IDS, {"ids": [None]}),
        (BY_IDS, {"ids": [{}] * 10_000}),
        (BY_IDS, {"ids": ["x"] * 501}),
        (BY_PAGE, {"first": "3"}),
        (BY_PAGE, {"first": 1.5}),
        (BY_PAGE, {"first": 2**40}),
        (BY_PAGE, {"first": 501}),
        (BY_PAGE, {"first": -1}),
        (BY_CONFIDENCE, {"c": 2}),
        (BY_CONFIDENCE, {"c": "high"}),
        ("query ($y: PaperFilter) { papers(filter: $y) { totalCount } }", {"y": {"yeer": 2020}}),
        ("query ($y: PaperFilter) { papers(filter: $y) { totalCount } }", {"y": {"yearFrom": 20_200}}),
        ("query ($on: Boolean!) { version @include(if: $on) }", {"on": "yes"}),
    ],
)
def test_a_variable_that_cannot_be_honoured_is_refused(
    client: Client, watched: Watched, query: str, variables: dict[str, Any]
) -> None:
    touched = watched.touched
    refused(post(client, query, variables), 400, "BAD_USER_INPUT")
    assert watched.touched == touched


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_is_refused(client: Client, number: str) -> None:
    body = f'{{"query": {json.dumps(BY_CONFIDENCE)}, "variables": {{"c": {number}}}}}'
    response = client.post("/graphql", content=body.encode(), headers={"accept": OURS, "content-type": JSON})
    refused(response, 400, "BAD_USER_INPUT")


ODD = ["", " ", "\0", "\ud800", "a\udfffb", "\U0010ffff", "%", "x' OR 1=1 --", "`) DETACH DELETE n"]


@pytest.mark.parametrize("text", ODD)
def test_odd_names_stand_for_nothing_and_no_odd_one_is_an_error_of_ours(client: Client, text: str) -> None:
    query = "query ($t: ID!, $s: String!) { paper(id: $t) { id } node(id: $t) { id } match(texts: [$s]) { status } }"
    response = post(client, query, {"t": text, "s": text})
    assert response.json()["data"] == {"paper": None, "node": None, "match": [{"status": "MISSING"}]}
    response = post(client, "query ($s: String!) { search(text: $s) { totalCount } }", {"s": text})
    assert response.status_code == 200
    assert response.json().get("errors", [{"extensions": {"code": "BAD_USER_INPUT"}}])[0]["extensions"]["code"] == (
        "BAD_USER_INPUT"
    )


@pytest.mark.parametrize("text", ODD)
def test_odd_names_are_corrected_by_nobody(client: Client, text: str) -> None:
    query = """mutation ($t: ID!, $s: String!) {
      a: reject(entity: $t, by: "Ada") { isNew }
      b: reject(entity: "QuietBench", paper: $t, by: "Ada") { isNew }
      c: same(id: $t, as: $t, by: "Ada") { isNew }
      d: withdraw(decision: $t) { isNew }
      e: rename(entity: $t, name: $s, by: $s) { isNew }
    }"""
    told = post(client, query, {"t": text, "s": text}).json()
    assert told["data"] == dict.fromkeys("abcde")
    assert {error["extensions"]["code"] for error in told["errors"]} <= {"NOT_FOUND", "BAD_USER_INPUT"}


def cursor_of(client: Client, query: str) -> str:
    found: Any = post(client, query).json()["data"]
    while "endCursor" not in found:
        found = next(iter(found.values())) if isinstance(found, dict) else found[0]
    return str(found["endCursor"])


@pytest.mark.parametrize("argument", ["after", "before"])
@pytest.mark.parametrize(
    "source",
    [
        "{ papers(first: 1, orderBy: NAME) { pageInfo { endCursor } } }",
        "{ papers(first: 1, filter: { yearFrom: 2023 }) { pageInfo { endCursor } } }",
        "{ authors(first: 1) { pageInfo { endCursor } } }",
        "{ entities(first: 1, orderBy: PAPERS) { pageInfo { endCursor } } }",
        '{ search(text: "milling", first: 1) { pageInfo { endCursor } } }',
        '{ paper(id: "doi:10.1000/1") { cites(first: 1) { pageInfo { endCursor } } } }',
    ],
)
def test_a_cursor_of_another_list_order_or_filter_is_refused(client: Client, argument: str, source: str) -> None:
    cursor = cursor_of(client, source)
    query = f"query ($c: String) {{ papers({argument}: $c) {{ nodes {{ id }} }} }}"
    told = post(client, query, {"c": cursor})
    error = refused(told, 200, "BAD_USER_INPUT")
    assert "another list, order or filter" in error["message"] or "is not a cursor" in error["message"]
    assert told.json()["data"] is None


@pytest.mark.parametrize(
    "cursor", ["", "x", "é", "\0", "=" * 10, "W10", "e30", "bnVsbA", "WyJ4Il0", "A" * 100_000, "\ud800"]
)
@pytest.mark.parametrize(
    "lists",
    [
        "papers(after: $c) { nodes { id } }",
        "entities(before: $c) { nodes { id } }",
        "decisions(after: $c) { nodes { id } }",
        'search(text: "milling", after: $c) { totalCount }',
        'paper(id: "doi:10.1000/1") { cites(after: $c) { totalCount } authors(before: $c) { totalCount } }',
        'entity(id: "QuietBench") { evaluatedBy(after: $c) { totalCount } outperforms(after: $c) { totalCount } }',
    ],
)
def test_a_cursor_that_is_none_is_refused(client: Client, cursor: str, lists: str) -> None:
    refused(post(client, f"query ($c: String) {{ {lists} }}", {"c": cursor}), 200, "BAD_USER_INPUT")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b'{"query": "{ version }\xff"}',
        b'{"query": "\xed\xa0\x80"}',
        '{"query": "{ version }"}'.encode("utf-16"),
        b'{"query": "{ version }"} x',
        b"[" * 100_000,
        b'{"query": "{ version }", "variables": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}",
        b'{"query": "{ version }", "variables": {"a": ' + b"9" * 10_000 + b"}}",
        b'[{"query": "{ version }"}]',
        b'"{ version }"',
        b"{}",
        b'{"query": {}}',
        b'{"query": "{ version }", "variables": []}',
        b'{"query": "{ version }", "operationName": 1}',
        b'{"query": "{ version }", "extensions": "x"}',
    ],
)
def test_a_body_that_is_no_request_is_refused(client: Client, watched: Watched, body: bytes) -> None:
    touched = watched.touched
    for accept in (OURS, JSON):
        response = client.post("/graphql", content=body, headers={"accept": accept, "content-type": JSON})
        refused(response, 400, "BAD_USER_INPUT")
    assert watched.touched == touched


def test_an_operation_that_is_not_there_is_refused(client: Client) -> None:
    assert len(refused(post(client, GOOD, operationName="A" * 200_000), 400, "BAD_USER_INPUT")["message"]) < 1_010


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"query": "{ version }"}, 200),
        ({"query": "mutation { x }"}, 405),
        ({"query": "subscription { x }"}, 405),
        ({"query": "{ nope }"}, 400),
        ({"query": "{"}, 400),
        ({}, 400),
        ({"query": "{ version }", "variables": "{"}, 400),
        ({"query": "{ version }", "variables": "[" * 5_000}, 400),
    ],
)
def test_the_address_is_held_to_the_same(client: Client, method: str, parameters: dict[str, str], status: int) -> None:
    response = client.request(method, "/graphql", params=parameters, headers={"accept": OURS})
    assert response.status_code == status


def test_bytes_in_the_address_that_are_no_utf8_are_no_error_of_ours(client: Client) -> None:
    response = client.get("/graphql?query=%7B%20version%20%7D%FF&variables=%FF", headers={"accept": OURS})
    assert response.status_code == 400
    assert response.json()["errors"]


@pytest.mark.parametrize("path", ["/nowhere", "/graphql/", "/../etc/passwd", "/%00", "/export/x"])
def test_other_paths_are_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code in (404, 307)


def test_variables_that_are_not_declared_are_left_aside(client: Client) -> None:
    assert post(client, "{ version }", {"x" * 10_000: ["y"] * 1_000}).status_code == 200
