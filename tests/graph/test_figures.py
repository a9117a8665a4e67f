"""Figures as papers write them, and metrics by their names."""

from __future__ import annotations

import pytest

from graph.questions.figures import Figure, figure_of, is_higher_better


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        ("88.55%", Figure(88.55, "%")),
        ("71.2 percent", Figure(71.2, "%")),
        ("92.1", Figure(92.1, None)),
        (".5", Figure(0.5, None)),
        ("−3.2", Figure(-3.2, None)),
        ("~ 40 ms", Figure(40.0, "ms")),
        ("10,000 times", Figure(10_000.0, "times")),
        ("20 percentage points", Figure(20.0, "percentage points")),
    ],
)
def test_a_figure_is_a_number_and_its_unit(value: str, figure: Figure) -> None:
    assert figure_of(value) == figure


@pytest.mark.parametrize("value", ["", "four times", "80-85%", "88.4/91.2", "12.3 ± 0.4", "5 " + "x" * 30, "2 of 3"])
def test_what_holds_no_single_number_is_no_figure(value: str) -> None:
    assert figure_of(value) is None


@pytest.mark.parametrize("metric", ["accuracy", "F1", "macro-F1", "mAP@50", "BERTScore", "success rate", "ROUGE-1"])
def test_more_of_these_is_better(metric: str) -> None:
    assert is_higher_better(metric) is True


@pytest.mark.parametrize("metric", ["Top-5 error", "word error rate", "WER", "FID", "Perplexity", "inference time"])
def test_less_of_these_is_better(metric: str) -> None:
    assert is_higher_better(metric) is False


@pytest.mark.parametrize("metric", ["parameters", "model size", "", "sentiment"])
def test_of_others_it_is_not_known(metric: str) -> None:
    assert is_higher_better(metric) is None
