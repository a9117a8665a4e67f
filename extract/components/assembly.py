"""From spans to entities: each thing once a paper, with one name, one type, one relation and all its mentions.

Spellings are one by the fold of graph.names; an acronym and its expansion are one, the acronym is the name. Of two
types or relations for one name the likelier wins. Writes `doc.user_data["citegraph.entities"]`, a list of
ExtractedEntity.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from spacy.tokens import Doc

from extract.components.abbreviations import abbreviations_of, acronym_keys
from extract.components.evidence import context_of, title_end_of
from extract.components.keys import ENTITIES
from extract.components.words import text_of
from extract.records import ExtractedEntity, Mention
from extract.records import Span as TextSpan
from graph.names import key

# The cue that a relation is read from; the evidence of an entity is the sentence that has it.
_CUE_OF = {"introduces": "introduce", "evaluates_on": "evaluate", "compares_with": "outperform", "uses": "base"}
# How probable it is that a found link is one that the paper offers, measured: 303 of 303 on the annotated papers;
# no rule is right for ever.
_LINK_CONFIDENCE = 0.98


class Fields:
    """Spans of a Doc as spans of the paper's fields."""

    def __init__(self, doc: Doc) -> None:
        self.context = context_of(doc)
        self._abstract_start = title_end_of(doc) + 1

    def place(self, start: int, end: int) -> TextSpan:
        if start < self._abstract_start:
            return TextSpan(field="title", start=start, end=min(end, self._abstract_start - 1))
        return TextSpan(field="abstract", start=start - self._abstract_start, end=end - self._abstract_start)

    def mention(self, start: int, end: int) -> Mention:
        at = self.place(start, end)
        return Mention(field=at.field, start=at.start, end=at.end, text=self.context.text[start:end])

    def offsets(self, span: TextSpan) -> tuple[int, int]:
        shift = 0 if span.field == "title" else self._abstract_start
        return span.start + shift, span.end + shift

    def crosses(self, start: int, end: int) -> bool:
        return start < self._abstract_start <= end

    def sentence(self, span: TextSpan) -> TextSpan:
        """The sentence of a span, without the white space after it."""
        start, end = self.context.sentence_of(self.offsets(span)[0])
        return self.place(start, start + len(self.context.text[start:end].rstrip()))


class Assembly:
    """`salience`: what less probably deserves a page of its own, against being wrong, is left out."""

    def __init__(self, salience: float) -> None:
        self._salience = salience

    def __call__(self, doc: Doc) -> Doc:
        fields = Fields(doc)
        doc.user_data[ENTITIES] = [*self._named(doc, fields), *_links(doc, fields)]
        return doc

    def _named(self, doc: Doc, fields: Fields) -> list[ExtractedEntity]:
        group = doc.spans.get("entities")
        if not group:
            return []
        scores = group.attrs.get("scores", [1.0] * len(group))
        salience = group.attrs.get("salience", [1.0] * len(group))
        relations = group.attrs.get("relations", ["mentions"] * len(group))
        relation_scores = group.attrs.get("relation_scores", [1.0] * len(group))
        text = text_of(doc)
        acronyms = acronym_keys(text, abbreviations_of(doc))
        members: dict[str, list[int]] = defaultdict(list)
        places = [(span.start_char, span.end_char) for span in group]
        labels = [span.label_ for span in group]
        for index, (start, end) in enumerate(places):
            if salience[index] < self._salience * (1 - scores[index]) or fields.crosses(start, end):
                continue
            folded = key(text[start:end])
            members[acronyms.get(folded, folded)].append(index)
        entities = []
        for folded, indexes in members.items():
            best = max(indexes, key=lambda index: scores[index] * relation_scores[index])
            mentions = [fields.mention(start, end) for start, end in sorted({places[index] for index in indexes})]
            name = _name(mentions, folded)
            entities.append(
                ExtractedEntity(
                    name=name,
                    type=labels[best],
                    relation=relations[best],
                    aliases=tuple(dict.fromkeys(mention.text for mention in mentions if mention.text != name)),
                    confidence=round(float(scores[best] * relation_scores[best]), 4),
                    mentions=tuple(mentions),
                    evidence=fields.sentence(_telling(mentions, relations[best], fields)),
                )
            )
        entities.sort(key=lambda entity: (entity.mentions[0].field == "abstract", entity.mentions[0].start))
        return entities


def _name(mentions: list[Mention], folded: str) -> str:
    """The most frequent surface; acronyms before expansions, the abstract's case before a title's."""
    counts = Counter(mention.text for mention in mentions)
    # With an acronym the key is the acronym's: surfaces that fold to it come first.
    own = [text for text in counts if key(text) == folded] or list(counts)
    order = list(dict.fromkeys(mention.text for mention in reversed(mentions)))
    return max(own, key=lambda text: (counts[text], order.index(text)))


def _telling(mentions: list[Mention], relation: str, fields: Fields) -> Mention:
    cue = f"cue:{_CUE_OF.get(relation)}"
    in_abstract = [mention for mention in mentions if mention.field == "abstract"]
    for mention in in_abstract:
        if cue in fields.context.around(*fields.offsets(mention)):
            return mention
    return (in_abstract or mentions)[0]


def _links(doc: Doc, fields: Fields) -> list[ExtractedEntity]:
    group = doc.spans.get("links")
    if not group:
        return []
    mentions: dict[str, list[Mention]] = defaultdict(list)
    urls: dict[str, str] = {}
    for span, url in zip(group, group.attrs["urls"], strict=True):
        # http and https, with and without www, are one place.
        place = url.partition("://")[2].removeprefix("www.")
        urls.setdefault(place, url)
        mentions[place].append(fields.mention(span.start_char, span.end_char))
    return [
        ExtractedEntity(
            name=urls[place],
            type="Repository",
            relation="releases",
            confidence=_LINK_CONFIDENCE,
            mentions=tuple(found),
            evidence=fields.sentence(found[0]),
        )
        for place, found in mentions.items()
    ]
