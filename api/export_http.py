"""GET /export: what `citegraph export --to FORMAT` writes, over HTTP, with the same options.

    /export?to=gexf&filter=year_from=2020&projection=co-usage

The part that is asked for is gathered first, in the one thread that exports read the store in; so whatever is wrong is
told by a status, and a slow client holds a temporary file and no reader. Then it is sent as it is written.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope, Send

from api import graphql_http as http
from graph.errors import BadInput, GraphError, NotFound
from graph.exports import DEFAULT_BUDGET, DEFAULT_DEPTH, Asked, Format, format_named, narrowed_by, projection_of
from graph.store import Store

MOST_EXPORTS: Final = 4
"""Exports under way at once; each holds a temporary file of about its own size."""

_OPTIONS: Final = ("to", "filter", "around", "depth", "budget", "projection", "abstracts", "name_only")
_READ: Final = 1 << 16

_log = logging.getLogger("citegraph")


class Exports:
    """The exports of one server."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._gatherer = ThreadPoolExecutor(1, thread_name_prefix="export")
        self._under_way = 0

    def close(self) -> None:
        self._gatherer.shutdown(wait=True, cancel_futures=True)

    async def answer(self, request: Request) -> Response:
        try:
            to, asked = asked_of(request.query_params)
        except BadInput as error:
            return _refused(400, str(error))
        if self._under_way >= MOST_EXPORTS:
            return _refused(
                503, f"{MOST_EXPORTS} exports are under way; try again when one is done.", {"retry-after": "10"}
            )
        self._under_way += 1
        try:
            made = await asyncio.get_running_loop().run_in_executor(
                self._gatherer, partial(_Made.of, self._store, to, asked)
            )
        except BaseException as error:
            self._under_way -= 1
            if not isinstance(error, GraphError):
                raise
            return _refusal(error)
        name = f'attachment; filename="citegraph{to.suffix}"'
        headers = {"content-disposition": name, "cache-control": "no-store"}
        return _Sending(made, self._done, media_type=to.media_type, headers=headers)

    def _done(self) -> None:
        self._under_way -= 1


class _Sending(StreamingResponse):
    """Sends what was made, in a thread of its own, and closes it whether or not anybody took it."""

    def __init__(self, made: _Made, done: Callable[[], None], *, media_type: str, headers: dict[str, str]) -> None:
        self._made = made
        self._done = done
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="export-write")
        super().__init__(self._pieces(), media_type=media_type, headers=headers)

    async def _pieces(self) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        while (piece := await loop.run_in_executor(self._writer, self._made.piece)) is not None:
            yield piece

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            # Behind whatever the thread is at: a client that leaves must not close what is being read.
            self._writer.submit(self._made.close)
            self._writer.shutdown(wait=False)
            self._done()


@dataclass(slots=True)
class _Made:
    """An export that is gathered and can be sent piece by piece."""

    pieces: Iterator[bytes]
    close: Callable[[], None]

    @classmethod
    def of(cls, store: Store, to: Format, asked: Asked) -> _Made:
        with ExitStack() as stack:
            if to.pieces is None:
                from graph.exports import neo4j_csv

                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="citegraph-")))
                neo4j_csv.write(store, asked, folder)
                pieces = zipped(folder)
            else:
                scratch = stack.enter_context(to.gather(store, asked))
                pieces = (piece.encode() for piece in to.text(scratch))
            return cls(pieces, stack.pop_all().close)

    def piece(self) -> bytes | None:
        return next(self.pieces, None)


def asked_of(parameters: QueryParams) -> tuple[Format, Asked]:
    """Raises BadInput for an option that there is not, or a value that it cannot have."""
    if unknown := [name for name in parameters if name not in _OPTIONS]:
        raise BadInput(f"There is no option {unknown[0][:40]!r}; there are {', '.join(_OPTIONS)}.")
    if not parameters.get("to"):
        raise BadInput("Name a format with to=, such as to=gexf.")
    to = format_named(parameters["to"])
    projection = parameters.get("projection")
    where, narrowed = narrowed_by(parameters.getlist("filter"))
    asked = Asked(
        where=where,
        filter=narrowed,
        around=parameters.get("around") or None,
        depth=_whole(parameters, "depth", DEFAULT_DEPTH),
        budget=_whole(parameters, "budget", DEFAULT_BUDGET),
        projection=projection_of(projection) if projection else None,
        abstracts=_flag(parameters, "abstracts"),
        name_only=_flag(parameters, "name_only"),
    )
    to.check(asked)
    return to, asked


def _whole(parameters: QueryParams, name: str, default: int) -> int:
    text = parameters.get(name, "")
    try:
        return int(text) if text else default
    except ValueError:
        raise BadInput(f"{name} is {text[:40]!r}, which is no whole number.") from None


def _flag(parameters: QueryParams, name: str) -> bool:
    text = parameters.get(name, "false").lower()
    if text not in ("true", "false", ""):
        raise BadInput(f"{name} is {text[:40]!r}; it is true or false.")
    return text != "false"


def _refusal(error: GraphError) -> Response:
    if isinstance(error, NotFound):
        return _refused(404, str(error))
    if isinstance(error, BadInput):
        return _refused(400, str(error))
    _log.error("export: %s: %s", type(error).__name__, error)  # its words may name a path or a host of ours
    return _refused(503, "The graph cannot be read now; try again in a moment.")


def _refused(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    return Response(http.error_body(message), status, headers, media_type=http.JSON)


class _Sink:
    """What a zip file is written to, and taken from."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def write(self, piece: bytes) -> int:
        self._kept += piece
        return len(piece)

    def flush(self) -> None: ...

    def taken(self) -> bytes:
        piece = bytes(self._kept)
        self._kept.clear()
        return piece


def zipped(folder: Path) -> Iterator[bytes]:
    """The files of a folder as one zip file, as it is made."""
    sink: Any = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            with path.open("rb") as file, archive.open(path.name, "w", force_zip64=True) as entry:
                while piece := file.read(_READ):
                    entry.write(piece)
                    if done := sink.taken():
                        yield done
    yield sink.taken()
