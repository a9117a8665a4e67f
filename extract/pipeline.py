"""The extractor: papers in, extractions out, in input order, in constant memory, in one process or several.

with load_pipeline() as pipeline:
    for extraction in pipeline.extract(papers): ...
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module, metadata
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from extract.components.keys import ENTITIES, RELATIONS, RESULTS, TITLE_END
from extract.models import DEFAULT, config_of, with_paths
from extract.processes import Workers, WorkersError
from extract.records import ExtractedEntity, ExtractedRelation, ExtractedResult, Extraction, Paper

# spaCy takes a second to import: it is imported where an extractor is made, not where `extract` is named.
if TYPE_CHECKING:
    from confection import Config
    from spacy.language import Language

NAME = "citegraph"
# A batch is 64 abstracts, a third of a second's reading, or as much of longer texts as takes a second. A text that is
# longer still is a batch by itself, so that few wait for it.
_BATCH = 64
_BATCH_CHARACTERS = 150_000
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
    lexicon: tuple[Path, ...] = ()


class Pipeline:
    """An extractor, ready. `failures` are the papers of the last `extract` that could not be read, as they come."""

    name = NAME

    def __init__(self, settings: Settings, *, processes: int = 1) -> None:
        self.version = _version()
        self.failures: list[Failure] = []
        self._settings = settings
        self._processes = processes
        config = _read_config(settings)
        self.min_confidence = _threshold(config, settings)
        self.fingerprint = _fingerprint(config, settings, self.version, self.min_confidence)
        self._nlp = _make(config, settings, self.min_confidence)
        self._workers: Workers | None = None
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
        workers, self._workers = self._workers, None
        if workers is not None:
            workers.close(at_once=at_once)

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
        if self._workers is None:
            self._workers = Workers(partial(_reader, self._settings), self._processes)
        try:
            yield from self._workers.read(batches, self._lost)
        except WorkersError as error:
            self.close(at_once=True)
            raise ExtractError(str(error)) from error

    def _lost(self, paper: Paper, reason: str) -> tuple[list[Extraction], list[Failure]]:
        return [self._empty(paper)], [Failure(0, paper.title, reason)]


def _reader(settings: Settings) -> Callable[[list[Paper]], tuple[list[Extraction], list[Failure]]]:
    return Pipeline(settings).extract_batch


def load_pipeline(
    model: str | Path = DEFAULT,
    *,
    min_confidence: float | None = None,
    processes: int = 1,
    lexicon: Sequence[Path] = (),
) -> Pipeline:
    """The extractor of a model: `fast`, or the path of a config or of a folder with one.

    min_confidence   overrides the config; 0 keeps all
    lexicon          files of names beside those that the config names, as extract.lexicon reads them

    Raises ExtractError.
    """
    if min_confidence is not None and not 0 <= min_confidence <= 1:
        raise ExtractError(f"a minimal confidence lies between 0 and 1, not at {min_confidence}")
    if processes < 1:
        raise ExtractError(f"extraction needs one process or more, not {processes}")
    try:
        config = config_of(str(model))
    except ValueError as error:
        raise ExtractError(str(error)) from None
    return Pipeline(Settings(config, min_confidence, tuple(lexicon)), processes=processes)


def _batched(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    batch: list[Paper] = []
    characters = 0
    for paper in papers:
        length = len(paper.text)
        if batch and characters + length > _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
        batch.append(paper)
        characters += length
        if len(batch) == _BATCH:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _as_written(entity: ExtractedEntity, paper: Paper) -> ExtractedEntity:
    """Mentions with the text of the paper: a Doc cannot hold lone surrogates, a title from JSON can."""
    texts = {"title": paper.title, "abstract": paper.abstract}
    if all(mention.text == texts[mention.field][mention.start : mention.end] for mention in entity.mentions):
        return entity
    mentions = tuple(replace(m, text=texts[m.field][m.start : m.end]) for m in entity.mentions)
    return replace(entity, mentions=mentions)


def _read_config(settings: Settings) -> Config:
    from confection import Config

    path = settings.config
    try:
        return Config().from_disk(path)
    except OSError as error:
        raise ExtractError(f"cannot read the extractor's config {path}: {error.strerror}") from error
    except ValueError as error:
        raise ExtractError(f"{path} is no config of an extractor: {_first_line(error)}") from error


def _components(config: Config, settings: Settings) -> dict[str, Any]:
    """The components of a config, with whole paths, and with the names that the user brings."""
    components: dict[str, Any] = config.copy().get("components", {})
    with_paths(components, settings.config.parent)
    for component in components.values():
        if component.get("factory") == "citegraph_lexicon":
            component["more"] = [str(path) for path in settings.lexicon]
    return components


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

    _import_named(config, settings)
    made = config.copy()
    made.pop("citegraph", None)
    made["components"] = _components(config, settings)
    if min_confidence == 0 and "assembly" in made.get("components", {}):
        made["components"]["assembly"]["salience"] = 0.0
    try:
        return load_model_from_config(made, auto_fill=True, validate=True)
    except (ImportError, OSError, ValueError, KeyError, TypeError) as error:
        raise ExtractError(f"{settings.config} makes no extractor: {_first_line(error)}") from error


def _import_named(config: Config, settings: Settings) -> None:
    """Import the modules of `[citegraph] import`, which register components of a user's own; in each process."""
    modules = config.get("citegraph", {}).get("import", [])
    if not isinstance(modules, list) or not all(isinstance(module, str) for module in modules):
        raise ExtractError(f"{settings.config}: import must be a list of modules' names, not {modules!r}")
    for module in modules:
        try:
            import_module(module)
        except Exception as error:  # it is the user's code
            raise ExtractError(f"{settings.config}: cannot import {module}: {_first_line(error)}") from error


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(lines[:3]) if lines else type(error).__name__


def _fingerprint(config: Config, settings: Settings, version: str, min_confidence: float) -> str:
    """Name, version and a hash of all that decides what is extracted: config, threshold, names, weights, code."""
    from extract.lexicon import FOLDER

    digest = hashlib.sha256(config.to_str().encode())
    digest.update(str(min_confidence).encode())
    named = [Path(value) for part in _components(config, settings).values() for value in _paths_in(part)]
    named += [path for folder in named if folder.is_dir() for path in folder.iterdir()]
    code = (Path(__file__).parent / "components").glob("*.py")
    for path in sorted({*FOLDER.glob("*.tsv"), *code, *named}, key=lambda path: (path.name, path)):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return f"{NAME}/{version}+{digest.hexdigest()[:12]}"


def _paths_in(component: dict[str, Any]) -> list[str]:
    """Every text, alone or in a list, that a component is given: those that are files count."""
    values = [each for value in component.values() for each in (value if isinstance(value, list) else [value])]
    return [value for value in values if isinstance(value, str) and value]
