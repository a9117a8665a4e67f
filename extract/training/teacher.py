"""The teacher: an encoder as large as one can afford, fine-tuned on annotated papers.

python -m extract.training.teacher BASE TRAIN.jsonl OUT [--epochs N] [--seed N]

BASE is a folder with config.json, model.safetensors and vocab.txt. The papers that data.is_apart keeps apart are not
trained on; at the end the word-level agreement on them is told.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from extract.components.decode import spans_of
from extract.components.tags import TAGS
from extract.training.data import gold_of, is_apart, read_papers, say
from extract.training.encoder import pretrained, save, trained
from extract.training.tagger import Course, gold_item, probabilities, train, vocabulary_of


class Scores(NamedTuple):
    """Of spans with their types, word for word."""

    precision: float
    recall: float


def apart_scores(base: Path, train: Path, out: Path) -> Scores:
    """What the teacher in `out` finds in the annotated papers that it has not seen."""
    vocabulary, encoder = vocabulary_of(base), trained(base, out / "model.safetensors")
    golds = [gold_of(paper) for paper in read_papers(train) if is_apart(paper)]
    items = [gold_item(gold, vocabulary, encoder.shape.longest) for gold in golds]
    found = right = there = 0
    for index, rows in probabilities(encoder, items):
        spans = set(spans_of(np.log(rows[:, : len(TAGS)] + 1e-9)))
        tags = np.array(items[index].target)[:, 0]
        truth = set(spans_of(np.where(np.arange(len(TAGS))[None] == tags[:, None], 0.0, -50.0)))
        found, right, there = found + len(spans), right + len(spans & truth), there + len(truth)
    return Scores(right / max(1, found), right / max(1, there))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("train", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--frozen", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    vocabulary, encoder = vocabulary_of(options.base), pretrained(options.base, options.frozen)
    papers = list(read_papers(options.train))
    kept = [paper for paper in papers if not is_apart(paper)]
    items = [gold_item(gold_of(paper), vocabulary, encoder.shape.longest) for paper in kept]
    say(f"{len(items)} papers to learn from, {len(papers) - len(kept)} kept apart")
    train(
        encoder,
        items,
        Course(options.epochs, options.rate, seed=options.seed),
        options.out / "checkpoint.pt",
    )
    save(encoder, options.out / "model.safetensors")
    found = apart_scores(options.base, options.train, options.out)
    say(f"kept apart: spans with type, precision {found.precision:.3f}, recall {found.recall:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
