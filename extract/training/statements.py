"""Measures what evidence of relations and results is worth:
`python -m extract.training.statements TRAIN.jsonl FOLDER [--config PATH...]`.

TRAIN holds annotated papers, one a line: id, title, abstract, entities, entity_relations and results. Three softmax
regressions are fitted: how two things of a paper are related, whether a figure is a result,
and what a result belongs to. They learn from what the pipeline finds in each paper, as they will meet it, and from what
readers found. Only weights of evidence seen in five papers or more are written; no text of a paper is. The tenth that
`extract.training.data` keeps apart is left out.

A pipeline finds more in papers that its entity model was trained on. To learn from what it finds in new ones, give
`--config` several times, the configs of as many models: the Nth reads the papers of the Nth share (by a hash of the id)
and should have been trained without them.
"""

# A command: it prints.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from confection import Config
from spacy.language import Language
from spacy.util import load_model_from_config

from extract.components import factories  # noqa: F401  (registers)
from extract.components.figures import evidence_of_figure, figures_of
from extract.components.keys import TITLE_END
from extract.components.relations import LABELS, evidence_of, pairs_of
from extract.components.results import FIGURE_LABELS, PART_NAMES, PARTS, TIE_LABELS, ties_of
from extract.components.scene import Scene, Thing, scene_of
from extract.lexicon.weigh import loose_keys
from extract.models import DEFAULT, config_of, with_paths
from extract.records import FIELDS, ExtractedEntity, Mention, text_of
from extract.training.data import is_apart, minimal_surfaces, occurrences, read_papers
from extract.training.softmax import write_fitted
from graph.urls import normalise

_DECAY = 3e-4
_READ_HERE = ("citegraph_relations", "citegraph_results")
# How sure the pipeline is of what readers hold to deserve a page of its own, and of the rest.
_SURE, _UNSURE = 0.9, 0.4
_VALUE = ("×", "x"), ("times", "x"), ("percent", "%")


