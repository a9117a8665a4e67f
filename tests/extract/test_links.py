"""Links as papers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.components.links import find_links


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], url) for start, end, url in find_links(text)]


def urls(text: str) -> list[str]:
    return [url for _, _, url in find_links(text)]


@pytest.mark.parametrize(
    ("text", "surface", "url"),
    [
        ("Code: https://github.com/Ada/Tool.", "https://github.com/Ada/Tool", "https://github.com/ada/tool"),
        ("Code at github.com/ada/tool, soon.", "github.com/ada/tool", "https://github.com/ada/tool"),
        ("(https://github.com/ada/tool).", "https://github.com/ada/tool", "https://github.com/ada/tool"),
        ("see https://github.com/ada/tool.git.", "https://github.com/ada/tool.git", "https://github.com/ada/tool"),
        ("on hf.co/ada/m-7B now", "hf.co/ada/m-7B", "https://huggingface.co/ada/m-7B"),
        ("\\url{https://github.com/ada/tool}}", "https://github.com/ada/tool", "https://github.com/ada/tool"),
        ("at~\\href{https://ada.github.io/x/}{here}.", "https://ada.github.io/x", "https://ada.github.io/x"),
        ("code inhttps://github.com/ada/tool", "https://github.com/ada/tool", "https://github.com/ada/tool"),
        ("url https://github.com/ada/tool.We show", "https://github.com/ada/tool", "https://github.com/ada/tool"),
        ("at https: //github.com/ada/tool.", "https: //github.com/ada/tool", "https://github.com/ada/tool"),
        ("in https://github. com/ada/tool.", "https://github. com/ada/tool", "https://github.com/ada/tool"),
        ("at https://github.com/ada/my_ tool.", "https://github.com/ada/my_ tool", "https://github.com/ada/my_tool"),
        ("available at: ada-page.github.io.", "ada-page.github.io", "https://ada-page.github.io"),
        ("accessible through ada.challenge.org.", "ada.challenge.org", "https://ada.challenge.org"),
        ("[page](https://ada.org/p) is up", "https://ada.org/p", "https://ada.org/p"),
    ],
)
def test_a_link_is_mended_and_its_surface_kept(text: str, surface: str, url: str) -> None:
    assert found(text) == [(surface, url)]


@pytest.mark.parametrize(
    "text",
    [
        "Code is available at [link removed].",
        "The code will be on GitHub.",
        "We crawl Booking.com and Reddit.com for reviews.",
        "Written for Node.js, e.g. in main.py files.",
        "See https://arxiv.org/abs/2401.00001 for a proof.",
        "Code at https://github.com/xxx/xxx.",
        "See also i.e. the 3.5 version.Then more.",
    ],
)
def test_what_is_no_link_to_something_released(text: str) -> None:
    assert urls(text) == []


def test_a_sentence_after_a_page_does_not_join_it() -> None:
    assert urls("More at https://ada.github.io/ For details, ask.") == ["https://ada.github.io"]


def test_two_links_in_one_text_are_two() -> None:
    text = "Code (https://github.com/ada/a) and data: https://zenodo.org/records/12."
    assert urls(text) == ["https://github.com/ada/a", "https://zenodo.org/records/12"]


@given(st.text() | st.text("htps:/.githubcom (){}[]\\ _-\n"))
def test_any_text_is_read_and_offsets_are_in_order(text: str) -> None:
    last = 0
    for start, end, _ in find_links(text):
        assert last <= start < end <= len(text)
        last = end
