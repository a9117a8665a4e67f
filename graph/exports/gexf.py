"""GEXF 1.3, for Gephi: year as a number and as `start`, so that the timeline works; colour by type, size by degree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import log2
from typing import Final

from graph.exports.records import EDGE_COLUMNS, NODE_COLUMNS, Value
from graph.exports.scratch import Scratch
from graph.exports.words import told
from graph.exports.xml import HEAD, Xml

_TYPES: Final = {str: "string", int: "long", float: "double", bool: "boolean", list: "string"}

# Eleven hues that a reader with any of the usual colour blindnesses can tell apart in most pairs, papers in grey blue.
COLOURS: Final = {
    "Paper": (100, 120, 150),
    "Author": (190, 160, 120),
    "Result": (150, 150, 150),
    "Method": (0, 114, 178),
    "Model": (86, 180, 233),
    "Benchmark": (213, 94, 0),
    "Dataset": (230, 159, 0),
    "Task": (0, 158, 115),
    "Metric": (204, 121, 167),
    "Repository": (60, 60, 60),
}


def pieces(scratch: Scratch) -> Iterator[str]:
    xml = Xml()
    yield HEAD
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
    yield f"<meta><creator>Citegraph</creator><description>{xml.text(_about(scratch))}</description></meta>\n"
    way = "directed" if scratch.directed else "undirected"
    yield f'<graph mode="dynamic" timeformat="double" defaultedgetype="{way}" idtype="string">\n'
    yield from _declared("node", NODE_COLUMNS)
    yield from _declared("edge", EDGE_COLUMNS)
    yield f'<nodes count="{scratch.node_count}">\n'
    for node in scratch.nodes():
        start = "" if node.year is None else f' start="{node.year}"'
        red, green, blue = COLOURS.get(node.type, COLOURS["Result"])
        size = 4 + 4 * log2(1 + node.degree)
        yield (
            f'<node id="{xml.text(node.id)}" label="{xml.text(node.label)}"{start}>'
            f"{_values(xml, node.columns)}"
            f'<viz:color r="{red}" g="{green}" b="{blue}"/><viz:size value="{size:.2f}"/></node>\n'
        )
    yield f'</nodes>\n<edges count="{scratch.edge_count}">\n'
    for edge in scratch.edges():
        start = "" if edge.start is None else f' start="{edge.start}"'
        yield (
            f'<edge id="{edge.number}" source="{xml.text(edge.source)}" target="{xml.text(edge.target)}" '
            f'kind="{edge.relation}" label="{edge.relation}" weight="{edge.weight}"{start}>'
            f"{_values(xml, edge.columns)}</edge>\n"
        )
    yield "</edges>\n</graph>\n</gexf>\n"
    scratch.leave_out("characters", xml.replaced)
    if xml.replaced:
        yield f"<!-- {told({'characters': xml.replaced})[0]} -->\n"


def _about(scratch: Scratch) -> str:
    return " ".join((f"{scratch.node_count:,} nodes, {scratch.edge_count:,} edges.", *told(scratch.left_out)))


def _declared(kind: str, columns: Mapping[str, type]) -> Iterator[str]:
    yield f'<attributes class="{kind}">\n'
    for name, its in columns.items():
        yield f'<attribute id="{name}" title="{name}" type="{_TYPES[its]}"/>\n'
    yield "</attributes>\n"


def _values(xml: Xml, columns: Mapping[str, Value]) -> str:
    inner = "".join(f'<attvalue for="{name}" value="{xml.value(value)}"/>' for name, value in columns.items())
    return f"<attvalues>{inner}</attvalues>"
