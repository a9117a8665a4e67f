"""The accurate student, tuned on annotated papers; and what such a one says of papers that it has not seen.

python -m extract.training.tune BASE STUDENT ANNOTATED.jsonl OUT SHIPPED [--epochs N]

BASE and STUDENT are the folders that extract.training.student read and wrote. What a tuned student says of papers that
it was tuned on is surer than what it says of others, so the weights that read its evidence cannot be measured there:
each of PARTS parts of the papers is read by a student that was tuned on the others (Wolpert 1992), which goes to
OUT/said, as extract.lexicon.weigh reads it. SHIPPED gets the student that was tuned on all of them, as model.onnx, and
vocab.txt. The tenth that extract.training.data keeps apart is not seen.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from extract.training.data import FOLDS, fold_of, gold_of, is_apart, read_papers, say
from extract.training.encoder import Encoder, save, trained
from extract.training.silver import Silver, write_silver
from extract.training.student import export
from extract.training.tagger import Course, Vocabulary, gold_item, probabilities, spread, train, vocabulary_of

PARTS = (FOLDS + 1) // 2
Paper = dict[str, Any]


def part_of(paper: Paper) -> int:
    return fold_of(paper) // 2


def tuned(options: argparse.Namespace, papers: Sequence[Paper], vocabulary: Vocabulary, out: Path) -> Encoder:
    """The student, tuned on these papers; read from `out` if it is there."""
    weights = out / "model.safetensors"
    if not weights.exists():
        out.mkdir(parents=True, exist_ok=True)
        encoder = trained(options.base, options.student / "model.safetensors")
        items = [gold_item(gold_of(paper), vocabulary, encoder.shape.longest) for paper in papers]
        say(f"{out.name}: {len(items)} papers to learn from")
        train(encoder, items, Course(options.epochs, options.rate, seed=options.seed), out / "checkpoint.pt")
        save(encoder, weights)
    return trained(options.base, weights)


def said_of(encoder: Encoder, papers: Sequence[Paper], vocabulary: Vocabulary) -> Iterator[Silver]:
    golds = [gold_of(paper) for paper in papers]
    items = [gold_item(gold, vocabulary, encoder.shape.longest) for gold in golds]
    for index, rows in probabilities(encoder, items):
        gold = golds[index]
        yield Silver(gold.text, gold.title_end, spread(rows, items[index], len(gold.words)).astype(np.float16))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("student", type=Path)
    parser.add_argument("annotated", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("shipped", type=Path)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=4e-5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    vocabulary = vocabulary_of(options.base)
    papers = [paper for paper in read_papers(options.annotated) if not is_apart(paper)]
    said = options.out / "said"
    said.mkdir(parents=True, exist_ok=True)
    for part in range(PARTS):
        path = said / f"silver-{part:04}.npz"
        if not path.exists():
            others = [paper for paper in papers if part_of(paper) != part]
            encoder = tuned(options, others, vocabulary, options.out / f"without-{part}")
            own = [paper for paper in papers if part_of(paper) == part]
            write_silver(path, list(said_of(encoder, own, vocabulary)))
    encoder = tuned(options, papers, vocabulary, options.out / "all")
    options.shipped.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(options.base / "vocab.txt", options.shipped / "vocab.txt")
    model = options.shipped / "model.onnx"
    export(encoder, options.out / "whole.onnx", model)
    say(f"{model}: {model.stat().st_size >> 20} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
