"""How the paper relates to each entity: introduces, uses, evaluates on, compares with, addresses, releases, mentions.

Reads `doc.spans["entities"]` from whatever component wrote it, and adds to the group's `attrs` the lists
`relations` and `relation_scores`: for each span the relation, and how surely. All mentions of one name and type
have one relation.
"""

from __future__ import annotations

from pathlib import Path

from spacy.tokens import Doc

from extract.components.abbreviations import abbreviations_of, acronym_keys
from extract.components.evidence import Context, context_of
from extract.components.keys import SAID
from extract.components.linear import read_weights
from extract.components.said import Said
from graph.names import key

_MOST_WEIGHED_MENTIONS = 4
_WITH_TYPE = ("cue:", "l1:", "is:", "noun:", "g:", "seen:", "colon")


def role_evidence(context: Context, mentions: list[tuple[int, int]], kind: str, said: Said | None = None) -> list[str]:
    """Evidence for the relation of a paper to an entity of this type, that has these mentions. `said`: what a span
    model says of the text."""
    ordered = sorted(mentions)
    in_title = [mention for mention in ordered if mention[0] < context.title_end]
    in_abstract = [mention for mention in ordered if mention[0] >= context.title_end]
    found = [f"seen:{bool(in_title)}:{min(len(in_abstract), 3)}"]
    if in_title:
        start, end = in_title[0]
        if start < 2 and context.text[end : end + 1] == ":":
            found.append("colon")
        found += [f"T{each}" for each in context.around(start, end) if each[0] in "lr"]
    for mention in in_abstract[:_MOST_WEIGHED_MENTIONS]:
        found += context.around(*mention)
    if in_abstract:
        # Where an abstract first names something: its own after the middle, the world's at the beginning.
        found.append(
            f"at:{4 * (in_abstract[0][0] - context.title_end) // max(1, len(context.text) - context.title_end)}"
        )
        found += [f"first:{each}" for each in context.around(*in_abstract[0]) if each[:2] in {"l1", "cu"}]
    found = list(dict.fromkeys(found))
    whole = ["bias", f"type:{kind}", *found, *(f"{kind}|{each}" for each in found if each.startswith(_WITH_TYPE))]
    return whole + said.roles(ordered, kind) if said else whole


class Roles:
    def __init__(self, weights: Path) -> None:
        self._linear = read_weights(weights)

    def __call__(self, doc: Doc) -> Doc:
        entities = doc.spans.get("entities")
        if not entities:
            return doc
        context = context_of(doc)
        acronyms = acronym_keys(context.text, abbreviations_of(doc))
        groups: dict[tuple[str, str], list[int]] = {}
        places = []
        for index, span in enumerate(entities):
            start, end = span.start_char, span.end_char
            places.append((start, end))
            folded = key(context.text[start:end])
            groups.setdefault((acronyms.get(folded, folded), span.label_), []).append(index)
        said = doc.user_data.get(SAID)
        cases = [
            role_evidence(context, [places[i] for i in members], kind, said) for (_, kind), members in groups.items()
        ]
        probabilities = self._linear.probabilities(cases)
        relations, scores = [""] * len(places), [0.0] * len(places)
        best = probabilities.argmax(axis=1).tolist()
        for row, members in enumerate(groups.values()):
            for index in members:
                relations[index] = self._linear.labels[best[row]]
                scores[index] = float(probabilities[row, best[row]])
        entities.attrs["relations"] = relations
        entities.attrs["relation_scores"] = scores
        return doc
