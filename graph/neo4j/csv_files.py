"""What an embedded store holds, as the CSV files that `neo4j-admin database import` takes, in the layout of layout.py.

One file for each set of labels and each relationship type. Rows are streamed, so memory is that of one row. An empty
cell is null and `""` the empty text; CSV knows no empty list, so that one is left out, and FILL_EMPTY_LISTS puts it in
its place when the server runs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

import orjson

from graph.changes import KINDS
from graph.errors import BadInput
from graph.neo4j.edges import stored_of
from graph.neo4j.ledger import packed
from graph.neo4j.nodes import entity_or_author_row, paper_row, result_row
from graph.records import ENTITY, PAPER, RESULT, Node
from graph.sqlite.edges import edge_of
from graph.sqlite.ledger import unpacked

BARE_SCHEMA: Final = 0
"""The schema version of a graph as it is imported, before FILL_EMPTY_LISTS has made it one of version 1."""

FILL_EMPTY_LISTS: Final = (
    """
    MATCH (p:Paper) WHERE p.categories IS NULL OR p.identifiers IS NULL OR p.sources IS NULL
    CALL (p) {
      SET p.categories = coalesce(p.categories, []), p.identifiers = coalesce(p.identifiers, []),
          p.sources = coalesce(p.sources, [])
    } IN TRANSACTIONS OF 10000 ROWS
    """,
    "MATCH (e:Entity) WHERE e.aliases IS NULL CALL (e) { SET e.aliases = [] } IN TRANSACTIONS OF 10000 ROWS",
)

FILL_CHANGES: Final = tuple(
    f"""
    MATCH (meta:Meta {{name: 'graph'}})
    MATCH (n:{kind}) WHERE n.changed IS NULL AND {"n.is_stub = false" if kind == PAPER else "true"}
    CALL (meta, n) {{
      SET n.changed = right('000000000000' + toString(meta.version), 12) + '|' + n.id
    }} IN TRANSACTIONS OF 10000 ROWS
    """
    for kind in KINDS
)
"""Of what was there before changes were noted, nothing else is known than that it is there."""

DELIMITER: Final = "\ufdd0"
"""Between the items of a list: a code point that is no character and occurs in no text that anybody means."""

_READ_BUFFER: Final = 4_194_304  # what the tool takes by itself; it must hold the longest value
_BYTES_A_CHARACTER: Final = 4  # at most, in UTF-8

# The SQL is whole and constant. Nodes are told apart in the files by their number `n`, contributions by `c`.
NODES = """
SELECT n, id, kind, type, name, text, papers, is_stub, body, (SELECT key FROM change WHERE change.id = node.id), (
  SELECT json_group_array(json_array(role, value, count))
  FROM (SELECT role, value, count FROM tally WHERE tally.node = node.n ORDER BY role, value)
) FROM node
"""
CONTRIBUTIONS = "SELECT c, id, kind, hash, said_by, text_sha256, version, body FROM contribution"
KEYS = """
SELECT DISTINCT key FROM key
UNION ALL
SELECT DISTINCT key FROM cited WHERE NOT EXISTS (SELECT 1 FROM key WHERE key.key = cited.key)
UNION ALL
SELECT DISTINCT entity FROM rejected
WHERE NOT EXISTS (SELECT 1 FROM key WHERE key.key = rejected.entity)
AND NOT EXISTS (SELECT 1 FROM cited WHERE cited.key = rejected.entity)
"""
DECISIONS = "SELECT id, version, body FROM decision"
TOMBSTONES = "SELECT id, version FROM tombstone"
GONE = "SELECT id, key FROM change WHERE is_gone"
META = """
SELECT (SELECT value FROM meta WHERE name = 'version'),
       (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name IN ('node', 'contribution'))
