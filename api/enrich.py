"""Citations and identifiers for the papers that are there, and no others; nothing is extracted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from api.adding import enrichment, meant
from api.contributions import paper_contribution
from api.ingest import Committed, Skipped, batches
from extract.records import Paper
from graph.store import BATCH

if TYPE_CHECKING:
    from graph.store import Store


def enrich(store: Store, items: Iterable[Paper | Skipped], *, dry_run: bool = False) -> Iterator[Committed | Skipped]:
    """Each Committed comes after its commit; records of papers that are not there are in its `elsewhere`."""
    for batch in batches(items, BATCH):
        if isinstance(batch, Skipped):
            yield batch
            continue
        there = meant(batch, store)
        found = [(paper, one) for paper, one in zip(batch, there, strict=True) if one]
        made = (enrichment(paper, one, paper_contribution(paper).record) for paper, one in found)
        contributions = {one.id: one for one in made if one}
        if dry_run:
            known = store.known(list(contributions))
            fresh = [one for one in contributions.values() if known.get(one.id, ("",))[0] != one.hash]
            written, unchanged, receipts = len(fresh), len(contributions) - len(fresh), []
        else:
            receipts = list(store.ingest(contributions.values())) if contributions else []
            written = sum(receipt.written for receipt in receipts)
            unchanged = sum(receipt.unchanged for receipt in receipts)
        yield Committed(
            contributions=tuple(contributions),
            papers=len(found),
            extracted=0,
            written=written,
            unchanged=unchanged,
            version=receipts[-1].version if receipts else None,
            unkeyed=tuple(reference for receipt in receipts for reference in receipt.unkeyed),
            elsewhere=tuple(paper.record for paper, one in zip(batch, there, strict=True) if one is None),
        )
