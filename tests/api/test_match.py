"""match: 500 mixed ids, identifiers, titles and names at once, each found, ambiguous or missing; no more than 500."""

from __future__ import annotations

from collections import Counter
from random import Random

from graph import Store
from graph.records import PAPER, RESULT
from tests.api.asking import error, values

QUERY = "query ($texts: [String!]!) { match(texts: $texts) { text status node { id } candidates { id } } }"


def test_five_hundred_mixed_texts_are_matched_in_their_order(sample: Store) -> None:
    # Of papers, ids, titles and identifiers, where they are no stubs; of authors and entities, ids and names.
    named: list[tuple[str, str]] = []
    for node in sample.graph().nodes.values():
        if node.type == RESULT or node.properties.get("is_stub"):
            continue
        texts = (node.id, node.name, *(node.properties["identifiers"] if node.type == PAPER else ()))
        named += [(text, node.id) for text in dict.fromkeys(texts)]
    r = Random(1)
    asked = r.sample(named, 470) + [(f"no such thing {n}", "") for n in range(30)]
    r.shuffle(asked)
    told = values(sample, QUERY, texts=[text for text, _ in asked])["match"]
    assert [one["text"] for one in told] == [text for text, _ in asked]
    seen: Counter[str] = Counter()
    for one, (_, node_id) in zip(told, asked, strict=True):
        seen[one["status"]] += 1
        if one["status"] == "FOUND":
            assert one["node"]["id"] == node_id
            assert one["candidates"] == []
        elif one["status"] == "AMBIGUOUS":
            assert one["node"] is None
            assert node_id in [each["id"] for each in one["candidates"]]
        else:
            assert (one["node"], one["candidates"], node_id) == (None, [], "")
    assert seen["MISSING"] == 30
    assert seen["AMBIGUOUS"] > 0


def test_more_than_five_hundred_are_refused(sample: Store) -> None:
    told = error(sample, QUERY, texts=["x"] * 501)
    assert told["extensions"]["code"] == "BAD_USER_INPUT"
    assert "at most 500" in told["message"]
