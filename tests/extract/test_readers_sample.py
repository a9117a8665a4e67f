"""The bundled sample: what a newcomer's first graph is made of is read whole, and has something to say."""

from __future__ import annotations

from pathlib import Path

from extract.readers import read
from extract.records import Paper
from graph.names import title_key

SAMPLE = Path(__file__).parents[2] / "api" / "sample"


def papers(name: str) -> dict[str, Paper]:
    records = list(read(SAMPLE / name))
    assert all(isinstance(record, Paper) for record in records)
    return {title_key(record.title): record for record in records if isinstance(record, Paper)}


def test_both_files_are_read_whole_and_share_papers() -> None:
    page, bib = papers("daily-papers.txt"), papers("papers.bib")
    assert (len(page), len(bib)) == (17, 28)
    assert len(page.keys() & bib.keys()) == 6
    # One text each, so that what is extracted from it stands in the graph whichever file comes first.
    assert all(page[key].abstract == bib[key].abstract for key in page.keys() & bib.keys())


def test_the_page_has_both_layouts_and_dates_without_a_year() -> None:
    page = papers("daily-papers.txt")
    assert sum(paper.author_count is None for paper in page.values()) == 4
    guessed = [paper.published for paper in page.values() if paper.published_is_guess]
    assert len(guessed) == 8
    assert all(published and published.startswith("2023-") for published in guessed)


def test_every_paper_of_the_bibliography_is_identified_and_dated() -> None:
    for paper in papers("papers.bib").values():
        assert paper.identifiers[0].startswith("arxiv:")
        assert paper.published
        assert paper.authors


def test_references_name_papers_of_the_sample_or_works_that_can_be_keyed() -> None:
    bib = papers("papers.bib")
    references = [reference for paper in bib.values() for reference in paper.references]
    assert all(reference.identifiers or len(reference.title.split()) >= 3 for reference in references)
    inside = [reference for reference in references if title_key(reference.title) in bib]
    assert len(inside) >= 70


def test_abstracts_are_short_and_name_code() -> None:
    abstracts = [paper.abstract for name in ("daily-papers.txt", "papers.bib") for paper in papers(name).values()]
    assert all(60 <= len(abstract.split()) <= 130 for abstract in abstracts)
    assert sum("https://github.com/" in abstract for abstract in abstracts) >= 30
    assert sum("outperforms" in abstract for abstract in abstracts) >= 20
