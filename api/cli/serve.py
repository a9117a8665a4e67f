"""`citegraph serve`: the HTTP server, until it is stopped."""

from __future__ import annotations

import signal
import socket
import sys
from argparse import ArgumentParser
from dataclasses import replace
from typing import Final

from api.cli.exits import CommandError, Exit
from api.cli.verb import Call, Verb

DETAILS = """\
Serve the store over HTTP: a page to ask questions at /, POST and GET /graphql, /export, /schema.graphql, /health,
/ready, /metrics.

It listens on this machine only unless --host says otherwise. The address is printed once it takes requests, /ready says
when it is warm; port 0 takes any free one. Ctrl-C or SIGTERM stops it after the requests that are under way. Requests
are logged on standard error, one JSON object a line.
"""

GRACE_SECONDS: Final = 20
"""What is under way when the server is told to stop may take so long; a read of the store may take 10."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", metavar="ADDRESS", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, metavar="N", help="port to listen on; 0 takes any free one (default: 8000)")
    parser.add_argument("--create", action="store_true", help="make an empty store where none is")


def run(call: Call) -> Exit:
    given, settings = call.arguments, call.settings
    host: str = given.host or settings.host
    port: int = settings.port if given.port is None else given.port
    store = call.open_store(create=given.create)
    try:
        import uvicorn

        from api.logs import log_to
        from api.server import create_app

        listener = listening(host, port)
        log_to(sys.stderr, requests=settings.log == "requests")
        settings = replace(settings, read_threads=settings.threads_for(call.store_url))
        hosts = served_hosts(host, settings.allowed_hosts)
        app = create_app(store, settings=settings, hosts=hosts, warms_up=True)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="on",
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        # uvicorn raises the signal that stopped it once more when all is done; by then the work is over.
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.signal(signal.SIGINT, lambda *_: None)
        shown = f"[{host}]" if ":" in host else host
        call.output.say(f"Serving {call.shown_store}; Ctrl-C stops it.")
        call.output.result(f"http://{shown}:{listener.getsockname()[1]}")
        server.run(sockets=[listener])
    finally:
        store.close()
    return Exit.OK if server.started else Exit.FAILED


def listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).rstrip(".")
        raise CommandError(
            f"port {port} of {host} cannot be listened on: {reason}; "
            "name another with --port, 0 takes any free one, or another address with --host."
        ) from None


def served_hosts(host: str, stated: str) -> frozenset[str] | None:
    """Names that a request's Host may have; None for any.

    Unless some are stated: on the loopback only its own, else any page that a person visits could point a name of its
    own here and read the graph; elsewhere any, for we cannot know our names.
    """
    names = frozenset(name.strip().lower() for name in stated.split(",") if name.strip())
    if names:
        return names
    return frozenset({"127.0.0.1", "[::1]", "localhost"}) if host in ("127.0.0.1", "::1", "localhost") else None


SERVE = Verb(
    name="serve",
    help="serve the store over HTTP",
    details=DETAILS,
    arguments=add_arguments,
    run=run,
)
