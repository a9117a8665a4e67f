"""The formats that a graph is exported in, and how a part of it is gathered for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graph.errors import BadInput
from graph.exports import bibtex, csl_json, cytoscape, gexf, graphml, node_link
from graph.exports.asked import Asked
from graph.exports.gather import Tell, gather, gather_papers
from graph.exports.scratch import Scratch
from graph.store import Store

PIECE: Final = 1 << 16
"""Characters that are written at once: enough that a write costs nothing, few enough to hold many such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format.

    pieces      a file's text as it comes; None for a folder of files (neo4j_csv.py)
    of_papers   it is a list of papers, which has no edges
    """

    name: str
    about: str
    suffix: str
    media_type: str
    pieces: Callable[[Scratch], Iterator[str]] | None
    of_papers: bool = False

    def gather(self, store: Store, asked: Asked, *, tell: Tell = lambda _: None) -> Scratch:
        self.check(asked)
        return (gather_papers if self.of_papers else gather)(store, asked, tell=tell)

    def check(self, asked: Asked) -> None:
        """Raises BadInput for what the format cannot hold."""
        if self.of_papers and asked.projection is not None:
            raise BadInput(f"{self.name} is a list of papers, and {asked.projection} a graph; leave one of them out.")

    def text(self, scratch: Scratch) -> Iterator[str]:
        """The file, in pieces of about PIECE characters."""
        if self.pieces is None:
            raise BadInput(f"{self.name} is a folder of files, not one file.")
        kept: list[str] = []
        size = 0
        for piece in self.pieces(scratch):
            kept.append(piece)
            size += len(piece)
            if size >= PIECE:
                yield "".join(kept)
                kept.clear()
                size = 0
        if kept:
            yield "".join(kept)


_ALL: Final = (
    Format(
        name="gexf",
        about="GEXF 1.3, for Gephi",
        suffix=".gexf",
        media_type="application/gexf+xml",
        pieces=gexf.pieces,
    ),
    Format(
        name="graphml",
        about="GraphML",
        suffix=".graphml",
        media_type="application/graphml+xml",
        pieces=graphml.pieces,
    ),
    Format(
        name="cytoscape",
        about="Cytoscape JSON (cyjs)",
        suffix=".cyjs",
        media_type="application/json",
        pieces=cytoscape.pieces,
    ),
    Format(
        name="node-link",
        about="node-link JSON, for networkx and D3",
        suffix=".json",
        media_type="application/json",
        pieces=node_link.pieces,
    ),
    Format(
        name="neo4j-csv",
        about="a folder of CSV files for `neo4j-admin database import full`",
        suffix=".zip",
        media_type="application/zip",
        pieces=None,
    ),
    Format(
        name="bibtex",
        about="BibTeX of the papers",
        suffix=".bib",
        media_type="application/x-bibtex",
        pieces=bibtex.pieces,
        of_papers=True,
    ),
    Format(
        name="csl-json",
        about="CSL-JSON of the papers",
        suffix=".json",
        media_type="application/vnd.citationstyles.csl+json",
        pieces=csl_json.pieces,
        of_papers=True,
    ),
)
FORMATS: Final[Mapping[str, Format]] = {one.name: one for one in _ALL}


def format_named(name: str) -> Format:
    if name not in FORMATS:
        raise BadInput(f"{name[:40]!r} is no format; there are {', '.join(FORMATS)}.")
    return FORMATS[name]
