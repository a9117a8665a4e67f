"""CSV, IEEE's CSV, Parquet and RIS, and arXiv's formats in JSON Lines."""

from __future__ import annotations

import builtins
import datetime as dt
import io
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from extract.readers import MissingExtra
from extract.records import Author, Paper
from tests.extract.reading import everything, paper, papers, problems, rows
from tests.extract.samples import CSV, IEEE, KAGGLE, RIS, UNARXIVE

# --- CSV


def test_columns_are_known_by_their_names() -> None:
    found = paper(CSV, "mills.csv")
    assert (found.source, found.title, found.abstract) == ("csv", "Mills for Long Documents", "We grind.")
    assert (found.identifiers, found.published, found.venue) == (("doi:10.1000/mills",), "2024", "Journal of Mills")
    assert [one.name for one in found.authors] == ["Park, A.", "Osei, B."]
    by_id, by_title, cited = found.references
    assert (by_id.identifiers, by_title.title) == (("doi:10.1000/water",), "Wind in early mills")
    assert (cited.title, cited.authors, cited.year) == ("Stones in early mills", ("Roux",), 2003)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_columns_are_parted_by_whatever_parts_the_header(delimiter: str) -> None:
    text = (
        delimiter.join(["title", "year", "arXiv ID"]) + "\n" + delimiter.join(["Mills", "2024", "2410.12345v3"]) + "\n"
    )
    found = paper(text)
    assert (found.title, found.published, found.identifiers) == ("Mills", "2024", ("arxiv:2410.12345",))


@pytest.mark.parametrize("names", ["Ada Park; Ben Osei", "Ada Park, Ben Osei and Cy Roux", "['Ada Park', 'Ben Osei']"])
def test_authors_stand_in_one_cell(names: str) -> None:
    found = paper(f'title,authors\nMills,"{names}"\n')
    assert [one.name for one in found.authors][:2] == ["Ada Park", "Ben Osei"]


def test_a_table_without_a_title_is_no_table_of_papers() -> None:
    from extract.readers import UnknownFormat

    with pytest.raises(UnknownFormat):
        everything("name,price\nmill,3\n")


