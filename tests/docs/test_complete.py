"""Nothing that a user can say or meet is missing from the documentation."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from dataclasses import fields

import pytest

from api.cli.exits import Exit
from api.cli.main import VERBS, parser
from api.plan import Code, Limits
from api.schema import core
from api.settings import Settings
from extract.readers import FORMATS
from tests.docs.blocks import PAGES, ROOT

REFERENCE = ROOT / "docs" / "reference"


def read(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def parser_of(verb: str) -> ArgumentParser:
    (verbs,) = (action for action in parser()._actions if action.dest == "verb")
    assert isinstance(verbs.choices, dict)
    below = verbs.choices[verb]
    assert isinstance(below, ArgumentParser)
    return below


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_has_a_section_with_all_its_options(verb: object) -> None:
    name = verb.name  # type: ignore[attr-defined]
    section = re.search(rf"^## citegraph {name}\n(.*?)(?=^## |\Z)", read("cli.md"), re.DOTALL | re.MULTILINE)
    assert section, name
    options = {option for action in parser_of(name)._actions for option in action.option_strings}
    missing = [option for option in options - {"-h", "--help", "--store", "--debug"} if f"`{option}" not in section[1]]
    assert not missing


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_stands_in_the_readme(verb: str) -> None:
    assert f"citegraph {verb}" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("code", list(Exit))
def test_every_exit_code_is_explained(code: Exit) -> None:
    assert f"| {code.value} |" in read("cli.md")


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.metadata["variable"])
def test_every_setting_is_explained_with_its_default(setting: object) -> None:
    metadata, default = setting.metadata, setting.default  # type: ignore[attr-defined]
    shown = f"`{default}`" if default not in ("", None) else "none"
    assert f"| `{metadata['variable']}` | {shown} | {metadata['about']} |" in read("settings.md")


def test_no_setting_is_explained_that_is_none() -> None:
    known = {setting.metadata["variable"] for setting in fields(Settings)} | {"XDG_DATA_HOME"}
    assert set(re.findall(r"`([A-Z0-9]+_[A-Z0-9_]+)`", read("settings.md"))) <= known


@pytest.mark.parametrize("code", list(Code))
def test_every_error_code_is_explained(code: Code) -> None:
    assert f"| `{code}` | {code.description} |" in read("errors.md")


@pytest.mark.parametrize("limit", fields(Limits), ids=lambda limit: limit.name)
def test_every_limit_is_stated(limit: object) -> None:
    assert f"| {limit.name} | {limit.default:,} |" in read("errors.md")  # type: ignore[attr-defined]


@pytest.mark.parametrize("field", sorted({**core().query_type.fields, **core().mutation_type.fields}))  # type: ignore[union-attr]
def test_every_root_field_is_explained(field: str) -> None:
    assert re.search(rf"^\| `{field}[`(]", read("graphql.md"), re.MULTILINE)


@pytest.mark.parametrize("reader", FORMATS)
def test_every_format_is_named(reader: object) -> None:
    assert str(getattr(reader, "name", reader)) in read("cli.md")


@pytest.mark.parametrize(
    "target", re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
)
def test_every_make_target_is_explained(target: str) -> None:
    assert f"`make {target}`" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


@pytest.mark.parametrize("page", [*PAGES, *sorted(ROOT.glob("*.md"))], ids=lambda page: page.name)
def test_every_link_within_the_repository_leads_somewhere(page: object) -> None:
    text = page.read_text("utf-8")  # type: ignore[attr-defined]
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", text):
        assert (page.parent / target).exists(), target  # type: ignore[attr-defined]


def test_the_architecture_fits_a_page() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text("utf-8").splitlines()) <= 60


def test_the_published_schema_is_current() -> None:
    from api.schema import sdl

    assert (ROOT / "schema.graphql").read_text("utf-8") == sdl(), "run `make schema`"
