"""A filter of a list as SQL: conditions on `node`, and where a part of it is rare, the few nodes that can pass at all.

A list is walked along its index and each node passed is tested, which finds a page soon where many pass. Where few can,
they are read from what they share (an entity's edges, a word's matches) and put in order: at most MOST_CANDIDATES.
Filters of one shape have one statement; everything asked is a parameter.
"""

# ruff: noqa: S608 - what is put into these statements are constants of this folder; all that is asked is a parameter

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any, Final

import orjson

from graph.errors import BadInput
from graph.filter import Filter, Group, RelationTest, as_glob
from graph.records import ENTITY

MOST_CANDIDATES: Final = 2_000
"""Of 145,000 papers a walk passes as many before it finds 20 of a part that 2,000 have."""

Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """source   what stands behind FROM, with a row `node` for each node that may pass
    passes   AND what it must
    whole    the source where all are read: from candidates even where these are many
    is_few   whether `source` are few
    """

    source: str = "node"
    passes: str = ""
    whole: str = "node"
    is_few: bool = False


AS_IT_IS: Final = Narrowed()

_MATCHING: Final = "SELECT rowid AS n FROM node_text WHERE node_text MATCH :filter_text"
_FITS_VENUE: Final = """EXISTS (SELECT 1 FROM json_each(:venues) AS wanted
  WHERE json_extract(node.body, '$.venue') <> '' AND json_extract(node.body, '$.venue') GLOB wanted.value)"""
_FITS_CATEGORY: Final = """EXISTS (SELECT 1 FROM json_each(node.body, '$.categories') AS stated
  CROSS JOIN json_each(:categories) AS wanted WHERE stated.value GLOB wanted.value)"""


def narrowed(connection: sqlite3.Connection, given: Filter) -> tuple[Narrowed, Parameters]:
    """The filter ready to be put into a statement, with its parameters."""
    passes: list[str] = []
    rare: list[str] = []
    parameters: Parameters = {}
    if given.text is not None:
        parameters["filter_text"] = _expression(given.text)
        passes.append(f"node.n IN ({_MATCHING})")
        rare.append(_MATCHING)
    if given.min_papers is not None:
        parameters["min_papers"] = given.min_papers
        passes.append("node.papers >= :min_papers")
    for name, patterns, fits in (
        ("venues", given.venues, _FITS_VENUE),
        ("categories", given.categories, _FITS_CATEGORY),
    ):
        if patterns is not None:
            parameters[name] = _list([as_glob(pattern) for pattern in patterns])
            passes.append(fits)
    for place, group in enumerate(given.tests):
        named = [(f"test{place}_{each}", test) for each, test in enumerate(group)]
        for name, test in named:
            parameters |= _parameters(name, test)
        passes.append("(" + " OR ".join(_holds(name, test) for name, test in named) + ")" if named else "0")
        if _has_candidates(group):
            rare.append(" UNION ALL ".join(_candidates(name, test) for name, test in named))
    source = whole = AS_IT_IS.source
    fewest, count = _fewest(connection, rare, parameters)
    is_few = count <= MOST_CANDIDATES
    if fewest is not None:
        whole = f"(SELECT DISTINCT n FROM ({fewest})) AS found CROSS JOIN node ON node.n = found.n"
        source = whole if is_few else source
    return Narrowed(source, "".join(f"AND {one}\n" for one in passes), whole, is_few), parameters


def _fewest(connection: sqlite3.Connection, rare: list[str], parameters: Parameters) -> tuple[str | None, int]:
    """Of the sources of candidates the smallest and its size, which is not counted further than it is small."""
    counted = []
    for place, source in enumerate(rare):
        statement = f"SELECT count(*) FROM (SELECT n FROM ({source}) LIMIT {MOST_CANDIDATES + 1})"
        counted.append((connection.execute(statement, parameters).fetchone()[0], place))
    if not counted:
        return None, MOST_CANDIDATES + 1
    count, place = min(counted)
    return rare[place], count


# -- tests -------------------------------------------------------------------------------------------------------------


def _parameters(name: str, test: RelationTest) -> Parameters:
    parameters: Parameters = {f"{name}_relation": test.relation.value}
    if test.any is not None:
        parameters[f"{name}_any"] = _list(test.any)
    if test.types is not None:
        parameters[f"{name}_types"] = _list(test.types)
    if test.min_confidence is not None:
        parameters[f"{name}_confidence"] = test.min_confidence
    if test.by is not None:
        parameters[f"{name}_by"] = as_glob(test.by)
    return parameters


def _holds(name: str, test: RelationTest) -> str:
    if test.reverse and test.any is not None:  # one paper cites few: the works that these cite are read at once
        held = f"node.n IN (SELECT edge.dst {_edges(name, test)} AND edge.src IN ({_named(name)}))"
    else:
        near, far = ("dst", "src") if test.reverse else ("src", "dst")
        # The plus keeps SQLite on the edges of the paper: what an entity has of edges may be many.
        named = f"AND +edge.{far} IN ({_named(name)})" if test.any is not None else ""
        held = f"EXISTS (SELECT 1 {_edges(name, test)} AND edge.{near} = node.n {named})"
    return f"NOT {held}" if test.negated else held


def _has_candidates(group: Group) -> bool:
    return bool(group) and all(test.any is not None and not test.negated for test in group)


def _candidates(name: str, test: RelationTest) -> str:
    """Whatever has an edge to what is named; how sure it is, and who says so, is tested of each."""
    near, far = ("dst", "src") if test.reverse else ("src", "dst")
    return f"SELECT edge.{near} AS n FROM edge WHERE edge.type = :{name}_relation AND edge.{far} IN ({_named(name)})"


def _edges(name: str, test: RelationTest) -> str:
    source, passes = "FROM edge", f"WHERE edge.type = :{name}_relation"
    if test.types is not None:
        source += f" CROSS JOIN node AS far ON far.n = edge.dst AND far.kind = '{ENTITY}'"
        passes += f" AND far.type IN (SELECT value FROM json_each(:{name}_types))"
    if test.min_confidence is not None:
        passes += f" AND (edge.confidence IS NULL OR edge.confidence >= :{name}_confidence)"
    if test.by is not None:
        passes += f""" AND EXISTS (SELECT 1 FROM json_each(edge.body, '$.statements') AS said
  WHERE json_extract(said.value, '$.by') GLOB :{name}_by)"""
    return f"{source} {passes}"


def _named(name: str) -> str:
    return f"SELECT named.n FROM node AS named WHERE named.id IN (SELECT value FROM json_each(:{name}_any))"


def _list(words: Any) -> str:
    try:
        return orjson.dumps(sorted(words)).decode()
    except orjson.JSONEncodeError:
        raise BadInput("A word of the filter is not Unicode text; remove lone surrogates.") from None


def _expression(text: str) -> str:
    from graph.sqlite.fulltext import quoted

    return " AND ".join(quoted(text))
