"""Suggestions: what the first letters of a name may become, whether few names begin so or many."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import Store, suggesting
from graph.errors import BadInput
from graph.opening import open_store
from graph.records import AUTHOR, ENTITY, PAPER
from graph.sqlite import suggesting as in_sqlite
from graph.sqlite.tables import connect
from graph.store import Suggest
from tests.api.asking import ask, error, values
from tests.api.fake_store import FakeStore
from tests.api.library import contributions
from tests.graph.test_sqlite_plans import plan, walks


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(f"embedded:{tmp_path_factory.mktemp('library') / 'store'}", create=True)
    list(opened.ingest(contributions()))
    yield opened
    opened.close()


def suggested(store: Store, prefix: str, *kinds: str, **asked: object) -> list[tuple[str, str]]:
    with store.reading() as reader:
        rows = reader.suggest(Suggest(prefix=prefix, kinds=frozenset(kinds or suggesting.KINDS), **asked))  # type: ignore[arg-type]
    return [(row["text"], row["node"]["id"]) for row in rows]


@pytest.fixture(params=[suggesting.FEW, 0], ids=["few", "many"], autouse=True)
def _few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggesting, "FEW", request.param)


def test_a_prefix_becomes_what_begins_with_it_those_of_most_papers_first(library: Store) -> None:
    with library.reading() as reader:
        papers = {
            row["id"]: row["paper_count"]
            for row in reader.get(["entity:grist2", "entity:grist3"], frozenset({"paper_count"})).values()
        }
    found = suggested(library, "gri", ENTITY)
    assert dict(found) == {"Grist-2": "entity:grist2", "Grist-3": "entity:grist3"}
    assert [papers[one] for _, one in found] == sorted(papers.values(), reverse=True)
    assert suggested(library, "GRIST 3", ENTITY) == [("Grist-3", "entity:grist3")]


def test_an_alias_is_suggested_under_the_name_that_begins_so(library: Store) -> None:
    found = suggested(library, "the mi", ENTITY)
    assert sorted(found) == [("the mill", "entity:densemill"), ("the mill", "entity:slowkiln")]


def test_kinds_take_turns(library: Store) -> None:
    kinds = [one.partition(":")[0] for _, one in suggested(library, "s", first=9)]
    assert set(kinds) == {"entity"}  # sorting, Sparse Winnow, Slow Kiln
    found = suggested(library, "m", first=4)  # no entity but the papers: Milling study ...
    assert {one.partition(":")[0] for _, one in found} == {"doi"}
    assert [one.partition(":")[0] for _, one in suggested(library, "a", first=2)] == ["entity", "name"]


def test_papers_are_suggested_newest_first_and_stubs_never(library: Store) -> None:
    found = suggested(library, "milling study", PAPER, first=50)
    assert len(found) == 24
    with library.reading() as reader:
        rows = reader.get([one for _, one in found], frozenset({"published"}))
    dates = [rows[one]["published"] or "" for _, one in found]
    padded = [(date + "-00-00")[:10] for date in dates]
    assert padded == sorted(padded, reverse=True)


def test_types_choose_among_entities(library: Store) -> None:
    assert suggested(library, "s", ENTITY, types=frozenset({"Task"})) == [("sorting", "entity:sorting")]
    assert suggested(library, "ada", AUTHOR, types=frozenset({"Task"}), first=1)


def test_letters_that_begin_nothing_suggest_nothing(library: Store) -> None:
    for prefix in ("", " ", "?!", "zzz", "\0", "\ud800", "%", "*"):
        assert suggested(library, prefix) == []


def test_more_than_may_be_asked_for_is_refused(library: Store) -> None:
    with pytest.raises(BadInput, match="0 to 50"):
        suggested(library, "a", first=51)
    store = FakeStore()
    assert error(store, '{ suggest(prefix: "a", first: -1) { text } }')["extensions"]["code"] == "BAD_USER_INPUT"
    assert store.calls == []


def test_a_suggestion_is_asked_for_in_graphql(library: Store) -> None:
    query = (
        '{ suggest(prefix: "quiet", kinds: ENTITY) { text node { id ... on Entity { type usedBy { totalCount } } } } }'
    )
    [told] = values(library, query)["suggest"]
    assert (told["text"], told["node"]["id"], told["node"]["type"]) == ("QuietBench", "entity:quietbench", "BENCHMARK")
    assert ask(FakeStore(), '{ suggest(prefix: "a", first: 4) { text node { id } } }').cost == 504


@pytest.mark.parametrize("kind", suggesting.KINDS)
def test_names_are_read_from_an_index(kind: str, tmp_path: Path) -> None:
    connection: sqlite3.Connection = connect(tmp_path / "graph.db", create=True)
    for statements in (in_sqlite.COUNTS, in_sqlite.FEW):
        assert walks(plan(connection, statements[kind])) == []
    along = plan(connection, in_sqlite.MANY[kind])
    assert re.match(r"(SEARCH|SCAN) node USING INDEX \w+_order", along[0])
    assert not any("TEMP B-TREE FOR ORDER" in step for step in along)
    connection.close()
