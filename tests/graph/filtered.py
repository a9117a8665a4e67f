"""What a filter lets through, told from the whole graph by plain loops: what every store's lists are held against."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fnmatch import translate
from random import Random

from graph import names
from graph.facets import FACETS, MOST_VALUES, Facet, facet_of
from graph.filter import OF_PAPERS, Filter, RelationTest
from graph.papers import paper_sort_key
from graph.records import PAPER, PAPER_TO_ENTITY, Edge, Graph, Node, Relation
from graph.store import Order, Where


class Papers:
    """The papers of a graph, and which of them pass."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.papers = [node for node in graph.nodes.values() if node.type == PAPER]
        self.into: dict[tuple[str, str], list[Edge]] = defaultdict(list)
        self.out_of: dict[tuple[str, str], list[Edge]] = defaultdict(list)
        for edge in graph.edges.values():
            self.into[edge.target, edge.type].append(edge)
            self.out_of[edge.source, edge.type].append(edge)

    def listed(self, order: Order, where: Where, given: Filter) -> list[str]:
        found = [paper for paper in self.papers if self.passes(paper, where, given)]
        if order is Order.NAME:
            return [one.id for one in sorted(found, key=lambda one: f"{names.title_key(one.name)}|{one.id}")]
        return [one.id for one in sorted(found, key=paper_sort_key, reverse=True)]

    def facets(self, where: Where, given: Filter) -> dict[str, Facet]:
        counts: dict[str, Counter[tuple[str, str]]] = {facet: Counter() for facet in FACETS}
        for paper in self.papers:
            if self.passes(paper, where, given):
                for facet, values in self._values(paper).items():
                    counts[facet].update(values)
        return {facet: _facet(facet, found) for facet, found in counts.items()}

    def _values(self, paper: Node) -> dict[str, set[tuple[str, str]]]:
        far = {relation: [edge.target for edge in self.out_of[paper.id, relation]] for relation in OF_PAPERS}
        types = {self.graph.nodes[one].type for relation in PAPER_TO_ENTITY for one in far[relation]}
        year, venue = paper.properties["year"], paper.properties["venue"]
        return {
            "year": {(f"{year:04d}", f"{year:04d}")} if year else set(),
            "type": {(one, one) for one in types},
            "venue": {(venue, venue)} if venue else set(),
            "relation": {(relation.value, relation.value) for relation, ends in far.items() if ends},
            "task": {(one, self.graph.nodes[one].name) for one in far[Relation.ADDRESSES]},
        }

    def passes(self, paper: Node, where: Where, given: Filter) -> bool:
        said = paper.properties
        year = said["year"]
        if said["is_stub"] and (not where.include_stubs or given.text is not None):
            return False
        if where.year_from is not None and (year is None or year < where.year_from):
            return False
        if where.year_to is not None and (year is None or year > where.year_to):
            return False
        if given.text is not None:
            words = re.findall(r"\w+", f"{paper.name} {said['abstract']}".lower())
            if not all(word in words for word in given.text.lower().split()):
                return False
        if given.venues is not None and not (said["venue"] and fits(said["venue"], given.venues)):
            return False
        if given.categories is not None and not any(fits(one, given.categories) for one in said["categories"]):
            return False
        return all(any(self.holds(paper, test) for test in group) for group in given.tests)

    def holds(self, paper: Node, test: RelationTest) -> bool:
        edges = (self.into if test.reverse else self.out_of)[paper.id, test.relation]
        return any(self.fits(edge, test) for edge in edges) != test.negated

    def fits(self, edge: Edge, test: RelationTest) -> bool:
        far = edge.source if test.reverse else edge.target
        confidence = edge.confidence
        return (
            (test.any is None or far in test.any)
            and (test.types is None or self.graph.nodes[far].type in test.types)
            and (test.min_confidence is None or confidence is None or confidence >= test.min_confidence)
            and (test.by is None or any(fits(source, [test.by]) for source in edge.sources))
        )


def _facet(facet: str, counts: Counter[tuple[str, str]]) -> Facet:
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    shown = [(value, name, count) for (value, name), count in ranked[:MOST_VALUES]]
    return facet_of(facet, shown, len(counts), counts.total())


def fits(text: str, patterns: Sequence[str] | frozenset[str]) -> bool:
    literal = (pattern.replace("[", "[[]").replace("?", "[?]") for pattern in patterns)
    return any(re.match(translate(pattern), text) for pattern in literal)


def filters(graph: Graph, r: Random, count: int, *, words: Sequence[str] = ()) -> Iterator[tuple[Where, Filter]]:
    """Filters of all sorts, about nodes of this graph."""
    far = {
        relation: sorted({edge.target for edge in graph.edges.values() if edge.type == relation}) or ["nothing"]
        for relation in OF_PAPERS
    }
    far_back = sorted({edge.source for edge in graph.edges.values() if edge.type == Relation.CITES}) or ["nothing"]
    types = sorted({node.type for node in graph.nodes.values()} - {"Paper", "Author", "Result"})

    def test() -> RelationTest:
        relation = r.choice(OF_PAPERS)
        reverse = relation is Relation.CITES and r.random() < 0.5
        ids = far_back if reverse else far[relation]
        return RelationTest(
            relation=relation,
            reverse=reverse,
            any=frozenset(r.sample(ids, min(len(ids), r.randint(0, 4)))) if r.random() < 0.7 else None,
            types=frozenset(r.sample(types, 2)) if relation in PAPER_TO_ENTITY and r.random() < 0.3 else None,
            min_confidence=r.choice([None, None, 0.0, 0.5, 1.0]),
            by=r.choice([None, None, None, "feed:*", "extract:*", "*:library/1?", "*a*", "none"]),
            negated=r.random() < 0.25,
        )

    for _ in range(count):
        where = Where(
            year_from=r.choice([None, None, 2022, 2023]),
            year_to=r.choice([None, None, 2023]),
            include_stubs=r.random() < 0.3,
        )
        yield (
            where,
            Filter(
                text=r.choice(words) if words and r.random() < 0.3 else None,
                venues=r.choice([None, None, None, frozenset({"MillConf"}), frozenset({"*Letters*", "no [such]?"})]),
                categories=r.choice([None, None, None, frozenset({"cs.*"}), frozenset()]),
                tests=tuple(tuple(test() for _ in range(r.choice([1, 1, 2, 3]))) for _ in range(r.randint(0, 3))),
            ),
        )
