"""What can be told of a reference that is one string, and what must not be."""

from __future__ import annotations

import pytest

from extract.readers.arxiv_text import names_of
from extract.readers.citation import identifiers_in, is_series, surnames_in, title_in, year_in
from extract.readers.contexts import sentence_at
from extract.readers.json_shape import paths
from extract.readers.markup import line_of, paragraphs_of
from extract.readers.xml_records import root_of


@pytest.mark.parametrize(
    ("citation", "title", "surname", "year"),
    [
        (
            "Osei BD, Roux C: On stones and early mills. J Mills 19: 187-251, 1976",
            "On stones and early mills",
            "Osei",
            "1976",
        ),
        (
            "Osei B, Roux C, et al. Water in early mills: a review. J Mills. 2021;42:15.",
            "Water in early mills: a review",
            "Osei",
            "2021",
        ),
        ("Roux C (2003) Stones in early mills. J Mills 3:1", "Stones in early mills", "Roux", "2003"),
        (
            "Lee, J., Doe, A. B. & Roe, C. Wind in early mills. J. Mills 3, 1–9 (2004).",
            "Wind in early mills",
            "Lee",
            "2004",
        ),
        ("Lee, J. et al. Wind in early mills. In Proc. Mills (2004).", "Wind in early mills", "Lee", "2004"),
        ("A. B. Osei, C. Roux, “Wind in early mills,” J. Mills, vol. 5, 2002.", "Wind in early mills", "Osei", "2002"),
        ("Ann Lee, Bo Doe, and Cy Roe. Wind in early mills. In Mills, 2002.", "Wind in early mills", "Lee", "2002"),
    ],
)
def test_the_usual_styles_are_understood(citation: str, title: str, surname: str, year: str) -> None:
    assert title_in(citation) == title
    assert surnames_in(citation) == [surname]
    assert year_in(citation) == year


@pytest.mark.parametrize(
    "citation",
    [
        "Github. GitHub https://github.com (2023).",
        "The Millers, rules, 2005.",
        "E. J. Corey and X.-M. Cheng, The Logic of Mills. New York: Wiley, 1989.",
        "Lee, J. In Proceedings of the Conference on Mills; Doe, A., Ed.; 2004.",
        "National Center (2024). 31 Oct 2024",
        "",
        "." * 5000,
    ],
)
def test_what_no_style_marks_is_no_title(citation: str) -> None:
    assert title_in(citation) == ""


def test_the_first_identifier_in_a_citation_is_its_own() -> None:
    assert identifiers_in("Lee, 2004, doi:10.1000/a, 10.1000/b") == ["10.1000/a"]
    assert identifiers_in("arXiv preprint arXiv:1412.6980v2, 2014") == ["arXiv:1412.6980v2"]
    assert identifiers_in("J. Mills 1412.6980, 2014") == []


def test_a_series_is_no_title() -> None:
    assert is_series("Proceedings of the 5th Conference on Mills")
    assert not is_series("A conference of birds and mills")


def test_a_context_is_the_sentence_around_its_marker() -> None:
    text = "Stones first (see Fig. 2). Water, as Osei et al. [1] and J. Roux found, came later. Wind is free."
    assert sentence_at(text, text.index("[1]")) == "Water, as Osei et al. [1] and J. Roux found, came later."
    assert len(sentence_at("x " * 5000, 4000)) <= 600


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("Mills for <i>Long</i> Documents", "Mills for Long Documents"),
        ("H<sub>2</sub>O &amp; CO<jats:sub>2</jats:sub>", "H2O & CO2"),
        ("a < b and c > d, p<0.05", "a < b and c > d, p<0.05"),
        ("x &amp;lt; y", "x < y"),
        ('A <span class="x">B</span><br/>C', "A BC"),
        ("R&D at AT&T; more", "R&D at AT&T; more"),
    ],
)
def test_markup_in_a_title_is_taken_out_and_mathematics_is_not(written: str, line: str) -> None:
    assert line_of(written) == line


def test_paragraphs_of_jats_stay_apart() -> None:
    text = (
        "<jats:title>Abstract</jats:title><jats:sec><jats:title>Aims</jats:title><jats:p>We\n go.</jats:p></jats:sec>"
    )
    assert paragraphs_of(text) == "Aims\n\nWe go."


@pytest.mark.parametrize(
    "piece", ["<!--", "<?", "<a ", "<tex-math>", "&amp;", "(", "A B C D ", "Lee, J., ", "(2004) ", "“a "]
)
def test_no_text_takes_long(piece: str) -> None:
    # Texts of nothing but beginnings: a pattern that looks for their ends takes the square of their length.
    text = piece * (60_000 // len(piece))
    for read in (line_of, paragraphs_of, title_in, surnames_in, year_in, identifiers_in, root_of, names_of, paths):
        read(text)
