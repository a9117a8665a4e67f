"""One line to ask a fake or a real store something."""

from __future__ import annotations

from typing import Any

import orjson

from api.plan import Answer, Limits, Request, answer
from graph import Store
from tests.api.fake_store import FakeStore


def ask(store: Store | FakeStore, query: str, limits: Limits | None = None, **variables: Any) -> Answer:
    return answer(Request(query=query, variables=variables), as_store(store), limits or Limits())


def body(store: Store | FakeStore, query: str, **variables: Any) -> Any:
    return orjson.loads(ask(store, query, **variables).body)


def values(store: Store | FakeStore, query: str, **variables: Any) -> Any:
    answered = body(store, query, **variables)
    assert "errors" not in answered, answered
    return answered["data"]


def error(store: Store | FakeStore, query: str, **variables: Any) -> Any:
    [told] = body(store, query, **variables)["errors"]
    return told


def as_store(store: Store | FakeStore) -> Store:
    return store.as_store() if isinstance(store, FakeStore) else store
