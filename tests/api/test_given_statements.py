"""`citegraph ingest --extractions`: what of an extraction is used, and what is told of the rest."""

from __future__ import annotations

import gzip
import json
import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest

from api.ingest import PAPERS_A_BATCH, Source, ingest
from api.ready_made import ReadyMade
from extract.readers import ReadError
from graph import Store
from tests.api.asking import values
from tests.api.given import MILL, QUIET, extractions, line, reasons, sha256_of, span, taken
from tests.api.papers import DENSE, SPARSE, write_jsonl
from tests.api.test_ingest import Blank, total

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "library.jsonl", DENSE, SPARSE)


BAD_LINES = [
    ("{", "it is not JSON"),
    ("[]", "it is no object"),
    ("7", "it is no object"),
    ({"id": "dense"}, "it has no `entities`"),
    ({"entities": []}, "it has neither `text_sha256` nor `id` nor `title`"),
    ({"id": "dense", "entities": {}}, "`entities` is no list"),
    ({"id": "dense", "entities": [], "results": "none"}, "`results` is no list"),
    ({"id": ["dense"], "entities": []}, "`id` is \"['dense']\", which is no text"),
    ({"id": "dense", "text_sha256": 7, "entities": []}, "`text_sha256` is 7, which is no text"),
    ({"id": "dense", "extractor": "", "entities": []}, "`extractor` is ''"),
    ({"id": "dense", "extractor": "a\0b", "entities": []}, "`extractor` is 'a\\x00b'"),
    ({"id": "dense", "extractor": "\ud800", "entities": []}, "`extractor` is '\\ud800'"),
    ({"id": "dense", "extractor": "x" * 201, "entities": []}, "`extractor` is 'xxx"),
    ({"id": "dense", "extractor": {"name": "mine", "version": 2}, "entities": []}, "`extractor` is"),
]


@pytest.mark.parametrize(("bad", "word"), BAD_LINES, ids=[word for _, word in BAD_LINES])
def test_a_line_that_is_no_extraction_is_told_and_the_others_are_used(
    store: Store, papers: Path, bad: dict[str, Any] | str, word: str
) -> None:
    blank = Blank()
    tally = taken(store, papers, line(id="sparse"), bad, pipeline=blank)
    [reason] = reasons(tally)
    assert reason.startswith(f"line 2: {word}")
    assert reason.endswith("; this extraction is left out")
    assert (tally.ready_made, blank.read) == (1, [DENSE["title"]])


RELATION = {"head": "Dense Mill", "relation": "evaluated_on", "tail": "QuietBench"}
RESULT = {"value": "97%", "system": "Dense Mill", "benchmark": "QuietBench"}
ABSTRACT = len(DENSE["abstract"])


def mention(**changes: Any) -> dict[str, Any]:
    return {"entities": [QUIET | {"mentions": [span(DENSE, "QuietBench") | changes]}]}


BAD_STATEMENTS: list[tuple[dict[str, Any], str]] = [
    ({"entities": ["Dense Mill"]}, "entities[2] is no object"),
    ({"entities": [MILL | {"type": "Animal"}]}, "entities[2].type is 'Animal', which is none of Method, Model, "),
    ({"entities": [MILL | {"relation": "likes"}]}, "entities[2].relation is 'likes', which is none of introduces, "),
    ({"entities": [MILL | {"name": None}]}, "entities[2] has no name"),
    ({"entities": [MILL | {"name": " "}]}, "entities[2].name is ' ', which names no Method"),
    ({"entities": [MILL | {"type": "Repository"}]}, "entities[2].name is 'Dense Mill', which names no Repository"),
    ({"entities": [MILL | {"name": "a\0b"}]}, "entities[2].name holds a NUL, which is no text"),
    ({"entities": [MILL | {"aliases": ["\ud800"]}]}, "entities[2].aliases[0] holds half of a surrogate pair"),
    ({"entities": [MILL | {"confidence": "high"}]}, "entities[2].confidence is 'high', which is no number"),
    ({"entities": [MILL | {"confidence": 1.5}]}, "entities[2].confidence is 1.5, which is not between 0 and 1"),
    (mention(field="body"), "entities[2].mentions[0].field is 'body', which is none of title, abstract"),
    (mention(start=-1), f"entities[2].mentions[0] is -1 to {ABSTRACT - 1}, and the abstract has {ABSTRACT} characters"),
    (mention(end=ABSTRACT + 1), "entities[2].mentions[0] is"),
    (mention(end=0), "entities[2].mentions[0] is"),
    (mention(start=1.5), "entities[2].mentions[0].start is '1.5', which is no whole number"),
    (mention(text="LoudBench"), "entities[2].mentions[0].text is 'LoudBench', and the abstract has 'QuietBench' there"),
    ({"entities": [MILL | {"evidence": {"field": "title", "start": 0, "end": 99}}]}, "entities[2].evidence is 0 to 99"),
    (
        {"relations": [RELATION | {"relation": "likes"}]},
        "relations[1].relation is 'likes', which is none of based_on, ",
    ),
    ({"relations": [RELATION | {"tail": "LoudBench"}]}, "relations[1].tail is 'LoudBench', which is no entity of "),
    ({"relations": [RELATION | {"on": 7}]}, "relations[1].on is '7', which is no text"),
    ({"results": [RESULT | {"kind": "odd"}]}, "results[1].kind is 'odd', which is none of absolute, "),
    ({"results": [RESULT | {"value": ""}]}, "results[1].value is blank"),
    ({"results": [RESULT | {"metric": "accuracy"}]}, "results[1].metric is 'accuracy', which is no entity of "),
]


