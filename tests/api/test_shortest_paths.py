"""Paths between any two nodes: the fewest edges, filters, and an honest answer where a bound was reached."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph import Store
from graph.questions.paths import Paths, shortest_paths
from graph.questions.ways import WAYS, far_kind
from graph.records import RESULT, Contribution
from graph.store import Reader
from tests.api.fake_store import FakeStore, world
from tests.api.questioned import ask, paper, store_of, whole

QUERY = """
query($from: ID!, $to: ID!, $relations: [Relation!], $kinds: [Kind!], $types: [EntityType!], $length: Int,
      $visited: Int, $first: Int, $named: Boolean) {
  shortestPaths(from: $from, to: $to, relations: $relations, kinds: $kinds, types: $types, maxLength: $length,
                maxVisited: $visited, first: $first, includeNameOnly: $named) {
    outcome visited
    paths { length steps { source { id } target { id } relation isForward statements { sentence } } }
  }
}
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    # a --USES--> Mill <--USES-- b --CITES--> c      a, c by Ada; d stands alone, by Zed
    #                   Kiln <--INTRODUCES-- b       Kiln --BASED_ON--> Mill, as b says
    mill, kiln = ("Mill", "Model", "uses"), ("Kiln", "Method", "introduces")
    made = store_of(
        tmp_path_factory.mktemp("paths"),
        paper("a", [mill], authors=["Ada"], results=[{"value": "1%", "system": "Mill"}]),
        paper("b", [mill, kiln], authors=["Bo"], cites=["c"], relations=[("Kiln", "based_on", "Mill")]),
        paper("c", [], authors=["Ada"]),
        paper("d", [], authors=["Zed"]),
    )
    yield made
    made.close()


def found(store: Store, from_: str, to: str, **variables: Any) -> Any:
    return ask(store, QUERY, **{"from": from_, "to": to, **variables})["shortestPaths"]


def shown(answer: Any) -> list[list[tuple[str, str]]]:
    """Relation, turned by < where it is walked against its direction, and the node that each step leads to."""
    return [
        [(one["relation"] if one["isForward"] else "<" + one["relation"], one["target"]["id"]) for one in path["steps"]]
        for path in answer["paths"]
    ]


def test_a_path_tells_each_step_its_direction_and_its_sentence(store: Store) -> None:
    answer = found(store, "Kiln", "Paper a of many")
    assert (answer["outcome"], answer["paths"][0]["length"]) == ("SHORTEST", 2)
    assert shown(answer) == [[("BASED_ON", "entity:mill"), ("<USES", "doi:10.1000/a")]]
    said = [step["statements"][0]["sentence"] for step in answer["paths"][0]["steps"]]
    assert said == ["We speak of Mill, Kiln here.", "We speak of Mill here."]


def test_all_paths_of_the_fewest_edges_are_found(store: Store) -> None:
    answer = found(store, "doi:10.1000/a", "doi:10.1000/b", first=5)
    assert shown(answer) == [[("USES", "entity:mill"), ("<USES", "doi:10.1000/b")]]
    answer = found(store, "doi:10.1000/c", "entity:mill", first=5)
    assert shown(answer) == [[("<CITES", "doi:10.1000/b"), ("USES", "entity:mill")]]


def test_a_path_goes_only_through_what_is_allowed(store: Store) -> None:
    assert shown(found(store, "doi:10.1000/a", "doi:10.1000/c", relations=["AUTHORED_BY"])) == [
        [("AUTHORED_BY", "x:Ada"), ("<AUTHORED_BY", "doi:10.1000/c")]
    ]
    through_papers = found(store, "doi:10.1000/c", "x:Bo", kinds=["PAPER"])
    assert shown(through_papers) == [[("<CITES", "doi:10.1000/b"), ("AUTHORED_BY", "x:Bo")]]
    assert found(store, "doi:10.1000/a", "doi:10.1000/b", types=["METHOD"], kinds=["ENTITY"])["outcome"] == "NONE"


def test_a_result_is_an_end_of_a_path(store: Store) -> None:
    with store.reading() as reader:
        [result] = [one for near in reader.adjacent(["doi:10.1000/a"], WAYS["Paper"], 9).values() for way in near
                    for one in way.ids if one.startswith("result:")]  # fmt: skip
    assert shown(found(store, "doi:10.1000/a", result)) == [[("REPORTS", result)]]
    assert found(store, result, "doi:10.1000/b")["paths"][0]["length"] == 2
    assert found(store, result, result)["paths"] == [{"length": 0, "steps": []}]


