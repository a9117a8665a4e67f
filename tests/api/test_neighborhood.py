"""What lies about a node: so many of each type, ranked, with every edge among them and an honest count of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from graph import Store
from tests.api.questioned import ask, paper, store_of, whole

QUERY = """
query($id: ID!, $perType: Int, $relations: [Relation!], $types: [NodeType!]) {
  neighborhood(id: $id, perType: $perType, relations: $relations, types: $types) {
    centre { id } nodes { node { id } type rank } edges { source target relation }
    types { type shown hidden isExact } ways { relation isForward shown hidden }
  }
}
"""
MILL, KILN, BARLEY = ("Mill", "Model", "uses"), ("Kiln", "Model", "uses"), ("Barley", "Dataset", "uses")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    # p0 .. p249 --USES--> Mill; p249 cites p248; p248 and p249 use Kiln as well, which p249 says is based on Mill
    papers = (
        paper(
            f"{n:03d}",
            [MILL] if n < 248 else [MILL, KILN, BARLEY],
            year=f"{1770 + n}",
            cites=["248"] if n == 249 else [],
            relations=[("Kiln", "based_on", "Mill")] if n == 249 else [],
        )
        for n in range(250)
    )
    made = store_of(tmp_path_factory.mktemp("around"), *papers)
    yield made
    made.close()


def about(store: Store, id_: str, **variables: Any) -> Any:
    return ask(store, QUERY, id=id_, **variables)["neighborhood"]


def test_so_many_of_each_type_are_shown_the_newest_papers_first(store: Store) -> None:
    found = about(store, "Mill", perType=2)
    assert [(one["node"]["id"], one["type"], one["rank"]) for one in found["nodes"]] == [
        ("entity:kiln", "MODEL", 1),
        ("doi:10.1000/249", "PAPER", 1),
        ("doi:10.1000/248", "PAPER", 2),
    ]


def test_every_edge_among_the_nodes_is_there_once(store: Store) -> None:
    edges = [(one["source"], one["relation"], one["target"]) for one in about(store, "Mill", perType=2)["edges"]]
    assert sorted(edges) == [
        ("doi:10.1000/248", "USES", "entity:kiln"),
        ("doi:10.1000/248", "USES", "entity:mill"),
        ("doi:10.1000/249", "CITES", "doi:10.1000/248"),
        ("doi:10.1000/249", "USES", "entity:kiln"),
        ("doi:10.1000/249", "USES", "entity:mill"),
        ("entity:kiln", "BASED_ON", "entity:mill"),
    ]


def test_what_is_hidden_is_counted_whole_by_relation_and_never_claimed_exact_where_it_is_not(store: Store) -> None:
    found = about(store, "Mill", perType=2)
    assert found["ways"] == [
        {"relation": "USES", "isForward": False, "shown": 2, "hidden": 248},
        {"relation": "BASED_ON", "isForward": False, "shown": 1, "hidden": 0},
    ]
    assert found["types"] == [
        {"type": "MODEL", "shown": 1, "hidden": 0, "isExact": True},
        {"type": "PAPER", "shown": 2, "hidden": 198, "isExact": False},
    ]


def test_from_a_paper_entities_of_most_papers_come_first(store: Store) -> None:
    found = about(store, "doi:10.1000/249", perType=1, types=["MODEL", "PAPER"])
    assert [one["node"]["id"] for one in found["nodes"]] == ["entity:mill", "doi:10.1000/248"]
    assert {"type": "MODEL", "shown": 1, "hidden": 1, "isExact": True} in found["types"]


def test_only_the_relations_that_are_asked_for_are_drawn(store: Store) -> None:
    found = about(store, "doi:10.1000/249", relations=["CITES"])
    assert [one["node"]["id"] for one in found["nodes"]] == ["doi:10.1000/248"]
    assert {one["relation"] for one in found["edges"]} == {"CITES"}


def test_nothing_of_that_name_is_null_and_a_quota_is_bounded(store: Store) -> None:
    assert about(store, "nothing of that name") is None
    body = whole(store, QUERY, id="Mill", perType=51)
    assert body["errors"][0]["message"] == "`perType` is 51; give a number from 1 to 50."
