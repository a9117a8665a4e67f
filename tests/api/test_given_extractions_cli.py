"""`citegraph ingest --extractions`, the command: what it reads, writes and tells."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli import main
from api.cli.exits import Exit
from graph import Store, open_store
from tests.api.given import MILL, QUIET, extractions, line, sha256_of
from tests.api.papers import DENSE, SPARSE, write_jsonl
from tests.docs.blocks import ROOT

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "library.jsonl", DENSE, SPARSE)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"embedded:{tmp_path / 'library.sqlite'}"


@pytest.fixture
def opened(url: str) -> Iterator[Store]:
    store = open_store(url, create=True)
    yield store
    store.close()


@pytest.mark.parametrize("form", ["jsonl", "json", "packed"])
def test_what_extract_prints_gives_the_graph_of_an_ordinary_ingest(
    papers: Path, url: str, library_url: str, form: str, capsys: Captured
) -> None:
    assert main(["extract", str(papers), "--format", "json" if form == "json" else "jsonl"]) == Exit.OK
    printed = capsys.readouterr().out.encode()
    given = papers.parent / "given"
    given.write_bytes(gzip.compress(printed) if form == "packed" else printed)
    assert main(["ingest", str(papers), "--extractions", str(given), "--store", url]) == Exit.OK
    assert capsys.readouterr().out.splitlines()[-1] == (
        "2 papers read, 0 texts extracted, 2 extractions taken from files, 4 written, 0 unchanged"
    )
    made, ordinary = open_store(url), open_store(library_url)
    try:
        assert made.graph().canonical == ordinary.graph().canonical
        assert {one.by.partition("+")[0] for one in extractions(ordinary).values()} == {
            one.by for one in extractions(made).values()
        }
    finally:
        made.close()
        ordinary.close()


def test_papers_that_the_file_does_not_cover_are_extracted(papers: Path, url: str, capsys: Captured) -> None:
    given = write_jsonl(papers.parent / "given.jsonl", line(id="dense"))
    command = ["ingest", str(papers), "--extractions", str(given), "--store", url]
    assert main(command) == Exit.OK
    assert capsys.readouterr().out.splitlines()[-1] == (
        "2 papers read, 1 text extracted, 1 extraction taken from files, 4 written, 0 unchanged"
    )
    assert main(command) == Exit.OK
    assert capsys.readouterr().out == (
        "2 papers read, 0 texts extracted, 0 extractions taken from files, 0 written, 4 unchanged\n"
    )


def test_several_files_may_be_given(papers: Path, opened: Store, url: str) -> None:
    one = write_jsonl(papers.parent / "one.jsonl", line(id="dense"))
    other = write_jsonl(papers.parent / "other.jsonl", line(id="sparse"))
    command = ["ingest", str(papers), "--extractions", str(one), "--extractions", str(other), "--store", url]
    assert main(command) == Exit.OK
    assert all(one.startswith("extract:given/") for one in extractions(opened))


def test_a_bad_line_is_named_and_ends_with_partly(papers: Path, url: str, capsys: Captured) -> None:
    given = write_jsonl(papers.parent / "given.jsonl", line(MILL | {"type": "Animal"}, QUIET, id="dense"), "{")
    assert main(["ingest", str(papers), "--extractions", str(given), "--store", url]) == Exit.PARTLY
    told = capsys.readouterr()
    assert f"{given}, line 1: entities[0].type is 'Animal'" in told.err
    assert f"{given}, line 2: it is not JSON" in told.err
    assert "2 problems, told above; everything else was used" in told.err
    assert "2 papers read, 1 text extracted, 1 extraction taken" in told.out


def test_extractions_of_no_paper_are_counted_and_listed_in_a_stream(papers: Path, url: str, capsys: Captured) -> None:
    given = write_jsonl(papers.parent / "given.jsonl", line(id="dense"), line(id="gone"))
    command = ["ingest", str(papers), "--extractions", str(given), "--store", url]
    assert main(command) == Exit.OK
    told = capsys.readouterr().err
    assert "1 extraction is of no paper of this run (--format jsonl lists them)" in told
    assert "'gone'" not in told
    assert main([*command, "--format", "jsonl"]) == Exit.OK
    *_, skipped, done = map(json.loads, capsys.readouterr().out.splitlines())
    reason = f"{given}, line 2: 'gone' is no paper of this run"
    assert skipped == {"event": "skipped", "what": "unmatched", "reason": reason}
    assert (done["unmatched"], done["ready_made"], done["skipped"]) == (1, 0, [])


def test_a_file_that_is_not_there_ends_it_before_a_store_is_made(papers: Path, url: str, capsys: Captured) -> None:
    assert main(["ingest", str(papers), "--extractions", "gone.jsonl", "--store", url]) == Exit.NOT_FOUND
    assert "'gone.jsonl'" in capsys.readouterr().err
    assert main(["ingest", str(papers), "--extractions", str(papers.parent), "--store", url]) == Exit.FAILED
    assert "Is a directory" in capsys.readouterr().err
    assert not Path(url.partition(":")[2]).exists()


def test_the_example_of_the_documentation_is_taken_whole(tmp_path: Path, opened: Store, url: str) -> None:
    page = (ROOT / "docs" / "how-to" / "own-extractions.md").read_text("utf-8")
    paper, extraction = map(json.loads, re.findall(r"```json\n(.*?)```", page, re.DOTALL))
    papers, given = write_jsonl(tmp_path / "papers.jsonl", paper), write_jsonl(tmp_path / "mine.jsonl", extraction)
    assert main(["ingest", str(papers), "--extractions", str(given), "--store", url]) == Exit.OK
    [(name, kept)] = extractions(opened).items()
    assert (name, kept.by) == (f"extract:mine/{sha256_of(paper)}", "mine/2")
    assert [len(kept.record[part]) for part in ("entities", "relations", "results")] == [2, 1, 1]


def test_papers_must_be_named_too(papers: Path, capsys: Captured) -> None:
    given = write_jsonl(papers.parent / "given.jsonl", line(id="dense"))
    with pytest.raises(SystemExit) as ended:
        main(["ingest", "--extractions", str(given)])
    assert ended.value.code == Exit.USAGE
    assert "required: FILE" in capsys.readouterr().err
