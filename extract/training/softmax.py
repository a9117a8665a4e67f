"""Softmax regression on evidence, by Adam (Kingma and Ba 2015), from a fixed seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from extract.components.linear import write_weights

Array = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]

_FEWEST_PAPERS = 5
_EPOCHS, _BATCH, _RATE = 14, 4096, 0.02


def table_of(evidence: Sequence[Sequence[str]], papers: Sequence[int]) -> dict[str, int]:
    """The pieces of evidence that enough papers have, with a row for each."""
    counts: Counter[str] = Counter()
    last: dict[str, int] = {}
    for case, paper in zip(evidence, papers, strict=True):
        for each in case:
            if last.get(each) != paper:
                counts[each] += 1
                last[each] = paper
    kept = sorted(each for each, count in counts.items() if count >= _FEWEST_PAPERS)
    return {each: row for row, each in enumerate(kept)}


def fit(cases: Sequence[Indexes], answers: Indexes, rows: int, labels: int, decay: float) -> Array:
    """Weights (rows, labels). `cases`: the rows of the evidence of each, one at least; `decay`: what large weights
    cost."""
    random = np.random.default_rng(1)
    weights = np.zeros((rows, labels))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    step = 0
    for epoch in range(_EPOCHS):
        rate = _RATE * (1 - epoch / _EPOCHS) + _RATE / 20
        order = random.permutation(len(cases))
        for at in range(0, len(order), _BATCH):
            batch = order[at : at + _BATCH]
            step += 1
            gradient = _gradient([cases[i] for i in batch], answers[batch], weights) + decay * weights
            first = 0.9 * first + 0.1 * gradient
            second = 0.999 * second + 0.001 * gradient**2
            weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def _gradient(cases: Sequence[Indexes], answers: Indexes, weights: Array) -> Array:
    flat = np.concatenate(cases)
    lengths = np.array([len(case) for case in cases])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    sums = np.add.reduceat(weights[flat], starts, axis=0)
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    error = powers / powers.sum(axis=1, keepdims=True)
    error[np.arange(len(cases)), answers] -= 1
    spread = np.repeat(error / len(cases), lengths, axis=0)
    columns = [np.bincount(flat, spread[:, column], len(weights)) for column in range(weights.shape[1])]
    gradient: Array = np.stack(columns, axis=1)
    return gradient


def write_fitted(
    path: Path,
    labels: tuple[str, ...],
    evidence: Sequence[Sequence[str]],
    answers: Sequence[int],
    papers: Sequence[int],
    decay: float,
) -> str:
    """Fits, and writes what extract.components.linear reads. What it was fitted on, in words."""
    table = table_of(evidence, papers)
    cases = [np.array([table[each] for each in case if each in table] or [0]) for case in evidence]
    rows = fit(cases, np.array(answers), max(1, len(table)), len(labels), decay).tolist()
    write_weights(path, labels, {each: rows[row] for each, row in table.items()})
    return f"{path}: {len(evidence)} cases, {len(table)} pieces of evidence"
