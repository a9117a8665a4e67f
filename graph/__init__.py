"""The graph: what is one thing, how it is stored, and what a store is asked."""

from __future__ import annotations

from graph.errors import (
    BadCursor,
    BadInput,
    GraphError,
    QueryTooExpensive,
    StoreDamaged,
    StoreError,
    StoreForbidden,
    StoreLocked,
    StoreMissing,
    StoreTooNew,
    StoreUnavailable,
)
from graph.opening import Access, check_store, open_store
from graph.store import Store

__all__ = [
    "Access",
    "BadCursor",
    "BadInput",
    "GraphError",
    "QueryTooExpensive",
    "Store",
    "StoreDamaged",
    "StoreError",
    "StoreForbidden",
    "StoreLocked",
    "StoreMissing",
    "StoreTooNew",
    "StoreUnavailable",
    "check_store",
    "open_store",
]
