"""Questions that take several verbs are answered alike by Neo4j and the embedded store, on a library of papers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from graph.questions.code import code
from graph.questions.compared import compared_with
from graph.questions.leaderboard import Ranking, leaderboard
from graph.questions.lineage import lineage
from graph.questions.neighborhood import Around, neighborhood
from graph.questions.over_time import seen, trend
from graph.questions.paths import Paths, shortest_paths
from graph.questions.related import related
from graph.questions.together import Together, together
from graph.questions.ways import STATED_BY, STATES
from graph.records import Relation
from graph.sqlite.store import SqliteStore
from graph.store import Way
from tests.api import library
from tests.neo4j.filled import both
from tests.neo4j.fixtures import Scratch
from tests.neo4j.questions import Question, assert_alike


def questions(ids: list[str]) -> Iterator[Question]:
    entities = [one for one in ids if one.startswith(("entity:", "repo:"))]
    papers = [one for one in ids if one.startswith("doi:")]
    authors = [one for one in ids if one.startswith("name:")]
    results = [one for one in ids if one.startswith("result:")]
    yield "years", partial(trend, ids=entities)
    for last in (False, True):
        yield f"seen {last=}", partial(seen, ids=entities, columns=frozenset({"title"}), last=last)
    yield "code", partial(code, ids=entities)
    yield "compared", partial(compared_with, ids=entities, first=3)
    for reverse in (False, True):
        yield f"lineage {reverse=}", partial(lineage, ids=entities, reverse=reverse, depth=3, first=5)
    yield "used", partial(together, ids=entities, asked=Together(to_papers=STATED_BY, from_papers=STATES, first=5))
    there, back = (Way(Relation.AUTHORED_BY, reverse=True),), (Way(Relation.AUTHORED_BY),)
    yield "authors", partial(together, ids=authors, asked=Together(to_papers=there, from_papers=back, first=5))
    yield "related", partial(related, ids=papers, first=5)
    for one in (*entities[:6], *papers[:3], *authors[:2], *results[:2]):
        yield f"around {one}", partial(neighborhood, asked=Around(centre=one, per_type=3))
    for benchmark in entities:
        ranking = Ranking(benchmark=benchmark, metric="entity:accuracy", is_higher_better=True)
        yield f"{ranking}", partial(leaderboard, asked=ranking)
    ends = [*papers[:3], entities[0], entities[-1], authors[0], results[0]]
    for source, target in product(ends, ends):
        for visited in (5, 2_000):
            asked = Paths(source=source, target=target, max_visited=visited, first=3, include_name_only=True)
            yield f"{asked}", partial(shortest_paths, asked=asked)


@pytest.mark.slow
def test_composed_answers_are_alike_on_a_library(neo4j_scratch: Scratch, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "store", create=True)
    for _ in store.ingest(library.contributions()):
        pass
    connection = store._reader()
    ids = [row[0] for row in connection.execute("SELECT id FROM node ORDER BY n")]
    with both(neo4j_scratch, connection) as (one, other):
        assert_alike(one, other, questions(ids))
    store.close()
