"""What an entity was compared with: how many statements say that it did better, how many that it did worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from graph.records import Relation
from graph.store import MAX_PAGE, Hop, Page, Reader, Row

_COUNTED: Final = Hop(
    relation=Relation.OUTPERFORMS, page=Page(first=MAX_PAGE), edge_columns=frozenset({"statement_count"})
)


def compared_with(reader: Reader, ids: Sequence[str], first: int) -> dict[str, Row]:
    """`edges`: {"node", "wins", "losses", "win_statements", "loss_statements"}, most statements first, then by id."""
    won = reader.expand(ids, _COUNTED)
    lost = reader.expand(ids, replace(_COUNTED, reverse=True))
    counts: dict[str, dict[str, list[int]]] = {}
    for node_id in ids:
        found = counts[node_id] = {}
        for place, page in enumerate((won[node_id], lost[node_id])):
            for edge in page["edges"]:
                found.setdefault(edge["node"]["id"], [0, 0])[place] = edge["statement_count"]
    shown = {
        node_id: sorted(found.items(), key=lambda item: (-sum(item[1]), item[0]))[:first]
        for node_id, found in counts.items()
    }
    wins = {(one, Relation.OUTPERFORMS, far) for one, found in shown.items() for far, (count, _) in found if count}
    losses = {(far, Relation.OUTPERFORMS, one) for one, found in shown.items() for far, (_, count) in found if count}
    said = reader.edges(sorted(wins | losses)) if wins or losses else {}

    def statements(winner: str, loser: str) -> list[Row]:
        edge = said.get((winner, Relation.OUTPERFORMS, loser))
        return edge["statements"] if edge else []

    return {
        node_id: {
            "total_count": len(counts[node_id]),
            "is_complete": not any(page[node_id]["page_info"]["has_next_page"] for page in (won, lost)),
            "edges": [
                {
                    "node": far,
                    "wins": win_count,
                    "losses": loss_count,
                    "win_statements": statements(node_id, far),
                    "loss_statements": statements(far, node_id),
                }
                for far, (win_count, loss_count) in found
            ],
        }
        for node_id, found in shown.items()
    }
