"""What `serve` logs: one JSON object a line on standard error, for a request, and for whatever goes wrong.

    {"time": "2026-01-31T09:30:00.123Z", "level": "info", "event": "request", "operation": "Find", "status": 200, ...}

Neither queries nor variables are logged, nor who asked.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Final, TextIO

import orjson

REQUESTS: Final = logging.getLogger("citegraph.requests")
_OURS: Final = ("citegraph", "uvicorn")


class JsonLines(logging.Formatter):
    """A record as one line; what it was given as `fields` stands beside its message."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {
            "time": at.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def log_to(stream: TextIO, *, requests: bool) -> None:
    """Log to a stream from now on; without `requests`, only what goes wrong."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.WARNING)
    REQUESTS.setLevel(logging.INFO if requests else logging.WARNING)
