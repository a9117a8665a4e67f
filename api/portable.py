"""The portable dump: what was given to a store, one JSON object a line, in the order of arrival.

    {"citegraph_dump": 1}
    {"contribution": {"id": ..., "kind": ..., "rank": ..., "as_of": ..., "by": ..., "record": {...}}}
    {"decision": {"id": ..., "kind": ..., "subject": ..., ...}}

Any store loads it; nodes and edges are not in it, for they follow from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from graph.records import DECISION_KINDS, Contribution, Decision
from graph.shape import problem

FORMAT = 1
HEADER = "citegraph_dump"


class DumpError(Exception):
    """A line that holds no record. `str()` says why, without naming the line."""


class DumpTooNew(DumpError):
    """The dump was made by a newer version, so no line of it can be trusted."""


def lines(records: Iterable[Contribution | Decision]) -> Iterator[str]:
    yield json.dumps({HEADER: FORMAT})
    for record in records:
        word = "contribution" if isinstance(record, Contribution) else "decision"
        yield json.dumps({word: record.as_dict()}, ensure_ascii=False)


def parsed(line: str) -> Contribution | Decision | None:
    """The record of a line, None for the header; raises DumpError."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg.removesuffix(" at") if isinstance(error, json.JSONDecodeError) else "it is nested too deeply"
        raise DumpError(f"it is no JSON: {reason}") from None
    match value:
        case {"contribution": {"id": str(), "kind": "paper" | "extraction", "record": dict()} as given}:
            return _contribution(given)
        case {"decision": {"id": str(), "kind": str(kind), "subject": str()} as given} if kind in DECISION_KINDS:
            return Decision(**_strings(given, Decision))
        case {"citegraph_dump": int(made)}:
            if made > FORMAT:
                raise DumpTooNew(f"this dump has format {made}, and this citegraph knows up to {FORMAT}; upgrade it")
            return None
    raise DumpError("it is neither a contribution nor a decision of a citegraph dump")


def _contribution(given: dict[str, Any]) -> Contribution:
    rank, texts = given.get("rank", 0), {name: given.get(name, "") for name in ("as_of", "by")}
    if type(rank) is not int or not all(isinstance(text, str) for text in texts.values()):
        raise DumpError("its rank is no whole number, or its as_of or by no string")
    record = given["record"]
    contribution = Contribution(id=given["id"], kind=given["kind"], record=record, rank=rank, **texts)
    if wrong := problem(contribution):
        raise DumpError(wrong)
    return contribution


def _strings(given: dict[str, Any], kind: type[Decision]) -> dict[str, str]:
    known = {each.name for each in fields(kind)}
    if stray := sorted(set(given) - known):
        raise DumpError(f"it has {', '.join(stray)}, which no decision has")
    if not all(isinstance(value, str) for value in given.values()):
        raise DumpError("a part of it is no string")
    return given