@pytest.mark.parametrize(("bad", "word"), BAD_STATEMENTS, ids=[word for _, word in BAD_STATEMENTS])
def test_a_statement_that_does_not_hold_is_told_and_the_others_are_kept(
    store: Store, papers: Path, bad: dict[str, Any], word: str
) -> None:
    good: dict[str, Any] = {"entities": [MILL, QUIET], "relations": [RELATION], "results": [RESULT]}
    whole = good | {part: good[part] + statements for part, statements in bad.items()}
    blank = Blank()
    tally = taken(store, papers, {"id": "dense"} | whole, pipeline=blank)
    [reason] = reasons(tally)
    assert reason.startswith(f"line 1: {word}")
    assert reason.endswith("; this statement is left out")
    assert (tally.ready_made, blank.read) == (1, [SPARSE["title"]])
    record = extractions(store)[f"extract:given/{sha256_of(DENSE)}"].record
    assert {part: len(record[part]) for part in good} == {"entities": 2, "relations": 1, "results": 1}


def test_what_names_an_entity_that_was_left_out_goes_with_it(store: Store, papers: Path) -> None:
    bad = QUIET | {"type": "Benchmrak"}
    tally = taken(store, papers, {"id": "dense", "entities": [MILL, bad], "relations": [RELATION], "results": [RESULT]})
    [reason] = reasons(tally)
    assert reason.count("'QuietBench', which is no entity of this extraction") == 2
    assert reason.endswith("; these statements are left out")


def test_names_of_relations_fold_and_may_be_aliases(store: Store, papers: Path) -> None:
    mill = MILL | {"aliases": ["the mill"]}
    relation = {"head": "The Mill", "relation": "evaluated_on", "tail": "quiet bench"}
    assert taken(store, papers, {"id": "dense", "entities": [mill, QUIET], "relations": [relation]}).problems == []
    benchmark = values(store, '{ benchmark(name: "QuietBench") { evaluates { nodes { name } } } }')["benchmark"]
    assert benchmark == {"evaluates": {"nodes": [{"name": "Dense Mill"}]}}


def test_an_extraction_of_which_nothing_holds_leaves_its_text_to_the_pipeline(store: Store, papers: Path) -> None:
    wrong = [MILL | {"mentions": [span(DENSE, "Mill") | {"text": f"word {n}"}]} for n in range(9)]
    blank = Blank()
    tally = taken(store, papers, line(*wrong, id="dense"), pipeline=blank)
    [reason] = reasons(tally)
    assert "; 6 more of its statements are wrong; this extraction is left out" in reason
    assert (tally.ready_made, tally.unmatched, blank.read) == (0, 0, [DENSE["title"], SPARSE["title"]])


def test_an_extraction_that_says_nothing_is_one(store: Store, papers: Path) -> None:
    blank = Blank()
    tally = taken(store, papers, {"id": "dense", "entities": []}, pipeline=blank)
    assert (tally.ready_made, tally.problems, blank.read) == (1, [], [SPARSE["title"]])


