"""Silver labels: what a teacher says of each word of papers that nobody annotated.

python -m extract.training.silver BASE TEACHER OUT PAPERS=COUNT... [--without ANNOTATED.jsonl...]

BASE and TEACHER are the folders that extract.training.teacher read and wrote; PAPERS is any file that `citegraph
ingest` reads, of which COUNT papers with an abstract are drawn, by a hash of the title. Papers with the title of an
annotated one are left out, so that a student is never told of a text that measures it. OUT gets a file for each 400
papers; those that are there are not made again.
"""

from __future__ import annotations

import argparse
import hashlib
import heapq
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from extract.components.tags import TAGS
from extract.components.words import words_of
from extract.readers.read import read
from extract.records import Paper, text_of
from extract.training.data import read_papers, say
from graph.names import key

_A_FILE = 400
_LEAST = 1e-7
_LONGEST = 6_000  # characters: what is longer is mostly no abstract


@dataclass(frozen=True, slots=True)
class Silver:
    """A text, and COLUMNS probabilities for each of its words (see tags.py), float16."""

    text: str
    title_end: int
    rows: npt.NDArray[np.float16]


def read_silver(folder: Path) -> Iterator[Silver]:
    """All papers of a folder that this command wrote."""
    for path in sorted(folder.glob("silver-*.npz")):
        with np.load(path, allow_pickle=False) as archive:
            texts, ends, rows = archive["texts"], archive["title_ends"], archive["rows"]
            starts = archive["starts"]
        for at, text in enumerate(texts):
            yield Silver(str(text), int(ends[at]), rows[starts[at] : starts[at + 1]])


class Recorded:
    """What was said of the texts of a folder, said again: a span model that knows only these."""

    def __init__(self, folder: Path) -> None:
        self._rows = {_words(each.text): each.rows for each in read_silver(folder)}
        if not self._rows:
            raise FileNotFoundError(f"there is nothing recorded in {folder}")

    def __call__(self, words: Sequence[str], title_words: int) -> npt.NDArray[Any]:  # noqa: ARG002  (as any model)
        rows = self._rows[tuple(words)].astype(np.float32)
        rows[:, : len(TAGS)] = np.log(np.maximum(rows[:, : len(TAGS)], _LEAST))
        return rows


def _words(text: str) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in words_of(text))


def drawn(path: Path, count: int, without: set[str]) -> list[Paper]:
    """So many papers of a file, the same ones each time; those whose title is among `without`, never."""
    papers = (paper for paper in read(path) if isinstance(paper, Paper))
    fitting = (
        (hashlib.sha256(key(paper.title).encode()).digest(), paper)
        for paper in papers
        if 200 < len(paper.abstract) < _LONGEST and key(paper.title) not in without
    )
    return [paper for _, paper in heapq.nsmallest(count, fitting, key=lambda each: each[0])]


def write_silver(path: Path, labelled: Sequence[Silver]) -> None:
    starts = np.cumsum([0, *(len(each.rows) for each in labelled)])
    part = path.with_suffix(".part.npz")
    np.savez(
        part,
        texts=np.array([each.text for each in labelled]),
        title_ends=np.array([each.title_end for each in labelled]),
        rows=np.concatenate([each.rows for each in labelled]),
        starts=starts,
    )
    part.replace(path)


def main(arguments: list[str]) -> int:
    import torch

    from extract.training.encoder import trained
    from extract.training.tagger import item_of, probabilities, spread, vocabulary_of

    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("papers", nargs="+", metavar="PAPERS=COUNT")
    parser.add_argument("--without", type=Path, nargs="*", default=[])
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    without = {key(paper["title"]) for path in options.without for paper in read_papers(path)}
    papers: list[Paper] = []
    for each in options.papers:
        path, _, count = each.rpartition("=")
        papers += drawn(Path(path), int(count), without | {key(paper.title) for paper in papers})
    order = np.random.default_rng(0).permutation(len(papers))
    say(f"{len(papers)} papers drawn")
    options.out.mkdir(parents=True, exist_ok=True)
    vocabulary = vocabulary_of(options.base)
    encoder = trained(options.base, options.teacher / "model.safetensors")
    for number in range(-(-len(papers) // _A_FILE)):
        path = options.out / f"silver-{number:04}.npz"
        if path.exists():
            continue
        chosen = [papers[at] for at in order[number * _A_FILE : (number + 1) * _A_FILE]]
        texts = [text_of(paper.title, paper.abstract) for paper in chosen]
        items = [
            item_of(text, len(paper.title), vocabulary, encoder.shape.longest)
            for text, paper in zip(texts, chosen, strict=True)
        ]
        labelled: dict[int, Any] = {}
        for index, rows in probabilities(encoder, items):
            full = spread(rows, items[index], len(words_of(texts[index])))
            labelled[index] = Silver(texts[index], len(chosen[index].title), full.astype(np.float16))
        write_silver(path, [labelled[at] for at in range(len(items))])
        say(f"{min(len(papers), (number + 1) * _A_FILE)} of {len(papers)} papers labelled")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
