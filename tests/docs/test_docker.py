"""docker-compose.yml and Dockerfile keep what SECURITY.md says, without Docker being there."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.docs.blocks import ROOT


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


def test_no_secret_has_a_value(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert not [name for name in service.get("environment", {}) if "PASSWORD" in name or "TOKEN" in name]


def test_the_image_is_that_of_this_version(compose: dict[str, Any]) -> None:
    import tomllib

    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert compose["services"]["api"]["image"] == f"citegraph:{version}"


def test_the_container_runs_without_privileges_and_installs_from_the_lock() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert "\nUSER citegraph\n" in dockerfile
    assert "--require-hashes -r requirements.lock" in dockerfile
