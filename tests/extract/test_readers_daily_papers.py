"""Daily Papers pages: two layouts, dates without a year, furniture, damage."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from extract.readers import read
from extract.readers.daily_dates import Day, day_of
from extract.records import Paper, RecordProblem

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"

NEWLINE = "\n"
HEAD = (
    "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\n"
    "Daily Papers\n\nbyAK and the research community\n\n"
)
ABSTRACT = "We study something of interest and find that it is so. " * 6


def entry(title: str, meta: str = "", abstract: str = ABSTRACT) -> str:
    return f"{title}\n\n{abstract.strip()}\n\n" + (f"  • {meta}\n\n" if meta else "")


def page(*entries: str, day: str = "Nov 25") -> str:
    return f"{HEAD}{day}\n\n{''.join(entries)}"


def read_all(text: str, year: int | None = None) -> list[Paper | RecordProblem]:
    return list(read(io.BytesIO(text.encode()), name="page.txt", year=year))


def papers(text: str, year: int | None = None) -> list[Paper]:
    return [record for record in read_all(text, year) if isinstance(record, Paper)]


def problems(text: str) -> list[str]:
    return [str(record) for record in read_all(text) if isinstance(record, RecordProblem)]


def test_authors_date_and_count_are_read() -> None:
    [paper] = papers(page(entry("A Title", "4 authors\n·\nSep 16, 2024 7")))
    assert (paper.title, paper.abstract) == ("A Title", ABSTRACT.strip())
    assert (paper.author_count, paper.published, paper.count) == (4, "2024-09-16", 7)
    assert not paper.published_is_guess
    assert (paper.source, paper.record) == ("daily-papers", "page.txt#a title")


def test_one_author_is_an_author() -> None:
    assert papers(page(entry("A Title", "1 author\n·\nMay 3, 2023")))[0].author_count == 1


def test_the_layout_without_authors_is_read() -> None:
    found = papers(page(entry("First Title"), entry("Second Title?"), entry("Third -- Title")))
    assert [paper.title for paper in found] == ["First Title", "Second Title?", "Third -- Title"]
    assert {(paper.author_count, paper.published, paper.count) for paper in found} == {(None, None, None)}


def test_both_layouts_stand_on_one_page() -> None:
    text = page(
        entry("First", "2 authors\n·\nMay 3, 2023"), entry("Second"), entry("Third", "1 authors\n·\nMay 4, 2023")
    )
    assert [(paper.title, paper.author_count) for paper in papers(text)] == [
        ("First", 2),
        ("Second", None),
        ("Third", 1),
    ]


def test_a_missing_year_is_the_one_after_the_latest_written() -> None:
    text = page(entry("First", "2 authors\n·\nJan 28 5"), entry("Second", "2 authors\n·\nDec 3, 2024"))
    first, second = papers(text)
    assert (first.published, first.published_is_guess, first.count) == ("2025-01-28", True, 5)
    assert (second.published, second.published_is_guess) == ("2024-12-03", False)


def test_a_given_year_is_no_guess() -> None:
    text = page(entry("First", "2 authors\n·\nJan 28"), entry("Second", "2 authors\n·\nDec 3, 2024"))
    first, _ = papers(text, 2026)
    assert (first.published, first.published_is_guess) == ("2026-01-28", False)


def test_without_any_year_the_date_is_unknown_and_the_rest_is_kept() -> None:
    [paper] = papers(page(entry("First", "2 authors\n·\nJan 28 5")))
    assert (paper.published, paper.published_is_guess, paper.author_count, paper.count) == (None, False, 2, 5)


def test_a_leap_day_in_a_common_year_is_no_date() -> None:
    assert papers(page(entry("First", "2 authors\n·\nFeb 29")), 2025)[0].published is None
    assert papers(page(entry("First", "2 authors\n·\nFeb 29")), 2024)[0].published == "2024-02-29"


def test_only_a_full_day_of_the_page_is_the_day_of_its_records() -> None:
    assert papers(page(entry("First")))[0].as_of == ""
    assert papers(page(entry("First"), day="Nov 25, 2025"))[0].as_of == "2025-11-25"


def test_several_paragraphs_are_one_abstract() -> None:
    body = f"{ABSTRACT}\n\nOur contributions are threefold.\n\nCode: https://github.com/a/b"
    text = page(entry("First", "2 authors\n·\nMay 3, 2023", body), entry("Second", "", body), entry("Third"))
    first, second, third = papers(text)
    assert first.abstract == second.abstract
    assert first.abstract.split("\n\n")[1:] == ["Our contributions are threefold.", "Code: https://github.com/a/b"]
    assert third.title == "Third"


def test_a_short_abstract_is_an_abstract() -> None:
    text = page(entry("First", "2 authors\n·\nMay 3, 2023", "We prove it"), entry("Second", "", "It holds."))
    assert [(p.title, p.abstract) for p in papers(text)] == [("First", "We prove it"), ("Second", "It holds.")]


def test_pages_put_together_keep_their_own_years() -> None:
    old = page(entry("First", "2 authors\n·\nJan 28"), entry("Second", "2 authors\n·\nDec 3, 2020"))
    new = page(entry("Third", "2 authors\n·\nJan 28"), entry("Fourth", "2 authors\n·\nDec 3, 2023"))
    assert [p.published for p in papers(old + new)] == ["2021-01-28", "2020-12-03", "2024-01-28", "2023-12-03"]


def test_furniture_is_no_paper() -> None:
    foot = "Previous\n\nNext\n\nSystem theme\n\nCompany\n\nTOS\n\nPrivacy\n"
    head = "A New Invitation To Something\n\n" + HEAD + "And A New Menu\n\nNov 25\n\n"
    assert [paper.title for paper in papers(head + entry("First") + foot)] == ["First"]
    assert problems(head + entry("First") + foot) == []


def test_a_page_without_blank_lines_is_read() -> None:
    text = page(entry("First", "2 authors\n·\nMay 3, 2023"), entry("Second")).replace("\n\n", "\n")
    assert [paper.title for paper in papers(text)] == ["First", "Second"]


@pytest.mark.parametrize(
    ("broken", "line", "reason"),
    [
        ("Bad\n\n" + ABSTRACT + "\n\n  • 4 authors\n·\nSome day\n\n", 4, "the date line is 'Some day'"),
        ("Bad\n\n" + ABSTRACT + "\n\n  • 4 authors\n·\nFeb 30, 2024\n\n", 4, "the date line is 'Feb 30, 2024'"),
        ("Bad\n\n" + ABSTRACT + "\n\n  • 4 auth\n·\nMay 3, 2023\n\n", 4, "the line of authors is '• 4 auth'"),
        ("Bad\n\n" + ABSTRACT + "\n\n  •\n\n", 4, "the line of authors is '•'"),
        ("Bad\n\n" + ABSTRACT + "\n\n  • 4 authors\n\n", 4, "the date line is missing"),
        ("Bad\n\n" + ABSTRACT + "\n\n·\nMay 3, 2023\n\n", 4, "the line of authors is '·'"),
        ("Bad\n\n" + ABSTRACT + "\n\nMay 3, 2023 4\n\n", 4, "the line of authors is 'May 3, 2023 4'"),
        ("Bad\n\n  • 4 authors\n·\nMay 3, 2023\n\n", 0, "the abstract of 'Bad' is missing"),
        ("Bad\n\n", 0, "the abstract of 'Bad' is missing"),
        (ABSTRACT + "\n\n  • 4 authors\n·\nMay 3, 2023\n\n", 0, "the title before this abstract is missing"),
        ("  • 4 authors\n·\nMay 3, 2023\n\n", 0, "title and abstract are missing before it"),
    ],
)
def test_a_damaged_entry_is_named_and_its_neighbours_are_kept(broken: str, line: int, reason: str) -> None:
    before, after = entry("Before", "2 authors\n·\nMay 2, 2023"), entry("After", "3 authors\n·\nMay 4, 2023")
    text = page(before, broken, after)
    assert [(paper.title, paper.author_count) for paper in papers(text)] == [("Before", 2), ("After", 3)]
    [problem] = problems(text)
    assert problem.startswith(f"page.txt, line {text[: text.index(broken)].count(NEWLINE) + line + 1}: ")
    assert reason in problem


def test_a_byte_that_is_not_utf8_harms_its_entry_alone() -> None:
    text = page(entry("First"), entry("Sec\xe9nd"), entry("Third")).encode("latin-1")
    found = list(read(io.BytesIO(text), name="p"))
    assert [isinstance(record, Paper) for record in found] == [True, False, True]
    assert "0xE9" in str(found[1])


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Sep 16, 2024 7", Day(9, 16, 2024, 7)),
        ("Jan 28 5", Day(1, 28, None, 5)),
        ("Aug 31", Day(8, 31, None, None)),
        ("June 1, 2020", Day(6, 1, 2020, None)),
        ("Feb 29", Day(2, 29, None, None)),
        ("Feb 30", None),
        ("Mayor 3", None),
        ("16 Sep 2024", None),
        ("Sep", None),
    ],
)
def test_a_day_is_read_as_written(line: str, day: Day | None) -> None:
    assert day_of(line) == day


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the saved pages lie outside the repository, in ../shared/seeds")
def test_the_saved_pages_hold_68_papers_20_of_them_on_both() -> None:
    found = [list(read(path)) for path in sorted(SEEDS.glob("*.txt"))]
    assert [[record for record in records if isinstance(record, RecordProblem)] for records in found] == [[], []]
    first, second = ({r.record.partition("#")[2]: r for r in records if isinstance(r, Paper)} for records in found)
    assert (len(first), len(second)) == (61, 27)
    assert (len(first.keys() | second.keys()), len(first.keys() & second.keys())) == (68, 20)
    assert all(first[key].text == second[key].text for key in first.keys() & second.keys())
    # Two entries of the first page lack the lines of authors and date; the second page has none at all.
    assert sum(paper.author_count is None for paper in first.values()) == 2
    taid = first[
        "taid temporally adaptive interpolated distillation for efficient knowledge transfer in language models"
    ]
    assert (taid.author_count, taid.published, taid.published_is_guess, taid.count) == (5, "2025-01-28", True, 5)
