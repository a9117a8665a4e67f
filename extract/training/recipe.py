"""Everything that ships, from data given by path, in one command:

python -m extract.training.recipe ANNOTATED.jsonl WORK --weights FOLDER --papers FILE=COUNT... [--without FILE...]

ANNOTATED are papers that readers annotated; `--papers` files of papers as `citegraph ingest` reads them, to be labelled
by the teacher; `--without` more annotated papers whose titles it may not meet there; `--weights` what
extract.training.weights wrote. WORK keeps the output of each step with a stamp of what went in, so that a run that was
interrupted goes on, and a step is made again only where its input changed. With `--out` (as a rule extract/model) the
files that ship are written there; without it, to WORK/model.

The steps: a teacher (a large encoder fine-tuned on annotated papers), silver (what it says of each word of other
papers), two students that learn from silver (fast, a convolution; accurate, a small transformer, which is then tuned on
the annotated papers), and for each of them the weights that read its evidence beside all other: types and roles; then,
for both, relations, figures and ties. The tenth of the annotated papers that extract.training.data keeps apart is seen
by none of them. On two cores it takes some three and a half hours, two of them for the teacher and its silver.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.models import FOLDER, MODELS
from extract.training.data import say

_SHARES = ("2", "1")  # as in the config of accurate
# So that memory of a batch is kept for the next one: else a fifth of the time goes into asking the system for it again.
_ENVIRONMENT = {
    "MALLOC_MMAP_THRESHOLD_": "4000000000",
    "MALLOC_TRIM_THRESHOLD_": "4000000000",
    "MALLOC_TOP_PAD_": "100000000",
}


@dataclass(frozen=True, slots=True)
class Step:
    """`python -m module arguments`; `reads` are the files and folders that it depends on, `makes` what it makes last,
    `keeps` where it keeps what it has done so far."""

    module: str
    arguments: tuple[str, ...]
    reads: tuple[Path, ...]
    makes: Path
    keeps: Path

    def stamp(self) -> str:
        """A hash of all that goes in: arguments, and the contents of what is read."""
        digest = hashlib.sha256(json.dumps([self.module, *self.arguments]).encode())
        for path in self.reads:
            for file in sorted(path.glob("*")) if path.is_dir() else [path]:
                with file.open("rb") as bytes_:
                    digest.update(hashlib.file_digest(bytes_, "sha256").digest())
        return digest.hexdigest()


def run(steps: Sequence[Step], work: Path) -> None:
    """Each step in turn, but for those that were made from the same."""
    stamps = work / "stamps"
    stamps.mkdir(parents=True, exist_ok=True)
    for step in steps:
        kept = stamps / f"{step.makes.relative_to(work).as_posix().replace('/', '-')}.sha256"
        stamp = step.stamp()
        if step.makes.exists() and kept.exists() and kept.read_text("utf-8") == stamp:
            say(f"{step.makes}: made before")
            continue
        begun = kept.with_suffix(".begun")
        if not begun.exists() or begun.read_text("utf-8") != stamp:
            forget(step.keeps)  # made from something else
        begun.write_text(stamp, "utf-8")
        say(f"python -m {step.module} {' '.join(step.arguments)}")
        command = [sys.executable, "-m", step.module, *step.arguments]
        subprocess.run(command, check=True, env=_ENVIRONMENT | os.environ)
        kept.write_text(stamp, "utf-8")


def forget(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def steps_of(options: argparse.Namespace, work: Path) -> Iterator[Step]:
    annotated, large, small = options.annotated, options.weights / "mpnet", options.weights / "minilm"
    threads = ("--threads", str(options.threads))
    teacher, silver = work / "teacher", work / "silver"
    yield Step(
        "extract.training.teacher",
        (str(large), str(annotated), str(teacher), "--epochs", str(options.teacher_epochs), *threads),
        (annotated, large),
        teacher / "model.safetensors",
        teacher,
    )
    without = (annotated, *options.without)
    yield Step(
        "extract.training.silver",
        (str(large), str(teacher), str(silver), *options.papers, "--without", *map(str, without), *threads),
        (teacher / "model.safetensors", *without, *(Path(each.rpartition("=")[0]) for each in options.papers)),
        silver / "silver-0000.npz",
        silver,
    )
    model = work / "model"
    epochs = ("--epochs", str(options.student_epochs))
    fast, accurate, student, tuned = model / "fast", model / "accurate", work / "student", work / "tuned"
    network, said = fast / "model.npz", tuned / "said"
    yield Step("extract.training.fast", (str(silver), str(network), *epochs, *threads), (silver,), network, network)
    yield Step(
        "extract.training.student",
        (str(small), str(silver), str(student), *epochs, *threads),
        (silver, small),
        student / "model.safetensors",
        student,
    )
    yield Step(
        "extract.training.tune",
        (str(small), str(student), str(annotated), str(tuned), str(accurate), *threads),
        (student / "model.safetensors", small, annotated),
        accurate / "model.onnx",
        tuned,
    )
    by_both = ("--said", str(said), "--model", str(network), "--shares", *_SHARES)
    for folder, evidence, reads in (
        (fast, ("--model", str(network)), (network,)),
        (accurate, by_both, (network, said)),
    ):
        yield Step(
            "extract.lexicon.weigh",
            (str(annotated), str(folder), *evidence),
            (annotated, *reads),
            folder / "types.tsv.gz",
            folder / "types.tsv.gz",
        )
    config = fast / "config.cfg"
    yield Step(  # what it weighs are entities, whoever found them: accurate reads the same files
        "extract.training.statements",
        (str(annotated), str(fast), "--config", str(config)),
        (annotated, network, config, fast / "types.tsv.gz", fast / "roles.tsv.gz"),
        fast / "relations.tsv.gz",
        fast / "relations.tsv.gz",
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m extract.training.recipe",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("annotated", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--papers", nargs="+", required=True, metavar="FILE=COUNT")
    parser.add_argument("--without", nargs="*", type=Path, default=[], metavar="FILE")
    parser.add_argument("--out", type=Path, default=None)
    parser.add_argument("--teacher-epochs", type=int, default=3)
    parser.add_argument("--student-epochs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    work: Path = options.work
    for name in MODELS:
        folder = work / "model" / name
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(FOLDER / name / "config.cfg", folder / "config.cfg")
    run(list(steps_of(options, work)), work)
    if options.out:
        shutil.copytree(work / "model", options.out, dirs_exist_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
