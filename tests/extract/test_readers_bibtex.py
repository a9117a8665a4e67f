"""BibTeX: entries, TeX, names, dates, identifiers, references by cite key."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.readers import read
from extract.readers.bibtex_entries import LONGEST_ENTRY
from extract.readers.bibtex_names import names
from extract.readers.tex import plain_of_tex, text_of_tex
from extract.records import Paper, RecordProblem, Reference

SAMPLES = Path(__file__).parents[3] / "shared" / "corpora" / "samples"


def read_all(text: str) -> list[Paper | RecordProblem]:
    return list(read(io.BytesIO(text.encode()), name="f.bib"))


def one(fields: str, kind: str = "article") -> Paper:
    [paper] = read_all(f"@{kind}{{key,\n  title = {{A Title}},\n  {fields}\n}}\n")
    assert isinstance(paper, Paper), str(paper)
    return paper


def papers(text: str) -> dict[str | None, Paper]:
    return {record.id: record for record in read_all(text) if isinstance(record, Paper)}


def problems(text: str) -> list[RecordProblem]:
    return [record for record in read_all(text) if isinstance(record, RecordProblem)]


def test_an_entry_is_a_paper() -> None:
    paper = one(
        "author = {Vaswani, Ashish and Noam Shazeer}, abstract = {One\n   model.}, journal = {A Journal}, year = 2017"
    )
    assert (paper.source, paper.record, paper.id) == ("bibtex", "f.bib#key", "key")
    assert (paper.title, paper.abstract, paper.venue, paper.published) == ("A Title", "One model.", "A Journal", "2017")
    assert [author.name for author in paper.authors] == ["Ashish Vaswani", "Noam Shazeer"]


@pytest.mark.parametrize(
    "text",
    [
        '@ARTICLE(key, TITLE = "A Title")',
        '@article{key, title = "A {"}quoted{"} Title" }',
        "  @article {key,title={A Title}}",
        "@article{key, title = {A Title},}",
        "@article{key\n, title = {A\n  Title}\n, year = 2017}",
        '@string{t = "A"}\n@article{key, title = t # { Title}}',
        '@String(t = {A Title})\n@comment{jabref-meta: x{y};}\n@preamble{"x"}\n@article{key, title = T}',
        "A comment with name@example.org.\n% @article{old, title={X}}\n@article{key, title={A Title}}",
        "@article{key, title={A Title}} @proceedings{p, title={Proceedings of X}, editor={E}}",
    ],
)
def test_one_entry_is_read_in_every_notation(text: str) -> None:
    [paper] = read_all(text)
    assert isinstance(paper, Paper), str(paper)
    assert (paper.id, paper.title.replace('"quoted" ', "")) == ("key", "A Title")


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ("year = {2017}, month = jun", "2017-06"),
        ("year = 2017, month = {June}, day = 12", "2017-06-12"),
        ("year = 2017, month = 12 # { } # dec", "2017-12-12"),
        ('year = 2017, month = "12~" # jun', "2017-06-12"),
        ("year = 2017, month = 6, day = 12", "2017-06-12"),
        ("year = 2017, month = 6, day = 31", "2017-06"),
        ("year = 2017, month = 6", "2017-06"),
        ("year = 2017, month = {Jun 12--14}", "2017-06-12"),
        ("year = 2017, month = {Summer}", "2017"),
        ("date = {2017-06-12}, year = 2016", "2017-06-12"),
        ("date = {2017-06/2018-01}", "2017-06"),
        ("year = {in press}", None),
        ("year = {c. 1997a}", "1997"),
        ("", None),
    ],
)
def test_published_is_as_precise_as_the_entry(fields: str, published: str | None) -> None:
    assert one(fields).published == published


@pytest.mark.parametrize(
    ("fields", "identifiers"),
    [
        ("eprint = {1706.03762}, archivePrefix = {arXiv}, primaryClass = {cs.CL}", ("arxiv:1706.03762",)),
        ("eprint = {1706.03762v5}, eprinttype = {arxiv}", ("arxiv:1706.03762",)),
        ("eprint = {31452104}, eprinttype = {pubmed}", ("pmid:31452104",)),
        ("eprint = {https://example.org/x.pdf}", ()),
        ("journal = {arXiv preprint arXiv:1810.04805}", ("arxiv:1810.04805",)),
        ("journal = {CoRR}, volume = {abs/1706.03762}", ("arxiv:1706.03762",)),
        ("doi = {10.1162/tacl\\_a\\_00349}", ("doi:10.1162/tacl_a_00349",)),
        ("url = {https://aclanthology.org/P18-1001}", ("acl:P18-1001",)),
        ("howpublished = {\\url{https://arxiv.org/abs/1706.03762}}", ("arxiv:1706.03762",)),
        ("arxivId = {1706.03762}, pmid = {31452104}", ("arxiv:1706.03762", "pmid:31452104")),
    ],
)
def test_identifiers_are_found_wherever_they_stand(fields: str, identifiers: tuple[str, ...]) -> None:
    assert one(fields).identifiers == identifiers


def test_links_categories_and_urls_are_read() -> None:
    paper = one(
        "code = {https://github.com/a/b, https://github.com/c/d\\_e}, primaryclass = {cs.CL}, url = {https://x.org/~y}"
    )
    assert paper.links == ("https://github.com/a/b", "https://github.com/c/d_e")
    assert (paper.categories, paper.url) == (("cs.CL",), "https://x.org/~y")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{\\'E}cole", "École"),
        ('Schr{\\"o}dinger', "Schrödinger"),
        ('Schr\\"odinger, G\\"{o}del', "Schrödinger, Gödel"),
        ("{\\c{c}}a, \\c ca, \\v{S}koda, \\H{o}", "ça, ça, Škoda, ő"),
        ("na{\\\"\\i}ve, \\'{\\i}", "naïve, í"),
        ("\\O{}rsted, Stra{\\ss}e, \\L ukasz, {\\AA}s", "Ørsted, Straße, Łukasz, Ås"),
        ("50\\% of A \\& B\\_C \\#1 \\$5", "50% of A & B_C #1 $5"),
        ("{BERT}: {P}re-training", "BERT: Pre-training"),
        ("\\emph{very} {\\bf bold} \\textsc{Small}", "very bold Small"),
        ("``quoted'' it's", '"quoted" it\'s'),
        (
            "see \\url{https://x.org/a\\_b} or \\href{https://x.org}{here}",
            "see https://x.org/a_b or here (https://x.org)",
        ),
        ("a~b, https://x.org/~me", "a b, https://x.org/~me"),
        ("$\\alpha_{i}$ and $5\\%$", "$\\alpha_{i}$ and $5\\%$"),
        ("\\ourmodel{} and \\foo bar and \\gls{llm}", "\\ourmodel and \\foo bar and llm"),
        ("a \\unknown", "a \\unknown"),
        ("plain", "plain"),
    ],
)
def test_tex_becomes_text(source: str, text: str) -> None:
    assert text_of_tex(source) == text


@given(st.text(alphabet="ab\\{}$~`'\"^= \n%&urlcvhreftexi/", max_size=60))
def test_any_tex_is_survived(source: str) -> None:
    text_of_tex(source)
    plain_of_tex(source)
    list(names(source))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Knuth, Donald E. and Leslie Lamport", ["Donald E. Knuth", "Leslie Lamport"]),
        ("King, Jr, Martin Luther", ["Martin Luther King Jr"]),
        ("{The ATLAS Collaboration} and others", ["The ATLAS Collaboration"]),
        ("{Barnes and Noble, Inc.} AND van der Berg, Jan", ["Barnes and Noble, Inc.", "Jan van der Berg"]),
        ('G{\\"o}del, Kurt\n  and  Anders \\AA{}ngstr\\"om', ["Kurt Gödel", "Anders Ångström"]),
        ("Anderson, Alexandra and Brandon Sand", ["Alexandra Anderson", "Brandon Sand"]),
        ("", []),
        (" and ", []),
    ],
)
def test_names_are_split_and_turned(source: str, found: list[str]) -> None:
    assert list(names(source)) == found


GRAPH = """
@inproceedings{one, title={The First Paper of All}, year=2017, eprint={1706.03762},
  references={two; three}}
