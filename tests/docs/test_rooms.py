"""What may import what, where import-linter cannot tell; and that the declared dependencies are the imported ones."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT

SHARED = ("graph/names.py", "graph/identifiers.py", "graph/urls.py")
DISTRIBUTIONS = {"graphql-core": "graphql", "neo4j-rust-ext": "neo4j", "strawberry-graphql": "strawberry"}
OF_SPACY = {"confection", "numpy", "thinc"}
"""Spoken through spaCy, which pins them: its Doc is made of numpy arrays, its configs of confection."""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", SHARED)
def test_what_extract_may_import_of_graph_needs_the_standard_library_only(path: str) -> None:
    for name in imported(ROOT / path):
        assert name.partition(".")[0] in sys.stdlib_module_names or f"{name.replace('.', '/')}.py" in SHARED, name


def test_every_dependency_is_declared_and_every_declared_one_is_imported() -> None:
    ours = {"api", "extract", "graph"}
    found = {name.partition(".")[0] for room in ours for path in (ROOT / room).rglob("*.py") for name in imported(path)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = (one for extra in project["optional-dependencies"].values() for one in extra)
    declared = [*project["dependencies"], *extras]
    names = [re.split(r"[<>=!~\[; ]", each, maxsplit=1)[0] for each in declared]
    modules = {DISTRIBUTIONS.get(name, name) for name in names}
    assert modules <= found
    assert found - ours - set(sys.stdlib_module_names) - modules <= OF_SPACY | {"starlette"}  # FastAPI is made of it
