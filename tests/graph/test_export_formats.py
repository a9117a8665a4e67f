"""Every format of graphs is read back whole by a library that is not ours."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from graph import BadInput, Store, StoreUnavailable
from graph.analytics import to_networkx
from graph.exports import FORMATS, Asked, Projection
from graph.exports.records import EDGE_COLUMNS, NODE_COLUMNS, EdgeRecord, NodeRecord, exported_id
from graph.exports.scratch import Scratch
from tests.docs.blocks import ROOT
from tests.graph.exported import Found, expected, fill

SCHEMA = ROOT.parent / "shared" / "corpora" / "samples" / "graph" / "gexf-1.3" / "gexf.xsd"
PARTS = (Asked(), Asked(abstracts=True), Asked(projection=Projection.CO_USAGE), Asked(projection=Projection.CITES))

parts = pytest.mark.parametrize("asked", PARTS, ids=["whole", "abstracts", "co-usage", "cites"])


@pytest.fixture
def odd(store: Store) -> Store:
    return fill(store)


def exported(store: Store, name: str, asked: Asked) -> tuple[str, Scratch]:
    scratch = FORMATS[name].gather(store, asked)
    return "".join(FORMATS[name].text(scratch)), scratch


def found_in(graph: Any, *leave: str) -> Found:
    return (
        {node: _without(attributes, leave) for node, attributes in graph.nodes(data=True)},
        [(source, target, _without(attributes, leave)) for source, target, attributes in graph.edges(data=True)],
    )


def _without(attributes: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if name not in names}


def unordered(found: Found) -> tuple[dict[str, Any], list[str]]:
    """The order of a graph's edges is that of its nodes in networkx, and the ends of an undirected one may change."""
    return found[0], sorted(json.dumps([*sorted(ends), rest], sort_keys=True) for *ends, rest in found[1])


@parts
def test_networkx_reads_gexf(odd: Store, asked: Asked) -> None:
    text, scratch = exported(odd, "gexf", asked)
    graph = nx.read_gexf(io.BytesIO(text.encode()), version="1.3")
    nodes, edges = found_in(graph, "viz", "start", "id")
    for _, _, attributes in edges:
        assert attributes.pop("label") == attributes["relation"]
    assert unordered((nodes, edges)) == unordered(expected(scratch, xml=True))
    assert graph.is_directed() == scratch.directed


@parts
def test_networkx_reads_graphml(odd: Store, asked: Asked) -> None:
    text, scratch = exported(odd, "graphml", asked)
    graph = nx.parse_graphml(text)
    assert unordered(found_in(graph, "id")) == unordered(expected(scratch, xml=True))
    assert graph.is_directed() == scratch.directed


@parts
def test_networkx_reads_node_link_json(odd: Store, asked: Asked) -> None:
    text, scratch = exported(odd, "node-link", asked)
    graph = nx.node_link_graph(json.loads(text), edges="edges")
    assert unordered(found_in(graph)) == unordered(expected(scratch, xml=False))
    assert graph.is_directed() == scratch.directed


@parts
def test_networkx_in_memory_is_the_same_graph(odd: Store, asked: Asked) -> None:
    _, scratch = exported(odd, "node-link", asked)
    assert unordered(found_in(to_networkx(odd, asked=asked))) == unordered(expected(scratch, xml=False))


@parts
def test_cytoscape_json_has_every_node_and_edge(odd: Store, asked: Asked) -> None:
    text, scratch = exported(odd, "cytoscape", asked)
    elements = json.loads(text)["elements"]
    nodes = {one["data"].pop("id"): one["data"] for one in elements["nodes"]}
    for data in nodes.values():
        assert data.pop("name") == data["label"]
    edges = [(one["data"].pop("source"), one["data"].pop("target"), one["data"]) for one in elements["edges"]]
    for _, _, data in edges:
        assert data.pop("interaction") == data["relation"]
        assert data.pop("id").startswith("edge/")
    assert (nodes, edges) == expected(scratch, xml=False)


@parts
@pytest.mark.skipif(not SCHEMA.exists(), reason="the published schema of GEXF is not beside the checkout")
def test_gexf_is_valid_by_its_schema(odd: Store, asked: Asked) -> None:
    text, _ = exported(odd, "gexf", asked)
    document = etree.fromstring(text.encode())
    # The published schema declares colour and size in the namespace of GEXF itself; Gephi, its own examples and every
    # reader have them in that of viz.
    for element in document.iter("{http://gexf.net/1.3/viz}*"):
        element.tag = element.tag.replace("/viz}", "}")
    etree.XMLSchema(etree.parse(str(SCHEMA))).assertValid(document)


def test_gexf_says_when_a_node_and_an_edge_begin(odd: Store) -> None:
    text, scratch = exported(odd, "gexf", Asked())
    graph = nx.read_gexf(io.BytesIO(text.encode()), version="1.3")
    years = {node.id: node.year for node in scratch.nodes()}
    assert {year for year in years.values() if year} == {2022, 2023, 2024}
    for node, attributes in graph.nodes(data=True):
        assert attributes.get("start") == years[node]
        assert attributes.get("year") == years[node]
    for source, target, attributes in graph.edges(data=True):
        for end in (source, target):
            assert years[end] is None or attributes["start"] >= years[end]


