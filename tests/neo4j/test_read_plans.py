"""What Neo4j does for each statement that reads, at a hub of 2,000 edges: no walk over all nodes or edges of a label or
type, no sort where the order is stored, and database hits that are bounded by the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.neo4j import adjacency, between, fulltext, hops, listing, lookup, read, said
from graph.neo4j.rows import BEYOND
from graph.records import AUTHOR, ENTITY, PAPER, Relation
from tests.graph.rows_by_hand import Tables
from tests.neo4j.filled import fill
from tests.neo4j.fixtures import Scratch

DEGREE = 2000
PAGE = 20
HUBS = {
    Relation.USES: "entity:hub",
    Relation.OF_SYSTEM: "entity:hub",
    Relation.CITES: "doi:10.1/hub",
    Relation.AUTHORED_BY: "name:hub",
    Relation.REPORTS: "result:0",
}
WALKS = {"AllNodesScan", "NodeByLabelScan", "UnionNodeByLabelsScan", "DirectedRelationshipTypeScan"}
WALKS |= {"UndirectedRelationshipTypeScan", "DirectedAllRelationshipsScan", "UndirectedAllRelationshipsScan"}
WALKS |= {"NodeIndexScan", "DirectedRelationshipIndexScan", "CartesianProduct"}
SORTS = {"Sort", "Top", "PartialSort", "PartialTop"}


def tables_with_hubs(folder: Path) -> Tables:
    """2,000 papers use one method, cite one paper, have one author; each reports a result of that method, and says that
    another is based on it. As many stubs as papers are newer than all of them.
    """
    tables = Tables(folder)
    tables.paper("doi:10.1/hub", "Hub", "2000-01-01")
    tables.author("name:hub", "Hub", DEGREE)
    tables.entity("hub", "Method", DEGREE)
    for n in range(DEGREE):
        paper, result, other = f"doi:10.2/{n}", f"result:{n}", f"other{n % 500}x"
        tables.paper(f"doi:10.3/{n}", f"Stub {n}", f"{2030 + n % 9}-00-00", is_stub=True)
        tables.paper(paper, f"Title {n} of a word", f"{2001 + n % 20}-01-01", "an abstract with a word")
        tables.result(result, value="1")
        if n < 500:
            tables.entity(other, "Model", 4)
        by = {"by": "x"}
        tables.edge(paper, "USES", "entity:hub", by, confidence=0.9)
        tables.edge(paper, "CITES", "doi:10.1/hub", by)
        tables.edge(paper, "AUTHORED_BY", "name:hub", by)
        tables.edge(paper, "REPORTS", result, by)
        tables.edge(result, "OF_SYSTEM", "entity:hub", by, paper=paper)
        tables.edge(f"entity:{other}", "BASED_ON", "entity:hub", by, paper=paper, confidence=0.5)
    tables.connection.execute("INSERT INTO change SELECT id, printf('%012d|', n) || id, 0 FROM node WHERE is_stub = 0")
    return tables


PARAMETERS: dict[str, Any] = {
    "low_id": "",
    "high_id": "",
    "year_low": "",
    "year_high": BEYOND,
    "min_confidence": None,
    "types": None,
    "limit": PAGE + 1,
    "most": 50,
    "columns": ["name", "title", "year"],
    "edge_columns": ["sources", "statements"],
    "is_stub": False,
}
OUT_OF = {"low": -1, "high": 2**63 - 1}
INTO = {"low": "", "high": BEYOND}


class Profiled:
    """What the server did for one statement."""

    def __init__(self, scratch: Scratch, statement: str, parameters: dict[str, Any]) -> None:
        with scratch.connection.reading(seconds=60) as transaction:
            result = transaction.run("PROFILE " + statement, parameters)
            (record,) = list(result)
            self.value = record[0]
            profile = result.consume().profile
        assert profile is not None
        self.steps = list(_steps(profile))
        self.names = {name for name, _ in self.steps}
        self.hits = sum(hits for _, hits in self.steps)

    def __repr__(self) -> str:
        return f"{self.hits} hits: " + " < ".join(f"{name} {hits}" for name, hits in self.steps)


def _steps(step: dict[str, Any]) -> Iterator[tuple[str, int]]:
    yield step["operatorType"].partition("@")[0], step.get("dbHits", 0)
    for child in step.get("children", ()):
        yield from _steps(child)


@pytest.fixture(scope="module")
def scratch(neo4j_scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scratch]:
    tables = tables_with_hubs(tmp_path_factory.mktemp("store"))
    fill(neo4j_scratch, tables.connection)
    neo4j_scratch.connection.run("CALL db.prepareForReplanning()")
    yield neo4j_scratch
    tables.connection.close()


HOPS = dict(hops.statements())
HUB_PAGES = {
    name: (relation, statement)
    for name, statement in HOPS.items()
    for relation in HUBS
    if name.startswith(f"into {relation} ")
}
OTHERS = {name: statement for name, statement in HOPS.items() if name not in HUB_PAGES and "filtered=True" not in name}


@pytest.mark.parametrize("name", HUB_PAGES)
def test_a_page_into_a_hub_is_read_from_an_index_in_its_order(scratch: Scratch, name: str) -> None:
    relation, statement = HUB_PAGES[name]
    asked = PARAMETERS | INTO | {"ids": [HUBS[relation]], "min_confidence": 0.5 if "confident=True" in name else None}
    profiled = Profiled(scratch, statement, asked)
    ((_, page, total),) = profiled.value
    assert len(page) == (1 if relation == Relation.REPORTS else PAGE + 1)
    assert not profiled.names & WALKS
    # A paper's results of one system are put in order among themselves; nothing else is sorted.
    assert profiled.names & SORTS <= ({"PartialTop"} if relation == Relation.OF_SYSTEM else set())
    # A count of what passes a filter reads what it counts; a count of all is the degree that the node holds.
    assert profiled.hits <= 16 * len(page) + 10 + (2 * total if "counted=passing" in name else 0), profiled


@pytest.mark.parametrize("relation", [Relation.USES, Relation.CITES, Relation.AUTHORED_BY])
def test_a_page_far_below_a_hub_costs_no_more_than_the_first(scratch: Scratch, relation: Relation) -> None:
    statement = hops.into(relation, descending=True, confident=False, counted="")
    last = PARAMETERS | INTO | {"ids": [HUBS[relation]], "high": "2001-01-02"}
    profiled = Profiled(scratch, statement, last)
    assert len(profiled.value[0][1]) == PAGE + 1
    assert profiled.hits <= 16 * (PAGE + 1)


@pytest.mark.parametrize("name", [name for name in OTHERS if "into" in name and "ascending" in name])
def test_the_other_relations_are_read_alike(scratch: Scratch, name: str) -> None:
    profiled = Profiled(scratch, OTHERS[name], PARAMETERS | INTO | {"ids": ["entity:other1x"]})
    assert not profiled.names & (WALKS | SORTS - {"PartialTop"})


@pytest.mark.parametrize("name", [name for name in HOPS if "out of" in name and "descending filtered=True" in name])
def test_a_page_out_of_a_node_costs_what_the_node_has(scratch: Scratch, name: str) -> None:
    profiled = Profiled(scratch, HOPS[name], PARAMETERS | OUT_OF | {"ids": ["doi:10.2/7"]})
    assert not profiled.names & WALKS
    assert profiled.hits <= 40, profiled


@pytest.mark.parametrize("name", [name for name, _ in between.statements() if name.startswith("between BASED_ON")])
def test_a_page_between_entities_costs_the_degree_of_its_parent(scratch: Scratch, name: str) -> None:
    statement = dict(between.statements())[name]
    profiled = Profiled(scratch, statement, PARAMETERS | INTO | {"ids": ["entity:hub"]})
    ((_, page, total),) = profiled.value
    assert len(page) == (PAGE + 1 if "reverse" in name else 0)
    assert total in ((500 if "reverse" in name else 0), None)
    assert not profiled.names & WALKS
    assert profiled.hits <= (9 if "filtered" in name or "counted" in name else 4) * DEGREE, profiled


@pytest.mark.parametrize("name", dict(listing.statements()))
def test_a_list_is_read_from_an_index_in_its_order(scratch: Scratch, name: str) -> None:
    asked = PARAMETERS | INTO | {"year_low": "2001", "columns": ["name", "title"]}
    profiled = Profiled(scratch, dict(listing.statements())[name], asked)
    assert not profiled.names & (WALKS | SORTS)
    assert profiled.hits <= 8 * PAGE, profiled  # and so passes over none of the stubs


def test_a_list_of_stubs_is_read_alike(scratch: Scratch) -> None:
    statement = listing.walk(PAPER, "order_key", descending=True)
    profiled = Profiled(scratch, statement, PARAMETERS | INTO | {"is_stub": True})
    assert not profiled.names & (WALKS | SORTS)
    assert profiled.hits <= 8 * PAGE, profiled


@pytest.mark.parametrize(
    ("statement", "asked", "most"),
    [
        (
            lookup.BY_ID,
            {"ids": ["doi:10.2/7", "name:hub"], "columns": {kind: ["name"] for kind in (PAPER, AUTHOR)}},
            30,
        ),
        (lookup.NAMED_BY_ID, {"ids": ["doi:10.2/7", "name:hub", "entity:hub"]}, 40),
        (lookup.NAMED_BY_KEY, {"keys": ["doi:10.2/7", "title:hub", "entity:hub"]}, 40),
        (lookup.BY_KEY, {"keys": ["doi:10.2/7", "title:hub", "entity:hub"]}, 40),
        (lookup.FORMER, {"keys": ["doi:10.2/7", "title:hub", "entity:hub"]}, 40),
        (said.TEXTS, {"ids": ["doi:10.2/7", "doi:10.2/8"]}, 20),
        (said.REPORTED, {"ids": ["result:7", "result:8"]}, 30),
        (read.VERSION, {}, 5),
        (read.DECISIONS, {}, 5),
    ],
)
def test_a_look_up_goes_by_key(scratch: Scratch, statement: str, asked: dict[str, Any], most: int) -> None:
    profiled = Profiled(scratch, statement, asked)
    assert not profiled.names & WALKS
    assert profiled.hits <= most, profiled


def test_stats_count_stubs_alone(scratch: Scratch) -> None:
    profiled = Profiled(scratch, read.COUNTS, {})
    assert not profiled.names & (WALKS - {"CartesianProduct"})
    assert profiled.hits <= DEGREE + 100, profiled


def test_a_count_of_papers_walks_their_index(scratch: Scratch) -> None:
    profiled = Profiled(scratch, listing.COUNT_PAPERS, PARAMETERS)
    assert not profiled.names & WALKS
    assert profiled.value == DEGREE + 1


@pytest.mark.parametrize("label", [AUTHOR, ENTITY, "Model"])
def test_a_count_of_a_label_is_kept_by_the_database(scratch: Scratch, label: str) -> None:
    assert Profiled(scratch, listing.count(label), {}).names & {"NodeCountFromCountStore"}


def test_a_search_reads_what_matches(scratch: Scratch) -> None:
    asked = PARAMETERS | {"index": fulltext.TEXT_INDEX, "expression": "+(title:word)", "window": PAGE + 1}
    profiled = Profiled(scratch, fulltext.WINDOW, asked)
    assert len(profiled.value) == PAGE + 1
    assert not profiled.names & WALKS
    assert profiled.hits <= 12 * DEGREE, profiled


NEIGHBOURS = dict(adjacency.statements())
ASKED = {"limit": PAGE + 1, "beyond": BEYOND, "most": 50}


@pytest.mark.parametrize("relation", HUBS)
def test_the_first_neighbours_of_a_hub_are_read_from_an_index(scratch: Scratch, relation: Relation) -> None:
    profiled = Profiled(scratch, NEIGHBOURS[f"into {relation}"], ASKED | {"ids": [HUBS[relation]]})
    ((_, page),) = profiled.value
    assert len(page) == (1 if relation == Relation.REPORTS else PAGE + 1)
    assert not profiled.names & (WALKS | SORTS - {"PartialTop"})
    assert profiled.hits <= 8 * len(page) + 10, profiled


@pytest.mark.parametrize("name", [name for name in NEIGHBOURS if name.startswith("out of")])
def test_the_neighbours_out_of_a_node_cost_what_the_node_has(scratch: Scratch, name: str) -> None:
    profiled = Profiled(scratch, NEIGHBOURS[name], ASKED | {"ids": ["doi:10.2/7", "result:7", "entity:other7x"]})
    assert not profiled.names & WALKS
    assert profiled.hits <= 60, profiled


@pytest.mark.parametrize("name", [name for name in NEIGHBOURS if name.startswith("edge")])
def test_an_edge_is_found_from_its_source(scratch: Scratch, name: str) -> None:
    pairs = [["doi:10.2/7", HUBS.get(Relation(name.partition(" ")[2]), "entity:hub")], ["entity:other7x", "entity:hub"]]
    profiled = Profiled(scratch, NEIGHBOURS[name], ASKED | {"pairs": pairs})
    assert not profiled.names & WALKS
    assert profiled.hits <= 80, profiled


@pytest.mark.parametrize("kind", read.CHANGES)
def test_changes_are_read_in_the_order_of_their_keys(scratch: Scratch, kind: str) -> None:
    profiled = Profiled(scratch, read.CHANGES[kind], ASKED | {"after": "0" * 12})
    assert len(profiled.value) == {"Author": 1, "Gone": 0}.get(kind, PAGE + 1)
    assert not profiled.names & (WALKS | SORTS)
    assert profiled.hits <= 5 * (PAGE + 2), profiled


def test_papers_by_year_are_counted_along_the_index(scratch: Scratch) -> None:
    profiled = Profiled(scratch, NEIGHBOURS["years"], ASKED | {"ids": ["entity:hub"]})
    assert sum(papers for _, _, papers in profiled.value) == DEGREE
    assert not profiled.names & WALKS
    assert profiled.hits <= 3 * DEGREE, profiled
