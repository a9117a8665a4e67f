"""Relations between entities of one paper, where its text says so outright: weighed evidence of pairs.

A pair is something that the paper introduces and another thing, or two things of one sentence. What speaks for a
relation between them: types and roles, which is the paper's own system, what stands before and between them. What it is
worth is measured by `python -m extract.training.statements`.

Reads and writes `doc.user_data`: entities, and `citegraph.relations`, a list of ExtractedRelation.
"""

from __future__ import annotations

from pathlib import Path

from spacy.tokens import Doc

from extract.components.keys import RELATIONS
from extract.components.linear import Linear, read_weights
from extract.components.scene import Place, Scene, Thing, bucket, probability, promote, scene_of
from extract.records import ENTITY_RELATIONS, ExtractedRelation

# Of a pair (one, other): `>based_on` is one based_on other, `<based_on` the reverse. A link is always the other.
LABELS = (
    "nothing",
    *(f"{way}{name}" for way in "><" for name in ENTITY_RELATIONS if (way, name) != (">", "implements")),
)
_WITH_ROLE = ("v:", "x:", "Bl1", "Bcue", "Br1", "Bis", "Bnoun", "Bg:")
_WINDOW_BEFORE, _WINDOW_AFTER = 8, 4
_MOST_WORDS_BETWEEN = 14


class Relations:
    """`threshold`: what is less probable is left out; `promote`: from here on a relation brings an entity back that
    assembly left out."""

    def __init__(self, weights: Path, threshold: float, promote: float) -> None:
        self._linear = read_weights(weights)
        self._threshold = probability("threshold of relations", threshold)
        self._promote = probability("promote of relations", promote)

    def __call__(self, doc: Doc) -> Doc:
        scene = scene_of(doc)
        found: dict[tuple[str, str, str], ExtractedRelation] = {}
        brought: dict[str, float] = {}
        for one, other, label, sure in weighed_pairs(scene, self._linear):
            is_faint = not (one.is_kept and other.is_kept)
            if sure < self._threshold or (is_faint and sure < self._promote):
                continue
            head, tail = (one, other) if label[0] == ">" else (other, one)
            relation = label[1:]
            sentence = _sentence(one, other)
            confidence = round(sure, 4)
            on = _only_benchmark(scene, sentence) if relation == "outperforms" else None
            found[head.name, relation, tail.name] = ExtractedRelation(
                head=head.name,
                relation=relation,
                tail=tail.name,
                on=on,
                confidence=confidence,
                evidence=scene.evidence(sentence),
            )
            for thing in (one, other):
                if not thing.is_kept:
                    brought[thing.name] = max(confidence, brought.get(thing.name, 0.0))
        promote(doc, brought)
        doc.user_data[RELATIONS] = list(found.values())
        return doc


def weighed_pairs(scene: Scene, linear: Linear) -> list[tuple[Thing, Thing, str, float]]:
    """Each pair with the likeliest relation and how probable it is."""
    pairs = pairs_of(scene)
    if not pairs:
        return []
    # Evidence of one thing alone is the same in all its pairs.
    ones: dict[int, list[int]] = {}
    others: dict[int, list[int]] = {}
    cases = []
    for one, other in pairs:
        of_one, of_other = ones.get(id(one)), others.get(id(other))
        if of_one is None:
            of_one = ones[id(one)] = linear.rows(evidence_of_one(scene, one))
        if of_other is None:
            of_other = others[id(other)] = linear.rows(evidence_of_other(scene, other))
        cases.append([*of_one, *of_other, *linear.rows(evidence_of_pair(scene, one, other))])
    probabilities = linear.probabilities_of(cases)
    best = (probabilities[:, 1:].argmax(axis=1) + 1).tolist()
    return [
        (one, other, linear.labels[column], float(probabilities[row, column]))
        for row, ((one, other), column) in enumerate(zip(pairs, best, strict=True))
    ]


def evidence_of(scene: Scene, one: Thing, other: Thing) -> list[str]:
    """All that speaks for and against a relation of a pair."""
    return [
        *evidence_of_one(scene, one),
        *evidence_of_other(scene, other),
        *evidence_of_pair(scene, one, other),
    ]


def pairs_of(scene: Scene) -> list[tuple[Thing, Thing]]:
    """The pairs worth weighing: of what is passed over here, one in a thousand is related."""
    pairs = []
    things = [thing for thing in scene.things if thing.rank is not None or thing.kind not in "TX"]
    sentences = {id(thing): {place.sentence for place in thing.places} for thing in things}
    for at, first in enumerate(things):
        for second in things[at + 1 :]:
            one, other = first, second
            if first.rank is None and second.rank is None:
                if not (first.is_kept and second.is_kept) or second.kind == "R":
                    continue
                if sentences[id(first)].isdisjoint(sentences[id(second)]):
                    continue
                if first.kind in "BD" and second.kind not in "BD":
                    one, other = second, first
            elif first.rank is None or (second.rank is not None and second.rank < first.rank):
                one, other = second, first
            if one.is_kept and other.role not in "ma":
                pairs.append((one, other))
    return pairs


