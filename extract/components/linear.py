"""A table of weights: for each piece of evidence its log-odds for each label. Sums become probabilities by softmax.

The weights are measured on annotated papers by `python -m extract.lexicon.weigh`; each row reads as a rule and what it
is worth. Evidence that the table does not know counts nothing.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]


class Linear:
    """`labels` of the table, and how probable each is given a set of evidence."""

    def __init__(self, labels: tuple[str, ...], evidence: Mapping[str, int], weights: Matrix) -> None:
        self.labels = labels
        self._rows = evidence
        # The last row is nothing, so that a case without known evidence has a row to sum.
        self._weights = np.vstack([weights, np.zeros((1, len(labels)), dtype=np.float32)])

    def probabilities(self, cases: Sequence[Iterable[str]]) -> Matrix:
        """One row of probabilities for each case."""
        return self.probabilities_of([self.rows(evidence) for evidence in cases])

    def rows(self, evidence: Iterable[str]) -> list[int]:
        """The rows of the table that this evidence has: looked up once where many cases share it."""
        return [row for row in map(self._rows.get, evidence) if row is not None]

    def probabilities_of(self, cases: Sequence[Sequence[int]]) -> Matrix:
        """`probabilities`, of rows that were looked up before."""
        if not cases:
            return np.zeros((0, len(self.labels)), dtype=np.float32)
        rows: list[int] = []
        starts = []
        nothing = len(self._weights) - 1
        for case in cases:
            starts.append(len(rows))
            rows.append(nothing)
            rows += case
        sums = np.add.reduceat(self._weights[rows], starts, axis=0)
        powers = np.exp(sums - sums.max(axis=1, keepdims=True))
        probabilities: Matrix = powers / powers.sum(axis=1, keepdims=True)
        return probabilities


def read_weights(path: Path) -> Linear:
    """A gzipped TSV: a header `evidence<TAB>label...`, then a row of hundredths for each piece of evidence."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        header = next(lines, "").rstrip("\n").split("\t")
        if len(header) < 3 or header[0] != "evidence":
            raise ValueError(f"{path}: no table of weights")
        names: dict[str, int] = {}
        cells: list[list[int]] = []
        for line in lines:
            name, *row = line.rstrip("\n").split("\t")
            names[name] = len(cells)
            cells.append([int(cell or "0") for cell in row])
    weights: Matrix = np.array(cells, dtype=np.float32).reshape(len(cells), len(header) - 1) / np.float32(100)
    return Linear(tuple(header[1:]), names, weights)


def write_weights(path: Path, labels: tuple[str, ...], weights: Mapping[str, Sequence[float]]) -> None:
    """What `read_weights` reads. Rows that round to nothing are left out; the file is the same for the same weights."""
    lines = ["\t".join(("evidence", *labels))]
    for name in sorted(weights):
        row = [round(value * 100) for value in weights[name]]
        if any(row):
            lines.append("\t".join((name, *(str(cell) if cell else "" for cell in row))))
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode("utf-8"), mtime=0))
