"""The services that are asked, and how: which address answers which ids or words, and how often it may be asked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote, urlencode

from graph import identifiers

_PAGE = 100
"""Records of a page of a search: the most that OpenAlex and Semantic Scholar give, and enough for arXiv."""

_S2_FIELDS = (
    "externalIds,title,abstract,venue,year,publicationDate,fieldsOfStudy,authors,"
    "references.externalIds,references.title,references.year,references.authors"
)
_S2_SEARCH_FIELDS = "externalIds,title,abstract,venue,year,publicationDate,fieldsOfStudy,authors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request: the path and its parameters below the service's address, without any key."""

    path: str

    @property
    def label(self) -> str:
        """A word for messages: short whatever was asked."""
        return self.path if len(self.path) <= 100 else f"{self.path[:96]} ..."


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service.

    url        where it answers; a mirror may stand in
    pause      seconds between requests, as it asks for in its terms
    ending     of the names of files with its answers
    by_id      requests for ids, as many in one as it takes; raises ValueError for one that it does not know
    by_words   the request for a page of a search, from a number on
    page       how many records a page has
    count      records in an answer; fewer than a page end a search
    """

    name: str
    url: str
    pause: float
    ending: str
    by_id: Callable[[Iterable[str]], Iterator[Question]]
    by_words: Callable[[str, int, int], Question]
    page: int
    count: Callable[[bytes], int]


def questions(service: Service, ids: Iterable[str], words: str, limit: int) -> Iterator[tuple[Question, bool]]:
    """Each request with whether it is a page of a search, whose next one is only asked for where it is full."""
    yield from ((question, False) for question in service.by_id(ids))
    if words:
        for start in range(0, limit, service.page):
            yield service.by_words(words, start, min(service.page, limit - start)), True


def _grouped(items: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def _parsed(ids: Iterable[str], *sources: str) -> Iterator[str]:
    for one in ids:
        found = identifiers.parse(one)
        if found is None or found.partition(":")[0] not in sources:
            raise ValueError(f"{one!r} is none of its ids; it takes {' and '.join(sources)}")
        yield found


def _arxiv_ids(ids: Iterable[str]) -> Iterator[Question]:
    for some in _grouped(_parsed(ids, "arxiv"), 100):
        numbers = ",".join(one.removeprefix("arxiv:") for one in some)
        yield Question(path="/api/query?" + urlencode({"id_list": numbers, "max_results": len(some)}, safe=",/"))


def _arxiv_words(words: str, start: int, size: int) -> Question:
    return Question(
        path="/api/query?" + urlencode({"search_query": f"all:{words}", "start": start, "max_results": size})
    )


def _openalex_ids(ids: Iterable[str]) -> Iterator[Question]:
    """By their own ids and by DOI, arXiv's among these, up to 50 of one kind in a request."""
    kinds: dict[str, list[str]] = {"openalex": [], "doi": []}
    for one in _parsed(ids, "openalex", "doi", "arxiv"):
        source, _, rest = one.partition(":")
        kinds["doi" if source == "arxiv" else source].append(f"10.48550/arxiv.{rest}" if source == "arxiv" else rest)
    for kind, found in kinds.items():
        for some in _grouped(found, 50):
            yield Question(
                path="/works?" + urlencode({"filter": f"{kind}:{'|'.join(some)}", "per_page": 50}, safe=":|/")
            )


def _openalex_words(words: str, start: int, size: int) -> Question:
    # Pages are numbered, so that all but a lone one have one size, and the last may bring more than was asked for.
    page, each = start // _PAGE + 1, _PAGE if start else size
    return Question(path="/works?" + urlencode({"search": words, "per_page": each, "page": page}))


_S2_NAMES = {"arxiv": "ARXIV:", "doi": "DOI:", "acl": "ACL:", "pmid": "PMID:", "s2": ""}


def _s2_ids(ids: Iterable[str]) -> Iterator[Question]:
    for one in _parsed(ids, *_S2_NAMES):
        source, _, rest = one.partition(":")
        name = quote(_S2_NAMES[source] + rest, safe=":/")
        yield Question(path=f"/graph/v1/paper/{name}?" + urlencode({"fields": _S2_FIELDS}, safe=",."))


def _s2_words(words: str, start: int, size: int) -> Question:
    asked = {"query": words, "offset": start, "limit": size, "fields": _S2_SEARCH_FIELDS}
    return Question(path="/graph/v1/paper/search?" + urlencode(asked, safe=",."))


def _entries(answer: bytes) -> int:
    return len(re.findall(rb"<entry[\s>]", answer))


def _listed(key: str) -> Callable[[bytes], int]:
    def count(answer: bytes) -> int:
        try:
            found = json.loads(answer)
        except ValueError:
            return 0
        return len(found.get(key) or ()) if isinstance(found, dict) else 0

    return count


SERVICES: dict[str, Service] = {
    service.name: service
    for service in (
        Service(
            name="arxiv",
            url="https://export.arxiv.org",
            pause=3.0,
            ending=".xml",
            by_id=_arxiv_ids,
            by_words=_arxiv_words,
            page=_PAGE,
            count=_entries,
        ),
        Service(
            name="openalex",
            url="https://api.openalex.org",
            pause=0.2,
            ending=".json",
            by_id=_openalex_ids,
            by_words=_openalex_words,
            page=_PAGE,
            count=_listed("results"),
        ),
        Service(
            name="semantic-scholar",
            url="https://api.semanticscholar.org",
            pause=1.1,
            ending=".json",
            by_id=_s2_ids,
            by_words=_s2_words,
            page=_PAGE,
            count=_listed("data"),
        ),
    )
}
