"""What extraction reads and yields: Paper, as a reader understood it, and Extraction, what was found in its text.

Both are frozen and know no file format, no store and no spaCy. A paper's text is `title + "\\n" + abstract`; every
offset counts Unicode code points in one of the two fields.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

Field = Literal["title", "abstract"]
FIELDS: tuple[Field, ...] = ("title", "abstract")

ENTITY_TYPES = ("Method", "Model", "Benchmark", "Dataset", "Task", "Metric", "Repository")
PAPER_RELATIONS = ("introduces", "uses", "evaluates_on", "compares_with", "addresses", "releases", "mentions")
ENTITY_RELATIONS = ("based_on", "part_of", "evaluated_on", "outperforms", "implements")
RESULT_KINDS = ("absolute", "delta", "ratio", "range")


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """One author as a source names them. `ids` are identifiers such as `orcid:0000-...` or `openalex:A123`."""

    name: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One entry of a paper's reference list; whatever the source did not give is empty or None.

    intent           why it is cited, such as `background`; several with a comma and a space between them
    contexts         the sentences that cite it
    is_influential   whether the source judges that the paper builds on it
    raw              the citation as it was written, where no title could be told in it
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    identifiers: tuple[str, ...] = ()
    intent: str | None = None
    contexts: tuple[str, ...] = ()
    is_influential: bool = False
    raw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One bibliographic record, as one source gives it.

    title          "" where the record only adds to a paper that another record describes; it has identifiers then
    source         the feed it came from: `daily-papers`, `jsonl`, `bibtex`, ...
    record         its entry in that source; `source/record` stays the same when the same input is read again
    id             the id that the input itself gave, verbatim, else None
    identifiers    normalised by graph.identifiers (`arxiv:2410.12345`, `doi:10...`), best first
    published      as precise as the source: `2024-09-16`, `2024-09`, `2024`, or None
    published_is_guess   True where the year was inferred
    author_count   how many authors the source says there are, where it says so without naming them
    links          URLs of code, models or data that the source itself declares for the paper
    count          a trailing number of the source, kept without a meaning
    as_of          the day the source states for this record (ISO), else ""
    """

    source: str
    record: str
    title: str
    abstract: str = ""
    id: str | None = None
    identifiers: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    author_count: int | None = None
    published: str | None = None
    published_is_guess: bool = False
    venue: str = ""
    categories: tuple[str, ...] = ()
    url: str = ""
    links: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    is_retracted: bool = False
    count: int | None = None
    as_of: str = ""

    @property
    def text(self) -> str:
        """Title, a newline, abstract: the text that extraction reads and offsets refer to."""
        return text_of(self.title, self.abstract)

    @property
    def text_sha256(self) -> str:
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def text_of(title: str, abstract: str) -> str:
    return f"{title}\n{abstract}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordProblem:
    """One record that could not be read; the records around it are unaffected."""

    where: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line is not None else ""
        return f"{self.where}{line}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """`field[start:end]`, in code points."""

    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Span):
    """A span with its text: `text == field[start:end]`."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedEntity:
    """One entity of a paper: `name` is a surface as written, `evidence` the sentence that the relation was read in."""

    name: str
    type: str
    relation: str
    aliases: tuple[str, ...] = ()
    confidence: float | None = None
    mentions: tuple[Mention, ...] = ()
    evidence: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedRelation:
    """A relation between two entities of the same extraction, by their names. `on`: a benchmark, for outperforms."""

    head: str
    relation: str
    tail: str
    on: str | None = None
    confidence: float | None = None
    evidence: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedResult:
    """A reported figure, `value` exactly as written."""

    value: str
    system: str = ""
    benchmark: str = ""
    metric: str = ""
    kind: str = "absolute"
    confidence: float | None = None
    evidence: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What one extractor found in one text. `as_dict` gives the published output form."""

    title: str
    text_sha256: str
    extractor: str
    version: str
    id: str | None = None
    entities: tuple[ExtractedEntity, ...] = ()
    relations: tuple[ExtractedRelation, ...] = ()
    results: tuple[ExtractedResult, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON object that `citegraph extract` prints: one key order, absent `on` left out."""
        return {
            "id": self.id,
            "title": self.title,
            "extractor": {"name": self.extractor, "version": self.version},
            "text_sha256": self.text_sha256,
            "entities": [
                {
                    "name": entity.name,
                    "type": entity.type,
                    "relation": entity.relation,
                    "aliases": list(entity.aliases),
                    "confidence": entity.confidence,
                    "mentions": [_span(mention) | {"text": mention.text} for mention in entity.mentions],
                    "evidence": _span(entity.evidence),
                }
                for entity in self.entities
            ],
            "relations": [
                {
                    "head": link.head,
                    "relation": link.relation,
                    "tail": link.tail,
                    **({"on": link.on} if link.on else {}),
                    "confidence": link.confidence,
                    "evidence": _span(link.evidence),
                }
                for link in self.relations
            ],
            "results": [
                {
                    "system": result.system,
                    "benchmark": result.benchmark,
                    "metric": result.metric,
                    "value": result.value,
                    "kind": result.kind,
                    "confidence": result.confidence,
                    "evidence": _span(result.evidence),
                }
                for result in self.results
            ],
        }


def _span(span: Span | None) -> Any:
    return None if span is None else {"field": span.field, "start": span.start, "end": span.end}
