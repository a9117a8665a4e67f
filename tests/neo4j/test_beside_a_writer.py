"""A reader beside a writer sees a paper as it was before a write or as it is after it, never something between."""

from __future__ import annotations

import json
import threading
from contextlib import suppress

from api.plan import Request, answer
from graph.neo4j.store import Neo4jStore
from graph.records import Contribution
from tests.contract.contract import write
from tests.neo4j.fixtures import Scratch
from tests.neo4j.test_write_plans import SPAN, paper

WRITES = 30
SIDES = {side: {f"{side} {number}" for number in range(40)} for side in ("Old", "New")}


def extraction(sha: str, side: str) -> Contribution:
    entities = [
        {"name": name, "type": "Model", "relation": relation, "evidence": SPAN}
        for name in sorted(SIDES[side])
        for relation in ("uses", "compares_with")
    ]
    record = {"text_sha256": sha, "entities": entities, "relations": [], "results": []}
    return Contribution(id=f"extract:plans/{sha}", kind="extraction", record=record)


def test_a_paper_is_never_seen_in_part(neo4j_empty: Scratch) -> None:
    store = Neo4jStore(neo4j_empty.login, create=True)
    write(store, [paper(1, references=[])])
    with store.reading() as reader:
        sha = reader.get(["arxiv:2401.00001"], frozenset({"text_sha256"}))["arxiv:2401.00001"]["text_sha256"]
    write(store, [extraction(sha, "Old")])
    query = """{ paper(id: "arxiv:2401.00001") {
      uses(first: 100) { nodes { name } } comparesWith(first: 100) { totalCount nodes { name } } } }"""
    is_over = threading.Event()
    # A write waits until both have read since the last one, so that no reading meets more than two: each is made again
    # when a write came between, but not for ever.
    have_read = threading.Barrier(3)
    seen: list[tuple[set[str], set[str], int]] = []

    def read() -> None:
        while not is_over.is_set():
            found = json.loads(answer(Request(query=query), store).body)["data"]["paper"]
            uses = {node["name"] for node in found["uses"]["nodes"]}
            compares = {node["name"] for node in found["comparesWith"]["nodes"]}
            seen.append((uses, compares, found["comparesWith"]["totalCount"]))
            with suppress(threading.BrokenBarrierError):  # the last one
                have_read.wait()

    readers = [threading.Thread(target=read) for _ in range(2)]
    for each in readers:
        each.start()
    for number in range(WRITES):
        write(store, [extraction(sha, "New" if number % 2 == 0 else "Old")])
        have_read.wait()
    is_over.set()
    have_read.abort()
    for each in readers:
        each.join()
    store.close()
    assert seen
    torn = [state for state in seen if not (state[0] == state[1] and state[0] in SIDES.values() and state[2] == 40)]
    assert torn == [], f"{len(torn)} of {len(seen)}"
