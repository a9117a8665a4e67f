"""Every notebook runs on the bundled sample and prints what stands in it; how-to pages count it rightly."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph import Store
from tests.docs.counts import COUNT, PAGES, counted, rewritten
from tests.docs.notebooks import NOTEBOOKS, executed, read


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs_and_prints_what_stands_in_it(
    path: Path, sample_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CITEGRAPH_STORE", sample_url)
    monkeypatch.chdir(tmp_path)
    notebook = read(path)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    for cell, run in zip(notebook["cells"], executed(notebook)["cells"], strict=True):
        assert run == cell, "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_how_to_page_says_how_much_is_in_the_sample(page: Path, sample: Store) -> None:
    text = page.read_text("utf-8")
    assert COUNT.search(text)
    assert rewritten(text, counted(sample)) == text, "run `make docs`"
