"""Tables of weights: how they are kept, and that they can be measured anew."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from extract.components.linear import read_weights, write_weights
from extract.lexicon.weigh import TYPE_LABELS, main


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv.gz"
    write_weights(path, ("no", "yes"), {"r1:dataset": [-1.0, 1.0], "nothing": [0.0, 0.001]})
    linear = read_weights(path)
    known, unknown = linear.probabilities([["r1:dataset"], ["never seen"]])
    assert known[1] == pytest.approx(0.8808, abs=1e-3)
    assert unknown[1] == pytest.approx(0.5)


def test_the_same_weights_give_the_same_file(tmp_path: Path) -> None:
    for name in ("a.gz", "b.gz"):
        write_weights(tmp_path / name, ("no", "yes"), {"b": [1.0, 2.0], "a": [3.0, 4.0]})
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv.gz"
    path.write_bytes(gzip.compress(b"something else"))
    with pytest.raises(ValueError, match="no table of weights"):
        read_weights(path)


def test_weights_are_measured_on_annotated_papers(tmp_path: Path) -> None:
    papers = [
        {
            "id": f"arxiv:{name}",
            "title": f"{name}: walks on graphs",
            "abstract": f"We propose {name}, a framework. It is tested on the {name}Bench dataset.",
            "entities": [
                {"name": name, "type": "Method", "relation": "introduces", "surfaces": [name], "required": True},
                {
                    "name": f"{name}Bench",
                    "type": "Benchmark",
                    "relation": "evaluates_on",
                    "surfaces": [f"{name}Bench"],
                    "required": True,
                },
            ],
        }
        for name in ("FooNet", "BarNet", "BazNet", "QuxNet", "TicNet", "TacNet", "ToeNet")
    ]
    train = tmp_path / "train.jsonl"
    train.write_text("\n".join(json.dumps(paper) for paper in papers))
    assert main([str(train), str(tmp_path)]) == 0
    types = read_weights(tmp_path / "types.tsv.gz")
    (row,) = types.probabilities([["r1:dataset", "l1:the"]])
    assert types.labels == TYPE_LABELS
    assert types.labels[int(row.argmax())] == "Benchmark"
