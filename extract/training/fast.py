"""The fast student: extract.components.convolution, trained on annotated papers and on what a teacher says of others.

python -m extract.training.fast TRAIN.jsonl OUT.npz [--without N --of M] [--epochs N]

`--without N --of M` leaves out the papers with sha256(id)[1] % M == N, for a fold; the tenth that data.is_apart keeps
apart is never trained on.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from extract.components.convolution import DILATIONS, PIECES, TABLES, features_of
from extract.components.tags import COLUMNS
from extract.training.data import Gold, gold_of, is_apart, read_papers
from extract.training.tagger import gold_loss, say

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


def features(gold: Gold) -> np.ndarray:
    return np.array([features_of(gold.text[start:end]) for start, end in gold.words], dtype=np.int64)


def fit(golds: list[Gold], *, width: int, epochs: int, rate: float, seed: int, batch: int = 16) -> Network:
    torch.manual_seed(seed)
    shuffled = random.Random(seed)  # noqa: S311
    network = Network(width)
    inputs = [features(gold) for gold in golds]
    labels = [np.array([gold.tags, gold.roles, gold.salience]).T for gold in golds]
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.01)
    steps = epochs * -(-len(golds) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.1)
    for epoch in range(epochs):
        started, total = time.time(), 0.0
        order = sorted(range(len(golds)), key=lambda at: len(inputs[at]) + shuffled.random() * 60)
        batches = [order[at : at + batch] for at in range(0, len(order), batch)]
        shuffled.shuffle(batches)
        for chosen in batches:
            longest = max(len(inputs[at]) for at in chosen)
            given = torch.zeros((len(chosen), longest, len(TABLES)), dtype=torch.long)
            title = torch.zeros((len(chosen), longest), dtype=torch.long)
            rows = []
            for row, at in enumerate(chosen):
                given[row, : len(inputs[at])] = torch.from_numpy(inputs[at])
                title[row, : sum(start < golds[at].title_end for start, _ in golds[at].words)] = 1
                rows.append((torch.full((len(inputs[at]),), row), torch.arange(len(inputs[at]))))
            # A name is to be known by its surroundings too: of some words only shape and case are shown.
            hidden = torch.rand(given.shape[:2]) < _DROPPED_WORDS
            given[..., :5] = torch.where(hidden[..., None] & (given[..., :5] > 0), 1, given[..., :5])
            logits = network(given, title)[torch.cat([r for r, _ in rows]), torch.cat([c for _, c in rows])]
            loss = gold_loss(logits, torch.from_numpy(np.concatenate([labels[at] for at in chosen])))
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
    parser.add_argument("train", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--width", type=int, default=96)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without", type=int, default=None)
    parser.add_argument("--of", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    papers = [paper for paper in read_papers(options.train) if not is_apart(paper)]
    kept = [
        paper
        for paper in papers
        if options.without is None or hashlib.sha256(paper["id"].encode()).digest()[1] % options.of != options.without
    ]
    say(f"{len(kept)} papers to learn from")
    golds = [gold_of(paper) for paper in kept]
    network = fit(golds, width=options.width, epochs=options.epochs, rate=options.rate, seed=options.seed)
    weights: dict[str, Any] = network.archive()
    np.savez_compressed(options.out, **weights)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