def table(*lines: str) -> str:
    return "".join(f"{line}\n" for line in ("title,year,abstract", *lines))


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        ("Mills,2024,We grind,too much", "4 fields and not 3"),
        ("Mills,next year,We grind", "`year` is 'next year'"),
        (",2024,We grind", "`title` is missing"),
        ('"Mills,2024,We grind', "a quotation mark that is not closed"),
        ('Mills,2024,"We grind', "a quotation mark that is not closed"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_nothing_else_is_lost(bad: str, word: str) -> None:
    good = [f"Paper {n},2024,Text {n}" for n in range(1200)]
    found = everything(table(*good[:600], bad, *good[600:]))
    assert [one.title for one in found if isinstance(one, Paper)] == [f"Paper {n}" for n in range(1200)]
    (told,) = (one for one in found if not isinstance(one, Paper))
    assert told.line == 602
    assert word in str(told)


def test_a_field_may_have_lines_and_quotation_marks() -> None:
    found = paper(table('"The ""New"" Mills",2024,"One line\nand another, with a comma"'))
    assert (found.title, found.abstract) == ('The "New" Mills', "One line\nand another, with a comma")


def test_an_export_of_ieee_is_read_whole() -> None:
    found = paper(IEEE)
    assert (found.source, found.record, found.title) == ("ieee", "10.1000/mills", 'The "New" Mills')
    assert found.authors == (Author(name="A. Park"), Author(name="B. Osei"))
    assert (found.published, found.venue, found.categories) == ("2024", "Journal of Mills", ("mills", "flour"))


# --- Parquet


def packed(**columns: list[Any]) -> bytes:
    file = io.BytesIO()
    parquet.write_table(pa.table(columns), file, row_group_size=2)
    return file.getvalue()


def test_parquet_has_the_columns_of_csv_and_lists_as_they_are() -> None:
    content = packed(
        title=["Mills", "Wind", "Water"],
        authors=[["Ada Park", "Ben Osei"], [], None],
        published=[dt.date(2024, 10, 16), None, None],
        arxiv=["2410.12345v2", None, None],
        references=[["10.1000/water", "Wind in early mills"], None, []],
        other=[1, 2, 3],
    )
    found = papers(content, "mills.parquet")
    assert [(one.source, one.title) for one in found] == [
        ("parquet", "Mills"),
        ("parquet", "Wind"),
        ("parquet", "Water"),
    ]
    assert (found[0].published, found[0].identifiers) == ("2024-10-16", ("arxiv:2410.12345",))
    assert [one.name for one in found[0].authors] == ["Ada Park", "Ben Osei"]
    assert len(found[0].references) == 2


def test_parquet_may_have_structs() -> None:
    content = packed(
        title=["Mills"],
        authors=[[{"name": "Ada Park", "orcid": "0000-0002-1825-0097"}]],
        references=[[{"title": "Wind in mills", "year": 2002, "intent": "background", "contexts": ["As [1]."]}]],
    )
    found = paper(content)
    assert found.authors == (Author(name="Ada Park", ids=("orcid:0000-0002-1825-0097",)),)
    assert (found.references[0].title, found.references[0].intent) == ("Wind in mills", "background")


def test_a_bad_row_of_parquet_is_told_with_its_number() -> None:
    found = everything(packed(title=["Mills", " ", "Wind"]))
    assert [one.title for one in found if isinstance(one, Paper)] == ["Mills", "Wind"]
    assert "row 2" in str(found[1])


def test_parquet_without_a_title_names_its_columns() -> None:
    assert "they are price, mill" in problems(packed(price=[1], mill=["x"]))[0]


def test_a_parquet_file_that_breaks_off_is_told() -> None:
    assert "is damaged" in problems(packed(title=["Mills"])[:-40])[0]


def test_without_pyarrow_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ModuleNotFoundError(name)
        return imported(name, *rest, **more)

    content = packed(title=["Mills"])
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(MissingExtra, match=r"pip install 'citegraph\[parquet\]'"):
        everything(content)


# --- RIS


def test_an_entry_of_ris_is_read_whole() -> None:
    found = paper(RIS)
    assert (found.title, found.venue, found.published) == ("Mills for Long Documents", "Journal of Mills", "2024-10-16")
    assert found.authors == (Author(name="Ada Park"), Author(name="Ben Osei Jr."))
    assert (found.identifiers, found.abstract) == (("doi:10.1000/mills",), "We grind documents,\nall of them.")


def test_an_entry_of_ris_without_its_end_ends_where_another_begins() -> None:
    assert len(papers(RIS.replace("ER  -\n", "") + RIS.replace("10.1000/mills", "10.1000/wind"))) == 2


def test_an_entry_of_ris_without_title_is_told() -> None:
    found = everything(RIS.replace("TI  - Mills for Long Documents\n", "") + RIS)
    assert "it has no title (TI)" in str(found[0])
    assert isinstance(found[1], Paper)


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2019", "2019"),
        ("2019/03//", "2019-03"),
        ("2019/03/27/x", "2019-03-27"),
        ("24-27 Sept. 2019", "2019-09"),
        ("soon", None),
    ],
)
def test_a_date_of_ris_is_as_precise_as_it_is(written: str, published: str | None) -> None:
    text = RIS.replace("PY  - 2024\n", "").replace("DA  - 2024/10/16/", f"Y1  - {written}")
    assert paper(text).published == published


# --- arXiv as JSON


def test_a_row_of_arxivs_snapshot_is_read_whole() -> None:
    found = paper(rows(KAGGLE))
    assert (found.source, found.record, found.title) == ("arxiv", "cs/0601001", "Mills for Long Documents")
    assert found.abstract == "We grind $x_1$ documents, 8% of them.\n\nA paragraph."
    assert [one.name for one in found.authors] == ["Ada Park", "Cléa Roux"]
    assert (found.published, found.as_of) == ("2006-01-02", "2024-11-02")
    assert (found.categories, found.links) == (("cs.CL", "cs.LG"), ("https://github.com/ada/mills",))
    assert [one.name for one in paper(rows(KAGGLE | {"authors_parsed": None})).authors] == ["Ada Park", "Cléa Roux"]


def test_a_paper_that_was_withdrawn_is_marked() -> None:
    assert paper(rows(KAGGLE | {"comments": "This paper has been withdrawn by the author"})).is_retracted
    assert not paper(rows(KAGGLE)).is_retracted


def test_a_full_text_of_unarxive_has_references_with_contexts() -> None:
    found = paper(rows(UNARXIVE))
    assert (found.source, found.record) == ("unarxive", "2410.12345")
    by_id, by_title, linked = found.references
    assert (by_id.identifiers, by_id.contexts) == (("doi:10.1000/water",), ("Water later  came.".replace("  ", " "),))
    assert (by_title.title, by_title.authors, by_title.year) == ("Wind in early mills", ("Roux",), 2002)
    assert linked.identifiers == ("arxiv:1409.0473",)
