"""A small library of contributions in which every relation, type and kind of the schema occurs; the same every time."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from typing import Any

from graph.records import ENTITY_TO_ENTITY, PAPER_TO_ENTITY, Contribution, EntityType

NAMES = {
    EntityType.METHOD: ("Dense Mill", "Sparse Winnow", "Slow Kiln"),
    EntityType.MODEL: ("Grist-2", "Grist-3"),
    EntityType.BENCHMARK: ("QuietBench", "LoudBench"),
    EntityType.DATASET: ("Barley", "Chaff"),
    EntityType.TASK: ("reading long documents", "sorting"),
    EntityType.METRIC: ("accuracy", "loss"),
    EntityType.REPOSITORY: ("https://github.com/mill/dense", "https://github.com/mill/winnow"),
}
ENTITIES = [(name, type_.value) for type_, names in NAMES.items() for name in names]


def contributions(papers: int = 24, seed: int = 1) -> Iterator[Contribution]:
    r = random.Random(seed)
    for i in range(papers):
        title = f"Milling study number {i}"
        used = r.sample(ENTITIES, r.randint(2, 6))
        abstract = " ".join(f"We speak of {name}." for name, _ in used)
        record: dict[str, Any] = {
            "title": title,
            "abstract": abstract,
            "identifiers": [f"doi:10.1000/{i}"],
            "authors": [{"name": f"Ada Park{n}"} for n in r.sample("ABCDEF", r.randint(1, 3))],
            "published": r.choice(["2022", "2023-05", "2024-01-31"]),
            "categories": ["cs.CL"][: i % 2],
            "venue": ("MillConf", "Kiln Letters 2023", "")[i % 3],
            "references": [
                {"title": f"Milling study number {j}", "identifiers": [f"doi:10.1000/{j}"], "intent": "method"}
                for j in r.sample(range(papers + 6), 3)  # the last six are stubs
                if j != i
            ],
        }
        yield Contribution(id=f"feed:library/{i}", kind="paper", record=record)
        yield extraction(r, title, abstract, used)


def extraction(r: random.Random, title: str, abstract: str, used: list[tuple[str, str]]) -> Contribution:
    def span(name: str) -> dict[str, Any]:
        start = abstract.index(f"We speak of {name}.")
        return {"field": "abstract", "start": start, "end": start + len(f"We speak of {name}.")}

    sha = hashlib.sha256(f"{title}\n{abstract}".encode()).hexdigest()
    heads = [name for name, _ in used]
    record = {
        "extractor": {"name": "citegraph", "version": "0"},
        "text_sha256": sha,
        "entities": [
            {
                "name": name,
                "type": type_,
                "relation": r.choice(PAPER_TO_ENTITY).lower(),
                "aliases": ["the mill"] if name in ("Dense Mill", "Slow Kiln") else [],
                "confidence": r.choice([0.4, 0.6, 0.9]),
                "mentions": [span(name) | {"start": span(name)["start"] + 12, "end": span(name)["end"] - 1}],
                "evidence": span(name),
            }
            for name, type_ in used
        ],
        "relations": [
            {
                "head": heads[0],
                "relation": r.choice(ENTITY_TO_ENTITY).lower(),
                "tail": tail,
                "confidence": r.choice([0.4, 0.9]),
                "evidence": span(tail),
            }
            for tail in heads[1:]
        ],
        "results": [
            {"system": heads[0], "benchmark": heads[1], "metric": None, "value": "71.2%", "kind": "absolute",
             "confidence": 0.7, "evidence": span(heads[1])}
        ],
    }  # fmt: skip
    return Contribution(id=f"extract:citegraph/{sha}", kind="extraction", record=record, by="citegraph 0")
