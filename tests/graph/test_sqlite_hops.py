from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.errors import BadCursor
from graph.evidence import parts_of
from graph.records import Relation
from graph.sqlite.read import SqliteReader
from graph.store import Hop, Page, Where
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

BY = "extract:citegraph/1"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteReader]:
    tables = small_graph(tmp_path_factory.mktemp("store"))
    yield SqliteReader(tables.connection)
    tables.connection.close()


@pytest.mark.parametrize(
    ("start", "relation", "reverse", "where", "found"),
    [
        (BERT_PAPER, Relation.USES, False, Where(), [REPO, TRANSFORMER]),
        (BERT_PAPER, Relation.USES, False, Where(types=frozenset({"Method"})), [TRANSFORMER]),
        (BERT_PAPER, Relation.USES, False, Where(min_confidence=0.7), [REPO]),  # declared passes
        (BERT_PAPER, Relation.USES, False, Where(year_from=2019), []),
        (BERT_PAPER, Relation.CITES, False, Where(), [ATTENTION, ELMO]),
        (BERT_PAPER, Relation.CITES, False, Where(year_from=2018), [ELMO]),
        (BERT_PAPER, Relation.CITES, True, Where(), [ROBERTA_PAPER]),
        (BERT_PAPER, Relation.AUTHORED_BY, False, Where(), [ORCID, "name:john roe"]),
        (ORCID, Relation.AUTHORED_BY, True, Where(), [BERT_PAPER]),
        (TRANSFORMER, Relation.USES, True, Where(), [ROBERTA_PAPER, BERT_PAPER, SURVEY]),
        (TRANSFORMER, Relation.USES, True, Where(types=frozenset({"Model"})), [ROBERTA_PAPER, BERT_PAPER, SURVEY]),
        (TRANSFORMER, Relation.USES, True, Where(year_to=2018), [BERT_PAPER]),
        (TRANSFORMER, Relation.USES, True, Where(min_confidence=0.5), [BERT_PAPER, SURVEY]),
        (SURVEY, Relation.REPORTS, False, Where(), ["result:1", "result:2"]),
        ("result:1", Relation.OF_SYSTEM, False, Where(), [BERT]),
        (BERT, Relation.OF_SYSTEM, True, Where(), ["result:2", "result:1"]),
        (BERT, Relation.BASED_ON, False, Where(), [TRANSFORMER]),
        (TRANSFORMER, Relation.BASED_ON, True, Where(), [BERT, ROBERTA]),
        (TRANSFORMER, Relation.BASED_ON, True, Where(types=frozenset({"Method"})), []),
        (TRANSFORMER, Relation.BASED_ON, True, Where(min_confidence=0.6), [BERT]),
        (TRANSFORMER, Relation.BASED_ON, True, Where(year_to=2018), [BERT]),
        (BERT, Relation.PART_OF, False, Where(), []),
        ("missing", Relation.USES, False, Where(), []),
        ("missing", Relation.BASED_ON, True, Where(), []),
    ],
)
def test_a_hop_has_its_order_and_filter(
    reader: SqliteReader, *, start: str, relation: Relation, reverse: bool, where: Where, found: list[str]
) -> None:
    page = hop(reader, start, relation, reverse=reverse, where=where, count=True)
    assert (ids(page), page["total_count"]) == (found, len(found))


def test_a_statement_comes_with_its_sentence_cut_up_at_the_mentions(reader: SqliteReader) -> None:
    (_, edge) = hop(reader, BERT_PAPER, Relation.USES, "statements", "statement_count", "confidence", "sources")[
        "edges"
    ]
    assert edge["confidence"] == 0.6
    assert (edge["statement_count"], edge["sources"]) == (2, [BY, "feed:x/1"])
    assert edge["statements"][0] == {
        "by": BY,
        "as_type": None,
        "name": None,
        "field": "abstract",
        "start": 19,
        "end": 42,
        "confidence": 0.5,
        "on": None,
        "paper_id": BERT_PAPER,
        "sentence": "BERT uses Transformers.",
        "parts": [
            {"text": "BERT", "role": "head"},
            {"text": " uses ", "role": None},
            {"text": "Transformers", "role": "tail"},
            {"text": ".", "role": None},
        ],
    }
    assert edge["statements"][1]["sentence"] == "𝔹ig Transformers"


