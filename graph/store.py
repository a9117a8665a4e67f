"""What a store is asked: one set of verbs, the same answers from every store, down to the order of rows.

Reading is done inside `with store.reading() as reader:`, one consistent state of the graph for as long as it is open.
A reader belongs to the thread that opened it. Writing is done by the store's verbs, each in transactions of its own.

A *row* is a dict with the columns that were asked for, and always `id` and `kind` (Paper, Author, Entity or Result).
Columns by kind (all may be asked of any kind; a row holds those of its own):

    Paper   title abstract published published_is_guess year venue categories url author_count count identifiers
            text_sha256 text_source sources is_stub is_retracted
    Author  name is_name_only paper_count
    Entity  name type url aliases paper_count
    Result  value result_kind confidence evidence system benchmark metric  (the last three: entity ids or None)

A *slice* is one page of a list: {"edges": [{"cursor", "node", ...}], "nodes": [row, ...], "page_info": {...},
"total_count": int or None}, and "facets" (graph/facets.py) where some were asked for; the edge columns of a hop are
listed at `Hop`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, NotRequired, Protocol, TypedDict

from graph.facets import Facet
from graph.filter import EVERYTHING, Filter
from graph.records import Contribution, Decision, Graph, Relation

Row = dict[str, Any]
Rows = list[Row]
"""Within a Reader, whose verb `list` has the name."""

DEFAULT_PAGE = 20
MAX_PAGE = 500
SEARCH_WINDOW = 1000
BATCH = 200
"""Contributions a transaction: enough to spread the cost of a commit, few enough to lose little work to a crash."""


READ_SECONDS = 10.0
"""What a store gives all that is asked in one reading: a thousand times what a dear question takes."""


class PageInfo(TypedDict):
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class Slice(TypedDict):
    edges: list[Row]
    nodes: list[Row]
    page_info: PageInfo
    total_count: int | None
    facets: NotRequired[dict[str, Facet]]


class Order(StrEnum):
    """PUBLISHED: newest first. NAME: by folded name. PAPERS: most papers first. Each ends in the id, so none ties."""

    PUBLISHED = "PUBLISHED"
    NAME = "NAME"
    PAPERS = "PAPERS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A keyset page, as in Relay: `first` after a cursor, or `last` before one. Cursors are opaque."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A filter; every part that is given must hold.

    types            of an entity: any of these EntityType values
    year_from/_to    of a paper, inclusive; a paper without a year passes neither
    min_confidence   of an edge; a declared edge (confidence None) passes
    include_stubs    cited works that are not here, which lists leave out
    """

    types: frozenset[str] | None = None
    year_from: int | None = None
    year_to: int | None = None
    min_confidence: float | None = None
    include_stubs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of all nodes of one kind that pass the filter, which holds ids and no names (graph/filter.py).

    Papers: PUBLISHED or NAME; authors and entities: NAME or PAPERS. `facets` are of papers alone, and of all pages.
    """

    kind: str
    order: Order
    where: Where = Where()
    filter: Filter = EVERYTHING
    page: Page = Page()
    columns: frozenset[str] = frozenset()
    count: bool = False
    facets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Full-text search, best first, over a window of SEARCH_WINDOW ranks. `text` is plain words, never a syntax."""

    text: str
    kinds: frozenset[str] = frozenset({"Paper", "Author", "Entity"})
    where: Where = Where()
    page: Page = Page()
    columns: frozenset[str] = frozenset()
    count: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggest:
    """What the first letters of a name may become (graph/suggesting.py); `types` are of entities."""

    prefix: str
    kinds: frozenset[str] = frozenset({"Paper", "Author", "Entity"})
    types: frozenset[str] | None = None
    first: int = 10
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """From each of some nodes along one relation, a page each.

    Order: from a paper in its `position` (reading order; authors as listed; references as listed); into an entity, an
    author or a cited paper by the paper's date, newest first; between entities by the neighbour's name, one edge a
    neighbour with the statements of all papers (newest first, at most 50).
    Into a paper along CITES, stubs never occur; out of a paper along CITES they do.

    edge_columns that may be asked: confidence, sources, statements, statement_count, ordinal, intent, contexts,
    is_influential, is_self; and of statements only some parts, as `statements.by` or `statements.sentence`, so that no
    text is read for nothing
    A statement: {by, as_type, name, field, start, end, confidence, paper_id, on, sentence, parts}, where sentence is
    the text of its span and parts the same text cut up: [{"text", "role"}], role None or entity, head, tail, ...
    """

    relation: Relation
    reverse: bool = False
    where: Where = Where()
    page: Page = Page()
    columns: frozenset[str] = frozenset()
    edge_columns: frozenset[str] = frozenset()
    count: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One relation, walked along its direction or against it."""

    relation: Relation
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Adjacent:
    """The distinct neighbours of a node on one way, in its order; `has_more` where they were cut off."""

    way: Way
    ids: tuple[str, ...]
    has_more: bool


class Change(NamedTuple):
    """A node that a write changed, or that went with it, by its key in graph/changes.py."""

    key: str
    id: str
    is_gone: bool


Ends = tuple[str, Relation, str]
"""Source, relation and target of an edge."""


@dataclass(frozen=True, slots=True)
class Match:
    """What one name or identifier stands for: one id is found, several are ambiguous, none is missing."""

    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stats:
    papers: int
    stubs: int
    authors: int
    results: int
    contributions: int
    entities: Mapping[str, int]
    edges: Mapping[str, int]
    version: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one write did. `version` is the graph's version afterwards."""

    written: int
    unchanged: int
    deleted: int
    version: int
    unkeyed: tuple[str, ...] = field(default=())
    """References that nothing identifies, as `contribution: reference`; they stay in their contribution."""


