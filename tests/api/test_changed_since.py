"""What changed or went since a version: pages in the order of the versions, deletions and merged nodes included."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph import Store, open_store
from graph.records import Decision
from tests.api.questioned import ask, paper, store_of, whole

QUERY = """
query($version: Int!, $first: Int, $after: String) {
  changedSince(version: $version, first: $first, after: $after) {
    edges { version id change node { id } } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}
"""
MILL, KILN = ("Mill", "Model", "uses"), ("Kiln", "Model", "uses")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = store_of(tmp_path, paper("a", [MILL], authors=["Ada"]), paper("b", [KILN], authors=["Bo"], cites=["z"]))
    yield made
    made.close()


def version_of(store: Store) -> int:
    return int(whole(store, "{ stats { papers } }")["extensions"]["graphVersion"])


def since(store: Store, version: int, **more: Any) -> Any:
    return ask(store, QUERY, version=version, **more)["changedSince"]


def told(answer: Any) -> dict[str, tuple[str, str | None]]:
    return {one["id"]: (one["change"], one["node"] and one["node"]["id"]) for one in answer["edges"]}


def test_from_the_beginning_everything_is_named_but_works_that_are_only_cited(store: Store) -> None:
    named = told(since(store, 0))
    assert set(named) == {"doi:10.1000/a", "doi:10.1000/b", "entity:mill", "entity:kiln", "x:Ada", "x:Bo"}
    assert set(named.values()) == {("CHANGED", node_id) for node_id in named}
    assert told(since(store, version_of(store))) == {}


def test_a_paper_that_went_takes_with_it_what_nobody_else_speaks_of(store: Store) -> None:
    before = version_of(store)
    store.delete(["feed:x/b"])
    assert told(since(store, before)) == dict.fromkeys(("doi:10.1000/b", "entity:kiln", "x:Bo"), ("DELETED", None))


def test_a_paper_that_is_only_cited_from_now_on_is_followed_until_it_goes(store: Store) -> None:
    list(store.ingest(paper("c", [], authors=["Cy"], cites=["a"])))
    versions = [version_of(store)]
    for gone in ("feed:x/a", "feed:x/c"):
        store.delete([gone])
        versions.append(version_of(store))
    first = {one["id"]: one["change"] for one in since(store, versions[0])["edges"] if one["version"] == versions[1]}
    assert first == {"entity:mill": "DELETED", "x:Ada": "DELETED"}
    assert told(since(store, versions[1])) == dict.fromkeys(
        ("doi:10.1000/a", "doi:10.1000/c", "x:Cy"), ("DELETED", None)
    )


def test_what_comes_back_is_named_as_changed(store: Store) -> None:
    before = version_of(store)
    store.delete(["feed:x/b"])
    list(store.ingest(paper("b", [KILN], authors=["Bo"])))
    assert told(since(store, before))["entity:kiln"] == ("CHANGED", "entity:kiln")
    assert len(since(store, 0)["edges"]) == 6


def test_a_merged_paper_is_named_with_the_one_that_stayed(store: Store) -> None:
    before = version_of(store)
    store.decide([Decision(id="1", kind="same", subject="doi:10.1000/a", object="doi:10.1000/b")])
    named = told(since(store, before))
    assert named["doi:10.1000/b"] == ("MERGED", "doi:10.1000/a")
    assert named["doi:10.1000/a"] == ("CHANGED", "doi:10.1000/a")


def test_pages_follow_each_other_and_name_nothing_twice(store: Store) -> None:
    list(store.ingest(paper("c", [MILL], authors=["Cy"])))
    found, after = [], None
    while True:
        page = since(store, 0, first=2, after=after)
        found += [(one["version"], one["id"]) for one in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert found == sorted(found)
    assert len(found) == len(set(found)) == 8
    assert [one for _, one in found][-3:] == ["doi:10.1000/c", "entity:mill", "x:Cy"]


def test_a_cursor_of_another_list_and_a_version_below_none_are_refused(store: Store) -> None:
    cursor = ask(store, "{ papers { pageInfo { endCursor } } }")["papers"]["pageInfo"]["endCursor"]
    assert whole(store, QUERY, version=0, after=cursor)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert whole(store, QUERY, version=-1)["errors"][0]["message"].startswith("`version` is -1; give a number from 0")


def test_a_store_that_noted_no_changes_is_migrated_when_it_is_opened(tmp_path: Path) -> None:
    store = store_of(tmp_path, paper("a", [MILL], authors=["Ada"], cites=["z"]))
    version = version_of(store)
    store.close()
    path = tmp_path / "store.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript("DROP TABLE change; PRAGMA user_version = 1;")
    connection.close()
    store = open_store(f"embedded:{path}")
    assert set(told(since(store, version - 1))) == {"doi:10.1000/a", "entity:mill", "x:Ada"}
    assert told(since(store, version)) == {}
    store.close()
