from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.errors import BadCursor, BadInput
from graph.records import Relation
from graph.sqlite.read import SqliteReader
from graph.store import Listing, Order, Page, Search, Where
from tests.graph.rows_by_hand import (
    ATTENTION,
    BERT,
    BERT_PAPER,
    ELMO,
    ORCID,
    REPO,
    ROBERTA,
    ROBERTA_PAPER,
    SURVEY,
    TRANSFORMER,
    hop,
    ids,
    small_graph,
)

EVERY_KIND = frozenset({"Paper", "Author", "Entity"})


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteReader]:
    tables = small_graph(tmp_path_factory.mktemp("store"))
    yield SqliteReader(tables.connection)
    tables.connection.close()


# --- get


def test_get_gives_the_columns_asked_for_and_always_id_and_kind(reader: SqliteReader) -> None:
    rows = reader.get([BERT_PAPER, BERT, "missing"], frozenset({"title", "name", "year", "categories", "aliases"}))
    assert rows == {
        BERT_PAPER: {
            "id": BERT_PAPER,
            "kind": "Paper",
            "title": "BERT: Pre-training of 𝔹ig Transformers",
            "year": 2018,
            "categories": ["cs.CL"],
        },
        BERT: {"id": BERT, "kind": "Entity", "name": "BERT", "aliases": ["Bidirectional Encoder"]},
    }
    assert reader.get([BERT], frozenset()) == {BERT: {"id": BERT, "kind": "Entity"}}


def test_get_fills_what_a_stub_does_not_know(reader: SqliteReader) -> None:
    asked = frozenset({"is_stub", "is_retracted", "categories", "venue", "abstract", "year"})
    assert reader.get([ELMO], asked)[ELMO] == {
        "id": ELMO,
        "kind": "Paper",
        "is_stub": True,
        "is_retracted": False,
        "categories": [],
        "venue": None,
        "abstract": None,
        "year": 2018,
    }


@pytest.mark.parametrize(
    "known_as",
    ["doi:10.18653/v1/n19-1423", "https://doi.org/10.18653/v1/N19-1423", "doi:10.1000/old-bert", "1810.04805v2"],
)
def test_get_follows_identifiers_and_merged_ids(reader: SqliteReader, known_as: str) -> None:
    assert reader.get([known_as], frozenset())[known_as]["id"] == BERT_PAPER


@pytest.mark.parametrize("text", ["acl:X18-0001", "BERT", "Attention Is All You Need", "", "\ud800", "entity:encoder"])
def test_get_finds_nothing_by_names_or_by_what_two_share(reader: SqliteReader, text: str) -> None:
    assert reader.get([text], frozenset()) == {}


def test_an_unknown_column_is_refused(reader: SqliteReader) -> None:
    with pytest.raises(BadInput, match="no column titel"):
        reader.get([BERT], frozenset({"titel"}))
    with pytest.raises(BadInput, match=r"no edge column statements\.who"):
        hop(reader, BERT_PAPER, Relation.USES, "statements.who")


# --- match


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (BERT, [BERT]),
        ("Bert", [BERT]),
        ("bidirectional encoders", [BERT]),
        ("GLUE benchmark", ["entity:glue"]),  # an alias of BERT too: the name wins
        ("encoder", [BERT, TRANSFORMER]),
        ("http://github.com/Google-Research/BERT.git", [REPO]),
        ("attention is all you need!", [ATTENTION]),  # the stub of this title is hearsay
        ("https://doi.org/10.1000/elmo", [ELMO]),
        ("arXiv:1810.04805v1", [BERT_PAPER]),
        ("acl:X18-0001", [BERT_PAPER, ROBERTA_PAPER]),
        ("Doe, Jane", ["name:jane doe"]),
        ("Jane M. Doe", [ORCID]),
        ("https://orcid.org/0000-0002-1825-0097", [ORCID]),
        ("RoBERTa", [ROBERTA_PAPER, ROBERTA]),  # a title and a name
        ("nothing of that name", []),
        ("", []),
        ("\ud800", []),
    ],
)
def test_match_finds_what_a_text_stands_for(reader: SqliteReader, text: str, found: list[str]) -> None:
    (match,) = reader.match([text], EVERY_KIND)
    assert (match.text, list(match.ids)) == (text, found)


def test_match_looks_only_at_the_kinds_and_types_asked_for(reader: SqliteReader) -> None:
    assert reader.match(["RoBERTa"], frozenset({"Paper"}))[0].ids == (ROBERTA_PAPER,)
    assert reader.match([BERT], frozenset({"Author"}))[0].ids == ()
    assert reader.match(["GLUE"], EVERY_KIND, frozenset({"Model"}))[0].ids == (BERT,)
    assert reader.match(["encoder", "glue"], EVERY_KIND, frozenset({"Method"}))[0].ids == (TRANSFORMER,)


