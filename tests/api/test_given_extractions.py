"""`citegraph ingest --extractions`: whose extraction a line is."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from api.ingest import PAPERS_A_BATCH, Skipped, Source, ingest
from api.ready_made import ReadyMade
from graph import Store
from tests.api.asking import values
from tests.api.given import MILL, QUIET, extractions, line, reasons, sha256_of, taken
from tests.api.papers import DENSE, SPARSE, write_jsonl
from tests.api.test_ingest import Blank, total

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "library.jsonl", DENSE, SPARSE)


@pytest.mark.parametrize(
    "of",
    [
        {"text_sha256": sha256_of(DENSE)},
        {"text_sha256": sha256_of(DENSE).upper(), "id": "another", "title": "Another"},
        {"id": "dense"},
        {"id": "library.jsonl#dense"},
        {"id": "feed:jsonl/library.jsonl#dense"},
        {"id": "doi:10.1000/dense"},
        {"id": "https://doi.org/10.1000/DENSE", "title": "As it was called before"},
        {"title": "dense mill - grinding long documents"},
        {"id": "a number of their own", "title": DENSE["title"]},
    ],
    ids=["text", "text first", "id", "record", "contribution", "identifier", "URL", "title", "title, unknown id"],
)
def test_an_extraction_is_of_the_paper_of_its_text_else_id_else_title(
    store: Store, papers: Path, of: dict[str, Any]
) -> None:
    blank = Blank()
    tally = taken(store, papers, line(**of), pipeline=blank)
    assert (tally.ready_made, tally.extracted, tally.written, tally.problems, tally.unmatched) == (1, 1, 4, [], 0)
    assert blank.read == [SPARSE["title"]]
    assert set(extractions(store)) == {f"extract:given/{sha256_of(DENSE)}", f"extract:blank/{sha256_of(SPARSE)}"}
    paper = values(store, '{ paper(id: "doi:10.1000/dense") { introduces { nodes { name } } } }')["paper"]
    assert paper == {"introduces": {"nodes": [{"name": "Dense Mill"}]}}


def test_a_number_of_another_file_with_another_title_is_not_this_papers(store: Store, papers: Path) -> None:
    tally = taken(store, papers, line(id="dense", title="Dense Fog: A Survey"))
    assert (tally.ready_made, tally.extracted, tally.unmatched, tally.problems) == (0, 2, 1, [])


def test_the_surest_of_two_extractions_is_taken_then_the_later_one(store: Store, papers: Path) -> None:
    by_text, by_title = line(MILL, text_sha256=sha256_of(DENSE)), line(QUIET, title=DENSE["title"])
    first, second = line(MILL, title=SPARSE["title"]), line(QUIET, title=SPARSE["title"])
    tally = taken(store, papers, by_text, by_title, first, second)
    given = extractions(store)
    assert [one["name"] for one in given[f"extract:given/{sha256_of(DENSE)}"].record["entities"]] == ["Dense Mill"]
    assert [one["name"] for one in given[f"extract:given/{sha256_of(SPARSE)}"].record["entities"]] == ["QuietBench"]
    file = papers.parent / "given.jsonl"
    assert reasons(tally) == [
        f"line 2: {file}, line 1 is of the same text and extractor, and stands; this extraction is left out",
        f"line 3: {file}, line 4 is of the same text and extractor, and stands; this extraction is left out",
    ]


def test_two_extractors_of_one_text_both_speak(store: Store, papers: Path) -> None:
    ours, theirs = line(MILL, id="dense", extractor="ours"), line(QUIET, id="dense", extractor="theirs")
    assert taken(store, papers, ours, theirs).ready_made == 2
    query = '{ paper(id: "doi:10.1000/dense") { introduces { nodes { name } } evaluatesOn { nodes { name } } } }'
    paper = values(store, query)["paper"]
    assert paper["introduces"]["nodes"] == [{"name": "Dense Mill"}]
    assert paper["evaluatesOn"]["nodes"] == [{"name": "QuietBench"}]


def test_two_records_of_one_text_are_both_covered(store: Store, tmp_path: Path) -> None:
    papers = write_jsonl(tmp_path / "library.jsonl", DENSE | {"id": "first"}, DENSE | {"id": "second"})
    blank = Blank()
    tally = taken(store, papers, line(id="first"), pipeline=blank)
    assert (tally.papers, tally.ready_made, blank.read, tally.problems) == (2, 1, [], [])


def test_an_exact_repetition_is_nothing_to_tell(store: Store, papers: Path) -> None:
    tally = taken(store, papers, line(id="dense"), line(id="dense"))
    assert (tally.ready_made, tally.problems, tally.unmatched) == (1, [], 0)


# -- of another text, of no paper


@pytest.mark.parametrize("of", [{"id": "dense"}, {"title": DENSE["title"]}], ids=["id", "title"])
def test_an_extraction_of_another_text_is_told_and_the_text_is_read_as_usual(
    store: Store, papers: Path, of: dict[str, Any]
) -> None:
    blank = Blank()
    tally = taken(store, papers, line(**of, text_sha256=sha256_of(SPARSE)[::-1]), pipeline=blank)
    assert (tally.ready_made, tally.extracted, tally.unmatched) == (0, 2, 0)
    assert blank.read == [DENSE["title"], SPARSE["title"]]
    [reason] = reasons(tally)
    assert reason == (
        "line 1: it is of another text than feed:jsonl/library.jsonl#dense has, "
        "'Dense Mill: Grinding Long Documents'; this extraction is left out"
    )


def test_of_two_versions_of_a_paper_the_one_that_was_read_is_covered(store: Store, tmp_path: Path) -> None:
    changed = DENSE | {"id": "second", "abstract": "A second version."}
    papers = write_jsonl(tmp_path / "library.jsonl", changed, DENSE)
    blank = Blank()
    tally = taken(store, papers, line(id="doi:10.1000/dense", text_sha256=sha256_of(DENSE)), pipeline=blank)
    assert (tally.ready_made, tally.extracted, tally.problems) == (1, 1, [])
    assert f"extract:given/{sha256_of(DENSE)}" in extractions(store)


def test_extractions_of_no_paper_of_the_run_are_named_and_no_problem(store: Store, papers: Path) -> None:
    file = write_jsonl(papers.parent / "given.jsonl", line(id="dense"), line(id="gone"), line(title="Gone, too"))
    with ReadyMade() as ready_made:
        ready_made.read(file)
        events = list(ingest(store, [Source(input=papers)], Blank(), ready_made=ready_made))
    skipped = [event for event in events if isinstance(event, Skipped)]
    assert [event.what for event in skipped] == ["unmatched", "unmatched"]
    assert [event.reason for event in skipped] == [
        f"{file}, line 2: 'gone' is no paper of this run",
        f"{file}, line 3: 'Gone, too' is no paper of this run",
    ]
    assert (total(events).unmatched, total(events).problems) == (2, [])


# -- again


@pytest.mark.parametrize("extractor", [None, "mine", {"name": "mine"}, {"name": "mine", "version": "2"}])
def test_the_same_again_writes_nothing(store: Store, papers: Path, extractor: Any) -> None:
    first = taken(store, papers, line(id="dense", extractor=extractor))
    blank = Blank()
    again = taken(store, papers, line(id="dense", extractor=extractor), pipeline=blank)
    assert (first.written, again.written, again.unchanged, again.ready_made, blank.read) == (4, 0, 4, 0, [])


@pytest.mark.parametrize(
    "extractor", ["mine", {"name": "mine", "version": "2"}], ids=["no version", "the same version"]
)
def test_a_changed_extraction_is_written_again(store: Store, papers: Path, extractor: Any) -> None:
    taken(store, papers, line(MILL, id="dense", extractor=extractor))
    tally = taken(store, papers, line(QUIET, id="dense", extractor=extractor))
    assert (tally.written, tally.unchanged, tally.ready_made) == (1, 3, 1)
    [given] = [one for one in extractions(store).values() if one.id.startswith("extract:mine/")]
    assert [entity["name"] for entity in given.record["entities"]] == ["QuietBench"]


def test_a_contribution_says_whose_it_is(store: Store, papers: Path) -> None:
    taken(store, papers, line(id="dense", extractor={"name": "mine", "version": "2"}), line(id="sparse"))
    given = extractions(store)
    versioned, nameless = given[f"extract:mine/{sha256_of(DENSE)}"], given[f"extract:given/{sha256_of(SPARSE)}"]
    assert versioned.by == "mine/2"
    assert nameless.by.startswith("given+")
    assert versioned.record["extractor"] == {"name": "mine", "version": "2"}


def test_a_dry_run_takes_and_writes_nothing(store: Store, papers: Path) -> None:
    for target in (store, None):
        tally = taken(target, papers, line(id="dense"), dry_run=True)
        assert (tally.ready_made, tally.extracted, tally.written, tally.version) == (1, 1, 4, None)
    assert extractions(store) == {}


def test_extractions_of_many_batches_each_find_their_paper(store: Store, tmp_path: Path) -> None:
    count = 3 * PAPERS_A_BATCH + 7
    papers = write_jsonl(
        tmp_path / "library.jsonl", *({"id": f"p{n}", "title": f"Paper {n} of many"} for n in range(count))
    )
    lines = [line(MILL | {"name": f"Mill {n}"}, id=f"p{n}") for n in range(count) if n % 3]
    random.Random(1).shuffle(lines)
    blank = Blank(ahead=64)
    tally = taken(store, papers, *lines, pipeline=blank)
    assert (tally.ready_made, tally.extracted, tally.problems) == (len(lines), count - len(lines), [])
    assert blank.read == [f"Paper {n} of many" for n in range(0, count, 3)]
    introduced = values(store, '{ entity(id: "Mill 100") { introducedBy { nodes { title } } } }')["entity"]
    assert introduced["introducedBy"]["nodes"] == [{"title": "Paper 100 of many"}]
