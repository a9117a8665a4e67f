"""Figures that a paper reports for its own system: `an accuracy of 97.4%`, `76.2 BLEU on WMT14`, `latency by 40%`.

A figure is read only beside a metric that the paper is evaluated by, in one sentence; the benchmark is the one that
follows the figure, or the only one of the sentence. Each pattern has a confidence, measured as its precision on
annotated papers.

Reads and writes `doc.user_data`: entities, and `citegraph.results`, a list of ExtractedResult.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from spacy.tokens import Doc

from extract.components.evidence import context_of, title_end_of
from extract.components.keys import ENTITIES, RESULTS
from extract.components.relations import own_system
from extract.components.words import text_of
from extract.records import ExtractedEntity, ExtractedResult, Span

PATTERNS = ("metric_of", "metric_by", "value_metric")

_FIGURE = r"(?P<value>[+-]?\$?\d[\d,]*(?:\.\d+)?(?:\s?\\?%|\s?(?:x|×)(?!\w)|\s(?:percentage\s)?points?\b|-fold)?\$?)"
_VAGUE = r"(?:up to|about|around|approximately|nearly|over|more than|only|just|an average of|at least)?"
_AFTER_METRIC = re.compile(
    r"^\s*(?:\([^()]{1,12}\)\s*)?(?:scores?\s|rates?\s)?"
    r"(?:(?P<of>of|reaching|reaches|at|is|was|:|=|to)|(?P<by>by|of up to|by up to))\s+"
    rf"{_VAGUE}\s*~?{_FIGURE}(?![\w-])"
)
_BEFORE_METRIC = re.compile(
    rf"(?<![\w.,-]){_FIGURE}\s+(?:(?:absolute|relative|average|mean|higher|lower|overall|test|top-1)\s+)?$"
)
_ON = re.compile(r"\s+(?:score\s+)?(?:on|in)\s+(?:the\s+)?")
_OF_OTHERS = re.compile(r"\b(?:compared (?:to|with)|versus|vs\.?|than|baseline|from|against|only)\b[^,;.]{0,30}$")


class Results:
    """`confidences`: for each pattern how often it is right. A pattern that is not named there is off."""

    def __init__(self, confidences: Mapping[str, float]) -> None:
        unknown = sorted(set(confidences) - set(PATTERNS))
        if unknown:
            raise ValueError(f"no such pattern of results: {', '.join(unknown)}; there are {', '.join(PATTERNS)}")
        self._confidences = dict(confidences)

    def __call__(self, doc: Doc) -> Doc:
        entities: list[ExtractedEntity] = doc.user_data.get(ENTITIES, [])
        doc.user_data[RESULTS] = list(self._read(doc, entities)) if self._confidences else []
        return doc

    def _read(self, doc: Doc, entities: list[ExtractedEntity]) -> list[ExtractedResult]:
        title_end = title_end_of(doc)
        abstract = text_of(doc)[title_end + 1 :]
        metrics = [entity for entity in entities if entity.type == "Metric"]
        if not metrics or not any(letter.isdigit() for letter in abstract):
            return []
        own = own_system(entities, text_of(doc)[:title_end])
        benchmarks = [entity for entity in entities if entity.type in {"Benchmark", "Dataset"}]
        found: dict[tuple[int, int], ExtractedResult] = {}
        for first, last in context_of(doc).sentences():
            start, end = first - title_end - 1, last - title_end - 1
            if start < 0:
                continue
            here = [b for b in benchmarks if any(m.field == "abstract" and start <= m.start < end for m in b.mentions)]
            for metric in metrics:
                for mention in metric.mentions:
                    if mention.field != "abstract" or not start <= mention.start < end:
                        continue
                    for pattern, place in _figures(abstract, start, mention.start, mention.end, end):
                        confidence = self._confidences.get(pattern)
                        if confidence is None or place in found:
                            continue
                        value = abstract[slice(*place)]
                        found[place] = ExtractedResult(
                            value=value,
                            system=own.name if own else "",
                            benchmark=_benchmark(abstract, max(place[1], mention.end), here),
                            metric=metric.name,
                            kind=_kind(value, pattern),
                            confidence=confidence,
                            evidence=Span(field="abstract", start=start, end=start + len(abstract[start:end].rstrip())),
                        )
        return [found[place] for place in sorted(found)]


def _benchmark(text: str, after: int, here: list[ExtractedEntity]) -> str:
    """The benchmark that follows the figure, `97.4% on LIBERO`; else the only one of the sentence; else none."""
    following = _ON.match(text, after)
    if following:
        for benchmark in here:
            if any(m.field == "abstract" and m.start == following.end() for m in benchmark.mentions):
                return benchmark.name
    return here[0].name if len(here) == 1 else ""


def _figures(text: str, start: int, metric_start: int, metric_end: int, end: int) -> list[tuple[str, tuple[int, int]]]:
    after = _AFTER_METRIC.match(text[metric_end:end])
    if after:
        at = metric_end + after.start("value")
        return [("metric_by" if after["by"] else "metric_of", _bare(text, at, metric_end + after.end("value")))]
    before = _BEFORE_METRIC.search(text[start:metric_start])
    if before and not _OF_OTHERS.search(text[start : start + before.start()]):
        return [("value_metric", _bare(text, start + before.start("value"), start + before.end("value")))]
    return []


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    while text[start] in "$+":
        start += 1
    while text[end - 1] in "$,":
        end -= 1
    return start, end


def _kind(value: str, pattern: str) -> str:
    if re.search(r"x$|×$|fold$", value):
        return "ratio"
    return "delta" if pattern == "metric_by" or "point" in value else "absolute"
