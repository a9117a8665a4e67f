"""Corrections by GraphQL: written one after the other, read by the plan, and only for who has the token."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import orjson
import pytest

from api.plan import Code, Limits, Mutations, Request, answer
from api.server import create_app
from api.settings import Settings
from graph import Store, StoreLocked
from tests.api.asking import values
from tests.api.client import Client
from tests.api.library import contributions

TOKEN = "a-token-of-the-tests"  # noqa: S105 - it opens nothing
RENAME = 'mutation Rename { rename(entity: "quietbench", name: "Silent Bench", by: "Ada") { isNew } }'


@pytest.fixture
def library(store: Store) -> Store:
    list(store.ingest(contributions()))
    return store


def corrected(store: Store, query: str, **variables: Any) -> Any:
    request = Request(query=query, variables=variables, mutations=Mutations.ALLOWED)
    return orjson.loads(answer(request, store).body)


def listed(store: Store) -> list[dict[str, Any]]:
    query = "{ decisions { nodes { id kind subject object by at node { id } } } }"
    found: list[dict[str, Any]] = values(store, query)["decisions"]["nodes"]
    return found


def test_what_is_selected_below_a_mutation_is_what_a_query_gives_of_the_same_nodes(library: Store) -> None:
    selection = "__typename id ... on Entity { name type aliases usedBy(first: 2) { totalCount nodes { title } } }"
    told = corrected(
        library,
        f'mutation {{ r: rename(entity: "QuietBench", name: "Silent Bench", by: "Ada") '
        f"{{ isNew decision {{ kind subject object by node {{ id }} }} nodes {{ {selection} }} }} }}",
    )
    assert "errors" not in told
    assert told["data"]["r"]["decision"] == {
        "kind": "RENAME",
        "subject": "entity:quietbench",
        "object": "Silent Bench",
        "by": "Ada",
        "node": {"id": "entity:quietbench"},
    }
    asked = values(library, f'{{ nodes(ids: ["entity:quietbench"]) {{ {selection} }} }}')
    assert told["data"]["r"]["nodes"] == asked["nodes"]
    assert told["data"]["r"]["nodes"][0]["name"] == "Silent Bench"
    assert told["extensions"]["graphVersion"] == values(library, "{ stats { graphVersion } }")["stats"]["graphVersion"]


def test_a_correction_said_twice_is_written_once(library: Store) -> None:
    first, second = corrected(library, RENAME), corrected(library, RENAME.replace("Ada", "Ben"))
    assert (first["data"]["rename"]["isNew"], second["data"]["rename"]["isNew"]) == (True, False)
    assert first["extensions"]["graphVersion"] == second["extensions"]["graphVersion"]
    assert [one["by"] for one in listed(library)] == ["Ada"]


def test_mutations_of_one_request_see_those_before_them(library: Store) -> None:
    told = corrected(
        library,
        """mutation {
          a: retype(entity: "QuietBench", type: DATASET, by: "Ada") { nodes { ... on Entity { type } } }
          b: retype(entity: "QuietBench", type: TASK, by: "Ada") { nodes { ... on Entity { type } } }
          c: reject(entity: "QuietBench", by: "Ada") { nodes { id } }
          d: reject(entity: "QuietBench", by: "Ada") { isNew }
        }""",
    )
    assert told["data"] == {
        "a": {"nodes": [{"type": "DATASET"}]},
        "b": {"nodes": [{"type": "TASK"}]},
        "c": {"nodes": []},
        "d": {"isNew": False},
    }
    assert sorted(one["kind"] for one in listed(library)) == ["REJECT", "RETYPE"]


def test_one_that_fails_is_null_with_its_place_and_the_others_stand(library: Store) -> None:
    told = corrected(
        library,
        """mutation {
          a: rename(entity: "no such thing", name: "x", by: "Ada") { isNew }
          b: rename(entity: "the mill", name: "x", by: "Ada") { isNew }
          c: rename(entity: "QuietBench", name: "Silent Bench", by: "Ada") { isNew }
          d: withdraw(decision: "decision:0") { isNew }
          e: rename(entity: "LoudBench", name: " ", by: "Ada") { isNew }
          f: same(id: "LoudBench", as: "loud bench", by: "Ada") { isNew }
        }""",
    )
    assert told["data"] == {"a": None, "b": None, "c": {"isNew": True}, "d": None, "e": None, "f": None}
    codes = {error["path"][0]: error["extensions"]["code"] for error in told["errors"]}
    assert codes == {"a": "NOT_FOUND", "b": "AMBIGUOUS", "d": "NOT_FOUND", "e": "BAD_USER_INPUT", "f": "BAD_USER_INPUT"}
    named = next(error for error in told["errors"] if error["path"] == ["b"])
    assert {one["id"] for one in named["extensions"]["candidates"]} == {"entity:densemill", "entity:slowkiln"}
    assert all(error["locations"] for error in told["errors"])


def test_only_what_one_paper_says_of_one_relation_is_rejected(library: Store) -> None:
    query = '{ entity(id: "QuietBench") { mentionedBy { nodes { id } } evaluatedBy { nodes { id } } } }'
    before = values(library, query)["entity"]
    paper = before["mentionedBy"]["nodes"][0]["id"]
    reject = (
        'mutation ($paper: ID) { reject(entity: "QuietBench", paper: $paper, relation: MENTIONS, by: "Ada") { isNew } }'
    )
    assert corrected(library, reject, paper=paper)["data"]["reject"]["isNew"] is True
    after = values(library, query)["entity"]
    assert after["mentionedBy"]["nodes"] == [one for one in before["mentionedBy"]["nodes"] if one["id"] != paper]
    assert after["evaluatedBy"] == before["evaluatedBy"]


def test_entities_ruled_one_answer_as_the_survivor(library: Store) -> None:
    told = corrected(
        library, 'mutation { same(id: "LoudBench", as: "QuietBench", by: "Ada") { nodes { id } decision { id } } }'
    )
    assert told["data"]["same"]["nodes"] == [{"id": "entity:quietbench"}]
    assert values(library, '{ benchmark(name: "LoudBench") { id } node(id: "entity:loudbench") { id } }') == {
        "benchmark": {"id": "entity:quietbench"},
        "node": {"id": "entity:quietbench"},
    }
    asked = Request(query='{ node(id: "entity:loudbench") { id } nodes(ids: ["entity:quietbench", "x"]) { id } }')
    assert orjson.loads(answer(asked, library).body)["extensions"]["mergedIds"] == [
        {"asked": "entity:loudbench", "id": "entity:quietbench"}
    ]
    again = corrected(library, 'mutation { same(id: "LoudBench", as: "QuietBench", by: "Ada") { isNew } }')
    assert again["data"]["same"] == {"isNew": False}
    withdraw = "mutation ($id: ID!) { withdraw(decision: $id) { isNew } }"
    assert corrected(library, withdraw, id=told["data"]["same"]["decision"]["id"])["data"]["withdraw"]["isNew"] is True
    assert values(library, '{ benchmark(name: "LoudBench") { id } }') == {"benchmark": {"id": "entity:loudbench"}}
    assert listed(library) == []


def test_papers_ruled_one_and_two_again_are_one_question(library: Store) -> None:
    same = 'mutation { same(id: "doi:10.1000/1", as: "Milling study number 2", by: "Ada") { nodes { id } } }'
    apart = 'mutation { notSame(id: "doi:10.1000/2", as: "https://doi.org/10.1000/1", by: "Ben") { nodes { id } } }'
    assert corrected(library, same)["data"]["same"]["nodes"] == [{"id": "doi:10.1000/1"}]
    assert values(library, '{ node(id: "doi:10.1000/2") { id } }') == {"node": {"id": "doi:10.1000/1"}}
    assert len(corrected(library, apart)["data"]["notSame"]["nodes"]) == 2
    assert values(library, '{ node(id: "doi:10.1000/2") { id } }') == {"node": {"id": "doi:10.1000/2"}}
    assert [(one["kind"], one["by"]) for one in listed(library)] == [("NOT_SAME", "Ben")]


@pytest.mark.parametrize(
    ("mutations", "expected"),
    [(Mutations.OFF, "CITEGRAPH_TOKEN"), (Mutations.NO_TOKEN, "Bearer"), (Mutations.WRONG_TOKEN, "not that of this")],
)
def test_without_the_right_to_nothing_is_written(library: Store, mutations: Mutations, expected: str) -> None:
    told = answer(Request(query=RENAME, mutations=mutations), library)
    assert (told.code, told.is_error) == (Code.UNAUTHENTICATED, True)
    assert expected in orjson.loads(told.body)["errors"][0]["message"]
    assert listed(library) == []


def test_a_mutation_is_checked_and_costed_before_anything_is_written(library: Store) -> None:
    for query, limits in (
        (RENAME.replace("isNew", "isOld"), Limits()),
        (RENAME.replace('"Ada"', "7"), Limits()),
        (RENAME, Limits(cost=100)),
        ("mutation { " + " ".join(f"a{i}: {RENAME[18:-2]}" for i in range(26)) + " }", Limits()),
    ):
        told = answer(Request(query=query, mutations=Mutations.ALLOWED), library, limits)
        assert told.is_error
    assert listed(library) == []


def test_a_store_that_another_writes_to_is_told_and_says_nothing_of_itself(library: Store) -> None:
    class Busy:
        def __init__(self, store: Store) -> None:
            self.reading, self.known = store.reading, store.known

        def decide(self, *_: Any, **__: Any) -> Any:
            raise StoreLocked("Another process is writing to /home/ada/graph.sqlite")

    told = corrected(Busy(library), RENAME)  # type: ignore[arg-type]
    assert told["data"] == {"rename": None}
    assert told["errors"][0]["extensions"]["code"] == "STORE_UNAVAILABLE"
    assert "/home" not in told["errors"][0]["message"]


# -- over HTTP ---------------------------------------------------------------------------------------------------------


def sent(client: Client, query: str, accept: str = "application/graphql-response+json", **headers: str) -> Any:
    return client.post("/graphql", json={"query": query}, headers={"accept": accept} | headers)


@pytest.mark.parametrize("accept", ["application/graphql-response+json", "application/json"])
@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer  {TOKEN} ", 200),
        (f"Bearer {TOKEN}x", 401),
        (f"Basic {TOKEN}", 401),
        ("Bearer", 401),
        ("Bearer ä", 401),
        (None, 401),
    ],
)
def test_the_token_of_the_server_opens_mutations(
    library: Store, accept: str, authorization: str | None, status: int
) -> None:
    client = Client(create_app(library, settings=Settings(token=TOKEN)))
    headers = {} if authorization is None else {"authorization": authorization.encode("latin-1")}
    response = client.post("/graphql", json={"query": RENAME}, headers={"accept": accept, **headers})
    assert response.status_code == status
    assert bool(listed(library)) == (status == 200)
    if status == 401:
        assert response.headers["www-authenticate"].startswith("Bearer")
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_without_a_token_set_there_are_no_mutations_and_the_answer_says_so(library: Store) -> None:
    response = sent(Client(create_app(library)), RENAME, authorization="Bearer ")
    assert response.status_code == 403
    assert "CITEGRAPH_TOKEN" in response.json()["errors"][0]["message"]
    assert listed(library) == []


def test_a_get_may_not_correct_even_with_the_token(library: Store) -> None:
    client = Client(create_app(library, settings=Settings(token=TOKEN)))
    for method in ("GET", "HEAD"):
        response = client.request(
            method, "/graphql", params={"query": RENAME}, headers={"authorization": f"Bearer {TOKEN}"}
        )
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert listed(library) == []


def test_queries_need_no_token(library: Store) -> None:
    client = Client(create_app(library, settings=Settings(token=TOKEN)))
    assert sent(client, "{ stats { papers } }", authorization="Bearer wrong").status_code == 200


def test_the_token_is_in_no_answer_and_not_shown_with_the_settings(library: Store) -> None:
    settings = Settings(token=TOKEN)
    assert TOKEN not in repr(settings)
    assert TOKEN not in sent(Client(create_app(library, settings=settings)), RENAME).text


def test_readers_do_not_wait_for_who_corrects(library: Store) -> None:
    has_read = threading.Event()

    class Slow:
        """A store that writes only once a reader has been answered."""

        def __init__(self, store: Store) -> None:
            self.reading, self.known = store.reading, store.known
            self.store = store

        def decide(self, *given: Any, **more: Any) -> Any:
            assert has_read.wait(60)
            return self.store.decide(*given, **more)

    settings = Settings(token=TOKEN, read_threads=1)
    client = Client(create_app(Slow(library), settings=settings))  # type: ignore[arg-type]

    async def both() -> tuple[Any, Any]:
        headers = {"authorization": f"Bearer {TOKEN}"}
        writing = [
            asyncio.create_task(client.send("POST", "/graphql", json={"query": query}, headers=headers))
            for query in (RENAME, RENAME.replace("quietbench", "loudbench"))
        ]
        await asyncio.sleep(0)
        read = await client.send("POST", "/graphql", json={"query": "{ stats { papers } }"})
        has_read.set()
        return read, [await each for each in writing]

    read, written = asyncio.run(both())
    assert read.json()["data"] == {"stats": {"papers": 24}}
    assert [each.json()["data"] for each in written] == [{"rename": {"isNew": True}}] * 2
