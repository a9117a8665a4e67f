"""The extractor: papers in, extractions out, in input order, in constant memory, in one process or several.

with load_pipeline() as pipeline:
    for extraction in pipeline.extract(papers): ...
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from importlib import metadata
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from extract.components.keys import ENTITIES, RELATIONS, RESULTS, TITLE_END
from extract.records import ExtractedEntity, ExtractedRelation, ExtractedResult, Extraction, Paper

# spaCy takes a second to import: it is imported where an extractor is made, not where `extract` is named.
if TYPE_CHECKING:
    from confection import Config
    from spacy.language import Language

NAME = "citegraph"
CONFIG = Path(__file__).parent / "config.cfg"
_BATCH = 64
# Batches in flight for each process: enough that none waits, few enough that memory stays flat.
_AHEAD = 3
# Some 20,000 words, a few megabytes, kept for good.
_TEACHING_BATCHES = 16


class ExtractError(ValueError):
    """An extractor cannot be made from what it was given: one sentence that names the file and the reason."""


def _version() -> str:
    try:
        return metadata.version(NAME)
    except metadata.PackageNotFoundError:
        return "0.1.0"


@dataclass(frozen=True, slots=True)
class Failure:
    """A paper whose extraction failed: its place in the input, its title, and why. The stream goes on without it."""

    index: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What makes an extractor: sent to worker processes, which make their own from it."""

    config: Path
    min_confidence: float | None


class Pipeline:
    """An extractor, ready. `failures` are the papers of the last `extract` that could not be read, as they come."""

    name = NAME

    def __init__(self, settings: Settings, *, processes: int = 1) -> None:
        self.version = _version()
        self.failures: list[Failure] = []
        self._settings = settings
        self._processes = processes
        config = _read_config(settings.config)
        self.min_confidence = _threshold(config, settings)
        self.fingerprint = _fingerprint(config, self.version, self.min_confidence)
        self._nlp = _make(config, settings, self.min_confidence)
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        self._batches = 0

    def extract(self, papers: Iterable[Paper]) -> Iterator[Extraction]:
        """One Extraction for each paper, in input order. A paper that fails is told in `failures` and gets an empty
        one."""
        self.failures = []
        batches = _batched(papers)
        results = self._in_processes(batches) if self._processes > 1 else map(self.extract_batch, batches)
        done = 0
        for extractions, failures in results:
            self.failures += [replace(failure, index=done + failure.index) for failure in failures]
            done += len(extractions)
            yield from extractions

    def close(self, *, at_once: bool = False) -> None:
        """Ends the worker processes, after the batches that they are at unless `at_once`. A closed Pipeline may be
        used again: it starts new ones."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        if at_once:  # a worker keeps nothing, so nothing is lost with it; terminate_workers() came with Python 3.14
            for worker in (pool._processes or {}).values():  # noqa: SLF001
                worker.terminate()
        pool.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Pipeline:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(at_once=error is not None)

    def extract_batch(self, papers: list[Paper]) -> tuple[list[Extraction], list[Failure]]:
        extractions, failures = [], []
        # Two threads in one zone would free each other's strings.
        with self._lock, self._zone():
            for index, paper in enumerate(papers):
                try:
                    extractions.append(self._one(paper))
                except Exception as error:  # noqa: BLE001  (one paper must not end a stream of a hundred thousand)
                    failures.append(Failure(index, paper.title, f"{type(error).__name__}: {error}"))
                    extractions.append(self._empty(paper))
        return extractions, failures

    def _zone(self) -> AbstractContextManager[object]:
        """Where spaCy forgets words after a batch; what the first ones taught stays, or it learns `the` each time."""
        self._batches += 1
        return self._nlp.memory_zone() if self._batches > _TEACHING_BATCHES else nullcontext()

    def _one(self, paper: Paper) -> Extraction:
        doc = self._nlp.make_doc(paper.text)
        doc.user_data[TITLE_END] = len(paper.title)
        for _, component in self._nlp.pipeline:
            doc = component(doc)
        entities: list[ExtractedEntity] = doc.user_data[ENTITIES]
        kept = [_as_written(entity, paper) for entity in entities if self._reaches(entity)]
        names = {entity.name for entity in kept}
        relations: list[ExtractedRelation] = doc.user_data.get(RELATIONS, [])
        results: list[ExtractedResult] = doc.user_data.get(RESULTS, [])
        return replace(
            self._empty(paper),
            entities=tuple(kept),
            relations=tuple(r for r in relations if self._reaches(r) and r.head in names and r.tail in names),
            results=tuple(
                replace(
                    result,
                    system=result.system if result.system in names else "",
                    benchmark=result.benchmark if result.benchmark in names else "",
                    metric=result.metric if result.metric in names else "",
                )
                for result in results
                if self._reaches(result)
            ),
        )

    def _reaches(self, statement: ExtractedEntity | ExtractedRelation | ExtractedResult) -> bool:
        return statement.confidence is None or statement.confidence >= self.min_confidence

    def _empty(self, paper: Paper) -> Extraction:
        return Extraction(
            id=paper.id, title=paper.title, text_sha256=paper.text_sha256, extractor=NAME, version=self.version
        )

    def _in_processes(self, batches: Iterator[list[Paper]]) -> Iterator[tuple[list[Extraction], list[Failure]]]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_start_worker,
                initargs=(self._settings, os.getpid()),
            )
        running: deque[Future[tuple[list[Extraction], list[Failure]]]] = deque()
        try:
            for batch in islice(batches, self._processes * _AHEAD):
                running.append(_submitted(self._pool, batch))
            while running:
                yield running.popleft().result()
                following = next(batches, None)
                if following is not None:
                    running.append(_submitted(self._pool, following))
        except BrokenProcessPool as error:
            self.close()
            raise ExtractError(
                "a worker process of the extractor ended at once, as one does that is killed or out of memory; "
                "use fewer processes and run the same input again"
            ) from error
        finally:
            for future in running:
                future.cancel()


def _submitted(pool: ProcessPoolExecutor, papers: list[Paper]) -> Future[tuple[list[Extraction], list[Failure]]]:
    """The future of a batch. A worker that is started for it inherits that Ctrl-C is held back, for the seconds before
    it can see to that itself."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        return pool.submit(_work, papers)
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(_work, papers)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


