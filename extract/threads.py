"""How many threads numpy takes for a matrix: one. A text's are small, so that a second thread waits more than it
computes, and papers are read side by side in processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_LIBRARIES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def take_one_thread() -> None:
    """For this process, if numpy is not imported yet, and those that it starts. What the environment says stays."""
    for name in _LIBRARIES:
        os.environ.setdefault(name, "1")


@contextmanager
def one_thread_each() -> Iterator[None]:
    """For the processes that are started within."""
    added = [name for name in _LIBRARIES if name not in os.environ]
    take_one_thread()
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]
