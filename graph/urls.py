"""One form for the links by which papers name code, models, data and demos, so that one repository is one node.

`normalise` mends how a link is written, never what it points to: paths keep their case except on GitHub and GitLab,
which ignore it. Standard library only.
"""

from __future__ import annotations

import re

_WRAPPER = re.compile(r"^\s*(?:\\?(?:url|href)\s*)?[<({\[]*\s*", re.IGNORECASE)
_SCHEME = re.compile(r"^(https?)\s*:\s*/\s*/\s*", re.IGNORECASE)
_TEX_ESCAPE = re.compile(r"\\+([_%#&~$])")
_HOST = re.compile(r"^(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9](?::\d{1,5})?$")
_TRAILING = ".,;:!?'\"`*’”>|\\…"
_CLOSING = {")": "(", "]": "[", "}": "{"}
_TRACKING = re.compile(r"[?&](?:usp=\w+|utm_\w+=[^&#]*|tab=readme\S*)(?=[&#]|$)", re.IGNORECASE)

_HOST_ALIASES = {"hf.co": "huggingface.co", "huggingface.com": "huggingface.co"}
# Hosts whose front page names nothing: without a path they are a word, not a link.
_NEEDS_PATH = frozenset(
    {
        "github.com",
        "gitlab.com",
        "huggingface.co",
        "bitbucket.org",
        "kaggle.com",
        "zenodo.org",
        "osf.io",
        "figshare.com",
        "modelscope.cn",
        "anonymous.4open.science",
        "drive.google.com",
        "sites.google.com",
        "docs.google.com",
        "tinyurl.com",
        "bit.ly",
        "goo.gl",
        "goo.gle",
        "git.io",
        "youtube.com",
        "youtu.be",
    }
)
_PLACEHOLDER_HOSTS = frozenset({"example.com", "example.org", "example.net", "localhost", "anonymous.com", "xxx.com"})
_PLACEHOLDER = re.compile(
    r"^(?:x{2,}|y{2,}|\.{2,}|link|url|removed|placeholder|todo|tbd|tba|your(?:[-_]\w*|name|repo|url|link|user\w*|project|org)?|user(?:name)?|repo(?:sitory)?|"
    r"anonymous[-_]?(?:url|link|repo|for[-_]?review)|\[.*|<.*)$",
    re.IGNORECASE,
)
# `repo` stands for a name only after an owner that stands for one: somebody's method is called RePO.
_NOBODY = frozenset({"anonymous", "author", "authors", "name", "org", "organization", "owner"})
# Where papers, people and licences live: a link there is a reference, not something that was released.
_REFERENCES = frozenset(
    {
        "arxiv.org",
        "ar5iv.org",
        "openreview.net",
        "aclanthology.org",
        "aclweb.org",
        "semanticscholar.org",
        "dl.acm.org",
        "ieeexplore.ieee.org",
        "link.springer.com",
        "sciencedirect.com",
        "creativecommons.org",
        "wikipedia.org",
        "twitter.com",
        "x.com",
        "linkedin.com",
        "orcid.org",
        "scholar.google.com",
    }
)
# DOIs of deposited data and software, among the DOIs of papers: Zenodo, figshare, Hugging Face, Dataverse, OSF, Dryad.
_DATA_DOI = re.compile(r"^/10\.(?:5281|6084|57967|7910|17605|5061)/")


def normalise(url: str) -> str | None:
    """`url` in its one form, `https://host/path`, or None where it is no link or only stands for one.

    Without a scheme it gets https; wrappers (TeX, brackets), trailing punctuation, slashes and `.git` go.
    """
    text = _TEX_ESCAPE.sub(r"\1", _WRAPPER.sub("", url)).strip()
    scheme = _SCHEME.match(text)
    rest = _trimmed(text[scheme.end() :] if scheme else text).replace("∼", "~")
    if any(letter.isspace() for letter in rest):
        return None
    cut = min((at for mark in "/?#" if (at := rest.find(mark)) >= 0), default=len(rest))
    host, path = rest[:cut].lower(), rest[cut:]
    bare = host.removeprefix("www.").removesuffix(":443").removesuffix(":80")
    bare = _HOST_ALIASES.get(bare, bare)
    if not _HOST.match(bare):
        return None
    is_forge = bare in _NEEDS_PATH or _is_git_host(bare)
    path = _trimmed(_TRACKING.sub("", path))
    if _is_git_host(bare):
        path = re.sub(r"(?:\.git|#readme)$", "", path.lower()).rstrip("/")
    elif path.endswith(".git"):
        path = path.removesuffix(".git")
    path = _trimmed(path)
    if _stands_for_nothing(bare, path):
        return None
    kept_host = bare if is_forge or not host.startswith("www.") else f"www.{bare}"
    kept_scheme = "https" if is_forge or scheme is None else scheme[1].lower()
    return f"{kept_scheme}://{kept_host}{path}"


def is_repository(url: str) -> bool:
    """Whether a link can be something released: a host of code, models, data or demos, or a page of a project."""
    normal = normalise(url)
    if normal is None:
        return False
    host, slash, path = normal.partition("://")[2].removeprefix("www.").partition("/")
    if host.removeprefix("dx.") == "doi.org":
        return _DATA_DOI.match(slash + path) is not None
    return not any(host == name or host.endswith(f".{name}") for name in _REFERENCES)


def _is_git_host(host: str) -> bool:
    return host in {"github.com", "gist.github.com"} or host.startswith("gitlab.")


def _trimmed(text: str) -> str:
    """`text` without trailing punctuation, brackets that it never opened, and slashes."""
    while text:
        last = text[-1]
        opening = _CLOSING.get(last)
        unopened = opening is not None and text.count(last) > text.count(opening)
        if not (last in _TRAILING or last == "/" or last.isspace() or unopened):
            break
        text = text[:-1]
    return text


def _stands_for_nothing(host: str, path: str) -> bool:
    if host in _PLACEHOLDER_HOSTS or (host in _NEEDS_PATH and not path.strip("/")):
        return True
    segments = [segment for segment in path.split("/") if segment]
    if not segments:
        return False
    owner, last = segments[0].lower(), segments[-1]
    if len(segments) > 1 and last.lower() in {"repo", "repository"}:
        return owner in _NOBODY or _PLACEHOLDER.match(owner) is not None
    return _PLACEHOLDER.match(last) is not None or (host in _NEEDS_PATH and set(owner) == {"x"})
