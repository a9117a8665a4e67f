"""What the documentation says of the sample holds on Neo4j too, and its Cypher is answered as it stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from graph import Store, open_store
from graph.project import project
from graph.records import Contribution, EntityType
from tests.docs.blocks import Example, asked, examples
from tests.neo4j import cypher_page
from tests.neo4j.cypher_page import PAGE, Question, is_picture, questions
from tests.neo4j.fixtures import Scratch
from tests.neo4j.places import neo4j_sample

__all__ = ["neo4j_sample"]

STYLE = PAGE.with_name("neo4j-style.grass")
BESIDE = ("Paper", "Author", "Entity", "Result", "Bookkeeping")


@pytest.fixture
def production(neo4j_sample: str) -> Iterator[Store]:
    store = open_store(neo4j_sample)
    yield store
    store.close()


@pytest.mark.parametrize("example", list(examples()), ids=str)
def test_an_example_is_answered_alike_on_both_stores(example: Example, sample: Store, production: Store) -> None:
    answered = asked(production, example.query, example.variables)
    assert answered == asked(sample, example.query, example.variables)
    assert answered == json.loads(example.answer)


def test_the_sample_is_the_same_graph_on_both_stores(sample: Store, production: Store) -> None:
    given = [one for one in sample.dump() if isinstance(one, Contribution)]
    assert list(production.dump()) == given
    assert production.graph().canonical == sample.graph().canonical == project(given).canonical


@pytest.mark.parametrize("question", list(questions()), ids=str)
def test_a_cypher_question_is_answered_as_it_stands(
    question: Question, neo4j_sample: str, neo4j_scratch: Scratch
) -> None:
    rows = cypher_page.asked(neo4j_scratch.connection, question.statement)
    assert rows
    if question.rows is None:
        assert is_picture(rows)
    else:
        assert rows == question.rows, "run python -m tests.neo4j.cypher_page"


def test_a_picture_shows_no_bookkeeping() -> None:
    pictures = [one for one in questions() if one.rows is None]
    assert pictures
    assert all("NOT n:Bookkeeping" in one.statement for one in pictures)


def test_there_are_ten_questions_and_one_shows_the_sentence_behind_an_edge() -> None:
    answered = [one for one in questions() if one.rows]
    assert len(answered) >= 10
    assert any("sentence" in row for one in answered for row in one.rows or ())


def test_every_label_has_its_colour_and_its_caption() -> None:
    rules = dict(re.findall(r"^([\w.]+) \{\n(.*?)^\}$", STYLE.read_text("utf-8"), re.DOTALL | re.MULTILINE))
    for label in (*BESIDE, *EntityType):
        assert re.search(r"^  color: #[0-9a-f]{6};$", rules[f"node.{label}"], re.MULTILINE)
        assert "caption: " in rules[f"node.{label}"]
    # Of two rules that fit a node the later one wins: its type before what every entity has.
    names = list(rules)
    assert all(names.index("node.Entity") < names.index(f"node.{kind}") for kind in EntityType)
