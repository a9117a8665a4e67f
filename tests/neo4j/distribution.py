"""Where a Neo4j without Docker comes from: its jars through Maven, and a Java that runs them.

The jars are copied once into `$XDG_CACHE_HOME/citegraph/neo4j-<version>/lib`, outside the repository. pom.xml pins
every version exactly, and Maven checks every file against its checksum.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
FETCH_SECONDS = 900  # 140 MB took 15 s from a near mirror; a slow line needs its time, a dead one must end


class NotToBeHad(Exception):
    """There can be no Neo4j here; `str()` is the reason, in one sentence."""


def pinned_version() -> str:
    found = re.search(r"<neo4j\.version>(.+?)</", POM.read_text("utf-8"))
    assert found
    return found[1]


def cache_directory() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "citegraph"


def jars(version: str) -> Path:
    """The folder with the jars of this version, fetched first where the cache has them not, or of another pom.xml."""
    lib = cache_directory() / f"neo4j-{version}" / "lib"
    if not _is_current(lib):
        lib.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=lib.parent) as folder:
            fetched = Path(folder) / "lib"
            _fetch(version, fetched)
            shutil.copyfile(POM, fetched / POM.name)
            if lib.exists():
                lib.rename(Path(folder) / "old")
            try:
                fetched.rename(lib)
            except OSError:
                if not _is_current(lib):  # else another process was faster, with the same jars
                    raise
    return lib


def _is_current(lib: Path) -> bool:
    kept = lib / POM.name
    return kept.exists() and kept.read_bytes() == POM.read_bytes()


def _fetch(version: str, folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise NotToBeHad("Maven is not installed; Neo4j's jars are fetched with its command mvn.")
    command = [maven, "--batch-mode", "--quiet", "--strict-checksums", f"--file={POM}", f"-Dneo4j.version={version}"]
    copy = ["dependency:copy-dependencies", "-DincludeScope=runtime", "-DincludeTypes=jar"]
    try:
        done = subprocess.run(
            [*command, *copy, f"-DoutputDirectory={folder}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
            timeout=FETCH_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise NotToBeHad(f"Maven did not fetch Neo4j {version} within {FETCH_SECONDS} s.") from None
    if done.returncode:
        said = next((line for line in done.stdout.splitlines() if "ERROR" in line), done.stdout.strip())
        raise NotToBeHad(f"Maven could not fetch Neo4j {version}: {said[:400]}")


def java_for(version: str) -> Path:
    """The first Java here that runs this version: JAVA_HOME, then PATH, then those installed beside the one on PATH."""
    if sys.platform == "win32":
        raise NotToBeHad("A Neo4j for tests is started on Linux and macOS only; name one with NEO4J_URI.")
    fits = _releases(version)
    found = []
    for java in dict.fromkeys(_javas()):
        release = _release(java)
        if release in fits:
            return java
        found.append(str(release))
    wanted = " or ".join(map(str, fits))
    raise NotToBeHad(f"Neo4j {version} needs Java {wanted}, and here is {', '.join(found) or 'none'}; set JAVA_HOME.")


def _releases(version: str) -> tuple[int, ...]:
    if version.startswith("5."):
        return (17, 21)
    return (21, 25) if version >= "2025.10" else (21,)


def _javas() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java"
    on_path = [Path(folder) / "java" for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    yield from on_path
    for java in on_path:
        if java.exists():
            yield from sorted(java.resolve().parents[2].glob("*/bin/java"))


def _release(java: Path) -> int | None:
    if not os.access(java, os.X_OK):
        return None
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else None
