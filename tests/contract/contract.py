"""The contract of every store: whatever is done to it, its graph is `project(everything in it)`.

class TestSqliteStore(StoreContract): ...       # with a fixture `make_store`, giving a new empty store at each call
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.changes import stamp
from graph.errors import BadInput
from graph.grouping import Group
from graph.papers import text_of
from graph.project import project
from graph.records import Contribution, Decision, Graph, Relation
from graph.store import Store
from tests.contract.worlds import contributions, decisions, papers

MakeStore = Callable[[], Store]

operations = st.one_of(
    st.tuples(st.just("ingest"), st.lists(contributions, min_size=1, max_size=4)),
    st.tuples(st.just("ingest"), st.lists(contributions, min_size=1, max_size=4)),
    st.tuples(
        st.just("delete"), st.lists(st.sampled_from([f"feed:{c}/1" for c in "abcdefgh"]), min_size=1, max_size=2)
    ),
    st.tuples(st.just("decide"), st.lists(decisions, min_size=1, max_size=2, unique_by=lambda d: d.id)),
    st.tuples(st.just("withdraw"), st.lists(st.sampled_from("pqrstuvw"), min_size=1, max_size=3)),
)


def write(store: Store, given_: Iterable[Contribution]) -> None:
    for _ in store.ingest(given_):
        pass


def papers_of(store: Store) -> list[str]:
    return [node.id for node in store.graph().nodes.values() if node.type == "Paper"]


def reports(store: Store) -> list[str]:
    """The paper of each result."""
    return [edge.source for edge in store.graph().edges.values() if edge.type == Relation.REPORTS]


def expected(store: Store) -> dict:
    kept = list(store.dump())
    return project(
        [one for one in kept if isinstance(one, Contribution)], [one for one in kept if isinstance(one, Decision)]
    ).canonical


def version_of(store: Store) -> int:
    with store.reading() as reader:
        return reader.version


def changed(before: Graph, after: Graph) -> set[str]:
    """Nodes that are not as they were, and ends of edges that are not; works that are only cited are not followed."""
    nodes = {one for one in {*before.nodes, *after.nodes} if before.nodes.get(one) != after.nodes.get(one)}
    edges = [
        one
        for one in {*before.edges, *after.edges}
        if before.edges.get(one) != after.edges.get(one) and one[1] != Relation.CITES
    ]
    nodes |= {end for source, _, target, _ in edges for end in (source, target)}
    return {one for one in nodes if not all(is_stub(graph, one) for graph in (before, after))}


def is_stub(graph: Graph, node_id: str) -> bool:
    """Or not there."""
    node = graph.nodes.get(node_id)
    return node is None or bool(node.properties.get("is_stub"))


def assert_true_to_contract(store: Store) -> None:
    found, right = store.graph().canonical, expected(store)
    for part in ("nodes", "edges", "keys"):
        assert found[part] == right[part]


def store_contract(share: float = 1.0) -> type:
    """The tests, with `share` of the examples: a store over a network needs a hundred times as long for each."""

    class StoreContract:
        @settings(
            max_examples=max(5, round(150 * share)),
            deadline=None,
            suppress_health_check=[
                HealthCheck.function_scoped_fixture,
                HealthCheck.too_slow,
                HealthCheck.data_too_large,
            ],
        )
        @given(steps=st.lists(operations, max_size=6))
        def test_the_graph_is_the_projection_of_what_is_in_the_store(self, make_store: MakeStore, steps: list) -> None:
            store = make_store()
            for verb, given_ in steps:
                match verb:
                    case "ingest":
                        write(store, given_)
                    case "delete":
                        store.delete(given_)
                    case "decide":
                        store.decide(given_)
                    case "withdraw":
                        store.decide([], withdraw=given_)
                assert_true_to_contract(store)
            store.close()

        @settings(
            max_examples=max(5, round(50 * share)),
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        )
        @given(world=st.lists(contributions, max_size=8, unique_by=lambda c: c.id), shuffled=st.randoms())
        def test_any_order_and_any_split_over_runs_give_the_same_graph(self, make_store, world, shuffled) -> None:
            one = make_store()
            write(one, world)
            right = one.graph().canonical
            one.close()
            other = make_store()
            again = list(world)
            shuffled.shuffle(again)
            for contribution in again:
                write(other, [contribution])
            assert other.graph().canonical == right
            other.close()

        @settings(
            max_examples=max(5, round(30 * share)),
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        )
        @given(
            world=st.lists(contributions, max_size=8), ruled=st.lists(decisions, max_size=3, unique_by=lambda d: d.id)
        )
        def test_a_dump_loads_into_an_equal_store(self, make_store, world, ruled) -> None:
            one = make_store()
            write(one, world)
            one.decide(ruled)
            kept, right = list(one.dump()), one.graph().canonical
            one.close()
            other = make_store()
            write(other, [item for item in kept if isinstance(item, Contribution)])
            other.decide([item for item in kept if isinstance(item, Decision)])
            assert other.graph().canonical == right
            assert list(other.dump()) == kept
            other.close()

        @settings(
            max_examples=max(5, round(30 * share)),
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        )
        @given(world=st.lists(contributions, max_size=8))
        def test_writing_the_same_again_writes_nothing(self, make_store, world) -> None:
            store = make_store()
            final = list({contribution.id: contribution for contribution in world}.values())
            write(store, final)
            before = store.graph()
            receipts = list(store.ingest(final))
            assert sum(receipt.written for receipt in receipts) == 0
            assert sum(receipt.unchanged for receipt in receipts) == len(final)
            assert store.graph() == before
            store.close()

        @settings(
            max_examples=max(5, round(30 * share)),
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        )
        @given(world=st.lists(papers(), max_size=6))
        def test_deleting_everything_leaves_nothing(self, make_store, world) -> None:
            store = make_store()
            write(store, world)
            store.delete([contribution.id for contribution in world])
            graph = store.graph()
            assert (graph.nodes, graph.edges, graph.keys) == ({}, {}, {})
            store.close()

        @settings(
            max_examples=max(5, round(100 * share)),
            deadline=None,
            suppress_health_check=[
                HealthCheck.function_scoped_fixture,
                HealthCheck.too_slow,
                HealthCheck.data_too_large,
            ],
        )
        @given(steps=st.lists(operations, min_size=1, max_size=5))
        def test_every_node_that_changed_since_a_version_is_named(self, make_store: MakeStore, steps: list) -> None:
            store = make_store()
            for verb, given_ in steps:
                before, version = store.graph(), version_of(store)
                match verb:
                    case "ingest":
                        write(store, given_)
                    case "delete":
                        store.delete(given_)
                    case "decide":
                        store.decide(given_)
                    case "withdraw":
                        store.decide([], withdraw=given_)
                after = store.graph()
                with store.reading() as reader:
                    named = {one.id for one in reader.changes(stamp(version + 1), 10_000)}
                    ever = reader.changes("", 10_000)
                assert changed(before, after) <= named
                assert all(one.is_gone == (one.id not in after.nodes) for one in ever)
            store.close()

        def test_a_version_is_taken_by_each_write_that_changes_something(self, make_store) -> None:
            store = make_store()
            record = Contribution(id="feed:a/1", kind="paper", record={"title": "A study of graph networks"})
            versions = [next(store.ingest([record])).version, next(store.ingest([record])).version]
            versions.append(store.delete(["feed:a/1"]).version)
            versions.append(store.delete(["feed:a/1"]).version)
            assert versions == [1, 1, 2, 2]

        def test_what_no_store_can_look_up_is_refused_and_the_store_goes_on(self, make_store) -> None:
            store = make_store()
            good = Contribution(id="feed:a/1", kind="paper", record={"title": "A study of graph networks"})
            write(store, [good])
            for record in (
                replace(good, id="feed:a/\0"),
                replace(good, record={"identifiers": ["x:\0"], "title": "t"}),
            ):
                with pytest.raises(BadInput, match=r"\\x00.* holds a NUL"):
                    write(store, [record])
            write(store, [replace(good, id="feed:a/2")])
            assert len(list(store.dump())) == 2
            store.close()

        def test_joined_papers_part_when_a_stranger_of_that_title_comes(self, make_store) -> None:
            # h -- f share Ann Lee; e shares Cy Roe with f and nobody with h, so the title joins none of them
            store = make_store()
            by = {
                name: {"title": "A study of graph networks", "authors": [{"name": one} for one in authors]}
                for name, authors in (("h", ["Ann Lee"]), ("f", ["Ann Lee", "Cy Roe"]), ("e", ["Cy Roe", "Bo Kim"]))
            }
            records = {
                name: Contribution(id=f"feed:{name}/1", kind="paper", record=record) for name, record in by.items()
            }
            write(store, [records["h"], records["f"]])
            assert len(papers_of(store)) == 1
            write(store, [records["e"]])
            assert len(papers_of(store)) == 3
            assert_true_to_contract(store)
            store.delete(["feed:e/1"])
            assert len(papers_of(store)) == 1
            assert_true_to_contract(store)
            store.close()

        def test_two_that_part_while_another_leaves_their_id_keep_an_id_each(self, make_store) -> None:
            # a alone has the title's id; b and c, joined by Ann Lee, have one told apart from it, minted for c
            store = make_store()
            alone = {"title": "A study of graph networks"}
            of_ann = {**alone, "authors": [{"name": "Ann Lee"}]}

            def ingest(**records: dict) -> None:
                write(
                    store,
                    [Contribution(id=f"feed:{n}/1", kind="paper", record=record) for n, record in records.items()],
                )

            ingest(a=alone, c=alone)
            ingest(c=of_ann, b=of_ann)
            before = set(papers_of(store))
            assert len(before) == 2
            ingest(a={"title": ""}, c=alone)
            assert_true_to_contract(store)
            assert before < set(papers_of(store))
            store.close()

        def test_a_result_of_a_text_is_one_for_each_paper_that_has_it(self, make_store) -> None:
            store = make_store()
            text = {"title": "GPT-4 beats BERT on GLUE"}
            twins = [
                Contribution(id=f"feed:{name}/1", kind="paper", record={**text, "identifiers": [identifier]})
                for name, identifier in (("b", "doi:10.1000/b"), ("c", "doi:10.1000/c"))
            ]
            entity = {"name": "GPT-4", "type": "Model", "relation": "uses", "mentions": []}
            read = Contribution(
                id="citegraph/1@x",
                kind="extraction",
                record={
                    "text_sha256": text_of(Group((twins[0],))).sha256,
                    "entities": [entity],
                    "results": [{"value": "92.1", "system": "GPT-4"}],
                },
            )
            write(store, [*twins, read])
            assert sorted(reports(store)) == ["doi:10.1000/b", "doi:10.1000/c"]
            assert_true_to_contract(store)
            # a record that comes first in its paper gives the paper's results another name, and the old one goes
            write(store, [replace(twins[0], id="feed:a/1", record={"identifiers": ["doi:10.1000/b"]})])
            assert sorted(reports(store)) == ["doi:10.1000/b", "doi:10.1000/c"]
            assert_true_to_contract(store)
            store.delete(["feed:a/1", "feed:c/1"])
            assert reports(store) == ["doi:10.1000/b"]
            assert_true_to_contract(store)
            store.close()

        def test_an_id_once_minted_stays_when_a_better_identifier_comes(self, make_store) -> None:
            store = make_store()
            title = "A study of graph networks"
            write(store, [Contribution(id="feed:a/1", kind="paper", record={"title": title, "abstract": "x"})])
            with_id = {"title": title, "abstract": "x", "identifiers": ["arxiv:2401.00001"]}
            write(store, [Contribution(id="feed:b/1", kind="paper", record=with_id)])
            with store.reading() as reader:
                row = reader.get(["arxiv:2401.00001"], frozenset({"identifiers"}))["arxiv:2401.00001"]
            assert row["id"] == "title:a study of graph networks"
            assert row["identifiers"] == ["arxiv:2401.00001"]

        def test_an_id_merged_away_answers_with_the_survivor(self, make_store) -> None:
            store = make_store()
            write(
                store,
                [Contribution(id="feed:a/1", kind="paper", record={"title": "One", "identifiers": ["doi:10.1000/a"]})],
            )
            write(
                store,
                [Contribution(id="feed:b/1", kind="paper", record={"title": "Uno", "identifiers": ["doi:10.1000/b"]})],
            )
            store.decide([Decision(id="1", kind="same", subject="doi:10.1000/a", object="doi:10.1000/b")])
            with store.reading() as reader:
                assert reader.get(["doi:10.1000/b"], frozenset())["doi:10.1000/b"]["id"] == "doi:10.1000/a"
                asked = ["https://doi.org/10.1000/B", "doi:10.1000/a", "doi:10.1000/b", "entity:x", "", "\ud800"]
                assert reader.merged(asked) == {
                    "doi:10.1000/b": "doi:10.1000/a",
                    "https://doi.org/10.1000/B": "doi:10.1000/a",
                }

        def test_an_entity_s_id_merged_away_answers_with_the_survivor_until_the_ruling_is_withdrawn(
            self, make_store
        ) -> None:
            store = make_store()
            text = {"title": "GPT-4 and GPT-IV beat BERT on GLUE"}
            entities: list[dict] = [
                {"name": name, "type": "Model", "relation": "uses", "mentions": []} for name in ("GPT-4", "GPT-IV")
            ]
            paper = Contribution(id="feed:a/1", kind="paper", record=text)
            sha = text_of(Group((paper,))).sha256
            read = Contribution(
                id="citegraph/1@x", kind="extraction", record={"text_sha256": sha, "entities": entities}
            )
            write(store, [paper, read])
            store.decide([Decision(id="1", kind="same", subject="entity:gptiv", object="entity:gpt4")])
            with store.reading() as reader:
                assert reader.get(["entity:gptiv"], frozenset())["entity:gptiv"]["id"] == "entity:gpt4"
                assert reader.merged(["entity:gpt4", "entity:gptiv"]) == {"entity:gptiv": "entity:gpt4"}
            store.decide([], withdraw=["1"])
            with store.reading() as reader:
                assert reader.get(["entity:gptiv"], frozenset())["entity:gptiv"]["id"] == "entity:gptiv"
                assert reader.merged(["entity:gptiv"]) == {}
            store.close()

        def test_a_stub_is_filled_in_place(self, make_store) -> None:
            # b --CITES--> doi:10.1000/a, first as a stub, then as a paper
            store = make_store()
            cites = {"title": "Uno", "references": [{"title": "Cited", "identifiers": ["doi:10.1000/a"]}]}
            write(store, [Contribution(id="feed:b/1", kind="paper", record=cites)])
            with store.reading() as reader:
                assert reader.get(["doi:10.1000/a"], frozenset({"is_stub"}))["doi:10.1000/a"]["is_stub"] is True
            write(
                store,
                [Contribution(id="feed:a/1", kind="paper", record={"title": "One", "identifiers": ["doi:10.1000/a"]})],
            )
            with store.reading() as reader:
                row = reader.get(["doi:10.1000/a"], frozenset({"is_stub", "title"}))["doi:10.1000/a"]
            assert (row["is_stub"], row["title"]) == (False, "One")
            assert_true_to_contract(store)

    return StoreContract
