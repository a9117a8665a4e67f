"""docker-compose.yml and Dockerfile keep what SECURITY.md says, without Docker being there."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from api.settings import Settings
from tests.docs.blocks import ROOT
from tests.neo4j.distribution import pinned_version


@pytest.fixture
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return loaded


def test_every_service_listens_on_this_machine_only_and_can_tell_how_it_is(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        assert service["healthcheck"]["test"][0] == "CMD"
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}


def test_every_volume_that_is_used_is_a_named_one(compose: dict[str, Any]) -> None:
    used = {volume.partition(":")[0] for service in compose["services"].values() for volume in service["volumes"]}
    assert used == set(compose["volumes"])


def test_no_secret_has_a_value_and_without_one_nothing_starts(compose: dict[str, Any]) -> None:
    secrets = [
        str(value)
        for service in compose["services"].values()
        for name, value in service.get("environment", {}).items()
        if any(word in name for word in ("PASSWORD", "AUTH", "TOKEN"))
    ]
    assert secrets
    secrets.remove("${CITEGRAPH_TOKEN:-}")  # without it there are no mutations
    assert all(re.fullmatch(r"(neo4j/)?\$\{NEO4J_PASSWORD:\?[^}]+\}", value) for value in secrets)


def test_the_api_waits_for_a_neo4j_of_the_line_that_is_tested(compose: dict[str, Any]) -> None:
    api, neo4j = compose["services"]["api"], compose["services"]["neo4j"]
    assert api["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert Settings.from_environment(api["environment"]).store_url() == "bolt://neo4j:7687"
    line = pinned_version().rpartition(".")[0]
    assert neo4j["image"] == f"neo4j:{line}-community"


def test_the_image_itself_names_no_store_that_would_win_over_neo4j() -> None:
    assert "CITEGRAPH_STORE" not in (ROOT / "Dockerfile").read_text("utf-8")


def test_the_image_is_that_of_this_version(compose: dict[str, Any]) -> None:
    import tomllib

    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert compose["services"]["api"]["image"] == f"citegraph:{version}"


def test_the_container_runs_without_privileges_and_installs_from_the_lock() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert "\nUSER citegraph\n" in dockerfile
    assert "--require-hashes -r requirements.lock" in dockerfile
