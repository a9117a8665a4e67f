"""GraphML, for Gephi, Cytoscape, yEd, igraph and networkx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from graph.exports.records import EDGE_COLUMNS, NODE_COLUMNS, Value
from graph.exports.scratch import Scratch
from graph.exports.words import told
from graph.exports.xml import HEAD, Xml

_TYPES: Final = {str: "string", int: "long", float: "double", bool: "boolean", list: "string"}
_NODE: Final = {"label": str, **NODE_COLUMNS}
_EDGE: Final = {"weight": float, **EDGE_COLUMNS}


def pieces(scratch: Scratch) -> Iterator[str]:
    xml = Xml()
    yield HEAD
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    about = " ".join((f"{scratch.node_count:,} nodes, {scratch.edge_count:,} edges.", *told(scratch.left_out)))
    yield f"<desc>{xml.text(about)}</desc>\n"
    for kind, columns in (("node", _NODE), ("edge", _EDGE)):
        for name, its in columns.items():
            yield f'<key id="{kind[0]}_{name}" for="{kind}" attr.name="{name}" attr.type="{_TYPES[its]}"/>\n'
    yield f'<graph id="citegraph" edgedefault="{"directed" if scratch.directed else "undirected"}">\n'
    for node in scratch.nodes():
        yield f'<node id="{xml.text(node.id)}">{_values(xml, "n", {"label": node.label, **node.columns})}</node>\n'
    for edge in scratch.edges():
        yield (
            f'<edge id="e{edge.number}" source="{xml.text(edge.source)}" target="{xml.text(edge.target)}">'
            f"{_values(xml, 'e', {'weight': edge.weight, **edge.columns})}</edge>\n"
        )
    yield "</graph>\n</graphml>\n"
    scratch.leave_out("characters", xml.replaced)
    if xml.replaced:
        yield f"<!-- {told({'characters': xml.replaced})[0]} -->\n"


def _values(xml: Xml, prefix: str, columns: Mapping[str, Value]) -> str:
    return "".join(f'<data key="{prefix}_{name}">{xml.value(value)}</data>' for name, value in columns.items())
