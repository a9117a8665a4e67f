"""What an export says of itself: how much it holds, and what is left out of it and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

LEFT_OUT: Final[Mapping[str, tuple[str, str, str]]] = {
    "budget": (
        "link leads",
        "links lead",
        "to nodes beyond the budget, which are left out; a greater budget takes more of them",
    ),
    "stubs": (
        "citation of a work that is not here is",
        "citations of works that are not here are",
        "left out; the filter include_stubs=true keeps them",
    ),
    "filter": ("link leads", "links lead", "to nodes that the filter leaves out"),
    "crowded": ("group of more than 500 is", "groups of more than 500 are", "left out, whose pairs say little"),
    "unlinked": ("node without a link is", "nodes without a link are", "left out"),
    "characters": ("character that XML cannot hold is", "characters that XML cannot hold are", "replaced by U+FFFD"),
}
"""By reason: how it is told of one, of many, and what of them."""


def told(left_out: Mapping[str, int]) -> list[str]:
    """One sentence for each reason."""
    sentences = []
    for reason, count in left_out.items():
        one, many, rest = LEFT_OUT[reason]
        sentences.append(f"{count:,} {one if count == 1 else many} {rest}.")
    return sentences
