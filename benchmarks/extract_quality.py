"""Scores the extractor against annotated papers: `python benchmarks/extract_quality.py GOLD.jsonl --scorer score.py`.

The papers are stripped to title and abstract first. Predictions go to --output, the scorer's lines to standard output.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from extract.pipeline import load_pipeline
from extract.records import Paper
from extract.training.data import is_apart


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--scorer", type=Path, required=True, help="a program that compares GOLD and PREDICTED")
    parser.add_argument("--config", type=Path, default=None)
    parser.add_argument("--min-confidence", type=float, default=None)
    parser.add_argument(
        "--apart", action="store_true", help="only the tenth, by a hash of the id, that no shipped model has seen"
    )
    parser.add_argument("--output", type=Path, default=None)
    parser.add_argument("--errors", type=int, default=0)
    options = parser.parse_args()
    lines = options.gold.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.strip() and (not options.apart or is_apart(json.loads(line)))]
    rows = [json.loads(line) for line in kept]
    papers = [
        Paper(source="gold", record=str(number), title=row["title"], abstract=row["abstract"], id=row.get("id"))
        for number, row in enumerate(rows)
    ]
    folder = Path(tempfile.mkdtemp(prefix="extract-quality-"))
    gold, predicted = folder / "gold.jsonl", options.output or folder / "predicted.jsonl"
    gold.write_text("\n".join(kept) + "\n", encoding="utf-8")
    started = time.perf_counter()
    with load_pipeline(options.config, min_confidence=options.min_confidence) as pipeline:
        text = "\n".join(json.dumps(each.as_dict(), ensure_ascii=False) for each in pipeline.extract(papers))
        print(f"{pipeline.fingerprint}, {len(papers)} papers, {len(pipeline.failures)} failed, ", end="")
    print(f"{time.perf_counter() - started:.1f} s", flush=True)
    predicted.write_text(text + "\n", encoding="utf-8")
    command = [sys.executable, str(options.scorer), str(gold), str(predicted), "--errors", str(options.errors)]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
