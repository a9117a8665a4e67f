"""The lexicon: how it is looked up, and what is let into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.components.lexicon import Names
from extract.lexicon import SHIPPED, read_lexicon
from extract.lexicon.build import main, rows_of

NAMES = Names(
    [("GPT-4", "Model"), ("mAP", "Metric"), ("GSM8K", "Benchmark"), ("machine translation", "Task"), ("MT", "Task")]
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], kind) for start, end, kind in NAMES.find(text)]


@pytest.mark.parametrize("written", ["GPT-4", "GPT4", "gpt-4", "GPT 4"])
def test_spellings_of_a_name_are_found(written: str) -> None:
    assert found(f"We ask {written} twice.") == [(written, "Model")]


def test_a_phrase_is_found_in_any_case_and_the_longest_wins() -> None:
    assert found("Neural Machine Translation works") == [("Machine Translation", "Task")]


def test_a_word_of_the_language_is_no_acronym() -> None:
    assert found("We map the area; the mAP rises.") == [("mAP", "Metric")]


def test_a_name_does_not_run_over_a_line_break() -> None:
    assert found("on machine\ntranslation") == []


def row(name: str, kind: str, licence: str, *, source: str = "s", aliases: str = "") -> str:
    return "\t".join((name, kind, source, licence, aliases)) + "\n"


def test_licences_decide_which_file_a_row_goes_to() -> None:
    free, shared = rows_of(
        [
            row("FreeBench", "Benchmark", "MIT"),
            row("SharedBench", "Benchmark", "CC-BY-SA-4.0"),
            row("BothBench", "Benchmark", "Apache-2.0 / CC-BY-SA"),
            row("NoneBench", "Benchmark", "none stated"),
            row("NcBench", "Benchmark", "CC BY-NC-SA 4.0"),
        ]
    )
    assert [each.name for each in free] == ["FreeBench"]
    assert [(each.name, each.licence) for each in shared] == [
        ("BothBench", "CC-BY-SA-4.0"),
        ("SharedBench", "CC-BY-SA-4.0"),
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Books", "Benchmark"),
        ("'; DROP TABLE papers; --", "Benchmark"),
        ("Evaluation of models with many words in a row", "Task"),
        ("#5.18: Life support", "Metric"),
        ("LLM", "Model"),
        ("364", "Dataset"),
        ("hand", "Metric"),
    ],
)
def test_noise_is_filtered(name: str, kind: str) -> None:
    assert rows_of([row(name, kind, "MIT")]) == ([], [])


def test_an_acronym_in_brackets_is_a_name_too() -> None:
    free, _ = rows_of([row("Character Error Rate (CER)", "Metric", "MIT")])
    assert {each.name for each in free} == {"Character Error Rate", "CER"}


def test_what_ships_says_its_licence_row_by_row() -> None:
    permissive, share_alike = (list(read_lexicon(path)) for path in SHIPPED)
    assert {each.licence for each in permissive} <= {"MIT", "Apache-2.0", "CC0-1.0", "CC-BY-4.0"}
    assert {each.licence for each in share_alike} == {"CC-BY-SA-4.0"}
    assert sum(path.stat().st_size for path in SHIPPED) < 2_000_000


def test_a_damaged_lexicon_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("name\ttype\tlicence\tsource\nBERT\tModel\n")
    with pytest.raises(ValueError, match=r"names\.tsv, line 2"):
        list(read_lexicon(path))


def test_building_from_a_missing_gazetteer_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.tsv"), str(tmp_path)]) == 1
    assert "none.tsv" in capsys.readouterr().err
