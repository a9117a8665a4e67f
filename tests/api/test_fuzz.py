"""What schemathesis makes of the schema is answered, or refused in words: never a 5xx, never an unmasked error."""

from __future__ import annotations

import logging

import pytest

from graph import Store
from tests.api.fuzz import LEAKED, fuzz, outcomes, without_quotes
from tests.api.library import contributions

EACH = 6


@pytest.mark.slow
def test_requests_made_from_the_schema_end_in_no_error_of_ours(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="citegraph.api")  # refusals are many
    list(store.ingest(contributions()))
    seen = fuzz(store, EACH)
    assert seen["requests"] > 100
    assert seen["200 OK"] > seen["requests"] / 4, seen
    assert seen["200 NOT_FOUND"] > 0, seen  # mutations are among them


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (500, {"errors": [{"message": "No.", "extensions": {"code": "BAD_USER_INPUT"}}]}),
        (200, {"errors": [{"message": "No.", "extensions": {"code": "INTERNAL"}}]}),
        (200, {"errors": [{"message": "sqlite3.OperationalError", "extensions": {"code": "BAD_USER_INPUT"}}]}),
        (200, {}),
    ],
)
def test_an_answer_that_may_not_be_is_seen(status: int, told: dict) -> None:
    with pytest.raises(AssertionError):
        list(outcomes(status, told, "{ version }"))


def test_what_a_client_sent_is_no_leak() -> None:
    assert not LEAKED.search(without_quotes("'/tmp/x' is not a cursor; take one from an answer."))
    assert LEAKED.search(without_quotes("/tmp/x cannot be opened"))
