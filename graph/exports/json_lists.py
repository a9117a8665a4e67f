"""The items of a JSON list, one a line, as they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson


def parts(items: Iterable[Any]) -> Iterator[str]:
    before = "\n"
    for item in items:
        yield before + orjson.dumps(item).decode()
        before = ",\n"
