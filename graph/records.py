"""The graph's nouns: what is stored (Contribution, Decision) and what follows from it (Node, Edge, Graph).

All are frozen, know no store and no GraphQL, and hold only JSON values, so that a dump is the records themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

import orjson


class EntityType(StrEnum):
    METHOD = "Method"
    MODEL = "Model"
    BENCHMARK = "Benchmark"
    DATASET = "Dataset"
    TASK = "Task"
    METRIC = "Metric"
    REPOSITORY = "Repository"


class Relation(StrEnum):
    """Every relationship type. No label shares a name with one of them."""

    INTRODUCES = "INTRODUCES"
    USES = "USES"
    EVALUATES_ON = "EVALUATES_ON"
    COMPARES_WITH = "COMPARES_WITH"
    ADDRESSES = "ADDRESSES"
    RELEASES = "RELEASES"
    MENTIONS = "MENTIONS"
    BASED_ON = "BASED_ON"
    PART_OF = "PART_OF"
    EVALUATED_ON = "EVALUATED_ON"
    OUTPERFORMS = "OUTPERFORMS"
    IMPLEMENTS = "IMPLEMENTS"
    CITES = "CITES"
    AUTHORED_BY = "AUTHORED_BY"
    REPORTS = "REPORTS"
    OF_SYSTEM = "OF_SYSTEM"
    ON_BENCHMARK = "ON_BENCHMARK"
    BY_METRIC = "BY_METRIC"


PAPER_TO_ENTITY = (
    Relation.INTRODUCES,
    Relation.USES,
    Relation.EVALUATES_ON,
    Relation.COMPARES_WITH,
    Relation.ADDRESSES,
    Relation.RELEASES,
    Relation.MENTIONS,
)
ENTITY_TO_ENTITY = (
    Relation.BASED_ON,
    Relation.PART_OF,
    Relation.EVALUATED_ON,
    Relation.OUTPERFORMS,
    Relation.IMPLEMENTS,
)
RESULT_TO_ENTITY = (Relation.OF_SYSTEM, Relation.ON_BENCHMARK, Relation.BY_METRIC)

PAPER, AUTHOR, ENTITY, RESULT = "Paper", "Author", "Entity", "Result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One record that one source gave, or one extraction of one text: what every node and edge is projected from.

    id      `<source>/<record>`, stable when the same input is read again
    kind    `paper` (a bibliographic record) or `extraction`
    record  the record as given, JSON values only; its keys are documented in project.py
    rank    2 published version, 1 preprint, 0 other, -1 what only adds to a paper that is there
    as_of   the day that the source states for it (ISO), else ""
    by      for an extraction, extractor, version and settings in one word: a changed one is extracted again
    """

    id: str
    kind: Literal["paper", "extraction"]
    record: Mapping[str, Any]
    rank: int = 0
    as_of: str = ""
    by: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "rank": self.rank,
            "as_of": self.as_of,
            "by": self.by,
            "record": self.record,
        }

    @property
    def hash(self) -> str:
        """SHA-256 of everything above, as canonical JSON: equal hashes need no write."""
        return hashlib.sha256(canonical_json(self.as_dict())).hexdigest()


DECISION_KINDS = ("same", "not_same", "retype", "rename", "reject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person ruled. It is applied whenever papers are projected and undone by withdrawing it.

    same, not_same   `subject` and `object` are two papers (any identifier, or a contribution's id) or two entities;
                     of two entities that are the same, `object` is the survivor
    retype, rename   `subject` is an entity, `object` the type or name it shall have
    reject           `subject` is an entity; with `paper` (any identifier) only that paper's statements, with
                     `relation` only those of that relation
    """

    id: str
    kind: str
    subject: str
    object: str = ""
    paper: str = ""
    relation: str = ""
    by: str = ""
    at: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the projected graph. `type` is Paper, Author, Result or one of EntityType."""

    id: str
    type: str
    name: str
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge per (source, type, target), and per paper between entities.

    paper       the id of the paper that says so; equal to `source` for a paper's own edges
    position    order when read from its source: reading order, author ordinal, place in the reference list
    statements  JSON objects: by, as_type, name, field, start, end, confidence, marks ([start, end, role] within it);
                of a citation also year, is_influential, is_self (the paper shares an author with what it cites)
    confidence  the highest of its statements; None (declared by a feed or a person) passes every threshold
    """

    source: str
    type: Relation
    target: str
    paper: str
    position: int = 0
    statements: tuple[Mapping[str, Any], ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)

    @property
    def confidence(self) -> float | None:
        return highest(statement.get("confidence") for statement in self.statements)

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(sorted({statement["by"] for statement in self.statements}))


def highest(confidences: Any) -> float | None:
    """The highest confidence, where None stands above every number; None for no statement at all."""
    known = list(confidences)
    return None if any(value is None for value in known) else max(known, default=None)


@dataclass(frozen=True)
class Graph:
    """Nodes by id, edges by (source, type, target, paper), and which nodes each Key points to."""

    nodes: Mapping[str, Node]
    edges: Mapping[tuple[str, str, str, str], Edge]
    keys: Mapping[str, frozenset[str]]

    @cached_property
    def canonical(self) -> dict[str, Any]:
        """The graph as plain JSON with every minted paper id replaced by what it was minted for.

        Ids are minted in order of arrival; two graphs are the same when their canonical forms are equal.
        """
        alias = {
            node.id: "paper:" + min(node.properties["sources"])
            for node in self.nodes.values()
            if node.type == PAPER and node.properties["sources"]
        }

        def renamed(node_id: str) -> str:
            return str(alias.get(node_id, node_id))

        return {
            "nodes": {renamed(node.id): [node.type, node.name, plain(node.properties)] for node in self.nodes.values()},
            "edges": {
                "|".join((renamed(edge.source), edge.type, renamed(edge.target), renamed(edge.paper))): [
                    edge.position,
                    plain(edge.statements),
                    plain(edge.properties),
                ]
                for edge in self.edges.values()
            },
            "keys": {key: sorted(map(renamed, ids)) for key, ids in self.keys.items()},
        }


def plain(value: Any) -> Any:
    """The value as JSON has it: lists for tuples, text for enums."""
    return orjson.loads(canonical_json(value))


def canonical_json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
