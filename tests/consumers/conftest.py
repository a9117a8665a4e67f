"""Node with the libraries of package-lock.json beside it, installed once, where Node and npm are there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
OLDEST = 18


@pytest.fixture(scope="session")
def node() -> str:
    """The program, with the libraries beside it."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if not found or not npm:
        pytest.skip("no Node with npm")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").partition(".")[0]) < OLDEST:
        pytest.skip(f"Node {version.strip()} is older than {OLDEST}")
    stamp, lock = HERE / "node_modules" / ".citegraph-installed", HERE / "package-lock.json"
    if not stamp.exists() or stamp.read_text("utf-8") != lock.read_text("utf-8"):
        done = subprocess.run([npm, "ci", "--prefer-offline"], cwd=HERE, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"npm ci: {(done.stderr.strip() or 'failed').splitlines()[0]}")
        stamp.write_text(lock.read_text("utf-8"), "utf-8")
    return found
