"""JSON that services make: OpenAlex, Semantic Scholar, Crossref, Hugging Face, OpenReview."""

from __future__ import annotations

import json
from typing import Any

import pytest

from extract.records import Author, Paper, Reference
from tests.extract.reading import everything, paper, papers, problems, rows
from tests.extract.samples import CROSSREF_WORK, HUGGINGFACE, OPENALEX_WORK, OPENREVIEW, S2_PAPER, S2AG_PAPER

# --- OpenAlex


def test_an_openalex_work_is_read_whole() -> None:
    found = paper(rows(OPENALEX_WORK))
    assert (found.source, found.record, found.title) == ("openalex", "W2741809807", "Mills for Long Documents")
    assert found.abstract == "We grind documents and grind measure."
    assert found.identifiers == ("arxiv:2410.12345", "doi:10.1000/mills", "openalex:W2741809807", "pmid:123456")
    assert found.authors == (
        Author(name="Ada Park", ids=("openalex:A5023888391",)),
        Author(name="Josiah Carberry", ids=("orcid:0000-0002-1825-0097", "openalex:A5023888392")),
    )
    assert (found.published, found.venue, found.categories) == ("2024-10-16", "J. Mills", ("Milling",))
    assert [one.identifiers for one in found.references] == [("openalex:W1",), ("openalex:W22",)]
    assert (found.is_retracted, found.as_of) == (True, "2024-11-02")


@pytest.mark.parametrize(
    "text",
    [
        rows(OPENALEX_WORK, OPENALEX_WORK | {"id": "https://openalex.org/W9"}),
        json.dumps([OPENALEX_WORK, OPENALEX_WORK | {"id": "https://openalex.org/W9"}]),
        json.dumps(
            {"meta": {"count": 2}, "results": [OPENALEX_WORK, OPENALEX_WORK | {"id": "https://openalex.org/W9"}]}
        ),
        json.dumps({"results": [OPENALEX_WORK, OPENALEX_WORK | {"id": "https://openalex.org/W9"}]}, indent=2),
        json.dumps(OPENALEX_WORK, indent=2) + "\n" + json.dumps(OPENALEX_WORK | {"id": "https://openalex.org/W9"}),
    ],
    ids=["snapshot", "list", "answer", "answer, indented", "one by one"],
)
def test_openalex_works_stand_in_many_shapes(text: str) -> None:
    assert [one.record for one in papers(text)] == ["W2741809807", "W9"]


def test_an_openalex_work_without_title_adds_to_whatever_paper_has_its_ids() -> None:
    found = paper(rows(OPENALEX_WORK | {"title": None, "display_name": None}))
    assert (found.title, len(found.references)) == ("", 2)


def test_a_place_in_an_abstract_that_cannot_be_is_passed_over() -> None:
    index = {"We": [0], "grind": [1, -1, 10**12, "2", None], "x": 3}
    assert paper(rows(OPENALEX_WORK | {"abstract_inverted_index": index})).abstract == "We grind"


def test_an_openalex_author_is_no_work() -> None:
    (reason,) = problems(rows(OPENALEX_WORK | {"id": "https://openalex.org/A5023888391"}))
    assert "not that of an OpenAlex work" in reason


def test_merged_ids_go_together_whatever_chain_or_cycle_they_make() -> None:
    text = "merge_date,id,merge_into_id\n2024-01-01,W1000001,W1000002\n2024-01-02,W1000002,W1000001\n2024-01-03,A5,W1\n"
    first, second = (one for one in everything(text) if isinstance(one, Paper))
    assert first.identifiers == second.identifiers == ("openalex:W1000001", "openalex:W1000002")
    assert first.record != second.record
    assert "'A5' and 'W1' are not two works" in problems(text)[0]


# --- Semantic Scholar


def test_a_paper_of_the_graph_api_is_read_with_its_references_and_citations() -> None:
    found, citing = papers(rows(S2_PAPER))
    own = ("arxiv:2410.12345", "doi:10.1000/mills", f"s2:{S2_PAPER['paperId']}", "s2:CorpusId:77", "pmcid:PMC55")
    assert found.identifiers == own
    assert found.authors == (Author(name="Ada Park", ids=("s2:1741101",)), Author(name="Ben Osei"))
    assert (found.published, found.venue) == ("2024-10-16", "Journal of Mills")
    assert found.references == (
        Reference(title="Water in early mills", authors=("B. Osei",), year=2001),
        Reference(title="Wind in mills", identifiers=("doi:10.1000/wind", "s2:CorpusId:5", "s2:" + "a" * 40)),
    )
    assert (citing.title, citing.record) == ("After the mill", f"{'b' * 40}<{S2_PAPER['paperId']}")
    assert citing.references == (Reference(title="Mills for Long Documents", year=2024, identifiers=own),)


