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


# How papers write links: scheme, marks after, wrappers, glue, breaks, scripts, several, hosts. Names are invented.
FORMS = [
    ("Code is on http://github.com/ada/tool.", ["https://github.com/ada/tool"]),
    ("Code is on HTTPS://GitHub.com/Ada/Tool", ["https://github.com/ada/tool"]),
    ("Code is on www.github.com/ada/tool", ["https://github.com/ada/tool"]),
    ("Code: github.com/ada/tool/tree/main/src", ["https://github.com/ada/tool/tree/main/src"]),
    ("See https://github.com/ada/tool...", ["https://github.com/ada/tool"]),
    ("See https://github.com/ada/tool!", ["https://github.com/ada/tool"]),
    ("See https://github.com/ada/tool/.", ["https://github.com/ada/tool"]),
    ("See https://github.com/ada/tool;", ["https://github.com/ada/tool"]),
    ("See <https://github.com/ada/tool>.", ["https://github.com/ada/tool"]),
    ("See `https://github.com/ada/tool`.", ["https://github.com/ada/tool"]),
    ('See "https://github.com/ada/tool".', ["https://github.com/ada/tool"]),
    ("See “https://github.com/ada/tool”.", ["https://github.com/ada/tool"]),
    ("See 'https://github.com/ada/tool'.", ["https://github.com/ada/tool"]),
    ("See [https://github.com/ada/tool].", ["https://github.com/ada/tool"]),
    ("See {https://github.com/ada/tool}.", ["https://github.com/ada/tool"]),
    ("See [our code](https://github.com/ada/tool).", ["https://github.com/ada/tool"]),
    (
        "See [https://github.com/ada/tool](https://github.com/ada/tool).",
        ["https://github.com/ada/tool", "https://github.com/ada/tool"],
    ),
    ("See **https://github.com/ada/tool**.", ["https://github.com/ada/tool"]),
    ("See *https://github.com/ada/tool*.", ["https://github.com/ada/tool"]),
    ("(code: https://github.com/ada/tool)", ["https://github.com/ada/tool"]),
    ("(https://github.com/ada/tool, MIT)", ["https://github.com/ada/tool"]),
    ("https://github.com/ada/tool.git", ["https://github.com/ada/tool"]),
    ("git clone https://github.com/ada/tool.git now", ["https://github.com/ada/tool"]),
    ("https://github.com/ada/tool#readme", ["https://github.com/ada/tool"]),
    ("https://github.com/ada/tool-v2.0.", ["https://github.com/ada/tool-v2.0"]),
    ("https://github.com/ada/tool_kit", ["https://github.com/ada/tool_kit"]),
    ("https://github.com/ada/tool\\_kit", ["https://github.com/ada/tool_kit"]),
    ("\\url{https://github.com/ada/tool\\_kit}", ["https://github.com/ada/tool_kit"]),
    ("\\href{https://github.com/ada/tool}{GitHub}", ["https://github.com/ada/tool"]),
    ("\\footnote{https://github.com/ada/tool}", ["https://github.com/ada/tool"]),
    ("\\texttt{github.com/ada/tool}", ["https://github.com/ada/tool"]),
    ("$\\href{https://ada.github.io/x}{\\text{here}}$", ["https://ada.github.io/x"]),
    ("at https://github.com/ada/tool}.", ["https://github.com/ada/tool"]),
    ("at https://github.com/ada/tool$.", ["https://github.com/ada/tool"]),
    ("Code:https://github.com/ada/tool", ["https://github.com/ada/tool"]),
    ("available athttps://github.com/ada/tool.", ["https://github.com/ada/tool"]),
    ("https://github.com/ada/tool.The data follow.", ["https://github.com/ada/tool"]),
    ("https://github.com/ada/tool.Our data follow.", ["https://github.com/ada/tool"]),
    ("https://github.com/ada/tool.Keywords: graphs", ["https://github.com/ada/tool"]),
    ("https://github.com/ada/toolhttps://ada.github.io/x", ["https://github.com/ada/tool", "https://ada.github.io/x"]),
    ("https :// github.com/ada/tool", ["https://github.com/ada/tool"]),
    ("https:// github.com/ada/tool", ["https://github.com/ada/tool"]),
    ("https://github.com/ ada/tool here", ["https://github.com/ada/tool"]),
    ("https://github.com/ada/ tool-2 here", ["https://github.com/ada/tool-2"]),
    ("https://github.com/ada/my- tool.", ["https://github.com/ada/my-tool"]),
    ("https://github.com/ada/\ntool_x.", ["https://github.com/ada/tool_x"]),
    ("https://github.com/ada/tool\nWe add data.", ["https://github.com/ada/tool"]),
    ("https://github.com/ada/tool/ and more", ["https://github.com/ada/tool"]),
    ("代码见https://github.com/ada/tool。", ["https://github.com/ada/tool"]),
    ("代码（https://github.com/ada/tool）公开", ["https://github.com/ada/tool"]),
    ("见https://github.com/ada/tool，数据另附", ["https://github.com/ada/tool"]),
    ("see https://github.com/ada/tool's wiki", ["https://github.com/ada/tool"]),
    ("see https://github.com/ada/tool’s wiki", ["https://github.com/ada/tool"]),
    (
        "https://github.com/ada/a, https://github.com/ada/b and https://github.com/ada/c.",
        ["https://github.com/ada/a", "https://github.com/ada/b", "https://github.com/ada/c"],
    ),
    ("https://github.com/ada/a; github.com/ada/b", ["https://github.com/ada/a", "https://github.com/ada/b"]),
    (
        "https://github.com/ada/a and https://huggingface.co/ada/b",
        ["https://github.com/ada/a", "https://huggingface.co/ada/b"],
    ),
    (
        "Code (https://github.com/ada/a), data (https://huggingface.co/datasets/ada/b)",
        ["https://github.com/ada/a", "https://huggingface.co/datasets/ada/b"],
    ),
    ("https://github.com/ada/a|https://github.com/ada/b", ["https://github.com/ada/a", "https://github.com/ada/b"]),
    ("All at https://github.com/ada.", ["https://github.com/ada"]),
    ("https://gist.github.com/Ada/0a1b", ["https://gist.github.com/ada/0a1b"]),
    ("https://huggingface.co/Ada-Lab/Tool-7B.", ["https://huggingface.co/Ada-Lab/Tool-7B"]),
    ("https://www.huggingface.co/Ada/Tool", ["https://huggingface.co/Ada/Tool"]),
    ("https://huggingface.co/datasets/ada/Set", ["https://huggingface.co/datasets/ada/Set"]),
    ("hf.co/datasets/ada/Set", ["https://huggingface.co/datasets/ada/Set"]),
    ("https://hf.co/spaces/ada/demo", ["https://huggingface.co/spaces/ada/demo"]),
    ("huggingface.co/spaces/ada/demo,", ["https://huggingface.co/spaces/ada/demo"]),
    ("https://huggingface.co/collections/ada/set-65f0", ["https://huggingface.co/collections/ada/set-65f0"]),
    ("demo at https://ada-demo.hf.space", ["https://ada-demo.hf.space"]),
    ("https://ada.github.io", ["https://ada.github.io"]),
    ("https://ada.github.io/", ["https://ada.github.io"]),
    ("https://ada.github.io/Tool/index.html.", ["https://ada.github.io/Tool/index.html"]),
    ("Page: ada.github.io/tool", ["https://ada.github.io/tool"]),
    ("https://ada.gitlab.io/tool", ["https://ada.gitlab.io/tool"]),
    ("https://gitlab.com/Ada/Tool", ["https://gitlab.com/ada/tool"]),
    ("https://gitlab.com/ada/group/tool.git", ["https://gitlab.com/ada/group/tool"]),
    ("https://gitlab.inria.fr/Ada/tool", ["https://gitlab.inria.fr/ada/tool"]),
    ("https://git.ada.edu/lab/Tool", ["https://git.ada.edu/lab/Tool"]),
    ("https://bitbucket.org/ada/tool", ["https://bitbucket.org/ada/tool"]),
    ("bitbucket.org/ada/tool.", ["https://bitbucket.org/ada/tool"]),
    ("https://codeberg.org/ada/tool", ["https://codeberg.org/ada/tool"]),
    ("https://anonymous.4open.science/r/tool-1A2B/", ["https://anonymous.4open.science/r/tool-1A2B"]),
    ("anonymous.4open.science/r/tool-1A2B.", ["https://anonymous.4open.science/r/tool-1A2B"]),
    ("https://zenodo.org/record/123456", ["https://zenodo.org/record/123456"]),
    ("https://doi.org/10.5281/zenodo.123456.", ["https://doi.org/10.5281/zenodo.123456"]),
    ("https://osf.io/ab12c/", ["https://osf.io/ab12c"]),
    ("https://www.kaggle.com/datasets/ada/set", ["https://kaggle.com/datasets/ada/set"]),
    ("https://drive.google.com/file/d/0A1b/view?usp=sharing", ["https://drive.google.com/file/d/0A1b/view"]),
    ("https://sites.google.com/view/ada-tool", ["https://sites.google.com/view/ada-tool"]),
    ("https://tinyurl.com/ada-tool", ["https://tinyurl.com/ada-tool"]),
    ("https://bit.ly/3AdA", ["https://bit.ly/3AdA"]),
    ("https://www.modelscope.cn/models/ada/tool", ["https://modelscope.cn/models/ada/tool"]),
    ("https://colab.research.google.com/drive/1Ab", ["https://colab.research.google.com/drive/1Ab"]),
    ("https://youtu.be/Ab1", ["https://youtu.be/Ab1"]),
    ("https://ada.ai/tool?id=3&v=2.", ["https://ada.ai/tool?id=3&v=2"]),
    ("http://ada.cs.uni.edu/~lovelace/tool/", ["http://ada.cs.uni.edu/~lovelace/tool"]),
    ("https://github.com/ada99/RePO.", ["https://github.com/ada99/repo"]),
    ("https://github.com/ada/YourTool", ["https://github.com/ada/yourtool"]),
    ("https://tool.netlify.app. Additionally, we", ["https://tool.netlify.app"]),
    ("https://tool.sh. Our model", ["https://tool.sh"]),
    ("https://ada. github.io/tool", ["https://ada.github.io/tool"]),
    ("https://github.com/ my-org-9/tool.", ["https://github.com/my-org-9/tool"]),
    ("https://youtu.be/A- b1.", ["https://youtu.be/A-b1"]),
    ("https://ada.org:8080/tool", ["https://ada.org:8080/tool"]),
    ("www.ada-tool.org.", ["https://www.ada-tool.org"]),
    ("The site is ada-tool.org.", ["https://ada-tool.org"]),
    ("our site at ada-tool.ai", ["https://ada-tool.ai"]),
    ("https://ada.org/page_(one)", ["https://ada.org/page_(one)"]),
    ("(see https://ada.org/page_(one))", ["https://ada.org/page_(one)"]),
    ("https://tool.readthedocs.io/en/latest/", ["https://tool.readthedocs.io/en/latest"]),
    ("https://ada.streamlit.app", ["https://ada.streamlit.app"]),
]

