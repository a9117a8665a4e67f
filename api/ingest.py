"""Where extract and graph meet: papers and their extractions become contributions, and go into a store.

Everything streams: memory is that of a few batches, whatever the inputs hold. A record that is there unchanged, with an
extraction of its text by the same pipeline or the same ready-made one, costs one look-up; that is also how an
interrupted run goes on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol

from api.adding import Recent, placed
from api.contributions import extraction_contribution, extraction_id, feed_id, paper_contribution
from extract.records import Extraction, Paper, RecordProblem
from graph.records import Contribution
from graph.store import BATCH

if TYPE_CHECKING:
    from api.ready_made import ReadyMade
    from extract.pipeline import Failure
    from graph.store import Store

PAPERS_A_BATCH = BATCH // 2
"""A record and its extraction are two contributions: both of every paper of a batch fit one transaction."""

READ_AHEAD = 32
"""Batches that may wait for their extractions: enough that no process of a machine waits for the store."""


class Extractor(Protocol):
    """What ingestion asks of a pipeline; `extract.pipeline.Pipeline` is one."""

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def failures(self) -> Sequence[Failure]: ...
    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One input: a path, or an open stream with the `name` that its records are kept under.

    year   of dates that state none
    """

    input: Path | BinaryIO
    name: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """One batch is in the store for good; in a dry run, what would be.

    contributions   their ids, in the order of the input
    ready_made      how many of them are extractions that were given
    unkeyed         references that nothing identifies, as `contribution: reference`
    elsewhere       records that only add to a paper, and whose paper is not there
    """

    contributions: tuple[str, ...]
    papers: int
    extracted: int
    written: int
    unchanged: int
    version: int | None
    ready_made: int = 0
    unkeyed: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """What could not be used: an input that is missing or cannot be read, one record of an input, or the extraction of
    one text (its paper is kept). A ready-made one that is `unmatched` is of no paper of the run, and no problem."""

    what: Literal["missing", "input", "record", "extraction", "unmatched"]
    reason: str


@dataclass(slots=True)
class Tally:
    """The sum of a run's events."""

    papers: int = 0
    extracted: int = 0
    ready_made: int = 0
    written: int = 0
    unchanged: int = 0
    unkeyed: int = 0
    elsewhere: int = 0
    unmatched: int = 0
    version: int | None = None
    problems: list[Skipped] = field(default_factory=list)

    def add(self, event: Committed | Skipped) -> None:
        if isinstance(event, Skipped):
            if event.what == "unmatched":
                self.unmatched += 1
            else:
                self.problems.append(event)
            return
        self.papers += event.papers
        self.extracted += event.extracted
        self.ready_made += event.ready_made
        self.written += event.written
        self.unchanged += event.unchanged
        self.unkeyed += len(event.unkeyed)
        self.elsewhere += len(event.elsewhere)
        self.version = event.version


def ingest(
    store: Store | None,
    sources: Iterable[Source],
    pipeline: Extractor,
    *,
    ready_made: ReadyMade | None = None,
    dry_run: bool = False,
) -> Iterator[Committed | Skipped]:
    """Read, extract what is new and not among the `ready_made`, write; each Committed comes after its commit. Nothing
    is written in a dry run, which alone may do without a store."""
    if ready_made is not None:
        yield from ready_made.problems
    planned = _planned(batches(read_all(sources)), store, pipeline, ready_made)
    if dry_run:
        yield from _told(planned)
    elif store is None:
        raise ValueError("ingest needs a store unless dry_run is set")
    else:
        yield from _written(_extracted(planned, pipeline), store)
    if ready_made is not None:
        yield from ready_made.rest()


def _written(items: Iterable[Batch | Skipped], store: Store) -> Iterator[Committed | Skipped]:
    for item in items:
        if isinstance(item, Skipped):
            yield item
            continue
        contributions = [*item.contributions, *item.ready_made]
        receipts = list(store.ingest(contributions)) if contributions else []
        yield Committed(
            contributions=tuple(contribution.id for contribution in contributions),
            papers=item.papers,
            extracted=item.extracted,
            ready_made=len(item.ready_made),
            written=sum(receipt.written for receipt in receipts),
            unchanged=item.unchanged + sum(receipt.unchanged for receipt in receipts),
            version=receipts[-1].version if receipts else None,
            unkeyed=tuple(reference for receipt in receipts for reference in receipt.unkeyed),
            elsewhere=item.elsewhere,
        )


def read_all(sources: Iterable[Source]) -> Iterator[Paper | Skipped]:
    """The papers of every input in turn; an input or a record that cannot be read is told and left out."""
    from extract.readers import ReadError, read

    for source in sources:
        try:
            for item in read(source.input, name=source.name, year=source.year):
                yield Skipped(what="record", reason=str(item)) if isinstance(item, RecordProblem) else item
        except ReadError as error:
            is_missing = isinstance(source.input, Path) and not source.input.exists()
            yield Skipped(what="missing" if is_missing else "input", reason=str(error))


