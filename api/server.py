"""The HTTP server: `create_app` gives a FastAPI application around a store, and starts nothing.

    POST, GET /graphql   a GraphQL request     /schema.graphql  the schema
    GET /                the page, with files  /health          the process answers
    GET /export          the graph as a file
    GET /metrics         counts and times       /ready           warm, and the store can be read, else 503

A request runs from plan to bytes in one worker thread; the event loop only reads and sends. Mutations have a thread of
their own, for they may wait for another writer, and readers shall not wait with them. What answers GET answers HEAD.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import graphql_http as http
from api.access import mutations_of
from api.export_http import Exports
from api.logs import REQUESTS
from api.metrics import ANONYMOUS, CONTENT_TYPE, REFUSED, Metrics
from api.plan import Answer, Code, Limits, begin
from api.settings import Settings, stated
from api.warming import warm_up
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


READ = ["GET", "HEAD"]
_LONGEST_NAME = 100


def create_app(
    store: Store,
    *,
    settings: Settings | None = None,
    hosts: frozenset[str] | None = None,
    warms_up: bool = False,
) -> FastAPI:
    """The application.

    hosts     if given, the only names (without port) that a request's Host may have
    warms_up  when it starts, it asks the store some questions, and is ready afterwards
    """
    settings = settings or Settings()
    limits = Limits(cost=settings.max_cost, depth=settings.max_depth)
    exports = Exports(store)
    workers = ThreadPoolExecutor(settings.read_threads or 2, thread_name_prefix="answer")
    writer = ThreadPoolExecutor(1, thread_name_prefix="correct")
    metrics = Metrics()
    warm = asyncio.Event()
    if not warms_up:
        warm.set()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        warming = asyncio.create_task(warmed_up()) if warms_up else None
        yield
        if warming:
            warming.cancel()
        workers.shutdown(wait=True)
        writer.shutdown(wait=True)
        exports.close()

    async def in_worker(work: Any, *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(workers, work, *arguments)

    async def warmed_up() -> None:
        await in_worker(warm_up, store, limits)
        warm.set()

    app = FastAPI(title="Citegraph", openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    if origins := stated(settings.cors_origins):
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "HEAD", "POST"],
            allow_headers=["accept", "authorization", "content-type"],
        )
    app.add_middleware(Guard, hosts=hosts)  # the last one added is the first to see a request

    @app.api_route("/graphql", methods=[*READ, "POST"])
    async def graphql(request: Request) -> Response:
        started = time.perf_counter()
        metrics.in_progress += 1
        try:
            response, given = await answered(request)
        finally:
            metrics.in_progress -= 1
        observe(metrics, request.method, response, given, time.perf_counter() - started)
        return response

    async def answered(request: Request) -> tuple[Response, Answer | None]:
        """The response, and the answer in it, if it came to one."""
        form = http.JSON
        try:
            form = http.form_of(request.headers.get("accept"))
            if request.method == "POST":
                http.check_content_type(request.headers.get("content-type"))
                asked = http.request_in_body(
                    await body_of(request, settings.max_body),
                    mutations_of(request.headers.get("authorization"), settings.token),
                )
            else:
                asked = http.request_in_address(request.query_params)
        except http.HttpError as error:
            return Response(http.error_body(str(error)), error.status, media_type=form), None
        given = await in_worker(begin, asked, store, limits)
        if not isinstance(given, Answer):
            given = await asyncio.get_running_loop().run_in_executor(writer, given)
        status = http.status_of(given, form, asked.mutations)
        return Response(given.body, status, http.headers_of(status), media_type=form), given

    @app.get("/export")
    async def export(request: Request) -> Response:
        return await exports.answer(request)

    @app.api_route("/schema.graphql", methods=READ)
    async def schema() -> Response:
        from api.schema import sdl

        return Response(await in_worker(sdl), media_type="text/plain; charset=utf-8")

    @app.api_route("/health", methods=READ)
    async def health() -> Response:
        return Response(orjson.dumps({"status": "ok"}), media_type=http.JSON)

    @app.api_route("/metrics", methods=READ)
    async def told() -> Response:
        return Response(metrics.text(is_ready=warm.is_set()), headers={"content-type": CONTENT_TYPE})

    @app.api_route("/ready", methods=READ)
    async def ready() -> Response:
        if not warm.is_set():
            return Response(orjson.dumps({"status": "warming up"}), 503, {"retry-after": "1"}, media_type=http.JSON)
        status, found = await in_worker(readiness, store)
        return Response(orjson.dumps(found), status, media_type=http.JSON)

    for name, content in page_files().items():
        app.add_api_route("/" if name == "index.html" else f"/{name}", page_file(name, content), methods=READ)
    return app


def observe(metrics: Metrics, method: str, response: Response, given: Answer | None, seconds: float) -> None:
    """Count a request and log it, by the name of its operation."""
    refused = given is None or given.is_error
    code = given.code or "OK" if given else Code.BAD_USER_INPUT
    operation = None if given is None else given.operation
    metrics.count(REFUSED if refused else operation or ANONYMOUS, code, seconds, given.cost if given else 0)
    if REQUESTS.isEnabledFor(logging.INFO):
        fields = {
            "operation": operation and operation[:_LONGEST_NAME],
            "method": method,
            "status": response.status_code,
            "code": code,
            "cost": given.cost if given else 0,
            "bytes": len(response.body),
            "milliseconds": round(seconds * 1000, 2),
        }
        REQUESTS.info("request", extra={"fields": fields})


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