NO_LINKS = [
    "https://github.com/owner/repo",
    "http://10.0.0.1/tool",
    "https://en.wikipedia.org/wiki/Graph_(discrete)",
    "Code: https://github.com/.",
    "Code: https://github.com",
    "https://huggingface.co/",
    "https://github.com/anonymous/anonymous-url",
    "https://github.com/username/repo",
    "https://github.com/XXXX/XXXX",
    "https://github.com/...",
    "https://example.com/tool",
    "Code at (link)",
    "Code at <URL>",
    "Code at [URL]",
    "Code at https://",
    "\\url{}",
    "Code at https://URL",
    "doi:10.1145/123.456",
    "https://doi.org/10.1145/123.456",
    "https://aclanthology.org/2020.acl-main.1",
    "https://openreview.net/forum?id=Ab",
    "arxiv.org/abs/2401.00001",
    "ada@lab.org",
    "mail ada.lovelace@cs.uni.edu",
    "https://creativecommons.org/licenses/by/4.0/",
    "as in ASP.NET pages",
    "written in Vue.js",
    "vs. GPT-3.5.It fails",
    "U.S.A. and e.g.this",
    "We use config.json and run.sh",
    "https://your-url-here",
    "https://github.com/your-name/your-repo",
    "https://twitter.com/ada",
]


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_every_form_of_a_link_is_read(text: str, expected: list[str]) -> None:
    assert urls(text) == expected


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_a_link_inside_a_sentence_is_the_same_link(text: str, expected: list[str]) -> None:
    assert urls(f"We release all of it. {text}") == expected


@pytest.mark.parametrize("text", NO_LINKS)
def test_what_stands_for_a_link_is_none(text: str) -> None:
    assert urls(text) == []


@given(st.text() | st.text("htps:/.githubcom (){}[]\\ _-\n"))
def test_any_text_is_read_and_offsets_are_in_order(text: str) -> None:
    last = 0
    for start, end, _ in find_links(text):
        assert last <= start < end <= len(text)
        last = end
