"""The names that ship: TSV files of name, type, licence and source, and the script that builds them.

`permissive.tsv` may be used under the licence in each row; `share_alike.tsv` is CC BY-SA 4.0: see ATTRIBUTION.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
SHIPPED = (FOLDER / "permissive.tsv", FOLDER / "share_alike.tsv")
HEADER = ("name", "type", "licence", "source")


@dataclass(frozen=True, slots=True)
class Row:
    """One name of the lexicon. `licence` is what its source allows, `source` where it was taken from."""

    name: str
    type: str
    licence: str
    source: str


def read_lexicon(path: Path) -> Iterator[Row]:
    """The rows of one file; ValueError names the line that is not name, type, licence, source."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            cells = tuple(line.rstrip("\n").split("\t"))
            if number == 1 and cells == HEADER:
                continue
            if len(cells) != len(HEADER) or not cells[0]:
                raise ValueError(f"{path}, line {number}: expected name, type, licence and source, separated by tabs")
            yield Row(*cells)
