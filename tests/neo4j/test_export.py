"""A real Neo4j imports what was exported, and answers; and what is in Neo4j is exported as what is in SQLite is."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli import main
from api.cli.exits import Exit
from graph import Store
from graph.exports import FORMATS, Asked, Projection
from graph.neo4j.connection import Connection
from graph.neo4j.store import Neo4jStore
from graph.store import Where
from tests.docs.blocks import asked, examples
from tests.graph.exported import expected, fill, odd_world
from tests.graph.test_export_formats import unordered
from tests.neo4j import stopped
from tests.neo4j.distribution import NotToBeHad
from tests.neo4j.fixtures import Scratch, neo4j_empty, neo4j_scratch, unavailable
from tests.neo4j.places import url_of
from tests.neo4j.server import Neo4jServer

__all__ = ["neo4j_empty", "neo4j_scratch"]

pytestmark = pytest.mark.slow

NAMED = """
MATCH (n) RETURN n.id AS id, coalesce(n.title, n.name, n.value) AS label, labels(n) AS labels, n.degree AS degree,
  n.aliases AS aliases, n.year AS year
"""
LINKED = """
MATCH (a)-[r]->(b) RETURN a.id AS source, type(r) AS relation, b.id AS target, r.evidence AS evidence,
  r.contexts AS contexts
"""


@pytest.fixture(scope="module")
def stopped_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    try:
        server = Neo4jServer(tmp_path_factory.mktemp("import"))
    except NotToBeHad as reason:
        unavailable(str(reason))
    yield server
    server.stop()


def import_(server: Neo4jServer, folder: Path, *more: str) -> None:
    """The command that the export tells, in the folder, as a server's own neo4j-admin runs it."""
    command = [*stopped.admin_command(server), "database", "import", "full", "neo4j", "@import.args", *more]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_imported_graph_answers_the_ten_questions(
    stopped_server: Neo4jServer, sample_url: str, tmp_path: Path
) -> None:
    out = tmp_path / "csv"
    assert main(["--store", sample_url, "export", "--to", "neo4j-csv", "--abstracts", "--out", str(out)]) == Exit.OK
    import_(stopped_server, out)
    stopped.set_password(stopped_server)
    with stopped_server:
        store = Neo4jStore(stopped_server.login)
        readme = [one for one in examples() if one.page == "README.md"]
        assert len(readme) >= 10
        for one in readme:
            assert asked(store, one.query, one.variables) == json.loads(one.answer), str(one)
        store.close()


def test_a_part_is_imported_as_the_plain_graph(stopped_server: Neo4jServer, store: Store, tmp_path: Path) -> None:
    fill(store)
    out = tmp_path / "csv"
    argv = ["--store", store.name, "export", "--to", "neo4j-csv", "--filter", "include_stubs=true"]  # type: ignore[attr-defined]
    assert main([*argv, "--out", str(out)]) == Exit.OK
    import_(stopped_server, out, "--overwrite-destination=true")
    with FORMATS["node-link"].gather(store, Asked(where=Where(include_stubs=True))) as scratch:
        nodes, edges = expected(scratch, xml=False)
    with stopped_server:
        connection = Connection(stopped_server.login)
        found, linked = connection.run(NAMED), connection.run(LINKED)
        connection.close()
    for row in found:
        node = nodes.pop(row["id"])
        assert (row["label"] or "", row["degree"], row["year"]) == (node["label"], node["degree"], node.get("year"))
        assert row["aliases"] == node.get("aliases")
        assert set(row["labels"]) == {node["kind"], node["type"]}
    assert not nodes
    assert sorted((row["source"], row["relation"], row["target"], row["evidence"] or "") for row in linked) == sorted(
        (source, edge["relation"], target, edge.get("evidence") or "") for source, target, edge in edges
    )
    odd = [edge["contexts"] for *_, edge in edges if "contexts" in edge]
    assert [row["contexts"] for row in linked if row["contexts"]] == [[one for one in odd[0] if one]]


PARTS = (
    Asked(abstracts=True),
    Asked(where=Where(include_stubs=True)),
    Asked(where=Where(year_from=2023, min_confidence=0.5, types=frozenset({"Model", "Benchmark"}))),
    Asked(around="entity:grist2", depth=2, budget=30),
    Asked(around="doi:10.1000/3", depth=2, budget=8),
    *(Asked(projection=projection, name_only=True) for projection in Projection),
)


def test_both_stores_export_the_same(neo4j_empty: Scratch, store: Store) -> None:
    fill(store)
    other = Neo4jStore(neo4j_empty.login, create=True)
    list(other.ingest(odd_world()))
    for part in PARTS:
        for name in ("node-link", "csl-json"):
            if part.projection and FORMATS[name].of_papers:
                continue
            with FORMATS[name].gather(store, part) as one, FORMATS[name].gather(other, part) as two:
                assert unordered(expected(two, xml=False)) == unordered(expected(one, xml=False)), part
                assert two.left_out == one.left_out, part
    other.close()


def test_the_whole_of_a_neo4j_is_written_as_csv(neo4j_empty: Scratch, store: Store, tmp_path: Path) -> None:
    fill(store)
    url = url_of(neo4j_empty.login)
    assert main(["--store", store.name, "export", "--to", url]) == Exit.OK  # type: ignore[attr-defined]
    folders = {"own": store.name, "neo4j": url}  # type: ignore[attr-defined]
    for name, source in folders.items():
        out = str(tmp_path / name)
        assert main(["--store", source, "export", "--to", "neo4j-csv", "--abstracts", "--out", out]) == Exit.OK
    own, other = (sorted(path.name for path in (tmp_path / name).iterdir()) for name in folders)
    assert own == other
    for name in own:
        rows = [sorted((tmp_path / folder / name).read_text("utf-8").split("\n")) for folder in folders]
        assert len(rows[0]) == len(rows[1])
