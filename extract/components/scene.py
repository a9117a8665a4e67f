"""The entities of a paper laid out in its words and sentences: what relations and results are read from.

Reads `doc.user_data`'s entities and, through assembly, those that assembly left out as not worth a page of their own: a
thing that takes part in what the text says outright deserves to be named, and `promote` brings it back.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from spacy.tokens import Doc

from extract.components.assembly import Assembly
from extract.components.evidence import Context, context_of
from extract.components.keys import ENTITIES, SCENE
from extract.components.lexicon import is_cased
from extract.records import ExtractedEntity, Mention, Span

# One letter each, so that evidence of pairs stays short.
KINDS = {
    "Method": "M",
    "Model": "L",
    "Benchmark": "B",
    "Dataset": "D",
    "Task": "T",
    "Metric": "X",
    "Repository": "R",
}
ROLES = {
    "introduces": "i",
    "uses": "u",
    "evaluates_on": "e",
    "compares_with": "c",
    "addresses": "a",
    "releases": "r",
    "mentions": "m",
}
# The third and later of the things that a paper introduces are told apart no further.
_LAST_RANK = 2
# An abstract has a dozen things, each mentioned a few times; what has more is a book, and pairs grow with the square.
_MOST_THINGS, _MOST_PLACES = 80, 12


class Place(NamedTuple):
    """A mention: characters of the text, words (`last` is the one after it), and the number of its sentence."""

    start: int
    end: int
    first: int
    last: int
    sentence: int


@dataclass(slots=True, eq=False)
class Thing:
    """An entity as evidence sees it.

    kind     one letter of KINDS
    role     one letter of ROLES
    places   where it is mentioned, in order
    side     n: not in the title, c: before its colon, t: elsewhere in it
    sure     its confidence in fifths
    is_kept  whether it is printed whatever is said of it
    telling  the first mention in the abstract, else in the title
    rank     its place among what the paper introduces, the paper's own system first; None for what it does not
    """

    name: str
    kind: str
    role: str
    places: list[Place]
    is_cased: bool
    side: str
    sure: int
    is_kept: bool
    telling: Place
    rank: int | None = None


class Scene:
    """`kept` are the entities that are printed anyway, `faint` the others that may be brought back."""

    def __init__(
        self, context: Context, kept: Iterable[ExtractedEntity], faint: Iterable[ExtractedEntity] = ()
    ) -> None:
        self.context = context
        self.faint = {entity.name: entity for entity in faint}
        self.things = [self._thing(entity, is_kept=True) for entity in kept if entity.mentions]
        self.things += [self._thing(entity, is_kept=False) for entity in self.faint.values()]
        self.things.sort(key=lambda thing: thing.places[0])
        del self.things[_MOST_THINGS:]
        self.introduced = sorted(
            (thing for thing in self.things if thing.role == "i" and thing.kind in "MLBDX"),
            key=lambda thing: (
                thing.side != "c",
                thing.side != "t" or not thing.is_cased,
                not thing.is_cased,
                thing.sure < 2,
                thing.places[0],
            ),
        )
        for rank, thing in enumerate(self.introduced):
            thing.rank = min(rank, _LAST_RANK)

    def _thing(self, entity: ExtractedEntity, *, is_kept: bool) -> Thing:
        context = self.context
        places = sorted(self._place(mention) for mention in entity.mentions[:_MOST_PLACES])
        start, end = places[0][:2]
        in_title = start < context.title_end
        return Thing(
            name=entity.name,
            kind=KINDS[entity.type],
            role=ROLES[entity.relation],
            places=places,
            is_cased=is_cased(entity.name),
            side="n" if not in_title else "c" if start < 2 and context.text[end : end + 1] == ":" else "t",
            sure=int((entity.confidence or 0) * 5),
            is_kept=is_kept,
            telling=next((place for place in places if place.start > context.title_end), places[0]),
        )

    def _place(self, mention: Mention) -> Place:
        context = self.context
        shift = 0 if mention.field == "title" else context.title_end + 1
        start, end = mention.start + shift, mention.end + shift
        words = context.atom_starts
        return Place(
            start, end, bisect_left(words, start), bisect_left(words, end), bisect_right(context.starts, start) - 1
        )

    def words_of(self, sentence: int) -> tuple[int, int]:
        """The numbers of a sentence's first word and of the one after its last."""
        starts, words = self.context.starts, self.context.atom_starts
        last = bisect_left(words, starts[sentence + 1]) if sentence + 1 < len(starts) else len(words)
        return bisect_left(words, starts[sentence]), last

    def evidence(self, sentence: int) -> Span:
        """A sentence as evidence, without the white space after it."""
        start, end = self.context.sentence_of(self.context.starts[sentence])
        end = start + len(self.context.text[start:end].rstrip())
        if start < self.context.title_end:
            return Span(field="title", start=start, end=min(end, self.context.title_end))
        shift = self.context.title_end + 1
        return Span(field="abstract", start=start - shift, end=end - shift)


def scene_of(doc: Doc) -> Scene:
    """The scene of a Doc, made once."""
    scene: Scene | None = doc.user_data.get(SCENE)
    if scene is None:
        kept: list[ExtractedEntity] = doc.user_data.get(ENTITIES, [])
        scene = doc.user_data[SCENE] = Scene(context_of(doc), kept, _left_out(doc, kept))
    return scene


def _left_out(doc: Doc, kept: list[ExtractedEntity]) -> list[ExtractedEntity]:
    group = doc.spans.get("entities")
    if not group or sum(len(entity.mentions) for entity in kept) >= len(group) + len(doc.spans.get("links", ())):
        return []
    Assembly(salience=0)(doc)
    everything: list[ExtractedEntity] = doc.user_data[ENTITIES]
    doc.user_data[ENTITIES] = kept
    taken = {(mention.field, mention.start) for entity in kept for mention in entity.mentions}
    names = {entity.name for entity in kept}
    return [
        entity
        for entity in everything
        if entity.name not in names and not any((mention.field, mention.start) in taken for mention in entity.mentions)
    ]


def probability(name: str, value: float) -> float:
    """A threshold of a config, checked."""
    if not 0 <= value <= 1:
        raise ValueError(f"{name} is a probability, between 0 and 1, not {value}")
    return value


def promote(doc: Doc, named: Mapping[str, float]) -> None:
    """Adds to the Doc's entities those of `named` that assembly left out. A statement is no surer than the entities in
    it, so each is at least as sure as the surest statement that names it, the number given with its name."""
    scene = scene_of(doc)
    brought = [
        replace(entity, confidence=max(entity.confidence or 0, sure))
        for name, sure in named.items()
        if (entity := scene.faint.pop(name, None)) is not None
    ]
    if brought:
        entities = [*doc.user_data[ENTITIES], *brought]
        entities.sort(key=lambda entity: (entity.mentions[0].field == "abstract", entity.mentions[0].start))
        # Links stay last, as assembly leaves them.
        entities.sort(key=lambda entity: entity.type == "Repository")
        doc.user_data[ENTITIES] = entities


def bucket(count: int) -> int:
    """A distance in words, the coarser the longer."""
    return count if count < 4 else next((least for least in (22, 14, 9, 6) if count >= least), 4)
