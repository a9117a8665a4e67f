"""Files that other tools open: the graph, a part of it or a projection, in one format each.

where, filter = narrowed_by(["year_from=2020", "uses=BERT"])
asked = Asked(where=where, filter=filter, projection=Projection.CO_USAGE)
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
    narrowed_by,
    projection_of,
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
    "narrowed_by",
    "projection_of",
    "told",
]
