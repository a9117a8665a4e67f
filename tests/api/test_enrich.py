"""Records that add to papers that are there: `enrich`, and what `ingest` does with records without a title."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from api.cli.exits import Exit
from graph import Store, open_store
from graph.records import Relation
from graph.store import Hop, Page
from tests.api.papers import DENSE, write_jsonl

Captured = pytest.CaptureFixture[str]

WORK: dict[str, Any] = {
    "id": "https://openalex.org/W1000001",
    "doi": "https://doi.org/10.1000/dense",
    "title": "Another title that is not shown",
    "ids": {"openalex": "https://openalex.org/W1000001"},
    "authorships": [],
    "is_retracted": True,
    "referenced_works": ["https://openalex.org/W2000001", "https://openalex.org/W2000002"],
}
ELSEWHERE = WORK | {"id": "https://openalex.org/W9000001", "doi": None, "ids": {}, "title": "A work that is not here"}


@pytest.fixture
def url(library_url: str) -> str:
    return library_url


def rows(store: Store, *ids: str) -> dict[str, Any]:
    with store.reading() as reader:
        columns = frozenset({"title", "identifiers", "is_retracted", "author_count", "abstract", "venue"})
        return reader.get(list(ids), columns)


def cited(store: Store, paper: str) -> list[str]:
    hop = Hop(relation=Relation.CITES, page=Page(first=50), columns=frozenset({"title"}))
    with store.reading() as reader:
        return [node["id"] for node in reader.expand([paper], hop)[paper]["nodes"]]


def enriched(url: str, *arguments: str) -> Store:
    assert main(["enrich", "--store", url, *arguments]) == Exit.OK
    return open_store(url)


def test_enrich_adds_citations_and_identifiers_and_nothing_else(url: str, tmp_path: Path, capsys: Captured) -> None:
    works = write_jsonl(tmp_path / "works.jsonl", WORK, ELSEWHERE)
    store = enriched(url, "--openalex", str(works))
    assert (
        "1 record of papers that are here, 1 written, 0 unchanged; 1 record of papers that are not"
        in capsys.readouterr().out
    )
    row = rows(store, "doi:10.1000/dense")["doi:10.1000/dense"]
    assert (row["title"], row["is_retracted"], row["venue"]) == (DENSE["title"], True, None)
    assert "openalex:W1000001" in row["identifiers"]
    assert cited(store, row["id"]) == ["openalex:W2000001", "openalex:W2000002"]
    with store.reading() as reader:
        assert reader.stats().papers == 2
    assert store.check()["integrity"] == "ok"
    store.close()


def test_enrich_again_writes_nothing(url: str, tmp_path: Path, capsys: Captured) -> None:
    works = write_jsonl(tmp_path / "works.jsonl", WORK)
    enriched(url, str(works)).close()
    capsys.readouterr()
    enriched(url, str(works)).close()
    assert "0 written, 1 unchanged" in capsys.readouterr().out


def test_a_dry_run_of_enrich_writes_nothing(url: str, tmp_path: Path, capsys: Captured) -> None:
    works = write_jsonl(tmp_path / "works.jsonl", WORK)
    assert main(["enrich", str(works), "--store", url, "--dry-run", "--json"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["written"] == 1
    store = open_store(url)
    assert "openalex:W1000001" not in rows(store, "doi:10.1000/dense")["doi:10.1000/dense"]["identifiers"]
    store.close()


@pytest.mark.parametrize(
    ("changed", "is_meant"),
    [
        ({"authorships": [{"author": {"display_name": "Ada Park"}}]}, True),
        ({"authorships": [{"author": {"display_name": "Cy Roux"}}]}, False),
        ({"authorships": []}, False),
        ({"authorships": [{"author": {"display_name": "Ada Park"}}], "publication_date": "2019-01-01"}, False),
    ],
)
def test_a_title_names_a_paper_together_with_an_author(url: str, tmp_path: Path, changed: dict, is_meant: bool) -> None:
    work = WORK | {"doi": None, "title": DENSE["title"].upper(), "publication_date": "2023-05-01"} | changed
    store = enriched(url, str(write_jsonl(tmp_path / "works.jsonl", work)))
    row = rows(store, "doi:10.1000/dense")["doi:10.1000/dense"]
    assert ("openalex:W1000001" in row["identifiers"]) is is_meant
    assert (row["title"], row["author_count"]) == (DENSE["title"], 2)
    with store.reading() as reader:
        assert reader.stats().papers == 2
    store.close()


def test_a_file_of_another_kind_than_said_is_refused(url: str, tmp_path: Path, capsys: Captured) -> None:
    library = write_jsonl(tmp_path / "library.jsonl", DENSE)
    assert main(["enrich", "--openalex", str(library), "--store", url]) == Exit.FAILED
    assert "holds records of jsonl and not of openalex" in capsys.readouterr().err


def test_enrich_of_nothing_is_a_usage_error(url: str, capsys: Captured) -> None:
    assert main(["enrich", "--store", url]) == Exit.USAGE
    assert "name a file" in capsys.readouterr().err


def test_enrich_needs_a_store_with_papers(tmp_path: Path, capsys: Captured) -> None:
    works = write_jsonl(tmp_path / "works.jsonl", WORK)
    assert main(["enrich", str(works), "--store", f"embedded:{tmp_path / 'none.sqlite'}"]) == Exit.UNREACHABLE
    assert not (tmp_path / "none.sqlite").exists()


# --- records without a title

PAPER = {"corpusid": 77, "externalids": {"DOI": "10.1000/seven"}, "title": "Seven mills of wind", "authors": []}
CITATION = {
    "citingcorpusid": 77,
    "citedcorpusid": 78,
    "contexts": ["As [1]."],
    "intents": ["background"],
    "isinfluential": True,
}
ABSTRACT = {"corpusid": 77, "openaccessinfo": {"externalids": {}}, "abstract": "We propose Seven, a mill."}


@pytest.mark.parametrize("is_one_run", [True, False])
def test_citations_and_abstracts_add_to_papers_of_this_run_or_another(
    tmp_path: Path, capsys: Captured, is_one_run: bool
) -> None:
    url = f"embedded:{tmp_path / 's.sqlite'}"
    files = [
        str(write_jsonl(tmp_path / f"{name}.jsonl", row))
        for name, row in (("papers", PAPER), ("citations", CITATION), ("abstracts", ABSTRACT))
    ]
    for inputs in [files] if is_one_run else [[each] for each in files]:
        assert main(["ingest", *inputs, "--store", url]) == Exit.OK
    store = open_store(url)
    (row,) = rows(store, "s2:CorpusId:77").values()
    assert (row["title"], row["abstract"]) == ("Seven mills of wind", "We propose Seven, a mill.")
    assert cited(store, row["id"]) == ["s2:CorpusId:78"]
    with store.reading() as reader:
        assert reader.stats().papers == 1
        hop = Hop(relation=Relation.CITES, page=Page(first=5), edge_columns=frozenset({"intent", "contexts"}))
        (edge,) = reader.expand([row["id"]], hop)[row["id"]]["edges"]
    assert (edge["intent"], edge["contexts"]) == ("background", ["As [1]."])
    store.close()


def test_a_citation_of_a_paper_that_is_not_there_is_counted_and_left_out(tmp_path: Path, capsys: Captured) -> None:
    url = f"embedded:{tmp_path / 's.sqlite'}"
    other = CITATION | {"citingcorpusid": 99}
    files = [str(write_jsonl(tmp_path / f"{n}.jsonl", row)) for n, row in enumerate((PAPER, CITATION, other))]
    assert main(["ingest", *files, "--store", url, "--format", "jsonl"]) == Exit.PARTLY
    told = capsys.readouterr()
    events = [json.loads(line) for line in told.out.splitlines()]
    assert [one for event in events[:-1] for one in event.get("elsewhere", ())] == ["99>78"]
    assert events[-1]["elsewhere"] == 1
    assert "1 record without a title" in told.err


def test_merged_ids_lead_to_the_paper_that_is_there(tmp_path: Path) -> None:
    url = f"embedded:{tmp_path / 's.sqlite'}"
    works = write_jsonl(tmp_path / "works.jsonl", WORK)
    merged = tmp_path / "merged.csv"
    merged.write_text("merge_date,id,merge_into_id\n2024-01-01,W1000007,W1000001\n2024-01-01,W5,W6\n")
    assert main(["ingest", str(works), "--store", url]) == Exit.OK
    store = enriched(url, str(merged))
    assert rows(store, "openalex:W1000007")["openalex:W1000007"]["title"] == WORK["title"]
    store.close()
