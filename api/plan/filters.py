"""The filter of a question with an id in place of each name, looked up in the state of the graph that is read."""

from __future__ import annotations

from dataclasses import replace

from graph.filter import EVERYTHING, resolved
from graph.store import Listing, Reader


def with_ids(listing: Listing, reader: Reader) -> Listing:
    """Raises NotFound or Ambiguous."""
    if listing.filter == EVERYTHING:
        return listing
    return replace(listing, filter=resolved(listing.filter, reader.match))
