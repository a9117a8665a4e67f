"""Where the words of a search stand in what it found, cut up for showing; the same whichever store found it.

A page of hits is put into a full-text table of its own in memory, which knows where its words are: so a word is marked
as the embedded store finds it, in any form of its stem. What Neo4j found by a rule of its own alone has no marks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any, Final

from graph.matching import storable
from graph.records import PAPER
from graph.sqlite.fulltext import quoted
from graph.store import Row

COLUMNS: Final = frozenset({"title", "abstract", "name", "aliases"})
"""What a hit must have for its marks."""
MATCH: Final = "match"
_WORDS: Final = 40
"""Of an abstract, about three lines around the words."""
_START, _END, _CUT = "\x02", "\x03", "…"
_CLEAN: Final = {ord(sign): " " for sign in (_START, _END, "\0")}

_TABLE: Final = """
CREATE VIRTUAL TABLE hit USING fts5 (name, text, tokenize = 'porter unicode61 remove_diacritics 2')
"""
_MARKED: Final = f"""
SELECT rowid, highlight(hit, 0, :start, :end),
       CASE WHEN rowid % 2 = 0 THEN snippet(hit, 1, :start, :end, '{_CUT}', {_WORDS})
            ELSE highlight(hit, 1, :start, :end) END
FROM hit WHERE hit MATCH :expression
"""  # noqa: S608 - constants


def highlights(rows: Sequence[Row], text: str) -> list[list[dict[str, Any]]]:
    """For each row, which has COLUMNS: `{"field", "parts": [{"text", "role"}]}` of each text of it with a word."""
    found: list[list[dict[str, Any]]] = [[] for _ in rows]
    words = quoted(text)
    if not (rows and words):
        return found
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(_TABLE)
        connection.executemany(
            "INSERT INTO hit (rowid, name, text) VALUES (?, ?, ?)", map(_entry, range(len(rows)), rows)
        )
        asked = {"start": _START, "end": _END, "expression": " OR ".join(words)}
        for number, name, below in connection.execute(_MARKED, asked):
            place, is_paper = number // 2, number % 2 == 0
            texts = [("title" if is_paper else "name", name)]
            texts += [("abstract", below)] if is_paper else [("aliases", one) for one in below.split("\n")]
            found[place] = [{"field": field, "parts": _parts(one)} for field, one in texts if _START in one]
    return found


def _entry(place: int, row: Row) -> tuple[int, str, str]:
    """Papers have even numbers: of an abstract a snippet is shown, of aliases those that have the words."""
    is_paper = row["kind"] == PAPER
    name = row["title"] if is_paper else row["name"]
    text = row["abstract"] if is_paper else "\n".join(row.get("aliases", ()))
    return 2 * place + (not is_paper), _clean(name), _clean(text)


def _clean(text: str | None) -> str:
    return storable((text or "").translate(_CLEAN))


def _parts(marked: str) -> list[dict[str, str | None]]:
    parts: list[dict[str, str | None]] = []
    before, *rest = marked.split(_START)
    parts += [{"text": before, "role": None}] if before else []
    for piece in rest:
        word, _, after = piece.partition(_END)
        parts.append({"text": word, "role": MATCH})
        parts += [{"text": after, "role": None}] if after else []
    return parts