def test_gexf_colours_by_type_and_sizes_by_degree(odd: Store) -> None:
    text, _ = exported(odd, "gexf", Asked())
    nodes = nx.read_gexf(io.BytesIO(text.encode()), version="1.3").nodes.values()
    sizes = sorted((node["degree"], node["viz"]["size"]) for node in nodes)
    assert [size for _, size in sizes] == sorted(size for _, size in sizes)
    colours = {(node["type"], tuple(node["viz"]["color"].values())) for node in nodes}
    assert len(colours) == len({type_ for type_, _ in colours}) == len({colour for _, colour in colours})


def test_what_xml_cannot_say_is_replaced_and_told(odd: Store) -> None:
    for name in ("gexf", "graphml"):
        text, scratch = exported(odd, name, Asked())
        replaced = scratch.left_out["characters"]
        assert text.endswith(f"<!-- {replaced:,} characters that XML cannot hold are replaced by U+FFFD. -->\n")
        assert replaced >= 5


def test_the_same_graph_is_exported_byte_for_byte_alike(odd: Store) -> None:
    for name in ("gexf", "graphml", "cytoscape", "node-link"):
        assert exported(odd, name, Asked())[0] == exported(odd, name, Asked())[0]


# -- whatever values there are -----------------------------------------------------------------------------------------

texts = st.text(st.characters(codec=None), max_size=8) | st.sampled_from(["\ud800", "\x00", "\\x00", "]]>", "\r\n", ""])
numbers = st.integers(-(2**53), 2**53) | st.none()
values = {
    str: texts | st.none(),
    int: numbers,
    float: st.floats() | st.none(),
    bool: st.booleans() | st.none(),
    list: st.lists(texts, max_size=3) | st.none(),
}


def properties(columns: dict[str, type], *, without: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {}, optional={name: values[its] for name, its in columns.items() if name not in without}
    )


worlds = st.tuples(
    st.lists(
        st.tuples(texts, texts, properties(dict(NODE_COLUMNS), without=("kind", "type", "degree"))),
        max_size=4,
        unique_by=lambda node: node[0],
    ),
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), properties(dict(EDGE_COLUMNS), without=("relation", "year"))),
        max_size=4,
        unique_by=lambda edge: edge[:2],
    ),
)


def gathered(world: Any) -> Scratch:
    scratch = Scratch()
    nodes, edges = world
    numbers = [scratch.put(node_id, "Paper", "Paper", label, rest) for node_id, label, rest in nodes]
    for source, target, rest in edges:
        if max(source, target) < len(numbers):
            scratch.link(numbers[source], numbers[target], "CITES", properties=rest)
    scratch.settle()
    return scratch


@settings(deadline=None)
@given(world=worlds)
def test_no_value_breaks_a_file(world: Any) -> None:
    with gathered(world) as scratch:
        in_xml, in_json = unordered(expected(scratch, xml=True)), unordered(expected(scratch, xml=False))
        text = {name: "".join(FORMATS[name].text(scratch)) for name in FORMATS if FORMATS[name].pieces}
    gexf = found_in(nx.read_gexf(io.BytesIO(text["gexf"].encode()), version="1.3"), "viz", "start", "id")
    for _, _, attributes in gexf[1]:
        del attributes["label"]
    assert unordered(gexf) == in_xml
    assert unordered(found_in(nx.parse_graphml(text["graphml"]), "id")) == in_xml
    assert unordered(found_in(nx.node_link_graph(json.loads(text["node-link"]), edges="edges"))) == in_json
    assert len(json.loads(text["cytoscape"])["elements"]["nodes"]) == len(in_json[0])
    assert len(json.loads(text["csl-json"])) == len(in_json[0])


@given(ids=st.lists(texts, unique=True))
def test_no_two_ids_become_one(ids: list[str]) -> None:
    assert len({exported_id(one) for one in ids}) == len(ids)


def test_records_name_no_column_that_is_not_declared(odd: Store) -> None:
    def undeclared(records: Iterator[NodeRecord] | Iterator[EdgeRecord], columns: Any) -> set[str]:
        return {name for record in records for name in record.properties} - set(columns)

    with FORMATS["gexf"].gather(odd, Asked(abstracts=True)) as scratch:
        assert undeclared(scratch.nodes(), NODE_COLUMNS) == undeclared(scratch.edges(), EDGE_COLUMNS) == set()


def test_a_full_disk_is_told_as_that_of_the_temporary_file(odd: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.exports.scratch._PRAGMAS", ("PRAGMA max_page_count = 10",))
    with pytest.raises(StoreUnavailable, match=r"temporary file of the export .* TMPDIR"):
        exported(odd, "gexf", Asked())


def test_a_folder_is_no_text() -> None:
    with Scratch() as scratch, pytest.raises(BadInput, match="a folder"):
        list(FORMATS["neo4j-csv"].text(scratch))
