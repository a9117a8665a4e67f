"""A filter of a list as Cypher: conditions on `n`, and where a part of it is rare, the few nodes that can pass at all.

As in the embedded store (graph/sqlite/filtering.py), a list is walked along its index and each node passed is tested,
or else the few nodes that share a rare part are read from it and put in order. Words are always looked up first: only
their index knows what has them. A test has one text for each relation, whatever is asked of its edges: a statement that
the server has not seen takes it 145 ms to plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from graph.filter import Filter, Group, RelationTest, as_regex
from graph.neo4j import fulltext
from graph.neo4j.rows import Transaction, read

MOST_CANDIDATES: Final = 2_000

Parameters = dict[str, Any]
Named = list[tuple[str, RelationTest]]
"""The tests of a group, each with the name of its parameter."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """source  what gives a row `n` for each node that may pass; "" for all of a label
    passes  AND what it must
    whole   the source where all are read: from candidates even where these are many
    """

    source: str = ""
    passes: str = ""
    whole: str = ""


AS_IT_IS: Final = Narrowed()

_FITS_VENUE: Final = "any(wanted IN $venues WHERE n.venue <> '' AND n.venue =~ wanted)"
_FITS_CATEGORY: Final = "any(stated IN n.categories WHERE any(wanted IN $categories WHERE stated =~ wanted))"
_MATCHING: Final = "CALL db.index.fulltext.queryNodes($text_index, $text_expression) YIELD node AS n"


def narrowed(transaction: Transaction, kind: str, given: Filter) -> tuple[Narrowed, Parameters]:
    """The filter ready to be put into a statement about nodes of one kind, with its parameters."""
    passes: list[str] = []
    parameters: Parameters = {}
    if given.min_papers is not None:
        parameters["min_papers"] = given.min_papers
        passes.append("n.paper_count >= $min_papers")
    for name, patterns, fits in (
        ("venues", given.venues, _FITS_VENUE),
        ("categories", given.categories, _FITS_CATEGORY),
    ):
        if patterns is not None:
            parameters[name] = sorted(map(as_regex, patterns))
            passes.append(fits)
    named = [
        [(f"test{place}_{each}", test) for each, test in enumerate(group)] for place, group in enumerate(given.tests)
    ]
    for group in named:
        parameters |= {name: _asked(test) for name, test in group}
        passes.append("(" + " OR ".join(_holds(name, test) for name, test in group) + ")" if group else "false")
    if given.text is not None:
        index, expression = fulltext.all_words(kind, given.text)
        parameters |= {"text_index": index, "text_expression": expression}
        source = whole = _MATCHING
        if kind == "Paper":  # their index has stubs too
            passes.append("n.is_stub = false")
    else:
        whole, count = _fewest(transaction, [group for group in named if _has_candidates(group)], parameters)
        source = whole if count <= MOST_CANDIDATES else ""
    return Narrowed(source, "".join(f"AND {one}\n" for one in passes), whole), parameters


def _fewest(transaction: Transaction, rare: list[Named], parameters: Parameters) -> tuple[str, int]:
    counted = []
    for place, group in enumerate(rare):
        count = sum(read(transaction, degrees(test), ids=parameters[name]["any"]) for name, test in group)
        counted.append((count, place))
    if not counted:
        return "", 0
    count, place = min(counted)
    return candidates(rare[place]), count


def degrees(test: RelationTest) -> str:
    """From the degrees that the nodes themselves hold."""
    way = f"(far)-[:{test.relation}]->()" if test.reverse else f"(far)<-[:{test.relation}]-()"
    return f"UNWIND $ids AS id MATCH (far:{test.far_kind} {{id: id}}) RETURN coalesce(sum(COUNT {{ {way} }}), 0)"


def candidates(group: Named) -> str:
    """Every node that one of the tests leads to, once."""
    parts = []
    for name, test in group:
        way = f"-[:{test.relation}]->" if test.reverse else f"<-[:{test.relation}]-"
        parts.append(f"UNWIND ${name}.any AS id MATCH (:{test.far_kind} {{id: id}}){way}(n:Paper) RETURN n")
    return f"CALL () {{ {' UNION '.join(parts)} }} WITH DISTINCT n"


def _asked(test: RelationTest) -> Parameters:
    return {
        "any": None if test.any is None else sorted(test.any),
        "types": None if test.types is None else sorted(test.types),
        "confidence": test.min_confidence,
        "by": None if test.by is None else as_regex(test.by),
    }


def _holds(name: str, test: RelationTest) -> str:
    way = f"<-[r:{test.relation}]-" if test.reverse else f"-[r:{test.relation}]->"
    types = f"AND (${name}.types IS NULL OR far.type IN ${name}.types)" if test.types is not None else ""
    return f"""{"NOT " if test.negated else ""}EXISTS {{
  MATCH (n){way}(far)
  WHERE (${name}.any IS NULL OR far.id IN ${name}.any) {types}
    AND (${name}.confidence IS NULL OR coalesce(r.confidence, ${name}.confidence) >= ${name}.confidence)
    AND (${name}.by IS NULL OR any(source IN r.sources WHERE source =~ ${name}.by))
}}"""


def _has_candidates(group: Named) -> bool:
    return bool(group) and all(test.any is not None and not test.negated for _, test in group)


def statements() -> Iterator[tuple[str, Narrowed]]:
    """One filter of each sort, by name: for tests that look at plans."""
    from graph.filter import OF_PAPERS

    for relation in OF_PAPERS:
        group: Group = (RelationTest(relation=relation, any=frozenset({"x"})),)
        named = [("test0_0", group[0])]
        yield f"walk {relation}", Narrowed("", f"AND ({_holds(*named[0])})")
        yield f"candidates {relation}", Narrowed(candidates(named), f"AND ({_holds(*named[0])})")
