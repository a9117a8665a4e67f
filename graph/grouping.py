"""Which contributions speak of one paper: those joined by a shared identifier, by their title, or by a ruling.

A title joins when it has three words or more and the record has an abstract or authors; it joins nothing at all when
two records of that title state authors and share no surname (of 442 equal-title pairs in 148,503 papers, one shared
none).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import combinations, count, pairwise

from graph import identifiers, names
from graph.records import Contribution
from graph.rulings import Rulings

MIN_TITLE_WORDS = 3
TITLE, LETTERS = "title:", "letters:"


def identifiers_of(contribution: Contribution) -> tuple[str, ...]:
    return tuple(identifiers.expand(contribution.record.get("identifiers") or ()))


def title_of(contribution: Contribution) -> str:
    """`title:<key>`, or "" where the title folds to nothing."""
    folded = names.title_key(contribution.record.get("title") or "")
    return f"{TITLE}{folded}" if folded else ""


def letters_of(contribution: Contribution) -> str:
    """`letters:<key without spaces>`, by which references find a paper and records never join; "" for a lone word."""
    title = title_of(contribution)
    return LETTERS + title.removeprefix(TITLE).replace(" ", "") if " " in title else ""


def keys_of(contribution: Contribution) -> tuple[str, ...]:
    """Every Key that this record gives its paper."""
    return (*identifiers_of(contribution), *filter(None, (title_of(contribution), letters_of(contribution))))


def is_long_enough(title_key: str) -> bool:
    return title_key.count(" ") + 1 >= MIN_TITLE_WORDS


def is_hearsay(key: str) -> bool:
    """Whether a Key is a title in some form, which says who is meant only together with names and years."""
    return key.startswith((TITLE, LETTERS))


def joins(key: str) -> bool:
    """Whether two records that share this Key may be one paper."""
    return not key.startswith(LETTERS) and (not key.startswith(TITLE) or is_long_enough(key))


def years_of(contribution: Contribution) -> frozenset[int]:
    year = (contribution.record.get("published") or "")[:4]
    return frozenset({int(year)}) if year.isdecimal() else frozenset()


def surnames_of(contribution: Contribution) -> frozenset[str]:
    return frozenset(
        filter(None, (names.surname(author.get("name") or "") for author in (contribution.record.get("authors") or ())))
    )


@dataclass(frozen=True)
class Group:
    """The contributions of one paper, greatest first by (rank, as_of, id)."""

    members: tuple[Contribution, ...]

    @cached_property
    def identifiers(self) -> tuple[str, ...]:
        return tuple(identifiers.expand([one for member in self.members for one in identifiers_of(member)]))

    @cached_property
    def titles(self) -> frozenset[str]:
        return frozenset(filter(None, map(title_of, self.members)))

    @cached_property
    def surnames(self) -> frozenset[str]:
        return frozenset().union(*map(surnames_of, self.members))

    @cached_property
    def years(self) -> frozenset[int]:
        return frozenset().union(*map(years_of, self.members))

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every Key that points to this paper."""
        return frozenset(self.identifiers) | self.titles | frozenset(filter(None, map(letters_of, self.members)))

    @cached_property
    def handles(self) -> frozenset[str]:
        """Everything by which a decision or a reference may name this paper."""
        return frozenset(self.identifiers) | self.titles | {member.id for member in self.members}

    @property
    def first_id(self) -> str:
        return min(member.id for member in self.members)

    def mint(self, attempt: int = 0) -> str:
        """The id of a paper first seen now: its best identifier, else its title's key; made unique if that is taken."""
        titles = [title_of(member) for member in self.members]
        best = identifiers.best(self.identifiers) or next(filter(None, titles), "") or self.first_id
        if not attempt:
            return best
        told_apart = self.first_id if attempt == 1 else f"{self.first_id}#{attempt}"
        return f"{best}#{sha256(told_apart.encode()).hexdigest()[:8]}"


def mint(groups: Sequence[Group], taken: Callable[[Collection[str]], Iterable[str]]) -> list[str]:
    """A fresh id for each group; `taken` tells which of some ids are another's."""
    ids: dict[int, str] = {}
    used: set[str] = set()
    for attempt in count():
        wanted = {place: one.mint(attempt) for place, one in enumerate(groups) if place not in ids}
        if not wanted:
            break
        used.update(taken(wanted.values()))
        for place, new in wanted.items():
            if new not in used:
                ids[place] = new
                used.add(new)
    return [ids[place] for place in range(len(groups))]


def group(contributions: Iterable[Contribution], rulings: Rulings) -> list[Group]:
    """The papers that these contributions speak of, each with all of its contributions; in a fixed order.

    Extractions are passed over: they belong to whatever paper has their text.
    """
    papers = {c.id: c for c in sorted(contributions, key=lambda c: c.id) if c.kind == "paper"}
    sets = _Sets(papers.values(), rulings)
    for one, other in _joins(papers.values(), rulings):
        sets.join(one, other)
    return [
        Group(tuple(sorted((papers[one] for one in members), key=lambda c: (c.rank, c.as_of, c.id), reverse=True)))
        for members in sorted(sets.all())
    ]


def _joins(papers: Collection[Contribution], rulings: Rulings) -> Iterator[tuple[str, str]]:
    """Pairs of contribution ids to be joined, strongest reason first, so that what is refused is the weakest."""
    by_key: dict[str, list[str]] = defaultdict(list)
    by_title: dict[str, list[Contribution]] = defaultdict(list)
    for paper in papers:
        for key in identifiers_of(paper):
            by_key[key].append(paper.id)
        title = title_of(paper)
        if is_long_enough(title) and (paper.record.get("abstract") or paper.record.get("authors")):
            by_title[title].append(paper)
    if rulings.joined:
        named = _named(papers)
        for one, other in rulings.joined:
            together = [*named.get(one, ()), *named.get(other, ())] if one in named and other in named else []
            yield from pairwise(together)
    for key in sorted(by_key):
        yield from pairwise(by_key[key])
    for title in sorted(by_title):
        same = by_title[title]
        if len(same) > 1 and not _has_strangers(same):
            yield from pairwise(paper.id for paper in same)


def _has_strangers(papers: Sequence[Contribution]) -> bool:
    stated = {surnames for surnames in map(surnames_of, papers) if surnames}
    return any(one.isdisjoint(other) for one, other in combinations(stated, 2))


def _named(papers: Iterable[Contribution]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = defaultdict(list)
    for paper in papers:
        for handle in (*keys_of(paper), paper.id):
            named[handle].append(paper.id)
    return named


class _Sets:
    """Disjoint sets of contribution ids that refuse a join of two papers ruled not to be the same."""

    def __init__(self, papers: Collection[Contribution], rulings: Rulings) -> None:
        self._members = {paper.id: [paper.id] for paper in papers}
        self._root = {paper.id: paper.id for paper in papers}
        named = _named(papers) if rulings.apart else {}
        self._apart = [(set(named.get(a, ())), set(named.get(b, ()))) for a, b in rulings.apart]

    def join(self, one: str, other: str) -> None:
        a, b = sorted((self._root[one], self._root[other]))
        if a == b or self._is_refused(self._members[a], self._members[b]):
            return
        for member in self._members[b]:
            self._root[member] = a
        self._members[a] += self._members.pop(b)

    def _is_refused(self, one: list[str], other: list[str]) -> bool:
        return any(
            (not left.isdisjoint(one) and not right.isdisjoint(other))
            or (not right.isdisjoint(one) and not left.isdisjoint(other))
            for left, right in self._apart
        )

    def all(self) -> list[list[str]]:
        return [sorted(members) for members in self._members.values()]