@dataclass(slots=True)
class Cases:
    """What a regression learns from: evidence, the right label, the number of the paper."""

    labels: tuple[str, ...]
    evidence: list[list[str]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    papers: list[int] = field(default_factory=list)

    def add(self, evidence: list[str], answer: str, paper: int) -> None:
        self.evidence.append(evidence)
        self.answers.append(self.labels.index(answer))
        self.papers.append(paper)

    def write(self, path: Path) -> None:
        print(write_fitted(path, self.labels, self.evidence, self.answers, self.papers, _DECAY), flush=True)


class Reader:
    """The pipeline of a config up to its entities."""

    def __init__(self, path: Path) -> None:
        config = Config().from_disk(path)
        config.pop("citegraph", None)
        components = config["components"]
        with_paths(components, path.parent)
        for name in [name for name, component in components.items() if component.get("factory") in _READ_HERE]:
            del components[name]
            config["nlp"]["pipeline"].remove(name)
        self._nlp: Language = load_model_from_config(config, auto_fill=True, validate=True)

    def scene(self, paper: dict[str, Any]) -> Scene:
        doc = self._nlp.make_doc(text_of(paper["title"], paper["abstract"]))
        doc.user_data[TITLE_END] = len(paper["title"])
        for _, component in self._nlp.pipeline:
            doc = component(doc)
        return scene_of(doc)


def annotated_scene(paper: dict[str, Any], found: Scene) -> Scene:
    """The scene as readers see it, over the words of the one that was found."""
    sure: list[ExtractedEntity] = []
    unsure: list[ExtractedEntity] = []
    for entity in paper["entities"]:
        mentions = list(_mentions(paper, entity["surfaces"]))
        if mentions:
            (sure if entity["required"] else unsure).append(
                ExtractedEntity(
                    name=entity["name"] if entity["type"] == "Repository" else mentions[-1].text,
                    type=entity["type"],
                    relation=entity["relation"],
                    confidence=_SURE if entity["required"] else _UNSURE,
                    mentions=tuple(mentions),
                )
            )
    return Scene(found.context, sure, unsure)


def _mentions(paper: dict[str, Any], surfaces: Sequence[str]) -> Iterator[Mention]:
    minimal = minimal_surfaces(surfaces)
    for name in FIELDS:
        places = {place for surface in minimal for place in occurrences(paper[name], surface)}
        for start, end in sorted(places):
            yield Mention(field=name, start=start, end=end, text=paper[name][start:end])


class Gold:
    """What readers say of a paper, by the names they gave."""

    def __init__(self, paper: dict[str, Any]) -> None:
        self._names: dict[str, str] = {}
        for entity in sorted(paper["entities"], key=lambda entity: not entity["required"]):
            for name in [entity["name"], *entity["surfaces"]]:
                for folded in _keys(name):
                    self._names.setdefault(folded, entity["name"])
        self._related = {
            (self.name(each["head"]), self.name(each["tail"])): each["relation"] for each in paper["entity_relations"]
        }
        self.results: list[dict[str, str]] = paper["results"]

    def name(self, name: str) -> str | None:
        return next((self._names[each] for each in sorted(_keys(name)) if each in self._names), None)

    def thing(self, scene: Scene, thing: Thing) -> str | None:
        text = scene.context.text
        names = [thing.name, *(text[place.start : place.end] for place in thing.places)]
        return next((known for name in names if (known := self.name(name)) is not None), None)

    def relation(self, one: str | None, other: str | None) -> str:
        if one is None or other is None or one == other:
            return "nothing"
        for way, pair in ((">", (one, other)), ("<", (other, one))):
            relation: str | None = self._related.get(pair)
            if relation is not None and way + relation in LABELS:
                return way + relation
        return "nothing"

    def belongs(self, result: dict[str, str], part: str, name: str | None) -> bool:
        return bool(result[part]) and name is not None and self.name(result[part]) == name


def _keys(name: str) -> set[str]:
    url = normalise(name) if "/" in name else None
    return {url.lower()} if url else loose_keys(name)


def figure_key(value: str) -> str:
    """The form in which two ways to write a figure are equal: its digits, x and %."""
    text = value.casefold()
    for written, folded in _VALUE:
        text = text.replace(written, folded)
    return "".join(letter for letter in text if letter.isdigit() or letter in ".x%").strip(".")


def learn(paper: dict[str, Any], number: int, scene: Scene, related: Cases, figures: Cases, ties: Cases) -> None:
    """Adds the cases of one paper."""
    gold = Gold(paper)
    names = {id(thing): gold.thing(scene, thing) for thing in scene.things}
    for one, other in pairs_of(scene):
        answer = gold.relation(names[id(one)], names[id(other)])
        related.add(evidence_of(scene, one, other), answer, number)
    found = figures_of(scene)
    keys = [figure_key(scene.context.text[figure.start : figure.end]) for figure in found]
    results: dict[int, dict[str, str]] = {}
    for result in gold.results:
        same = [at for at, key in enumerate(keys) if key == figure_key(result["value"])]
        # The first that is still free; what is written twice is a result twice.
        for at in same[:1] if all(at in results for at in same) else [at for at in same if at not in results]:
            results.setdefault(at, result)
    for at, figure in enumerate(found):
        figures.add(evidence_of_figure(scene, figure, len(found)), FIGURE_LABELS[at in results], number)
        if at in results:
            for thing, evidence in ties_of(scene, found, figure):
                part = PART_NAMES[PARTS[thing.kind]]
                ties.add(evidence, TIE_LABELS[gold.belongs(results[at], part, names[id(thing)])], number)


def share(paper: dict[str, Any], shares: int) -> int:
    """Which of so many configs reads a paper."""
    return hashlib.sha256(paper["id"].encode()).digest()[1] % shares


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m extract.training.statements", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("train", type=Path)
    parser.add_argument("folder", type=Path, help="where relations, figures and ties are written")
    parser.add_argument("--config", type=Path, action="append", help="the extractor that reads the papers; see above")
    options = parser.parse_args(arguments)
    configs: list[Path] = options.config or [config_of(DEFAULT)]
    readers = [Reader(path) for path in configs]
    papers = [paper for paper in read_papers(options.train) if not is_apart(paper)]
    related, figures, ties = Cases(LABELS), Cases(FIGURE_LABELS), Cases(TIE_LABELS)
    for number, paper in enumerate(papers):
        scene = readers[share(paper, len(readers))].scene(paper)
        learn(paper, number, scene, related, figures, ties)
        learn(paper, number, annotated_scene(paper, scene), related, figures, ties)
        if number % 500 == 499:
            print(f"{number + 1} of {len(papers)} papers read", flush=True)
    for cases, name in ((related, "relations"), (figures, "figures"), (ties, "ties")):
        cases.write(options.folder / f"{name}.tsv.gz")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
