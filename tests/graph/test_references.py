"""What a reference points to: by identifier, by title with names and years, or a stub."""

from __future__ import annotations

from typing import Any

import pytest

from graph.project import project
from graph.records import Contribution, Relation
from graph.references import Holder, candidates, resolve

TITLE = "Semi-supervised grinding of long documents"
ADA = Holder("ada", frozenset({"park"}), frozenset({2020}))


def lookup(*keys: str, holders: tuple[Holder, ...] = (ADA,)) -> Any:
    return lambda key: holders if key in keys else ()


TITLED = "title:semi supervised grinding of long documents"
LETTERS = "letters:semisupervisedgrindingoflongdocuments"


def test_identifiers_come_before_titles() -> None:
    assert candidates({"title": TITLE, "identifiers": ["10.1000/a"]}) == ("doi:10.1000/a", TITLED, LETTERS)
    assert candidates({"title": "Mills"}) == ()
    assert candidates({"title": "Pointer mills"}) == ("letters:pointermills",)


@pytest.mark.parametrize(
    "title", ["Semisupervised grinding of long documents", "Semi-supervised grind-ing of longdocuments"]
)
def test_a_hyphen_that_a_line_end_took_or_left_makes_no_other_title(title: str) -> None:
    assert resolve({"title": title, "authors": ["Ada Park"], "year": 2021}, lookup(TITLED, LETTERS)) == "ada"


@pytest.mark.parametrize(
    ("reference", "is_found"),
    [
        ({"authors": ["A. Park"], "year": 2020}, True),
        ({"authors": ["Park Ada"]}, True),
        ({"year": 2018}, True),
        ({}, True),
        ({"authors": ["B. Osei"], "year": 2020}, False),
        ({"authors": ["A. Park"], "year": 2017}, False),
        ({"authors": ["A. Park"], "year": 2023}, False),
    ],
)
def test_a_title_needs_a_name_in_common_and_years_that_are_near(reference: dict, is_found: bool) -> None:
    assert resolve({"title": TITLE} | reference, lookup(TITLED, LETTERS)) == ("ada" if is_found else None)


@pytest.mark.parametrize(
    ("reference", "is_found"),
    [
        ({"authors": ["A. Park"], "year": 2020}, True),
        ({"authors": ["A. Park"]}, False),
        ({"year": 2020}, False),
        ({"authors": ["B. Osei"], "year": 2020}, False),
    ],
)
def test_a_title_of_two_words_needs_both(reference: dict, is_found: bool) -> None:
    found = resolve({"title": "Pointer mills"} | reference, lookup("letters:pointermills"))
    assert found == ("ada" if is_found else None)


def test_what_is_not_here_is_a_stub_of_its_surest_key() -> None:
    assert resolve({"title": TITLE}, lookup()) == TITLED
    assert resolve({"title": TITLE, "identifiers": ["10.1000/a"]}, lookup()) == "doi:10.1000/a"
    assert resolve({"title": "Pointer mills"}, lookup()) is None


def test_two_papers_of_one_title_are_told_apart_by_year() -> None:
    old = Holder("old", frozenset({"park"}), frozenset({2010}))
    found = resolve(
        {"title": TITLE, "authors": ["Ada Park"], "year": 2020}, lookup(TITLED, LETTERS, holders=(ADA, old))
    )
    assert found == "ada"


def paper(id_: str, **record: object) -> Contribution:
    return Contribution(id=id_, kind="paper", record=record)


def cites(*papers: Contribution) -> dict[tuple[str, str], Any]:
    edges = project(papers).edges.values()
    return {(edge.source, edge.target): edge for edge in edges if edge.type == Relation.CITES}


def test_what_a_source_says_of_a_citation_is_kept() -> None:
    reference = {"identifiers": ["10.1000/b"], "intent": "method", "contexts": ["As [1]."], "is_influential": True}
    citing = paper("feed:x/a", title="Mills", identifiers=["10.1000/a"], references=[reference])
    edge = cites(citing)["doi:10.1000/a", "doi:10.1000/b"]
    assert edge.properties == {"intent": "method", "contexts": ["As [1]."]}
    assert edge.statements[0]["is_influential"] is True


@pytest.mark.parametrize(
    ("names", "is_self"), [(["A. Park"], True), (["Park, Ada"], True), (["B. Park"], False), ([], False)]
)
def test_a_paper_that_cites_its_own_author_is_marked(names: list[str], is_self: bool) -> None:
    reference = {"identifiers": ["10.1000/b"], "authors": names}
    authors = [{"name": "Ada Park"}, {"name": "Ben Osei"}]
    citing = paper("feed:x/a", title="Mills", identifiers=["10.1000/a"], authors=authors, references=[reference])
    (statement,) = cites(citing)["doi:10.1000/a", "doi:10.1000/b"].statements
    assert statement.get("is_self", False) is is_self


def test_a_reference_to_itself_and_a_cycle_do_no_harm() -> None:
    one = paper("feed:x/a", title="Mills", identifiers=["10.1000/a"], references=[{"identifiers": ["10.1000/A"]}])
    assert cites(one) == {}
    other = paper("feed:x/b", title="Wind", identifiers=["10.1000/b"], references=[{"identifiers": ["10.1000/c"]}])
    third = paper("feed:x/c", title="Water", identifiers=["10.1000/c"], references=[{"identifiers": ["10.1000/b"]}])
    assert len(cites(other, third)) == 2


def test_ids_that_were_merged_in_a_cycle_are_one_paper() -> None:
    one = paper("feed:x/a", title="Mills", identifiers=["openalex:W1000001"])
    merged = [
        paper("feed:openalex/merged/W1000001", identifiers=["openalex:W1000001", "openalex:W1000002"]),
        paper("feed:openalex/merged/W1000002", identifiers=["openalex:W1000002", "openalex:W1000001"]),
    ]
    citing = paper("feed:x/c", title="Wind", identifiers=["10.1000/c"], references=[{"identifiers": ["W1000002"]}])
    assert set(cites(one, *merged, citing)) == {("doi:10.1000/c", "openalex:W1000001")}
