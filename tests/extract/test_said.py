"""What a span model says of words, as evidence of spans."""

from __future__ import annotations

import numpy as np
import pytest

from extract.components.said import Said
from extract.components.tags import COLUMNS, ROLES, TAGS, TYPES
from extract.components.words import words_of

TEXT = "Walks over graph networks beat GIN."
WORDS = words_of(TEXT)


def said(tags: dict[str, str], sure: float = 0.9, salience: float = 0.8) -> Said:
    """A model that gives the words their tags, O to the others; the first of a role is `uses`."""
    rows = np.full((len(WORDS), COLUMNS), 0.01, dtype=np.float32)
    for row, (start, end) in zip(rows, WORDS, strict=True):
        probabilities = np.full(len(TAGS), (1 - sure) / (len(TAGS) - 1))
        probabilities[TAGS.index(tags.get(TEXT[start:end], "O"))] = sure
        row[: len(TAGS)] = np.log(probabilities)
        row[len(TAGS) + ROLES.index("uses")] = 0.9
        row[-1] = salience
    return Said(WORDS, rows)


def at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


MODEL = said({"graph": "B-Method", "networks": "I-Method", "GIN": "B-Model"})


def test_spans_are_those_of_the_likeliest_reading() -> None:
    assert MODEL.spans() == [(*at("graph networks"), "Method"), (*at("GIN"), "Model")]


def test_a_span_is_as_probable_as_its_words_together() -> None:
    whole, part, longer, other = MODEL.evidence(
        [([at(words)], "named") for words in ("graph networks", "graph", "graph networks beat", "Walks")]
    )
    # 0.9 for each word, and nearly as much that it does not go on: 0.9 * 0.9 * 0.95 is 3.3 to 1
    assert "m:Method:1" in whole
    assert "m:Method>" + next(name for name in TYPES if name != "Method") in whole
    assert "m:salient:1.5" in whole
    assert all(f"m:Method:{level}" in each for each, level in ((part, "-3"), (longer, "-5"), (other, "-5")))


def test_mentions_of_one_candidate_are_told_together() -> None:
    (both,) = MODEL.evidence([([at("graph networks"), at("Walks")], "named")])
    (alone,) = MODEL.evidence([([at("graph networks")], "named")])
    assert "m:2:-0.5" in both  # half as probable
    assert "m:1:1" in alone
    surest = [float(each.rpartition(":")[2]) for one in (both, alone) for each in one if each.startswith("m:most")]
    assert surest[0] >= surest[1] > 0


def test_what_overlaps_a_candidate_speaks_against_it() -> None:
    whole, part, across, apart = MODEL.evidence(
        [([at(words)], "named") for words in ("graph networks", "networks", "over graph", "GIN")]
    )
    assert {"m:around:none", "m:within:4", "m:within:at:-3", "m:across:at:-6"} < set(whole)
    assert {"m:around:-4", "m:around:at:1", "m:within:none", "m:across:none"} < set(part)
    assert {"m:across:-6", "m:across:at:1"} < set(across)
    assert {"m:around:none", "m:within:none", "m:across:none"} < set(apart)


def test_the_likeliest_of_many_rivals_counts_and_none_of_its_own() -> None:
    whole, _, _ = MODEL.evidence(
        [
            ([at("graph networks"), at("graph")], "named"),
            ([at("networks")], "named"),
            ([at("Walks over graph networks"), at("over graph networks beat")], "named"),
        ]
    )
    assert "m:around:at:-6" in whole
    assert "m:within:at:-3" in whole


def test_a_role_is_that_of_the_first_words() -> None:
    evidence = MODEL.roles([at("GIN")], "Model")
    assert "m:Model:uses" in evidence
    assert "m1:uses:2" in evidence


@pytest.mark.parametrize("sure", [1.0, 1 / len(TAGS)])
def test_numbers_stay_within_bounds(sure: float) -> None:
    with np.errstate(divide="ignore"):
        extreme = said({"GIN": "B-Model"}, sure=sure, salience=1.0)
    (found,) = extreme.evidence([([at("GIN")], "named")])
    assert all(
        -6 <= float(each.rpartition(":")[2]) <= 6 for each in found if not each.endswith(":none") and ">" not in each
    )


def test_nothing_is_said_of_no_words() -> None:
    empty = Said([], np.zeros((0, COLUMNS), dtype=np.float32))
    assert empty.spans() == []
    assert empty.evidence([]) == []
