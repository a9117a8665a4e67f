"""Requests with pauses between them, that wait when they are told to, and are not made twice: answers stay in files."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from api.fetch.services import Question, Service

if TYPE_CHECKING:
    import httpx

TRIES = 5
LONGEST_WAIT = 120.0
"""Seconds. A service that wants a longer pause than this is asked another day."""

_AGAIN = frozenset({429, 500, 502, 503, 504})


class Unavailable(Exception):
    """There is no answer to one request; `str()` says which and why. `is_final`: the service answers nobody now."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer, in its file. `is_new`: it was asked for just now."""

    path: Path
    is_new: bool


class Polite:
    """One service, asked at its own pace.

    into      the folder of answers; one that is there is not asked for again
    url       instead of the service's own address
    headers   sent with each request: who asks, and the key where the service wants it there
    params    likewise; neither is in a name or a message, and no redirection is followed that could carry them off
    sleep     waits so many seconds; a test notes them
    """

    def __init__(
        self,
        service: Service,
        into: Path,
        *,
        url: str = "",
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        import httpx

        self._service = service
        self._into = into
        self._sleep = sleep
        self._is_first = True
        self._key = f"&{urlencode(params)}" if params else ""
        self._client: httpx.Client = httpx.Client(base_url=url or service.url, headers=dict(headers or {}), timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._client.close()

    def file_of(self, question: Question) -> Path:
        mark = sha256(question.path.encode()).hexdigest()[:16]
        return self._into / f"{self._service.name}-{mark}{self._service.ending}"

    def ask(self, question: Question) -> Fetched:
        """Raises Unavailable."""
        path = self.file_of(question)
        if path.exists():
            return Fetched(path=path, is_new=False)
        answer = self._answer(question)
        self._into.mkdir(parents=True, exist_ok=True)
        # Whole or not at all: half an answer would never be asked for again.
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(answer)
        part.replace(path)
        return Fetched(path=path, is_new=True)

    def _answer(self, question: Question) -> bytes:
        import httpx

        reason = ""
        for attempt in range(TRIES):
            if not self._is_first:
                self._sleep(self._service.pause)
            self._is_first = False
            try:
                answer = self._client.get(question.path + self._key)
            except httpx.TransportError as error:
                reason, wait = f"cannot be reached ({type(error).__name__})", 2.0**attempt
            else:
                if answer.status_code == httpx.codes.OK:
                    return answer.content
                reason = f"answers {answer.status_code}"
                if answer.status_code not in _AGAIN:
                    raise Unavailable(f"{self._service.name} {reason} to {question.label}")
                wait = _asked_to_wait(answer.headers.get("retry-after", ""), 2.0**attempt)
            if wait > LONGEST_WAIT:
                raise Unavailable(f"{self._service.name} {reason}, and asks to wait {wait:,.0f} seconds", is_final=True)
            if attempt < TRIES - 1:
                self._sleep(wait)
        raise Unavailable(f"{self._service.name} {reason}, {TRIES} times; try again later", is_final=True)


def _asked_to_wait(header: str, otherwise: float) -> float:
    """Seconds, of a number of them or of a date."""
    if header.strip().isdecimal():
        return float(header)
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return otherwise
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
