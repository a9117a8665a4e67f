"""Node rows: made, described by their votes, found by text, and deleted when nothing speaks of them."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from graph import names
from graph.papers import paper_sort_key
from graph.records import AUTHOR, ENTITY, PAPER, RESULT, Node
from graph.rulings import Rulings
from graph.votes import Counts, Vote, aliases_of, described, order_key

NUMBERS = "SELECT id, n FROM node WHERE id IN (SELECT value FROM json_each(?))"

Row = tuple[Any, ...]

_IN_BODY_ELSEWHERE = ("abstract", "paper_count", "is_stub")
"""Properties that have a column of their own."""


def kind_of(node: Node) -> str:
    return node.type if node.type in (PAPER, AUTHOR, RESULT) else ENTITY


class Nodes:
    """The node, key, tally and text rows of one write transaction."""

    def __init__(self, connection: sqlite3.Connection, rulings: Rulings) -> None:
        self._execute = connection.execute
        self._executemany = connection.executemany
        self._rulings = rulings
        self._numbers: dict[str, int | None] = {}  # None: known not to be there
        self._changes: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
        self._voted: dict[int, str] = {}
        self._bare: set[int] = set()  # made in this write and not described yet: nothing of them need be read

    def number(self, node_id: str) -> int | None:
        if node_id not in self._numbers:
            row = self._execute("SELECT n FROM node WHERE id = ?", (node_id,)).fetchone()
            self._numbers[node_id] = row[0] if row else None
        return self._numbers[node_id]

    def look_up(self, node_ids: Iterable[str]) -> None:
        """Learn the numbers of many nodes in one statement."""
        unknown = [node_id for node_id in node_ids if node_id not in self._numbers]
        self._numbers.update(dict.fromkeys(unknown))
        self._numbers.update(self._execute(NUMBERS, (orjson.dumps(unknown).decode(),)))

    def is_bare(self, number: int) -> bool:
        """Whether a node was made in this write and is not described yet, so that nothing hangs on it."""
        return number in self._bare

    def __contains__(self, node_id: object) -> bool:
        """Whether an id is taken."""
        return isinstance(node_id, str) and self.number(node_id) is not None

    def made(self, node_id: str) -> int:
        """The number of a node; a bare row is made where there is none, to be described before the commit."""
        number = self.number(node_id)
        if number is None:
            cursor = self._execute(
                "INSERT INTO node (id, kind, type, name, text, order_key, name_key, body) "
                "VALUES (?, '', '', '', '', '', '', '')",
                (node_id,),
            )
            number = int(cursor.lastrowid or 0)
            self._numbers[node_id] = number
            self._bare.add(number)
        return number

    def put(self, number: int, node: Node, old: Row | None = None) -> None:
        """Write what a node holds, and its text to the index; no write where nothing changed. `old`: its row."""
        kind = kind_of(node)
        properties = node.properties
        is_stub = bool(properties.get("is_stub"))
        papers = properties.get("paper_count", 0)
        row = (
            kind,
            node.type if kind == ENTITY else "",
            node.name,
            properties["abstract"] if kind == PAPER else "\n".join(properties.get("aliases", ())),
            paper_sort_key(node) if kind == PAPER else order_key(papers, node.id),
            f"{_folded_name(node, kind)}|{node.id}",
            papers,
            int(is_stub),
            orjson.dumps({k: v for k, v in properties.items() if k not in _IN_BODY_ELSEWHERE}).decode(),
        )
        old_text = None
        if number not in self._bare:
            old = old or self._row(number)
            if old == row:
                return
            old_text = _indexed(old[0], old[2], old[3], old[7])
        self._bare.discard(number)
        new_text = _indexed(kind, node.name, row[3], is_stub)
        if old_text and old_text != new_text:
            self._unindex(number, old_text)
        self._execute(
            "UPDATE node SET kind = ?, type = ?, name = ?, text = ?, order_key = ?, name_key = ?, papers = ?, "
            "is_stub = ?, body = ? WHERE n = ?",
            (*row, number),
        )
        if new_text and old_text != new_text:
            self._execute("INSERT INTO node_text (rowid, name, text) VALUES (?, ?, ?)", (number, *new_text))

    def _row(self, number: int) -> Row:
        found: Row = self._execute(
            "SELECT kind, type, name, text, order_key, name_key, papers, is_stub, body FROM node WHERE n = ?", (number,)
        ).fetchone()
        return found

    def delete(self, number: int) -> None:
        """Delete a node with its keys and votes; its edges are the caller's."""
        row = self._execute("SELECT kind, name, text, is_stub, id FROM node WHERE n = ?", (number,)).fetchone()
        if text := _indexed(*row[:4]):
            self._unindex(number, text)
        self._execute("DELETE FROM node WHERE n = ?", (number,))
        self._execute("DELETE FROM key WHERE node = ?", (number,))
        self._execute("DELETE FROM tally WHERE node = ?", (number,))
        self._numbers.pop(row[4], None)
        self._changes.pop(number, None)
        self._bare.discard(number)

    def _unindex(self, number: int, text: tuple[str, str]) -> None:
        self._execute(
            "INSERT INTO node_text (node_text, rowid, name, text) VALUES ('delete', ?, ?, ?)", (number, *text)
        )

    def vote(self, cast: Mapping[Vote, int]) -> None:
        """Add votes, or take them back where the count is negative; they take effect with `describe`."""
        for (node_id, role, value), count in cast.items():
            if count:
                number = self.made(node_id)
                self._voted[number] = node_id
                self._changes[number][role, value] += count

    def revote(self, node_ids: Iterable[str]) -> None:
        """Have nodes described again although their votes stay."""
        for node_id in node_ids:
            if number := self.number(node_id):
                self._voted[number] = node_id
                self._changes[number].update()

    def describe(self) -> None:
        """Count all votes, describe the nodes concerned, and delete those that nothing speaks of any more."""
        self._executemany(
            "INSERT INTO tally VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
            [
                (number, role, value, count)
                for number, changes in self._changes.items()
                for (role, value), count in changes.items()
                if count
            ],
        )
        self._executemany(
            "DELETE FROM tally WHERE node = ? AND count = 0",
            [(number,) for number in self._changes if self._is_less(number)],
        )
        for number in list(self._changes):
            self._describe(number)
        self._changes.clear()

    def _is_less(self, number: int) -> bool:
        return any(count < 0 for count in self._changes[number].values())

    def _describe(self, number: int) -> None:
        is_new = number in self._bare
        old = None if is_new else self._row(number)
        if old and old[0] == PAPER and not old[7]:
            return  # a real paper says what it is; citations of it are counted for when it goes
        counts: Counts = self._changes[number] if is_new else self._counts(number)
        node_id = self._voted[number]
        node = described(node_id, counts, self._rulings)
        if node is None:
            self.delete(number)
            return
        self.put(number, node, old)
        if node.type != PAPER:
            self._put_aliases(number, aliases_of(node_id, counts, self._rulings), is_new=is_new)

    def _counts(self, number: int) -> Counts:
        rows = self._execute("SELECT role, value, count FROM tally WHERE node = ?", (number,))
        return {(role, value): count for role, value, count in rows}

    def _put_aliases(self, number: int, aliases: set[str], *, is_new: bool) -> None:
        known: set[str] = set()
        if not is_new:
            rows = self._execute("SELECT key FROM key WHERE node = ? AND kind = 'alias'", (number,))
            known = {row[0] for row in rows}
        for gone in known - aliases:
            self._execute("DELETE FROM key WHERE key = ? AND kind = 'alias' AND node = ?", (gone, number))
        self._executemany(
            "INSERT INTO key (key, kind, node, owner) VALUES (?, 'alias', ?, 0)",
            [(new, number) for new in sorted(aliases - known)],
        )


def _folded_name(node: Node, kind: str) -> str:
    if kind == PAPER:
        return names.title_key(node.name)
    return names.person_key(node.name) if kind == AUTHOR else names.key(node.name)


def _indexed(kind: str, name: str, text: str, is_stub: int) -> tuple[str, str] | None:
    """What of a node full-text search finds; nothing of stubs, results and rows not yet described."""
    return (name, text) if kind in (AUTHOR, ENTITY) or (kind == PAPER and not is_stub) else None
