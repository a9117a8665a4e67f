"""`citegraph fetch SERVICE ID...`: records from a service on the network, as files that `ingest` reads."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from api.cli.exits import CommandError, Exit
from api.cli.output import counted
from api.cli.verb import Call, Verb, positive
from api.fetch.services import SERVICES, questions
from api.settings import Settings

DETAILS = """\
Ask a service for records by their ids or by words, at the pace that it asks for, and keep its answers as files in a
folder. What is there is not asked for again. `citegraph ingest FOLDER` or `citegraph enrich FOLDER` reads them.

Nothing else of Citegraph needs the network. It is asked for by this verb alone.
"""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "service", choices=sorted(SERVICES), metavar="SERVICE", help=f"one of {', '.join(sorted(SERVICES))}"
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="ids of papers, in any spelling that the service knows")
    parser.add_argument("--query", default="", metavar="WORDS", help="papers that these words find")
    parser.add_argument(
        "--limit", type=positive, default=100, metavar="N", help="of --query, how many (default: 100); whole pages"
    )
    parser.add_argument("--into", type=Path, required=True, metavar="FOLDER", help="where the answers are kept")
    parser.add_argument(
        "--url", default="", metavar="URL", help="ask another address, such as a mirror's, without any key"
    )


def run(call: Call) -> Exit:
    given = call.arguments
    if not given.ids and not given.query:
        raise CommandError("name an id, or words with --query.", Exit.USAGE)
    service = SERVICES[given.service]
    try:
        asked = list(questions(service, given.ids, given.query, given.limit))
    except ValueError as error:
        raise CommandError(f"{service.name}: {error}.", Exit.USAGE) from None
    if given.dry_run:
        for question, _ in asked:
            call.output.result(f"{given.url or service.url}{question.path}")
        return Exit.OK
    try:
        from api.fetch.polite import Polite, Unavailable

        headers, params = identity(service.name, call.settings, is_elsewhere=bool(given.url))
        polite = Polite(service, given.into, url=given.url, headers=headers, params=params)
    except ModuleNotFoundError:
        raise CommandError(
            "httpx, which asks services, is not installed; install Citegraph with its extra `fetch`, for example "
            "pip install 'citegraph[fetch]'."
        ) from None
    new = there = 0
    missing: list[str] = []
    with polite:
        for question, is_page in asked:
            try:
                fetched = polite.ask(question)
            except Unavailable as error:
                call.output.say(str(error))
                missing.append(str(error))
                if error.is_final:
                    break
                continue
            new, there = new + fetched.is_new, there + (not fetched.is_new)
            call.output.result(str(fetched.path))
            if is_page and service.count(fetched.path.read_bytes()) < service.page:
                break
    call.output.say(f"{counted(new, 'answer')} fetched, {there:,} there already, in {given.into}")
    return Exit.OK if not missing else Exit.PARTLY if new or there else Exit.FAILED


def identity(service: str, settings: Settings, *, is_elsewhere: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Headers and parameters: who asks, and the key of whoever has one; a key goes nowhere but to its own service."""
    contact = f" (mailto:{settings.contact})" if settings.contact else ""
    headers = {"User-Agent": f"citegraph{contact}"}
    params: dict[str, str] = {}
    if service == "semantic-scholar" and settings.s2_api_key and not is_elsewhere:
        headers["x-api-key"] = settings.s2_api_key
    if service == "openalex" and settings.openalex_api_key and not is_elsewhere:
        params["api_key"] = settings.openalex_api_key
    return headers, params


FETCH = Verb(
    name="fetch",
    help="ask arXiv, OpenAlex or Semantic Scholar for records, into files",
    details=DETAILS,
    arguments=add_arguments,
    run=run,
    writes=True,
)
