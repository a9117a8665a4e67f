"""What `/metrics` tells, in the text format of Prometheus: requests by operation name, code and time.

Names of operations are the client's, so only the first so many get a line of their own.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from threading import Lock
from typing import Final

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
MOST_OPERATIONS: Final = 100
"""Operations told apart: with 12 buckets each, some 1,500 lines."""
BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

# No name of GraphQL has a bracket in it.
ANONYMOUS, REFUSED, OTHER = "(anonymous)", "(refused)", "(other)"
_LONGEST_NAME = 100


class Metrics:
    """The counts of one server. Shared by threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._started = time.time()
        self._operations: set[str] = set()
        self._requests: Counter[tuple[str, str]] = Counter()
        self._times: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}
        self._cost: Counter[str] = Counter()
        self.in_progress = 0

    def count(self, operation: str, code: str, seconds: float, cost: int) -> None:
        """One request that was answered. `operation`: its name, or one of the words above."""
        with self._lock:
            name = self._label(operation)
            self._requests[name, code] += 1
            times = self._times.setdefault(name, [0] * (len(BUCKETS) + 1))
            times[bisect_left(BUCKETS, seconds)] += 1
            self._seconds[name] = self._seconds.get(name, 0.0) + seconds
            self._cost[name] += cost

    def _label(self, operation: str) -> str:
        if operation in self._operations or operation in (ANONYMOUS, REFUSED):
            return operation
        if len(operation) > _LONGEST_NAME or len(self._operations) >= MOST_OPERATIONS:
            return OTHER
        self._operations.add(operation)
        return operation

    def text(self, *, is_ready: bool) -> str:
        with self._lock:
            return "".join(f"{line}\n" for line in self._lines(is_ready=is_ready))

    def _lines(self, *, is_ready: bool) -> Iterator[str]:
        yield from _family(
            "citegraph_requests_total",
            "counter",
            "Requests of /graphql by operation name and error code, OK where there was none.",
            (f'{{operation="{name}",code="{code}"}} {count}' for (name, code), count in sorted(self._requests.items())),
        )
        yield from _family(
            "citegraph_request_duration_seconds",
            "histogram",
            "Time from the end of the request's head to the answer.",
            (line for name in sorted(self._times) for line in self._histogram(name)),
        )
        yield from _family(
            "citegraph_cost_total",
            "counter",
            "Sum of the costs of the requests, as extensions.cost tells them.",
            (f'{{operation="{name}"}} {cost}' for name, cost in sorted(self._cost.items())),
        )
        for name, kind, about, value in (
            (
                "citegraph_requests_in_progress",
                "gauge",
                "Requests of /graphql that are being answered.",
                self.in_progress,
            ),
            ("citegraph_ready", "gauge", "1 once the server is warm.", int(is_ready)),
            ("process_cpu_seconds_total", "counter", "CPU time of this process.", time.process_time()),
            ("process_start_time_seconds", "gauge", "When it started, in seconds since 1970.", self._started),
        ):
            yield from _family(name, kind, about, [f" {value}"])

    def _histogram(self, name: str) -> Iterator[str]:
        total = 0
        for bound, count in zip((*map(str, BUCKETS), "+Inf"), self._times[name], strict=True):
            total += count
            yield f'_bucket{{operation="{name}",le="{bound}"}} {total}'
        yield f'_sum{{operation="{name}"}} {self._seconds[name]}'
        yield f'_count{{operation="{name}"}} {total}'


def _family(name: str, kind: str, about: str, samples: Iterable[str]) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"
    for sample in samples:
        yield f"{name}{sample}"