_worker: Pipeline | None = None


def _start_worker(settings: Settings, parent: int) -> None:
    global _worker  # noqa: PLW0603  (what an initializer makes has no other place to live)
    # Ctrl-C reaches the whole group: the parent decides, and workers do not print a trace each.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _worker = Pipeline(settings)


def _end_with(parent: int) -> None:
    """Ends this worker when its parent is gone, however it went (kill -9 runs no clean-up)."""
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(1.0)
    os._exit(1)


def _work(papers: list[Paper]) -> tuple[list[Extraction], list[Failure]]:
    if _worker is None:
        raise RuntimeError("a worker is made by _start_worker")
    return _worker.extract_batch(papers)


def load_pipeline(config: Path | None = None, *, min_confidence: float | None = None, processes: int = 1) -> Pipeline:
    """The extractor of a config (ours, if none is given). `min_confidence` overrides the config; 0 keeps all."""
    if min_confidence is not None and not 0 <= min_confidence <= 1:
        raise ExtractError(f"a minimal confidence lies between 0 and 1, not at {min_confidence}")
    if processes < 1:
        raise ExtractError(f"extraction needs one process or more, not {processes}")
    return Pipeline(Settings(config or CONFIG, min_confidence), processes=processes)


def _batched(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    iterator = iter(papers)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _as_written(entity: ExtractedEntity, paper: Paper) -> ExtractedEntity:
    """Mentions with the text of the paper: a Doc cannot hold lone surrogates, a title from JSON can."""
    texts = {"title": paper.title, "abstract": paper.abstract}
    if all(mention.text == texts[mention.field][mention.start : mention.end] for mention in entity.mentions):
        return entity
    mentions = tuple(replace(m, text=texts[m.field][m.start : m.end]) for m in entity.mentions)
    return replace(entity, mentions=mentions)


def _read_config(path: Path) -> Config:
    from confection import Config

    try:
        return Config().from_disk(path)
    except OSError as error:
        raise ExtractError(f"cannot read the extractor's config {path}: {error.strerror}") from error
    except ValueError as error:
        raise ExtractError(f"{path} is no config of an extractor: {_first_line(error)}") from error


def _threshold(config: Config, settings: Settings) -> float:
    if settings.min_confidence is not None:
        return settings.min_confidence
    value: Any = config.get("citegraph", {}).get("min_confidence", 0.0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ExtractError(f"{settings.config}: min_confidence must be a number between 0 and 1, not {value!r}")
    return float(value)


def _make(config: Config, settings: Settings, min_confidence: float) -> Language:
    from spacy.util import load_model_from_config

    from extract.components import factories  # noqa: F401  (registers; here, so that importing extract stays free of it)

    made = config.copy()
    made.pop("citegraph", None)
    if min_confidence == 0 and "assembly" in made.get("components", {}):
        made["components"]["assembly"]["salience"] = 0.0
    try:
        return load_model_from_config(made, auto_fill=True, validate=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExtractError(f"{settings.config} makes no extractor: {_first_line(error)}") from error


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(lines[:3]) if lines else type(error).__name__


def _fingerprint(config: Config, version: str, min_confidence: float) -> str:
    """Name, version and a hash of all that decides what is extracted: config, threshold, lexicon, the rules' code."""
    from extract.lexicon import FOLDER

    digest = hashlib.sha256(config.to_str().encode())
    digest.update(str(min_confidence).encode())
    named = [value for part in config.get("components", {}).values() for value in _paths_in(part)]
    code = (Path(__file__).parent / "components").glob("*.py")
    for path in sorted({*FOLDER.glob("*.tsv"), *FOLDER.glob("*.gz"), *code, *map(Path, named)}):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return f"{NAME}/{version}+{digest.hexdigest()[:12]}"


def _paths_in(component: dict[str, Any]) -> list[str]:
    """Every text, alone or in a list, that a component is given: those that are files count."""
    values = [each for value in component.values() for each in (value if isinstance(value, list) else [value])]
    return [value for value in values if isinstance(value, str) and value]
