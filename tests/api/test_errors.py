"""What a client is told when something is wrong: a code, a sentence, and nothing of the inside."""

from __future__ import annotations

import logging

import orjson
import pytest

from api.plan import Code, Request, answer
from graph.errors import BadInput, QueryTooExpensive, StoreLocked, StoreUnavailable
from tests.api.asking import ask, body, error
from tests.api.fake_store import FakeStore


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", Code.GRAPHQL_PARSE_FAILED),
        ("{ papers", Code.GRAPHQL_PARSE_FAILED),
        ("\ufffd\x00", Code.GRAPHQL_PARSE_FAILED),
        ("fragment F on Query { version }", Code.GRAPHQL_VALIDATION_FAILED),
        ("{ paper { id } }", Code.GRAPHQL_VALIDATION_FAILED),
        ("{ papers { nodes { titel } } }", Code.GRAPHQL_VALIDATION_FAILED),
        ("{ papers(orderBy: OLDEST) { totalCount } }", Code.GRAPHQL_VALIDATION_FAILED),
        ('{ papers(first: "3") { totalCount } }', Code.GRAPHQL_VALIDATION_FAILED),
        ("{ ...F } fragment F on Query { ...F }", Code.GRAPHQL_VALIDATION_FAILED),
        ("mutation { delete }", Code.UNAUTHENTICATED),
        ("subscription { version }", Code.GRAPHQL_VALIDATION_FAILED),
        ("{ papers(first: -1) { totalCount } }", Code.BAD_USER_INPUT),
        ("{ papers(first: 501) { totalCount } }", Code.BAD_USER_INPUT),
        ("{ papers(first: 1, last: 1) { totalCount } }", Code.BAD_USER_INPUT),
        ("{ papers { nodes { cites(last: -2) { totalCount } } } }", Code.BAD_USER_INPUT),
        ("{ papers(filter: {yearFrom: 20231}) { totalCount } }", Code.BAD_USER_INPUT),
        ("{ papers { nodes { uses(minConfidence: 50) { totalCount } } } }", Code.BAD_USER_INPUT),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_read(query: str, code: Code) -> None:
    untouched = FakeStore(fails_with=AssertionError("the store was touched"))
    answered = ask(untouched, query)
    assert (answered.code, answered.is_error) == (code, True)
    told = orjson.loads(answered.body)
    assert "data" not in told
    assert told["errors"][0]["extensions"]["code"] == code


def test_an_unknown_field_is_named_with_its_place_and_a_guess() -> None:
    told = error(FakeStore(), "{ papers { nodes { titel } } }")
    assert "titel" in told["message"]
    assert "title" in told["message"]
    assert told["locations"] == [{"line": 1, "column": 20}]


def test_a_wrong_argument_is_named_with_its_value_and_what_is_allowed() -> None:
    told = error(FakeStore(), "{ papers(first: 501) { totalCount } }")
    assert "`first` is 501" in told["message"]
    assert "500" in told["message"]
    assert told["path"] == ["papers"]


@pytest.mark.parametrize("variables", [{"n": "three"}, {"n": 1.5}, {"n": [1]}, {"n": 2**40}])
def test_a_variable_of_the_wrong_type_is_bad_input(variables: dict[str, object]) -> None:
    query = "query ($n: Int) { papers(first: $n) { totalCount } }"
    answered = answer(Request(query=query, variables=variables), FakeStore().as_store())
    assert (answered.code, answered.is_error) == (Code.BAD_USER_INPUT, True)


def test_a_missing_variable_is_bad_input() -> None:
    assert error(FakeStore(), "query ($id: ID!) { paper(id: $id) { id } }")["extensions"]["code"] == "BAD_USER_INPUT"


def test_null_for_the_boolean_of_a_directive_is_bad_input() -> None:
    told = error(FakeStore(), "query ($b: Boolean = true) { version @include(if: $b) }", b=None)
    assert told["extensions"]["code"] == "BAD_USER_INPUT"


