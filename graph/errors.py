"""Everything a store can refuse, as one tree.

GraphError
├── BadInput             an argument that no store could honour; the message names it
│   ├── BadCursor        a cursor of another list, another order or another filter, or none of ours
│   ├── Ambiguous        a name that stands for several nodes; it holds their ids
│   └── NotFound         a name, title or identifier that stands for nothing here
└── StoreError           the store itself
    ├── StoreMissing     nothing is there
    ├── StoreTooNew      made by a newer version of citegraph
    ├── StoreLocked      another process is writing and did not finish in time
    ├── StoreDamaged     what is there is no store, or is broken
    ├── StoreForbidden   it does not let this user in, or not write
    ├── StoreUnavailable cannot be reached now; trying again may help
    └── QueryTooExpensive it ended what it was asked, which took more time or memory than it gives
"""

from __future__ import annotations


class GraphError(Exception):
    """Base of all errors of the graph. `str()` is one sentence for a person: what happened and the way out."""


class BadInput(GraphError):
    pass


class BadCursor(BadInput):
    pass


class Ambiguous(BadInput):
    def __init__(self, message: str, *, text: str, ids: tuple[str, ...]) -> None:
        super().__init__(message)
        self.text = text
        self.ids = ids


class NotFound(BadInput):
    def __init__(self, message: str, *, text: str = "", kind: str = "") -> None:
        super().__init__(message)
        self.text = text
        self.kind = kind


class StoreError(GraphError):
    pass


class StoreMissing(StoreError):
    pass


class StoreTooNew(StoreError):
    pass


class StoreLocked(StoreError):
    pass


class StoreDamaged(StoreError):
    pass


class StoreForbidden(StoreError):
    pass


class StoreUnavailable(StoreError):
    pass


class QueryTooExpensive(StoreError):
    pass
