"""`neighborhood`: its centre looked up, its quota checked."""

from __future__ import annotations

from typing import Final

from api.plan.derived.base import Composed, Given, at_root, named, number
from api.plan.naming import any_named
from api.plan.plan import Read
from graph.questions.neighborhood import Around, neighborhood
from graph.records import AUTHOR, ENTITY, PAPER
from graph.store import Reader, Row

MOST_OF_A_TYPE: Final = 50
OF_A_TYPE: Final = 10

_TYPES: Final = 10
"""Paper, author, result and seven types of entities."""
_WORK, _WORK_A_NODE = 2_000, 4
_ANY: Final = frozenset({PAPER, AUTHOR, ENTITY})


def _ask(given: Given) -> Composed:
    per_type = number(given, "perType", OF_A_TYPE, MOST_OF_A_TYPE, least=1)
    asked = {**given, "id": named(given, "id"), "perType": per_type}
    return Composed(asked, _TYPES * per_type, _WORK + _WORK_A_NODE * _TYPES * per_type)


def _answer(asked: Given, reader: Reader, read: Read) -> Row | None:
    centre = any_named(read, reader, [asked["id"]], _ANY).get(asked["id"])
    if centre is None:
        return None
    around = Around(
        centre=centre,
        per_type=asked["perType"],
        relations=frozenset(asked["relations"]) if "relations" in asked else None,
        types=frozenset(asked["types"]) if "types" in asked else None,
    )
    return neighborhood(reader, around)


NEIGHBORHOOD: Final = at_root(_ask, _answer)
