"""Which columns a row of each kind may have, and how each looks where a store holds nothing."""

from __future__ import annotations

from typing import Final

from graph.errors import BadInput
from graph.records import AUTHOR, ENTITY, PAPER, RESULT

VALUES: Final = {
    PAPER: frozenset(
        {
            "title",
            "abstract",
            "published",
            "year",
            "venue",
            "url",
            "author_count",
            "count",
            "text_sha256",
            "text_source",
        }
    ),
    AUTHOR: frozenset({"name", "paper_count"}),
    ENTITY: frozenset({"name", "type", "paper_count", "url"}),
    RESULT: frozenset({"value", "result_kind", "confidence", "evidence", "system", "benchmark", "metric"}),
}
"""Single values; an empty text is None, but for the names of authors and entities."""

LISTS: Final = {
    PAPER: frozenset({"categories", "identifiers", "sources"}),
    AUTHOR: frozenset(),
    ENTITY: frozenset({"aliases"}),
    RESULT: frozenset(),
}
FLAGS: Final = {
    PAPER: frozenset({"published_is_guess", "is_retracted", "is_stub"}),
    AUTHOR: frozenset({"is_name_only"}),
    ENTITY: frozenset(),
    RESULT: frozenset(),
}
NAMES: Final = frozenset({(AUTHOR, "name"), (ENTITY, "name"), (ENTITY, "type")})
_KNOWN: Final = frozenset({"id", "kind"}).union(*VALUES.values(), *LISTS.values(), *FLAGS.values())


def check(asked: frozenset[str]) -> None:
    """Raises BadInput for a column that no kind of node has."""
    if unknown := asked - _KNOWN:
        raise BadInput(f"There is no column {', '.join(sorted(unknown))}; columns are {', '.join(sorted(_KNOWN))}.")
