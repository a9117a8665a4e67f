"""What every store owes to the rulings of people: they hold whatever comes afterwards, are listed, and can be undone.

class TestRulings(RulingsContract): ...       # with a fixture `make_store`, as the contract of stores has it
"""

from __future__ import annotations

import pytest

from graph.decisions import decision_id, page_of
from graph.errors import BadCursor
from graph.grouping import Group
from graph.papers import text_of
from graph.records import Contribution, Decision
from graph.store import Page, Store
from tests.contract.contract import MakeStore, assert_true_to_contract, write

TITLE = "GPT-4 beats BERT on GLUE"


def record(**more: object) -> Contribution:
    given = {"title": TITLE, "identifiers": ["doi:10.1000/a"], **more}
    return Contribution(id="feed:a/1", kind="paper", record=given)


def extraction(by: str = "citegraph 1") -> Contribution:
    entities = [
        {"name": name, "type": type_, "relation": "uses", "mentions": []}
        for name, type_ in (("GPT-4", "Model"), ("BERT", "Model"), ("GLUE", "Benchmark"))
    ]
    sha = text_of(Group((record(),))).sha256
    read = {"text_sha256": sha, "entities": entities, "extractor": by}
    return Contribution(id=f"extract:citegraph/{sha}", kind="extraction", record=read, by=by)


def entities_of(store: Store) -> dict[str, tuple[str, str]]:
    """Name and type of each, by id."""
    return {
        node.id: (node.name, node.type)
        for node in store.graph().nodes.values()
        if node.id.startswith(("entity:", "repo:"))
    }


def decision(kind: str, subject: str, other: str = "", *, at: str = "2026-01-01T00:00:00Z", **more: str) -> Decision:
    made = decision_id(kind, subject, other, more.get("paper", ""), more.get("relation", ""))
    return Decision(id=made, kind=kind, subject=subject, object=other, by="Ada Park", at=at, **more)


RULED = [
    decision("reject", "entity:glue"),
    decision("retype", "entity:bert", "Method", at="2026-01-02T00:00:00Z"),
    decision("rename", "entity:gpt4", "Generative Four", at="2026-01-03T00:00:00Z"),
]
AFTERWARDS = {"entity:bert": ("BERT", "Method"), "entity:gpt4": ("Generative Four", "Model")}
BEFORE = {"entity:bert": ("BERT", "Model"), "entity:glue": ("GLUE", "Benchmark"), "entity:gpt4": ("GPT-4", "Model")}


class RulingsContract:
    @pytest.fixture
    def ruled(self, make_store: MakeStore) -> Store:
        store = make_store()
        write(store, [record(), extraction()])
        assert entities_of(store) == BEFORE
        store.decide(RULED)
        return store

    def test_a_ruling_holds_when_record_and_extraction_come_again(self, ruled: Store) -> None:
        assert entities_of(ruled) == AFTERWARDS
        write(ruled, [record(venue="Elsewhere"), extraction(by="citegraph 2")])
        assert entities_of(ruled) == AFTERWARDS
        ruled.delete(["feed:a/1"])
        assert entities_of(ruled) == {}
        write(ruled, [record(), extraction()])
        assert entities_of(ruled) == AFTERWARDS
        assert_true_to_contract(ruled)

    def test_a_ruling_that_is_withdrawn_leaves_no_trace_in_the_graph(self, ruled: Store) -> None:
        receipt = ruled.decide([], withdraw=[one.id for one in RULED])
        assert receipt.deleted == len(RULED)
        assert entities_of(ruled) == BEFORE
        assert_true_to_contract(ruled)

    def test_a_later_answer_to_the_same_question_takes_the_place_of_the_former(self, ruled: Store) -> None:
        ruled.decide([decision("rename", "entity:gpt4", "GPT Four", at="2026-02-01T00:00:00Z")])
        assert entities_of(ruled)["entity:gpt4"][0] == "GPT Four"
        with ruled.reading() as reader:
            assert len(reader.decisions()) == len(RULED)

    def test_what_was_renamed_is_found_by_both_names(self, ruled: Store) -> None:
        with ruled.reading() as reader:
            found = reader.match(["generative four", "GPT4"], frozenset({"Entity"}))
        assert [one.ids for one in found] == [("entity:gpt4",), ("entity:gpt4",)]
        ruled.decide([], withdraw=[RULED[2].id])
        with ruled.reading() as reader:
            assert reader.match(["generative four"], frozenset({"Entity"}))[0].ids == ()

    def test_rulings_are_told_with_who_and_when_newest_first(self, ruled: Store) -> None:
        with ruled.reading() as reader:
            page = page_of(reader.decisions(), Page(first=2), count=True)
            rest = page_of(reader.decisions(), Page(after=page["page_info"]["end_cursor"]), count=False)
        assert page["total_count"] == len(RULED)
        assert [row["kind"] for row in (*page["nodes"], *rest["nodes"])] == ["rename", "retype", "reject"]
        assert (page["nodes"][0]["by"], page["nodes"][0]["at"]) == ("Ada Park", "2026-01-03T00:00:00Z")
        assert (page["nodes"][0]["object"], page["nodes"][0]["paper"]) == ("Generative Four", None)
        assert (page["page_info"]["has_next_page"], rest["page_info"]["has_next_page"]) == (True, False)
        backward = page_of(ruled_in(ruled), Page(last=1), count=False)
        assert [row["kind"] for row in backward["nodes"]] == ["reject"]
        assert backward["page_info"]["has_previous_page"] is True

    def test_a_cursor_of_another_list_is_refused(self, ruled: Store) -> None:
        with pytest.raises(BadCursor):
            page_of(ruled_in(ruled), Page(after="WyJ4IiwieSIsInoiXQ"), count=False)

    def test_the_id_of_an_entity_merged_into_another_gives_the_survivor(self, ruled: Store) -> None:
        ruled.decide([decision("same", "entity:bert", "entity:gpt4")])
        assert survivor_of(ruled, "entity:bert") == "entity:gpt4"
        assert_true_to_contract(ruled)

    def test_two_papers_ruled_one_answer_with_the_survivor_until_it_is_withdrawn(self, make_store: MakeStore) -> None:
        store = make_store()
        other = Contribution(id="feed:b/1", kind="paper", record={"title": "Uno", "identifiers": ["doi:10.1000/b"]})
        write(store, [record(), other])
        ruled = decision("same", "doi:10.1000/b", "doi:10.1000/a")
        store.decide([ruled])
        write(store, [other])
        assert survivor_of(store, "doi:10.1000/b") == "doi:10.1000/a"
        store.decide([], withdraw=[ruled.id])
        assert survivor_of(store, "doi:10.1000/b") == "doi:10.1000/b"
        assert_true_to_contract(store)


def ruled_in(store: Store) -> list[Decision]:
    with store.reading() as reader:
        return list(reader.decisions())


def survivor_of(store: Store, paper: str) -> str:
    with store.reading() as reader:
        return str(reader.get([paper], frozenset())[paper]["id"])