@article{two, title={The Second Paper of All}, author={A, B}, journal={J}, year=2018,
  cites={one,three, ghost2020}}
@article{three, title={The Third Paper of All}, doi={10.1145/1.2},
  references={one
    https://arxiv.org/abs/1810.04805
    A Work That Is, Alas, Nowhere Else
    DBLP:conf/x/Y
  }}
"""


def test_references_name_entries_of_the_file_identifiers_or_titles() -> None:
    one_, two, three = (papers(GRAPH)[key] for key in ("one", "two", "three"))
    first = Reference(title="The First Paper of All", year=2017, identifiers=("arxiv:1706.03762",))
    third = Reference(title="The Third Paper of All", identifiers=("doi:10.1145/1.2",))
    second = Reference(title="The Second Paper of All", authors=("B A",), year=2018, venue="J")
    assert one_.references == (second, third)
    assert two.references == (first, third, Reference(title="ghost2020"))
    assert three.references == (
        first,
        Reference(identifiers=("arxiv:1810.04805",)),
        Reference(title="A Work That Is, Alas, Nowhere Else"),
        Reference(identifiers=("dblp:conf/x/Y",)),
    )


def test_papers_keep_the_order_of_the_file() -> None:
    assert list(papers(GRAPH)) == ["one", "two", "three"]


def test_a_crossref_lends_venue_and_year() -> None:
    text = "@inproceedings{a, title={A Title}, crossref={p}}\n@proceedings{p, title={Proceedings of X}, year=1999}\n"
    [paper] = papers(text).values()
    assert (paper.venue, paper.published) == ("Proceedings of X", "1999")


def test_paragraphs_of_an_abstract_stay_apart() -> None:
    assert one("abstract = {One\n  line.\n\n  Two.}").abstract == "One line.\n\nTwo."


@pytest.mark.parametrize(
    ("broken", "line", "reason"),
    [
        ("@article{bad, title = {Never closed,\n  year = 2017\n}\n", 3, "its closing brace is missing"),
        ("@article{bad,\n  title = ,\n}\n", 4, "a value is missing"),
        ("@article{bad,\n  title {X}\n}\n", 4, "is no field"),
        ('@article{bad, title = "never closed\n}\n', 3, "is not closed"),
        ("@article{title = {No Key}}\n", 3, "does not start with a cite key"),
        ("@article{bad, year = 2017}\n", 3, "it has no title"),
        ("@article{bad, title = {" + "x" * (LONGEST_ENTRY + 9) + "\n" + "y\n" * 9, 3, "its closing brace is missing"),
    ],
)
def test_a_broken_entry_is_named_by_line_and_the_others_are_kept(broken: str, line: int, reason: str) -> None:
    text = f"@article{{before, title = {{Before}}}}\n\n{broken}@article{{after,\n  title = {{After}}}}\n"
    assert list(papers(text)) == ["before", "after"]
    [problem] = problems(text)
    assert (problem.where, problem.line) == ("f.bib", line)
    assert reason in problem.reason


def test_an_entry_that_is_not_utf8_is_named_with_the_way_out() -> None:
    content = "@article{a, title={Caf\xe9}}\n@article{b, title={Tea}}\n".encode("latin-1")
    problem, paper = read(io.BytesIO(content), name="f")
    assert "the byte 0xE9, which is not UTF-8" in str(problem)
    assert "iconv" in str(problem)
    assert isinstance(paper, Paper)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples lie outside the repository, in ../shared/corpora/samples")
def test_the_samples_are_read() -> None:
    corl = list(read(SAMPLES / "pmlr_corl24_full.bib"))
    assert len(corl) == 264
    assert all(isinstance(paper, Paper) and paper.authors and paper.abstract for paper in corl)
    for path in SAMPLES.glob("crossref_bibtex_*.bib"):
        [record] = read(path)
        assert isinstance(record, Paper) == ("title={" in path.read_text().replace("booktitle={", ""))
