"""The production store keeps the contract of every store."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from graph.neo4j.store import Neo4jStore
from tests.contract.contract import store_contract
from tests.contract.rulings import RulingsContract
from tests.neo4j.fixtures import Scratch, neo4j_empty, neo4j_scratch

__all__ = ["neo4j_empty", "neo4j_scratch"]


class TestNeo4jStore(store_contract(share=0.1), RulingsContract):  # type: ignore[misc]
    @pytest.fixture
    def make_store(self, neo4j_scratch: Scratch) -> Iterator[Callable[[], Neo4jStore]]:
        made: list[Neo4jStore] = []

        def make() -> Neo4jStore:
            for store in made:
                store.close()
            made.clear()
            neo4j_scratch.wipe()
            made.append(Neo4jStore(neo4j_scratch.login, create=True))
            return made[-1]

        yield make
        for store in made:
            store.close()
