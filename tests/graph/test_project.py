"""project(): what follows from contributions and decisions, whatever their order."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.contributions import paper_contribution
from extract.readers import read
from extract.records import Paper
from graph.project import project
from graph.records import Contribution, Decision, Graph
from tests.contract.worlds import contributions, decisions

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
TITLE = "A study of graph networks"


def paper(id_: str, title: str = TITLE, *, rank: int = 0, **record: object) -> Contribution:
    return Contribution(id=id_, kind="paper", record={"title": title, **record}, rank=rank)


def papers(graph: Graph) -> list[dict]:
    """Properties and title of the papers that are here, oldest first."""
    found = [node for node in graph.nodes.values() if node.type == "Paper" and not node.properties["is_stub"]]
    return [{"id": node.id, "title": node.name, **node.properties} for node in found]


def edges(graph: Graph) -> set[tuple[str, str, str]]:
    return {(edge.source, edge.type.value, edge.target) for edge in graph.edges.values()}


@settings(max_examples=200, deadline=None)
@given(
    world=st.lists(contributions, max_size=8, unique_by=lambda c: c.id),
    ruled=st.lists(decisions, max_size=3, unique_by=lambda d: d.id),
    order=st.randoms(),
)
def test_any_order_gives_the_same_graph(world: list, ruled: list, order: random.Random) -> None:
    before = project(world, ruled).canonical
    order.shuffle(world)
    order.shuffle(ruled)
    assert project(world, ruled).canonical == before


@settings(max_examples=100, deadline=None)
@given(world=st.lists(contributions, max_size=8, unique_by=lambda c: c.id))
def test_every_edge_has_both_its_ends_and_every_key_a_node(world: list) -> None:
    graph = project(world)
    for edge in graph.edges.values():
        assert {edge.source, edge.target, edge.paper} <= graph.nodes.keys()
    for ids in graph.keys.values():
        assert ids <= graph.nodes.keys()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the saved Daily Papers pages lie outside the repository")
def test_two_saved_pages_are_68_papers_with_what_either_page_says() -> None:
    read_papers = [one for page in sorted(SEEDS.glob("*.txt")) for one in read(page) if isinstance(one, Paper)]
    found = papers(project(map(paper_contribution, read_papers)))
    assert (len(read_papers), len(found)) == (88, 68)
    on_both = [one for one in found if len(one["sources"]) == 2]
    assert len(on_both) == 20
    # dates and author counts stand on one of the pages only
    assert sum(one["author_count"] is not None and one["published"] is not None for one in on_both) == 20


def test_records_join_by_a_shared_identifier() -> None:
    graph = project([paper("a", identifiers=["doi:10.1000/x"]), paper("b", "Another", identifiers=["doi:10.1000/x"])])
    assert [one["sources"] for one in papers(graph)] == [["a", "b"]]


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ({"abstract": "x"}, {"authors": [{"name": "Ann Lee"}]}, 1),
        ({"authors": [{"name": "Ann Lee"}]}, {"authors": [{"name": "Lee, A."}]}, 1),
        ({"authors": [{"name": "Ann Lee"}]}, {"authors": [{"name": "Bo Kim"}]}, 2),
        ({"abstract": "x"}, {}, 2),
    ],
)
def test_records_join_by_title_where_nothing_speaks_against_it(one: dict, other: dict, count: int) -> None:
    assert len(papers(project([paper("a", **one), paper("b", **other)]))) == count


def test_a_title_of_two_words_joins_nothing() -> None:
    assert len(papers(project([paper("a", "Deep Nets", abstract="x"), paper("b", "Deep nets", abstract="x")]))) == 2


def test_a_title_that_strangers_share_joins_nobody() -> None:
    strangers = [paper("a", authors=[{"name": "Ann Lee"}]), paper("b", authors=[{"name": "Bo Kim"}])]
    assert len(papers(project([*strangers, paper("c", abstract="x")]))) == 3


def test_each_field_comes_from_the_greatest_record_that_has_it() -> None:
    preprint = paper("a", rank=1, identifiers=["doi:10.1000/x"], abstract="early", venue="arXiv", url="u")
    published = paper("b", "A Study", rank=2, identifiers=["doi:10.1000/x"], venue="ACL", published="2024")
    (found,) = papers(project([preprint, published]))
    assert (found["venue"], found["url"], found["published"]) == ("ACL", "u", "2024")
    # title and abstract are one field: offsets refer to a text that some record gives
    assert (found["title"], found["abstract"], found["text_source"]) == (TITLE, "early", "a")


def test_a_guessed_date_yields_to_a_stated_one() -> None:
    guess = paper("b", rank=2, abstract="x", published="2026-01-28", published_is_guess=True)
    (found,) = papers(project([guess, paper("a", abstract="x", published="2025")]))
    assert (found["published"], found["published_is_guess"], found["year"]) == ("2025", False, 2025)


def test_a_cited_work_is_a_stub_until_a_record_comes() -> None:
    citing = paper("a", references=[{"title": "Cited", "identifiers": ["doi:10.1000/c"], "year": 2019}])
    stub = project([citing]).nodes["doi:10.1000/c"]
    assert (stub.name, stub.properties["is_stub"], stub.properties["year"]) == ("Cited", True, 2019)
    graph = project([citing, paper("c", "Cited in full", identifiers=["doi:10.1000/c"])])
    assert ("title:a study of graph networks", "CITES", "doi:10.1000/c") in edges(graph)
    assert not graph.nodes["doi:10.1000/c"].properties["is_stub"]


def test_a_reference_by_title_needs_a_shared_surname_where_both_state_authors() -> None:
    cited = paper("c", "Attention for citation graphs", identifiers=["doi:10.1000/c"], authors=[{"name": "Ann Lee"}])
    by = {"title": "Attention for Citation Graphs"}
    right = paper("a", references=[by | {"authors": ["A. Lee"]}])
    wrong = paper("b", "Another paper", references=[by | {"authors": ["B. Kim"]}])
    found = {edge for edge in edges(project([cited, right, wrong])) if edge[1] == "CITES"}
    assert found == {("title:a study of graph networks", "CITES", "doi:10.1000/c")}


def extraction(of: Contribution, *entities: dict) -> Contribution:
    sha = project([of]).nodes[papers(project([of]))[0]["id"]].properties["text_sha256"]
    return Contribution(
        id=f"extract:citegraph/{sha}", kind="extraction", record={"text_sha256": sha, "entities": list(entities)}
    )


def entity(name: str, type_: str, relation: str = "uses", **more: object) -> dict:
    return {"name": name, "type": type_, "relation": relation, "confidence": 0.5, **more}


def test_type_and_name_of_an_entity_are_what_most_papers_say() -> None:
    world: list[Contribution] = []
    for number, (name, type_) in enumerate([("GPT-4", "Model"), ("GPT4", "Model"), ("GPT-4", "Method")]):
        one = paper(f"p{number}", f"Paper of the number {number}", abstract="x")
        world += [one, extraction(one, entity(name, type_))]
    node = project(world).nodes["entity:gpt4"]
    assert (node.name, node.type, node.properties["paper_count"]) == ("GPT-4", "Model", 3)


def test_an_extraction_of_another_text_is_kept_and_unused() -> None:
    old, new = paper("p", abstract="old"), paper("p", abstract="new")
    read_old = extraction(old, entity("BERT", "Model"))
    assert "entity:bert" in project([old, read_old]).nodes
    assert "entity:bert" not in project([new, read_old]).nodes


def test_decisions_rename_retype_merge_and_reject() -> None:
    one = paper("p", abstract="x")
    world = [one, extraction(one, entity("BERT", "Model"), entity("Bert base", "Model"), entity("ELMo", "Model"))]
    ruled = [
        Decision(id="1", kind="same", subject="entity:bertbase", object="BERT"),
        Decision(id="2", kind="retype", subject="BERT", object="Method"),
        Decision(id="3", kind="rename", subject="entity:bert", object="BERT (2018)"),
        Decision(id="4", kind="reject", subject="ELMo", paper="p", relation="USES"),
    ]
    graph = project(world, ruled)
    assert {(node.name, node.type) for node in graph.nodes.values() if node.id.startswith("entity:")} == {
        ("BERT (2018)", "Method")
    }
    assert graph.keys["entity:bertbase"] == frozenset({"entity:bert"})


def test_papers_ruled_apart_stay_apart() -> None:
    world = [paper("a", abstract="x"), paper("b", abstract="y")]
    apart = Decision(id="1", kind="not_same", subject="a", object="b")
    assert (len(papers(project(world))), len(papers(project(world, [apart])))) == (1, 2)


def test_a_reference_that_nothing_identifies_is_no_edge() -> None:
    graph = project([paper("a", references=[{"title": "Two words"}, {"title": ""}])])
    assert edges(graph) == set()
