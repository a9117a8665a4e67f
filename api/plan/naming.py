"""The one node that an argument names, and the refusal where it names several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLError

from api.plan.errors import Code, Refusal
from api.plan.plan import Read
from graph.store import Reader, Row

MAX_CANDIDATES = 20
"""Of a name of many nodes, how many are shown: enough to choose from by eye."""


def one_named(
    read: Read, reader: Reader, text: str, kinds: frozenset[str], types: frozenset[str] | None = None
) -> str | None:
    """Its id; None where nothing is called that. Raises Refusal for a name of several nodes."""
    [match] = reader.match([text], kinds, types)
    if not match.ids:
        return None
    if len(match.ids) == 1:
        return match.ids[0]
    raise Refusal.of(
        Code.AMBIGUOUS,
        f"{match.text!r} stands for {len(match.ids)} nodes; ask with the id of one of the candidates.",
        path=path_of(read),
        locations=locations_of(read),
        candidates=candidates_of(match.ids, reader),
    )


def any_named(read: Read, reader: Reader, texts: Sequence[str], kinds: frozenset[str]) -> Mapping[str, str]:
    """Ids by text, of nodes of any kind: an id of any node stands for itself, results too."""
    found = {text: row["id"] for text, row in reader.get(list(dict.fromkeys(texts)), frozenset()).items()}
    for text in dict.fromkeys(texts):
        if text not in found and (node_id := one_named(read, reader, text, kinds)):
            found[text] = node_id
    return found


def candidates_of(ids: Sequence[str], reader: Reader) -> list[Row]:
    """The first of several nodes that a name stands for, as `extensions.candidates` shows them."""
    shown = ids[:MAX_CANDIDATES]
    rows = reader.get(shown, frozenset({"title", "name", "type"}))
    return [_candidate(rows[one]) for one in shown if one in rows]


def _candidate(row: Row) -> Row:
    type_ = row.get("type")
    return {
        "id": row["id"],
        "kind": row["kind"],
        "name": row.get("title") or row.get("name"),
        "type": type_ and type_.upper(),
    }


def path_of(read: Read) -> list[str] | None:
    """Of a field in a list, the place is unknown before its rows are: only a root field has a path."""
    return [read.key] if read.is_root else None


def locations_of(read: Read) -> list[Any]:
    return list(GraphQLError("", read.node).formatted.get("locations", ()))
