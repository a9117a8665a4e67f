"""Identifiers of papers and authors: every spelling that sources use, folded to one canonical form.

A canonical identifier is `<source>:<rest>`: `arxiv:2410.12345`, `arxiv:cs/0601001`, `doi:10.1145/3292500.3330701`,
`acl:P18-1001`, `openalex:W2741809807`, `s2:<40 hex>`, `s2:CorpusId:13756489`, `pmid:31452104`, `pmcid:PMC8060056`,
`title:<key>`. Versions are dropped: v1 and v3 of a preprint are one paper. Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote

from graph.names import title_key

PREFERENCE: tuple[str, ...] = ("arxiv", "doi", "acl", "openalex", "s2", "pmid", "pmcid")
"""Sources of identifiers, best first; ids of nodes are minted from the best. All others follow, `title` comes last."""

# Longer texts are not identifiers; the bound keeps every pattern below cheap on garbage.
_LONGEST = 600

_ARCHIVES = (
    "astro-ph|cond-mat|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|nucl-ex|nucl-th|quant-ph|math|cs|q-bio|q-fin|stat|"
    "eess|econ|nlin|physics|acc-phys|adap-org|alg-geom|ao-sci|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|"
    "dg-ga|funct-an|mtrl-th|patt-sol|plasm-ph|q-alg|solv-int|supr-con"
)
_NEW_ARXIV = r"(?:0[7-9]|[1-9]\d)(?:0[1-9]|1[0-2])\.\d{4,5}"
_ARXIV = re.compile(
    rf"(?P<new>{_NEW_ARXIV})|(?P<archive>{_ARCHIVES})(?:\.[a-z-]{{2,}})?/(?P<old>\d{{7}})", re.IGNORECASE
)
_ARXIV_TAIL = re.compile(r"(?:v\d+)?(?:\.pdf)?(?:\s*\[[\w.\-\s]*\]?)?[\s.,;:)\]}/]*", re.IGNORECASE)
# `arXiv preprint arXiv:1810.04805`, `CoRR abs/1706.03762`, `arXiv, 1711.05101`, `cs.CL/0205028`.
_ARXIV_HEAD = re.compile(r"(?:(?:arxiv|corr)(?:\s+e?-?(?:preprint|print)s?)?[\s,.:]+)*(?:abs|pdf)?/?", re.IGNORECASE)
_ARXIV_HOSTS = ("arxiv.org", "alphaxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org", "huggingface.co", "hf.co")
_ARXIV_PATH = re.compile(r"/(?:abs|pdf|html|papers|format|overview|e-print|ps|src)/(.+)", re.IGNORECASE)

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_DOI_PREFIX = re.compile(r"doi(?:\s*[:=]\s*|\s+|\.org/)", re.IGNORECASE)
_DOI_PATH = re.compile(
    r"/(?:doi|abs|full|pdf|pdfdirect|epdf|chapter|article|book|referencework)/(10\.\d{4,9}/[^?#\s]+)"
)
_DOI_TAIL = re.compile(r"(?:/(?:abstract|full|pdf|epdf|fulltext|meta)|\.pdf)$", re.IGNORECASE)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)
_ACL_DOI = re.compile(r"10\.(?:18653|3115)/v1/(.+)", re.IGNORECASE)

_ACL_OLD = re.compile(r"[A-Z]\d{2}-\d{4,5}", re.IGNORECASE)
_ACL_NEW = re.compile(r"(?:19|20)\d{2}\.[a-z0-9_]+-[a-z0-9_]+\.\d+", re.IGNORECASE)
_ACL_HOSTS = ("aclanthology.org", "aclanthology.info", "aclweb.org", "aclanthology.coli.uni-saarland.de")
_ACL_TAIL = re.compile(r"(?:v\d+)?(?:\.(?:pdf|bib|xml|endf))?$", re.IGNORECASE)

_PMC_HOSTS = ("ncbi.nlm.nih.gov", "europepmc.org")

_SHA1 = re.compile(r"[0-9a-f]{40}", re.IGNORECASE)
_CORPUS_ID = re.compile(r"(?:s2:)?corpus\s?id\s*:\s*(\d{1,12})", re.IGNORECASE)
_OPENALEX = re.compile(r"W\d{1,12}", re.IGNORECASE)
_BARE_OPENALEX = re.compile(r"W\d{6,12}")
_PMCID = re.compile(r"(?:PMC)?(\d{1,9})(?:\.\d+)?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,9}")

_URL = re.compile(
    r"(?:https?://)?(?:www\.|api\.|export\.|dx\.|m\.)*([a-z0-9.\-]+\.[a-z]{2,})(?::\d+)?(/\S*)", re.IGNORECASE
)
_PREFIXED = re.compile(r"([A-Za-z][A-Za-z0-9_.+\-]*):\s*(\S(?:.*\S)?)", re.DOTALL)
_NOT_SOURCES = frozenset({"http", "https", "ftp", "file", "mailto", "urn", "data", "javascript", "isbn", "issn"})

_ORCID = re.compile(
    r"(?:orcid\s*:\s*|https?://(?:www\.)?orcid\.org/|orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?", re.IGNORECASE
)
_OPENALEX_AUTHOR = re.compile(
    r"(?:openalex\s*:\s*|https?://(?:api\.)?openalex\.org/(?:authors/)?)?(A\d{6,12})/?", re.IGNORECASE
)
_S2_AUTHOR = re.compile(r"(?:https?://)?(?:www\.)?semanticscholar\.org/author/(?:[^/\s]+/)?(\d{1,12})/?", re.IGNORECASE)


def parse(text: str) -> str | None:
    """The canonical form of one identifier in any spelling (id, URL, DOI), or None where it is no known spelling.

    A prefix that is not known here is kept, in lower case: `TDMS:0568` gives `tdms:0568`. A bare number, a cite key or
    an unknown URL gives None, since two sources may mean different papers by it. Idempotent; never raises.
    """
    if len(text) > _LONGEST:
        return None
    text = text.strip().strip("<>\"'`").strip()
    if not text:
        return None
    return _of_arxiv(text) or _of_doi(text) or _of_url(text) or _of_bare(text) or _of_prefixed(text)


def expand(ids: Iterable[str]) -> tuple[str, ...]:
    """All canonical identifiers that follow from `ids`, each once, best first. Those that do not parse are left out.

    An arXiv DOI is the arXiv identifier and nothing else; an ACL DOI (10.18653/v1/X, 10.3115/v1/X) also gives `acl:X`.
    """
    found: set[str] = set()
    for text in ids:
        identifier = parse(text)
        if identifier is None:
            continue
        found.add(identifier)
        acl = _ACL_DOI.fullmatch(identifier.removeprefix("doi:"))
        if acl and (paper := _acl_id(acl[1])):
            found.add(paper)
    return tuple(sorted(found, key=_rank))


def best(ids: Iterable[str]) -> str | None:
    """The identifier that a node's id is minted from, by PREFERENCE; None where none of `ids` parses."""
    return next(iter(expand(ids)), None)


