"""Everything a request can be refused with. `Refusal` is the one exception; its code is the public contract.

What a client reads is written here and in graph/errors.py. A message never holds a statement, a path, a host or a stack
trace: what a store says of itself is logged, not sent.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from graphql import GraphQLError

from graph.errors import BadInput, GraphError, NotFound, QueryTooExpensive, StoreError

_log = logging.getLogger("citegraph.api")

_LONGEST = 1_000
"""Characters of a message: GraphQL's own repeat names of the document, which may be of any length."""


class Code(StrEnum):
    """Stable `extensions.code` of an error; `description` is one sentence for the reference."""

    description: str

    def __new__(cls, code: str, description: str) -> Code:
        member = str.__new__(cls, code)
        member._value_ = code
        member.description = description
        return member

    GRAPHQL_PARSE_FAILED = (
        "GRAPHQL_PARSE_FAILED",
        "The document is not GraphQL; the location says where it stops being.",
    )
    GRAPHQL_VALIDATION_FAILED = (
        "GRAPHQL_VALIDATION_FAILED",
        "The document does not fit the schema: an unknown field, a missing argument, a literal of the wrong type.",
    )
    BAD_USER_INPUT = (
        "BAD_USER_INPUT",
        "A variable, an argument or a cursor has a value that cannot be honoured; the message names it.",
    )
    QUERY_TOO_EXPENSIVE = (
        "QUERY_TOO_EXPENSIVE",
        "The request exceeds a limit, held in the extensions with its cost; or took the store too much time or memory.",
    )
    AMBIGUOUS = (
        "AMBIGUOUS",
        "The name stands for several nodes; `extensions.candidates` lists them, and an id chooses one.",
    )
    NOT_FOUND = (
        "NOT_FOUND",
        "What the request acts on, or names in a filter, is not there; a look-up of nothing gives null instead.",
    )
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED", "A GET may only hold a query; send everything else by POST."
    UNAUTHENTICATED = "UNAUTHENTICATED", "The request needs a token that it did not bring, or brought a wrong one."
    STORE_UNAVAILABLE = "STORE_UNAVAILABLE", "The graph cannot be read now; trying again in a moment may help."
    INTERNAL = "INTERNAL", "Something is wrong on this side; the details are in the server's log, not in the answer."


class Refusal(Exception):
    """One or more errors that end a request, as they stand in the answer."""

    def __init__(self, code: Code, errors: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(errors[0]["message"])
        self.code = code
        self.errors = errors

    def again(self) -> Refusal:
        """A kept refusal is raised as a copy: each raise would else add its frames to the one that is kept."""
        return Refusal(self.code, self.errors)

    @classmethod
    def of(
        cls,
        code: Code,
        message: str,
        *,
        path: Sequence[str] | None = None,
        locations: Sequence[Any] | None = None,
        **extensions: Any,
    ) -> Refusal:
        error: dict[str, Any] = {"message": _short(message)}
        if locations:
            error["locations"] = locations
        if path:
            error["path"] = path
        error["extensions"] = {"code": code, **extensions}
        return cls(code, [error])

    @classmethod
    def graphql(cls, code: Code, errors: Sequence[GraphQLError]) -> Refusal:
        """From graphql-core's own errors, which speak of the document and the variables only."""
        shown = []
        for error in errors:
            one = error.formatted
            shown.append(
                {
                    "message": _short(one["message"]),
                    **({"locations": one["locations"]} if one.get("locations") else {}),
                    "extensions": {"code": code},
                }
            )
        return cls(code, shown)


def refusal_of(error: Exception) -> Refusal:
    """What a client is told of an exception. Everything unforeseen is INTERNAL, and logged."""
    match error:
        case Refusal():
            return error
        case NotFound():
            return Refusal.of(Code.NOT_FOUND, str(error))
        case BadInput():
            return Refusal.of(Code.BAD_USER_INPUT, str(error))
        case UnicodeEncodeError():  # a variable with half of a surrogate pair, which JSON allows and no text is
            return Refusal.of(
                Code.BAD_USER_INPUT, "A string in the request is not Unicode text; remove lone surrogates."
            )
        case QueryTooExpensive():
            _log.warning("store: %s", error)
            return Refusal.of(
                Code.QUERY_TOO_EXPENSIVE,
                "The store gave this request up, which took too much time or memory; ask for less at once.",
            )
        case StoreError():
            _log.error("store: %s: %s", type(error).__name__, error)
            return Refusal.of(Code.STORE_UNAVAILABLE, "The graph cannot be read now; try again in a moment.")
        case GraphError():
            return Refusal.of(Code.BAD_USER_INPUT, str(error))
        case _:
            _log.error("internal error", exc_info=error)
            return Refusal.of(Code.INTERNAL, "Something went wrong on this side and was logged; please report it.")


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST else message[:_LONGEST] + " ..."
