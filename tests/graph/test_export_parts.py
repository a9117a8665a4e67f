"""Which part of the graph an export holds: filters, neighbourhoods with an honest count, projections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from typing import Any

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import Store, analytics
from graph.errors import BadInput, NotFound
from graph.exports import FORMATS, Asked, Projection, narrowed_by, projection_of, told
from graph.exports import projections as made
from graph.exports.words import LEFT_OUT
from graph.filter import EVERYTHING, Filter, RelationTest, by_authors, has_code
from graph.records import AUTHOR, ENTITY, PAPER, Contribution, Relation
from graph.store import Where
from tests.api.library import contributions
from tests.contract.contract import write


@pytest.fixture
def library(store: Store) -> Store:
    write(store, contributions(24))
    return store


def to_networkx(store: Store, projection: Projection | str | None = None, *, asked: Asked | None = None) -> Any:
    """Any, since its kind is that of the projection."""
    return analytics.to_networkx(store, projection, asked=asked)


def ids_of(store: Store, asked: Asked) -> set[str]:
    with FORMATS["gexf"].gather(store, asked) as scratch:
        return {node.id for node in scratch.nodes()}


def paper(name: str, *cited: str, authors: Iterable[str] = (), year: int = 2020) -> Contribution:
    record = {
        "title": f"Paper {name} about nothing",
        "identifiers": [f"doi:10.1000/{name}"],
        "authors": [{"name": author, "ids": [f"orcid:{author}"]} for author in authors],
        "references": [{"identifiers": [f"doi:10.1000/{each}"]} for each in cited],
        "published": str(year),
    }
    return Contribution(id=f"feed:{name}/1", kind="paper", record=record)


# -- the whole -------------------------------------------------------------------------------------------------------


def test_the_whole_graph_is_every_node_and_every_edge_between_them(library: Store) -> None:
    graph = library.graph()
    stubs = {node.id for node in graph.nodes.values() if node.properties.get("is_stub")}
    found = to_networkx(library)
    assert set(found) == graph.nodes.keys() - stubs
    right = {(edge.source, edge.target, edge.type) for edge in graph.edges.values() if edge.target not in stubs}
    assert {(source, target, key) for source, target, key in found.edges(keys=True)} == right
    assert found.graph["left_out"] == {"stubs": sum(edge.target in stubs for edge in graph.edges.values())}


def test_stubs_are_in_where_they_are_asked_for(library: Store) -> None:
    found = to_networkx(library, asked=Asked(where=Where(include_stubs=True)))
    assert set(found) == set(library.graph().nodes)
    assert found.graph["left_out"] == {}


def test_abstracts_are_left_out_unless_asked_for(library: Store) -> None:
    without, with_them = to_networkx(library), to_networkx(library, asked=Asked(abstracts=True))
    assert not any("abstract" in node for node in without.nodes.values())
    assert all("abstract" in node for node in with_them.nodes.values() if node["kind"] == PAPER)


def test_an_edge_has_its_evidence_and_who_says_so(library: Store) -> None:
    for *_, edge in to_networkx(library).edges(data=True):
        if edge["relation"] in (Relation.USES, Relation.BASED_ON):
            assert edge["evidence"].startswith("We speak of ")
            assert edge["sources"][0].startswith("extract:citegraph/")
            assert 0 < edge["confidence"] < 1
        if edge["relation"] == Relation.BASED_ON:
            assert edge["papers"][0].startswith("doi:10.1000/")
        if edge["relation"] == Relation.CITES:
            assert (edge["intent"], edge["sources"][0].partition("/")[0]) == ("method", "feed:library")


def test_the_year_of_an_entity_is_that_of_its_first_paper(library: Store) -> None:
    found = to_networkx(library)
    for node, attributes in found.nodes(data=True):
        if attributes["kind"] in (ENTITY, AUTHOR):
            years = [found.nodes[source]["year"] for source, _ in found.in_edges(node) if "year" in found.nodes[source]]
            assert attributes["year"] == min(years)


# -- a filter --------------------------------------------------------------------------------------------------------


def test_a_filter_of_years_keeps_those_papers_and_what_they_speak_of(library: Store) -> None:
    found = to_networkx(library, asked=Asked(where=Where(year_from=2023, year_to=2023)))
    papers = {node for node, attributes in found.nodes(data=True) if attributes["kind"] == PAPER}
    assert {found.nodes[one]["year"] for one in papers} == {2023}
    said_by = {edge.paper for edge in library.graph().edges.values()}
    assert papers < said_by
    right = {
        (edge.source, edge.target, edge.type)
        for edge in library.graph().edges.values()
        if edge.paper in papers and (edge.type != Relation.CITES or edge.target in papers)
    }
    assert {(source, target, key) for source, target, key in found.edges(keys=True)} == right
    assert found.graph["left_out"].keys() == {"stubs", "filter"}


def test_a_filter_of_types_keeps_only_such_entities(library: Store) -> None:
    found = to_networkx(library, asked=Asked(where=Where(types=frozenset({"Model"}))))
    assert {node["type"] for node in found.nodes.values()} == {"Paper", "Author", "Result", "Model"}


def test_a_filter_of_confidence_keeps_what_is_declared(library: Store) -> None:
    found = to_networkx(library, asked=Asked(where=Where(min_confidence=0.8)))
    kept = {edge.get("confidence") for *_, edge in found.edges(data=True)}
    assert kept == {0.9, None}


@pytest.mark.parametrize(
    ("texts", "where"),
    [
        ([], Where()),
        (["year_from=2020"], Where(year_from=2020)),
        (["yearFrom=2020", "year_to=2022"], Where(year_from=2020, year_to=2022)),
        (
            ['{"yearFrom": 2020, "types": ["METHOD", "model"]}'],
            Where(year_from=2020, types=frozenset({"Method", "Model"})),
        ),
        (["types=Method,Task"], Where(types=frozenset({"Method", "Task"}))),
        (["include-stubs=TRUE", "min_confidence=.5"], Where(include_stubs=True, min_confidence=0.5)),
        (['{"year_from": 1, "year_to": null}', "year_from=3"], Where(year_from=3)),
    ],
)
def test_a_filter_is_key_value_or_json(texts: list[str], where: Where) -> None:
    assert narrowed_by(texts) == (where, EVERYTHING)


@pytest.mark.parametrize(
    "text",
    ["year", "colour=red", "year_from=x", "year_from=", "types=Colour", "include_stubs=2", "min_confidence=nan",
     "{", "{]}", '{"year_from": 1.5}', '{"year_from": true}', '{"types": [1]}', '{"types": 7}',
     '{"min_confidence": []}'],
)  # fmt: skip
def test_what_no_filter_can_be_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"filter|type of entity"):
        narrowed_by([text])


@pytest.mark.parametrize(
    ("texts", "narrowed"),
    [
        (["text=mill", "venue=ACL*"], Filter(text="mill", venues=frozenset({"ACL*"}))),
        (['{"category": ["cs.*", "math"]}'], Filter(categories=frozenset({"cs.*", "math"}))),
        (["hasCode=true"], Filter(tests=((has_code(),),))),
        (["author=Lee, Ann"], Filter(tests=((by_authors(["Lee, Ann"]),),))),
        (
            ["uses=BERT", "cited-by=arxiv:1"],
            Filter(
                tests=(
                    (RelationTest(relation=Relation.USES, any=frozenset({"BERT"})),),
                    (RelationTest(relation=Relation.CITES, reverse=True, any=frozenset({"arxiv:1"})),),
                )
            ),
        ),
        (
            ['{"allOf": {"anyOf": [{"relation": "USES", "types": ["MODEL"]}, {"relation": "uses", "by": "feed:*"}]}}'],
            Filter(
                tests=(
                    (
                        RelationTest(relation=Relation.USES, types=frozenset({"Model"})),
                        RelationTest(relation=Relation.USES, by="feed:*"),
                    ),
                )
            ),
        ),
    ],
)
def test_a_filter_of_relations_is_written_alike(texts: list[str], narrowed: Filter) -> None:
    assert narrowed_by(texts) == (Where(), narrowed)


@pytest.mark.parametrize(
    "text",
    ['{"text": 1}', '{"all_of": 1}', '{"all_of": [{"uses": 1}]}', '{"all_of": [{"relation": "EATS"}]}',
     '{"all_of": [{"any": ["x"]}]}', '{"all_of": [{"any_of": [{"any_of": []}]}]}', "has_code=maybe",
     '{"all_of": [{"any_of": [], "by": "x"}]}', '{"all_of": [{"relation": "USES", "min_confidence": "high"}]}'],
)  # fmt: skip
def test_what_no_filter_of_relations_can_be_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        narrowed_by([text])


def test_an_export_holds_the_papers_that_pass_and_what_they_speak_of(library: Store) -> None:
    where, narrowed = narrowed_by(["uses=Barley"])
    found = to_networkx(library, asked=Asked(where=where, filter=narrowed))
    papers = {one for one, told in found.nodes(data=True) if told["kind"] == "Paper"}
    assert papers == {edge.source for edge in library.graph().edges.values() if edge.type == Relation.USES
                      and edge.target == "entity:barley"}  # fmt: skip
    assert papers
    with pytest.raises(NotFound, match="'Rye'"):
        to_networkx(library, asked=Asked(filter=narrowed_by(["uses=Rye"])[1]))


def test_around_a_node_papers_are_narrowed_by_year_alone() -> None:
    with pytest.raises(BadInput, match="by year alone"):
        Asked(around="x", filter=Filter(text="mill"))


# -- around one node -------------------------------------------------------------------------------------------------


def test_around_a_node_is_everything_within_the_depth(library: Store) -> None:
    whole = to_networkx(library).to_undirected()
    for centre in ("doi:10.1000/3", "entity:grist2", "name:ada parka"):
        for depth in (0, 1, 2):
            right = set(nx.single_source_shortest_path_length(whole, centre, cutoff=depth))
            found = to_networkx(library, asked=Asked(around=centre, depth=depth))
            assert set(found) == right
            assert "budget" not in found.graph["left_out"]
            assert len(found.edges) == len(to_networkx(library).subgraph(right).edges)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each reads the store some hundred times
@given(
    centre=st.sampled_from(("doi:10.1000/3", "entity:grist2", "name:ada parka", "entity:quietbench")),
    depth=st.integers(0, 3),
    budget=st.integers(1, 80),
    where=st.sampled_from(
        (Where(), Where(min_confidence=0.5), Where(types=frozenset({"Model", "Benchmark"})), Where(include_stubs=True))
    ),
)
def test_what_lies_beyond_the_budget_is_counted(
    library: Store, centre: str, depth: int, budget: int, where: Where
) -> None:
    found = to_networkx(library, asked=Asked(around=centre, depth=depth, budget=budget, where=where))
    assert len(found) <= budget
    assert centre in found
    whole = to_networkx(library, asked=Asked(where=where))
    near = nx.single_source_shortest_path_length(found.to_undirected(), centre)
    expanded = {node for node, away in near.items() if away < depth}
    ends = [(one, other) for one, other, _ in whole.edges(keys=True)]
    beyond = sum(
        (one in expanded and other not in found) or (other in expanded and one not in found) for one, other in ends
    )
    assert found.graph["left_out"].get("budget", 0) == beyond
    assert set(found) == set(whole.subgraph(found))
    assert len(found.edges) == len(whole.subgraph(found).edges)


def test_a_hub_gives_every_relation_a_turn(library: Store) -> None:
    found = to_networkx(library, asked=Asked(around="entity:quietbench", depth=1, budget=20))
    kinds = Counter(node["kind"] for node in found.nodes.values())
    assert len(kinds) == 3  # entities, papers and results, not the papers of one relation alone
    (sentence,) = (one for one in told(found.graph["left_out"]) if "budget" in one)
    assert sentence.startswith(f"{found.graph['left_out']['budget']:,} links lead to nodes beyond the budget")


def test_a_node_is_named_by_identifier_name_or_title(library: Store) -> None:
    for name, node_id in (
        ("https://doi.org/10.1000/3", "doi:10.1000/3"),
        ("Milling study number 3", "doi:10.1000/3"),
        ("Grist 2", "entity:grist2"),
    ):
        assert ids_of(library, Asked(around=name, depth=0)) == {node_id}


def test_a_name_of_nothing_or_of_many_is_told(library: Store) -> None:
    with pytest.raises(NotFound, match="Nothing is called 'nobody'"):
        ids_of(library, Asked(around="nobody"))
    with pytest.raises(BadInput, match="'the mill' stands for 2 nodes; name one by its id: entity"):
        ids_of(library, Asked(around="the mill"))


@pytest.mark.parametrize("wrong", [{"depth": -1}, {"depth": 11}, {"budget": 0}, {"budget": 10**6}])
def test_a_depth_or_budget_beyond_reason_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="give a number"):
        Asked(**wrong)


# -- projections -----------------------------------------------------------------------------------------------------

#   a -> b, c, x      b -> c, x      d -> c      x is a work that is not here
#   Ann: a b          Bo: a b        Cy: d


@pytest.fixture
def citing(store: Store) -> Store:
    write(
        store,
        [
            paper("a", "b", "c", "x", authors=["Ann", "Bo"], year=2022),
            paper("b", "c", "x", authors=["Ann", "Bo"], year=2021),
            paper("c", year=2019),
            paper("d", "c", authors=["Cy"], year=2023),
        ],
    )
    return store


def weights(graph: Any) -> dict[str, float]:
    return {
        "".join(sorted(end.rpartition("/")[2].rpartition(":")[2] for end in (one, other))): edge["weight"]
        for one, other, edge in graph.edges(data=True)
    }


def test_who_cites_whom(citing: Store) -> None:
    found = to_networkx(citing, "cites")
    assert isinstance(found, nx.DiGraph)
    assert weights(found) == {"ab": 1, "ac": 1, "bc": 1, "cd": 1}
    assert found.graph["left_out"] == {"stubs": 2}


def test_papers_that_cite_the_same_works_are_coupled(citing: Store) -> None:
    found = to_networkx(citing, Projection.COUPLING)
    assert weights(found) == {"ab": 2, "ad": 1, "bd": 1}  # a and b share c, and x which is not here
    assert found.edges["doi:10.1000/a", "doi:10.1000/b"]["year"] == 2022
    assert found.graph["left_out"] == {"unlinked": 1}


def test_papers_are_cited_together(citing: Store) -> None:
    assert weights(to_networkx(citing, Projection.CO_CITATION)) == {"bc": 1}
    with_stubs = to_networkx(citing, Projection.CO_CITATION, asked=Asked(where=Where(include_stubs=True)))
    assert weights(with_stubs) == {"bc": 1, "bx": 1, "cx": 2}


def test_authors_write_together(citing: Store) -> None:
    found = to_networkx(citing, Projection.CO_AUTHOR)
    assert weights(found) == {"AnnBo": 2}
    (edge,) = (edge for *_, edge in found.edges(data=True))
    assert (edge["year"], edge["via"]) == (2021, "doi:10.1000/a")  # since b; the newest of them is a


def test_authors_known_by_name_alone_are_left_out_unless_asked_for(library: Store) -> None:
    assert not to_networkx(library, Projection.CO_AUTHOR)
    assert to_networkx(library, Projection.CO_AUTHOR, asked=Asked(name_only=True))


def test_entities_are_used_together(library: Store) -> None:
    right: Counter[tuple[str, ...]] = Counter()
    edges = library.graph().edges.values()
    used = {Relation.USES, Relation.EVALUATES_ON, Relation.COMPARES_WITH}
    for one in {edge.source for edge in edges}:
        mine = sorted({edge.target for edge in edges if edge.source == one and edge.type in used})
        right.update(combinations(mine, 2))
    found = to_networkx(library, Projection.CO_USAGE)
    assert {tuple(sorted(ends)): edge["weight"] for *ends, edge in found.edges(data=True)} == right


def test_lineage_is_what_is_based_on_what(library: Store) -> None:
    edges = [edge for edge in library.graph().edges.values() if edge.type == Relation.BASED_ON]
    right = Counter((edge.source, edge.target) for edge in edges)
    found = to_networkx(library, Projection.LINEAGE)
    assert {(source, target): edge["weight"] for source, target, edge in found.edges(data=True)} == right


def test_a_projection_of_a_filtered_part_is_made_of_that_part(citing: Store) -> None:
    found = to_networkx(citing, Projection.COUPLING, asked=Asked(where=Where(year_to=2022)))
    assert weights(found) == {"ab": 2}


def test_what_a_projection_around_a_node_leaves_out_is_told(library: Store) -> None:
    plain = to_networkx(library, asked=Asked(around="entity:grist2", depth=2, budget=30)).graph["left_out"]
    for projection in Projection:
        found = to_networkx(library, projection, asked=Asked(around="entity:grist2", depth=2, budget=30))
        assert found.graph["left_out"]["budget"] == plain["budget"]


def test_a_group_of_too_many_is_left_out_and_told(citing: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "MOST_MEMBERS", 2)
    found = to_networkx(citing, Projection.COUPLING)
    assert weights(found) == {"ab": 1}  # by x; three papers cite c
    assert found.graph["left_out"]["crowded"] == 1


def test_every_projection_is_made_of_an_empty_store(store: Store) -> None:
    for projection in Projection:
        assert not to_networkx(store, projection)


def test_a_projection_is_named(citing: Store) -> None:
    assert projection_of("CO-USAGE") is Projection.CO_USAGE
    with pytest.raises(BadInput, match="'knitting' is no projection; there are cites, co-usage"):
        to_networkx(citing, "knitting")


def test_a_list_of_papers_has_no_projection(citing: Store) -> None:
    with pytest.raises(BadInput, match="bibtex is a list of papers, and cites a graph"):
        FORMATS["bibtex"].gather(citing, Asked(projection=Projection.CITES))


def test_every_reason_has_its_words() -> None:
    assert [one.partition(" ")[0] for one in told(dict.fromkeys(LEFT_OUT, 1234))] == ["1,234"] * len(LEFT_OUT)
    assert str(made.MOST_MEMBERS) in told({"crowded": 1})[0]
