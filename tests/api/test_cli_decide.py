"""`citegraph decide`: what a person rules from the command line, sees listed, and takes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from api.cli.exits import Exit
from tests.api.papers import DENSE, SPARSE, write_jsonl

Captured = pytest.CaptureFixture[str]


def decide(url: str, *arguments: str) -> int:
    return main(["decide", "--store", url, "--by", "Ada Park", *arguments])


def rulings(url: str, capsys: Captured) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert decide(url, "list", "--json") == Exit.OK
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["decisions"]
    return found


def entity(url: str, name: str, capsys: Captured) -> Any:
    capsys.readouterr()
    query = "query ($name: ID!) { entity(id: $name) { id name type paperCount } }"
    assert main(["query", "--store", url, query, "--var", f"name={name}"]) == Exit.OK
    return json.loads(capsys.readouterr().out)["entity"]


def test_corrections_hold_when_the_papers_are_ingested_again(
    library_url: str, tmp_path: Path, capsys: Captured
) -> None:
    assert decide(library_url, "retype", "Dense Mill", "model") == Exit.OK
    assert decide(library_url, "rename", "Sparse Winnow", "The Winnow") == Exit.OK
    assert decide(library_url, "reject", "quietbench") == Exit.OK
    changed = [{**each, "venue": "Mills"} for each in (DENSE, SPARSE)]
    papers = write_jsonl(tmp_path / "library.jsonl", *changed)
    assert main(["ingest", "--store", library_url, "--min-confidence", "0", str(papers)]) == Exit.OK
    assert entity(library_url, "dense mill", capsys)["type"] == "MODEL"
    assert entity(library_url, "the winnow", capsys)["name"] == "The Winnow"
    assert entity(library_url, "sparse winnow", capsys)["name"] == "The Winnow"
    assert entity(library_url, "quietbench", capsys) is None


def test_what_was_ruled_is_listed_with_who_and_when(library_url: str, capsys: Captured) -> None:
    assert decide(library_url, "reject", "quietbench", "--paper", "doi:10.1000/dense", "--relation", "uses") == Exit.OK
    [ruled] = rulings(library_url, capsys)
    assert (ruled["kind"], ruled["subject"], ruled["by"]) == ("reject", "entity:quietbench", "Ada Park")
    assert (ruled["paper"], ruled["relation"]) == ("doi:10.1000/dense", "USES")
    assert ruled["at"].endswith("Z")
    assert decide(library_url, "list") == Exit.OK
    assert "reject entity:quietbench in doi:10.1000/dense as USES" in capsys.readouterr().out


def test_a_decision_is_withdrawn_by_its_id(library_url: str, capsys: Captured) -> None:
    before = entity(library_url, "quietbench", capsys)
    decide(library_url, "reject", "quietbench")
    [ruled] = rulings(library_url, capsys)
    assert decide(library_url, "withdraw", ruled["id"]) == Exit.OK
    assert rulings(library_url, capsys) == []
    assert entity(library_url, "quietbench", capsys) == before
    assert decide(library_url, "withdraw", ruled["id"]) == Exit.NOT_FOUND


def test_saying_it_twice_writes_once(library_url: str, capsys: Captured) -> None:
    for _ in range(2):
        assert decide(library_url, "reject", "quietbench") == Exit.OK
    assert "was ruled so already" in capsys.readouterr().out
    assert len(rulings(library_url, capsys)) == 1


def test_a_dry_run_changes_nothing(library_url: str, capsys: Captured) -> None:
    assert decide(library_url, "rename", "quietbench", "Silent Bench", "--dry-run") == Exit.OK
    assert "would be ruled" in capsys.readouterr().out
    assert rulings(library_url, capsys) == []
    assert entity(library_url, "quietbench", capsys)["name"] == "QuietBench"


def test_decisions_travel_with_a_dump(library_url: str, tmp_path: Path, capsys: Captured) -> None:
    decide(library_url, "rename", "quietbench", "Silent Bench")
    ruled = rulings(library_url, capsys)
    assert main(["dump", "--store", library_url, "--output", str(tmp_path / "dump.jsonl")]) == Exit.OK
    other = f"embedded:{tmp_path / 'other.sqlite'}"
    assert main(["load", "--store", other, str(tmp_path / "dump.jsonl")]) == Exit.OK
    assert rulings(other, capsys) == ruled
    assert entity(other, "silent bench", capsys)["id"] == "entity:quietbench"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("reject", "no such thing"), Exit.NOT_FOUND, "No entity"),
        (("reject", "quietbench", "--paper", "doi:10.1000/none"), Exit.NOT_FOUND, "No paper"),
        (("reject", "quietbench", "--paper", ""), Exit.NOT_FOUND, "No paper"),
        (("reject", "quietbench", "--relation", ""), Exit.USAGE, "no relation"),
        (("reject", ""), Exit.NOT_FOUND, "No entity"),
        (("reject", "quietbench", "--relation", "cites"), Exit.USAGE, "no relation"),
        (("retype", "quietbench", "Idea"), Exit.USAGE, "no type"),
        (("rename", "quietbench"), Exit.USAGE, "takes ENTITY NAME"),
        (("rename", "quietbench", "..."), Exit.USAGE, "neither letters nor digits"),
        (("rename", "quietbench", "a\0b"), Exit.USAGE, "cannot be shown"),
        (("rename", "quietbench", "x", "--paper", "y"), Exit.USAGE, "reject"),
        (("same", "quietbench", "QuietBench"), Exit.USAGE, "already"),
        (("not-same", "quietbench", "dense mill"), Exit.USAGE, "withdraw"),
        (("same", "doi:10.1000/dense", DENSE["title"]), Exit.USAGE, "one record"),
        (("list", "quietbench"), Exit.USAGE, "takes nothing"),
    ],
)
def test_what_cannot_be_ruled_is_told_and_nothing_is_written(
    library_url: str, capsys: Captured, arguments: tuple[str, ...], code: Exit, said: str
) -> None:
    assert decide(library_url, *arguments) == code
    assert said in capsys.readouterr().err
    assert rulings(library_url, capsys) == []
