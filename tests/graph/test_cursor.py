from __future__ import annotations

import base64
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph import cursor
from graph.errors import BadCursor
from graph.store import Where

WHERE = Where(types=frozenset({"Model", "Method"}), year_from=2020)
TAG = cursor.tag_of("hop", "USES", "reverse", where=WHERE)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(-(2**63) + 1, 2**63 - 1))
def test_a_cursor_gives_back_its_key(key: str, n: int) -> None:
    assert cursor.decode(cursor.encode(TAG, key, n), TAG, (str, int)) == (key, n)


def test_a_cursor_is_safe_in_a_url() -> None:
    made = [cursor.encode(TAG, "é~?ÿ>" * n, n) for n in range(50)]
    assert all(re.fullmatch(r"[\w-]+", one, re.ASCII) for one in made)


@pytest.mark.parametrize(
    "other",
    [
        cursor.tag_of("hop", "USES", "", where=WHERE),
        cursor.tag_of("hop", "CITES", "reverse", where=WHERE),
        cursor.tag_of("hop", "USES", "reverse", where=Where()),
        cursor.tag_of("hop", "USES", "reverse", where=Where(types=WHERE.types, year_from=2021)),
        cursor.tag_of("hop", "USES", "reverse", where=Where(types=WHERE.types, year_to=2020)),
    ],
)
def test_a_cursor_of_another_list_is_refused(other: str) -> None:
    with pytest.raises(BadCursor, match="belongs to another list, order or filter"):
        cursor.decode(cursor.encode(other, 1), TAG, (int,))


def test_the_tag_depends_on_nothing_but_the_list() -> None:
    # Frozen sets show their members in an order that differs between processes; a cursor outlives the process.
    assert TAG == "8a7b644d"
    assert cursor.tag_of("a", where=Where(min_confidence=1)) == cursor.tag_of("a", where=Where(min_confidence=1.0))


@given(st.text())
@example("")
@example("A")
@example("\ud800")
@example("a" * 10_000)
def test_garbage_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(BadCursor) as refused:
        cursor.decode(text, TAG, (int,))
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("key", ['"1"', "1.5", "true", "null", "1,2", str(2**63), "[1]"])
def test_a_key_of_another_shape_is_refused(key: str) -> None:
    forged = base64.urlsafe_b64encode(f'["{TAG}",{key}]'.encode()).decode().rstrip("=")
    with pytest.raises(BadCursor, match="is not a cursor"):
        cursor.decode(forged, TAG, (int,))
