"""A question that takes too long ends in the database itself, and harms nothing after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.plan import Code
from graph.errors import QueryTooExpensive
from graph.exports.reading import Reading
from graph.sqlite.store import SqliteStore
from graph.store import Reader, Store
from tests.api.asking import ask, values
from tests.api.library import contributions

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def library(tmp_path: Path) -> SqliteStore:
    store = SqliteStore(tmp_path / "store", create=True)
    list(store.ingest(contributions()))
    return store


def test_a_question_over_its_time_is_stopped_and_the_next_one_answered(library: SqliteStore) -> None:
    with pytest.raises(QueryTooExpensive, match="longer than it was given"), library.reading(seconds=0.01) as reader:
        reader._connection.execute(ENDLESS).fetchone()
    with library.reading() as reader:
        assert reader.stats().papers == 24
        assert len(reader.match(["QuietBench"], frozenset({"Entity"}))[0].ids) == 1


def test_a_request_over_its_time_is_too_expensive_and_says_nothing_of_the_store(
    library: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    class Slow:
        """Like the store, but each reading begins with a question without end."""

        @contextmanager
        def reading(self) -> Iterator[Reader]:
            with library.reading(seconds=0.01) as reader:
                reader._connection.execute(ENDLESS).fetchone()
                yield reader

    slow: Store = Slow()  # type: ignore[assignment]
    told = ask(slow, "{ stats { papers } }")
    assert (told.code, told.is_error) == (Code.QUERY_TOO_EXPENSIVE, False)
    assert b"SQLite" not in told.body
    assert "SQLite stopped" in caplog.text
    assert values(library, "{ stats { papers } }") == {"stats": {"papers": 24}}


def test_an_export_may_take_longer(library: SqliteStore) -> None:
    with Reading(library) as reading:
        assert reading.ask(lambda reader: reader.stats().papers) == 24
