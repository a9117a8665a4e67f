from __future__ import annotations

import pytest
from hypothesis import given

from graph.records import Contribution
from graph.shape import problem
from tests.contract.worlds import contributions


def paper(**record: object) -> Contribution:
    return Contribution(id="feed:a/1", kind="paper", record=record)


@given(contributions)
def test_what_we_make_ourselves_has_no_problem(contribution: Contribution) -> None:
    assert problem(contribution) is None


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({}, "record has no title"),
        ({"title": 7}, "record.title is '7', which is no text"),
        ({"title": "t", "authors": "Ann Lee"}, "record.authors is no list"),
        ({"title": "t", "authors": [{"name": "A"}, {}]}, "record.authors[1] has no name"),
        (
            {"title": "t", "references": [{"year": "2020"}]},
            "record.references[0].year is '2020', which is no whole number",
        ),
        ({"title": "t", "references": ["x"]}, "record.references[0] is no object"),
        ({"title": "t", "count": True}, "record.count is 'True', which is no whole number"),
        ({"title": "\ud800"}, "record.title holds half of a surrogate pair, which is no text"),
        ({"title": "t", "identifiers": ["x:\0"]}, "record.identifiers[0] holds a NUL, which is no text"),
    ],
)
def test_a_wrong_shape_is_named(record: dict, said: str) -> None:
    assert problem(paper(**record)) == said


@pytest.mark.parametrize(("one", "said"), [("a\0", "a NUL"), ("\ud800", "half of a surrogate pair")])
def test_an_id_that_no_store_can_hold_is_named(one: str, said: str) -> None:
    assert str(problem(Contribution(id=one, kind="paper", record={"title": "t"}))).startswith(f"id holds {said}")


def test_null_counts_as_absent() -> None:
    assert problem(paper(title="t", abstract=None, authors=None)) is None