def test_a_declared_statement_has_no_sentence(reader: SqliteReader) -> None:
    page = hop(reader, TRANSFORMER, Relation.USES, "statements", reverse=True)
    (statement,) = page["edges"][-1]["statements"]
    assert (statement["by"], statement["paper_id"]) == ("feed:x/2", SURVEY)
    assert (statement["sentence"], statement["parts"]) == (None, [])


def test_a_statement_has_only_the_parts_asked_for(reader: SqliteReader) -> None:
    page = hop(reader, TRANSFORMER, Relation.USES, "statements.by", "statements.paper_id", reverse=True)
    assert page["edges"][0]["statements"] == [{"by": BY, "paper_id": ROBERTA_PAPER}]


def test_edges_of_citations_and_authors_have_columns_of_their_own(reader: SqliteReader) -> None:
    cited, stub = hop(reader, BERT_PAPER, Relation.CITES, "intent", "contexts", "confidence")["edges"]
    assert (cited["intent"], cited["contexts"], cited["confidence"]) == ("method", ["as in [1]"], None)
    assert (stub["intent"], stub["contexts"]) == (None, [])
    authors = hop(reader, BERT_PAPER, Relation.AUTHORED_BY, "ordinal")["edges"]
    assert [edge["ordinal"] for edge in authors] == [0, 1]
    assert set(authors[0]) == {"cursor", "node", "ordinal"}


def test_entities_have_one_edge_a_neighbour_with_all_papers_newest_first(reader: SqliteReader) -> None:
    columns = ("statements", "statement_count", "sources", "confidence", "intent", "ordinal", "contexts")
    edge, other = hop(reader, TRANSFORMER, Relation.BASED_ON, *columns, reverse=True)["edges"]
    assert [one["paper_id"] for one in edge["statements"]] == [ROBERTA_PAPER, ROBERTA_PAPER, BERT_PAPER]
    assert edge["statements"][0]["sentence"] == "RoBERTa builds on BERT."
    assert edge["statements"][2]["on"] == "entity:glue"
    assert (edge["statement_count"], edge["sources"]) == (3, [BY, "person:me/1"])
    assert (edge["confidence"], other["confidence"]) == (None, 0.5)  # declared by one paper stands above 0.7 of another
    assert (edge["intent"], edge["ordinal"], edge["contexts"]) == (None, None, [])


def test_the_filter_of_a_hop_between_entities_holds_for_what_is_said(reader: SqliteReader) -> None:
    asked = ("statements.paper_id", "statement_count", "sources", "confidence")
    (edge,) = hop(reader, BERT, Relation.BASED_ON, *asked, where=Where(year_to=2018))["edges"]
    assert edge["statements"] == [{"paper_id": BERT_PAPER}]
    assert (edge["statement_count"], edge["sources"], edge["confidence"]) == (1, [BY], 0.7)


def test_every_parent_has_a_page_of_its_own(reader: SqliteReader) -> None:
    pages = reader.expand([BERT_PAPER, ROBERTA_PAPER, "missing"], Hop(relation=Relation.USES, page=Page(first=1)))
    assert [ids(page) for page in pages.values()] == [[REPO], [TRANSFORMER], []]
    assert [page["page_info"]["has_next_page"] for page in pages.values()] == [True, False, False]
    assert pages["missing"]["page_info"]["start_cursor"] is None


@pytest.mark.parametrize(("relation", "reverse"), [(Relation.INTRODUCES, True), (Relation.USES, False)])
def test_a_cursor_of_another_hop_is_refused(reader: SqliteReader, relation: Relation, reverse: bool) -> None:
    page = hop(reader, TRANSFORMER, Relation.USES, reverse=True)
    with pytest.raises(BadCursor):
        hop(reader, TRANSFORMER, relation, reverse=reverse, page=Page(after=page["page_info"]["end_cursor"]))


@pytest.mark.parametrize(
    ("marks", "cut"),
    [
        ([], ["abcdef"]),
        ([[2, 4, "x"], [3, 5, "y"]], ["ab", "*cd", "ef"]),
        ([[0, 6, "x"]], ["*abcdef"]),
        ([[0, 2, "x"], [2, 4, "y"]], ["*ab", "*cd", "ef"]),
        ([[3, 3, "x"], [5, 9, "y"]], ["abcdef"]),
    ],
)
def test_parts_are_the_sentence_again(marks: list[list[object]], cut: list[str]) -> None:
    parts = parts_of("abcdef", 0, 6, marks)
    assert ["*" * (part["role"] is not None) + part["text"] for part in parts] == cut
