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
    kept: list[str | None] = [None] * len(groups)
    heirs: dict[str, int | None] = {}
    for node_id in sorted(ages, key=ages.__getitem__):
        places = claims[node_id]
        able = [place for place in places if accounts_for(groups[place], node_id)]
        free = [place for place in able if kept[place] is None]
        heirs[node_id] = next(iter([*free, *able, *places]), None)
        if free:
            kept[free[0]] = node_id
    ended = {node_id: heir for node_id, heir in heirs.items() if heir is None or kept[heir] != node_id}
    return Settlement(tuple(kept), ended)


def accounts_for(group: Group, node_id: str) -> bool:
    """Whether an id is one that this group could have been minted: a Key of it, perhaps made unique by a suffix."""
    return node_id in group.handles or node_id.rpartition("#")[0] in group.handles
