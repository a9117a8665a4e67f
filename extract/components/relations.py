"""Relations between entities of one paper, where its text says so outright. Rules tuned for precision.

Each rule has a confidence, measured as its precision on annotated papers; they stand in the config. The system of a
paper is the named thing that it introduces: the one before the colon of its title, or the only one.

Reads and writes `doc.user_data`: entities, and `citegraph.relations`, a list of ExtractedRelation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from spacy.tokens import Doc

from extract.components.evidence import context_of, title_end_of
from extract.components.keys import ENTITIES, RELATIONS
from extract.components.lexicon import is_cased
from extract.components.words import text_of
from extract.records import ExtractedEntity, ExtractedRelation, Span

# A rule ending in `_own` fills in the paper's system where the sentence names only the other side.
RULES = (
    "implements",
    "evaluated_on",
    "evaluated_on_own",
    "part_of",
    "outperforms",
    "outperforms_own",
    "based_on",
    "based_on_own",
)

_SYSTEM_TYPES = frozenset({"Method", "Model"})
_OUTPERFORMS = re.compile(
    r"\b(?:outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|ing)?)\b[^.;]{0,60}$"
    r"|\b(?:superior to|better than|higher than|faster than|improves? (?:up)?on|improvements? over|gains? over)\b"
    r"[^.;]{0,40}$"
)
_BASED_ON = re.compile(
    r"\b(?:based (?:up)?on|bui(?:lt|lds?|lding) (?:directly )?(?:up)?on|built (?:with|from)|"
    r"fine-?tuned (?:from|on top of|version of)|"
    r"initiali[sz]ed (?:from|with)|derived from|adapted from|extends?|extending|extension of|variant of|on top of|"
    r"fine-?tun(?:e|ing)|powered by|instantiated (?:on|with)|inspired by)\s+(?:an?\s+|the\s+)?(?:[a-z-]+\s+){0,3}$"
)
# Three abstracts of four hold none of these: they are passed over at once.
_MAY_SAY = re.compile(
    r"outperform|surpass|exceed|\bbeat|superior|better than|improve|gains? over|\bbased (?:up)?on|buil[dt]|fine-?tun|"
    r"initiali|derived|adapted|exten[ds]|variant|on top|powered|instantiated|inspired|than\b"
)


class Relations:
    """`confidences`: for each rule how often it is right. A rule that is not named there is off."""

    def __init__(self, confidences: Mapping[str, float]) -> None:
        unknown = sorted(set(confidences) - set(RULES))
        if unknown:
            raise ValueError(f"no such rule of relations: {', '.join(unknown)}; there are {', '.join(RULES)}")
        self._confidences = dict(confidences)

    def __call__(self, doc: Doc) -> Doc:
        entities: list[ExtractedEntity] = doc.user_data.get(ENTITIES, [])
        best: dict[tuple[str, str, str], ExtractedRelation] = {}
        for rule, head, relation, tail, evidence in _read(doc, entities):
            confidence = self._confidences.get(rule)
            if confidence is None or head == tail:
                continue
            known = best.get((head, relation, tail))
            if known is None or (known.confidence or 0) < confidence:
                best[head, relation, tail] = ExtractedRelation(
                    head=head, relation=relation, tail=tail, confidence=confidence, evidence=evidence
                )
        doc.user_data[RELATIONS] = list(best.values())
        return doc


def own_system(entities: Sequence[ExtractedEntity], title: str) -> ExtractedEntity | None:
    """The one named thing that a paper is about, if there is one."""
    introduced = [
        entity
        for entity in entities
        if entity.relation == "introduces" and entity.type not in {"Task", "Metric"} and is_cased(entity.name)
    ]
    for entity in introduced:
        first = entity.mentions[0]
        if first.field == "title" and first.start == 0 and title[first.end : first.end + 1] == ":":
            return entity
    likely = [entity for entity in introduced if (entity.confidence or 0) >= 0.5]
    return likely[0] if len(likely) == 1 else None


def _read(doc: Doc, entities: Sequence[ExtractedEntity]) -> Iterator[tuple[str, str, str, str, Span | None]]:
    title_end = title_end_of(doc)
    own = own_system(entities, text_of(doc)[:title_end])
    if own is not None:
        yield from _of_own_system(own, entities)
    yield from _said_in_sentences(doc, entities, own, title_end + 1)


def _of_own_system(
    own: ExtractedEntity, entities: Sequence[ExtractedEntity]
) -> Iterator[tuple[str, str, str, str, Span | None]]:
    for entity in entities:
        if entity.type == "Repository":
            yield "implements", entity.name, "implements", own.name, entity.evidence
        elif (
            entity.relation == "evaluates_on" and entity.type in {"Benchmark", "Dataset"} and own.type in _SYSTEM_TYPES
        ):
            yield "evaluated_on", own.name, "evaluated_on", entity.name, entity.evidence
        elif own.type == "Benchmark" and entity.type == "Model" and entity.relation in {"uses", "compares_with"}:
            yield "evaluated_on_own", entity.name, "evaluated_on", own.name, entity.evidence
        elif (
            (entity.relation, entity.type) == ("introduces", "Method")
            and own.type in _SYSTEM_TYPES
            and entity.name != own.name
            and (is_cased(entity.name) or entity.name[0].isupper())
        ):
            yield "part_of", entity.name, "part_of", own.name, entity.evidence


def _said_in_sentences(
    doc: Doc, entities: Sequence[ExtractedEntity], own: ExtractedEntity | None, abstract_start: int
) -> Iterator[tuple[str, str, str, str, Span | None]]:
    abstract = text_of(doc)[abstract_start:]
    systems = [entity for entity in entities if entity.type in _SYSTEM_TYPES]
    if not _MAY_SAY.search(abstract):
        return
    places = sorted(
        (mention.start, mention.end, at)
        for at, entity in enumerate(systems)
        for mention in entity.mentions
        if mention.field == "abstract"
    )
    for first, last in context_of(doc).sentences():
        start, end = first - abstract_start, last - abstract_start
        if start < 0:
            continue
        here = [place for place in places if start <= place[0] < end]
        evidence = Span(field="abstract", start=start, end=start + len(abstract[start:end].rstrip()))
        for tail_start, _, at in here:
            tail = systems[at]
            before = abstract[start:tail_start]
            for rule, pattern in (("outperforms", _OUTPERFORMS), ("based_on", _BASED_ON)):
                match = pattern.search(before)
                if match is None:
                    continue
                if rule == "outperforms" and tail.relation not in {"compares_with", "uses"}:
                    continue
                heads = [systems[i] for s, e, i in here if e <= start + match.start() and i != at]
                if heads:
                    yield rule, heads[-1].name, rule, tail.name, evidence
                elif own is not None and own.type in _SYSTEM_TYPES and own.name != tail.name:
                    yield f"{rule}_own", own.name, rule, tail.name, evidence
