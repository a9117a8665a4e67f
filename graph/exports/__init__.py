"""Files that other tools open: the graph, a part of it or a projection, in one format each.

asked = Asked(where=where_of(["year_from=2020"]), projection=Projection.CO_USAGE)
with FORMATS["gexf"].gather(store, asked) as scratch:
    for piece in FORMATS["gexf"].text(scratch):
        ...
"""

from __future__ import annotations

from graph.exports.asked import (
    DEFAULT_BUDGET,
    DEFAULT_DEPTH,
    Asked,
    Projection,
    projection_of,
    where_of,
)
from graph.exports.formats import FORMATS, Format, format_named
from graph.exports.words import told

__all__ = [
    "DEFAULT_BUDGET",
    "DEFAULT_DEPTH",
    "FORMATS",
    "Asked",
    "Format",
    "Projection",
    "format_named",
    "projection_of",
    "told",
    "where_of",
]