def batches(items: Iterable[Paper | Skipped], size: int = PAPERS_A_BATCH) -> Iterator[list[Paper] | Skipped]:
    batch: list[Paper] = []
    for item in items:
        if isinstance(item, Skipped):
            yield item
        else:
            batch.append(item)
            if len(batch) == size:
                yield batch
                batch = []
    if batch:
        yield batch


@dataclass(slots=True)
class Batch:
    """Some papers with what there is to do about them."""

    papers: int
    contributions: list[Contribution] = field(default_factory=list)
    ready_made: list[Contribution] = field(default_factory=list)
    unread: dict[str, Paper] = field(default_factory=dict)
    """By the id of its extraction, a paper with a text that this pipeline has not read yet."""
    unchanged: int = 0
    extracted: int = 0
    elsewhere: tuple[str, ...] = ()
    problems: list[Skipped] = field(default_factory=list)


def _planned(
    items: Iterable[list[Paper] | Skipped], store: Store | None, pipeline: Extractor, ready_made: ReadyMade | None
) -> Iterator[Batch | Skipped]:
    recent = Recent(2 * READ_AHEAD)
    for item in items:
        if isinstance(item, Skipped):
            yield item
            continue
        batch = plan(item, store, pipeline, recent, ready_made)
        yield from batch.problems
        yield batch


def plan(
    given: list[Paper], store: Store | None, pipeline: Extractor, recent: Recent, ready_made: ReadyMade | None = None
) -> Batch:
    """Compare some papers, and the ready-made extractions of their texts, with what the store knows."""
    there = list(placed(given, store, recent))
    papers = [paper for paper in there if paper is not None]
    records = [paper_contribution(paper) for paper in papers]
    titled = [paper for paper in papers if paper.title]
    extractions, problems = ready_made.of(titled) if ready_made is not None else ([], [])
    covered = {extraction.record["text_sha256"] for extraction in extractions}
    uncovered = (paper for paper in titled if paper.text_sha256 not in covered)
    texts = {extraction_id(pipeline.name, paper): paper for paper in uncovered}
    asked = [*(one.id for one in (*records, *extractions)), *texts]
    known = store.known(asked) if store is not None else {}
    missing = tuple(one.record for one, paper in zip(given, there, strict=True) if paper is None)
    batch = Batch(papers=len(papers), elsewhere=missing, problems=problems)
    for contributions, new in ((records, batch.contributions), (extractions, batch.ready_made)):
        for one in contributions:
            if known.get(one.id, ("",))[0] == one.hash:
                batch.unchanged += 1
            else:
                new.append(one)
    for text, paper in texts.items():
        if known.get(text, ("", ""))[1] == pipeline.fingerprint:
            batch.unchanged += 1
        else:
            batch.unread[text] = paper
    return batch


def _told(planned: Iterable[Batch | Skipped]) -> Iterator[Committed | Skipped]:
    """What a run would do, told without extracting: a text that stands in two batches counts once."""
    seen: set[str] = set()
    for item in planned:
        if isinstance(item, Skipped):
            yield item
            continue
        ready_made = [one.id for one in item.ready_made if one.id not in seen]
        texts = [text for text in item.unread if text not in seen]
        seen.update(ready_made, texts)
        ids = (*(contribution.id for contribution in item.contributions), *ready_made, *texts)
        yield Committed(
            contributions=ids,
            papers=item.papers,
            extracted=len(texts),
            ready_made=len(ready_made),
            written=len(ids),
            unchanged=item.unchanged,
            version=None,
            elsewhere=item.elsewhere,
        )


def _extracted(planned: Iterator[Batch | Skipped], pipeline: Extractor) -> Iterator[Batch | Skipped]:
    """Each batch with the extractions of its new texts, in order.

    The pipeline is fed one stream across batches, so that its processes are at work while a batch is written. The
    stream ends, and another begins, where too many batches wait: few of their texts may be new, or none.
    """
    waiting: deque[Batch | Skipped] = deque()

    def unread() -> Iterator[Paper]:
        while len(waiting) < READ_AHEAD and (item := next(planned, None)) is not None:
            waiting.append(item)
            if isinstance(item, Batch):
                yield from item.unread.values()

    while True:
        stream = enumerate(pipeline.extract(unread()))
        ahead = list(islice(stream, 1))  # sets the stream going
        if not waiting:
            return
        extractions = chain(ahead, stream)
        while waiting:
            item = waiting.popleft()
            if isinstance(item, Batch):
                yield from _join(item, islice(extractions, len(item.unread)), pipeline)
            yield item


def _join(batch: Batch, extractions: Iterable[tuple[int, Extraction]], pipeline: Extractor) -> Iterator[Skipped]:
    """Add a batch's extractions to its contributions. A failed one is told; the next run will try its text again."""
    for (index, extraction), paper in zip(extractions, list(batch.unread.values()), strict=True):
        reason = next((failure.reason for failure in pipeline.failures if failure.index == index), None)
        if reason is None:
            batch.contributions.append(extraction_contribution(extraction, by=pipeline.fingerprint))
            batch.extracted += 1
        else:
            yield Skipped(what="extraction", reason=f"{feed_id(paper)}: its text could not be extracted: {reason}")
