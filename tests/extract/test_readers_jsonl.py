"""JSON Lines: every key that is read, every way in which a row can be wrong, and JSON lists."""

from __future__ import annotations

import gzip
import io
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from extract.readers import read
from extract.readers.lines import LONGEST_LINE
from extract.records import Author, Paper, RecordProblem, Reference

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
needs_corpora = pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora lie outside the repository, in ../shared")


def read_all(text: str, name: str = "f.jsonl") -> list[Paper | RecordProblem]:
    return list(read(io.BytesIO(text.encode("utf-8", "surrogatepass")), name=name))


def one(**row: Any) -> Paper:
    [paper] = read_all(json.dumps({"title": "A Title", **row}))
    assert isinstance(paper, Paper), str(paper)
    return paper


def complaint(**row: Any) -> str:
    [problem] = read_all(json.dumps({"title": "A Title", **row}))
    assert isinstance(problem, RecordProblem)
    return problem.reason


def test_a_title_is_all_that_a_paper_needs() -> None:
    assert one() == Paper(source="jsonl", record="f.jsonl#a title", title="A Title")


def test_text_is_kept_to_the_letter() -> None:
    paper = one(title=" A  Title\n", abstract="\tTwo  spaces, $x$ and \\emph{TeX} \n")
    assert (paper.title, paper.abstract) == (" A  Title\n", "\tTwo  spaces, $x$ and \\emph{TeX} \n")


def test_the_id_is_kept_and_is_an_identifier_where_it_is_one() -> None:
    assert (one(id="arXiv:1706.03762v5").id, one(id="arXiv:1706.03762v5").identifiers) == (
        "arXiv:1706.03762v5",
        ("arxiv:1706.03762",),
    )
    assert (one(id="row-7").id, one(id="row-7").identifiers, one(id="row-7").record) == ("row-7", (), "f.jsonl#row-7")
    assert (one(id=7).id, one(id=7).identifiers) == ("7", ())
    assert one(id="tdms:0568").identifiers == ("tdms:0568",)


def test_identifiers_come_from_all_keys_best_first() -> None:
    paper = one(
        id="coling2025:2025.coling-main.465",
        doi="https://link.springer.com/chapter/10.1007/978-3-031-19778-9_1",
        url="https://aclanthology.org/2025.coling-main.465/",
        arxiv="1612.07310v1",
        pmid=31452104,
        ids=["W2741809807"],
    )
    assert paper.identifiers == (
        "arxiv:1612.07310",
        "doi:10.1007/978-3-031-19778-9_1",
        "acl:2025.coling-main.465",
        "openalex:W2741809807",
        "pmid:31452104",
        "coling2025:2025.coling-main.465",
    )
    assert paper.url == "https://aclanthology.org/2025.coling-main.465/"


def test_authors_are_names_or_objects() -> None:
    paper = one(authors=["Ashish  Vaswani", {"name": "Josiah Carberry", "orcid": "0000-0002-1825-0097"}, "  "])
    assert paper.authors == (
        Author(name="Ashish Vaswani"),
        Author(name="Josiah Carberry", ids=("orcid:0000-0002-1825-0097",)),
    )


@pytest.mark.parametrize(
    ("row", "published"),
    [
        ({"year": 2018}, "2018"),
        ({"year": "2018"}, "2018"),
        ({"year": 2018.0}, "2018"),
        ({"year": None}, None),
        ({"year": 2018, "published": "2018-12-14T00:00:00Z"}, "2018-12-14"),
        ({"date": "2018-12"}, "2018-12"),
        ({"published": "2018-2-3"}, "2018-02-03"),
        ({"published": ""}, None),
    ],
)
def test_published_is_as_precise_as_the_row(row: dict[str, Any], published: str | None) -> None:
    assert one(**row).published == published


def test_the_day_of_listing_is_the_day_of_the_record() -> None:
    assert one(listed="2025-10-13").as_of == "2025-10-13"
    assert one(listed="2025-10").as_of == ""


