"""Neo4j and the embedded store answer alike: on a graph written by hand, on a library, on the bundled sample."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from operator import methodcaller
from pathlib import Path

import pytest

from api.cli import main
from graph.neo4j.read import Neo4jReader
from graph.records import Relation
from graph.sqlite.read import SqliteReader
from graph.sqlite.store import SqliteStore
from graph.store import Hop, Listing, Order, Page, Where
from tests.api import library
from tests.graph.rows_by_hand import BERT, BERT_PAPER, TRANSFORMER, small_graph
from tests.neo4j.filled import both
from tests.neo4j.fixtures import Scratch
from tests.neo4j.questions import assert_alike, error_of, of_adjacency, of_hops, of_lists, of_nodes, of_pages

Both = tuple[SqliteReader, Neo4jReader]

TEXTS = (
    *("BERT", "Bert", "bidirectional encoders", "GLUE benchmark", "encoder", "RoBERTa", "nothing of that name"),
    *("http://github.com/Google-Research/BERT.git", "attention is all you need!", "https://doi.org/10.1000/elmo"),
    *("arXiv:1810.04805v1", "1810.04805v2", "acl:X18-0001", "doi:10.1000/old-bert", "doi:10.18653/v1/n19-1423"),
    *("Doe, Jane", "Jane M. Doe", "https://orcid.org/0000-0002-1825-0097", "", " ", "\ud800", "\0", "entity:encoder"),
    *(
        "Grist 3",
        "quietbench",
        "Ada ParkC",
        "Milling study number 3",
        "doi:10.1000/27",
        "https://github.com/Mill/dense",
    ),
)

BY_HAND = (
    *(Relation.USES, Relation.BASED_ON, Relation.CITES, Relation.AUTHORED_BY),
    *(Relation.INTRODUCES, Relation.REPORTS, Relation.OF_SYSTEM),
)
HUBS = "SELECT node.id FROM edge JOIN node ON node.n = edge.dst GROUP BY node.n ORDER BY count(*) DESC, node.n LIMIT 3"


def ids_of(connection: sqlite3.Connection) -> list[str]:
    return [*(row[0] for row in connection.execute("SELECT id FROM node ORDER BY n")), "missing", ""]


@pytest.fixture(scope="module")
def by_hand(neo4j_scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    connection = small_graph(tmp_path_factory.mktemp("store")).connection
    with both(neo4j_scratch, connection) as readers:
        yield readers
    connection.close()


@pytest.mark.slow
def test_answers_are_alike_on_a_graph_written_by_hand(by_hand: Both) -> None:
    one, other = by_hand
    ids = ids_of(one._connection)
    assert_alike(one, other, of_nodes(ids, TEXTS))
    assert_alike(one, other, of_hops(ids, BY_HAND))
    assert_alike(one, other, of_adjacency(ids, BY_HAND))
    assert_alike(one, other, of_lists())
    assert_alike(one, other, of_pages([BERT_PAPER, BERT, TRANSFORMER], BY_HAND[:3], 1))
    assert one.version == other.version


@pytest.mark.parametrize(
    "page",
    [Page(first=-1), Page(first=1, last=1), Page(last=501), Page(after="?"), Page(before="WyJ4Iiwx"), Page(first=0)],
)
def test_a_page_is_refused_in_the_same_words(by_hand: Both, page: Page) -> None:
    questions = (
        methodcaller("expand", [BERT], Hop(relation=Relation.USES, page=page)),
        methodcaller("expand", [BERT], Hop(relation=Relation.BASED_ON, reverse=True, page=page)),
        methodcaller("list", Listing(kind="Paper", order=Order.NAME, page=page)),
    )
    for ask in questions:
        assert len({error_of(reader, ask) for reader in by_hand}) == 1


def test_what_is_not_there_is_refused_in_the_same_words(by_hand: Both) -> None:
    questions = (
        methodcaller("get", [BERT], frozenset({"titel"})),
        methodcaller("expand", [BERT], Hop(relation=Relation.USES, edge_columns=frozenset({"statements.who"}))),
        methodcaller("list", Listing(kind="Paper", order=Order.PAPERS)),
        methodcaller("list", Listing(kind="Result", order=Order.NAME)),
    )
    for ask in questions:
        errors = {error_of(reader, ask) for reader in by_hand}
        assert len(errors) == 1
        assert None not in errors


def test_a_cursor_of_one_store_leads_on_in_the_other(by_hand: Both) -> None:
    one, other = by_hand
    hop = Hop(relation=Relation.USES, reverse=True, page=Page(first=1))
    after = one.expand([TRANSFORMER], hop)[TRANSFORMER]["page_info"]["end_cursor"]
    rest = Hop(relation=Relation.USES, reverse=True, page=Page(after=after))
    assert other.expand([TRANSFORMER], rest) == one.expand([TRANSFORMER], rest)


def test_a_parent_asked_for_twice_has_one_page(by_hand: Both) -> None:
    hop = Hop(relation=Relation.USES, reverse=True, where=Where(year_to=2018), count=True)
    one, other = (reader.expand([TRANSFORMER, BERT, TRANSFORMER], hop) for reader in by_hand)
    assert one == other
    assert list(one) == list(other)


def assert_store_alike(scratch: Scratch, store: SqliteStore, relations: Sequence[Relation], size: int) -> None:
    connection = store._reader()
    with both(scratch, connection) as (one, other):
        ids = ids_of(connection)
        assert_alike(one, other, of_nodes(ids, TEXTS))
        wheres, pages = (Where(), Where(min_confidence=0.5)), (Page(first=2),)
        assert_alike(one, other, of_hops(ids, relations, wheres, pages))
        assert_alike(one, other, of_adjacency(ids, relations))
        assert_alike(one, other, of_lists())
        hubs = [row[0] for row in connection.execute(HUBS)]
        assert_alike(one, other, of_pages(hubs, relations[:3], size))
        assert one.stats() == other.stats()


@pytest.mark.slow
def test_answers_are_alike_on_a_library(neo4j_scratch: Scratch, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "store", create=True)
    assert sum(receipt.written for receipt in store.ingest(library.contributions())) > 0
    assert_store_alike(neo4j_scratch, store, tuple(Relation), 4)
    store.close()


@pytest.mark.slow
def test_answers_are_alike_on_the_bundled_sample(neo4j_scratch: Scratch, tmp_path: Path) -> None:
    sample = sorted(str(path) for path in Path("api/sample").iterdir() if path.suffix in (".txt", ".bib"))
    assert main(["ingest", "--store", f"embedded:{tmp_path / 'store'}", *sample]) == 0
    store = SqliteStore(tmp_path / "store")
    assert_store_alike(neo4j_scratch, store, BY_HAND, 25)
    store.close()