@pytest.mark.parametrize("between", [0, PAPERS_A_BATCH], ids=["one batch", "two batches"])
def test_what_is_wrong_for_two_texts_is_told_once(store: Store, tmp_path: Path, between: int) -> None:
    others = [{"id": f"p{n}", "title": f"Paper {n} of many"} for n in range(between)]
    second = DENSE | {"id": "second", "abstract": "Another."}
    papers = write_jsonl(tmp_path / "library.jsonl", DENSE, *others, second)
    tally = taken(store, papers, line(MILL, MILL | {"type": "Animal"}, id="doi:10.1000/dense"))
    assert (tally.ready_made, len(tally.problems)) == (2, 1)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "holds no extractions"),
        (b"\x7fELF\x02\x01" + bytes(range(256)) * 9, "holds no extractions"),
        (b'{"title": "A paper, and no extraction"}\n' * 30, "it has no `entities`"),
        (None, "There is no file"),
    ],
    ids=["empty", "binary", "papers", "missing"],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes | None, word: str) -> None:
    path = tmp_path / "given.jsonl"
    if content is not None:
        path.write_bytes(content)
    with ReadyMade() as ready_made, pytest.raises(ReadError, match=word):
        ready_made.read(path)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are text")
def test_a_file_whose_name_is_no_text_is_read(store: Store, papers: Path) -> None:
    file = write_jsonl(papers.parent / os.fsdecode(b"\xe9.jsonl"), line(id="dense"), "{")
    with ReadyMade() as ready_made:
        ready_made.read(file)
        tally = total(ingest(store, [Source(input=papers)], Blank(), ready_made=ready_made))
    assert (tally.ready_made, len(tally.problems)) == (1, 1)


def test_a_packed_file_that_breaks_off_is_used_as_far_as_it_goes(store: Store, papers: Path) -> None:
    path = papers.parent / "given.jsonl.gz"
    lines = [line(MILL, id="dense"), line(MILL, id="sparse")]
    noise = [{"id": f"noise {n}", "title": random.Random(n).randbytes(200).hex(), "entities": []} for n in range(200)]
    packed = gzip.compress("".join(f"{json.dumps(one)}\n" for one in [*lines, *noise]).encode())
    path.write_bytes(packed[: len(packed) // 2])
    with ReadyMade() as ready_made:
        ready_made.read(path)
        tally = total(ingest(store, [Source(input=papers)], Blank(), ready_made=ready_made))
    assert (tally.ready_made, tally.extracted) == (2, 0)
    assert ["the gzip stream ends before its end mark" in problem.reason for problem in tally.problems] == [True]


# -- what is missing is null


def test_what_an_extraction_does_not_say_is_null(store: Store, papers: Path) -> None:
    given = {"id": "dense", "entities": [MILL, QUIET], "relations": [RELATION], "results": [{"value": "97%"}]}
    assert taken(store, papers, given).problems == []
    [edge] = values(
        store,
        """{ paper(id: "doi:10.1000/dense") { introduces { edges {
        confidence node { name } statements { confidence field start end sentence }
    } } } }""",
    )["paper"]["introduces"]["edges"]
    assert edge == {
        "confidence": None,
        "node": {"name": "Dense Mill"},
        "statements": [{"confidence": None, "field": None, "start": None, "end": None, "sentence": None}],
    }
    [result] = values(
        store,
        """{ paper(id: "doi:10.1000/dense") { results { nodes {
        value kind confidence system { name } } } } }""",
    )["paper"]["results"]["nodes"]
    assert result == {"value": "97%", "kind": None, "confidence": None, "system": None}


def test_what_it_says_is_kept_as_given(store: Store, papers: Path) -> None:
    evidence = span(DENSE, DENSE["abstract"])
    mention = span(DENSE, "Dense Mill") | {"text": "Dense Mill"}
    taken(store, papers, line(MILL | {"confidence": 0.25, "evidence": evidence, "mentions": [mention]}, id="dense"))
    [edge] = values(
        store,
        """{ paper(id: "doi:10.1000/dense") { introduces { edges {
        confidence sources statements { sentence parts { text role } }
    } } } }""",
    )["paper"]["introduces"]["edges"]
    assert (edge["confidence"], edge["sources"]) == (0.25, [f"extract:given/{sha256_of(DENSE)}"])
    [statement] = edge["statements"]
    assert statement["sentence"] == DENSE["abstract"]
    assert {"text": "Dense Mill", "role": "entity"} in statement["parts"]
