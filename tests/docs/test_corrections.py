"""What docs/how-to/corrections.md tells to type is typed, on a copy of the bundled sample, and does what it says."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from api.cli.exits import Exit
from api.plan import Mutations, Request, answer
from graph import Store, open_store
from tests.api.asking import values
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "how-to" / "corrections.md").read_text("utf-8")
LINES = re.findall(r"^    citegraph (decide .*)$", PAGE, re.MULTILINE)
LIST = re.findall(r"```graphql\n(\{.*?)```", PAGE, re.DOTALL)[-1]


@pytest.fixture
def copied(sample_url: str, tmp_path: Path) -> str:
    return f"embedded:{shutil.copy(sample_url.partition(':')[2], tmp_path / 'sample.sqlite')}"


def listed(url: str) -> list[dict[str, Any]]:
    store: Store = open_store(url)
    try:
        found: list[dict[str, Any]] = values(store, LIST)["decisions"]["nodes"]
        return found
    finally:
        store.close()


def test_each_line_of_the_page_does_what_it_says(copied: str, capsys: pytest.CaptureFixture[str]) -> None:
    kinds = []
    for line in LINES:
        words = shlex.split(line)
        if words[1] == "withdraw":
            words = [*words[:2], listed(copied)[-1]["id"]]
        else:
            kinds.append(words[1].upper())
        assert main([*words, "--store", copied]) == Exit.OK, (line, capsys.readouterr().err)
    assert sorted(kinds) == ["LIST", "REJECT", "RENAME", "RETYPE", "SAME"]
    assert len(listed(copied)) == 3


def test_the_mutation_of_the_page_is_done(copied: str) -> None:
    (sent,) = re.findall(r"-d '(\{.*\})'", PAGE)
    store = open_store(copied)
    try:
        told = answer(Request(query=json.loads(sent)["query"], mutations=Mutations.ALLOWED), store)
        assert json.loads(told.body)["data"] == {"rename": {"isNew": True}}
        assert values(store, '{ entity(id: "vit") { name } }') == {"entity": {"name": "Vision Transformer"}}
    finally:
        store.close()
    assert [(one["kind"], one["by"], one["object"]) for one in listed(copied)] == [
        ("RENAME", "Ada", "Vision Transformer")
    ]
