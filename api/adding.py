"""Records that add to papers that are there: which paper each of them means, asked of the store some at a time.

A record without a title (a citation, an abstract, a merged id) is one of these, and whatever `citegraph enrich` reads.
It means the paper that has one of its identifiers; else, where it has a title, the one paper of that title, if both
state authors and share a surname, or the paper states none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extract.records import Paper
from graph import names
from graph.grouping import MIN_TITLE_WORDS
from graph.records import Contribution, Relation
from graph.references import YEARS_APART
from graph.store import Hop, Page

if TYPE_CHECKING:
    from graph.store import Reader, Row, Store

_COLUMNS = frozenset({"title", "abstract", "year", "author_count", "identifiers", "is_stub"})
_MOST_AUTHORS = 100


@dataclass(frozen=True, slots=True)
class Meant:
    """The paper that a record means. `by_title`: no identifier says so."""

    title: str
    identifiers: frozenset[str]
    by_title: bool = False


def meant(papers: Sequence[Paper], store: Store | None) -> list[Meant | None]:
    """For each record the paper that is there, or None. Stubs are not there."""
    if store is None:
        return [None] * len(papers)
    with store.reading() as reader:
        rows = reader.get(sorted({one for paper in papers for one in paper.identifiers}), _COLUMNS)
        there = {asked: row for asked, row in rows.items() if not row["is_stub"]}
        by_id = [next((there[one] for one in paper.identifiers if one in there), None) for paper in papers]
        titled = {n: one for n, one in enumerate(papers) if by_id[n] is None and _has_long_title(one)}
        by_title = _by_title(titled, reader)
    return [
        _meant(row) if row else _meant(by_title[n], by_title=True) if n in by_title else None
        for n, row in enumerate(by_id)
    ]


def _meant(row: Row, *, by_title: bool = False) -> Meant:
    return Meant(row["title"] or "", frozenset(row["identifiers"]), by_title)


def _has_long_title(paper: Paper) -> bool:
    return len(names.title_key(paper.title).split()) >= MIN_TITLE_WORDS


def _by_title(papers: Mapping[int, Paper], reader: Reader) -> dict[int, Row]:
    """By the number of the record, its paper. One that says neither abstract nor authors joins nothing by its title."""
    if not papers:
        return {}
    matches = reader.match([paper.title for paper in papers.values()], frozenset({"Paper"}))
    found = {n: match.ids[0] for n, match in zip(papers, matches, strict=True) if len(match.ids) == 1}
    rows = reader.get(sorted(set(found.values())), _COLUMNS)
    hop = Hop(relation=Relation.AUTHORED_BY, page=Page(first=_MOST_AUTHORS), columns=frozenset({"name"}))
    authors = reader.expand(sorted(rows), hop) if rows else {}
    made: dict[int, Row] = {}
    for n, name in found.items():
        row = rows.get(name)
        if row is None or row["is_stub"] or not (row["abstract"] or row["author_count"]):
            continue
        there = {names.surname(node["name"]) for node in authors[name]["nodes"]}
        given = {names.surname(author.name) for author in papers[n].authors}
        published = papers[n].published
        is_far = published and row["year"] and abs(int(published[:4]) - row["year"]) > YEARS_APART
        if given and (not there or not given.isdisjoint(there)) and not is_far:
            made[n] = row
    return made


class Recent:
    """Papers that this run has read and may not have written yet, so that a record that adds to them finds them."""

    def __init__(self, batches: int) -> None:
        self._most = batches
        self._batches: list[dict[str, Meant]] = []

    def add(self, papers: Iterable[Paper]) -> None:
        known = {
            one: Meant(paper.title, frozenset(paper.identifiers))
            for paper in papers
            if paper.title
            for one in paper.identifiers
        }
        self._batches = [*self._batches, known][-self._most :]

    def find(self, paper: Paper) -> Meant | None:
        return next(
            (known[one] for known in reversed(self._batches) for one in paper.identifiers if one in known), None
        )


def placed(papers: Sequence[Paper], store: Store | None, recent: Recent) -> Iterator[Paper | None]:
    """Each paper that has a title as it is; each without one, if its paper is there, and None if it is not.

    An abstract is given its paper's title, for it is read together with it.
    """
    recent.add(papers)
    untitled = [paper for paper in papers if not paper.title]
    there = dict(zip(map(id, untitled), meant(untitled, store), strict=True)) if untitled else {}
    for paper in papers:
        if paper.title:
            yield paper
        elif one := there[id(paper)] or recent.find(paper):
            yield replace(paper, title=one.title) if paper.abstract else paper
        else:
            yield None


def enrichment(paper: Paper, one: Meant, record: Mapping[str, object]) -> Contribution | None:
    """What a record adds to its paper: identifiers, references, whether it is retracted; None where it adds nothing.

    Where the title alone says that it is the same paper, title and authors go with it, since they are what joins the
    two; its rank is below any other, so that they are shown only of a paper that states none.
    """
    kept = ("title", "authors", "identifiers") if one.by_title else ("identifiers",)
    added = {name: record[name] for name in ("references", "is_retracted") if record.get(name)}
    if not added and one.identifiers.issuperset(paper.identifiers):
        return None
    return Contribution(
        id=f"enrich:{paper.source}/{paper.record}",
        kind="paper",
        record={name: record[name] for name in kept if record.get(name)} | added,
        rank=-1,
        as_of=paper.as_of,
    )