class Reader(Protocol):
    """One state of the graph, for as long as it is open."""

    @property
    def is_snapshot(self) -> bool:
        """False where a write may become visible between two verbs; each verb by itself sees whole papers."""
        ...

    @property
    def version(self) -> int:
        """The graphVersion of this state."""
        ...

    def get(self, ids: Sequence[str], columns: frozenset[str]) -> dict[str, Row]:
        """Rows by id; an id that was merged away, or any identifier of a paper, gives the row of its survivor, and the
        id that an alias of one entity or author would have gives that one.
        What is not there is left out. The keys are the ids as asked for."""
        ...

    def merged(self, ids: Sequence[str]) -> dict[str, str]:
        """Those of the ids that were merged away, each with the id of its survivor."""
        ...

    def match(self, texts: Sequence[str], kinds: frozenset[str], types: frozenset[str] | None = None) -> list[Match]:
        """What each identifier, name or title stands for, in the order given. An exact name wins over an alias."""
        ...

    def adjacent(self, ids: Sequence[str], ways: Sequence[Way], limit: int) -> dict[str, list[Adjacent]]:
        """The first `limit` neighbours on each way, ids alone; every id has an entry, empty ways are left out.

        Order: out of a paper or result by position, then id; into a node newest paper first; between entities by id.
        """
        ...

    def edges(self, ends: Sequence[Ends]) -> dict[Ends, Row]:
        """`confidence` and `statements` (whole, of at most 50 papers, newest first) of the edges that are there."""
        ...

    def changes(self, after: str, limit: int) -> Sequence[Change]:
        """The first `limit` nodes whose last change has a key after this one, in the order of the keys."""
        ...

    def years(self, ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """How many papers of each year state something about each entity; `0000` for papers without a date."""
        ...

    def list(self, listing: Listing) -> Slice: ...

    def search(self, search: Search) -> Slice: ...

    def suggest(self, asked: Suggest) -> Rows:
        """`{"text": the name that begins so, "node": row}`, at most `first` of them."""
        ...

    def expand(self, ids: Sequence[str], hop: Hop) -> dict[str, Slice]:
        """A page below each id; every id asked for has an entry."""
        ...

    def stats(self) -> Stats: ...

    def decisions(self) -> Sequence[Decision]:
        """Everything that people ruled, in no order; graph/decisions.py makes pages of it."""
        ...


class Store(Protocol):
    """One graph, kept somewhere. Verbs of one store may be called from several threads."""

    def reading(self, *, seconds: float = READ_SECONDS) -> AbstractContextManager[Reader]:
        """A reader, for so many seconds: what is asked then, or is still being answered, ends in the database too, and
        raises QueryTooExpensive."""
        ...

    def known(self, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """For each contribution that is there, its hash and its `by`."""
        ...

    def ingest(self, contributions: Iterable[Contribution]) -> Iterator[Receipt]:
        """Add or replace contributions, BATCH a transaction; each receipt is given after its commit."""
        ...

    def decide(self, decisions: Iterable[Decision], *, withdraw: Sequence[str] = ()) -> Receipt:
        """Record what a person ruled, and withdraw decisions by id."""
        ...

    def delete(self, ids: Sequence[str]) -> Receipt:
        """Delete contributions by id, and the extractions that no remaining text needs."""
        ...

    def contributions_of(self, paper_id: str) -> tuple[str, ...]:
        """Ids of the contributions that a paper is projected from, its extractions last."""
        ...

    def dump(self) -> Iterator[Contribution | Decision]:
        """Everything that was given, in the order of arrival, so that a load mints the same ids."""
        ...

    def graph(self) -> Graph:
        """The whole graph as it stands in the store; for tests and small graphs."""
        ...

    def check(self) -> dict[str, str]:
        """What `citegraph doctor` tells: where the store is, its schema, its size, whether it is whole."""
        ...

    def close(self) -> None: ...
