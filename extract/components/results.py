"""Figures that a paper reports for its own work, each with its metric, its benchmark and its system.

Which figures are results, and which metric, benchmark and system each belongs to, is weighed by evidence whose worth
`python -m extract.training.statements` measures.

Reads and writes `doc.user_data`: entities, and `citegraph.results`, a list of ExtractedResult.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spacy.tokens import Doc

from extract.components.figures import Figure, evidence_of_figure, figures_of, kind_of, unit_of
from extract.components.keys import RESULTS
from extract.components.linear import read_weights
from extract.components.scene import Place, Scene, Thing, bucket, probability, promote, scene_of
from extract.records import ExtractedResult

FIGURE_LABELS = ("nothing", "result")
TIE_LABELS = ("nothing", "tied")
# What a figure may belong to: by a metric (X), on a benchmark (B), of a system (S).
PARTS = {"X": "X", "B": "B", "D": "B", "M": "S", "L": "S"}
PART_NAMES = {"X": "metric", "B": "benchmark", "S": "system"}
# A figure is filed under the likeliest metric and benchmark from here on; to name a wrong system is worse than none.
_LEAST = {"X": 0.15, "B": 0.15, "S": 0.5}
# Of results that readers annotated without metric and benchmark, the share.
_WITHOUT_EITHER = 0.12
_MOST_WORDS_BETWEEN = 10


class Results:
    """`threshold`: what is less probable is left out; `promote`: from here on a result brings an entity back that
    assembly left out."""

    def __init__(self, figures: Path, ties: Path, threshold: float, promote: float) -> None:
        self._figures = read_weights(figures)
        self._ties = read_weights(ties)
        self._threshold = probability("threshold of results", threshold)
        self._promote = probability("promote of results", promote)

    def __call__(self, doc: Doc) -> Doc:
        scene = scene_of(doc)
        figures = figures_of(scene)
        found: dict[tuple[str, str, str], ExtractedResult] = {}
        brought: dict[str, float] = {}
        if figures:
            cases = [evidence_of_figure(scene, figure, len(figures)) for figure in figures]
            sure_of = self._figures.probabilities(cases)[:, 1].tolist()
            for figure, sure in zip(figures, sure_of, strict=True):
                if sure >= self._threshold:
                    self._read(scene, figures, figure, sure, found, brought)
        promote(doc, brought)
        doc.user_data[RESULTS] = list(found.values())
        return doc

    def _read(
        self,
        scene: Scene,
        figures: Sequence[Figure],
        figure: Figure,
        sure: float,
        found: dict[tuple[str, str, str], ExtractedResult],
        brought: dict[str, float],
    ) -> None:
        best: dict[str, tuple[float, Thing]] = {}
        ties = ties_of(scene, figures, figure)
        for (thing, evidence), row in zip(ties, self._ties.probabilities([tie[1] for tie in ties]), strict=True):
            del evidence
            part, tied = PARTS[thing.kind], float(row[1])
            if tied >= _LEAST[part] and (part not in best or tied > best[part][0]):
                best[part] = (tied, thing)
        unplaced = 1.0
        for part in ("X", "B"):
            if part in best:
                unplaced *= 1 - best[part][0]
        confidence = round(sure * max(_WITHOUT_EITHER, 1 - unplaced), 4)
        if confidence < self._threshold:
            return
        text = scene.context.text
        value = text[figure.start : figure.end]
        names = {PART_NAMES[part]: thing.name for part, (_, thing) in best.items()}
        said = (value, names.get("metric", ""), names.get("benchmark", ""))
        known = found.get(said)
        if known is not None and (known.confidence or 0) >= confidence:
            return
        found[said] = ExtractedResult(
            value=value,
            system=names.get("system", ""),
            benchmark=names.get("benchmark", ""),
            metric=names.get("metric", ""),
            kind=kind_of(text, figure),
            confidence=confidence,
            evidence=scene.evidence(figure.sentence),
        )
        for _, thing in best.values():
            if not thing.is_kept and confidence >= self._promote:
                brought[thing.name] = max(confidence, brought.get(thing.name, 0.0))


def ties_of(scene: Scene, figures: Sequence[Figure], figure: Figure) -> list[tuple[Thing, list[str]]]:
    """What a figure may belong to, each with the evidence for it."""
    unit = unit_of(scene.context.text[figure.start : figure.end])
    near = [
        (thing, PARTS[thing.kind], min(thing.places, key=lambda place: _distance(place, figure)))
        for thing in scene.things
        if thing.kind in PARTS
    ]
    neighbours = [each.start for each in figures if each.sentence == figure.sentence and each is not figure]
    ties = []
    for thing, part, place in near:
        rivals = [(each, at) for each, other, at in near if other == part and at.sentence == figure.sentence]
        evidence = _of_thing(thing, part, sum(other == part for _, other, _ in near))
        if place.sentence == figure.sentence:
            evidence += _beside(
                scene, part, place, figure, unit, [at for each, at in rivals if each is not thing], neighbours
            )
        else:
            gap = max(-2, min(figure.sentence - place.sentence, 3))
            number = min(sum(other == part for _, other, _ in near), 3)
            here = min(len(rivals), 2)
            evidence += [
                f"{part}sd{gap}",
                f"{part}sd{gap}own{thing.rank}",
                f"{part}other{here}",
                f"{part}other{here}sd{gap}r{thing.role}n{number}",
            ]
        ties.append((thing, evidence))
    return ties


def _distance(place: Place, figure: Figure) -> tuple[int, int]:
    return abs(place.sentence - figure.sentence), abs(place.start - figure.start)


def _of_thing(thing: Thing, part: str, number: int) -> list[str]:
    return [
        part,
        f"{part}n{min(number, 5)}",
        f"{part}r{thing.role}",
        f"{part}k{thing.kind}{thing.role}",
        f"{part}c{thing.sure}",
        f"{part}kept{thing.is_kept}",
        f"{part}own{thing.rank}",
        f"{part}m{min(len(thing.places), 4)}",
        f"{part}h:{thing.name.rpartition(' ')[2].lower()}",
        f"{part}t{thing.side}",
    ]


def _beside(
    scene: Scene,
    part: str,
    place: Place,
    figure: Figure,
    unit: str,
    rivals: Sequence[Place],
    neighbours: Sequence[int],
) -> list[str]:
    """Evidence of a thing in the figure's sentence: order, words between, rivals and other figures between."""
    is_before = place.start < figure.start
    side = f"{part}{'<' if is_before else '>'}"
    first, last = (place.last, figure.first) if is_before else (figure.last, place.first)
    between = scene.context.masked[first:last]
    away = abs(place.start - figure.start)
    nearer = [rival for rival in rivals if abs(rival.start - figure.start) < away]
    same_side = min(sum((rival.start < figure.start) == is_before for rival in nearer), 3)
    crossed = min(
        sum(place.end <= start < figure.start or figure.end <= start < place.start for start in neighbours), 3
    )
    gap = scene.context.text[min(place.end, figure.end) : max(place.start, figure.start)]
    found = [
        f"{side}d{bucket(len(between))}",
        f"{side}rank{min(len(nearer), 3)}",
        f"{side}rs{same_side}",
        f"{side}fb{crossed}",
        f"{side}fb{crossed}rs{same_side}",
        f"{side}{unit}",
        f"{side}g{next((mark for mark in ',;(' if mark in gap), '-')}",
    ]
    if len(between) <= 4:
        found.append(f"{side}W:{' '.join(between)}")
    if between:
        found += [f"{side}f:{between[0]}", f"{side}l:{between[-1]}"]
    if len(between) <= _MOST_WORDS_BETWEEN:
        found += [f"{side}w:{word}" for word in between]
    return found
