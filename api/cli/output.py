"""Results go to standard output, words to standard error; a progress line only to a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any


class Output:
    """Where one command prints. `format` is text, json or jsonl."""

    def __init__(self, format_name: str = "text") -> None:
        self.format = format_name
        self._shows_progress = sys.stderr.isatty()
        self._progress = ""

    def result(self, text: str) -> None:
        """A line on standard output, at once: what reads it may rely on it."""
        self._clear()
        print(text, flush=True)

    def document(self, value: Any) -> None:
        """One JSON document for people and programs."""
        self.result(json.dumps(value, ensure_ascii=False, indent=2))

    def record(self, value: Any) -> None:
        """One line of a JSONL stream."""
        self.result(json.dumps(value, ensure_ascii=False))

    def records(self, values: Iterable[Any]) -> None:
        """Any number of values as they come: a JSONL stream, or one JSON list."""
        if self.format == "jsonl":
            for value in values:
                self.record(value)
            return
        is_first = True
        for value in values:
            self._clear()
            print("[" if is_first else ",", json.dumps(value, ensure_ascii=False), sep="\n", flush=True)
            is_first = False
        self.result("[]" if is_first else "]")

    def say(self, words: str) -> None:
        """A line on standard error."""
        self._clear()
        print(words, file=sys.stderr, flush=True)

    def progress(self, words: str) -> None:
        """How far it is; the next one takes its place. Nothing where standard error is no terminal."""
        if self._shows_progress:
            print(f"\r{words.ljust(len(self._progress))}", end="", file=sys.stderr, flush=True)
            self._progress = words

    def _clear(self) -> None:
        if self._progress:
            print(f"\r{' ' * len(self._progress)}\r", end="", file=sys.stderr, flush=True)
            self._progress = ""


def table(rows: Sequence[tuple[object, ...]]) -> list[str]:
    """Rows as lines with aligned columns; whole numbers stand right."""
    cells = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(
            text.rjust(width) if isinstance(cell, int) else text.ljust(width)
            for cell, text, width in zip(row, texts, widths, strict=True)
        ).rstrip()
        for row, texts in zip(rows, cells, strict=True)
    ]


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """`1 paper`, `1,200 papers`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