def test_links_categories_and_retraction_are_read() -> None:
    paper = one(code=["https://github.com/a/b"], links="https://hf.co/c", categories="cs.CL cs.LG", retracted=True)
    assert paper.links == ("https://github.com/a/b", "https://hf.co/c")
    assert paper.categories == ("cs.CL", "cs.LG")
    assert paper.is_retracted


def test_references_are_objects_identifiers_or_titles() -> None:
    full = {
        "title": "A Work",
        "authors": ["X"],
        "year": 2002,
        "venue": "V",
        "ids": ["CoRR abs/1308.6242"],
        "raw": "...",
    }
    paper = one(references=[full, "10.18653/v1/P18-1001", "Another  Work", {"matched_id": "acl:P06-2005"}, {}])
    assert paper.references == (
        Reference(title="A Work", authors=("X",), year=2002, venue="V", identifiers=("arxiv:1308.6242",)),
        Reference(identifiers=("doi:10.18653/v1/p18-1001", "acl:P18-1001")),
        Reference(title="Another Work"),
        Reference(identifiers=("acl:P06-2005",)),
    )


def test_a_reference_that_names_two_papers_keeps_its_title_alone() -> None:
    paper = one(references=[{"title": "A Work", "ids": ["arXiv:1609.02745", "arXiv:1503.00075"]}])
    assert paper.references == (Reference(title="A Work"),)


def test_annotations_and_other_keys_are_ignored() -> None:
    assert one(entities=[{"name": "X"}], results="anything", relations=3) == one()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"title": None}, "`title` is missing or blank"),
        ({"title": " "}, "`title` is missing or blank"),
        ({"title": 3}, "`title` is 3, not a string"),
        ({"abstract": ["x"]}, "`abstract` is a list, not a string"),
        ({"id": 1.5}, "`id` is 1.5, not a string"),
        ({"id": {"a": 1}}, "`id` is an object, not a string"),
        ({"authors": "A, B"}, "`authors` is 'A, B', not a list of names"),
        ({"authors": ["A", 3]}, "`authors[1]` is 3, not a name"),
        ({"authors": [{"name": 3}]}, "`authors[0].name` is 3, not a string"),
        ({"year": "soon"}, "`year` is 'soon', not a year of four digits"),
        ({"year": 20188}, "`year` is 20188, not a year"),
        ({"year": True}, "`year` is True, not a year"),
        ({"published": "16 Sep 2024"}, "`published` is '16 Sep 2024', not a date such as 2024-09-16"),
        ({"date": "2024-02-30"}, "`date` is '2024-02-30', not a date"),
        ({"listed": "yesterday"}, "`listed` is 'yesterday', not a day"),
        ({"categories": 3}, "`categories` is 3, not a list of strings"),
        ({"code": [3]}, "`code[0]` is 3, not a string"),
        ({"doi": 10.1}, "`doi` is 10.1, not a string"),
        ({"author_count": -1}, "`author_count` is -1, not a count"),
        ({"retracted": "no"}, "`retracted` is 'no', not true or false"),
        ({"references": {"title": "x"}}, "`references` is an object, not a list"),
        ({"references": [3]}, "`references[0]` is 3, not a string or an object"),
        ({"references": ["x y", {"year": "?"}]}, "`references[1].year` is '?', not a year"),
    ],
)
def test_a_wrong_value_is_named_with_its_key(row: dict[str, Any], words: str) -> None:
    assert words in complaint(**row)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('{"title": "x", }', "it is not JSON"),
        ('{"title": "x"', "it is not JSON"),
        ('{"title": "x', "starting at character 11"),
        ('["x"]', "it is a list, not an object"),
        ("3", "it is a number, not an object"),
        ('{"title": "x", "n": ' + "9" * 5000 + "}", "a number that cannot be read"),
        ('{"title": "x", "n": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
        ('{"title": "x' + "y" * LONGEST_LINE + '"}', "longer than 16 Mi characters"),
    ],
)
def test_a_broken_row_is_named_by_line_and_the_others_are_kept(row: str, words: str) -> None:
    before, problem, after = read_all(f'{{"title": "Before"}}\n{row}\n\n{{"title": "After"}}\n')
    assert isinstance(before, Paper)
    assert isinstance(after, Paper)
    assert isinstance(problem, RecordProblem)
    assert (problem.where, problem.line) == ("f.jsonl", 2)
    assert words in problem.reason


