"""Builds the lexicon that ships from a gazetteer: `python -m extract.lexicon.build GAZETTEER.tsv [FOLDER]`.

The gazetteer has a row per name: name, type, source, licence, aliases (separated by `|`). What comes out:
- only rows whose licence lets them be passed on; share-alike rows in a file of their own;
- of benchmarks, data sets and models what is shaped like a name: an inner capital, or letters with a digit. A plain
word
  (Books, RED as Red) says nothing about a text that holds it;
- of tasks and metrics phrases of at most four words that end in the head of a task or a metric (vocabulary.py);
- nothing sentence-like, nothing with marks that names do not have, no name of a generic class.
"""

# A command: it prints. Word lists are read and edited as text.
# ruff: noqa: T201, SIM905

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from extract.components.vocabulary import GENERIC_KEYS, METRIC_HEADS, TASK_HEADS
from extract.lexicon import FOLDER, HEADER, Row
from graph.names import key

PERMISSIVE = frozenset({"MIT", "Apache-2.0", "CC0-1.0", "CC-BY-4.0"})
# The second is Apache-2.0 code over Papers with Code data: the stricter of the two holds.
SHARE_ALIKE = {"CC-BY-SA-4.0": "CC-BY-SA-4.0", "Apache-2.0 / CC-BY-SA": "CC-BY-SA-4.0"}
# Titles of table rows and names of files: not names that a text uses.
_LEFT_OUT_SOURCES = frozenset({"sota-extractor(rows, noisy)", "MTEB(file names)"})

_PLAUSIBLE = re.compile(r"^[A-Za-z][A-Za-z0-9]*(?:[ .+\-/@'²][A-Za-z0-9+²@]+)*$")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_IN_BRACKETS = re.compile(r"[(\[]([A-Z][\w.-]{1,12})[)\]]\s*$")
_NAME_SHAPE = re.compile(r"[A-Za-z0-9].*[A-Z]|[A-Za-z].*\d|\d.*[A-Za-z]")
_CLAUSE_WORDS = frozenset("and or with via using for of in on the a an to from by vs as is are under at into".split())
_LONGEST = {"Benchmark": 3, "Dataset": 3, "Model": 5, "Task": 4, "Metric": 3}


def names_of_row(name: str, aliases: str) -> Iterator[str]:
    """The names that one row states: without what stands in brackets after it, and the acronym that stands there."""
    for text in (name, *aliases.split("|")):
        stripped = text.split(": ")[0].strip()
        yield _BRACKETS.sub("", stripped)
        acronym = _IN_BRACKETS.search(stripped)
        if acronym:
            yield acronym[1]


def is_kept(name: str, kind: str) -> bool:
    words = name.split()
    if not 2 <= len(name) <= 48 or not _PLAUSIBLE.match(name) or len(words) > _LONGEST.get(kind, 0):
        return False
    if key(name) in GENERIC_KEYS:
        return False
    last = words[-1].lower()
    lowered = [word.lower() for word in words]
    if kind == "Task":
        return len(words) > 1 and last in TASK_HEADS and not _CLAUSE_WORDS & set(lowered)
    if kind == "Metric":
        # `Image score` folds to `image`, which is any image.
        if last in {"score", "scores"} and len(words) == 2 and not _NAME_SHAPE.search(words[0]):
            return False
        shaped = len(words) == 1 and _NAME_SHAPE.search(name) is not None and len(name) <= 12
        return shaped or (last in METRIC_HEADS and not _CLAUSE_WORDS & set(lowered))
    return _NAME_SHAPE.search(words[0] if kind == "Model" else name) is not None and not _CLAUSE_WORDS & set(
        lowered[1:]
    )


def rows_of(lines: Iterable[str]) -> tuple[list[Row], list[Row]]:
    """(permissive, share-alike) rows of a gazetteer, sorted; a name that both give is taken under the freer licence."""
    free: dict[tuple[str, str], Row] = {}
    shared: dict[tuple[str, str], Row] = {}
    for line in lines:
        name, kind, source, licence, aliases = (line.rstrip("\n").split("\t") + [""] * 5)[:5]
        target = free if licence in PERMISSIVE else shared if licence in SHARE_ALIKE else None
        if target is None or source in _LEFT_OUT_SOURCES:
            continue
        for each in names_of_row(name, aliases):
            if is_kept(each, kind):
                target.setdefault((key(each), kind), Row(each, kind, SHARE_ALIKE.get(licence, licence), source))
    kept = {at: row for at, row in shared.items() if at not in free}
    return sorted(free.values(), key=_order), sorted(kept.values(), key=_order)


def _order(row: Row) -> tuple[str, str, str]:
    return key(row.name), row.type, row.name


def write(path: Path, rows: list[Row]) -> None:
    lines = ["\t".join(HEADER), *("\t".join((row.name, row.type, row.licence, row.source)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2):
        print("usage: python -m extract.lexicon.build GAZETTEER.tsv [FOLDER]", file=sys.stderr)
        return 2
    folder = Path(arguments[1]) if len(arguments) == 2 else FOLDER
    try:
        with Path(arguments[0]).open(encoding="utf-8") as lines:
            free, shared = rows_of(lines)
    except OSError as error:
        print(f"cannot read {arguments[0]}: {error.strerror}", file=sys.stderr)
        return 1
    write(folder / "permissive.tsv", free)
    write(folder / "share_alike.tsv", shared)
    print(f"{len(free)} permissive and {len(shared)} share-alike names in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