def test_a_lone_surrogate_is_bad_input_where_the_store_cannot_hold_it() -> None:
    broken = FakeStore(fails_with=UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"))
    assert ask(broken, "{ stats { papers } }").code is Code.BAD_USER_INPUT


def test_a_foreign_cursor_fails_the_whole_request() -> None:
    told = body(FakeStore(), '{ stats { papers } papers(after: "nonsense") { totalCount } }')
    assert told["data"] is None
    assert "nonsense" in told["errors"][0]["message"]
    assert told["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_a_name_of_two_is_ambiguous_and_both_are_shown() -> None:
    told = error(FakeStore(), '{ entity(id: "twin") { id } }')
    assert told["path"] == ["entity"]
    assert told["extensions"] == {
        "code": "AMBIGUOUS",
        "candidates": [
            {"id": "e0", "kind": "Entity", "name": "Entity 0", "type": "METHOD"},
            {"id": "e1", "kind": "Entity", "name": "Entity 1", "type": "MODEL"},
        ],
    }


def test_a_type_decides_between_two_of_one_name() -> None:
    assert body(FakeStore(), '{ model(name: "twin") { id } }')["data"] == {"model": {"id": "e1"}}


def test_a_look_up_of_nothing_is_null_and_no_error() -> None:
    query = '{ paper(id: "no") { id } node(id: "no") { id } nodes(ids: ["no", "p1"]) { id } }'
    assert body(FakeStore(), query)["data"] == {"paper": None, "node": None, "nodes": [None, {"id": "p1"}]}


@pytest.mark.parametrize("failure", [StoreUnavailable("bolt://10.0.0.7:7687"), StoreLocked("/home/ada/graph.sqlite")])
def test_a_store_that_fails_is_unavailable_and_says_nothing_of_itself(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    answered = ask(FakeStore(fails_with=failure), "{ stats { papers } }")
    assert (answered.code, answered.is_error) == (Code.STORE_UNAVAILABLE, False)
    assert str(failure).encode() not in answered.body
    assert str(failure) in caplog.text


def test_a_question_that_the_store_gave_up_is_too_expensive(caplog: pytest.LogCaptureFixture) -> None:
    failure = QueryTooExpensive("Neo4j stopped a transaction")
    answered = ask(FakeStore(fails_with=failure), "{ stats { papers } }")
    assert answered.code is Code.QUERY_TOO_EXPENSIVE
    assert b"Neo4j" not in answered.body
    assert str(failure) in caplog.text


def test_anything_else_is_internal_masked_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="citegraph.api"):
        answered = ask(FakeStore(fails_with=KeyError("SELECT secret FROM node")), "{ stats { papers } }")
    assert answered.code is Code.INTERNAL
    assert b"SELECT" not in answered.body
    assert "SELECT secret" in caplog.text


def test_a_store_s_own_sentence_about_bad_input_reaches_the_client() -> None:
    told = error(FakeStore(fails_with=BadInput("`text` is empty; give some words.")), "{ stats { papers } }")
    assert told["message"] == "`text` is empty; give some words."


def test_introspection_answers_while_the_store_is_down() -> None:
    down = FakeStore(fails_with=StoreUnavailable("down"))
    assert body(down, "{ __typename __schema { queryType { name } } }")["data"] == {
        "__typename": "Query",
        "__schema": {"queryType": {"name": "Query"}},
    }


def test_a_get_may_hold_no_mutation() -> None:
    told = answer(Request(query="mutation { delete }", only_query=True), FakeStore().as_store())
    assert (told.code, told.is_error) == (Code.METHOD_NOT_ALLOWED, True)


@pytest.mark.parametrize(("operation", "expected"), [(None, "several operations"), ("C", "no operation 'C'")])
def test_which_operation_is_meant_must_be_said(operation: str | None, expected: str) -> None:
    request = Request(query="query A { version } query B { version }", operation=operation)
    told = orjson.loads(answer(request, FakeStore().as_store()).body)["errors"][0]
    assert expected in told["message"]
    assert "A, B" in told["message"]


def test_every_code_is_described_in_one_sentence() -> None:
    assert all(code.description.endswith(".") and code.description.count(". ") == 0 for code in Code)


def test_the_request_after_a_bad_one_is_unharmed() -> None:
    store = FakeStore()
    query = "{ papers(first: 1) { nodes { id } } }"
    before = ask(store, query).body
    for bad in ("{", "{ nope }", "{ papers(first: -1) { totalCount } }", '{ entity(id: "twin") { id } }'):
        ask(store, bad)
        ask(store, bad)
    assert ask(store, query).body == before
