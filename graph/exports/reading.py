"""Reading a store for as long as an export takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import TypeVar

from graph.store import MAX_PAGE, Hop, Listing, Page, Reader, Row, Slice, Store

T = TypeVar("T")


_LONGEST = 24 * 3600.0
"""Seconds that an export may take of a store whose readers see one state throughout."""


class Reading:
    """One state of the graph where the store has such; else each step is a reading of its own.

    Neo4j ends a transaction after ten seconds, and none of its readers is a snapshot: one for each page loses nothing.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._open = ExitStack()
        self._steady: Reader | None = None

    def __enter__(self) -> Reading:
        reader = self._open.enter_context(self._store.reading(seconds=_LONGEST))
        if reader.is_snapshot:
            self._steady = reader
        else:
            self._open.close()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def ask(self, question: Callable[[Reader], T]) -> T:
        if self._steady is not None:
            return question(self._steady)
        with self._store.reading() as reader:
            return question(reader)

    def get(self, ids: Sequence[str], columns: frozenset[str]) -> dict[str, Row]:
        return self.ask(lambda reader: reader.get(ids, columns))

    def expand(self, ids: Sequence[str], hop: Hop) -> dict[str, Slice]:
        return self.ask(lambda reader: reader.expand(ids, hop))

    def list(self, listing: Listing) -> Slice:
        return self.ask(lambda reader: reader.list(listing))

    def pages(self, listing: Listing) -> Iterator[Sequence[Row]]:
        """All nodes of a list, a page at a time."""
        after: str | None = None
        while True:
            found = self.list(replace(listing, page=Page(first=MAX_PAGE, after=after)))
            if found["nodes"]:
                yield found["nodes"]
            if not found["page_info"]["has_next_page"]:
                return
            after = found["page_info"]["end_cursor"]

    def edges(self, ids: Sequence[str], hop: Hop) -> Iterator[tuple[str, Row]]:
        """All edges of a hop from some nodes, each with the id of the node that it is from."""
        for parent, found in self.expand(ids, replace(hop, page=Page(first=MAX_PAGE))).items():
            page = found
            yield from ((parent, edge) for edge in page["edges"])
            while page["page_info"]["has_next_page"]:
                more = replace(hop, page=Page(first=MAX_PAGE, after=page["page_info"]["end_cursor"]))
                page = self.expand([parent], more)[parent]
                yield from ((parent, edge) for edge in page["edges"])
