"""Settings come from the environment, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import Settings, SettingsError, user_data_directory


def test_nothing_set_gives_the_defaults() -> None:
    assert Settings.from_environment({}) == Settings()


def test_a_variable_is_read_as_its_type() -> None:
    settings = Settings.from_environment({"CITEGRAPH_PORT": "0", "CITEGRAPH_MIN_CONFIDENCE": "0.5"})
    assert (settings.port, settings.min_confidence) == (0, 0.5)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.from_environment({"CITEGRAPH_PORT": " "}).port == 8000


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CITEGRAPH_PORT", "http"),
        ("CITEGRAPH_PROCESSES", "0"),
        ("CITEGRAPH_MIN_CONFIDENCE", "2"),
        ("CITEGRAPH_MIN_CONFIDENCE", "nan"),
    ],
)
def test_a_wrong_value_is_named_with_what_the_variable_takes(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{variable} is '{value}'; it takes a .*number"):
        Settings.from_environment({variable: value})


def test_a_flag_wins_over_a_variable_and_a_variable_over_the_default() -> None:
    settings = Settings(store="embedded:/variable")
    assert settings.store_url("embedded:/flag") == "embedded:/flag"
    assert settings.store_url() == "embedded:/variable"


def test_neo4j_uri_names_the_store_where_nothing_of_ours_does() -> None:
    settings = Settings(neo4j_uri="neo4j://db")
    assert settings.store_url() == "neo4j://db"
    assert settings.store_url("embedded:/flag") == "embedded:/flag"
    assert Settings(neo4j_uri="neo4j://db", store="embedded:/variable").store_url() == "embedded:/variable"


def test_a_password_is_taken_as_it_stands_and_never_shown() -> None:
    settings = Settings.from_environment({"NEO4J_URI": " bolt://u:hidden@db ", "NEO4J_PASSWORD": " hidden "})
    assert (settings.neo4j_uri, settings.access.password) == ("bolt://u:hidden@db", " hidden ")
    assert "hidden" not in f"{settings} {settings.access}"


@pytest.mark.parametrize(
    ("url", "stated", "threads"), [("embedded:/x", None, 2), ("neo4j+s://db", None, 8), ("bolt://db", 3, 3)]
)
def test_as_many_threads_answer_as_the_store_is_fastest_with(url: str, stated: int | None, threads: int) -> None:
    assert Settings(read_threads=stated).threads_for(url) == threads


def test_the_default_store_lies_in_the_data_directory_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/home/someone/data")
    assert Settings().store_url() == "embedded:/home/someone/data/citegraph/graph.sqlite"
    assert Settings().store_url("embedded:") == Settings().store_url()


@pytest.mark.parametrize(
    ("platform", "environ", "place"),
    [
        ("linux", {"XDG_DATA_HOME": "/x"}, Path("/x/citegraph")),
        ("linux", {}, Path.home() / ".local/share/citegraph"),
        ("darwin", {}, Path.home() / "Library/Application Support/citegraph"),
        ("win32", {"LOCALAPPDATA": "/local"}, Path("/local/citegraph")),
    ],
)
def test_each_platform_has_its_place_for_data(platform: str, environ: dict[str, str], place: Path) -> None:
    assert user_data_directory(environ, platform) == place


def test_the_limits_of_a_request_are_those_of_the_plan() -> None:
    from api.plan import Limits

    assert Limits(cost=Settings().max_cost, depth=Settings().max_depth) == Limits()
