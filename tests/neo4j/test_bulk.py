"""A graph loaded in bulk is the graph that ingesting makes, down to every property, and lives on like one."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from api.cli.exits import Exit
from api.cli.main import main
from api.portable import lines
from graph.errors import BadInput, StoreDamaged, StoreLocked, StoreUnavailable
from graph.neo4j.bulk import Imported, admin_command, bulk_load, check
from graph.neo4j.connection import Connection, Login
from graph.neo4j.csv_files import DELIMITER
from graph.neo4j.store import Neo4jStore
from graph.records import Contribution, Decision
from graph.store import Store
from tests.contract.contract import assert_true_to_contract, write
from tests.neo4j import stopped
from tests.neo4j.distribution import NotToBeHad
from tests.neo4j.fixtures import Scratch, neo4j_empty, neo4j_scratch, unavailable
from tests.neo4j.server import Neo4jServer

__all__ = ["neo4j_empty", "neo4j_scratch"]

pytestmark = pytest.mark.slow

ODD = 'say "so" \\ \\" ; , |\t{}\r\n\ré 🎓 \u2028 \x01 \ufeff\U0010ffff '
GRAPHS = {"title": "A study of graph networks", "abstract": "GPT-4 beats BERT on GLUE."}


def paper(name: str, **record: Any) -> Contribution:
    return Contribution(id=f"feed:{name}/1", kind="paper", record={"title": ODD, **record}, rank=1)


def entity(name: str, type_: str, relation: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": type_, "relation": relation, **more}


def extraction_of(record: dict[str, Any]) -> Contribution:
    sha = hashlib.sha256(f"{record['title']}\n{record.get('abstract', '')}".encode()).hexdigest()
    span = {"field": "abstract", "start": 0, "end": 5}
    return Contribution(
        id=f"extract:citegraph/{sha}",
        kind="extraction",
        record={
            "text_sha256": sha,
            "entities": [
                entity("GPT-4", "Model", "introduces", aliases=[ODD, "", "OpenAI's"], confidence=0.1 + 0.2),
                entity("BERT", "Model", "compares_with", confidence=1.0, evidence=span, mentions=[span]),
                entity("GLUE", "Benchmark", "evaluates_on", confidence=None),
                entity("https://github.com/a/b", "Repository", "releases"),
            ],
            "relations": [{"head": "GPT-4", "relation": "outperforms", "tail": "BERT", "on": ODD, "confidence": 1e-9}],
            "results": [{"value": ODD, "system": "GPT-4", "benchmark": "GLUE", "kind": None, "confidence": 0.5}],
        },
        by=ODD,
    )


CITED = {"title": "Attention for citation graphs", "year": 2019, "contexts": [ODD, "", "x"], "intent": ODD}
WORLD = (
    paper("odd", abstract=ODD, venue=ODD, categories=["", ODD], authors=[{"name": ODD, "ids": [f"x:{ODD}"]}], url=ODD),
    paper("long", title="Long", abstract="much ado " * 480_000, identifiers=["doi:10.1000/long"], count=2**40),
    paper("a", **GRAPHS, identifiers=["arxiv:2401.00001"], authors=[{"name": "Ann Lee"}], published="2024-01-31"),
    paper("b", **GRAPHS, authors=[{"name": "Lee, Ann"}], references=[CITED, {"identifiers": ["doi:10.1000/none"]}]),
    paper("c", title="Uno", identifiers=["doi:10.1000/c"], references=[CITED, {"identifiers": ["arxiv:2401.00001"]}]),
    paper("d", title="Due", identifiers=["doi:10.1000/d"], published_is_guess=True, published="2023", author_count=3),
    paper("gone", title="Gone", identifiers=["doi:10.1000/gone"]),
    extraction_of(GRAPHS),
)
RULINGS = (
    Decision(id="same", kind="same", subject="doi:10.1000/c", object="doi:10.1000/d", by=ODD),
    Decision(id="type", kind="retype", subject="entity:glue", object="Dataset"),
    Decision(id="no", kind="reject", subject="repo:github.com/a/b"),
)


def fill(store: Store) -> None:
    write(store, WORLD)
    store.decide(RULINGS)
    store.delete(["feed:gone/1"])


@dataclass(frozen=True)
class Loaded:
    server: Neo4jServer
    store: Neo4jStore
    imported: Imported


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("bulk")
    try:
        server = Neo4jServer(folder)
    except NotToBeHad as reason:
        unavailable(str(reason))
    imported = bulk_load(fill, stopped.admin_command(server), folder=folder)
    stopped.set_password(server)
    with server:
        store = opened(server.login)
        yield Loaded(server, store, imported)
        store.close()


def opened(login: Login) -> Neo4jStore:
    return Neo4jStore(login)


RAW_NODES = """
MATCH (n) UNWIND labels(n) AS label WITH n, label ORDER BY label
RETURN collect(label) AS labels, properties(n) AS properties
"""
RAW_EDGES = """
MATCH (a)-[r]->(b)
RETURN coalesce(a.id, a.key) AS source, type(r) AS type, properties(r) AS properties, coalesce(b.id, b.key) AS target
"""


def raw(login: Login) -> tuple[set[str], set[str]]:
    """Every node and every relationship with all that they hold, but for the numbers that stand for an order."""
    connection = Connection(login)
    nodes, edges = connection.run(RAW_NODES), connection.run(RAW_EDGES)
    connection.close()
    for row in nodes:
        for name in ("seq", "born", "arrived", "locked"):
            row["properties"].pop(name, None)
        if row["properties"].get("votes") == "[]":  # all were taken back, which says as much as none
            del row["properties"]["votes"]
    rows = [[json.dumps(row, sort_keys=True) for row in those] for those in (nodes, edges)]
    for those in rows:
        assert len(set(those)) == len(those)
    return set(rows[0]), set(rows[1])


def test_it_is_the_graph_that_ingesting_makes(loaded: Loaded, neo4j_empty: Scratch) -> None:
    store = Neo4jStore(neo4j_empty.login, create=True)
    fill(store)
    assert store.graph().canonical == loaded.store.graph().canonical
    assert list(store.dump()) == list(loaded.store.dump())
    for ingested, in_bulk in zip(raw(neo4j_empty.login), raw(loaded.server.login), strict=True):
        assert in_bulk - ingested == ingested - in_bulk == set()
    store.close()


def test_it_lives_on_as_if_it_had_been_ingested(loaded: Loaded, neo4j_empty: Scratch) -> None:
    """In this order, each step on both: a stub is filled, a paper changes, rulings go, what is cited goes, all goes."""
    store = Neo4jStore(neo4j_empty.login, create=True)
    fill(store)
    steps: tuple[Callable[[Store], object], ...] = (
        lambda one: write(one, WORLD),
        lambda one: write(one, [paper("stub", title="None yet", identifiers=["doi:10.1000/none"])]),
        lambda one: write(one, [paper("b", **GRAPHS, authors=[{"name": "Bo Kim"}])]),
        lambda one: one.decide([], withdraw=["same", "no"]),
        lambda one: one.delete(["feed:a/1", "feed:odd/1"]),
        lambda one: one.delete([each.id for each in WORLD] + ["feed:stub/1"]),
    )
    for step in steps:
        step(store)
        step(loaded.store)
        assert_true_to_contract(loaded.store)
        assert loaded.store.graph() == store.graph()
    assert not loaded.store.graph().nodes
    store.close()


def test_a_database_that_is_in_use_or_there_already_is_left_alone(loaded: Loaded) -> None:
    command = stopped.admin_command(loaded.server)
    with pytest.raises(StoreLocked, match="in use; stop Neo4j"):
        check(command)
    loaded.server.stop()
    try:
        with pytest.raises(StoreDamaged, match="There is a database neo4j already"):
            check(command)
    finally:
        loaded.server.start()


# -- without a Neo4j: a program that answers as neo4j-admin does ------------------------------------------------------


@pytest.fixture
def admin(tmp_path: Path) -> Callable[[str], list[str]]:
    """Makes a neo4j-admin whose imports end with what it is given on standard error; "" for success."""

    def make(said: str) -> list[str]:
        tool = tmp_path / "neo4j-admin"
        tool.write_text(
            f"#!{sys.executable}\nimport sys\n"
            f"if 'info' in sys.argv: sys.exit('no such folder')\n"
            f"open({str(tmp_path / 'asked')!r}, 'w').write('\\n'.join(sys.argv[1:]))\n"
            f"sys.exit({said!r} or 0)\n"
        )
        tool.chmod(0o700)
        return admin_command(tool)

    return make


def test_a_failed_import_says_why_and_what_to_delete(admin: Callable[[str], list[str]]) -> None:
    said = "WARNING: heap size may be too small\n\nNo space left on device.\nRun with '--verbose' for more."
    with pytest.raises(StoreUnavailable, match=r"could not import into neo4j \(No space left on device\); delete"):
        bulk_load(fill, admin(said))


@pytest.mark.parametrize(("said", "kind"), [("The database is in use.", StoreLocked), ("already exist", StoreDamaged)])
def test_what_comes_between_check_and_import_is_told_alike(admin, said: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        bulk_load(fill, admin(said))


def test_what_csv_cannot_say_is_refused_before_anything_is_imported(admin, tmp_path: Path) -> None:
    for categories in ([""], [f"cs{DELIMITER}CL"]):
        with pytest.raises(BadInput, match="which CSV cannot say; load it without"):
            bulk_load(partial(write, given_=[paper("x", categories=categories)]), admin(""))
    assert not (tmp_path / "asked").exists()


def test_no_program_at_the_path_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone", Path(__file__)):
        with pytest.raises(BadInput, match="is no program; name the folder of a Neo4j"):
            admin_command(path)


def test_nothing_is_left_of_the_temporary_files(admin, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    assert bulk_load(fill, admin(""), folder=folder, database="papers").nodes > len(WORLD)
    assert list(folder.iterdir()) == []
    asked = (tmp_path / "asked").read_text().split("\n")
    assert asked[:4] == ["database", "import", "full", "papers"]


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture
def dump(tmp_path: Path) -> str:
    path = tmp_path / "dump.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines([*WORLD, *RULINGS])), "utf-8")
    return str(path)


def test_load_takes_a_neo4j_admin_and_says_what_was_imported(admin, dump: str, capsys, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("NEO4J_DATABASE", "papers")
    (tool,) = admin("")
    assert main(["load", dump, "--neo4j-admin", tool]) == Exit.OK
    said = capsys.readouterr().out
    assert said.startswith("11 records read, 11 written, 0 unchanged; 4")
    assert said.endswith("imported into the database papers, for when Neo4j is started\n")
    assert (tmp_path / "asked").exists()


def test_load_in_a_dry_run_imports_nothing(admin, dump: str, capsys, tmp_path) -> None:
    (tool,) = admin("")
    assert main(["load", dump, "--neo4j-admin", tool, "--store", "bolt://127.0.0.1", "--dry-run"]) == Exit.OK
    assert capsys.readouterr().out == "11 records read, 11 to write, 0 unchanged\n"
    assert not (tmp_path / "asked").exists()


def test_load_refuses_an_embedded_store_beside_a_neo4j_admin(admin, dump: str, capsys, tmp_path) -> None:
    (tool,) = admin("")
    assert main(["load", dump, "--neo4j-admin", tool, "--store", f"embedded:{tmp_path / 'x'}"]) == Exit.USAGE
    assert "leave one of them out" in capsys.readouterr().err