def evidence_of_one(scene: Scene, one: Thing) -> list[str]:
    rank, kind = one.rank, one.kind
    return [
        "bias",
        f"Ak{kind}{one.role}{rank}",
        f"Ac{one.sure}{rank}",
        f"At{one.side}{rank}",
        f"As{one.is_cased}{rank}{kind}",
        f"An{len(scene.introduced)}{rank}",
        f"Am{min(len(one.places), 4)}",
        f"Akept{one.is_kept}{rank}",
        f"Ah:{one.name.rpartition(' ')[2].lower()}",
    ]


def evidence_of_other(scene: Scene, other: Thing) -> list[str]:
    context, words, role = scene.context, scene.context.masked, other.role
    found = [
        f"Bk{other.kind}{role}",
        f"Bc{other.sure}{role}",
        f"Bt{other.side}{role}",
        f"Bs{other.is_cased}{other.kind}{role}",
        f"Bkept{other.is_kept}{role}",
        f"Bh:{other.name.rpartition(' ')[2].lower()}",
        f"nB{min(sum(thing.kind == other.kind for thing in scene.things), 6)}{other.kind}",
    ]
    place = other.telling
    local = [f"B{each}" for each in context.around(place.start, place.end)]
    opening = scene.words_of(place.sentence)[0]
    local += [f"v:{word}" for word in words[max(opening, place.first - _WINDOW_BEFORE) : place.first]]
    local += [f"x:{word}" for word in words[place.last : place.last + _WINDOW_AFTER]]
    found += local
    found += [role + each for each in local if each.startswith(_WITH_ROLE)]
    if place is not other.places[0]:
        found += [f"BT{each}" for each in context.around(*other.places[0][:2])[:4]]
    found.append(f"o:{words[opening] if opening < len(words) else ''}")
    found.append(f"pos{place.start * 5 // max(1, len(context.text))}")
    return found


def evidence_of_pair(scene: Scene, one: Thing, other: Thing) -> list[str]:
    types, roles, ranks = one.kind + other.kind, one.role + other.role, f"{one.rank}{other.rank}"
    found = [
        f"T{types}",
        f"R{roles}{ranks}",
        f"TR{types}{roles}",
        f"TRO{types}{roles}{ranks}",
        f"TB{types}{other.role}{other.is_cased}",
        *_of_names(one.name.lower(), other.name.lower(), types),
    ]
    nearest = _nearest(scene, one, other)
    if nearest is None:
        sentence = other.telling.sentence
        before = [place.sentence for place in one.places if place.start > scene.context.title_end]
        gap = min((sentence - each for each in before if each < sentence), default=-1)
        found += ["apart", f"sd{min(gap, 4)}{roles}", f"sd{min(gap, 4)}{ranks}{types}"]
        return found
    p, q, order = nearest
    left, right = (p, q) if order[1] == ">" else (q, p)
    between = scene.context.masked[left.last : right.first]
    found += [f"d{order}{bucket(len(between))}", f"dR{order}{roles}", f"dT{order}{types}"]
    if len(between) <= 4:
        found.append(f"W{order}{' '.join(between)}")
    if 0 < len(between) <= _MOST_WORDS_BETWEEN:
        found += [f"w{order}{word}" for word in between]
        found += [f"f{order}{between[0]}", f"l{order}{between[-1]}"]
        found += [f"wl{order}{' '.join(between[-2:])}", f"wf{order}{' '.join(between[:2])}"]
    others = sum(
        left.end <= place.start < right.start for thing in scene.things for place in thing.places if thing is not one
    )
    found.append(f"e{order}{min(others, 4)}")
    found.append(f"g{order}{_mark(scene.context.text[left.end : right.start])}")
    return found


def _of_names(one: str, other: str, types: str) -> list[str]:
    """LLaMA-VQA and LLaMA: a name that is a part of the other one."""
    found = []
    if not set(one.split()).isdisjoint(other.split()):
        found.append(f"shared{types}")
    if other in one:
        found.append(f"in{types}")
    elif one in other:
        found.append(f"ni{types}")
    return found


def _nearest(scene: Scene, one: Thing, other: Thing) -> tuple[Place, Place, str] | None:
    """The two mentions of one sentence that stand closest, and how: s or t (in the title), > or < (one comes later)."""
    best: tuple[bool, int] | None = None
    found = None
    title_end = scene.context.title_end
    for p in one.places:
        for q in other.places:
            if p.sentence == q.sentence:
                rank = (p.start < title_end, q.first - p.last if q.start >= p.start else p.first - q.last)
                if best is None or rank < best:
                    best, found = rank, (p, q)
    if found is None or best is None:
        return None
    return *found, ("t" if best[0] else "s") + (">" if found[1].start >= found[0].start else "<")


def _mark(gap: str) -> str:
    if gap.strip() == "(":
        return "b"
    return "," if "," in gap else ";" if ";" in gap or ":" in gap else "-"


def _sentence(one: Thing, other: Thing) -> int:
    """The last sentence that names both, for a title comes first; else the one that tells of the other."""
    shared = {place.sentence for place in one.places} & {place.sentence for place in other.places}
    return max(shared) if shared else other.telling.sentence


def _only_benchmark(scene: Scene, sentence: int) -> str | None:
    here = [
        thing.name
        for thing in scene.things
        if thing.is_kept and thing.kind in "BD" and any(place.sentence == sentence for place in thing.places)
    ]
    return here[0] if len(here) == 1 else None
