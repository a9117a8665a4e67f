"""What changed or went since a version of the graph, oldest change first, each node once with its last change."""

from __future__ import annotations

from typing import Final

from graph import changes, cursor
from graph.store import Reader, Row, Where

_TAG: Final = cursor.tag_of("changes", where=Where())


def changed_since(reader: Reader, version: int, first: int, after: str | None = None) -> Row:
    """`edges`: {"cursor", "version", "id", "change", "node"}. Raises BadCursor.

    change: CHANGED; MERGED, where `node` is what the id leads to now; or DELETED, where `node` is None.
    """
    start = changes.stamp(version + 1)  # before every key of the version behind it
    if after is not None:
        start = max(start, str(cursor.decode(after, _TAG, (str,))[0]))
    found = reader.changes(start, first + 1)
    shown = found[:first]
    gone = [one.id for one in shown if one.is_gone]
    heirs = {node_id: row["id"] for node_id, row in reader.get(gone, frozenset()).items()} if gone else {}
    edges = []
    for one in shown:
        node = heirs.get(one.id) if one.is_gone else one.id
        change = "CHANGED" if not one.is_gone else "MERGED" if node else "DELETED"
        at = cursor.encode(_TAG, one.key)
        edges.append(
            {"cursor": at, "version": changes.version_of(one.key), "id": one.id, "change": change, "node": node}
        )
    return {
        "edges": edges,
        "page_info": {
            "has_next_page": len(found) > first,
            "has_previous_page": after is not None,
            "start_cursor": edges[0]["cursor"] if edges else None,
            "end_cursor": edges[-1]["cursor"] if edges else None,
        },
    }
