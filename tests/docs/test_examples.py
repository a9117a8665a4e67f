"""Every GraphQL example of README and docs is asked on the bundled sample, and answered as it stands there."""

from __future__ import annotations

import json

import pytest

from graph import Store
from tests.docs.blocks import PAGES, Example, asked, examples, laid_out, rewritten


@pytest.mark.parametrize("example", list(examples()), ids=str)
def test_an_example_is_answered_as_it_stands(example: Example, sample: Store) -> None:
    assert asked(sample, example.query, example.variables) == json.loads(example.answer), "run `make docs`"


def test_no_graphql_block_is_left_untested() -> None:
    blocks = sum(page.read_text("utf-8").count("```graphql") for page in PAGES)
    assert len(list(examples())) == blocks


def test_the_readme_shows_ten_queries_that_find_something() -> None:
    answers = [json.loads(example.answer) for example in examples() if example.page == "README.md"]
    assert len(answers) == 10
    assert all(has_rows(answer) for answer in answers)


def has_rows(value: object) -> bool:
    """Whether there is a list with something in it."""
    if isinstance(value, dict):
        return any(map(has_rows, value.values()))
    return bool(value) if isinstance(value, list) else False


def test_a_page_is_written_again_in_place() -> None:
    page = 'a\n```graphql\n{ x }\n```\n\n```json variables\n{"n": 1}\n```\n\n```json\n{}\n```\nz\n'
    again = rewritten(page, lambda query, variables: {query.strip(): variables})
    assert again == page.replace("{}", '{"{ x }": {"n": 1}}')


def test_json_is_laid_out_without_changing_it() -> None:
    for example in examples():
        value = json.loads(example.answer)
        assert json.loads(laid_out(value)) == value