def test_a_broken_first_row_does_not_hide_the_format() -> None:
    problem, paper = read_all('title: x\n{"title": "After"}\n')
    assert isinstance(problem, RecordProblem)
    assert isinstance(paper, Paper)
    assert [type(record) for record in read_all('{"title": "x\n{"title": "After"}\n')] == [RecordProblem, Paper]


def test_a_byte_that_is_not_utf8_is_named() -> None:
    content = '{"title": "caf\xe9"}\n{"title": "After"}\n'.encode("latin-1")
    problem, paper = read(io.BytesIO(content), name="f")
    assert "the byte 0xE9 is not UTF-8" in str(problem)
    assert isinstance(paper, Paper)


def test_what_no_store_can_hold_is_replaced_one_for_one() -> None:
    [paper] = read_all('{"title": "a\\u0000b\\ud800c", "abstract": "raw \x00 \x01", "id": "x\\udfff", "venue": NaN}')
    assert isinstance(paper, Paper)
    assert (paper.title, paper.abstract, paper.id) == ("a\ufffdb\ufffdc", "raw \ufffd \x01", "x\ufffd")
    assert paper.venue == ""


ROWS = [
    {"title": f"Paper {n}", "abstract": 'with "quotes", {braces} and [brackets]', "year": 2000 + n} for n in range(5)
]


@pytest.mark.parametrize("indent", [None, 0, 2, "\t"])
def test_a_json_list_is_read_like_lines(indent: int | str | None) -> None:
    rows = [{**row, "references": [{"title": "One"}, {"title": "Two"}]} for row in ROWS]
    lines = "\n".join(map(json.dumps, rows))
    assert read_all(json.dumps(rows, indent=indent)) == read_all(lines)
    assert read_all("\n".join(json.dumps(row, indent=indent) for row in rows)) == read_all(lines)


@pytest.mark.parametrize("loss", ["}", ":", '"year"', '"Paper'])
def test_a_broken_element_of_a_list_harms_no_other(loss: str) -> None:
    elements = [json.dumps(row, indent=2) for row in ROWS]
    at = elements[2].rindex(loss)
    elements[2] = elements[2][:at] + elements[2][at + 1 :]
    text = "[\n" + textwrap_indent(",\n".join(elements)) + "\n]"
    found = read_all(text)
    assert [record.title for record in found if isinstance(record, Paper)] == [
        "Paper 0",
        "Paper 1",
        "Paper 3",
        "Paper 4",
    ]
    assert [record.line for record in found if isinstance(record, RecordProblem)] == [12]


def textwrap_indent(text: str) -> str:
    return "\n".join("  " + line for line in text.split("\n"))


def test_an_endless_stream_is_read_row_by_row() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1, /) -> bytes:
            self.given += 1
            return b'{"title": "Paper %d"}\n' % self.given

    endless = Endless()
    assert len(list(islice(read(endless, name="pipe"), 10_000))) == 10_000  # type: ignore[arg-type]


@needs_corpora
@pytest.mark.parametrize(
    "name", ["acl", "arxiv_daily", "conferences_sample", "vis", "citations/nlp_papers", "citations/nlp_nodes"]
)
def test_the_corpora_are_read_without_a_problem(name: str) -> None:
    with gzip.open(CORPORA / f"{name}.jsonl.gz") as stream:
        head = b"".join(islice(stream, 2000))
    found = list(read(io.BytesIO(head), name=name))
    assert [str(record) for record in found if isinstance(record, RecordProblem)] == []
    assert len(found) > 500
