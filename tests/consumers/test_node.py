"""What graphology and cytoscape.js, libraries of JavaScript, read of an export is what is in it.

They are installed from tests/consumers/package-lock.json, once, where Node and npm are there.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from graph import Store
from graph.exports import FORMATS, Asked, Projection
from tests.graph.exported import expected, fill

HERE = Path(__file__).parent
PARTS = (Asked(), Asked(abstracts=True), Asked(projection=Projection.CO_USAGE))
parts = pytest.mark.parametrize("asked", PARTS, ids=["whole", "abstracts", "co-usage"])


def read(node: str, form: str, path: Path) -> Any:
    done = subprocess.run([node, "read.js", form, path], cwd=HERE, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def exported(store: Store, form: str, asked: Asked, folder: Path) -> tuple[Path, Any, bool]:
    """The file, what must be found in it, and whether its edges have a direction."""
    path = folder / f"graph{FORMATS[form].suffix}"
    with FORMATS[form].gather(store, asked) as scratch:
        path.write_text("".join(FORMATS[form].text(scratch)), "utf-8", newline="")
        return path, expected(scratch, xml=form != "cytoscape"), scratch.directed


def found(read_: Any, *leave: str) -> Any:
    """Nodes by id, and edges in the order of their ids."""

    def kept(attributes: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in attributes.items() if name not in leave}

    def number(edge: tuple[str, Any]) -> int:
        return int(edge[0].removeprefix("edge/").removeprefix("e"))

    edges = [(source, target, kept(rest)) for _, (source, target, rest) in sorted(read_["edges"].items(), key=number)]
    return {node: kept(attributes) for node, attributes in read_["nodes"].items()}, edges


def without_empty_labels(right: Any) -> Any:
    """graphology gives an empty label no attribute."""
    return {node: {k: v for k, v in its.items() if k != "label" or v} for node, its in right[0].items()}, right[1]


@parts
def test_graphology_reads_gexf(node: str, store: Store, asked: Asked, tmp_path: Path) -> None:
    path, right, directed = exported(fill(store), "gexf", asked, tmp_path)
    got = read(node, "gexf", path)
    assert got["directed"] == directed
    assert all(attributes["color"].startswith("rgb(") for attributes in got["nodes"].values())
    nodes, edges = found(got, "color", "size")
    for _, _, attributes in edges:
        assert attributes.pop("label") == attributes.pop("kind") == attributes["relation"]
    assert (nodes, edges) == without_empty_labels(right)


@parts
def test_graphology_reads_graphml(node: str, store: Store, asked: Asked, tmp_path: Path) -> None:
    path, right, directed = exported(fill(store), "graphml", asked, tmp_path)
    got = read(node, "graphml", path)
    assert got["directed"] == directed
    assert found(got) == right


@parts
def test_cytoscape_reads_its_json(node: str, store: Store, asked: Asked, tmp_path: Path) -> None:
    path, right, directed = exported(fill(store), "cytoscape", asked, tmp_path)
    got = read(node, "cytoscape", path)
    assert got["directed"] == directed
    assert found(got, "name", "interaction") == right


def test_every_consumer_reads_the_whole_sample(node: str, sample: Store, tmp_path: Path) -> None:
    counts = set()
    for form in ("gexf", "graphml", "cytoscape"):
        path, right, _ = exported(sample, form, Asked(), tmp_path)
        got = read(node, form, path)
        counts.add((len(got["nodes"]), len(got["edges"])))
        assert set(got["nodes"]) == set(right[0])
    assert len(counts) == 1


def test_the_lock_names_no_host() -> None:
    assert "://" not in (HERE / "package-lock.json").read_text("utf-8")
