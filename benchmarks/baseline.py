"""What we measure ourselves against: spaCy's stock `ner`, trained on the same papers as our models.

    python -m benchmarks.baseline train DATA OUT      trains it once, from the tenths that are not kept apart
    python -m benchmarks.baseline score DATA OUT      its F1 of entities, on dev and on the tenth kept apart

It is told the spans of entities that deserve a page of their own, as our span models are, and knows nothing of what a
paper has to do with them: its relation is always `mentions`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import compounding, minibatch

from benchmarks.evaluate import parts_of, scorer_of, table
from extract.components.tags import TYPES
from extract.records import text_of
from extract.training.data import is_apart, minimal_surfaces, occurrences, read_papers
from graph.names import key


def example_of(nlp: Language, paper: dict[str, Any]) -> Example:
    text = text_of(paper["title"], paper["abstract"])
    doc = nlp.make_doc(text)
    places = [
        (start, end, entity["type"])
        for entity in paper["entities"]
        if entity["type"] in TYPES and entity["required"]
        for surface in minimal_surfaces(entity["surfaces"])
        for start, end in occurrences(text, surface)
    ]
    spans = (doc.char_span(start, end, label=kind, alignment_mode="expand") for start, end, kind in places)
    return Example.from_dict(
        doc, {"entities": [(s.start_char, s.end_char, s.label_) for s in spacy.util.filter_spans(filter(None, spans))]}
    )


def train(data: Path, out: Path, epochs: int) -> None:
    spacy.util.fix_random_seed(0)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    papers = [paper for paper in read_papers(data / "train.jsonl") if not is_apart(paper)]
    examples = [example_of(nlp, paper) for paper in papers]
    optimizer = nlp.initialize(lambda: examples)
    shuffled = random.Random(0)  # noqa: S311  (a shuffle)
    for epoch in range(epochs):
        started = time.perf_counter()
        shuffled.shuffle(examples)
        losses: dict[str, float] = {}
        for batch in minibatch(examples, compounding(8.0, 64.0, 1.001)):
            nlp.update(batch, drop=0.2, sgd=optimizer, losses=losses)
        print(f"epoch {epoch + 1} of {epochs}: {losses['ner']:.0f}, {time.perf_counter() - started:.0f} s", flush=True)
    nlp.to_disk(out)


def extraction_of(doc: Doc, paper: dict[str, Any]) -> dict[str, Any]:
    """One entity for each name, by the fold of graph.names, with its most frequent type."""
    found: dict[str, list[Any]] = {}
    for span in doc.ents:
        found.setdefault(key(span.text), []).append(span)
    entities = []
    for spans in found.values():
        kinds = [span.label_ for span in spans]
        kind = max(kinds, key=kinds.count)
        mentions = [{"text": span.text} for span in spans]
        entities.append({"name": spans[0].text, "type": kind, "relation": "mentions", "mentions": mentions})
    return {"title": paper["title"], "entities": entities}


def read(nlp: Language, papers: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    texts = (text_of(paper["title"], paper["abstract"]) for paper in papers)
    for doc, paper in zip(nlp.pipe(texts, batch_size=64), papers, strict=True):
        yield extraction_of(doc, paper)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.baseline", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("what", choices=("train", "score"))
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=20)
    options = parser.parse_args()
    if options.what == "train":
        train(options.data, options.out, options.epochs)
        return 0
    nlp = spacy.load(options.out)
    score = scorer_of(options.data)
    for part, gold in parts_of(options.data).items():
        print(table("spaCy ner", part, len(gold), score(gold, list(read(nlp, gold)), 0)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
