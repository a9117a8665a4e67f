"""From contributions and decisions to nodes and edges: a pure function, and the meaning of the graph.

`project` gives the whole graph of some contributions. A store does the same piece by piece: it projects the papers that
a write touches (`project_paper`), counts the votes of their edges (`votes`) and describes the nodes voted for
(`described`). `graph_of(store) == project(everything in the store)` is the contract that holds each store to this file.

Keys of a paper's record (all optional; empty values are left out):
    title, abstract, identifiers [..], authors [{name, ids [..]}], author_count, venue, categories [..], url, count,
    published (`2024-09-16`, `2024-09` or `2024`), published_is_guess, links [..] (declared code, models, data),
    is_retracted, references [{title, authors [..], year, venue, identifiers [..], intent, contexts [..],
    is_influential, raw (as it was written, where no title could be told)}]
Keys of an extraction's record: those of `citegraph extract` (extractor, text_sha256, entities, relations, results).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.grouping import Group, group, mint
from graph.papers import paper_node, text_of
from graph.records import Contribution, Decision, Edge, Graph, Node
from graph.references import Holder, Lookup
from graph.rulings import Rulings
from graph.statements import Statements, say_authors, say_extraction, say_links, say_references
from graph.votes import aliases_of, described, votes


@dataclass(frozen=True)
class Projection:
    """What one paper's contributions say: its node, its results, every edge that it says, what its references name."""

    paper: Node
    results: tuple[Node, ...]
    edges: tuple[Edge, ...]
    cited: Mapping[str, bool]
    """Each Key that could resolve a reference; True where it is an identifier and the first of exactly one of them."""
    rejected: frozenset[str]
    """Entities about which a ruling suppresses a statement of this paper."""
    unkeyed: tuple[tuple[str, str], ...]
    """References that point to nothing: the contribution that has one, and the title that it gives, perhaps none."""


def project(contributions: Iterable[Contribution], decisions: Iterable[Decision] = ()) -> Graph:
    """The graph of all these contributions, whatever their order. Ids of papers are minted anew."""
    everything = list(contributions)
    rulings = Rulings(decisions)
    groups = group(everything, rulings)
    ids = dict(zip((one.first_id for one in groups), mint(groups, lambda _: ()), strict=True))
    holders: dict[str, list[Holder]] = defaultdict(list)
    for one in groups:
        for key in one.keys:
            holders[key].append(Holder(ids[one.first_id], one.surnames, one.years))
    extractions: dict[str, list[Contribution]] = defaultdict(list)
    for contribution in everything:
        if contribution.kind == "extraction":
            extractions[contribution.record["text_sha256"]].append(contribution)

    nodes: dict[str, Node] = {}
    edges: dict[tuple[str, str, str, str], Edge] = {}
    keys: dict[str, set[str]] = defaultdict(set)
    tally: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for one in groups:
        said = project_paper(
            one,
            ids[one.first_id],
            extractions[text_of(one).sha256],
            rulings,
            lambda key: holders.get(key, ()),
        )
        nodes.update((node.id, node) for node in (said.paper, *said.results))
        edges.update(((edge.source, edge.type, edge.target, edge.paper), edge) for edge in said.edges)
        for key in one.keys:
            keys[key].add(said.paper.id)
        for node_id, role, value in votes(said.edges):
            tally[node_id][role, value] += 1
    for node_id, counts in tally.items():
        if node_id not in nodes and (node := described(node_id, counts, rulings)):
            nodes[node_id] = node
            for key in aliases_of(node_id, counts, rulings):
                keys[key].add(node_id)
    return Graph(nodes, edges, {key: frozenset(ids) for key, ids in keys.items()})


def project_paper(
    one: Group, paper_id: str, extractions: Iterable[Contribution], rulings: Rulings, lookup: Lookup
) -> Projection:
    """Everything that one paper's contributions and the extractions of its text say."""
    said = Statements(paper_id)
    say_authors(said, one)
    say_links(said, one, rulings)
    results: list[Node] = []
    for extraction in sorted(extractions, key=lambda c: c.id):
        results += say_extraction(said, extraction, one, rulings)
    cited, unkeyed = say_references(said, one, lookup)
    return Projection(
        paper_node(one, paper_id),
        tuple(results),
        tuple(said.edges()),
        cited,
        frozenset(said.rejected),
        tuple(unkeyed),
    )
