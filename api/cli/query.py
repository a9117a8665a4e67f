"""`citegraph query`: one GraphQL request, answered as the server would."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli.exits import CommandError, Exit
from api.cli.inputs import text_in
from api.cli.verb import Call, Verb

if TYPE_CHECKING:
    from graph.store import Store

DETAILS = """\
Ask one GraphQL question. QUERY is its text, the name of a file that holds it, or - for standard input.

The answer's data is printed, what went wrong is told on standard error. --json prints the bare answer, as the server
gives it: data, errors and extensions on one line.
"""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("query", metavar="QUERY", help="GraphQL text, a file, or -")
    parser.add_argument("--variables", metavar="JSON", help="a JSON object, or @FILE that holds one")
    parser.add_argument(
        "--var", action="append", default=[], metavar="NAME=VALUE", help="one variable; VALUE is JSON, else a string"
    )
    parser.add_argument("--operation", metavar="NAME", help="which operation of several")
    parser.add_argument("--json", dest="format", action="store_const", const="json", help="print the bare answer")


def run(call: Call) -> Exit:
    given = call.arguments
    text = query_text(given.query)
    variables = variables_of(given.variables, given.var)
    store = call.open_store()
    try:
        body = answered(store, text, variables, given.operation)
    finally:
        store.close()
    answer = json.loads(body)
    if call.output.format == "json":
        call.output.result(body.decode())
    elif answer.get("data") is not None:
        call.output.document(answer["data"])
    errors = answer.get("errors", [])
    for error in errors:
        call.output.say(described(error))
    return verdict(answer.get("data"), [error.get("extensions", {}).get("code") for error in errors])


def answered(store: Store, text: str, variables: dict[str, Any] | None, operation: str | None = None) -> bytes:
    from api.plan import Request, answer

    return answer(Request(query=text, variables=variables, operation=operation), store).body


def query_text(given: str) -> str:
    """A brace tells text from a file's name."""
    if given == "-":
        return text_in(None)
    if "{" in given:
        return given
    path = Path(given)
    if path.is_dir() or not path.exists():
        raise CommandError(f"{given} is neither GraphQL (it has no brace) nor a file that is there.", Exit.NOT_FOUND)
    return text_in(path)


def variables_of(text: str | None, single: list[str]) -> dict[str, Any] | None:
    """`--variables`, with each `--var` over it."""
    if text and text.startswith("@"):
        path = Path(text[1:])
        if path.is_dir() or not path.exists():
            raise CommandError(f"{path}: there is no such file of variables.", Exit.NOT_FOUND)
        text = text_in(path)
    try:
        variables = json.loads(text) if text else {}
    except ValueError as error:
        raise CommandError(f"the variables are no JSON: {error}.", Exit.USAGE) from None
    if not isinstance(variables, dict):
        raise CommandError(f"the variables are {text}; they must be one JSON object.", Exit.USAGE)
    for each in single:
        name, equals, value = each.partition("=")
        if not equals:
            raise CommandError(f"--var {each} has no value; write --var {each}=VALUE.", Exit.USAGE)
        try:
            variables[name] = json.loads(value)
        except ValueError:
            variables[name] = value
    return variables or None


def described(error: dict[str, Any]) -> str:
    places = [f"line {place['line']}, column {place['column']}" for place in error.get("locations", ())]
    where = f" ({'; '.join(places)})" if places else ""
    code = error.get("extensions", {}).get("code")
    return f"{f'{code}: ' if code else ''}{error['message']}{where}"


def verdict(data: Any, codes: list[str | None]) -> Exit:
    if not codes:
        return Exit.OK
    if "STORE_UNAVAILABLE" in codes:
        return Exit.UNREACHABLE
    if isinstance(data, dict) and any(value is not None for value in data.values()):
        return Exit.PARTLY
    return Exit.NOT_FOUND if set(codes) == {"NOT_FOUND"} else Exit.FAILED


QUERY = Verb(
    name="query",
    help="ask a GraphQL question",
    details=DETAILS,
    arguments=add_arguments,
    run=run,
)
