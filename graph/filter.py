"""A filter of lists: parts that must all hold, and tests of what a paper is related to, joined by AND and by any-of.

The same Filter selects the pages of a list, its facets and an export. Names in it are resolved once, before a store is
asked (`resolved`): a store sees ids alone, so a filter by name and the same one by id are one filter, with one cursor.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from graph.errors import Ambiguous, BadInput, NotFound
from graph.records import AUTHOR, ENTITY, PAPER, PAPER_TO_ENTITY, RESULT, EntityType, Relation

if TYPE_CHECKING:
    from graph.store import Match

MOST_TESTS: Final = 20
MOST_NAMES: Final = 500
"""Ids and names of one filter, of all its tests together."""
_LONGEST_PATTERN, _MOST_STARS = 200, 3
_SHOWN = 5

OF_PAPERS: Final = (*PAPER_TO_ENTITY, Relation.CITES, Relation.AUTHORED_BY, Relation.REPORTS)
"""The relations that begin in a paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationTest:
    """Whether a paper has an edge of `relation` for which all of this holds; with `negated`, whether it has none.

    reverse         CITES read against its direction: an edge into the paper
    any             the far end is one of these (ids; before `resolved`, names too); None: it may be anything
    types           the far end is an entity of one of these EntityType values
    min_confidence  the edge is at least so sure; a declared edge (confidence None) passes
    by              one of the edge's sources fits this pattern, such as `feed:*`
    """

    relation: Relation
    reverse: bool = False
    any: frozenset[str] | None = None
    types: frozenset[str] | None = None
    min_confidence: float | None = None
    by: str | None = None
    negated: bool = False

    def __post_init__(self) -> None:
        if self.relation not in OF_PAPERS or (self.reverse and self.relation is not Relation.CITES):
            raise BadInput(f"A paper has no relation {self.relation}; it has {', '.join(OF_PAPERS)}.")
        if self.types is not None and self.far_kind != ENTITY:
            raise BadInput(f"Types are of entities, and {self.relation} leads to none; leave one of the two out.")
        if self.types is not None and (unknown := self.types - set(EntityType)):
            raise BadInput(f"{min(unknown)!r} is no type of entity; there are {', '.join(EntityType)}.")
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            raise BadInput(f"The minimal confidence is {self.min_confidence}; give a probability from 0 to 1.")
        if self.by is not None:
            check_pattern("by", self.by)

    @property
    def far_kind(self) -> str:
        if self.relation in PAPER_TO_ENTITY:
            return ENTITY
        return {Relation.CITES: PAPER, Relation.AUTHORED_BY: AUTHOR}.get(self.relation, RESULT)


