"""`shortestPaths`: its two ends looked up, its bounds checked."""

from __future__ import annotations

from typing import Final

from api.plan.derived.base import Composed, Given, at_root, named, number
from api.plan.naming import any_named
from api.plan.plan import Read
from graph.questions.paths import Paths, shortest_paths
from graph.records import AUTHOR, ENTITY, PAPER
from graph.store import Reader, Row

MOST_PATHS, MOST_EDGES, MOST_VISITED = 20, 10, 10_000
PATHS, EDGES, VISITED = 1, 6, 2_000
"""Where nothing is said."""

_WORK_A_NODE: Final = 2
_ANY: Final = frozenset({PAPER, AUTHOR, ENTITY})


def _ask(given: Given) -> Composed:
    first = number(given, "first", PATHS, MOST_PATHS)
    length = number(given, "maxLength", EDGES, MOST_EDGES, least=1)
    visited = number(given, "maxVisited", VISITED, MOST_VISITED, least=2)
    ends = {"from": named(given, "from"), "to": named(given, "to")}
    asked = {**given, **ends, "first": first, "max_length": length, "max_visited": visited}
    return Composed(asked, first * length, _WORK_A_NODE * visited)


def _answer(asked: Given, reader: Reader, read: Read) -> Row | None:
    ends = any_named(read, reader, [asked["from"], asked["to"]], _ANY)
    if asked["from"] not in ends or asked["to"] not in ends:
        return None
    return shortest_paths(
        reader,
        Paths(
            source=ends[asked["from"]],
            target=ends[asked["to"]],
            relations=frozenset(asked["relations"]) if "relations" in asked else None,
            kinds=frozenset(asked["kinds"]) if "kinds" in asked else None,
            types=frozenset(asked["types"]) if "types" in asked else None,
            include_name_only=asked.get("includeNameOnly", False),
            max_length=asked["max_length"],
            max_visited=asked["max_visited"],
            first=asked["first"],
        ),
    )


SHORTEST_PATHS: Final = at_root(_ask, _answer)
