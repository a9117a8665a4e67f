"""The graph, and graphs that follow from it (who writes with whom, what is used together), as networkx has them.

from graph import open_store
from graph.analytics import Projection, to_networkx

store = open_store("embedded:/path/to/graph.sqlite")
together = to_networkx(store, Projection.CO_USAGE)
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graph.exports.asked import Asked, Projection, projection_of
from graph.exports.gather import gather
from graph.store import Store, Where

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Asked", "Projection", "Where", "to_networkx"]


def to_networkx(
    store: Store, projection: Projection | str | None = None, *, asked: Asked | None = None
) -> nx.Graph[Any]:
    """The graph, or a projection of it, in memory: a MultiDiGraph, or for a projection a DiGraph or a Graph.

    Nodes have their id, and `label`, `kind`, `type`, `degree` and whatever else is known; edges `relation`, `weight`
    and the evidence for them. `asked` says which part of the graph, as `citegraph export` does; what was left out is
    in `graph.graph["left_out"]`.
    """
    import networkx as nx  # takes half a second, which nothing else of this room needs

    asked = asked or Asked()
    if projection is not None:
        asked = replace(asked, projection=projection_of(projection))
    with gather(store, asked) as scratch:
        is_multi = asked.projection is None
        made: nx.Graph[Any]
        if not scratch.directed:
            made = nx.Graph()
        else:
            made = nx.MultiDiGraph() if is_multi else nx.DiGraph()
        made.graph |= {"name": "citegraph", "left_out": dict(scratch.left_out)}
        for node in scratch.nodes():
            made.add_node(node.id, label=node.label, **node.columns)
        for edge in scratch.edges():
            key = {"key": edge.relation} if is_multi else {}
            made.add_edge(edge.source, edge.target, **key, weight=edge.weight, **edge.columns)
    return made