def test_an_external_id_that_no_store_can_hold_is_made_one_that_it_can() -> None:
    odd = {"externalIds": {"DBLP": "a\ud800\0b"}, "references": [{"title": "x", "externalIds": {"DBLP": "\0"}}]}
    found, *_ = papers(json.dumps(S2_PAPER | odd))
    assert "dblp:a\ufffd\ufffdb" in found.identifiers
    assert found.references[0].identifiers == ("dblp:\ufffd",)


def test_a_batch_has_null_for_an_id_that_is_not_known() -> None:
    assert len(papers(json.dumps([S2_PAPER | {"citations": []}, None]))) == 1


SAID = {"contexts": ["As [1]\nshowed.", "Like [1]."], "intents": ["background", "methodology"], "isInfluential": True}


def test_a_list_of_references_belongs_to_the_paper_that_its_name_says() -> None:
    text = json.dumps({"offset": 0, "data": [SAID | {"citedPaper": {"paperId": "a" * 40, "title": "Wind in mills"}}]})
    for name in ("arXiv:2410.12345v2", "2410.12345.json", "references_2410.12345v1.json"):
        found = paper(text, name)
        assert (found.title, found.identifiers) == ("", ("arxiv:2410.12345",))
        (reference,) = found.references
        assert (reference.intent, reference.is_influential) == ("background, methodology", True)
        assert len(reference.contexts) == 2
    assert "give the paper's id with --as" in problems(text, "references.json")[0]


def test_a_list_of_citations_is_turned_into_records_of_the_citing_papers() -> None:
    text = json.dumps({"data": [SAID | {"citingPaper": {"paperId": "b" * 40, "title": "After the mill"}}]})
    found = paper(text, "10.1000/mills")
    assert (found.title, found.record) == ("After the mill", "b" * 40)
    assert found.references[0].identifiers == ("doi:10.1000/mills",)
    assert found.references[0].intent == "background, methodology"


def test_the_datasets_have_papers_abstracts_and_citations() -> None:
    assert paper(rows(S2AG_PAPER)).identifiers == ("arxiv:2410.12345", "s2:CorpusId:77")
    abstract = paper(
        rows({"corpusid": 77, "openaccessinfo": {"externalids": {"DOI": "10.1000/x"}}, "abstract": "We grind."})
    )
    assert (abstract.title, abstract.abstract, abstract.record) == ("", "We grind.", "77/abstract")
    assert abstract.identifiers == ("doi:10.1000/x", "s2:CorpusId:77")
    citation = {
        "citingcorpusid": "77",
        "citedcorpusid": 78,
        "isinfluential": True,
        "contexts": ["As [1]."],
        "intents": ["result"],
    }
    found = paper(rows(citation))
    assert (found.record, found.identifiers) == ("77>78", ("s2:CorpusId:77",))
    assert found.references == (
        Reference(identifiers=("s2:CorpusId:78",), intent="result", contexts=("As [1].",), is_influential=True),
    )


def test_a_citation_of_an_unknown_work_is_told() -> None:
    assert "could not tell which work is cited" in problems(rows({"citingcorpusid": 77, "citedcorpusid": None}))[0]


def test_s2orc_metadata_has_outbound_citations() -> None:
    row = {
        "paper_id": "77",
        "title": "Mills",
        "authors": [{"first": "Ada", "middle": ["B."], "last": "Park", "suffix": ""}],
        "doi": "10.1000/mills",
        "outbound_citations": ["78", "79"],
    }
    found = paper(rows(row))
    assert (found.authors[0].name, len(found.references)) == ("Ada B. Park", 2)


# --- Crossref


def crossref(**changed: Any) -> str:
    return json.dumps({"message": CROSSREF_WORK | changed})


