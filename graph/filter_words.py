"""A filter as people write it, in GraphQL and on the command line: keys and values of JSON made into a Filter.

    {"text": "retrieval", "venue": ["ACL*"], "author": ["Ann Lee"], "has_code": true, "min_papers": 3,
     "all_of": [{"relation": "USES", "any": ["BERT"], "min_confidence": 0.5},
                {"any_of": [{"relation": "CITES", "any": ["arxiv:1810.04805"]}, {"relation": "CITED_BY"}]}]}

Keys may be spelt as GraphQL spells them, too (hasCode).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from graph.errors import BadInput
from graph.filter import OF_PAPERS, Filter, Group, RelationTest, by_authors, has_code
from graph.records import EntityType, Relation

KEYS: Final = ("text", "min_papers", "venue", "category", "author", "has_code", "all_of")
_KEYS_OF_A_TEST: Final = ("relation", "any", "types", "min_confidence", "by", "negated", "any_of")
_CITED_BY: Final = "CITED_BY"
RELATIONS: Final = (*(relation.value for relation in OF_PAPERS), _CITED_BY)
_TYPES: Final = {one.value.lower(): one.value for one in EntityType}
_LONGEST: Final = 1_000
"""Characters of a text or a name: the longest title in 148,503 papers has 380."""


def snake(key: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key.strip()).lower().replace("-", "_")


def filter_of(given: Mapping[str, Any]) -> Filter:
    """Raises BadInput for what is no filter; keys that are about other things are passed over."""
    said = {snake(key): value for key, value in given.items() if value is not None}
    tests: list[Group] = [_group(one) for one in _list(said.get("all_of", ()))]
    if "author" in said:
        tests.append((by_authors(_texts("author", said["author"])),))
    if "has_code" in said:
        tests.append((has_code(negated=not _is("has_code", said["has_code"], bool)),))
    least = said.get("min_papers")
    if least is not None and _is("min_papers", least, int) < 0:
        raise BadInput(f"`min_papers` is {least}; give a number from 0.")
    return Filter(
        text=_text("text", said["text"]) if "text" in said else None,
        min_papers=least,
        venues=frozenset(_texts("venue", said["venue"])) if "venue" in said else None,
        categories=frozenset(_texts("category", said["category"])) if "category" in said else None,
        tests=tuple(tests),
    )


def _group(given: Any) -> Group:
    said = _keys_of(given)
    if "any_of" not in said:
        return (_test(said),)
    if len(said) > 1:
        raise BadInput("A test with `anyOf` has nothing beside it; put the rest into tests of their own.")
    inner = [_keys_of(one) for one in _list(said["any_of"])]
    if any("any_of" in one for one in inner):
        raise BadInput("`anyOf` holds tests, and no `anyOf` again; write its tests into one list.")
    return tuple(map(_test, inner))


def _keys_of(given: Any) -> dict[str, Any]:
    said = {snake(key): value for key, value in _is("all_of", given, dict).items() if value is not None}
    if unknown := [key for key in said if key not in _KEYS_OF_A_TEST]:
        raise BadInput(f"A test has no {unknown[0][:40]!r}; it has {', '.join(_KEYS_OF_A_TEST)}.")
    return said


def _test(said: Mapping[str, Any]) -> RelationTest:
    if "relation" not in said:
        raise BadInput("A test names its `relation`, or holds tests in `anyOf`; give one of the two.")
    relation = _text("relation", said["relation"]).upper().replace("-", "_")
    if relation not in RELATIONS:
        raise BadInput(f"A paper has no relation {relation[:40]!r}; it has {', '.join(RELATIONS)}.")
    is_reverse = relation == _CITED_BY
    return RelationTest(
        relation=Relation.CITES if is_reverse else Relation(relation),
        reverse=is_reverse,
        any=frozenset(_texts("any", said["any"])) if "any" in said else None,
        types=frozenset(map(_type, _texts("types", said["types"]))) if "types" in said else None,
        min_confidence=_number("min_confidence", said["min_confidence"]) if "min_confidence" in said else None,
        by=_text("by", said["by"]) if "by" in said else None,
        negated=_is("negated", said.get("negated", False), bool),
    )


def _type(word: str) -> str:
    return _TYPES.get(word.lower(), word)  # one that is none is refused by the test


def _list(value: Any) -> list[Any]:
    """A list, or one thing in place of a list of it, as GraphQL has it."""
    if isinstance(value, list | tuple):
        return list(value)
    return [value]


def _texts(name: str, value: Any) -> list[str]:
    return [_text(name, one) for one in _list(value)]


def _text(name: str, value: Any) -> str:
    text: str = _is(name, value, str)
    if len(text) > _LONGEST:
        raise BadInput(f"`{name}` has a text of {len(text)} characters; give at most {_LONGEST}.")
    return text


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadInput(f"`{name}` is {str(value)[:80]!r}, which is no number.")
    return value


def _is(name: str, value: Any, kind: Callable[..., Any]) -> Any:
    if type(value) is not kind:
        raise BadInput(f"`{name}` is {str(value)[:80]!r}, which it cannot be.")
    return value