"""
EDGES = """
SELECT edge.src, edge.dst, source.id, edge.type, target.id, paper.id, edge.position, edge.body, edge.sort_key
FROM edge JOIN node AS source ON source.n = edge.src JOIN node AS target ON target.n = edge.dst
JOIN node AS paper ON paper.n = edge.paper
"""
DESCRIBES = "SELECT c, node FROM contribution WHERE node IS NOT NULL"
HAS_KEY = "SELECT owner, key, kind FROM key WHERE owner <> 0"
NAMES = "SELECT key, node, kind FROM key WHERE owner = 0"
LOOKS_FOR = "SELECT paper, key, is_settled FROM cited"
SUPPRESSES = "SELECT paper, entity FROM rejected"


def _text(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _texts(values: Sequence[str]) -> str:
    if not values:
        return ""
    if list(values) == [""] or any(DELIMITER in value for value in values):
        raise BadInput(
            f"The list {str(values)[:60]} holds nothing but an empty text, or the code point U+FDD0, which CSV cannot "
            "say; load it without --neo4j-admin, through the running server."
        )
    return _text(DELIMITER.join(values))


def _flag(value: object) -> str:
    return "true" if value else "false"


_CELLS: Mapping[str, Callable[[Any], str]] = {
    "string": _text,
    "string[]": _texts,
    "boolean": _flag,
    "long": int.__repr__,
    "double": repr,
}
_TYPES = {
    **dict.fromkeys(("author_count", "count", "year", "paper_count", "position", "ordinal"), "long"),
    **dict.fromkeys(("degree", "statement_count"), "long"),
    **dict.fromkeys(("seq", "version", "arrived", "schema", "born"), "long"),
    **dict.fromkeys(("published_is_guess", "is_stub", "is_retracted", "is_name_only", "is_settled"), "boolean"),
    **dict.fromkeys(("is_influential", "is_self"), "boolean"),
    **dict.fromkeys(("categories", "identifiers", "sources", "aliases", "contexts", "papers"), "string[]"),
    **dict.fromkeys(("confidence", "weight"), "double"),
}
"""What is no text. A value of another type than its column's ends the export: so no property changes unnoticed."""

_OF_EDGES = (
    *("target", "sort_key", "position", "paper", "confidence", "sources", "statements"),
    *("ordinal", "intent", "contexts"),
)

_NODE, _CONTRIBUTION, _KEY = "ID(node)", "ID(contribution)", "ID(key)"
_ENDS = {
    "DESCRIBES": ("contribution", "node"),
    "HAS_KEY": ("contribution", "key"),
    "NAMES": ("key", "node"),
    "LOOKS_FOR": ("node", "key"),
    "SUPPRESSES": ("node", "key"),
}


@dataclass(slots=True)
class Table:
    """One file. `ids` are the columns that say which node this is, or from which to which an edge goes."""

    path: Path
    ids: tuple[str, ...]
    columns: tuple[str, ...]
    rows: int = 0
    longest: int = 0
    _file: IO[str] = field(init=False)
    _cells: list[tuple[str, Callable[[Any], str]]] = field(init=False)
    _known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self._file = self.path.open("w", encoding="utf-8", newline="")
        types = [(name, _TYPES.get(name, "string")) for name in self.columns]
        self._file.write(",".join((*self.ids, *(f"{name}:{kind}" for name, kind in types))) + "\n")
        self._cells = [(name, _CELLS[kind]) for name, kind in types]
        self._known = frozenset(self.columns)

    def write(self, ids: Iterable[object], row: Mapping[str, Any]) -> None:
        if not row.keys() <= self._known:
            raise KeyError(f"{self.path.name} has no column {row.keys() - self._known}")
        cells = [_text(one) if isinstance(one, str) else str(one) for one in ids]
        for name, cell in self._cells:
            value = row.get(name)
            cells.append("" if value is None else cell(value))
        self._file.write(",".join(cells) + "\n")
        self.rows += 1
        self.longest = max(self.longest, *map(len, cells))

    def close(self) -> None:
        self._file.close()