def test_a_crossref_work_is_read_without_its_markup() -> None:
    found = paper(crossref())
    assert (found.title, found.record) == ("Mills for Long Documents: A & B", "10.1000/mills")
    assert found.abstract == "We grind x < y.\n\nIt works."
    assert found.identifiers == ("arxiv:2410.12345", "doi:10.1000/mills")
    assert found.authors == (Author(name="Ada Park", ids=("orcid:0000-0002-1825-0097",)), Author(name="The Millers"))
    assert (found.published, found.venue, found.is_retracted) == ("2024-10", "Journal of Mills", True)


def test_a_crossref_reference_is_known_by_doi_by_title_or_by_what_the_citation_tells() -> None:
    by_doi, by_title, cited, series, unknown = paper(crossref()).references
    assert (by_doi.identifiers, by_doi.year) == (("doi:10.1000/water",), 2001)
    assert (by_title.title, by_title.year, by_title.venue) == ("Wind in mills", 2002, "J. Mills")
    assert (cited.title, cited.authors, cited.year) == ("Stones in mills", ("Osei",), 2003)
    assert (series.title, series.venue) == ("", "Proceedings of the Conference on Mills")
    assert (unknown.title, unknown.raw) == ("", "The Millers, rules, 2005.")


@pytest.mark.parametrize(
    "text",
    [
        rows(CROSSREF_WORK),
        json.dumps({"status": "ok", "message": {"total-results": 1, "items": [CROSSREF_WORK]}}),
        json.dumps({"items": [CROSSREF_WORK]}),
    ],
    ids=["lines", "answer", "public data file"],
)
def test_crossref_works_stand_in_many_shapes(text: str) -> None:
    assert paper(text).record == "10.1000/mills"


def test_csl_json_is_read_as_crossref_is() -> None:
    csl = {"DOI": "10.1000/mills", "title": "Mills", "container-title": "J. Mills", "publisher": "Mill Press"}
    assert (paper(json.dumps([csl])).title, paper(json.dumps([csl])).venue) == ("Mills", "J. Mills")


@pytest.mark.parametrize("parts", [[[None]], [[]], [], [[2024, 13]], [["x"]], None])
def test_a_crossref_date_that_is_none_is_none(parts: Any) -> None:
    assert paper(crossref(issued={"date-parts": parts})).published in (None, "2024")


# --- Hugging Face and OpenReview


def test_a_daily_paper_of_the_api_has_the_code_it_declares() -> None:
    found = paper(json.dumps([HUGGINGFACE]))
    assert (found.title, found.abstract) == ("Mills for Long Documents", "We grind documents.")
    assert (found.identifiers, found.links) == (("arxiv:2410.12345",), ("https://github.com/ada/mills",))
    assert found.authors == (Author(name="Ada Park"),)
    assert (found.count, found.as_of, found.published) == (5, "2024-10-18", "2024-10-16")


def test_a_row_of_a_paper_list_is_read() -> None:
    found = paper(json.dumps([OPENREVIEW]))
    assert found.identifiers == ("openreview:0JzWiigkUy",)
    assert found.authors == (
        Author(name="Ada Park"),
        Author(name="Josiah Carberry", ids=("orcid:0000-0002-1825-0097",)),
    )
    assert (found.published, found.venue, found.categories) == ("2024", "Conference on Mills", ("mills", "grinding"))


def test_a_note_of_openreviews_api_is_read() -> None:
    content = {"title": {"value": "Mills"}, "authors": {"value": ["Ada Park"]}, "authorids": {"value": ["~Ada_Park1"]}}
    found = paper(json.dumps({"notes": [{"id": "0Jz", "forum": "0Jz", "cdate": 1729036800000, "content": content}]}))
    assert (found.title, found.authors, found.published) == ("Mills", (Author(name="Ada Park"),), "2024-10-16")


# --- what is wrong


@pytest.mark.parametrize("value", [None, 3, "x", [], {}, [None], {"a": 1}])
@pytest.mark.parametrize("work", [OPENALEX_WORK, S2_PAPER, S2AG_PAPER, CROSSREF_WORK, HUGGINGFACE, OPENREVIEW])
def test_a_field_of_another_kind_than_documented_counts_as_absent(work: dict[str, Any], value: Any) -> None:
    for key in work:
        assert everything(rows(work, work | {key: value}))


def test_a_record_with_neither_title_nor_identifier_is_told() -> None:
    (reason,) = problems(rows(S2_PAPER | {"paperId": "x", "externalIds": {}, "title": None, "citations": []}))
    assert "neither a title nor an identifier" in reason
