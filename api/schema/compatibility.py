"""What changed in the schema since the last release, and whether this version may change so much.

released.graphql is the schema of that release; its first line names the version. docs/reference/schema-policy.md is the
promise that is held here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files

from graphql import build_schema, find_breaking_changes, find_dangerous_changes

_VERSION = re.compile(r"# Citegraph (\d+)\.(\d+)\.(\d+)\s")

Version = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Changes:
    """since      the version of the release
    breaking   what a client of that release may rely on and no longer finds, a sentence each
    dangerous  what it may not expect, such as a new value of an enum
    """

    since: Version
    breaking: tuple[str, ...]
    dangerous: tuple[str, ...]


def released() -> str:
    """The schema of the last release."""
    return (files("api.schema") / "released.graphql").read_text("utf-8")


def changes_since(old: str, new: str) -> Changes:
    """Between two schemas in GraphQL's own language. Raises ValueError for an old one without a version,
    GraphQLError for what is no schema.
    """
    version = _VERSION.match(old)
    if version is None:
        raise ValueError("its first line is not `# Citegraph X.Y.Z`")
    before, after = build_schema(old), build_schema(new)
    return Changes(
        (int(version[1]), int(version[2]), int(version[3])),
        tuple(sorted(change.description for change in find_breaking_changes(before, after))),
        tuple(sorted(change.description for change in find_dangerous_changes(before, after))),
    )


def may_break(since: Version, version: str) -> bool:
    """Whether semantic versioning lets this version break what that release promised: a new first number, or, before
    1.0, a new second one.
    """
    found = re.match(r"(\d+)\.(\d+)", version)
    if found is None:  # run from a checkout that is not installed
        return False
    now = (int(found[1]), int(found[2]))
    return now[0] > since[0] or (now[0] == since[0] == 0 and now[1] > since[1])