def author(text: str) -> str | None:
    """The canonical form of an author's identifier, or None: `orcid:0000-0002-1825-0097`, `openalex:A5023888391`,
    `s2:1741101`, another prefix as given. An ORCID whose check digit is wrong is no ORCID.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if found := _ORCID.fullmatch(text):
        orcid = found[1].upper()
        return f"orcid:{orcid}" if _orcid_holds(orcid) else None
    if found := _OPENALEX_AUTHOR.fullmatch(text):
        return f"openalex:{found[1].upper()}"
    if found := _S2_AUTHOR.fullmatch(text):
        return f"s2:{found[1]}"
    found = _PREFIXED.fullmatch(text)
    if found and found[1].lower() not in _NOT_SOURCES | {"orcid"}:
        return _as_given(found[1].lower(), found)
    return None


def _rank(identifier: str) -> tuple[int, str]:
    source = identifier.partition(":")[0]
    if source == "title":
        return len(PREFERENCE) + 1, identifier
    return PREFERENCE.index(source) if source in PREFERENCE else len(PREFERENCE), identifier


def _of_arxiv(text: str) -> str | None:
    head = _ARXIV_HEAD.match(text)
    found = _ARXIV.match(text, head.end() if head else 0)
    if not found or not _ARXIV_TAIL.fullmatch(text, found.end()):
        return None
    if found["new"]:
        return f"arxiv:{found['new']}"
    return f"arxiv:{found['archive'].lower()}/{found['old']}"


def _of_doi(text: str) -> str | None:
    prefix = _DOI_PREFIX.match(text)
    found = _DOI.fullmatch(text, prefix.end() if prefix else 0)
    return _canonical_doi(found[0]) if found else None


def _canonical_doi(doi: str) -> str | None:
    doi = doi.lower()
    while True:
        trimmed = doi.rstrip(".,;:'\"`")
        # A closing bracket belongs to the DOI where it closes one: 10.1016/s0140-6736(05)67889-3, 10.1016/0004(86)90001
        for opening, closing in ("()", "[]", "{}", "<>"):
            if trimmed.endswith(closing) and trimmed.count(closing) > trimmed.count(opening):
                trimmed = trimmed[:-1]
        if trimmed == doi:
            break
        doi = trimmed
    if not _DOI.fullmatch(doi):
        return None
    arxiv = _ARXIV_DOI.fullmatch(doi)
    return (_of_arxiv(arxiv[1]) if arxiv else None) or f"doi:{doi}"


def _of_url(text: str) -> str | None:
    found = _URL.fullmatch(text)
    if not found:
        return None
    host, path = found[1].lower(), unquote(found[2]).replace("\0", "\ufffd")
    bare = path.partition("?")[0].partition("#")[0].rstrip("/.,;)")
    if host == "doi.org" or host.endswith(".doi.org"):
        return _of_doi(path.partition("?")[0].strip("/"))
    if _is_at(host, _ARXIV_HOSTS):
        arxiv = _ARXIV_PATH.fullmatch(bare)
        return _of_arxiv(arxiv[1]) if arxiv else None
    if _is_at(host, _ACL_HOSTS):
        parts = bare.removeprefix("/anthology").removeprefix("/papers").strip("/").split("/")
        return _acl_id(_ACL_TAIL.sub("", parts[0])) or (_acl_id(_ACL_TAIL.sub("", parts[-1])))
    if _is_at(host, ("openalex.org",)):
        return _openalex(bare.rpartition("/")[2])
    if _is_at(host, ("semanticscholar.org",)):
        last = bare.rpartition("/")[2]
        corpus = _CORPUS_ID.fullmatch(last)
        return f"s2:CorpusId:{corpus[1]}" if corpus else _s2(last)
    if host == "pubmed.ncbi.nlm.nih.gov" or (host == "ncbi.nlm.nih.gov" and bare.startswith("/pubmed/")):
        return _pmid(bare.rpartition("/")[2])
    if host == "pmc.ncbi.nlm.nih.gov" or (host in _PMC_HOSTS and "/articles/" in bare.lower()):
        last = bare.rpartition("/")[2]
        return _pmcid(last) if last[:3].upper() == "PMC" else None
    doi = _DOI_PATH.search(path)
    return _canonical_doi(_DOI_TAIL.sub("", doi[1].rstrip("/"))) if doi else None


def _is_at(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == known or host.endswith("." + known) for known in hosts)


def _of_bare(text: str) -> str | None:
    corpus = _CORPUS_ID.fullmatch(text)
    if corpus:
        return f"s2:CorpusId:{corpus[1]}"
    return _acl_id(text) or _s2(text) or (f"openalex:{text}" if _BARE_OPENALEX.fullmatch(text) else None)


def _of_prefixed(text: str) -> str | None:
    found = _PREFIXED.fullmatch(text)
    if not found or found[1].lower() in _NOT_SOURCES:
        return None
    source = found[1].lower()
    if source in _KNOWN:
        return _KNOWN[source](found[2])
    return _as_given(source, found)


def _as_given(source: str, found: re.Match[str]) -> str | None:
    # With a space in it, it is a title (`BERT: Pre-training of ...`); with `//`, an address.
    whole = found[0]
    return None if found[2].startswith("//") or any(map(str.isspace, whole)) else f"{source}:{found[2]}"


def _acl_id(text: str) -> str | None:
    if _ACL_OLD.fullmatch(text):
        return f"acl:{text.upper()}"
    return f"acl:{text.lower()}" if _ACL_NEW.fullmatch(text) else None


def _openalex(text: str) -> str | None:
    return f"openalex:{text.upper()}" if _OPENALEX.fullmatch(text) else None


def _s2(text: str) -> str | None:
    return f"s2:{text.lower()}" if _SHA1.fullmatch(text) else None


def _pmid(text: str) -> str | None:
    return f"pmid:{int(text)}" if _NUMBER.fullmatch(text) and int(text) else None


def _pmcid(text: str) -> str | None:
    found = _PMCID.fullmatch(text)
    return f"pmcid:PMC{int(found[1])}" if found and int(found[1]) else None


def _title(text: str) -> str | None:
    key = title_key(text)
    return f"title:{key}" if key else None


def _nothing(text: str) -> None:
    """What stands behind a known prefix and was not recognised before: `arxiv:` and `doi:` with a damaged id."""


_KNOWN: dict[str, Callable[[str], str | None]] = {
    "arxiv": _nothing,
    "doi": _nothing,
    "acl": _acl_id,
    "openalex": _openalex,
    "s2": _s2,
    "pmid": _pmid,
    "pmcid": _pmcid,
    "title": _title,
}


def _orcid_holds(orcid: str) -> bool:
    # ISO 7064 MOD 11-2, as https://support.orcid.org describes it.
    total = 0
    for digit in orcid.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return orcid[-1] == ("X" if check == 10 else str(check))
