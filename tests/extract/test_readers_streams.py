"""JSON of any shape in constant memory, and packed input that breaks off."""

from __future__ import annotations

import gzip
import io
import json
import tracemalloc
from hashlib import sha256

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from extract.readers.json_shape import has, paths
from extract.readers.json_values import inside, values, whole_tokens
from extract.readers.lines import open_lines
from extract.records import Paper, RecordProblem
from tests.extract.reading import everything, papers, rows
from tests.extract.samples import OPENALEX_WORK

PLAIN = st.recursive(
    st.none() | st.integers() | st.text(max_size=8) | st.sampled_from(['{"', "}]", '\\"', "[,", ":"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=4), PLAIN, max_size=3)


def cut(text: str, size: int) -> list[tuple[int, str, bool]]:
    """One line in pieces."""
    pieces = [text[at : at + size] for at in range(0, len(text), size)] or [""]
    return [(1, piece, number == len(pieces)) for number, piece in enumerate(pieces, start=1)]


@given(st.lists(OBJECTS, max_size=4), st.integers(1, 30), st.sampled_from([None, 1]))
def test_the_objects_of_a_list_come_out_however_it_is_cut(found: list, size: int, indent: int | None) -> None:
    text = json.dumps(found)
    assert [json.loads(one) for _, one in values(whole_tokens(cut(text, size)))] == found
    lines = [(n, line) for n, line in enumerate(json.dumps(found, indent=2).splitlines(), start=1)]
    assert [json.loads(one) for _, one in values(lines)] == found


@given(PLAIN, st.lists(OBJECTS, max_size=4), st.integers(1, 30))
def test_a_list_comes_out_of_its_envelope(other: object, found: list, size: int) -> None:
    text = json.dumps({"meta": other, "message": {"more": [other], "items": found, "after": other}})
    assert [json.loads(one) for _, one in values(inside(whole_tokens(cut(text, size)), ("message", "items")))] == found


def test_two_answers_put_together_are_read_both() -> None:
    answer = json.dumps({"results": [OPENALEX_WORK]})
    other = answer.replace("W2741809807", "W9")
    assert [one.record for one in papers(answer + "\n" + other + "\n")] == ["W2741809807", "W9"]


def test_keys_are_told_from_strings() -> None:
    head = '{"a": {"b": ["x", {"c": "d: {"}]}, "e": "\\"f\\": 1", "g'
    assert paths(head) == {("a",), ("a", "b"), ("a", "b", "c"), ("e",)}
    assert has(head, "a.b.c")
    assert paths("no JSON") == frozenset()


def works(count: int) -> list[dict]:
    return [
        OPENALEX_WORK | {"id": f"https://openalex.org/W{n}", "title": sha256(b"%d" % n).hexdigest()}
        for n in range(count)
    ]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
@pytest.mark.parametrize(
    "text", [rows(*works(3000)), json.dumps({"results": works(3000)}), json.dumps(works(3000), indent=1)]
)
def test_packed_input_that_breaks_off_gives_what_was_readable_and_names_the_fault(pack: object, text: str) -> None:
    packed = pack(text.encode())  # type: ignore[operator]
    found = everything(packed[: len(packed) * 2 // 3])
    assert sum(isinstance(one, Paper) for one in found) > 500
    (told,) = (one for one in found if isinstance(one, RecordProblem))
    assert "stream ends before its end mark" in str(told)


def test_a_damaged_zstandard_stream_is_told() -> None:
    packed = bytearray(zstandard.compress(rows(*works(3000)).encode()))
    packed[len(packed) // 2 : len(packed) // 2 + 40] = b"\x00" * 40
    assert "zstandard stream" in str(everything(bytes(packed))[-1])


def test_several_frames_of_zstandard_are_one_input() -> None:
    first, second = works(2)
    frame = b"\x50\x2a\x4d\x18\x02\x00\x00\x00ab"  # one to be passed over
    content = frame + zstandard.compress(rows(first).encode()) + zstandard.compress(rows(second).encode())
    assert len(papers(content)) == 2


def test_one_bad_line_among_many_is_told_with_its_number() -> None:
    lines = [json.dumps({"title": f"Paper {n}"}) for n in range(20_000)]
    lines[12_345] = '{"title": "half'
    found = everything("\n".join(lines))
    assert len(found) == 20_000
    (told,) = (one for one in found if isinstance(one, RecordProblem))
    assert told.line == 12_346


def test_memory_does_not_grow_with_a_list_on_one_line() -> None:
    def peak(count: int) -> int:
        content = io.BytesIO(json.dumps({"results": [{"title": f"{n:0500}"} for n in range(count)]}).encode())
        tracemalloc.start()
        for _ in values(inside(whole_tokens(open_lines(content, "x").pieces()), ("results",))):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    # 5,000 of them are 2.5 MB, more than one piece of a line.
    assert peak(20_000) < 1.2 * peak(5_000)