# --- list


@pytest.mark.parametrize(
    ("kind", "order", "where", "found"),
    [
        ("Paper", Order.PUBLISHED, Where(), [ROBERTA_PAPER, BERT_PAPER, ATTENTION, SURVEY]),
        ("Paper", Order.PUBLISHED, Where(include_stubs=True), [ROBERTA_PAPER, BERT_PAPER, ELMO, ATTENTION, SURVEY]),
        ("Paper", Order.PUBLISHED, Where(year_to=2018), [BERT_PAPER, ATTENTION]),
        ("Paper", Order.NAME, Where(year_from=2018), [BERT_PAPER, ROBERTA_PAPER]),
        ("Paper", Order.NAME, Where(include_stubs=True), [SURVEY, ATTENTION, ELMO, BERT_PAPER, ROBERTA_PAPER]),
        ("Entity", Order.PAPERS, Where(), [TRANSFORMER, BERT, "entity:glue", ROBERTA, REPO]),
        ("Entity", Order.NAME, Where(types=frozenset({"Model", "Method"})), [BERT, ROBERTA, TRANSFORMER]),
        ("Entity", Order.PAPERS, Where(types=frozenset({"Model"})), [BERT, ROBERTA]),
        ("Entity", Order.PAPERS, Where(types=frozenset()), []),
        ("Author", Order.NAME, Where(year_from=2018), ["name:jane doe", ORCID, "name:john roe"]),
        ("Author", Order.PAPERS, Where(), ["name:jane doe", "name:john roe", ORCID]),
    ],
)
def test_a_list_has_its_order_and_filter(
    reader: SqliteReader, kind: str, order: Order, where: Where, found: list[str]
) -> None:
    page = reader.list(Listing(kind=kind, order=order, where=where, count=True))
    assert (ids(page), page["total_count"]) == (found, len(found))


def test_a_list_refuses_an_order_that_it_has_not(reader: SqliteReader) -> None:
    with pytest.raises(BadInput, match="has no order PAPERS; it has NAME, PUBLISHED"):
        reader.list(Listing(kind="Paper", order=Order.PAPERS))
    with pytest.raises(BadInput, match="no list of 'Result'"):
        reader.list(Listing(kind="Result", order=Order.NAME))


def test_a_cursor_of_another_filter_is_refused(reader: SqliteReader) -> None:
    after = reader.list(Listing(kind="Paper", order=Order.NAME))["page_info"]["end_cursor"]
    with pytest.raises(BadCursor):
        reader.list(Listing(kind="Paper", order=Order.NAME, where=Where(year_to=2018), page=Page(after=after)))


# --- search


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(text="attention"), [ATTENTION, SURVEY]),  # in a title before in an abstract
        (Search(text="transformers bert", kinds=frozenset({"Paper"})), [BERT_PAPER]),
        (Search(text="bert nonsense", kinds=frozenset({"Entity"})), [BERT, REPO]),  # all words nowhere: any of them
        (Search(text="transformer", kinds=frozenset({"Entity"}), where=Where(types=frozenset({"Model"}))), []),
        (Search(text="attention", where=Where(year_from=2017)), [ATTENTION]),
        (Search(text='"bert NEAR( * ^ name: -roe OR', kinds=frozenset({"Author"})), ["name:john roe"]),
        (Search(text="attention\0bert \ud800", kinds=frozenset({"Author"})), []),
        (Search(text=" ?! "), []),
        (Search(text=""), []),
    ],
)
def test_search_finds_words_best_first(reader: SqliteReader, search: Search, found: list[str]) -> None:
    page = reader.search(search)
    assert ids(page) == found


def test_search_is_paged_by_rank(reader: SqliteReader) -> None:
    whole = reader.search(Search(text="bert", count=True))
    one = reader.search(Search(text="bert", page=Page(first=1, after=whole["edges"][0]["cursor"])))
    assert ids(one) == ids(whole)[1:2]
    assert reader.search(Search(text="bert", page=Page(last=2)))["edges"] == whole["edges"][-2:]
    assert whole["total_count"] == len(whole["edges"]) > 2
    with pytest.raises(BadCursor):
        reader.search(Search(text="attention", page=Page(after=whole["edges"][0]["cursor"])))


# --- stats


def test_stats_count_everything(reader: SqliteReader) -> None:
    stats = reader.stats()
    assert (stats.papers, stats.stubs, stats.authors, stats.results, stats.version) == (4, 1, 3, 2, 0)
    assert stats.entities == {"Benchmark": 1, "Method": 1, "Model": 2, "Repository": 1}
    assert (stats.edges["USES"], stats.edges["BASED_ON"], sum(stats.edges.values())) == (4, 4, 21)
