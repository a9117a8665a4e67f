"""Measures what each piece of evidence is worth: `python -m extract.lexicon.weigh TRAIN.jsonl FOLDER [--model PATH]`.

TRAIN holds annotated papers, one a line: title, abstract, entities with name, type, relation, surfaces and
required. Two softmax regressions are fitted by Adam, from fixed seeds: what a candidate is (its type, twice:
deserving a page of its own, or merely defensible; or nothing), and how the paper relates to it. Only weights of
evidence seen in five papers or more are written; no text of a paper is. The tenth of the papers that
extract.training.data.is_apart keeps for a test is not learnt from.

`--model`: the span model whose word is weighed too; it must not have seen these papers, or its word is overrated.
"""

# A command: it prints.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from extract.components.abbreviations import find_abbreviations
from extract.components.candidates import Group, gather
from extract.components.evidence import Context
from extract.components.lexicon import Lexicon
from extract.components.linear import write_weights
from extract.components.links import find_links
from extract.components.roles import role_evidence
from extract.components.said import Said
from extract.components.sentences import sentence_starts
from extract.components.tagger import read_model, said_of
from extract.lexicon import SHIPPED
from extract.records import ENTITY_TYPES, PAPER_RELATIONS, text_of
from extract.training.data import fold_of, is_apart, read_papers
from graph.names import key

TYPES = tuple(name for name in ENTITY_TYPES if name != "Repository")
TYPE_LABELS = ("nothing", *TYPES, *(f"{name}?" for name in TYPES))
_FEWEST_PAPERS = 5
_TRAILING = ("model", "framework", "method", "approach", "technique", "algorithm", "system", "family", "task", "metric")


def context_of_paper(paper: dict[str, Any]) -> Context:
    text = text_of(paper["title"], paper["abstract"])
    return Context(text, len(paper["title"]), sentence_starts(text))


def candidates_of(context: Context, lexicon: Lexicon, said: Said | None = None) -> list[Group]:
    return gather(
        context,
        abbreviations=find_abbreviations(context.text),
        lexicon=lexicon.names.find(context.text),
        taken=[(start, end) for start, end, _ in find_links(context.text)],
        said=said,
    )


def loose_keys(name: str) -> set[str]:
    """The keys under which an annotation and a candidate are held to be one: without a trailing `model` and the
    like."""
    words = name.split()
    keys = {key(name)}
    if len(words) > 1 and words[-1].lower().rstrip("s") in _TRAILING:
        keys.add(key(" ".join(words[:-1])))
    return keys


def annotated(paper: dict[str, Any]) -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = {}
    for entity in sorted(paper["entities"], key=lambda entity: not entity["required"]):
        for name in [entity["name"], *entity["surfaces"]]:
            for folded in loose_keys(name):
                table.setdefault(folded, entity)
    return table


def fit(
    cases: Sequence[npt.NDArray[np.int64]], labels: npt.NDArray[np.int64], rows: int, columns: int, *, decay: float
) -> Any:
    """Weights of a softmax regression, by Adam over shuffled batches."""
    random = np.random.default_rng(1)
    weights = np.zeros((rows, columns))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    step = 0
    for epoch in range(14):
        rate = 0.02 * (1 - epoch / 14) + 0.001
        order = random.permutation(len(cases))
        for at in range(0, len(order), 4096):
            batch = order[at : at + 4096]
            flat = np.concatenate([cases[i] for i in batch])
            lengths = np.array([len(cases[i]) for i in batch])
            starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
            sums = np.add.reduceat(weights[flat], starts, axis=0)
            powers = np.exp(sums - sums.max(axis=1, keepdims=True))
            error = powers / powers.sum(axis=1, keepdims=True)
            error[np.arange(len(batch)), labels[batch]] -= 1
            spread = np.repeat(error / len(batch), lengths, axis=0)
            gradient = (
                np.stack([np.bincount(flat, spread[:, c], rows) for c in range(columns)], axis=1) + decay * weights
            )
            step += 1
            first = 0.9 * first + 0.1 * gradient
            second = 0.999 * second + 0.001 * gradient**2
            weights -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return weights


def table_of(evidence: list[list[str]], papers: list[int]) -> dict[str, int]:
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


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m extract.lexicon.weigh", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("folder", type=Path, help="where types and roles are written")
    parser.add_argument("--model", type=Path, help="a span model, as extract.components.tagger reads it")
    parser.add_argument("--without", type=int, help="leave out this share of five, by a hash of the id")
    options = parser.parse_args(arguments)
    lexicon = Lexicon(SHIPPED)
    model = read_model(options.model) if options.model else None
    evidence: list[list[str]] = []
    labels: list[int] = []
    numbers: list[int] = []
    roles: list[list[str]] = []
    role_labels: list[int] = []
    role_numbers: list[int] = []
    for number, paper in enumerate(read_papers(options.train)):
        if is_apart(paper) or fold_of(paper) == options.without:
            continue
        table = annotated(paper)
        context = context_of_paper(paper)
        text = context.text
        said = said_of(model, text, context.title_end) if model else None
        for group in candidates_of(context, lexicon, said):
            keys = {group.key} | {k for start, end in group.mentions for k in loose_keys(text[start:end])}
            entity = next((table[k] for k in sorted(keys) if k in table), None)
            label = "nothing"
            if entity and entity["type"] in TYPES:
                label = entity["type"] + ("" if entity["required"] else "?")
                roles.append(role_evidence(context, group.mentions, entity["type"], said))
                role_labels.append(PAPER_RELATIONS.index(entity["relation"]))
                role_numbers.append(number)
            evidence.append(group.evidence)
            labels.append(TYPE_LABELS.index(label))
            numbers.append(number)
    for name, cases, answers, papers, columns, decay in (
        ("types.tsv.gz", evidence, labels, numbers, TYPE_LABELS, 1e-5),
        ("roles.tsv.gz", roles, role_labels, role_numbers, PAPER_RELATIONS, 3e-5),
    ):
        rows = table_of(cases, papers)
        indexed = [np.array([rows[each] for each in case if each in rows] or [0]) for case in cases]
        weights = fit(indexed, np.array(answers), len(rows), len(columns), decay=decay)
        write_weights(options.folder / name, columns, {each: weights[row].tolist() for each, row in rows.items()})
        print(f"{options.folder / name}: {len(cases)} cases, {len(rows)} pieces of evidence")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
