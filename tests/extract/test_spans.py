"""What has the shape of a name, and what speaks for it."""

from __future__ import annotations

import pytest

from extract.components.evidence import Context
from extract.components.names import atoms_of, phrases
from extract.components.sentences import sentence_starts


def context(title: str, abstract: str) -> Context:
    text = f"{title}\n{abstract}"
    return Context(text, len(title), sentence_starts(text))


def names(abstract: str, title: str = "") -> list[str]:
    here = context(title, abstract)
    return [here.text[run.start : run.end] for run in here.runs]


@pytest.mark.parametrize(
    "name",
    ["BERT", "U-Net", "ImageNet", "GPT-4o", "Llama 3.1 8B Instruct", "BrowseComp+", "pass@1", "Qwen2.5-VL-7B", "phi-3"],
)
def test_a_name_inside_a_sentence_is_one_candidate(name: str) -> None:
    assert names(f"here we run {name}, and more") == [name]


def test_a_compound_names_what_stands_before_the_hyphen() -> None:
    assert names("we train BERT-based rankers") == ["BERT"]


def test_the_first_word_of_a_sentence_is_a_name_only_by_its_shape() -> None:
    assert names("However, we go. GloVe is old.") == ["GloVe"]


def test_a_title_is_not_a_row_of_names() -> None:
    assert names("", title="FooNet: Learning Graphs With Care") == ["FooNet"]


def test_a_phrase_ends_in_a_head_and_each_beginning_is_offered() -> None:
    text = "a study of medical image segmentation today"
    assert [text[p.start : p.end] for p in phrases(text, atoms_of(text))] == [
        "medical image segmentation",
        "image segmentation",
        "segmentation",
    ]


def evidence(abstract: str, name: str) -> list[str]:
    here = context("", abstract)
    start = here.text.index(name)
    return here.around(start, start + len(name))


@pytest.mark.parametrize(
    ("abstract", "name", "expected"),
    [
        ("We propose FooNet, a novel framework for graphs.", "FooNet", "cue:introduce"),
        ("We propose FooNet, a novel framework for graphs.", "FooNet", "is:framework"),
        ("It is evaluated on FooBench with care.", "FooBench", "cue:evaluate"),
        ("It outperforms FooNet by far.", "FooNet", "cue:outperform"),
        ("It is fine-tuned from FooNet.", "FooNet", "cue:base"),
        ("We use the FooBench dataset.", "FooBench", "r1:dataset"),
        ("Work on benchmarks such as FooBench and BarBench.", "FooBench", "cue:evaluate"),
    ],
)
def test_definition_patterns_are_evidence(abstract: str, name: str, expected: str) -> None:
    assert expected in evidence(abstract, name)


def test_what_precedes_a_list_counts_for_each_of_it() -> None:
    for name in ("FooBench", "BarBench", "BazQA"):
        assert "l1:on" in evidence("Tested on FooBench, BarBench, and BazQA.", name)
