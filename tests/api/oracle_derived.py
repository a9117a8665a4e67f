"""The oracle's part for derived fields: its own translation of arguments, asked for one parent at a time."""

from __future__ import annotations

from typing import Any

from graph.questions.changed import changed_since
from graph.questions.code import code
from graph.questions.compared import compared_with
from graph.questions.figures import is_higher_better
from graph.questions.leaderboard import Ranking, leaderboard
from graph.questions.lineage import lineage
from graph.questions.neighborhood import Around, neighborhood
from graph.questions.over_time import seen, trend
from graph.questions.paths import Paths, shortest_paths
from graph.questions.related import related
from graph.questions.together import Together, together
from graph.records import PAPER_TO_ENTITY, Relation
from graph.store import Reader, Way


def read(name: str, source: Any, given: dict[str, Any], reader: Reader) -> Any:
    match name:
        case "leaderboard":
            return board(given, reader)
        case "changed_since":
            first = within(given, "first", 20, 0, 500)
            return changed_since(reader, within(given, "version", 0, 0, 2**31 - 1), first, given.get("after"))
        case "neighborhood":
            centre = anything(reader, given["id"])
            asked = {"relations": words(given, "relations"), "types": words(given, "types")}
            around = Around(centre=centre or "", per_type=within(given, "perType", 10, 1, 50), **asked)
            return neighborhood(reader, around) if centre else None
        case "shortest_paths":
            return paths(given, reader)
    if source is not None:
        return below(name, source["id"], given, reader)
    raise AssertionError(f"the oracle derives no {name!r}: teach it")


def below(name: str, node_id: str, given: dict[str, Any], reader: Reader) -> Any:
    first = within(given, "first", 20, 0, 100)
    types = words(given, "types")
    by_author = (Way(Relation.AUTHORED_BY, reverse=True),)
    match name:
        case "co_used":
            use = (Relation.USES, Relation.EVALUATES_ON, Relation.COMPARES_WITH)
            there, back = tuple(Way(one, reverse=True) for one in use), tuple(Way(one) for one in use)
            asked = Together(to_papers=there, from_papers=back, types=types, first=first)
            return together(reader, [node_id], asked)[node_id]
        case "co_authors":
            named = given.get("includeNameOnly", False)
            back = (Way(Relation.AUTHORED_BY),)
            asked = Together(to_papers=by_author, from_papers=back, include_name_only=named, first=first)
            return together(reader, [node_id], asked)[node_id]
        case "author_entities":
            back = tuple(Way(one) for one in PAPER_TO_ENTITY)
            asked = Together(to_papers=by_author, from_papers=back, types=types, first=first)
            return together(reader, [node_id], asked)[node_id]
        case "ancestors" | "descendants":
            depth = within(given, "maxDepth", 3, 1, 5)
            return lineage(reader, [node_id], reverse=name == "descendants", depth=depth, first=first)[node_id]
        case "compared_with":
            return compared_with(reader, [node_id], first)[node_id]
        case "trend":
            return trend(reader, [node_id])[node_id]
        case "first_seen" | "last_seen":
            row = seen(reader, [node_id], frozenset(), last=name == "last_seen")[node_id]
            return row and reader.get([row["id"]], every_column())[row["id"]]
        case "code":
            return code(reader, [node_id])[node_id]
        case "related":
            return related(reader, [node_id], first)[node_id]
    raise AssertionError(f"the oracle derives no {name!r}: teach it")


def every_column() -> frozenset[str]:
    from tests.api.oracle import COLUMNS

    return COLUMNS


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
        "first": within(given, "first", 1, 0, 20),
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
