"""Node-link JSON, as `networkx.node_link_graph` reads it and D3 draws it."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from graph.exports.json_lists import parts
from graph.exports.scratch import Scratch
from graph.exports.words import told


def pieces(scratch: Scratch) -> Iterator[str]:
    head = {
        "directed": scratch.directed,
        "multigraph": True,
        "graph": {"name": "citegraph", "left_out": told(scratch.left_out)},
    }
    yield orjson.dumps(head).decode()[:-1]
    yield ',\n"nodes": ['
    yield from parts({"id": node.id, "label": node.label, **node.columns} for node in scratch.nodes())
    yield '],\n"edges": ['
    yield from parts(
        {"source": edge.source, "target": edge.target, "key": edge.relation, "weight": edge.weight, **edge.columns}
        for edge in scratch.edges()
    )
    yield "]}\n"
