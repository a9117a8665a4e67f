"""Scores the extractor against annotated papers: `python -m benchmarks.evaluate DATA [--model fast]`.

DATA is a folder with dev.jsonl, train.jsonl and a scorer, score.py, whose `score(gold, predicted, errors)` gives a
report. Of train.jsonl only the tenth is read that no shipped model and no silver label has seen, by a hash of the id
(extract.training.data.is_apart). The extractor is given title and abstract alone.

One line a model and part, precision / recall / F1 of each thing that is scored, then F1 by type. With --errors, the
commonest mistakes by name; with --output, what was extracted, one file a model and part.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from extract.models import MODELS
from extract.pipeline import ExtractError, load_pipeline
from extract.records import Paper
from extract.training.data import is_apart, read_papers

SCORED = ("entity", "name", "relation", "repository", "link", "result", "alias")
Scorer = Callable[[list[dict[str, Any]], list[dict[str, Any]], int], dict[str, Any]]


def scorer_of(folder: Path) -> Scorer:
    spec = importlib.util.spec_from_file_location("citegraph_scorer", folder / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"there is no scorer {folder / 'score.py'}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    scorer: Scorer = module.score
    return scorer


def parts_of(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        "dev": list(read_papers(folder / "dev.jsonl")),
        "apart": [paper for paper in read_papers(folder / "train.jsonl") if is_apart(paper)],
    }


def extracted(model: str, gold: Sequence[dict[str, Any]], min_confidence: float | None) -> list[dict[str, Any]]:
    papers = [
        Paper(source="gold", record=str(number), title=row["title"], abstract=row["abstract"], id=row.get("id"))
        for number, row in enumerate(gold)
    ]
    with load_pipeline(model, min_confidence=min_confidence) as pipeline:
        found = [each.as_dict() for each in pipeline.extract(papers)]
        for failure in pipeline.failures:
            print(f"{model}: {failure.title}: {failure.reason}", file=sys.stderr)
    return found


def table(model: str, part: str, papers: int, report: dict[str, Any]) -> str:
    lines = [f"{model} on {part}, {papers} papers"]
    for name in SCORED:
        if name in report:
            each = report[name]
            lines.append(f"  {name:<11} P {each['precision']:.3f}  R {each['recall']:.3f}  F1 {each['f1']:.3f}")
    by_type = ", ".join(f"{name} {each['f1']:.3f}" for name, each in report["by_type"].items())
    return "\n".join([*lines, f"  F1 by type: {by_type}"])


def commonest(report: dict[str, Any], count: int) -> str:
    """Spurious and missed names, the most frequent first."""
    lines = []
    for what in ("spurious", "missed"):
        names = Counter(name for paper in report["errors"] for name in paper[what])
        lines.append(f"  {what}: " + "; ".join(f"{name} ({times})" for name, times in names.most_common(count)))
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluate", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", nargs="+", default=MODELS, help="names of models, or paths of configs")
    parser.add_argument("--part", choices=("dev", "apart"), action="append")
    parser.add_argument("--min-confidence", type=float, default=None)
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="the N commonest mistakes of each kind")
    parser.add_argument("--output", type=Path, default=None, metavar="FOLDER")
    options = parser.parse_args()
    score, parts = scorer_of(options.data), parts_of(options.data)
    for model in options.model:
        for part in options.part or parts:
            gold = parts[part]
            started = time.perf_counter()
            try:
                found = extracted(model, gold, options.min_confidence)
            except ExtractError as error:
                print(f"{model}: {error}", file=sys.stderr)
                return 1
            seconds = time.perf_counter() - started
            report = score(gold, found, len(gold) if options.errors else 0)
            print(table(model, part, len(gold), report), f"  {seconds:.1f} s", sep="\n", flush=True)
            if options.errors:
                print(commonest(report, options.errors), flush=True)
            if options.output:
                options.output.mkdir(parents=True, exist_ok=True)
                lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in found)
                (options.output / f"{Path(model).name}-{part}.jsonl").write_text(lines, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
