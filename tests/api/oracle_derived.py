"""The oracle's part for derived fields: its own translation of arguments, asked for one parent at a time."""

from __future__ import annotations

from typing import Any

from graph.questions.figures import is_higher_better
from graph.questions.leaderboard import Ranking, leaderboard
from graph.questions.paths import Paths, shortest_paths
from graph.store import Reader


def read(name: str, source: Any, given: dict[str, Any], reader: Reader) -> Any:
    match name:
        case "leaderboard":
            return board(given, reader)
        case "shortest_paths":
            return paths(given, reader)
    raise AssertionError(f"the oracle derives no {name!r}: teach it")


def only(reader: Reader, text: str, *types: str) -> str | None:
    [found] = reader.match([text], frozenset({"Entity"}), frozenset(types))
    if len(found.ids) > 1:
        raise ValueError("ambiguous")
    return found.ids[0] if found.ids else None


def board(given: dict[str, Any], reader: Reader) -> Any:
    benchmark = only(reader, given["benchmark"], "Benchmark", "Dataset", "Task")
    metric = only(reader, given["metric"], "Metric")
    if not benchmark or not metric:
        return None
    way = given.get("direction")
    higher = way == "HIGHER" if way else is_higher_better(reader.get([metric], frozenset({"name"}))[metric]["name"])
    if higher is None:
        raise ValueError("the direction is unknown")
    if given.get("first", 20) < 0:
        raise ValueError("first")
    return leaderboard(
        reader,
        Ranking(
            benchmark=benchmark,
            metric=metric,
            is_higher_better=higher,
            unit=given.get("unit"),
            min_confidence=given.get("minConfidence"),
            first=given.get("first", 20),
        ),
    )


def anything(reader: Reader, text: str) -> str | None:
    row = reader.get([text], frozenset()).get(text)
    if row:
        return str(row["id"])
    [found] = reader.match([text], frozenset({"Paper", "Author", "Entity"}))
    if len(found.ids) > 1:
        raise ValueError("ambiguous")
    return found.ids[0] if found.ids else None


def within(given: dict[str, Any], name: str, default: int, least: int, most: int) -> int:
    value = int(given.get(name, default))
    if not least <= value <= most:
        raise ValueError(name)
    return value


def words(given: dict[str, Any], name: str) -> frozenset[str] | None:
    """Enums as the graph has them: EntityType and Kind are written in capitals, Relation as it is."""
    if name not in given:
        return None
    return frozenset(word if name == "relations" else word.capitalize() for word in given[name])


def paths(given: dict[str, Any], reader: Reader) -> Any:
    asked = {
        "max_length": within(given, "maxLength", 6, 1, 10),
        "max_visited": within(given, "maxVisited", 2000, 2, 10_000),
        "first": within(given, "first", 1, 1, 20),
    }
    source, target = anything(reader, given["from"]), anything(reader, given["to"])
    if not source or not target:
        return None
    return shortest_paths(
        reader,
        Paths(
            source=source,
            target=target,
            relations=words(given, "relations"),
            kinds=words(given, "kinds"),
            types=words(given, "types"),
            include_name_only=given.get("includeNameOnly", False),
            **asked,
        ),
    )
