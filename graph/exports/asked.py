"""What is to be exported: which part of the graph, as which projection, with what in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from math import isfinite
from typing import Any, Final, get_args, get_type_hints

from graph.errors import BadInput
from graph.filter import EVERYTHING, Filter
from graph.filter_words import KEYS, RELATIONS, filter_of, snake
from graph.records import PAPER, EntityType
from graph.store import Where

DEFAULT_DEPTH: Final = 1
DEFAULT_BUDGET: Final = 1_000
MOST_BUDGET: Final = 100_000
MOST_DEPTH: Final = 10


class Projection(StrEnum):
    """A graph that follows from the graph. The weight of an edge is how often it is so.

    CITES         papers; who cites whom
    CO_USAGE      entities that one paper uses, evaluates on or compares with; weight: such papers
    COUPLING      papers that cite the same works; weight: such works
    CO_CITATION   papers that one paper cites; weight: such papers
    LINEAGE       entities; what is based on what; weight: statements
    CO_AUTHOR     authors of one paper; weight: such papers
    """

    CITES = "cites"
    CO_USAGE = "co-usage"
    COUPLING = "coupling"
    CO_CITATION = "co-citation"
    LINEAGE = "lineage"
    CO_AUTHOR = "co-author"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A part of the graph. Raises BadInput where the parts of it contradict each other.

    where       papers and edges that pass it, and what those papers speak of
    filter      more that papers must pass, as in a list; its names are resolved when it is read
    around      instead of all papers: what lies within `depth` edges of this node, which any id, identifier, name or
                title names; at most `budget` nodes
    projection  what the selected part is turned into; None: it is given as it is
    abstracts   whether abstracts are given, which are not all free to pass on
    name_only   whether authors known by name alone are in co-author edges: one such "Yang Liu" had 547 papers
    """

    where: Where = field(default_factory=Where)
    filter: Filter = EVERYTHING
    around: str | None = None
    depth: int = DEFAULT_DEPTH
    budget: int = DEFAULT_BUDGET
    projection: Projection | None = None
    abstracts: bool = False
    name_only: bool = False

    def __post_init__(self) -> None:
        self.filter.check_kind(PAPER)
        if self.around is not None and self.filter != EVERYTHING:
            raise BadInput("Around a node, papers are narrowed by year alone; leave the rest of the filter out.")
        if not 0 <= self.depth <= MOST_DEPTH:
            raise BadInput(f"The depth is {self.depth}; give a number from 0 to {MOST_DEPTH}.")
        if not 1 <= self.budget <= MOST_BUDGET:
            raise BadInput(f"The budget is {self.budget}; give a number of nodes from 1 to {MOST_BUDGET:,}.")

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the graph is left out, and nothing made of it."""
        is_unfiltered = self.where in (Where(), Where(include_stubs=True)) and self.filter == EVERYTHING
        return is_unfiltered and self.around is None and self.projection is None


def projection_of(text: str) -> Projection:
    try:
        return Projection(text.strip().lower())
    except ValueError:
        raise BadInput(f"{text!r} is no projection; there are {', '.join(Projection)}.") from None


def narrowed_by(texts: Iterable[str]) -> tuple[Where, Filter]:
    """The filter that `key=value` pairs or JSON objects say together; of one key a later one wins.

    The keys are those of Where and of graph/filter_words.py, in their spelling or in that of GraphQL (year_from,
    yearFrom); and a relation, which names one thing that it leads to: uses=BERT. Raises BadInput.
    """
    said: dict[str, Any] = {}
    tests: list[Any] = []
    for text in texts:
        is_object = text.lstrip().startswith("{")
        for key, value in (_object(text) if is_object else dict([_pair(text)])).items():
            name = snake(key)
            if name.upper() in RELATIONS:
                tests.append({"relation": name, "any": value})
            elif name == "all_of":
                tests += value if isinstance(value, list) else [value]
            else:
                said[name] = _flag(name, value) if name == "has_code" else value
    return _where_of({key: value for key, value in said.items() if key not in KEYS}), filter_of(
        {key: value for key, value in said.items() if key in KEYS} | {"all_of": tests}
    )


def _where_of(said: Mapping[str, Any]) -> Where:
    types = get_type_hints(Where)
    known = {each.name: types[each.name] for each in fields(Where)}
    given: dict[str, Any] = {}
    for name, value in said.items():
        if name not in known:
            relations = ", ".join(relation.lower() for relation in RELATIONS)
            raise BadInput(f"There is no filter {name!r}; there are {', '.join((*known, *KEYS))}, and {relations}.")
        if value is not None:
            given[name] = _value(name, value, known[name])
    return Where(**given)


def _flag(name: str, value: Any) -> Any:
    return _value(name, value, bool)


def _object(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise BadInput(f"The filter {text[:80]!r} is no JSON; write key=value or a JSON object.") from None
    return dict(value)  # an object, for it begins with a brace


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise BadInput(f"The filter {text[:80]!r} is no key=value; write year_from=2020 and the like.")
    return key, value.strip()


def _value(name: str, value: Any, hint: Any) -> Any:
    """A value as the field has it, which comes as text or as JSON has it."""
    kinds = [one for one in get_args(hint) if one is not type(None)] or [hint]
    kind = kinds[0]
    try:
        if kind is bool:
            return value if isinstance(value, bool) else {"true": True, "false": False}[str(value).lower()]
        if kind is int and not isinstance(value, bool | float):
            return int(value)
        if kind is float and not isinstance(value, bool) and isfinite(number := float(value)):
            return number
        if get_args(kind) == (str,):
            return frozenset(_word(name, one) for one in (value.split(",") if isinstance(value, str) else value))
        if kind is str and isinstance(value, str):
            return value
    except (ValueError, KeyError, TypeError, OverflowError):
        pass
    raise BadInput(f"The filter {name} is {str(value)[:80]!r}, which it cannot be.")


def _word(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    word = value.strip()
    if name != "types":
        return word
    known = {one.value.lower(): one.value for one in EntityType}
    if word.lower() not in known:
        raise BadInput(f"{word!r} is no type of entity; there are {', '.join(EntityType)}.")
    return known[word.lower()]
