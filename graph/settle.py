"""Which node each group of contributions keeps, when groups join, part or fill in a stub.

Ids are minted at first sight and kept: of the nodes that a group inherits it keeps the oldest whose id one of its
records still accounts for. The others end, and their ids lead to their heir.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.grouping import Group


@dataclass(frozen=True, slots=True)
class Settlement:
    """`kept`: for each group its node, None where one is to be minted. `ended`: for each node that ends, its heir's
    place among the groups, None where it has none."""

    kept: tuple[str | None, ...]
    ended: Mapping[str, int | None]


def settle(groups: Sequence[Group], prior: Mapping[str, str], ages: Mapping[str, int]) -> Settlement:
    """Settle groups on nodes.

    prior   the node of each contribution that had one, by the contribution's id
    ages    every node concerned, those that lost their last contribution and stubs too; a smaller number is older
    """
    claims: dict[str, list[int]] = defaultdict(list)
    for place, group in enumerate(groups):
        for node_id in {prior[member.id] for member in group.members if member.id in prior}:
            claims[node_id].append(place)
    for place, group in enumerate(groups):  # after the records' own claims, which come first
        for key in (*group.identifiers, *group.titles):
            if key in ages:
                claims[key].append(place)
    heirs = {node_id: _heir(node_id, claims[node_id], groups) for node_id in ages}
    kept: list[str | None] = [None] * len(groups)
    for node_id in sorted(ages, key=ages.__getitem__):
        heir = heirs[node_id]
        if heir is not None and kept[heir] is None and accounts_for(groups[heir], node_id):
            kept[heir] = node_id
    ended = {node_id: heir for node_id, heir in heirs.items() if heir is None or kept[heir] != node_id}
    return Settlement(tuple(kept), ended)


def _heir(node_id: str, places: Sequence[int], groups: Sequence[Group]) -> int | None:
    """Of several groups that a node's records went to, the first that accounts for its id, else the first."""
    return next((place for place in places if accounts_for(groups[place], node_id)), places[0] if places else None)


def accounts_for(group: Group, node_id: str) -> bool:
    """Whether an id is one that this group could have been minted: a Key of it, perhaps made unique by a suffix."""
    return node_id in group.handles or node_id.rpartition("#")[0] in group.handles
