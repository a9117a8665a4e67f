"""What the last release promised is kept, or the version says that it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli import main
from api.cli.exits import Exit
from api.plan.verbs import release
from api.schema import sdl
from api.schema.compatibility import changes_since, may_break, released

Captured = pytest.CaptureFixture[str]
OLD = (
    '# Citegraph 1.2.3\ntype Query { paper(id: ID!): Int  old: Int @deprecated(reason: "Use paper.") }\nenum E { A }\n'
)


def test_the_schema_keeps_what_the_last_release_promised() -> None:
    changes = changes_since(released(), sdl())
    assert changes.breaking == () or may_break(changes.since, release())


@pytest.mark.parametrize(
    ("new", "breaking", "dangerous"),
    [
        (OLD, 0, 0),
        (OLD.replace("old: Int", "old: Int  new(x: Int): Int"), 0, 0),
        (OLD.replace("enum E { A }", "enum E { A B }"), 0, 1),
        (OLD.replace("paper(id: ID!)", "paper(id: ID!, by: Int)"), 0, 1),
        (OLD.replace("paper(id: ID!): Int ", "paper(id: ID!): Int!"), 0, 0),
        (OLD.replace("old: Int", "older: Int"), 1, 0),
        (OLD.replace("paper(id: ID!): Int ", "paper(id: ID!): Float "), 1, 0),
        (OLD.replace("paper(id: ID!)", "paper(id: ID!, by: Int!)"), 1, 0),
        (OLD.replace("enum E { A }", "enum F { A }"), 1, 0),
    ],
)
def test_what_clients_rely_on_is_told_from_what_is_new(new: str, breaking: int, dangerous: int) -> None:
    changes = changes_since(OLD, new)
    assert (changes.since, len(changes.breaking), len(changes.dangerous)) == ((1, 2, 3), breaking, dangerous)


@pytest.mark.parametrize(
    ("since", "version", "allowed"),
    [
        ((1, 2, 3), "1.9.0", False),
        ((1, 2, 3), "2.0.0", True),
        ((0, 1, 0), "0.1.9", False),
        ((0, 1, 0), "0.2.0", True),
        ((0, 9, 0), "1.0.0", True),
        ((1, 2, 3), "unknown", False),
        ((2, 0, 0), "1.9.0", False),
    ],
)
def test_semantic_versions_say_what_may_break(since: tuple[int, int, int], version: str, allowed: bool) -> None:
    assert may_break(since, version) is allowed


def checked(tmp_path: Path, old: str) -> int:
    (tmp_path / "old.graphql").write_text(old, "utf-8")
    (tmp_path / "schema.graphql").write_text(sdl(), "utf-8")
    return main(["schema", "--check", str(tmp_path / "schema.graphql"), "--released", str(tmp_path / "old.graphql")])


def test_a_broken_promise_fails_the_check_and_is_named(tmp_path: Path, capsys: Captured) -> None:
    same_version = f"# Citegraph {release()} \n"
    assert checked(tmp_path, same_version + sdl().replace("  version: String!", "  version: String!\n  gone: Int")) == (
        Exit.FAILED
    )
    told = capsys.readouterr().err
    assert "breaking: Field Query.gone was removed" in told
    assert "deprecate" in told


def test_an_addition_passes_the_check(tmp_path: Path, capsys: Captured) -> None:
    assert checked(tmp_path, f"# Citegraph {release()} \n" + sdl()) == Exit.OK
    assert "0 breaking changes" in capsys.readouterr().err


def test_what_is_no_schema_of_a_release_is_told(tmp_path: Path, capsys: Captured) -> None:
    assert checked(tmp_path, sdl()) == Exit.FAILED
    assert checked(tmp_path, "# Citegraph 1.0.0\ntype Query {") == Exit.FAILED
    assert capsys.readouterr().err.count("is no schema of a release") == 2
