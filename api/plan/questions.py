"""The questions that the fields of a plan put to the store: arguments, checked, and how many rows they can give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql import GraphQLError
from graphql.execution.values import VariableValues, get_argument_values

from api.deciding import Correction
from api.plan.derived import DERIVATIONS, Composed
from api.plan.errors import Code, Refusal
from api.plan.naming import locations_of, path_of
from api.plan.plan import Read
from api.schema.arguments import SUGGESTED
from api.schema.steps import (
    Complete,
    Correct,
    Counts,
    Derived,
    FullText,
    Get,
    GetMany,
    Link,
    ListOf,
    LookUp,
    MatchAll,
    Ref,
    Refs,
    Release,
    Rulings,
    Withdraw,
)
from graph.errors import BadInput
from graph.filter_words import filter_of
from graph.paging import checked
from graph.records import AUTHOR, ENTITY, PAPER
from graph.store import MAX_PAGE, Hop, Listing, Order, Page, Search, Suggest, Where
from graph.suggesting import checked as check_suggest

_LONGEST_TEXT = 1_000
"""Characters of a name, a title or a search: the longest title in 148,503 papers has 380."""
_KINDS = (PAPER, AUTHOR, ENTITY)
_YEARS = (0, 9999)


@dataclass(frozen=True, slots=True)
class Ids:
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    texts: tuple[str, ...]
    kinds: frozenset[str]
    types: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class PageOfRulings:
    page: Page
    count: bool


@dataclass(frozen=True, slots=True)
class Withdrawal:
    decision: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """A step without arguments."""


Question = Hop | Listing | Search | Suggest | Ids | Texts | PageOfRulings | Correction | Withdrawal | Nothing | Composed


def ask(read: Read, variables: VariableValues | None) -> Question:
    """The question of a read with its arguments checked. Raises Refusal."""
    try:
        arguments = get_argument_values(read.definition, read.node, variables)
        return _question(read, {name: _plain(value) for name, value in arguments.items() if value is not None})
    except (BadInput, GraphQLError) as error:
        message = error.message if isinstance(error, GraphQLError) else str(error)
        raise Refusal.of(Code.BAD_USER_INPUT, message, path=path_of(read), locations=locations_of(read)) from None


def size(question: Question) -> int:
    """How many rows an answer can have at most, for each row it is asked from."""
    match question:
        case Hop(page=page) | Listing(page=page) | Search(page=page) | PageOfRulings(page=page):
            return checked(page).size
        case Composed(size=rows):
            return rows
        case Suggest(first=first):
            return first
        case Ids(ids):
            return len(ids)
        case Texts(texts):
            return len(texts)
        case Nothing() | Correction() | Withdrawal():
            return 1


def _question(read: Read, given: Mapping[str, Any]) -> Question:
    match read.step:
        case Link(relation=relation, reverse=reverse):
            return Hop(
                relation=relation,
                reverse=reverse,
                where=_where(given),
                page=_page(given),
                columns=read.columns,
                edge_columns=read.edge_columns,
                count=read.is_counted,
            )
        case ListOf(kind=kind, type=type_):
            types = {"types": [type_.value]} if type_ else {"types": given["type"]} if "type" in given else {}
            default = Order.PAPERS if kind == ENTITY else Order.PUBLISHED if kind == PAPER else Order.NAME
            return Listing(
                kind=kind,
                order=Order(given.get("orderBy", default)),
                where=_where({**given.get("filter", {}), **types}),
                filter=filter_of(given.get("filter", {})),
                page=_page(given),
                columns=read.columns,
                count=read.is_counted,
                facets=read.facets,
            )
        case FullText():
            return Search(
                text=_text("text", given["text"]),
                kinds=frozenset(given.get("kinds", _KINDS)),
                where=_where(given),
                page=_page(given),
                columns=read.columns,
                count=read.is_counted,
            )
        case Complete():
            suggest = Suggest(
                prefix=_text("prefix", given["prefix"]),
                kinds=frozenset(given.get("kinds", _KINDS)),
                types=frozenset(given["types"]) if "types" in given else None,
                first=given.get("first", SUGGESTED),
                columns=read.columns,
            )
            check_suggest(suggest)
            return suggest
        case Get():
            return Ids((_text("id", given["id"]),))
        case GetMany():
            return Ids(_texts("ids", given["ids"]))
        case LookUp(kind=kind, by=by, type=type_):
            types_ = frozenset({type_.value}) if type_ else None
            return Texts((_text(by, given[by]),), frozenset({kind}), types_)
        case MatchAll():
            types_ = frozenset(given["types"]) if "types" in given else None
            return Texts(_texts("texts", given["texts"]), frozenset(given.get("kinds", _KINDS)), types_)
        case Derived(name=name):
            return DERIVATIONS[name].ask(given)
        case Rulings():
            return PageOfRulings(_page(given), read.is_counted)
        case Correct(kind=kind):
            return _correction(kind, given)
        case Withdraw():
            return Withdrawal(_text("decision", given["decision"]))
        case Ref() | Refs() | Counts() | Release():
            return Nothing()


def _correction(kind: str, given: Mapping[str, Any]) -> Correction:
    return Correction(
        kind=kind,
        subject=_text("entity", given["entity"]) if "entity" in given else _text("id", given["id"]),
        object=_text("as", given.get("as", given.get("name", given.get("type", "")))),
        paper=_text("paper", given["paper"]) if "paper" in given else None,
        relation=given.get("relation"),
        by=_text("by", given["by"]),
    )


def _where(given: Mapping[str, Any]) -> Where:
    for name in ("yearFrom", "yearTo"):
        if not _YEARS[0] <= given.get(name, 0) <= _YEARS[1]:
            raise BadInput(f"`{name}` is {given[name]}; give a year from {_YEARS[0]} to {_YEARS[1]}.")
    confidence = given.get("minConfidence")
    if confidence is not None and not 0 <= confidence <= 1:
        raise BadInput(f"`minConfidence` is {confidence}; give a probability from 0 to 1.")
    return Where(
        types=frozenset(given["types"]) if "types" in given else None,
        year_from=given.get("yearFrom"),
        year_to=given.get("yearTo"),
        min_confidence=confidence,
        include_stubs=given.get("includeStubs", False),
    )


def _page(given: Mapping[str, Any]) -> Page:
    page = Page(first=given.get("first"), after=given.get("after"), last=given.get("last"), before=given.get("before"))
    checked(page)
    return page


def _text(name: str, text: str) -> str:
    if len(text) > _LONGEST_TEXT:
        raise BadInput(f"`{name}` has {len(text)} characters; give at most {_LONGEST_TEXT}.")
    return text


def _texts(name: str, texts: Sequence[str]) -> tuple[str, ...]:
    if len(texts) > MAX_PAGE:
        raise BadInput(f"`{name}` has {len(texts)} items; ask for at most {MAX_PAGE} at once.")
    return tuple(_text(name, text) for text in texts)


def _plain(value: Any) -> Any:
    """strawberry's enums coerce to their Python members; the verbs take the words."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    return value
