"""Cytoscape JSON (cyjs), as Cytoscape imports it and `cytoscape({elements})` of cytoscape.js takes it."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from graph.exports.json_lists import parts
from graph.exports.scratch import Scratch
from graph.exports.words import told


def pieces(scratch: Scratch) -> Iterator[str]:
    about = {"name": "citegraph", "directed": scratch.directed, "left_out": told(scratch.left_out)}
    yield '{"format_version": "1.0", "generated_by": "citegraph", "target_cytoscapejs_version": "~3.0",\n'
    yield f'"data": {orjson.dumps(about).decode()},\n"elements": {{"nodes": ['
    yield from parts(
        {"data": {"id": node.id, "name": node.label, "label": node.label, **node.columns}} for node in scratch.nodes()
    )
    yield '],\n"edges": ['
    # A node and an edge may not share an id there; no node's id begins so.
    yield from parts(
        {
            "data": {
                "id": f"edge/{edge.number}",
                "source": edge.source,
                "target": edge.target,
                "interaction": edge.relation,
                "weight": edge.weight,
                **edge.columns,
            }
        }
        for edge in scratch.edges()
    )
    yield "]}}\n"
