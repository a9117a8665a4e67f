"""Measures what each piece of evidence is worth: `python -m extract.lexicon.weigh TRAIN.jsonl FOLDER [--model PATH]`.

TRAIN holds annotated papers, one a line: title, abstract, entities with name, type, relation, surfaces and
required. Two softmax regressions are fitted (extract/training/softmax.py): what a candidate is (its type, twice:
deserving a page of its own, or merely defensible; or nothing), and how the paper relates to it. Only weights of
evidence seen in five papers or more are written; no text of a paper is. The tenth of the papers that
extract.training.data.is_apart keeps for a test is not learnt from.

`--model`: the span models whose word is weighed too, the mean of what they say; none may have seen these papers, or its
word is overrated. For one that has, `--said`: what its like said that had not.
"""

# A command: it prints.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from extract.components.abbreviations import find_abbreviations
from extract.components.candidates import Group, gather
from extract.components.evidence import Context
from extract.components.lexicon import Lexicon
from extract.components.links import find_links
from extract.components.roles import role_evidence
from extract.components.said import Said
from extract.components.sentences import sentence_starts
from extract.components.tagger import Model, mean_of, read_model, said_of
from extract.lexicon import SHIPPED
from extract.records import ENTITY_TYPES, PAPER_RELATIONS, text_of
from extract.training.data import fold_of, is_apart, read_papers
from extract.training.silver import Recorded
from extract.training.softmax import write_fitted
from graph.names import key

TYPES = tuple(name for name in ENTITY_TYPES if name != "Repository")
TYPE_LABELS = ("nothing", *TYPES, *(f"{name}?" for name in TYPES))
_TYPES_DECAY, _ROLES_DECAY = 1e-5, 3e-5
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


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m extract.lexicon.weigh", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("folder", type=Path, help="where types and roles are written")
    parser.add_argument(
        "--model", type=Path, nargs="*", default=[], help="span models, as extract.components.tagger reads them"
    )
    parser.add_argument(
        "--said", type=Path, help="before them, a model whose word was recorded: see extract.training.tune"
    )
    parser.add_argument("--shares", type=float, nargs="*", default=[], help="how much the word of each of them counts")
    parser.add_argument("--without", type=int, help="leave out this share of five, by a hash of the id")
    options = parser.parse_args(arguments)
    lexicon = Lexicon(SHIPPED)
    models: list[Model] = [Recorded(options.said)] if options.said else []
    models += map(read_model, options.model)
    model = mean_of(models, options.shares) if models else None
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
    types = write_fitted(options.folder / "types.tsv.gz", TYPE_LABELS, evidence, labels, numbers, _TYPES_DECAY)
    print(types, flush=True)
    print(
        write_fitted(options.folder / "roles.tsv.gz", PAPER_RELATIONS, roles, role_labels, role_numbers, _ROLES_DECAY)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
