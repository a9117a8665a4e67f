"""The HTTP server: `create_app` gives a FastAPI application around a store, and starts nothing.

    POST, GET /graphql   a GraphQL request     /schema.graphql  the schema
    GET /                the page, with files  /health          the process answers
    GET /export          the graph as a file
                                               /ready           the store can be read, else 503

A request runs from plan to bytes in one worker thread; the event loop only reads and sends.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import graphql_http as http
from api.export_http import Exports
from api.plan import Answer, Limits, answer
from api.settings import Settings
from graph.errors import GraphError
from graph.store import Store

PAGE_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}

# The page is three files of our own and asks this server only; it needs no more than this.
POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


def create_app(store: Store, *, settings: Settings | None = None, hosts: frozenset[str] | None = None) -> FastAPI:
    """The application. `hosts`, if given, are the only names (without port) that a request's Host may have."""
    settings = settings or Settings()
    limits = Limits(cost=settings.max_cost, depth=settings.max_depth)
    exports = Exports(store)
    workers = ThreadPoolExecutor(settings.read_threads or 2, thread_name_prefix="answer")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        workers.shutdown(wait=True)
        exports.close()

    async def in_worker(work: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(workers, work, *arguments)

    app = FastAPI(title="Citegraph", openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.add_middleware(Guard, hosts=hosts)

    @app.api_route("/graphql", methods=["GET", "POST"])
    async def graphql(request: Request) -> Response:
        form = http.JSON
        try:
            form = http.form_of(request.headers.get("accept"))
            if request.method == "POST":
                http.check_content_type(request.headers.get("content-type"))
                asked = http.request_in_body(await body_of(request, settings.max_body))
            else:
                asked = http.request_in_address(request.query_params)
        except http.HttpError as error:
            return Response(http.error_body(str(error)), error.status, media_type=form)
        given: Answer = await in_worker(answer, asked, store, limits)
        status = http.status_of(given, form)
        return Response(given.body, status, {"allow": "POST"} if status == 405 else None, media_type=form)

    @app.get("/export")
    async def export(request: Request) -> Response:
        return await exports.answer(request)

    @app.get("/schema.graphql")
    async def schema() -> Response:
        from api.schema import sdl

        return Response(await in_worker(sdl), media_type="text/plain; charset=utf-8")

    @app.get("/health")
    async def health() -> Response:
        return Response(orjson.dumps({"status": "ok"}), media_type=http.JSON)

    @app.get("/ready")
    async def ready() -> Response:
        status, found = await in_worker(readiness, store)
        return Response(orjson.dumps(found), status, media_type=http.JSON)

    for name, content in page_files().items():
        app.add_api_route("/" if name == "index.html" else f"/{name}", page_file(name, content), methods=["GET"])
    return app


def readiness(store: Store) -> tuple[int, dict[str, Any]]:
    try:
        with store.reading() as reader:
            return 200, {"status": "ready", "graphVersion": reader.version}
    except GraphError:  # its words may name a path of this machine, which is for the log and not for a client
        return 503, {"status": "unavailable", "reason": "the store cannot be read"}


async def body_of(request: Request, limit: int) -> bytes:
    """The body, given up as soon as it passes the limit."""
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > limit:
                raise http.HttpError(413, f"The body has more than {limit} bytes; send a shorter query.")
    except ClientDisconnect:  # nobody reads the answer; unhandled, each such client would log a trace
        raise http.HttpError(400, "The body broke off.") from None
    return bytes(body)


def page_files() -> dict[str, bytes]:
    folder = files("api") / "page"
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


def page_file(name: str, content: bytes) -> Any:
    media_type = PAGE_TYPES[name[name.rindex(".") :]]

    async def send() -> Response:
        return Response(content, media_type=media_type, headers={"cache-control": "no-cache"})

    return send


class Guard:
    """Around every request: refuses foreign Host names, and adds the headers that keep a browser strict."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str] | None) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        if self.hosts is not None and name not in self.hosts:
            refusal = Response(http.error_body(f"This server is not {name or 'a nameless host'}."), 421)
            await refusal(scope, receive, send_guarded)
            return
        await self.app(scope, receive, send_guarded)
