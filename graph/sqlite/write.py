"""One write transaction: contributions come and go, the papers they touch are grouped and projected again.

1. The rows of changed and removed contributions are written (`_record`, `_remove`).
2. Everything that may share a paper with them is found by Keys (`_closure`) and grouped anew.
3. Each group keeps its oldest node whose id it still accounts for (`_settle`); nodes merged away become Keys.
4. Papers whose references a changed Key may redirect are found (`_citers`).
5. All these papers are projected; their edges are replaced where they differ, and votes follow the difference.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import orjson

from graph.grouping import Group, group, is_long_enough, keys_of
from graph.papers import text_of
from graph.project import project_paper
from graph.records import Contribution, Relation
from graph.references import Holder
from graph.rulings import Rulings
from graph.settle import settle
from graph.sqlite.edges import Edges
from graph.sqlite.nodes import Nodes, paper_sort_key


def packed(contribution: Contribution) -> bytes:
    return zlib.compress(orjson.dumps(contribution.as_dict()), 1)


def unpacked(body: bytes) -> Contribution:
    return Contribution(**orjson.loads(zlib.decompress(body)))


@dataclass
class Outcome:
    written: int = 0
    unchanged: int = 0
    deleted: int = 0
    unkeyed: list[str] = field(default_factory=list)


class Write:
    """The work between BEGIN and COMMIT; an instance serves one transaction."""

    def __init__(self, connection: sqlite3.Connection, rulings: Rulings, version: int) -> None:
        self._execute = connection.execute
        self._executemany = connection.executemany
        self._connection = connection
        self.version = version
        self.rule(rulings)
        self._loaded: dict[int, Contribution] = {}
        self._dirty: set[int] = set()  # contributions that came or changed
        self._dirty_nodes: set[int] = set()  # papers that lost one, or whose extractions or rulings changed
        self._before: dict[str, frozenset[int]] = {}
        self._filled: set[int] = set()
        self._groups: dict[int, Group] = {}
        self.outcome = Outcome()

    def rule(self, rulings: Rulings) -> None:
        """Take other rulings than those this write began with."""
        self.rulings = rulings
        self._nodes = Nodes(self._connection, rulings)
        self._edges = Edges(self._connection, self._nodes)

    def run(
        self, contributions: Sequence[Contribution] = (), removed: Sequence[str] = (), touched: Iterable[str] = ()
    ) -> Outcome:
        """Write all of it. `touched` are handles and entity ids whose papers a decision concerns."""
        for contribution in contributions:
            self._record(contribution)
        for contribution_id in removed:
            self._remove(contribution_id)
        for handle in touched:
            self._touch(handle)
        if not (self._dirty or self._dirty_nodes):
            return self.outcome
        to_project = self._settle(self._regroup())
        for number in sorted(to_project | self._citers()):
            self._project(number)
        self._nodes.describe()
        return self.outcome

    def _record(self, contribution: Contribution) -> None:
        row = self._execute("SELECT c, hash, node FROM contribution WHERE id = ?", (contribution.id,)).fetchone()
        new_hash = contribution.hash
        if row and row[1] == new_hash:
            self.outcome.unchanged += 1
            return
        self.outcome.written += 1
        if row:
            c = int(row[0])
            self._unlink(c, contribution.kind, row[2])
            self._execute(
                "UPDATE contribution SET hash = ?, said_by = ?, text_sha256 = ?, version = ?, body = ? WHERE c = ?",
                (new_hash, contribution.by, _text_sha256(contribution), self.version, packed(contribution), c),
            )
        else:
            cursor = self._execute(
                "INSERT INTO contribution (id, kind, hash, said_by, text_sha256, version, body) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    contribution.id,
                    contribution.kind,
                    new_hash,
                    contribution.by,
                    _text_sha256(contribution),
                    self.version,
                    packed(contribution),
                ),
            )
            c = int(cursor.lastrowid or 0)
        self._loaded[c] = contribution
        if contribution.kind == "extraction":
            self._touch_text(c)
        else:
            self._link(c, contribution)

    def _link(self, c: int, contribution: Contribution) -> None:
        """Enter a record's Keys, under no node until its group is settled."""
        self._dirty.add(c)
        keys = dict.fromkeys(keys_of(contribution))
        for key in keys:
            self._note(key)
        self._executemany(
            "INSERT INTO key (key, kind, node, owner) VALUES (?, ?, 0, ?)",
            [(key, "title" if key.startswith("title:") else "id", c) for key in keys],
        )

    def _unlink(self, c: int, kind: str, node: int | None) -> None:
        """What a contribution said so far is to be projected again without it."""
        if kind == "extraction":
            self._touch_text(c)
            return
        for row in self._execute("SELECT key FROM key WHERE owner = ? AND owner <> 0", (c,)).fetchall():
            self._note(row[0])
        self._execute("DELETE FROM key WHERE owner = ? AND owner <> 0", (c,))
        if node is not None:
            self._dirty_nodes.add(node)

    def _touch_text(self, c: int) -> None:
        """Have the papers projected whose text an extraction read."""
        self._dirty_nodes.update(
            row[0]
            for row in self._execute(
                "SELECT DISTINCT paper.node FROM contribution AS extraction JOIN contribution AS paper "
                "ON paper.text_sha256 = extraction.text_sha256 AND paper.kind = 'paper' "
                "WHERE extraction.c = ? AND paper.node IS NOT NULL",
                (c,),
            )
        )

    def _remove(self, contribution_id: str) -> None:
        row = self._execute("SELECT c, kind, node FROM contribution WHERE id = ?", (contribution_id,)).fetchone()
        if row is None:
            return
        self._unlink(*row)
        self._execute("DELETE FROM contribution WHERE c = ?", (row[0],))
        self._execute("INSERT OR IGNORE INTO tombstone VALUES (?, ?)", (self.version, contribution_id))
        self.outcome.deleted += 1

    def _touch(self, handle: str) -> None:
        number = self._nodes.number(handle)
        if number is not None:
            self._nodes.revote([handle])
            self._dirty_nodes.update(self._edges.papers_into(number))
        rows = self._execute("SELECT paper FROM rejected WHERE entity = ?", (handle,))
        self._dirty_nodes.update(row[0] for row in rows)
        owners = self._execute(
            "SELECT c, node FROM contribution WHERE id = ?1 OR c IN (SELECT owner FROM key WHERE key = ?1)", (handle,)
        )
        self._dirty_nodes.update(row[1] for row in owners if row[1] is not None)

    # -- grouping ------------------------------------------------------------------------------------------------

    def _regroup(self) -> list[Group]:
        """Group every contribution that may share a paper with a dirty one, in order of arrival."""
        found = self._closure()
        order = {contribution.id: c for c, contribution in found.items()}
        groups = group(found.values(), self.rulings)
        return sorted(groups, key=lambda one: min(order[member.id] for member in one.members))

    def _closure(self) -> dict[int, Contribution]:
        """The dirty contributions, and all that is or was joined to them by Keys, titles or rulings."""
        found: set[int] = set()
        fresh = self._dirty | self._members_of(self._dirty_nodes)
        asked: set[str] = set()
        given_up = {key for key in self._before if _joins(key)}  # one record fewer may let the others of a title join
        while fresh or given_up - asked:
            found |= fresh
            handles = {handle for c in fresh for handle in (self._contribution(c).id, *keys_of(self._contribution(c)))}
            keys = {key for key in handles if _joins(key)} | given_up
            linked = {other for handle in handles for other in self.rulings.linked.get(handle, ())}
            new = (keys | linked) - asked
            asked |= new
            by_key = self._execute(
                "SELECT DISTINCT owner FROM key WHERE key IN (SELECT value FROM json_each(?)) AND owner <> 0",
                (_json(new),),
            )
            fresh = {row[0] for row in by_key}
            if linked:
                by_id = self._execute(
                    "SELECT c FROM contribution WHERE kind = 'paper' AND id IN (SELECT value FROM json_each(?))",
                    (_json(linked),),
                )
                fresh |= {row[0] for row in by_id}
            fresh -= found
        return {c: self._contribution(c) for c in sorted(found)}

    def _members_of(self, numbers: Iterable[int]) -> set[int]:
        return {
            row[0]
            for number in numbers
            for row in self._execute("SELECT c FROM contribution WHERE node = ? AND kind = 'paper'", (number,))
        }

    def _contribution(self, c: int) -> Contribution:
        if c not in self._loaded:
            body = self._execute("SELECT body FROM contribution WHERE c = ?", (c,)).fetchone()[0]
            self._loaded[c] = unpacked(body)
        return self._loaded[c]

    # -- which node each group has -------------------------------------------------------------------------------

    def _settle(self, groups: Sequence[Group]) -> set[int]:
        """Give each group its node, end the nodes left over, and return the papers to project."""
        member_rows = self._member_rows(groups)
        nodes = {row[1] for row in member_rows.values() if row[1] is not None} | self._dirty_nodes
        ids = {n: self._execute("SELECT id FROM node WHERE n = ?", (n,)).fetchone()[0] for n in nodes}
        stubs = self._stubs({key for one in groups for key in (*one.identifiers, *one.titles)})
        ages = {node_id: n for n, node_id in ids.items()} | stubs
        prior = {member: ids[node] for member, (_, node) in member_rows.items() if node is not None}
        settlement = settle(groups, prior, ages)
        numbers: list[int] = []
        to_project: set[int] = set()
        for one, kept in zip(groups, settlement.kept, strict=True):
            number = self._nodes.made(kept or one.mint(self._nodes))
            numbers.append(number)
            cs = {member_rows[member.id][0] for member in one.members}
            has_moved = any(member_rows[member.id][1] != number for member in one.members)
            if has_moved or cs & self._dirty or number in self._dirty_nodes:
                to_project.add(number)
                self._groups[number] = one
            if has_moved or cs & self._dirty:
                self._assign(one, number, cs)
        for ended, heir in settlement.ended.items():
            to_project |= self._end(ages[ended], ended, None if heir is None else numbers[heir])
        self._filled = {stubs[key] for key in stubs if key not in settlement.ended}
        return to_project - {ages[ended] for ended in settlement.ended}

    def _member_rows(self, groups: Sequence[Group]) -> dict[str, tuple[int, int | None]]:
        return {
            row[0]: (row[1], row[2])
            for one in groups
            for member in one.members
            for row in self._execute("SELECT id, c, node FROM contribution WHERE id = ?", (member.id,))
        }

    def _stubs(self, keys: Iterable[str]) -> dict[str, int]:
        rows = self._execute(
            "SELECT id, n FROM node WHERE id IN (SELECT value FROM json_each(?)) AND is_stub = 1", (_json(keys),)
        )
        return dict(rows.fetchall())

    def _assign(self, one: Group, number: int, cs: Iterable[int]) -> None:
        for key in (*one.identifiers, *one.titles):
            self._note(key)
        for c in cs:
            self._execute("UPDATE contribution SET node = ? WHERE c = ?", (number, c))
            self._execute("UPDATE key SET node = ? WHERE owner = ? AND owner <> 0", (number, c))

    def _end(self, number: int, node_id: str, heir: int | None) -> set[int]:
        """End a node; the papers that cite it are returned, to be pointed elsewhere."""
        citing = self._edges.papers_into(number) - {number}
        self._edges.replace(number, node_id, "", (), ())
        self._execute("DELETE FROM cited WHERE paper = ?", (number,))
        self._execute("DELETE FROM rejected WHERE paper = ?", (number,))
        if heir is None:
            self._execute("INSERT OR IGNORE INTO tombstone VALUES (?, ?)", (self.version, node_id))
        else:
            self._execute("UPDATE OR IGNORE key SET node = ? WHERE node = ? AND kind = 'former'", (heir, number))
            self._execute("INSERT OR IGNORE INTO key VALUES (?, 'former', ?, 0)", (node_id, heir))
        self._nodes.delete(number)
        return citing

    # -- whom a changed Key concerns -----------------------------------------------------------------------------

    def _note(self, key: str) -> None:
        """Remember who held a Key before this write touched it."""
        if key not in self._before:
            self._before[key] = self._holders(key)

    def _holders(self, key: str) -> frozenset[int]:
        rows = self._execute(
            "SELECT DISTINCT node FROM key WHERE key = ? AND kind IN ('id', 'title') AND node <> 0", (key,)
        )
        return frozenset(row[0] for row in rows)

    def _citers(self) -> set[int]:
        """Papers with a reference that a touched Key may send elsewhere than before.

        A stub filled in place by the only holder of its Key changes nothing for a settled reference to it. A title
        depends on authors too, so whoever cites by it is looked at again.
        """
        found: set[int] = set()
        for key, before in self._before.items():
            after = self._holders(key)
            if before == after and not key.startswith("title:"):
                continue
            target = next(iter(after)) if len(after) == 1 and after <= self._filled else None
            for paper, is_settled in self._execute("SELECT paper, is_settled FROM cited WHERE key = ?", (key,)):
                stays = is_settled and target is not None and self._nodes.number(key) == target
                if not (stays and self._edges.exists(paper, Relation.CITES, target or 0)):
                    found.add(paper)
        return found

    # -- projecting ----------------------------------------------------------------------------------------------

    def _group(self, number: int) -> Group:
        """The group of a paper whose contributions did not move."""
        if number not in self._groups:
            cs = self._members_of([number])
            members = sorted((self._contribution(c) for c in cs), key=lambda c: (c.rank, c.as_of, c.id), reverse=True)
            self._groups[number] = Group(tuple(members))
        return self._groups[number]

    def _project(self, number: int) -> None:
        one = self._group(number)
        node_id = self._execute("SELECT id FROM node WHERE n = ?", (number,)).fetchone()[0]
        said = project_paper(one, node_id, self._extractions(text_of(one).sha256), self.rulings, self._lookup)
        self._nodes.put(number, said.paper)
        self._edges.replace(number, node_id, paper_sort_key(said.paper), said.edges, said.results)
        self._execute("DELETE FROM cited WHERE paper = ?", (number,))
        self._executemany(
            "INSERT INTO cited (key, paper, is_settled) VALUES (?, ?, ?)",
            [(key, number, is_settled) for key, is_settled in said.cited.items()],
        )
        self._execute("DELETE FROM rejected WHERE paper = ?", (number,))
        self._executemany(
            "INSERT INTO rejected (entity, paper) VALUES (?, ?)", [(entity, number) for entity in said.rejected]
        )
        self.outcome.unkeyed += said.unkeyed

    def _extractions(self, text_sha256: str) -> list[Contribution]:
        rows = self._execute(
            "SELECT c FROM contribution WHERE text_sha256 = ? AND kind = 'extraction'", (text_sha256,)
        ).fetchall()
        return [self._contribution(row[0]) for row in rows]

    def _lookup(self, key: str) -> list[Holder]:
        is_title = key.startswith("title:")
        return [
            Holder(
                self._execute("SELECT id FROM node WHERE n = ?", (number,)).fetchone()[0],
                self._group(number).surnames if is_title else frozenset(),
            )
            for number in sorted(self._holders(key))
        ]


def _joins(key: str) -> bool:
    return not key.startswith("title:") or is_long_enough(key)


def _text_sha256(contribution: Contribution) -> str:
    """Of the text that an extraction read, or that this record gives."""
    if contribution.kind == "extraction":
        return str(contribution.record["text_sha256"])
    return text_of(Group((contribution,))).sha256


def _json(values: Iterable[str]) -> str:
    return orjson.dumps(sorted(values)).decode()
