"""Small worlds of contributions in which everything that may happen to a graph does happen, and often.

Few identifiers, titles, surnames and names: so records share them, contradict each other, join, part and cite one
another.
"""

from __future__ import annotations

import hashlib

from hypothesis import strategies as st

from graph.records import Contribution, Decision

IDENTIFIERS = ("arxiv:2401.00001", "arxiv:2401.00002", "doi:10.1000/a", "doi:10.1000/b", "acl:P18-1001")
TITLES = (
    "A study of graph networks",
    "A Study of Graph-Networks",
    "Attention for citation graphs",
    "Short title",
    "Editorial",
    "???",
)
PEOPLE = ({"name": "Ann Lee"}, {"name": "Lee, Ann"}, {"name": "Bo Kim"}, {"name": "Cy Roe", "ids": ["orcid:0000-1"]})
NAMES = ("GPT-4", "GPT4", "BERT", "GLUE", "GLUE benchmark", "question answering")
TYPES = ("Model", "Benchmark", "Task", "Repository")
ABSTRACTS = ("", "GPT-4 beats BERT on GLUE.")


def subset(values: tuple, most: int) -> st.SearchStrategy:
    return st.lists(st.sampled_from(values), max_size=most, unique_by=str)


references = st.fixed_dictionaries(
    {"title": st.sampled_from(("", "A studyof graphnetworks", *TITLES))},
    optional={
        "identifiers": subset(IDENTIFIERS, 2),
        "authors": subset(("Ann Lee", "B. Kim", "Zed Ott"), 2),
        "year": st.sampled_from((2019, 2022, 2024)),
        "intent": st.just("background"),
        "contexts": subset(("as in [1]", "following [1]"), 2),
        "is_influential": st.just(True),
        "raw": st.just("Lee, A. A study."),
    },
)


@st.composite
def papers(draw: st.DrawFn) -> Contribution:
    record = draw(
        st.fixed_dictionaries(
            {"title": st.sampled_from(("", *TITLES))},  # without one, what only adds to a paper
            optional={
                "abstract": st.sampled_from(ABSTRACTS),
                "identifiers": subset(IDENTIFIERS, 2),
                "authors": subset(PEOPLE, 2),
                "published": st.sampled_from(("2024", "2023-05", "2024-01-31")),
                "published_is_guess": st.booleans(),
                "links": subset(("https://github.com/A/b", "https://github.com/a/B.git"), 1),
                "references": st.lists(references, max_size=3),
                "is_retracted": st.booleans(),
            },
        )
    )
    return Contribution(
        id=f"feed:{draw(st.sampled_from('abcdefgh'))}/1",
        kind="paper",
        record=record,
        rank=draw(st.integers(-1, 2)),
        as_of=draw(st.sampled_from(("", "2024-05-01"))),
    )


def mentions(name: str, text: str) -> list[dict]:
    start = text.find(name)
    return [{"field": "abstract", "start": start, "end": start + len(name), "text": name}] if start >= 0 else []


@st.composite
def extractions(draw: st.DrawFn) -> Contribution:
    title, abstract = draw(st.sampled_from(TITLES)), draw(st.sampled_from(ABSTRACTS))
    sha = hashlib.sha256(f"{title}\n{abstract}".encode()).hexdigest()
    span = {"field": "abstract", "start": 0, "end": len(abstract)}
    confidence = st.sampled_from((None, 0.25, 0.75))
    entities = draw(
        st.lists(
            st.builds(
                lambda name, kind, relation, alias, sure: {
                    "name": "https://github.com/a/b" if kind == "Repository" else name,
                    "type": kind,
                    "relation": relation,
                    "aliases": alias,
                    "confidence": sure,
                    "mentions": mentions(name, abstract),
                    "evidence": span,
                },
                st.sampled_from(NAMES),
                st.sampled_from(TYPES),
                st.sampled_from(("introduces", "uses", "evaluates_on", "mentions")),
                subset(("QA", "Bidirectional encoder"), 1),
                confidence,
            ),
            max_size=4,
        )
    )
    known = st.sampled_from([entity["name"] for entity in entities] or ["GPT-4"])
    links = st.builds(
        lambda head, tail: {"head": head, "relation": "outperforms", "tail": tail, "on": "GLUE", "evidence": span},
        known,
        known,
    )
    figures = st.builds(
        lambda system, value: {"system": system, "benchmark": "GLUE", "metric": "", "value": value, "kind": "absolute"},
        known,
        st.sampled_from(("90.1%", "2x")),
    )
    by = draw(st.sampled_from(("citegraph", "other")))
    record = {
        "extractor": {"name": by, "version": "1"},
        "text_sha256": sha,
        "entities": entities,
        "relations": draw(st.lists(links, max_size=2)),
        "results": draw(st.lists(figures, max_size=2)),
    }
    return Contribution(id=f"extract:{by}/{sha}", kind="extraction", record=record, by=f"{by}/1")


contributions = st.one_of(papers(), papers(), extractions())

_paper = st.sampled_from((*IDENTIFIERS, "feed:a/1", "feed:b/1", "title:a study of graph networks", "title:editorial"))
_entity = st.sampled_from(("entity:gpt4", "entity:bert", "entity:glue", "repo:github.com/a/b"))
decisions = st.one_of(
    st.builds(
        Decision, id=st.sampled_from("pq"), kind=st.sampled_from(("same", "not_same")), subject=_paper, object=_paper
    ),
    st.builds(Decision, id=st.sampled_from("rs"), kind=st.just("same"), subject=_entity, object=_entity),
    st.builds(Decision, id=st.just("t"), kind=st.just("retype"), subject=_entity, object=st.just("Method")),
    st.builds(Decision, id=st.just("u"), kind=st.just("rename"), subject=_entity, object=st.just("A better name")),
    st.builds(
        Decision,
        id=st.sampled_from("vw"),
        kind=st.just("reject"),
        subject=_entity,
        paper=st.one_of(st.just(""), _paper),
        relation=st.sampled_from(("", "USES", "RELEASES")),
    ),
)
