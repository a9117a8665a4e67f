"""Lists of papers are read by BibTeX and CSL libraries that are not ours, and by our own reader."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.readers import read
from extract.records import Paper
from graph import Store
from graph.exports import FORMATS, Asked
from graph.exports.bibtex import escaped
from graph.exports.citations import Name, name_of
from graph.exports.scratch import Scratch
from graph.records import Contribution
from graph.store import Where
from tests.contract.contract import write
from tests.graph.exported import fill

RECORDS: tuple[dict[str, Any], ...] = (
    {
        "title": "Milling {Long} Documents at 100% & more: $L_2$ in C_1 ~ #1 \\ {",
        "authors": [{"name": "Ada van der Park"}, {"name": "Osei, Ben, Jr."}, {"name": "The Mill and Kiln Team"}],
        "identifiers": ["doi:10.1000/a_b", "arxiv:2401.00001"],
        "venue": "Proceedings of the 3rd Workshop on Mills & Kilns",
        "published": "2024-01-31",
        "abstract": "Ground, not polished.",
        "url": "https://example.org/a b{c}?x=1_2&y=%20",
        "is_retracted": True,
    },
    {
        "title": "Über Mühlen 🎓",
        "authors": [{"name": "Łukasz Żółć"}],
        "venue": "Journal of Mills",
        "published": "2023-05",
    },
    {"title": "Über Mühlen, again", "authors": [{"name": "Łukasz Żółć"}], "published": "2023"},
    {"title": "Nothing is known of this"},
)


@pytest.fixture
def listed(store: Store) -> Store:
    write(store, [Contribution(id=f"feed:{n}/1", kind="paper", record=each) for n, each in enumerate(RECORDS)])
    return store


def exported(store: Store, name: str, asked: Asked | None = None) -> str:
    with FORMATS[name].gather(store, asked or Asked()) as scratch:
        return "".join(FORMATS[name].text(scratch))


# -- BibTeX ----------------------------------------------------------------------------------------------------------


def test_bibtexparser_reads_every_entry(listed: Store) -> None:
    library = parse_string(exported(listed, "bibtex"))
    assert not library.failed_blocks
    assert [(entry.entry_type, entry.key) for entry in library.entries] == [
        ("inproceedings", "park2024milling"),
        ("article", "zolc2023uber"),
        ("misc", "zolc2023uber-2"),
        ("misc", "nothing"),
    ]
    first = {name: field.value for name, field in library.entries[0].fields_dict.items()}
    assert first["author"] == "van der Park, Ada and Osei, Jr., Ben and {The Mill and Kiln Team}"
    assert (first["year"], first["month"], first["eprint"]) == ("2024", "jan", "2401.00001")
    assert (first["doi"], first["note"]) == ("10.1000/a_b", "Retracted")
    assert first["url"] == "https://example.org/a%20b%7Bc%7D?x=1_2&y=%20"
    assert "\\{" not in first["title"]
    assert "abstract" not in first


def test_abstracts_are_in_where_they_are_asked_for(listed: Store) -> None:
    library = parse_string(exported(listed, "bibtex", Asked(abstracts=True)))
    assert library.entries[0]["abstract"] == "Ground, not polished."


def test_our_own_reader_reads_back_what_was_written(listed: Store, tmp_path: Path) -> None:
    path = tmp_path / "listed.bib"
    path.write_text(exported(listed, "bibtex", Asked(abstracts=True)), "utf-8")
    papers = [one for one in read(path) if isinstance(one, Paper)]
    assert [one.title for one in papers[1:]] == [str(record["title"]) for record in RECORDS[1:]]
    # the brace that TeX sees in a command and the tilde are the reader's to undo
    assert papers[0].title.startswith("Milling")
    assert "$L_2$ in C_1" in papers[0].title
    assert [author.name for author in papers[0].authors] == [
        "Ada van der Park",
        "Ben Osei Jr.",
        "The Mill and Kiln Team",
    ]
    assert [one.published for one in papers] == ["2024-01", "2023-05", "2023", None]


@pytest.mark.parametrize(
    "title",
    [
        "100% of {Long} Documents & #1_a",
        "A--B ``c'' \"d''",
        "$L_2$ at $5 and ~6^7",
        "\\textit{Rule}sual",
        "Mus{é}e 🎓",
        "a < b > c",
    ],
)
def test_a_title_is_read_back_as_it_was(store: Store, title: str, tmp_path: Path) -> None:
    write(store, [Contribution(id="feed:a/1", kind="paper", record={"title": title})])
    (tmp_path / "a.bib").write_text(exported(store, "bibtex"), "utf-8")
    (paper,) = read(tmp_path / "a.bib")
    assert isinstance(paper, Paper)
    assert paper.title == title


def test_cite_keys_are_told_apart(store: Store) -> None:
    twins = [{"title": f"Milling, part {n}", "authors": [{"name": "Ada Park"}], "published": "2024"} for n in range(30)]
    write(store, [Contribution(id=f"feed:{n}/1", kind="paper", record=each) for n, each in enumerate(twins)])
    library = parse_string(exported(store, "bibtex"))
    assert not library.failed_blocks
    assert len({entry.key for entry in library.entries}) == 30


def test_odd_values_break_no_bibliography(store: Store) -> None:
    fill(store)
    library = parse_string(exported(store, "bibtex", Asked(abstracts=True)))
    assert not library.failed_blocks
    assert len(library.entries) == 13


@settings(deadline=None)
@given(text=st.text(st.characters(codec="utf-8")))
def test_no_text_ends_its_field(text: str) -> None:
    with Scratch() as scratch:
        scratch.put(
            "x", "Paper", "Paper", text, {"authors": [text or "x", "y"], "venue": text, "url": text, "abstract": text}
        )
        written = "".join(FORMATS["bibtex"].text(scratch))
    library = parse_string(written)
    assert not library.failed_blocks
    (entry,) = library.entries
    assert {"title", "author"} <= entry.fields_dict.keys()
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", written)


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("100% & #1_a", r"100\% \& \#1\_a"),
        ("a--b ``c''", r"a-{}-b `{}`c'{}'"),
        ("a{b", r"a\textbraceleft{}b"),
        ("}a{", r"\textbraceright{}a\textbraceleft{}"),
        ("{a} \\b{c}", r"\{a\} \textbackslash{}b\{c\}"),
        ("{a} $x_{2}$", r"\{a\} $x_{2}$"),
        ("$x^2$ costs $5", r"$x^2$ costs \$5"),
        ("$x^{2$", r"\$x\textasciicircum{}\textbraceleft{}2\$"),
        (" two\r\n lines ", "two lines"),
    ],
)
def test_text_is_escaped_and_mathematics_stays(text: str, tex: str) -> None:
    assert escaped(text) == tex


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Park", Name("Park", "Ada")),
        ("Park, Ada", Name("Park", "Ada")),
        ("Ada van der Park", Name("van der Park", "Ada")),
        ("van der Park, Ada", Name("van der Park", "Ada")),
        ("Ben Osei Jr.", Name("Osei", "Ben", "Jr.")),
        ("Osei, Jr., Ben", Name("Osei", "Ben", "Jr.")),
        ("Osei, Ben, Jr.", Name("Osei", "Ben", "Jr.")),
        ("The Mill and Kiln Team", Name("The Mill and Kiln Team")),
        ("DeepMind", Name("DeepMind")),
        ("A, B, C, D", Name("A, B, C, D")),
        ("", Name("")),
        (",", Name(",")),
    ],
)
def test_a_name_has_its_parts(text: str, name: Name) -> None:
    assert name_of(text) == name


# -- CSL-JSON --------------------------------------------------------------------------------------------------------


def bibliography(items: list[dict]) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of citeproc's own bundled style
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        made = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            made.register(Citation([CitationItem(item["id"].lower())]))
        made.sort()
        return [str(one) for one in made.bibliography()]


def test_citeproc_prints_every_item(listed: Store) -> None:
    items = json.loads(exported(listed, "csl-json"))
    printed = bibliography(items)
    assert len(printed) == len(RECORDS)
    assert any("Park" in one and "Osei" in one and "2024" in one and "Milling" in one for one in printed)


def test_items_have_what_is_known_and_no_abstract(listed: Store) -> None:
    first, *_, last = json.loads(exported(listed, "csl-json"))
    assert first["type"] == "paper-conference"
    assert first["author"] == [
        {"family": "van der Park", "given": "Ada"},
        {"family": "Osei", "given": "Ben", "suffix": "Jr."},
        {"literal": "The Mill and Kiln Team"},
    ]
    assert first["issued"] == {"date-parts": [[2024, 1, 31]]}
    assert (first["DOI"], first["number"], first["note"]) == ("10.1000/a_b", "arXiv:2401.00001", "Retracted")
    assert "abstract" not in first
    assert last == {"id": "title:nothing is known of this", "type": "article", "title": "Nothing is known of this"}


def test_citeproc_prints_odd_values(store: Store) -> None:
    fill(store)
    assert len(bibliography(json.loads(exported(store, "csl-json")))) == 13


# -- which papers ----------------------------------------------------------------------------------------------------


def test_a_list_is_of_the_papers_that_pass(listed: Store) -> None:
    assert len(json.loads(exported(listed, "csl-json", Asked(where=Where(year_from=2023, year_to=2023))))) == 2


def test_a_list_around_a_node_is_of_the_papers_there(store: Store) -> None:
    fill(store)
    asked = Asked(around="entity:bert", depth=1)
    (item,) = json.loads(exported(store, "csl-json", asked))
    assert len(item["author"]) == 3
    beyond = exported(store, "bibtex", Asked(around="doi:10.1000/3", depth=2, budget=5))
    assert re.match(r"% \d+ links lead to nodes beyond the budget", beyond)
