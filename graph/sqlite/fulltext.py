"""Full-text search: the user's words made into an FTS5 expression, and a page of the window of best matches."""

# ruff: noqa: S608 - what is put into these statements are constants of this folder; all that is asked is a parameter

from __future__ import annotations

import sqlite3
from typing import Any, Final

import orjson

from graph import cursor, paging
from graph.sqlite.rows import BEYOND, NODE, columns_of
from graph.store import SEARCH_WINDOW, Row, Search, Slice

# A pasted abstract has 200 words; of that many OR-ed words each matches half the graph and none says anything.
_MOST_WORDS: Final = 32

# Sorts all matches: relevance has no stored order. A word of the name weighs eight times one of the text.
WINDOW: Final = """
SELECT node.n
FROM node_text CROSS JOIN node ON node.n = node_text.rowid
WHERE node_text MATCH :expression
  AND node.kind IN (SELECT value FROM json_each(:kinds))
  AND (:types IS NULL OR node.kind <> 'Entity' OR node.type IN (SELECT value FROM json_each(:types)))
  AND (node.kind <> 'Paper' OR (node.order_key > :year_low AND node.order_key < :year_high))
  AND (node.is_stub = 0 OR :include_stubs)
ORDER BY bm25(node_text, 8.0, 1.0), node.n
LIMIT :window
"""

BY_NUMBER: Final = f"SELECT {NODE} FROM node WHERE n = :n"


def page(connection: sqlite3.Connection, search: Search) -> Slice:
    """The page of the ranks asked for. A cursor is a rank; total_count is that of the window."""
    window = paging.checked(search.page)
    tag = cursor.tag_of("search", search.text, *sorted(search.kinds), where=search.where)
    after, before = paging.keys(window, tag, (int,))
    columns = columns_of(search.columns)

    found = _ranked(connection, search)
    begin = max(int(after[0]) + 1, 0) if after else 0
    end = min(int(before[0]), len(found)) if before else len(found)
    ranks = range(begin, max(begin, end))
    more = len(ranks) > window.size
    if more:
        ranks = ranks[len(ranks) - window.size :] if window.backward else ranks[: window.size]

    edges: list[Row] = []
    for rank in ranks:
        record = connection.execute(BY_NUMBER, columns.parameters | {"n": found[rank]}).fetchone()
        edges.append({"cursor": cursor.encode(tag, rank), "node": columns.row(record)})
    return paging.slice_of(edges, window, more=more, total=len(found) if search.count else None)


def _ranked(connection: sqlite3.Connection, search: Search) -> list[int]:
    """The numbers of the best nodes that have all the words; where none has, of those that have any."""
    words = quoted(search.text)
    if not words:
        return []
    where = search.where
    year_low, year_high = paging.years(where)
    parameters: dict[str, Any] = {
        "kinds": orjson.dumps(sorted(search.kinds)).decode(),
        "types": None if where.types is None else orjson.dumps(sorted(where.types)).decode(),
        "year_low": year_low,
        "year_high": BEYOND if year_high is None else year_high,
        "include_stubs": where.include_stubs,
        "window": SEARCH_WINDOW,
    }
    for operator in (" AND ", " OR "):
        rows = connection.execute(WINDOW, parameters | {"expression": operator.join(words)})
        if found := [n for (n,) in rows]:
            return found
    return []


def quoted(text: str) -> list[str]:
    """The words of a text as FTS5 strings: in quotes nothing is an operator, and GPT-4 is a phrase of two tokens."""
    # SQLite ends an expression at a NUL, and has no text with half a surrogate pair.
    plain = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    words = [word for word in dict.fromkeys(plain.split()) if any(map(str.isalnum, word))]
    return ['"' + word.replace('"', " ") + '"' for word in words[:_MOST_WORDS]]
