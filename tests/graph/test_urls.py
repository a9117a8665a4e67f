"""One form for a link, however it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.urls import is_repository, normalise


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("https://github.com/Ada/Tool", "https://github.com/ada/tool"),
        ("https://github.com/ada/tool.git", "https://github.com/ada/tool"),
        ("https://github.com/ada/tool.git.", "https://github.com/ada/tool"),
        ("http://www.github.com/ada/tool/", "https://github.com/ada/tool"),
        ("github.com/ada/tool).", "https://github.com/ada/tool"),
        ("https: //github.com/ada/tool", "https://github.com/ada/tool"),
        ("https://github.com/ada/tool#readme", "https://github.com/ada/tool"),
        ("https://github.com/ada/lcr\\_tool", "https://github.com/ada/lcr_tool"),
        ("\\url{https://github.com/ada/tool}", "https://github.com/ada/tool"),
        ("<https://github.com/ada/tool>", "https://github.com/ada/tool"),
        ("https://gitlab.com/Ada/Tool", "https://gitlab.com/ada/tool"),
        ("hf.co/Ada/Model-7B", "https://huggingface.co/Ada/Model-7B"),
        ("https://huggingface.co/datasets/Ada/Set", "https://huggingface.co/datasets/Ada/Set"),
        ("Ada.GitHub.io/Page/", "https://ada.github.io/Page"),
        ("https://drive.google.com/drive/folders/1aB?usp=sharing", "https://drive.google.com/drive/folders/1aB"),
        ("http://example.edu/~ada/demo", "http://example.edu/~ada/demo"),
        ("https://host.org/a_(b)", "https://host.org/a_(b)"),
        ("www.a-project.org", "https://www.a-project.org"),
    ],
)
def test_a_link_has_one_form(written: str, expected: str) -> None:
    assert normalise(written) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "[link removed]",
        "https://",
        "github.com",
        "https://www.github.com.",
        "https://github.com/xxx/xxx",
        "https://github.com/ada/your-repo",
        "https://example.com/code",
        "https://anonymous.4open.science/r/XXXX",
        "not a link",
        "e.g",
    ],
)
def test_placeholders_are_no_link(text: str) -> None:
    assert normalise(text) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://github.com/ada/tool", True),
        ("https://ada.github.io", True),
        ("https://ada-tool.com", True),
        ("https://doi.org/10.5281/zenodo.123", True),
        ("https://doi.org/10.1145/3366423", False),
        ("https://arxiv.org/abs/2401.00001", False),
        ("https://en.wikipedia.org/wiki/Graph", False),
        ("https://github.com", False),
    ],
)
def test_references_to_papers_are_no_repository(url: str, *, expected: bool) -> None:
    assert is_repository(url) is expected


@given(st.text() | st.text("htps:/.githubcomXy-_()[]{}\\ ,#?=~"))
def test_a_form_is_its_own_form(text: str) -> None:
    normal = normalise(text)
    assert normal is None or normalise(normal) == normal


@given(st.from_regex(r"(https?://)?(www\.)?(github|gitlab)\.com/[\w.()-]{1,9}/[\w.()-]{1,9}", fullmatch=True))
def test_a_form_of_a_plausible_link_is_its_own_form(text: str) -> None:
    normal = normalise(text)
    assert normal is None or normalise(normal) == normal
