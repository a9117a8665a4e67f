"""Pages of other origins read answers where a setting names them, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from api.server import create_app
from api.settings import Settings, SettingsError
from graph import Store
from tests.api.client import Client

PAGE = "https://graph.example"


def asked(store: Store, origins: str, origin: str = PAGE) -> Any:
    client = Client(create_app(store, settings=Settings(cors_origins=origins)))
    return client.post("/graphql", json={"query": "{ __typename }"}, headers={"origin": origin})


def preflight(store: Store, origins: str, header: str = "authorization,content-type") -> Any:
    client = Client(create_app(store, settings=Settings(cors_origins=origins)))
    headers = {
        "origin": PAGE,
        "access-control-request-method": "POST",
        "access-control-request-headers": header,
    }
    return client.request("OPTIONS", "/graphql", headers=headers)


def test_without_the_setting_no_page_elsewhere_reads_an_answer(store: Store) -> None:
    assert "access-control-allow-origin" not in asked(store, "").headers
    assert preflight(store, "").status_code == 405


@pytest.mark.parametrize(
    ("origins", "allowed"), [(PAGE, PAGE), (f"http://a.example, {PAGE}", PAGE), ("*", "*"), ("http://a.example", None)]
)
def test_a_page_of_an_origin_that_is_named_reads_it(store: Store, origins: str, allowed: str | None) -> None:
    response = asked(store, origins)
    assert response.status_code == 200
    assert response.headers.get("access-control-allow-origin") == allowed


def test_a_browser_is_told_beforehand_what_it_may_send(store: Store) -> None:
    response = preflight(store, PAGE)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == PAGE
    assert "authorization" in response.headers["access-control-allow-headers"].lower()
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in response.headers
    assert preflight(store, PAGE, header="x-other").status_code == 400
    assert "access-control-allow-origin" not in preflight(store, "http://a.example").headers


def test_a_refusal_can_be_read_by_the_page_too(store: Store) -> None:
    client = Client(create_app(store, settings=Settings(cors_origins=PAGE)))
    response = client.post("/graphql", json={}, headers={"origin": PAGE})
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (400, PAGE)


@pytest.mark.parametrize(
    "text", ["graph.example", "https://graph.example/", "ftp://graph.example", "https://", "https://*.x"]
)
def test_what_is_no_origin_is_refused_at_the_start(text: str) -> None:
    with pytest.raises(SettingsError, match="CITEGRAPH_CORS_ORIGINS"):
        Settings.from_environment({"CITEGRAPH_CORS_ORIGINS": text})


@pytest.mark.parametrize("text", ["short", "with spaces in it, many", "ä" * 20, "tab\tinside-the-token"])
def test_a_token_that_could_be_guessed_or_sent_wrongly_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(SettingsError, match="CITEGRAPH_TOKEN is what it holds; it takes 16 or more") as refused:
        Settings.from_environment({"CITEGRAPH_TOKEN": text})
    assert text not in str(refused.value)
