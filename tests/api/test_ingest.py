"""Ingestion, with a pipeline that finds nothing: what is read, skipped, written and told."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pytest

from api.contributions import paper_contribution, rank
from api.ingest import PAPERS_A_BATCH, Committed, Skipped, Source, Tally, ingest
from extract.pipeline import Failure
from extract.records import Author, Extraction, Paper, Reference
from graph import Store
from tests.api.papers import DENSE, SPARSE, write_jsonl


@dataclass
class Blank:
    """A pipeline that finds nothing, reads `ahead` papers before it gives one, and fails on texts with a word."""

    name: str = "blank"
    fingerprint: str = "blank-1"
    ahead: int = 1
    fails_on: str = "\0"
    read: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        self.failures, stream, index = [], iter(papers), 0
        while some := list(islice(stream, self.ahead)):
            for paper in some:
                self.read.append(paper.title)
                if self.fails_on in paper.text:
                    self.failures.append(Failure(index, paper.title, f"{self.fails_on} cannot be read"))
                index += 1
            for paper in some:
                yield Extraction(title=paper.title, text_sha256=paper.text_sha256, extractor="blank", version="1")


def total(events: Iterable[Committed | Skipped]) -> Tally:
    tally = Tally()
    for event in events:
        tally.add(event)
    return tally


def test_a_record_and_its_extraction_are_two_contributions(store: Store, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "library.jsonl", DENSE, SPARSE)
    tally = total(ingest(store, [Source(input=path)], Blank()))
    assert (tally.papers, tally.extracted, tally.written, tally.unchanged) == (2, 2, 4, 0)
    with store.reading() as reader:
        assert reader.stats().papers == 2


def test_the_same_input_again_writes_and_extracts_nothing(store: Store, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "library.jsonl", DENSE, SPARSE)
    first = total(ingest(store, [Source(input=path)], Blank()))
    again, blank = Tally(), Blank()
    again = total(ingest(store, [Source(input=path)], blank))
    assert (again.written, again.unchanged, blank.read) == (0, first.written, [])


def test_another_pipeline_reads_the_texts_again_and_leaves_the_records(store: Store, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "library.jsonl", DENSE)
    total(ingest(store, [Source(input=path)], Blank()))
    tally = total(ingest(store, [Source(input=path)], Blank(fingerprint="blank-2")))
    assert (tally.extracted, tally.written, tally.unchanged) == (1, 1, 1)


def test_a_text_that_cannot_be_extracted_is_told_and_its_paper_kept(store: Store, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "library.jsonl", DENSE, SPARSE)
    tally = total(ingest(store, [Source(input=path)], Blank(fails_on="Winnow")))
    assert (tally.papers, tally.extracted, tally.written) == (2, 1, 3)
    assert [problem.what for problem in tally.problems] == ["extraction"]
    assert "sparse: its text could not be extracted: Winnow cannot be read" in tally.problems[0].reason
    assert total(ingest(store, [Source(input=path)], Blank())).extracted == 1


def test_a_broken_record_and_a_missing_file_leave_the_rest_alone(store: Store, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "library.jsonl", DENSE, '{"title": ', SPARSE)
    tally = total(ingest(store, [Source(input=tmp_path / "gone.bib"), Source(input=path)], Blank()))
    assert tally.papers == 2
    assert [problem.what for problem in tally.problems] == ["missing", "record"]
    assert "gone.bib" in tally.problems[0].reason
    assert "line 2" in tally.problems[1].reason


def test_a_dry_run_tells_what_would_be_written_and_writes_nothing(store: Store, tmp_path: Path) -> None:
    path = write_jsonl(tmp_path / "library.jsonl", DENSE, SPARSE)
    blank = Blank()
    for target in (store, None):
        tally = total(ingest(target, [Source(input=path)], blank, dry_run=True))
        assert (tally.papers, tally.written, tally.version) == (2, 4, None)
    assert blank.read == []
    with store.reading() as reader:
        assert reader.stats().contributions == 0


def test_an_acknowledgement_names_contributions_that_are_in_the_store(store: Store) -> None:
    batches = 0
    for event in ingest(store, [numbered(2 * PAPERS_A_BATCH + 1)], Blank()):
        assert isinstance(event, Committed)
        assert set(event.contributions) <= set(store.known(event.contributions))
        batches += 1
    assert batches == 3


def numbered(count: int) -> Source:
    lines = "".join(f'{{"id": "{n}", "title": "Paper {n} of a long list"}}\n' for n in range(count))
    return Source(input=io.BytesIO(lines.encode()), name="list")


@pytest.mark.parametrize("ahead", [1, 64, 3 * PAPERS_A_BATCH, 100 * PAPERS_A_BATCH])
def test_a_pipeline_that_reads_ahead_changes_nothing(store: Store, ahead: int) -> None:
    blank, count = Blank(ahead=ahead, fails_on="Paper 123 of"), 5 * PAPERS_A_BATCH + 7
    events = list(ingest(store, [numbered(count)], blank))
    tally = total(events)
    assert (tally.papers, tally.extracted, len(tally.problems)) == (count, count - 1, 1)
    assert "list#123" in tally.problems[0].reason
    assert blank.read == [f"Paper {n} of a long list" for n in range(count)]


def test_what_is_there_already_does_not_pile_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.ingest.READ_AHEAD", 2)
    total(ingest(store, [numbered(6 * PAPERS_A_BATCH)], Blank()))
    blank = Blank(ahead=1000)
    again = ingest(store, [numbered(6 * PAPERS_A_BATCH + 1)], blank)
    first = next(again)
    assert isinstance(first, Committed)
    assert (first.unchanged, blank.read) == (2 * PAPERS_A_BATCH, [])
    assert total(again).extracted == 1


def test_an_ingest_that_is_left_early_keeps_what_it_told(store: Store) -> None:
    events = ingest(store, [numbered(4 * PAPERS_A_BATCH)], Blank(ahead=64))
    first = next(events)
    events.close()  # type: ignore[attr-defined]  # a generator, which Iterator does not say
    assert isinstance(first, Committed)
    assert len(store.known(first.contributions)) == len(first.contributions)


def test_a_contribution_leaves_out_what_the_record_does_not_say() -> None:
    paper = Paper(source="jsonl", record="a#1", title="T", authors=(Author(name="Ada Park"),))
    contribution = paper_contribution(paper)
    assert contribution.id == "feed:jsonl/a#1"
    assert contribution.record == {"title": "T", "authors": [{"name": "Ada Park"}]}


def test_a_contribution_keeps_everything_the_record_says() -> None:
    paper = Paper(
        source="bibtex",
        record="a#1",
        title="T",
        abstract="A",
        identifiers=("doi:10.1/a",),
        authors=(Author(name="Ada Park", ids=("orcid:1",)),),
        published="2024",
        references=(Reference(title="R", year=2020, contexts=("as in [1]",)),),
        count=3,
        as_of="2024-05-01",
    )
    contribution = paper_contribution(paper)
    assert contribution.as_of == "2024-05-01"
    assert contribution.record == {
        "title": "T",
        "abstract": "A",
        "identifiers": ["doi:10.1/a"],
        "authors": [{"name": "Ada Park", "ids": ["orcid:1"]}],
        "published": "2024",
        "references": [{"title": "R", "year": 2020, "contexts": ["as in [1]"]}],
        "count": 3,
    }


@pytest.mark.parametrize(
    ("venue", "identifiers", "expected"),
    [
        ("ICLR", ("arxiv:2401.00001",), 2),
        ("", ("arxiv:2401.00001", "doi:10.1000/1"), 2),
        ("", ("arxiv:2401.00001", "doi:10.48550/arxiv.2401.00001"), 1),
        ("arXiv", ("arxiv:2401.00001",), 1),
        ("CoRR", ("arxiv:2401.00001",), 1),
        ("", ("s2:1",), 0),
        ("", (), 0),
    ],
)
def test_a_published_version_outranks_a_preprint(venue: str, identifiers: tuple[str, ...], expected: int) -> None:
    assert rank(Paper(source="s", record="r", title="T", venue=venue, identifiers=identifiers)) == expected
