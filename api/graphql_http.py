"""GraphQL over HTTP: what a request says, and in which form and with which status it is answered.

The specification is `GraphQL over HTTP` of the GraphQL Foundation. `application/graphql-response+json` tells by its
status how a request went; `application/json`, the older form and the one for clients that state nothing, has 200 for
every request that could be read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from api.plan import Answer, Code, Mutations, Request

RESPONSE, JSON = "application/graphql-response+json", "application/json"


class HttpError(Exception):
    """The request is answered with `status` before it is a GraphQL request. `str()` says what to send instead."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def form_of(accept: str | None) -> str:
    """The media type to answer in; the more specific of equal ones wins, and GraphQL's own at a tie."""
    if accept is None or not accept.strip():
        return JSON
    best, chosen = (0.0, 0), None
    for each in accept.split(","):
        media, *parameters = (part.strip().lower() for part in each.split(";"))
        weight = _weight(parameters)
        form, precise = {
            RESPONSE: (RESPONSE, 2),
            JSON: (JSON, 2),
            "application/*": (JSON, 1),
            "*/*": (JSON, 0),
        }.get(media, (None, 0))
        if form and weight > 0 and ((weight, precise) > best or ((weight, precise) == best and form == RESPONSE)):
            best, chosen = (weight, precise), form
    if chosen is None:
        raise HttpError(406, f"Accept is {accept}; this answers in {RESPONSE} or {JSON}.")
    return chosen


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def check_content_type(content_type: str | None) -> None:
    media, *parameters = (part.strip().lower() for part in (content_type or "").split(";"))
    charset = next((each.partition("=")[2].strip('" ') for each in parameters if each.startswith("charset")), "utf-8")
    if media != JSON or charset not in ("utf-8", "utf8"):
        raise HttpError(415, f"Content-Type is {content_type or 'missing'}; send {JSON}, in UTF-8.")


def request_in_body(body: bytes, mutations: Mutations = Mutations.OFF) -> Request:
    try:
        given = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise HttpError(400, "The body is no JSON; send an object with the key query.") from None
    if not isinstance(given, dict):
        raise HttpError(400, "The body is JSON but no object; send an object with the key query.")
    return _request(given, mutations)


def request_in_address(parameters: Mapping[str, str]) -> Request:
    given: dict[str, Any] = dict(parameters)
    for name in ("variables", "extensions"):
        if text := given.get(name):
            try:
                given[name] = json.loads(text)
            except (ValueError, RecursionError):
                raise HttpError(400, f"The parameter {name} is no JSON; send an object.") from None
        else:
            given.pop(name, None)
    return _request(given, None)


def _request(given: Mapping[str, Any], mutations: Mutations | None) -> Request:
    """`mutations` is None where the request may only hold a query."""
    query, variables, operation = given.get("query"), given.get("variables"), given.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise HttpError(400, "There is no query; send its text as the string query.")
    if not isinstance(operation, str | None):
        raise HttpError(400, "operationName is no string.")
    for name in ("variables", "extensions"):
        if not isinstance(given.get(name), dict | None):
            raise HttpError(400, f"{name} is no JSON object.")
    return Request(
        query=query,
        variables=variables,
        operation=operation or None,
        only_query=mutations is None,
        mutations=mutations or Mutations.OFF,
    )


_STATUS = {Code.METHOD_NOT_ALLOWED: 405, Code.UNAUTHENTICATED: 401}
"""What HTTP itself has a status for, in either form."""

_HEADERS = {405: {"allow": "POST"}, 401: {"www-authenticate": 'Bearer realm="citegraph"'}}


def headers_of(status: int) -> dict[str, str]:
    """What must stand beside a status."""
    return _HEADERS.get(status, {})


def status_of(answer: Answer, form: str, mutations: Mutations = Mutations.OFF) -> int:
    """Of a request that could be read: GraphQL's own form tells by the status whether it was refused."""
    if answer.code is Code.UNAUTHENTICATED and mutations is Mutations.OFF:
        return 403  # no token would open it
    if answer.is_error and answer.code in _STATUS:
        return _STATUS[answer.code]
    return 400 if answer.is_error and form == RESPONSE else 200


def error_body(message: str) -> bytes:
    return json.dumps({"errors": [{"message": message, "extensions": {"code": Code.BAD_USER_INPUT}}]}).encode()
