"""A dump's lines and the records they stand for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.portable import DumpError, DumpTooNew, lines, parsed
from graph.records import Contribution, Decision
from tests.contract.worlds import extractions, papers

decisions = st.builds(Decision, id=st.text(), kind=st.just("same"), subject=st.text(), object=st.text())


@given(st.lists(papers() | extractions() | decisions))
def test_what_is_dumped_is_read_back_the_same(records: list[Contribution | Decision]) -> None:
    header, *rest = lines(records)
    assert parsed(header) is None
    assert [parsed(line) for line in rest] == records


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"contribution": ', "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("[]", "neither a contribution nor a decision"),
        ('{"contribution": {"id": "feed:a/1", "kind": "book", "record": {}}}', "neither"),
        ('{"contribution": {"id": "feed:a/1", "kind": "paper", "record": {}}}', "no title"),
        ('{"contribution": {"id": "feed:a/1", "kind": "paper", "record": {"title": "T"}, "rank": true}}', "rank"),
        ('{"decision": {"id": "d", "kind": "same", "subject": "a", "colour": "red"}}', "colour"),
        ('{"decision": {"id": "d", "kind": "same", "subject": "a", "object": 3}}', "no string"),
    ],
)
def test_a_damaged_line_is_refused_with_its_reason(line: str, reason: str) -> None:
    with pytest.raises(DumpError, match=reason):
        parsed(line)


@given(st.text() | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps))
def test_no_line_does_more_than_be_refused(line: str) -> None:
    with pytest.raises(DumpError):
        parsed(line)


def test_a_dump_of_a_newer_version_is_refused_as_such() -> None:
    with pytest.raises(DumpTooNew, match=r"format 2.*upgrade"):
        parsed('{"citegraph_dump": 2}')
