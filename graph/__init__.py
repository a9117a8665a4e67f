"""The graph: what is one thing, how it is stored, and what a store is asked."""

from __future__ import annotations

from pathlib import Path

from graph.errors import (
    BadCursor,
    BadInput,
    GraphError,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreTooNew,
    StoreUnavailable,
)
from graph.store import Store

__all__ = [
    "BadCursor",
    "BadInput",
    "GraphError",
    "Store",
    "StoreDamaged",
    "StoreError",
    "StoreLocked",
    "StoreMissing",
    "StoreTooNew",
    "StoreUnavailable",
    "open_store",
]


def open_store(url: str, *, create: bool = False) -> Store:
    """Open the store at a URL such as `embedded:/path/to/file`, making it first where `create` is set.

    Raises BadInput for a URL that is none of ours, StoreMissing, StoreTooNew, StoreDamaged, StoreLocked,
    StoreUnavailable.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "embedded" and rest:
        from graph.sqlite.store import SqliteStore  # the store that is asked for is the only one imported

        return SqliteStore(Path(rest).expanduser(), create=create)
    raise BadInput(f"{scheme}: is no kind of store; use embedded:/path/to/file.")