Group = tuple[RelationTest, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list is narrowed to; every part that is given must hold. Years and stubs are in Where.

    text        all of these words are in the node's text, as full-text search finds them; stubs have none
    min_papers  of an author or entity: so many papers speak of it
    venues      of a paper: its venue fits one of these patterns, in which `*` stands for any characters
    categories  of a paper: one of its categories fits one of these patterns
    tests       of a paper: of each group at least one test holds
    """

    text: str | None = None
    min_papers: int | None = None
    venues: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    tests: tuple[Group, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.text is not None and not any(map(str.isalnum, self.text)):
            raise BadInput(f"The text {self.text[:80]!r} has no word to look for; give one, or leave it out.")
        for name, patterns in (("venue", self.venues), ("category", self.categories)):
            for pattern in patterns or ():
                check_pattern(name, pattern)
        every = list(self.each_test())
        if len(every) > MOST_TESTS:
            raise BadInput(f"The filter has {len(every)} tests; give at most {MOST_TESTS}.")
        if (names := sum(len(test.any or ()) for test in every)) > MOST_NAMES:
            raise BadInput(f"The filter names {names} nodes; give at most {MOST_NAMES}.")

    def each_test(self) -> Iterator[RelationTest]:
        return (test for group in self.tests for test in group)

    @property
    def words(self) -> tuple[str, ...]:
        """The filter in words, none where it says nothing: equal filters have equal words, in any process."""
        if self == EVERYTHING:
            return ()
        groups = sorted(sorted(map(_words_of, group)) for group in self.tests)
        parts = (self.text, self.min_papers, _sorted(self.venues), _sorted(self.categories), groups)
        return tuple(map(repr, parts))

    def check_kind(self, kind: str) -> None:
        """Raises BadInput for a part that nodes of this kind do not have."""
        of_papers = bool(self.tests) or (self.venues, self.categories) != (None, None)
        if kind == PAPER and self.min_papers is not None:
            raise BadInput("`min_papers` is about authors and entities; leave it out of a list of papers.")
        if kind != PAPER and of_papers:
            raise BadInput(f"Venues, categories and tests are about papers; leave them out of a list of {kind}.")


EVERYTHING: Final = Filter()


def _words_of(test: RelationTest) -> str:
    confidence = None if test.min_confidence is None else float(test.min_confidence)
    parts = (_sorted(test.any), _sorted(test.types), confidence, test.by, test.reverse, test.negated)
    return repr((str(test.relation), *parts))


def _sorted(words: frozenset[str] | None) -> list[str] | None:
    return None if words is None else sorted(map(str, words))


def has_code(*, negated: bool = False) -> RelationTest:
    """Whether a paper releases a repository."""
    return RelationTest(relation=Relation.RELEASES, types=frozenset({EntityType.REPOSITORY.value}), negated=negated)


def by_authors(names: Iterable[str]) -> RelationTest:
    return RelationTest(relation=Relation.AUTHORED_BY, any=frozenset(names))


# -- patterns ----------------------------------------------------------------------------------------------------------


def check_pattern(name: str, pattern: str) -> None:
    if len(pattern) > _LONGEST_PATTERN or pattern.count("*") > _MOST_STARS:
        raise BadInput(
            f"`{name}` is {pattern[:40]!r}; give at most {_LONGEST_PATTERN} characters and {_MOST_STARS} stars."
        )


def as_glob(pattern: str) -> str:
    """As SQLite's GLOB takes it, to which `?` and `[` would be signs."""
    return re.sub(r"[?\[]", lambda sign: f"[{sign[0]}]", pattern)


def as_regex(pattern: str) -> str:
    """As Java takes it."""
    return "(?s)" + ".*".join(map(re.escape, pattern.split("*")))


# -- names -------------------------------------------------------------------------------------------------------------

Matching = Callable[[Sequence[str], frozenset[str], frozenset[str] | None], "Sequence[Match]"]
"""As Reader.match."""


def resolved(given: Filter, match: Matching) -> Filter:
    """The filter with the id of each node that its tests name. Raises NotFound, or Ambiguous with the candidates."""
    if not any(test.any for test in given.each_test()):
        return given
    ids: dict[tuple[str, frozenset[str] | None, str], str] = {}
    wanted: dict[tuple[str, frozenset[str] | None], set[str]] = {}
    for test in given.each_test():
        wanted.setdefault((test.far_kind, test.types), set()).update(test.any or ())
    for (kind, types), texts in wanted.items():
        for found in match(sorted(texts), frozenset({kind}), types):
            if not found.ids:
                raise NotFound(
                    f"Nothing that the filter may mean is called {found.text[:80]!r}.", text=found.text, kind=kind
                )
            if len(found.ids) > 1:
                shown = ", ".join(found.ids[:_SHOWN])
                raise Ambiguous(
                    f"{found.text[:80]!r} in the filter stands for {len(found.ids)} nodes; name one by id: {shown}.",
                    text=found.text,
                    ids=found.ids,
                )
            ids[kind, types, found.text] = found.ids[0]

    def with_ids(test: RelationTest) -> RelationTest:
        if not test.any:
            return test
        return replace(test, any=frozenset(ids[test.far_kind, test.types, text] for text in test.any))

    return replace(given, tests=tuple(tuple(map(with_ids, group)) for group in given.tests))
