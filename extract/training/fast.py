"""The fast student: extract.components.convolution, trained on what a teacher says of papers that nobody annotated.

python -m extract.training.fast PAPERS OUT.npz [--epochs N]

PAPERS is a folder that extract.training.silver wrote, or annotated papers (JSONL), of which the tenth that
data.is_apart keeps apart is left out.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from extract.components.convolution import DILATIONS, PIECES, TABLES, features_of
from extract.components.tags import COLUMNS
from extract.components.words import words_of
from extract.training.data import gold_of, is_apart, read_papers, say
from extract.training.silver import read_silver
from extract.training.tagger import gold_loss, silver_loss

_DROPPED_WORDS = 0.1


class Layer(nn.Module):
    def __init__(self, inputs: int, width: int) -> None:
        super().__init__()
        self.wide, self.norm = nn.Linear(inputs, PIECES * width), nn.LayerNorm(width)
        self.width = width

    def forward(self, inputs: Tensor) -> Tensor:
        wide = self.wide(inputs)
        made: Tensor = self.norm(wide.view(*wide.shape[:-1], PIECES, self.width).max(-2).values)
        return made


class Network(nn.Module):
    """(batch, words, features) and whether each word is of the title, to (batch, words, COLUMNS) logits."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.tables = nn.ModuleList([nn.Embedding(rows, width) for rows in TABLES])
        for table in self.tables:
            nn.init.uniform_(table.weight, -0.1, 0.1)
        self.mix = Layer(len(TABLES) * width, width)
        self.title = nn.Embedding(2, width)
        nn.init.zeros_(self.title.weight)
        self.layers = nn.ModuleList([Layer(3 * width, width) for _ in DILATIONS])
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(width, COLUMNS)

    def forward(self, features: Tensor, in_title: Tensor) -> Tensor:
        made = [table(features[..., at]) for at, table in enumerate(self.tables)]
        hidden = self.drop(self.mix(torch.cat(made, -1)) + self.title(in_title))
        inside = (features[..., -1:] >= 0) & (features.sum(-1, keepdim=True) > 0)
        for layer, distance in zip(self.layers, DILATIONS, strict=True):
            hidden = hidden * inside
            padded = nn.functional.pad(hidden, (0, 0, distance, distance))
            wide = torch.cat([padded[:, : -2 * distance], hidden, padded[:, 2 * distance :]], -1)
            hidden = hidden + self.drop(layer(wide))
        logits: Tensor = self.head(hidden)
        return logits

    def archive(self) -> dict[str, np.ndarray]:
        """The weights as extract.components.convolution reads them, in half precision."""
        named: dict[str, Tensor] = {f"table{at}": table.weight for at, table in enumerate(self.tables)}
        for name, layer in (("mix", self.mix), *((f"layer{at}", each) for at, each in enumerate(self.layers))):
            named |= {f"{name}.weight": layer.wide.weight, f"{name}.bias": layer.wide.bias}
            named |= {f"{name}.gain": layer.norm.weight, f"{name}.shift": layer.norm.bias}
        named |= {"title": self.title.weight, "head.weight": self.head.weight, "head.bias": self.head.bias}
        return {name: each.detach().numpy().astype(np.float16) for name, each in named.items()}


class Example(NamedTuple):
    """`inputs`: the features of each word; `target`: three columns of labels, or COLUMNS probabilities."""

    inputs: np.ndarray
    title_words: int
    target: np.ndarray


def example(text: str, title_end: int, target: np.ndarray) -> Example:
    words = words_of(text)
    inputs = np.array([features_of(text[start:end]) for start, end in words], dtype=np.int64)
    return Example(inputs, sum(start < title_end for start, _ in words), target)


def read_examples(path: Path) -> list[Example]:
    if path.is_dir():
        return [example(each.text, each.title_end, each.rows) for each in read_silver(path)]
    golds = [gold_of(paper) for paper in read_papers(path) if not is_apart(paper)]
    return [example(gold.text, gold.title_end, np.array([gold.tags, gold.roles, gold.salience]).T) for gold in golds]


def fit(examples: list[Example], *, width: int, epochs: int, rate: float, seed: int, batch: int = 16) -> Network:
    torch.manual_seed(seed)
    shuffled = random.Random(seed)  # noqa: S311
    network = Network(width)
    inputs = [each.inputs for each in examples]
    loss_of = silver_loss if examples[0].target.shape[1] == COLUMNS else gold_loss
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.01)
    steps = epochs * -(-len(examples) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.1)
    for epoch in range(epochs):
        started, total = time.time(), 0.0
        order = sorted(range(len(examples)), key=lambda at: len(inputs[at]) + shuffled.random() * 60)
        batches = [order[at : at + batch] for at in range(0, len(order), batch)]
        shuffled.shuffle(batches)
        for chosen in batches:
            longest = max(len(inputs[at]) for at in chosen)
            given = torch.zeros((len(chosen), longest, len(TABLES)), dtype=torch.long)
            title = torch.zeros((len(chosen), longest), dtype=torch.long)
            rows = []
            for row, at in enumerate(chosen):
                given[row, : len(inputs[at])] = torch.from_numpy(inputs[at])
                title[row, : examples[at].title_words] = 1
                rows.append((torch.full((len(inputs[at]),), row), torch.arange(len(inputs[at]))))
            # A name is to be known by its surroundings too: of some words only shape and case are shown.
            hidden = torch.rand(given.shape[:2]) < _DROPPED_WORDS
            given[..., :5] = torch.where(hidden[..., None] & (given[..., :5] > 0), 1, given[..., :5])
            logits = network(given, title)[torch.cat([r for r, _ in rows]), torch.cat([c for _, c in rows])]
            target = torch.from_numpy(np.concatenate([examples[at].target for at in chosen]))
            loss = loss_of(logits, target.float() if target.is_floating_point() else target)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            total += loss.item()
        say(f"epoch {epoch + 1} of {epochs}: loss {total / len(batches):.3f}, {time.time() - started:.0f} s")
    network.eval()
    return network


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("papers", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--width", type=int, default=96)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    examples = read_examples(options.papers)
    say(f"{len(examples)} papers to learn from")
    network = fit(examples, width=options.width, epochs=options.epochs, rate=options.rate, seed=options.seed)
    weights: dict[str, Any] = network.archive()
    np.savez_compressed(options.out, **weights)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
