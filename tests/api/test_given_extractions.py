"""`citegraph ingest --extractions`: whose extraction a line is, what of it is used, and what is told of the rest."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from api.cli.exits import Exit
from api.ingest import PAPERS_A_BATCH, Skipped, Source, Tally, ingest
from api.ready_made import ReadyMade
from extract.readers import ReadError
from graph import Store, open_store
from graph.records import Contribution
from tests.api.asking import values
from tests.api.papers import DENSE, SPARSE, write_jsonl
from tests.api.test_ingest import Blank, total
from tests.docs.blocks import ROOT

Captured = pytest.CaptureFixture[str]


def sha256_of(paper: dict[str, Any]) -> str:
    return hashlib.sha256(f"{paper['title']}\n{paper['abstract']}".encode()).hexdigest()


def span(paper: dict[str, Any], words: str, field: str = "abstract") -> dict[str, Any]:
    start = paper[field].index(words)
    return {"field": field, "start": start, "end": start + len(words)}


MILL: dict[str, Any] = {"name": "Dense Mill", "type": "Method", "relation": "introduces"}
QUIET: dict[str, Any] = {"name": "QuietBench", "type": "Benchmark", "relation": "evaluates_on"}


def line(*entities: dict[str, Any], **of: Any) -> dict[str, Any]:
    return {**of, "entities": list(entities) or [MILL]}


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "library.jsonl", DENSE, SPARSE)


def taken(
    store: Store | None,
    papers: Path,
    *lines: dict[str, Any] | str,
    pipeline: Blank | None = None,
    dry_run: bool = False,
) -> Tally:
    """What an ingest of these papers with a file of these extractions tells."""
    file = write_jsonl(papers.parent / "given.jsonl", *lines)
    with ReadyMade() as ready_made:
        ready_made.read(file)
        sources = [Source(input=papers)]
        return total(ingest(store, sources, pipeline or Blank(), ready_made=ready_made, dry_run=dry_run))


def extractions(store: Store) -> dict[str, Contribution]:
    contributions = (one for one in store.dump() if isinstance(one, Contribution))
    return {one.id: one for one in contributions if one.kind == "extraction"}


def reasons(tally: Tally) -> list[str]:
    return [problem.reason.partition("given.jsonl, ")[2] for problem in tally.problems]


# -- whose extraction it is


@pytest.mark.parametrize(
    "of",
    [
        {"text_sha256": sha256_of(DENSE)},
        {"text_sha256": sha256_of(DENSE).upper(), "id": "another", "title": "Another"},
        {"id": "dense"},
        {"id": "library.jsonl#dense"},
        {"id": "feed:jsonl/library.jsonl#dense"},
        {"id": "doi:10.1000/dense"},
        {"id": "https://doi.org/10.1000/DENSE", "title": "As it was called before"},
        {"title": "dense mill - grinding long documents"},
        {"id": "a number of their own", "title": DENSE["title"]},
    ],
    ids=["text", "text first", "id", "record", "contribution", "identifier", "URL", "title", "title, unknown id"],
)
def test_an_extraction_is_of_the_paper_of_its_text_else_id_else_title(
    store: Store, papers: Path, of: dict[str, Any]
) -> None:
    blank = Blank()
    tally = taken(store, papers, line(**of), pipeline=blank)
    assert (tally.ready_made, tally.extracted, tally.written, tally.problems, tally.unmatched) == (1, 1, 4, [], 0)
    assert blank.read == [SPARSE["title"]]
    assert set(extractions(store)) == {f"extract:given/{sha256_of(DENSE)}", f"extract:blank/{sha256_of(SPARSE)}"}
    paper = values(store, '{ paper(id: "doi:10.1000/dense") { introduces { nodes { name } } } }')["paper"]
    assert paper == {"introduces": {"nodes": [{"name": "Dense Mill"}]}}


def test_a_number_of_another_file_with_another_title_is_not_this_papers(store: Store, papers: Path) -> None:
    tally = taken(store, papers, line(id="dense", title="Dense Fog: A Survey"))
    assert (tally.ready_made, tally.extracted, tally.unmatched, tally.problems) == (0, 2, 1, [])


def test_the_surest_of_two_extractions_is_taken_then_the_later_one(store: Store, papers: Path) -> None:
    by_text, by_title = line(MILL, text_sha256=sha256_of(DENSE)), line(QUIET, title=DENSE["title"])
    first, second = line(MILL, title=SPARSE["title"]), line(QUIET, title=SPARSE["title"])
    tally = taken(store, papers, by_text, by_title, first, second)
    given = extractions(store)
    assert [one["name"] for one in given[f"extract:given/{sha256_of(DENSE)}"].record["entities"]] == ["Dense Mill"]
    assert [one["name"] for one in given[f"extract:given/{sha256_of(SPARSE)}"].record["entities"]] == ["QuietBench"]
    file = papers.parent / "given.jsonl"
    assert reasons(tally) == [
        f"line 2: {file}, line 1 is of the same text and extractor, and stands; this extraction is left out",
        f"line 3: {file}, line 4 is of the same text and extractor, and stands; this extraction is left out",
    ]


def test_two_extractors_of_one_text_both_speak(store: Store, papers: Path) -> None:
    ours, theirs = line(MILL, id="dense", extractor="ours"), line(QUIET, id="dense", extractor="theirs")
    assert taken(store, papers, ours, theirs).ready_made == 2
    query = '{ paper(id: "doi:10.1000/dense") { introduces { nodes { name } } evaluatesOn { nodes { name } } } }'
    paper = values(store, query)["paper"]
    assert paper["introduces"]["nodes"] == [{"name": "Dense Mill"}]
    assert paper["evaluatesOn"]["nodes"] == [{"name": "QuietBench"}]


def test_two_records_of_one_text_are_both_covered(store: Store, tmp_path: Path) -> None:
    papers = write_jsonl(tmp_path / "library.jsonl", DENSE | {"id": "first"}, DENSE | {"id": "second"})
    blank = Blank()
    tally = taken(store, papers, line(id="first"), pipeline=blank)
    assert (tally.papers, tally.ready_made, blank.read, tally.problems) == (2, 1, [], [])


def test_an_exact_repetition_is_nothing_to_tell(store: Store, papers: Path) -> None:
    tally = taken(store, papers, line(id="dense"), line(id="dense"))
    assert (tally.ready_made, tally.problems, tally.unmatched) == (1, [], 0)


# -- of another text, of no paper


@pytest.mark.parametrize("of", [{"id": "dense"}, {"title": DENSE["title"]}], ids=["id", "title"])
def test_an_extraction_of_another_text_is_told_and_the_text_is_read_as_usual(
    store: Store, papers: Path, of: dict[str, Any]
) -> None:
    blank = Blank()
    tally = taken(store, papers, line(**of, text_sha256=sha256_of(SPARSE)[::-1]), pipeline=blank)
    assert (tally.ready_made, tally.extracted, tally.unmatched) == (0, 2, 0)
    assert blank.read == [DENSE["title"], SPARSE["title"]]
    [reason] = reasons(tally)
    assert reason == (
        "line 1: it is of another text than feed:jsonl/library.jsonl#dense has, "
        "'Dense Mill: Grinding Long Documents'; this extraction is left out"
    )


def test_of_two_versions_of_a_paper_the_one_that_was_read_is_covered(store: Store, tmp_path: Path) -> None:
    changed = DENSE | {"id": "second", "abstract": "A second version."}
    papers = write_jsonl(tmp_path / "library.jsonl", changed, DENSE)
    blank = Blank()
    tally = taken(store, papers, line(id="doi:10.1000/dense", text_sha256=sha256_of(DENSE)), pipeline=blank)
    assert (tally.ready_made, tally.extracted, tally.problems) == (1, 1, [])
    assert f"extract:given/{sha256_of(DENSE)}" in extractions(store)


def test_extractions_of_no_paper_of_the_run_are_named_and_no_problem(store: Store, papers: Path) -> None:
    file = write_jsonl(papers.parent / "given.jsonl", line(id="dense"), line(id="gone"), line(title="Gone, too"))
    with ReadyMade() as ready_made:
        ready_made.read(file)
        events = list(ingest(store, [Source(input=papers)], Blank(), ready_made=ready_made))
    skipped = [event for event in events if isinstance(event, Skipped)]
    assert [event.what for event in skipped] == ["unmatched", "unmatched"]
    assert [event.reason for event in skipped] == [
        f"{file}, line 2: 'gone' is no paper of this run",
        f"{file}, line 3: 'Gone, too' is no paper of this run",
    ]
    assert (total(events).unmatched, total(events).problems) == (2, [])


# -- again


@pytest.mark.parametrize("extractor", [None, "mine", {"name": "mine"}, {"name": "mine", "version": "2"}])
def test_the_same_again_writes_nothing(store: Store, papers: Path, extractor: Any) -> None:
    first = taken(store, papers, line(id="dense", extractor=extractor))
    blank = Blank()
    again = taken(store, papers, line(id="dense", extractor=extractor), pipeline=blank)
    assert (first.written, again.written, again.unchanged, again.ready_made, blank.read) == (4, 0, 4, 0, [])


@pytest.mark.parametrize(
    "extractor", ["mine", {"name": "mine", "version": "2"}], ids=["no version", "the same version"]
)
def test_a_changed_extraction_is_written_again(store: Store, papers: Path, extractor: Any) -> None:
    taken(store, papers, line(MILL, id="dense", extractor=extractor))
    tally = taken(store, papers, line(QUIET, id="dense", extractor=extractor))
    assert (tally.written, tally.unchanged, tally.ready_made) == (1, 3, 1)
    [given] = [one for one in extractions(store).values() if one.id.startswith("extract:mine/")]
    assert [entity["name"] for entity in given.record["entities"]] == ["QuietBench"]


def test_a_contribution_says_whose_it_is(store: Store, papers: Path) -> None:
    taken(store, papers, line(id="dense", extractor={"name": "mine", "version": "2"}), line(id="sparse"))
    given = extractions(store)
    versioned, nameless = given[f"extract:mine/{sha256_of(DENSE)}"], given[f"extract:given/{sha256_of(SPARSE)}"]
    assert versioned.by == "mine/2"
    assert nameless.by.startswith("given+")
    assert versioned.record["extractor"] == {"name": "mine", "version": "2"}


def test_a_dry_run_takes_and_writes_nothing(store: Store, papers: Path) -> None:
    for target in (store, None):
        tally = taken(target, papers, line(id="dense"), dry_run=True)
        assert (tally.ready_made, tally.extracted, tally.written, tally.version) == (1, 1, 4, None)
    assert extractions(store) == {}


def test_extractions_of_many_batches_each_find_their_paper(store: Store, tmp_path: Path) -> None:
    count = 3 * PAPERS_A_BATCH + 7
    papers = write_jsonl(
        tmp_path / "library.jsonl", *({"id": f"p{n}", "title": f"Paper {n} of many"} for n in range(count))
    )
    lines = [line(MILL | {"name": f"Mill {n}"}, id=f"p{n}") for n in range(count) if n % 3]
    random.Random(1).shuffle(lines)
    blank = Blank(ahead=64)
    tally = taken(store, papers, *lines, pipeline=blank)
    assert (tally.ready_made, tally.extracted, tally.problems) == (len(lines), count - len(lines), [])
    assert blank.read == [f"Paper {n} of many" for n in range(0, count, 3)]
    introduced = values(store, '{ entity(id: "Mill 100") { introducedBy { nodes { title } } } }')["entity"]
    assert introduced["introducedBy"]["nodes"] == [{"title": "Paper 100 of many"}]


# -- what is wrong in a file

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


# -- the command


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"embedded:{tmp_path / 'library.sqlite'}"


@pytest.fixture
def opened(url: str) -> Iterator[Store]:
    store = open_store(url, create=True)
    yield store
    store.close()


@pytest.mark.parametrize("form", ["jsonl", "json", "packed"])
def test_what_extract_prints_gives_the_graph_of_an_ordinary_ingest(
    papers: Path, url: str, library_url: str, form: str, capsys: Captured
) -> None:
    assert main(["extract", str(papers), "--format", "json" if form == "json" else "jsonl"]) == Exit.OK
    printed = capsys.readouterr().out.encode()
    given = papers.parent / "given"
    given.write_bytes(gzip.compress(printed) if form == "packed" else printed)
    assert main(["ingest", str(papers), "--extractions", str(given), "--store", url]) == Exit.OK
    assert capsys.readouterr().out.splitlines()[-1] == (
        "2 papers read, 0 texts extracted, 2 extractions taken from files, 4 written, 0 unchanged"
    )
    made, ordinary = open_store(url), open_store(library_url)
    try:
        assert made.graph().canonical == ordinary.graph().canonical
        assert {one.by.partition("+")[0] for one in extractions(ordinary).values()} == {
            one.by for one in extractions(made).values()
        }
    finally:
        made.close()
        ordinary.close()


def test_papers_that_the_file_does_not_cover_are_extracted(papers: Path, url: str, capsys: Captured) -> None:
    given = write_jsonl(papers.parent / "given.jsonl", line(id="dense"))
    command = ["ingest", str(papers), "--extractions", str(given), "--store", url]
    assert main(command) == Exit.OK
    assert capsys.readouterr().out.splitlines()[-1] == (
        "2 papers read, 1 text extracted, 1 extraction taken from files, 4 written, 0 unchanged"
    )
    assert main(command) == Exit.OK
    assert capsys.readouterr().out == (
        "2 papers read, 0 texts extracted, 0 extractions taken from files, 0 written, 4 unchanged\n"
    )


def test_several_files_may_be_given(papers: Path, opened: Store, url: str) -> None:
    one = write_jsonl(papers.parent / "one.jsonl", line(id="dense"))
    other = write_jsonl(papers.parent / "other.jsonl", line(id="sparse"))
    command = ["ingest", str(papers), "--extractions", str(one), "--extractions", str(other), "--store", url]
    assert main(command) == Exit.OK
    assert all(one.startswith("extract:given/") for one in extractions(opened))


def test_a_bad_line_is_named_and_ends_with_partly(papers: Path, url: str, capsys: Captured) -> None:
    given = write_jsonl(papers.parent / "given.jsonl", line(MILL | {"type": "Animal"}, QUIET, id="dense"), "{")
    assert main(["ingest", str(papers), "--extractions", str(given), "--store", url]) == Exit.PARTLY
    told = capsys.readouterr()
    assert f"{given}, line 1: entities[0].type is 'Animal'" in told.err
    assert f"{given}, line 2: it is not JSON" in told.err
    assert "2 problems, told above; everything else was used" in told.err
    assert "2 papers read, 1 text extracted, 1 extraction taken" in told.out


def test_extractions_of_no_paper_are_counted_and_listed_in_a_stream(papers: Path, url: str, capsys: Captured) -> None:
    given = write_jsonl(papers.parent / "given.jsonl", line(id="dense"), line(id="gone"))
    command = ["ingest", str(papers), "--extractions", str(given), "--store", url]
    assert main(command) == Exit.OK
    told = capsys.readouterr().err
    assert "1 extraction is of no paper of this run (--format jsonl lists them)" in told
    assert "'gone'" not in told
    assert main([*command, "--format", "jsonl"]) == Exit.OK
    *_, skipped, done = map(json.loads, capsys.readouterr().out.splitlines())
    reason = f"{given}, line 2: 'gone' is no paper of this run"
    assert skipped == {"event": "skipped", "what": "unmatched", "reason": reason}
    assert (done["unmatched"], done["ready_made"], done["skipped"]) == (1, 0, [])


def test_a_file_that_is_not_there_ends_it_before_a_store_is_made(papers: Path, url: str, capsys: Captured) -> None:
    assert main(["ingest", str(papers), "--extractions", "gone.jsonl", "--store", url]) == Exit.NOT_FOUND
    assert "'gone.jsonl'" in capsys.readouterr().err
    assert main(["ingest", str(papers), "--extractions", str(papers.parent), "--store", url]) == Exit.FAILED
    assert "Is a directory" in capsys.readouterr().err
    assert not Path(url.partition(":")[2]).exists()


def test_the_example_of_the_documentation_is_taken_whole(tmp_path: Path, opened: Store, url: str) -> None:
    page = (ROOT / "docs" / "how-to" / "own-extractions.md").read_text("utf-8")
    paper, extraction = map(json.loads, re.findall(r"```json\n(.*?)```", page, re.DOTALL))
    papers, given = write_jsonl(tmp_path / "papers.jsonl", paper), write_jsonl(tmp_path / "mine.jsonl", extraction)
    assert main(["ingest", str(papers), "--extractions", str(given), "--store", url]) == Exit.OK
    [(name, kept)] = extractions(opened).items()
    assert (name, kept.by) == (f"extract:mine/{sha256_of(paper)}", "mine/2")
    assert [len(kept.record[part]) for part in ("entities", "relations", "results")] == [2, 1, 1]


def test_papers_must_be_named_too(papers: Path, capsys: Captured) -> None:
    given = write_jsonl(papers.parent / "given.jsonl", line(id="dense"))
    with pytest.raises(SystemExit) as ended:
        main(["ingest", "--extractions", str(given)])
    assert ended.value.code == Exit.USAGE
    assert "required: FILE" in capsys.readouterr().err
