"""Full-text search: the same words find the same things, whatever a person types; the order of equals may differ."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.errors import BadCursor
from graph.neo4j.read import Neo4jReader
from graph.records import AUTHOR, ENTITY, PAPER
from graph.sqlite.read import SqliteReader
from graph.store import Page, Search, Where
from tests.graph.rows_by_hand import ATTENTION, BERT, BERT_PAPER, REPO, SURVEY, TRANSFORMER, Tables, ids, small_graph
from tests.neo4j.filled import both
from tests.neo4j.fixtures import Scratch

Both = tuple[SqliteReader, Neo4jReader]
MUELLER, AN, WILL = "name:jurgen muller", "name:an to", "name:will it be"


@pytest.fixture(scope="module")
def readers(neo4j_scratch: Scratch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    tables = small_graph(tmp_path_factory.mktemp("store"))
    tables.author(MUELLER, "Jürgen Müller-Lüdenscheidt")
    tables.author(AN, "An To")
    tables.author(WILL, "Will It-Be")
    tables.entity("GPT-4", "Model", 3, aliases=["Generative Pre-trained Transformer 4"])
    _index_aliases(tables)
    with both(neo4j_scratch, tables.connection) as pair:
        yield pair
    tables.connection.close()


def _index_aliases(tables: Tables) -> None:
    """Rows written by hand have their aliases in the body alone; the store indexes them."""
    tables.connection.execute("INSERT INTO node_text (node_text) VALUES ('delete-all')")
    tables.connection.execute(
        "UPDATE node SET text = (SELECT group_concat(value, char(10)) FROM json_each(body, '$.aliases')) "
        "WHERE kind = 'Entity' AND json_array_length(body, '$.aliases') > 0"
    )
    tables.connection.execute(
        "INSERT INTO node_text (rowid, name, text) "
        "SELECT n, name, text FROM node WHERE kind <> 'Result' AND NOT is_stub"
    )


@pytest.mark.parametrize(
    "search",
    [
        Search(text="attention"),
        Search(text="transformers"),  # of one stem
        Search(text="ATTENTION everywhere"),
        Search(text="transformers bert", kinds=frozenset({PAPER})),
        Search(text="bert nonsense", kinds=frozenset({ENTITY})),  # all words nowhere: any of them
        Search(text="transformer", kinds=frozenset({ENTITY}), where=Where(types=frozenset({"Model"}))),
        Search(text="bidirectional encoder"),
        Search(text="attention", where=Where(year_from=2017)),
        Search(text="attention", where=Where(include_stubs=True)),
        Search(text="GPT-4"),
        Search(text="gpt"),
        Search(text="muller", kinds=frozenset({AUTHOR})),
        Search(text="Müller", kinds=frozenset({AUTHOR})),
        Search(text="müller-lüdenscheidt", kinds=frozenset({AUTHOR})),
        Search(text="An", kinds=frozenset({AUTHOR})),
        Search(text="will", kinds=frozenset({AUTHOR})),
        Search(text="jane doe"),
        Search(text="google-research/bert"),
        Search(text="roberta", kinds=frozenset()),
        Search(text="roberta", kinds=frozenset({"Result"})),
        Search(text=" ?! "),
        Search(text=""),
    ],
)
def test_the_same_words_find_the_same(readers: Both, search: Search) -> None:
    one, other = (reader.search(search) for reader in readers)
    assert set(ids(other)) == set(ids(one))


@pytest.mark.parametrize(
    "text",
    [
        *(
            '"bert NEAR( * ^ name: -roe OR',
            "name:roe",
            "roe*",
            "roe~2",
            "(roe",
            "roe)",
            "+roe",
            "-roe",
            "!roe",
            "roe^8",
        ),
        *("roe && jane", "roe || jane", "[roe TO *]", "{roe}", "roe\\", "\\roe", 'roe"', '""roe""', "/roe/", "roe?"),
        *("attention\0bert \ud800", "NOT roe", "AND", "OR roe", "name:", "roe AND", "a" * 9000, "roe " * 5000),
    ],
)
def test_no_text_is_a_syntax(readers: Both, text: str) -> None:
    one, other = (reader.search(Search(text=text, kinds=frozenset({AUTHOR}))) for reader in readers)
    assert set(ids(other)) == set(ids(one))


def test_a_word_of_the_title_weighs_more_than_one_of_the_abstract(readers: Both) -> None:
    assert ids(readers[1].search(Search(text="attention"))) == [ATTENTION, SURVEY]
    assert ids(readers[1].search(Search(text="bert nonsense", kinds=frozenset({ENTITY}))))[0] in (BERT, REPO)
    assert TRANSFORMER in ids(readers[1].search(Search(text="transformers")))


def test_search_is_paged_by_rank(readers: Both) -> None:
    _, reader = readers
    whole = reader.search(Search(text="bert", count=True))
    assert whole["total_count"] == len(whole["edges"]) > 2
    assert BERT_PAPER in ids(whole)
    one = reader.search(Search(text="bert", page=Page(first=1, after=whole["edges"][0]["cursor"])))
    assert one["edges"] == whole["edges"][1:2]
    assert one["page_info"]["has_next_page"] is True
    assert reader.search(Search(text="bert", page=Page(last=2)))["edges"] == whole["edges"][-2:]
    before = Page(last=1, before=whole["edges"][1]["cursor"])
    assert reader.search(Search(text="bert", page=before))["edges"] == whole["edges"][:1]
    with pytest.raises(BadCursor):
        reader.search(Search(text="attention", page=Page(after=whole["edges"][0]["cursor"])))


def test_function_words_are_looked_for_in_names_of_people_alone(readers: Both) -> None:
    # FTS5 has no list of such words: there "is" is found in a title that has it.
    one, other = (reader.search(Search(text="is")) for reader in readers)
    assert ids(one) == [ATTENTION]
    assert ids(other) == []