class Files:
    """The files in one folder; a table is begun with its first row, whose columns are those of all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._nodes: dict[str, Table] = {}
        self._edges: dict[str, Table] = {}
        self._open = ExitStack()

    def __enter__(self) -> Files:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    @property
    def nodes(self) -> int:
        return sum(table.rows for table in self._nodes.values())

    @property
    def relationships(self) -> int:
        return sum(table.rows for table in self._edges.values())

    @property
    def longest(self) -> int:
        """Characters of the longest cell."""
        return max((table.longest for table in (*self._nodes.values(), *self._edges.values())), default=0)

    def arguments(self) -> list[str]:
        """As neo4j-admin takes them."""
        return [
            *(f"--nodes={labels}={table.path}" for labels, table in self._nodes.items()),
            *(f"--relationships={relation}={table.path}" for relation, table in self._edges.items()),
        ]

    def node(self, labels: str, row: Mapping[str, Any], *, key: str = "", number: object = None) -> None:
        """`key`: the column that edges name it by, with `number` as its value; none for a node that none leads to."""
        table = self._nodes.get(labels)
        if table is None:
            table = self._begun(f"node-{len(self._nodes)}.csv", (key,) if key else (), tuple(row))
            self._nodes[labels] = table
        table.write((number,) if key else (), row)

    def edge(self, relation: str, source: object, target: object, row: Mapping[str, Any]) -> None:
        table = self._edges.get(relation)
        if table is None:
            start, end = _ENDS.get(relation, ("node", "node"))
            columns = tuple(row) if relation in _ENDS else _OF_EDGES
            table = self._begun(f"edge-{relation}.csv", (f":START_ID({start})", f":END_ID({end})"), columns)
            self._edges[relation] = table
        table.write((source, target), row)

    def _begun(self, name: str, ids: tuple[str, ...], columns: tuple[str, ...]) -> Table:
        table = Table(self._folder / name, ids, columns)
        self._open.callback(table.close)
        return table


def reading_options(longest: int) -> list[str]:
    """How neo4j-admin reads these files; `longest`: the characters of their longest cell."""
    return [
        f"--array-delimiter=U+{ord(DELIMITER):04X}",
        "--multiline-fields=true",  # abstracts have line breaks
        "--bad-tolerance=0",
        f"--read-buffer-size={max(_READ_BUFFER, _BYTES_A_CHARACTER * longest)}",
    ]


def export(connection: sqlite3.Connection, files: Files) -> None:
    """Write all that an embedded store holds, in one pass over each of its tables."""
    execute = connection.execute
    for n, *row, changed, tally in execute(NODES):
        node = _node(*row)
        kind, stored = row[1], _row(node)
        if kind != RESULT:
            stored["votes"] = orjson.dumps(votes).decode() if (votes := orjson.loads(tally)) else None
        if kind == PAPER:
            stored["born"] = n
        stored["changed"] = changed
        files.node(f"{ENTITY}:{node.type}" if kind == ENTITY else kind, stored, key=f":{_NODE}", number=n)
    for c, *rest, body in execute(CONTRIBUTIONS):
        row = dict(zip(("id", "kind", "hash", "said_by", "text_sha256", "version"), rest, strict=True))
        row |= {"seq": c, "body": packed(unpacked(body))}
        files.node("Contribution:Bookkeeping", row, key=f":{_CONTRIBUTION}", number=c)
    for (key,) in execute(KEYS):
        files.node("Key:Bookkeeping", {}, key=f"key:{_KEY}", number=key)
    for decision, version, body in execute(DECISIONS):
        files.node("Decision:Bookkeeping", {"id": decision, "version": version, "body": body})
    for gone, version in execute(TOMBSTONES):
        files.node("Tombstone:Bookkeeping", {"id": gone, "version": version})
    for gone, changed in execute(GONE):
        files.node("Gone:Bookkeeping", {"id": gone, "changed": changed})
    ((version, arrived),) = execute(META)
    meta = {"name": "graph", "version": version, "schema": BARE_SCHEMA, "arrived": arrived}
    files.node("Meta:Bookkeeping", meta)
    _export_edges(execute, files)


def _export_edges(execute: Callable[[str], Iterator[tuple[Any, ...]]], files: Files) -> None:
    for source, target, *at, sort_key in execute(EDGES):
        edge = edge_of(*at)
        files.edge(edge.type, source, target, stored_of(edge, sort_key))
    for c, n in execute(DESCRIBES):
        files.edge("DESCRIBES", c, n, {})
    for c, key, kind in execute(HAS_KEY):
        files.edge("HAS_KEY", c, key, {"kind": kind})
    for key, n, kind in execute(NAMES):
        files.edge("NAMES", key, n, {"kind": kind})
    for n, key, is_settled in execute(LOOKS_FOR):
        files.edge("LOOKS_FOR", n, key, {"is_settled": bool(is_settled)})
    for n, key in execute(SUPPRESSES):
        files.edge("SUPPRESSES", n, key, {})


def _node(node_id: str, kind: str, type_: str, name: str, text: str, papers: int, is_stub: int, body: str) -> Node:
    properties = orjson.loads(body)
    if kind == PAPER:
        properties |= {"abstract": text, "is_stub": bool(is_stub)}
    elif kind != RESULT:
        properties["paper_count"] = papers
    return Node(node_id, type_ or kind, name, properties)


def _row(node: Node) -> dict[str, Any]:
    if node.type == PAPER:
        return paper_row(node)
    if node.type != RESULT:
        return entity_or_author_row(node)
    return result_row(node)
