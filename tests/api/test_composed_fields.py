"""Fields of entities, papers and authors that take several steps: lineage, rivals, company, years, code, relatives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log2
from typing import Any

import pytest

from graph import Store
from graph.questions.together import Together, together
from graph.records import Relation
from graph.store import Adjacent, Way
from tests.api.fake_store import FakeReader, FakeStore, world
from tests.api.questioned import ask, paper, store_of, whole

MILL, KILN, SIEVE = ("Mill", "Model", "uses"), ("Kiln", "Model", "uses"), ("Sieve", "Method", "uses")
BENCH, REPO = ("QuietBench", "Benchmark", "evaluates_on"), ("https://github.com/mill/mill", "Repository", "releases")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    # Kiln --BASED_ON--> Mill --BASED_ON--> Sieve --BASED_ON--> Kiln; Kiln beats Mill in b and c, Mill beats Kiln in d
    made = store_of(
        tmp_path_factory.mktemp("composed"),
        paper("a", [("Mill", "Model", "introduces"), SIEVE, REPO], year="2019", authors=["Ada", "Bo"],
              relations=[("Mill", "based_on", "Sieve")]),
        paper("b", [MILL, KILN, BENCH], year="2021-05", authors=["Ada", "Cy"], cites=["a"],
              relations=[("Kiln", "based_on", "Mill"), ("Kiln", "outperforms", "Mill")]),
        paper("c", [MILL, KILN], year="2021-03", authors=["Ada", "Bo"], cites=["a"],
              relations=[("Kiln", "outperforms", "Mill"), ("Sieve", "based_on", "Kiln")]),
        paper("d", [MILL, KILN, BENCH, SIEVE], year="2024", authors=["Dee"], cites=["b"],
              relations=[("Mill", "outperforms", "Kiln"), ("Sieve", "based_on", "Kiln")]),
        paper("e", [MILL], year="", authors=["Eve"]),
    )  # fmt: skip
    yield made
    made.close()


SELECTED = "totalCount isComplete edges { node { name } depth via { name } statements { sentence } }"


def entity(store: Store, name: str, selection: str) -> Any:
    return ask(store, f"query($id: ID!) {{ entity(id: $id) {{ {selection} }} }}", id=name)["entity"]


def test_wins_and_losses_are_counted_each_with_its_sentences(store: Store) -> None:
    said = "winStatements { paper { year } } lossStatements { sentence paper { year } }"
    fields = f"comparedWith {{ totalCount isComplete edges {{ node {{ name }} wins losses {said} }} }}"
    found = entity(store, "Mill", fields)
    assert found["comparedWith"] == {
        "totalCount": 1,
        "isComplete": True,
        "edges": [
            {
                "node": {"name": "Kiln"},
                "wins": 1,
                "losses": 2,
                "winStatements": [{"paper": {"year": 2024}}],
                "lossStatements": [
                    {"sentence": "We speak of Mill, Kiln, QuietBench here.", "paper": {"year": 2021}},
                    {"sentence": "We speak of Mill, Kiln here.", "paper": {"year": 2021}},
                ],
            }
        ],
    }


def kin(found: Any) -> list[tuple[str, int, str]]:
    return [(one["node"]["name"], one["depth"], one["via"]["name"]) for one in found["edges"]]


def test_a_lineage_is_walked_to_its_depth_and_ends_where_it_comes_round(store: Store) -> None:
    selection = "{ totalCount isComplete edges { node { name } depth via { name } statements { sentence } } }"
    found = entity(
        store, "Kiln", f"one: ancestors(maxDepth: 1) {selection} ancestors {selection} descendants {selection}"
    )
    assert kin(found["one"]) == [("Mill", 1, "Kiln")]
    assert kin(found["ancestors"]) == [("Mill", 1, "Kiln"), ("Sieve", 2, "Mill")]
    assert kin(found["descendants"]) == [("Sieve", 1, "Kiln"), ("Mill", 2, "Sieve")]
    assert found["ancestors"]["edges"][1]["statements"][0]["sentence"].startswith("We speak of Mill, Sieve")


def test_what_is_used_together_is_ranked_by_shared_papers(store: Store) -> None:
    selection = "{ totalCount papersRead isComplete edges { node { name } paperCount via { year } } }"
    found = entity(store, "Mill", f"coUsed {selection} benches: coUsed(types: [BENCHMARK]) {selection}")
    assert [(one["node"]["name"], one["paperCount"]) for one in found["coUsed"]["edges"]] == [
        ("Kiln", 3), ("QuietBench", 2), ("Sieve", 1)]  # fmt: skip
    assert found["coUsed"]["papersRead"] == 4  # the one that introduces it does not use it
    assert found["benches"]["totalCount"] == 1
    assert found["benches"]["edges"][0]["via"] == {"year": 2024}


def test_papers_are_counted_by_year_and_those_without_one_apart(store: Store) -> None:
    found = entity(
        store, "Mill", "trend { years { year paperCount } undated } firstSeen { id } lastSeen { title year }"
    )
    assert found["trend"] == {
        "years": [{"year": 2019, "paperCount": 1}, {"year": 2021, "paperCount": 2}, {"year": 2024, "paperCount": 1}],
        "undated": 1,
    }
    assert (found["firstSeen"], found["lastSeen"]) == (
        {"id": "doi:10.1000/a"},
        {"title": "Paper d of many", "year": 2024},
    )


def test_code_comes_with_the_paper_that_presents_the_entity(store: Store) -> None:
    selection = "code { edges { repository { url } reason paper { id } } }"
    assert entity(store, "Mill", selection)["code"]["edges"] == [
        {"repository": {"url": "https://github.com/mill/mill"}, "reason": "RELEASED", "paper": {"id": "doi:10.1000/a"}}
    ]
    assert entity(store, "Kiln", selection)["code"]["edges"] == []


def test_related_papers_say_what_they_share_and_what_is_rare_weighs_most(store: Store) -> None:
    found = ask(store, """{ paper(id: "doi:10.1000/b") { related { totalCount isComplete edges { paper { id } score
        sharedCount shared { reason node { id } } } } } }""")["paper"]["related"]  # fmt: skip
    best = found["edges"][0]
    # With c: Ada (3 papers) and the reference to a (2 papers), and Mill (5) and Kiln (3).
    assert best["paper"] == {"id": "doi:10.1000/c"}
    assert best["score"] == round(2 / log2(4) + 1 / log2(3) + 1 / log2(6), 6)
    assert best["shared"] == [
        {"reason": "REFERENCE", "node": {"id": "doi:10.1000/a"}},
        {"reason": "ENTITY", "node": {"id": "entity:kiln"}},
        {"reason": "AUTHOR", "node": {"id": "x:Ada"}},
        {"reason": "ENTITY", "node": {"id": "entity:mill"}},
    ]
    assert (best["sharedCount"], found["isComplete"]) == (4, True)


def test_co_authors_are_ranked_by_papers_and_an_author_has_subjects(store: Store) -> None:
    edges = "totalCount edges { node { name } paperCount }"
    fields = f"coAuthors {{ {edges} }} entities(types: [MODEL], first: 1) {{ {edges} }}"
    found = ask(store, f'{{ author(id: "x:Ada") {{ {fields} }} }}')["author"]
    assert [(one["node"]["name"], one["paperCount"]) for one in found["coAuthors"]["edges"]] == [("Bo", 2), ("Cy", 1)]
    assert found["entities"] == {"totalCount": 2, "edges": [{"node": {"name": "Mill"}, "paperCount": 3}]}


def test_what_looks_at_much_costs_much_below_each_row(store: Store) -> None:
    query = "query($n: Int) { entities(first: $n) { nodes { coUsed { edges { paperCount } } } } }"
    assert whole(store, query, n=2)["extensions"]["cost"] > 2 * 2_000
    refused = whole(store, query, n=20)["errors"][0]
    assert refused["extensions"]["code"] == "QUERY_TOO_EXPENSIVE"
    message = whole(store, "{ entity(id: 1) { ancestors(maxDepth: 6) { totalCount } } }")["errors"][0]["message"]
    assert message == "`maxDepth` is 6; give a number from 1 to 5."


def test_a_level_is_asked_at_once_whatever_its_rows() -> None:
    calls = {}
    fields = "trend { undated } firstSeen { id } code { edges { reason } } comparedWith { totalCount } "
    fields += "coUsed { totalCount } ancestors { totalCount } descendants(maxDepth: 1) { totalCount }"
    for first in (2, 5):
        fake = FakeStore()
        ask(fake.as_store(), f"{{ entities(first: {first}) {{ nodes {{ {fields} }} }} }}")
        calls[first] = [name for name, _ in fake.calls]
    assert calls[2] == calls[5]


def test_what_was_read_in_part_says_so() -> None:
    asked = Together(to_papers=(Way(Relation.USES, reverse=True),), from_papers=(Way(Relation.USES),))
    found = together(_Cut(world(), []), ["e1"], asked)["e1"]
    assert (found["papers_read"], found["is_complete"]) == (1, False)


class _Cut(FakeReader):
    """A reader that gives one neighbour a way."""

    def adjacent(self, ids: Sequence[str], ways: Sequence[Way], limit: int) -> dict[str, list[Adjacent]]:
        return super().adjacent(ids, ways, 1)
