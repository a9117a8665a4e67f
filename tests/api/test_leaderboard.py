"""Leaderboards: absolute figures of one unit, best first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph import Store
from tests.api.questioned import ask, paper, store_of, whole

NAMES = [
    ("Mill", "Model", "introduces"),
    ("QuietBench", "Benchmark", "evaluates_on"),
    ("accuracy", "Metric", "evaluates_on"),
    ("error rate", "Metric", "evaluates_on"),
    ("parameters", "Metric", "evaluates_on"),
]


def result(value: str, metric: str = "accuracy", **more: Any) -> dict[str, Any]:
    return {"value": value, "system": "Mill", "benchmark": "QuietBench", "metric": metric, **more}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened: Path = tmp_path_factory.mktemp("board")
    made = store_of(
        opened,
        paper(
            "old", NAMES, year="2020", results=[result("80%"), result("9%", "error rate"), result("7", "parameters")]
        ),
        paper("new", NAMES, year="2024", results=[result("85.5%"), result("+3%", kind="delta"), result("0.91")]),
        paper("twin", NAMES, year="2023", results=[result("80 percent"), result("70-75%"), result("4%", "error rate")]),
    )
    yield made
    made.close()


QUERY = """
query($metric: ID!, $direction: Direction, $unit: String, $first: Int) {
  leaderboard(benchmark: "QuietBench", metric: $metric, direction: $direction, unit: $unit, first: $first) {
    direction unit totalCount unreadCount isComplete units { unit count }
    edges { rank number value paper { year } system { name } evidence { sentence } result { value } }
  }
}
"""


def ranks(board: Any) -> list[tuple[int, float, int]]:
    return [(one["rank"], one["number"], one["paper"]["year"]) for one in board["edges"]]


def test_the_best_come_first_and_equal_figures_share_a_rank_the_newest_before(store: Store) -> None:
    board = ask(store, QUERY, metric="accuracy")["leaderboard"]
    assert ranks(board) == [(1, 85.5, 2024), (2, 80.0, 2023), (2, 80.0, 2020)]
    assert (board["direction"], board["unit"], board["totalCount"], board["isComplete"]) == ("HIGHER", "%", 3, True)


def test_figures_of_other_units_and_without_one_number_are_counted_and_not_ranked(store: Store) -> None:
    board = ask(store, QUERY, metric="accuracy")["leaderboard"]
    assert board["units"] == [{"unit": "%", "count": 3}, {"unit": None, "count": 1}]
    assert board["unreadCount"] == 1
    assert ranks(ask(store, QUERY, metric="accuracy", unit="")["leaderboard"]) == [(1, 0.91, 2024)]


def test_each_row_has_its_system_and_the_sentence(store: Store) -> None:
    best = ask(store, QUERY, metric="accuracy")["leaderboard"]["edges"][0]
    assert best["system"] == {"name": "Mill"}
    assert best["evidence"]["sentence"].startswith("We speak of Mill, QuietBench")
    assert best["result"] == {"value": "85.5%"}


def test_of_an_error_the_smallest_is_best(store: Store) -> None:
    assert ranks(ask(store, QUERY, metric="error rate")["leaderboard"]) == [(1, 4.0, 2023), (2, 9.0, 2020)]
    turned = ask(store, QUERY, metric="error rate", direction="HIGHER")["leaderboard"]
    assert ranks(turned) == [(1, 9.0, 2020), (2, 4.0, 2023)]


def test_a_metric_that_does_not_say_its_direction_must_be_given_one(store: Store) -> None:
    body = whole(store, QUERY, metric="parameters")
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert "'parameters'" in body["errors"][0]["message"]
    assert ranks(ask(store, QUERY, metric="parameters", direction="LOWER")["leaderboard"]) == [(1, 7.0, 2020)]


def test_what_is_not_there_is_null_and_a_bad_number_is_refused(store: Store) -> None:
    assert ask(store, QUERY, metric="nothing")["leaderboard"] is None
    body = whole(store, QUERY, metric="accuracy", first=501)
    assert body["errors"][0]["message"] == "`first` is 501; give a number from 0 to 500."
