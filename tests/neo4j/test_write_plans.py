"""What Neo4j does for each statement of a write: it finds what it needs by indexes, whatever the size of the graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from graph.neo4j import store as store_module
from graph.neo4j.ledger import Neo4jLedger
from graph.neo4j.store import DECISIONS, Neo4jStore
from graph.records import Contribution, Decision
from tests.contract.contract import write
from tests.neo4j.fixtures import Scratch
from tests.neo4j.test_read_plans import WALKS

TEXT = "We propose Alpha, based on Beta. It beats Gamma by 2x."
SPAN = {"field": "abstract", "start": 0, "end": len(TEXT)}


def paper(number: int, **more: Any) -> Contribution:
    record = {
        "title": f"A study of the number {number}",
        "abstract": TEXT,
        "identifiers": [f"arxiv:2401.{number:05d}"],
        "authors": [{"name": "Ann Lee"}, {"name": f"Author {number}"}],
        "references": [{"title": "", "identifiers": [f"arxiv:2401.{number + 1:05d}"]}],
        **more,
    }
    return Contribution(id=f"feed:plans/{number}", kind="paper", record=record)


def extraction(sha: str) -> Contribution:
    def entity(name: str, relation: str) -> dict[str, Any]:
        return {"name": name, "type": "Model", "relation": relation, "aliases": [f"{name} in full"], "evidence": SPAN}

    record = {
        "text_sha256": sha,
        "entities": [entity("Alpha", "introduces"), entity("Beta", "uses"), entity("Gamma", "compares_with")],
        "relations": [{"head": "Alpha", "relation": "based_on", "tail": "Beta", "evidence": SPAN}],
        "results": [{"system": "Alpha", "value": "2x", "kind": "ratio", "evidence": SPAN}],
    }
    return Contribution(id=f"extract:plans/{sha}", kind="extraction", record=record)


@pytest.fixture
def statements(neo4j_empty: Scratch, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, dict[str, Any]]]:
    """Every statement of writes that do all that a write can do, with its parameters."""
    seen: dict[str, dict[str, Any]] = {}
    ledger_rows, store_rows = Neo4jLedger.rows, store_module._rows

    def of_ledger(self: Neo4jLedger, statement: str, **parameters: Any) -> list[list[Any]]:
        seen[statement] = parameters
        return ledger_rows(self, statement, **parameters)

    def of_store(transaction: Any, statement: str, **parameters: Any) -> list[list[Any]]:
        seen[statement] = parameters
        return store_rows(transaction, statement, **parameters)

    monkeypatch.setattr(Neo4jLedger, "rows", of_ledger)
    monkeypatch.setattr(store_module, "_rows", of_store)
    store = Neo4jStore(neo4j_empty.login, create=True)
    write(store, [paper(number) for number in range(40)])
    with store.reading() as reader:
        row = reader.get(["arxiv:2401.00001"], frozenset({"text_sha256"}))["arxiv:2401.00001"]
    write(store, [extraction(row["text_sha256"])])
    write(store, [paper(1, identifiers=["arxiv:2401.00001", "doi:10.1000/one"], venue="ACL")])
    store.decide([Decision(id="1", kind="same", subject="arxiv:2401.00003", object="arxiv:2401.00004")])
    store.decide([Decision(id="2", kind="reject", subject="entity:beta")])
    store.decide([], withdraw=["1", "2"])
    store.known(["feed:plans/1"])
    store.contributions_of("arxiv:2401.00001")
    store.delete(["feed:plans/1", "feed:plans/7"])
    yield seen
    store.close()


def operators(plan: Mapping[str, Any]) -> set[str]:
    own = {plan["operatorType"].partition("@")[0]}
    return own.union(*(operators(child) for child in plan.get("children", ())))


def test_no_statement_of_a_write_walks_over_the_graph(
    statements: Mapping[str, dict[str, Any]], neo4j_empty: Scratch
) -> None:
    walking = {}
    for statement, parameters in statements.items():
        if statement == DECISIONS:
            continue  # rulings are few, and every write needs all of them
        with neo4j_empty.connection.reading() as transaction:
            plan = transaction.run(f"EXPLAIN {statement}", parameters).consume().plan
        assert plan is not None
        if walks := operators(plan) & WALKS - {"CartesianProduct"}:  # of one node and one node, in each row
            walking[statement] = walks
    assert walking == {}, walking
    assert len(statements) > 40
