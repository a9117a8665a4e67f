"""The entity component: which candidates are entities, of which type, how surely, by weighed evidence: of rules, of the
lexicon, and of a span model if one has read the text.

What comes after reads only what this writes, and any component that writes the same may stand here:
`doc.spans["entities"]`, a span for each mention, label the type, with two lists in the group's `attrs`: `scores`, the
probability that a careful reader accepts name and type, and `salience`, the probability that it deserves a page of its
own; without the second every span does.
"""

from __future__ import annotations

from pathlib import Path

from spacy.tokens import Doc, SpanGroup

from extract.components.abbreviations import abbreviations_of
from extract.components.candidates import gather
from extract.components.evidence import context_of
from extract.components.keys import SAID
from extract.components.linear import read_weights
from extract.components.words import Offsets, text_of

# Below this a candidate is noise that even `--min-confidence 0` need not print: of twelve one is right.
_FLOOR = 0.08


class Entities:
    def __init__(self, weights: Path) -> None:
        self._linear = read_weights(weights)
        columns = {label: at for at, label in enumerate(self._linear.labels)}
        self._types = [label for label in self._linear.labels if label != "nothing" and not label.endswith("?")]
        self._salient = [columns[label] for label in self._types]
        self._defensible = [columns[f"{label}?"] for label in self._types]

    def __call__(self, doc: Doc) -> Doc:
        groups = gather(
            context_of(doc),
            abbreviations=abbreviations_of(doc),
            lexicon=[(span.start_char, span.end_char, span.label_) for span in doc.spans.get("lexicon", ())],
            taken=[(span.start_char, span.end_char) for span in doc.spans.get("links", ())],
            said=doc.user_data.get(SAID),
        )
        probabilities = self._linear.probabilities([group.evidence for group in groups])
        salient = probabilities[:, self._salient]
        accepted = salient + probabilities[:, self._defensible]
        best = accepted.argmax(axis=1).tolist() if groups else []
        found = [
            (float(salient[row, column]), float(accepted[row, column]), group, self._types[column])
            for row, (group, column) in enumerate(zip(groups, best, strict=True))
            if accepted[row, column] >= _FLOOR
        ]
        found.sort(key=lambda each: -each[0])
        offsets = Offsets(doc)
        spans, scores, saliences = [], [], []
        is_taken = bytearray(len(text_of(doc)))
        for salience, score, group, label in found:
            for start, end in group.mentions:
                # Of overlapping candidates the likelier one has the place.
                if 1 not in is_taken[start:end]:
                    spans.append(offsets.span(start, end, label))
                    scores.append(score)
                    saliences.append(salience)
            for start, end in group.mentions:
                is_taken[start:end] = b"\x01" * (end - start)
        doc.spans["entities"] = SpanGroup(doc, spans=spans, attrs={"scores": scores, "salience": saliences})
        return doc