def test_that_there_is_none_is_proved_or_not_claimed(store: Store) -> None:
    assert found(store, "doi:10.1000/a", "doi:10.1000/d")["outcome"] == "NONE"
    assert found(store, "doi:10.1000/a", "doi:10.1000/b", length=1)["outcome"] == "NONE"
    bounded = found(store, "doi:10.1000/a", "doi:10.1000/c", visited=2, relations=["USES", "CITES"])
    assert (bounded["outcome"], bounded["visited"], bounded["paths"]) == ("NOT_FOUND", 2, [])


def test_names_of_nothing_are_null_and_bounds_are_refused(store: Store) -> None:
    assert found(store, "doi:10.1000/a", "nothing of that name") is None
    body = whole(store, QUERY, **{"from": "a", "to": "b", "length": 11})
    assert body["errors"][0]["message"] == "`maxLength` is 11; give a number from 1 to 10."
    assert whole(store, QUERY, **{"from": "a", "to": "b", "visited": 10_000})["extensions"]["cost"] > 20_000


def test_people_known_by_name_alone_join_nothing_unless_asked(tmp_path: Path) -> None:
    store = store_of(tmp_path, (by_yang_liu(n) for n in "ab"))
    assert found(store, "doi:10.1000/a", "doi:10.1000/b")["outcome"] == "NONE"
    assert found(store, "doi:10.1000/a", "doi:10.1000/b", named=True)["paths"][0]["length"] == 2
    store.close()


def by_yang_liu(n: str) -> Contribution:
    record = {"title": f"Study {n} of mills", "identifiers": [f"doi:10.1000/{n}"], "authors": [{"name": "Yang Liu"}]}
    return Contribution(id=f"feed:y/{n}", kind="paper", record=record, rank=2)


def distances(reader: Reader, start: str, kinds: dict[str, str]) -> dict[str, int]:
    """One side, one node at a time, nothing left out: what a path's length must be. Results are passed by."""
    far = {start: 0}
    waiting = deque([start])
    while waiting:
        at = waiting.popleft()
        for one in reader.adjacent([at], WAYS[kinds[at]], 10_000)[at]:
            for node_id in one.ids:
                if node_id not in far and far_kind(one.way) != RESULT:
                    far[node_id] = far[at] + 1
                    waiting.append(node_id)
    return far


@pytest.mark.parametrize("seed", [1, 2])
def test_lengths_are_those_of_a_plain_search_from_one_end(seed: int) -> None:
    made = world(seed, papers=40, entities=30, density=1)
    kinds = {node_id: str(row["kind"]) for node_id, row in made.nodes.items()}
    with FakeStore(made).reading() as reader:
        for start in ("p0", "a3", "e5", "p17"):
            right = distances(reader, start, kinds)
            for end in made.nodes:
                if kinds[end] == RESULT:
                    continue
                answer = shortest_paths(reader, Paths(source=start, target=end, max_length=10))
                length = answer["edges"][0]["length"] if answer["edges"] else None
                assert (answer["outcome"], length) == (("SHORTEST", right[end]) if end in right else ("NONE", None))


def test_a_cut_off_search_claims_no_more_than_it_saw() -> None:
    made = world(3, papers=40, entities=30, density=1)
    outcomes = set()
    with FakeStore(made).reading() as reader:
        kinds = {node_id: str(row["kind"]) for node_id, row in made.nodes.items()}
        right = distances(reader, "p0", kinds)
        for visited in (2, 5, 10, 30):
            for end in (one for one in made.nodes if kinds[one] != RESULT):
                asked = Paths(source="p0", target=end, max_length=10, max_visited=visited)
                answer = shortest_paths(reader, asked)
                outcomes.add(answer["outcome"])
                assert answer["visited"] <= visited
                if answer["outcome"] == "NONE":
                    assert end not in right
                for path in answer["edges"]:
                    assert path["length"] >= right[end]
                    assert answer["outcome"] == "FOUND" or path["length"] == right[end]
    assert {"SHORTEST", "NOT_FOUND"} <= outcomes
