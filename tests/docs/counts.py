"""How many nodes and edges the sample has, where the how-to pages say so."""

from __future__ import annotations

import re

from graph import Store
from graph.exports import FORMATS, Asked
from tests.docs.blocks import ROOT

PAGES = [ROOT / "docs" / "how-to" / f"{name}.md" for name in ("cytoscape", "gephi", "notebooks")]
COUNT = re.compile(r"(?<=\bsample)(\W+(?:has )?)[\d,]+ nodes and [\d,]+ edges")


def counted(store: Store) -> str:
    with FORMATS["gexf"].gather(store, Asked()) as scratch:
        return f"{scratch.node_count:,} nodes and {scratch.edge_count:,} edges"


def rewritten(text: str, count: str) -> str:
    return COUNT.sub(rf"\g<1>{count}", text)
