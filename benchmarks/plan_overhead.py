"""CPU of an answer against that of the bare verb calls it makes plus orjson: what GraphQL itself costs.

    python -m benchmarks.plan_overhead [--rounds 300]

A nested query of about 1,000 objects (papers, what they use, who else uses it) on the embedded store, round-robin, the
median of process time. "bare" asks the same questions and serialises the store's rows as they are, without GraphQL.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from api.plan import Request, answer
from graph import Store, open_store
from graph.records import Contribution, Relation
from graph.store import Hop, Listing, Order, Page

QUERY = """query ($n: Int!) {
  papers(first: 12) { nodes { id title year
    uses(first: 8) { edges { cursor confidence node { id name type
      usedBy(first: $n) { nodes { id title year } } } } } } } }"""
LIMIT = {"n": 10}


def library(papers: int = 2_000, methods: int = 200) -> Iterator[Contribution]:
    r = random.Random(1)  # noqa: S311 - the same library every time
    for i in range(papers):
        title, abstract = f"On the milling of long documents, part {i}", f"We use nothing but method {i}."
        record: dict[str, Any] = {"title": title, "abstract": abstract, "identifiers": [f"doi:10.1/{i}"]}
        record["published"] = f"20{r.randint(10, 24)}-0{r.randint(1, 9)}"
        yield Contribution(id=f"feed:bench/{i}", kind="paper", record=record)
        sha = hashlib.sha256(f"{title}\n{abstract}".encode()).hexdigest()
        used = r.sample(range(methods), 10)
        entities = [
            {"name": f"Mill {m} net", "type": "Method", "relation": "uses", "confidence": r.random()} for m in used
        ]
        found = {"extractor": {"name": "bench", "version": "0"}, "text_sha256": sha, "entities": entities}
        yield Contribution(id=f"extract:bench/{sha}", kind="extraction", record=found, by="bench 0")


def bare(store: Store) -> bytes:
    page_columns, entity_columns = frozenset({"title", "year"}), frozenset({"name", "type"})
    with store.reading(seconds=3600) as reader:
        first = reader.list(Listing(kind="Paper", order=Order.PUBLISHED, page=Page(first=12), columns=page_columns))
        uses = Hop(
            relation=Relation.USES,
            page=Page(first=8),
            columns=entity_columns,
            edge_columns=frozenset({"confidence"}),
        )
        second = reader.expand([row["id"] for row in first["nodes"]], uses)
        ids = list(dict.fromkeys(row["id"] for below in second.values() for row in below["nodes"]))
        used_by = Hop(relation=Relation.USES, reverse=True, page=Page(first=LIMIT["n"]), columns=page_columns)
        third = reader.expand(ids, used_by)
    # What a client gets stands under each of its parents, so an entity of two papers is serialised twice.
    return orjson.dumps(
        [
            [row, [[edge, third[edge["node"]["id"]]["nodes"]] for edge in second[row["id"]]["edges"]]]
            for row in first["nodes"]
        ]
    )


def measure(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median CPU milliseconds of each, one after the other in each round."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.process_time()
            way()
            spent[name].append((time.process_time() - start) * 1000)
    return {name: statistics.median(times) for name, times in spent.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"embedded:{Path(folder) / 'store.sqlite'}", create=True)
        list(store.ingest(library()))
        request = Request(query=QUERY, variables=LIMIT)
        told = answer(request, store)
        objects = told.body.count(b'"id"')
        found = measure({"bare": lambda: bare(store), "answer": lambda: answer(request, store)}, rounds)
        store.close()
    print(f"{objects} nodes, {len(told.body)} bytes, cost {told.cost}")
    for name, milliseconds in found.items():
        print(f"{name:7} {milliseconds:6.2f} ms CPU")
    print(f"ratio   {found['answer'] / found['bare']:6.2f}   (target: at most 1.5)")


if __name__ == "__main__":
    main()
