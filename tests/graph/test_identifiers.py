"""The spellings of identifiers that were met in real sources, and the one form that each of them has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.identifiers import PREFERENCE, author, best, expand, parse

SHA = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"

SPELLINGS = {
    "arxiv:2410.12345": [
        "arXiv:2410.12345v3",
        "arxiv:2410.12345",
        "ARXIV: 2410.12345",
        "2410.12345",
        " 2410.12345v2 ",
        "https://arxiv.org/abs/2410.12345v2",
        "http://arxiv.org/pdf/2410.12345v1.pdf",
        "https://www.arxiv.org/html/2410.12345#S2",
        "https://export.arxiv.org/abs/2410.12345?context=cs",
        "arxiv.org/abs/2410.12345.",
        "10.48550/arXiv.2410.12345",
        "https://doi.org/10.48550/arXiv.2410.12345",
        "doi:10.48550/ARXIV.2410.12345",
        "https://huggingface.co/papers/2410.12345",
        "arXiv preprint arXiv:2410.12345",
        "CoRR abs/2410.12345",
        "CoRR, abs/2410.12345",
        "arXiv, 2410.12345",
        "abs/2410.12345",
        "arXiv:2410.12345v5 [cs.CL]",
        "arXiv:2410.12345v1[cs.CL",
    ],
    "arxiv:1207.0580": ["1207.0580", "https://arxiv.org/abs/1207.0580v1"],
    "arxiv:cs/0601001": [
        "cs/0601001",
        "cs.CL/0601001v2",
        "arXiv:CS.CL/0601001",
        "https://arxiv.org/abs/cs/0601001",
        "10.48550/arXiv.cs/0601001",
    ],
    "arxiv:hep-th/9901001": ["HEP-TH/9901001", "https://arxiv.org/pdf/hep-th/9901001v1"],
    "doi:10.1145/3292500.3330701": [
        "10.1145/3292500.3330701",
        "doi:10.1145/3292500.3330701.",
        "DOI: 10.1145/3292500.3330701,",
        "https://doi.org/10.1145/3292500.3330701",
        "http://dx.doi.org/10.1145/3292500.3330701",
        "https://dl.acm.org/doi/pdf/10.1145/3292500.3330701",
        "doi.org/10.1145/3292500.3330701",
        "<https://doi.org/10.1145/3292500.3330701>",
    ],
    "doi:10.1016/s0140-6736(05)67889-3": ["10.1016/S0140-6736(05)67889-3", "10.1016/S0140-6736(05)67889-3)."],
    "doi:10.1007/978-3-031-19778-9_1": ["https://link.springer.com/chapter/10.1007/978-3-031-19778-9_1"],
    "doi:10.1002/abc.1": ["https://onlinelibrary.wiley.com/doi/10.1002/abc.1/full", "https://doi.org/10.1002%2Fabc.1"],
    "doi:10.18653/v1/p18-1001": ["10.18653/v1/P18-1001"],
    "acl:P18-1001": [
        "P18-1001",
        "acl:p18-1001",
        "https://aclanthology.org/P18-1001/",
        "https://aclanthology.org/P18-1001v2.pdf",
        "https://www.aclweb.org/anthology/P18-1001",
        "http://aclweb.org/anthology/P18-1001.bib",
    ],
    "acl:2020.acl-main.1": ["2020.acl-main.1", "acl:2020.ACL-main.1", "https://aclanthology.org/2020.acl-main.1.pdf"],
    "openalex:W2741809807": [
        "W2741809807",
        "openalex:w2741809807",
        "https://openalex.org/W2741809807",
        "https://api.openalex.org/works/W2741809807",
    ],
    f"s2:{SHA}": [SHA, f"s2:{SHA.upper()}", f"https://www.semanticscholar.org/paper/Attention-is-All/{SHA}"],
    "s2:CorpusId:13756489": [
        "CorpusId:13756489",
        "s2:CorpusId:13756489",
        "CorpusID: 13756489",
        "https://api.semanticscholar.org/CorpusID:13756489",
    ],
    "pmcid:PMC8060056": [
        "pmcid:8060056",
        "PMCID: PMC8060056",
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC8060056/",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC8060056/",
        "https://europepmc.org/articles/PMC8060056",
    ],
    "pmid:31452104": ["pmid:31452104", "PMID: 31452104", "https://pubmed.ncbi.nlm.nih.gov/31452104/"],
    "title:attention is all you need": ["title:Attention Is All You Need!", "title:attention is all you need"],
    "tdms:0568": ["tdms:0568", "TDMS:0568"],
    "eccv2020:0376709071": ["eccv2020:0376709071"],
    "dblp:conf/nips/VaswaniSPUJGKP17": ["DBLP:conf/nips/VaswaniSPUJGKP17"],
}

NOTHING = [
    "",
    "  ",
    "12345",
    "smith2020",
    "2413.12345",
    "0601.00001",
    "arxiv:foo",
    "doi:",
    "doi:10.12",
    "acl:foo",
    "openalex:A123456",
    "pmid:x",
    "s2:abc",
    "title:!!!",
    "foo/0601001",
    "94.30 91.95",
    "ISBN 0521874157",
    "isbn:0521874157",
    "https://example.org/paper/1",
    "https://github.com/huggingface/transformers",
    "https://huggingface.co/bert-base-uncased",
    "https://arxiv.org/list/cs.CL/recent",
    "mailto:a@example.org",
    "BERT: Pre-training of Deep Bidirectional Transformers",
    "x" * 10_000,
]


@pytest.mark.parametrize(("text", "canonical"), [(text, form) for form, texts in SPELLINGS.items() for text in texts])
def test_every_spelling_has_one_form(text: str, canonical: str) -> None:
    assert parse(text) == canonical


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_identifier_gives_none(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize("canonical", SPELLINGS)
def test_a_canonical_form_stays(canonical: str) -> None:
    assert parse(canonical) == canonical


@given(st.text() | st.from_regex(r"(arxiv:|doi:10\.1234/|https?://[a-z.]+/|acl:|x:)\S{0,30}"))
def test_parsing_twice_changes_nothing(text: str) -> None:
    once = parse(text)
    assert once is None or parse(once) == once


def test_an_address_brings_no_nul() -> None:
    assert parse("https://doi.org/10.1000/a%00b") == "doi:10.1000/a\ufffdb"


def test_an_acl_doi_is_also_an_acl_id() -> None:
    assert expand(["10.18653/v1/P18-1001"]) == ("doi:10.18653/v1/p18-1001", "acl:P18-1001")
    assert expand(["10.3115/v1/P14-1001"]) == ("doi:10.3115/v1/p14-1001", "acl:P14-1001")
    assert expand(["https://doi.org/10.18653/v1/2020.acl-main.1"])[1] == "acl:2020.acl-main.1"


def test_an_older_acl_doi_says_nothing_of_an_acl_id() -> None:
    assert expand(["10.3115/1073083.1073135"]) == ("doi:10.3115/1073083.1073135",)


def test_an_arxiv_doi_is_the_arxiv_id_alone() -> None:
    assert expand(["10.48550/arXiv.1706.03762", "arXiv:1706.03762v5"]) == ("arxiv:1706.03762",)


def test_the_best_identifier_comes_first() -> None:
    ids = [
        "title:a b",
        "tdms:1",
        "pmcid:1",
        "pmid:1",
        f"s2:{SHA}",
        "W2741809807",
        "P18-1001",
        "10.1145/1.2",
        "1706.03762",
    ]
    assert [identifier.partition(":")[0] for identifier in expand(ids)] == [*PREFERENCE, "tdms", "title"]
    assert best(ids) == "arxiv:1706.03762"
    assert best(["smith2020", ""]) is None


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("0000-0002-1825-0097", "orcid:0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1694-233x", "orcid:0000-0002-1694-233X"),
        ("ORCID: 0000-0002-1825-0097", "orcid:0000-0002-1825-0097"),
        ("0000-0002-1825-0098", None),
        ("orcid:0000-0002-1825-0098", None),
        ("https://openalex.org/A5023888391", "openalex:A5023888391"),
        ("https://www.semanticscholar.org/author/A.-Vaswani/40348417", "s2:40348417"),
        ("S2:40348417", "s2:40348417"),
        ("dblp:33/1234", "dblp:33/1234"),
        ("https://example.org/~me", None),
        ("Ashish Vaswani", None),
    ],
)
def test_an_author_is_named_by_an_id(text: str, canonical: str | None) -> None:
    # 0000-0002-1825-0097 and 0000-0002-1694-233X are the examples of ORCID's own documentation.
    assert author(text) == canonical
