"""XML: arXiv, OAI-PMH, the ACL Anthology, GROBID, PubMed; and what a hostile or broken file can do."""

from __future__ import annotations

import gzip
import io
import tracemalloc

import pytest

from extract.readers.lines import LONGEST_LINE, open_lines
from extract.readers.xml_records import records
from extract.records import Author, Paper
from tests.extract.reading import everything, paper, papers, problems
from tests.extract.samples import ACL, ATOM, OAI, PUBMED, TEI


def test_an_entry_of_atom_is_read_whole() -> None:
    found = paper(ATOM)
    assert (found.source, found.record, found.title) == ("arxiv", "2410.12345", "Mills for Long Documents")
    assert found.abstract == "We grind documents & measure it. The second line goes on.\n\nA paragraph."
    assert found.identifiers == ("arxiv:2410.12345", "doi:10.1000/mills")
    assert (found.published, found.as_of, found.categories) == ("2024-10-16", "2024-11-02", ("cs.CL", "cs.LG"))
    assert found.links == ("https://github.com/ada/mills",)


def test_an_answer_of_arxiv_that_is_an_error_is_told() -> None:
    entry = "<entry><id>http://arxiv.org/api/errors#bad</id><title>Error</title><summary>bad id</summary></entry>"
    assert "arXiv answered with an error: bad id" in problems(f"<feed><id>http://arxiv.org/</id>{entry}</feed>")[0]
    assert everything("<feed><id>http://arxiv.org/</id></feed>") == []


def test_a_raw_record_of_arxiv_has_tex_affiliations_and_the_date_of_its_first_version() -> None:
    found = paper(OAI)
    assert (found.record, found.title, found.abstract) == ("cs/0601001", "Poincaré's Mills", "We grind documents.")
    assert [one.name for one in found.authors] == ["Ada Park", "Ben Osei Jr.", "Cléa Roux"]
    assert (found.published, found.as_of, found.venue) == ("2006-01-02", "2024-11-01", "J. Mills 1 (2006) 1-9")


def test_a_record_of_arxiv_has_its_authors_in_parts() -> None:
    old, new = OAI.index("<arXivRaw"), OAI.index("</arXivRaw>") + len("</arXivRaw>")
    names = "<author><keyname>Park</keyname><forenames>Ada</forenames></author>"
    record = (
        f"<arXiv><id>0801.3931</id><created>2008-01-25</created><authors>{names}</authors><title>Mills</title></arXiv>"
    )
    found = paper(OAI[:old] + record + OAI[new:])
    assert (found.record, found.published, found.authors) == ("0801.3931", "2008-01-25", (Author(name="Ada Park"),))


def test_dublin_core_of_any_repository_is_read() -> None:
    dc = (
        "<oai_dc:dc><dc:title>Mills</dc:title><dc:creator>Park, Ada</dc:creator><dc:date>2010</dc:date>"
        "<dc:identifier>https://doi.org/10.1000/mills</dc:identifier></oai_dc:dc>"
    )
    header = "<header><identifier>oai:x:1</identifier><datestamp>2011-01-10T10:19:23Z</datestamp></header>"
    found = paper(f"<OAI-PMH><GetRecord><record>{header}<metadata>{dc}</metadata></record></GetRecord></OAI-PMH>")
    assert (found.source, found.record, found.identifiers) == ("oai", "oai:x:1", ("doi:10.1000/mills",))
    assert found.authors == (Author(name="Ada Park"),)


@pytest.mark.parametrize(
    ("inner", "word"),
    [
        ('<error code="noRecordsMatch"/>', "noRecordsMatch"),
        ("<Identify><repositoryName>x</repositoryName></Identify>", "answers Identify, which has no papers"),
        (
            '<record><header status="deleted"><identifier>oai:x:1</identifier></header></record>',
            "'oai:x:1' is marked as deleted",
        ),
    ],
)
def test_an_answer_of_oai_without_papers_says_why(inner: str, word: str) -> None:
    (reason,) = problems(f"<OAI-PMH>{inner}</OAI-PMH>")
    assert word in reason


def test_a_paper_of_the_anthology_takes_venue_and_date_from_its_volume() -> None:
    found = paper(ACL)
    assert (found.record, found.title, found.abstract) == ("P18-1001", "Grinding with BERT", "We grind documents.")
    assert found.identifiers == ("doi:10.18653/v1/p18-1001", "acl:P18-1001")
    assert (found.published, found.venue) == ("2018-07", "Proceedings of Mills (Volume 1: Long Papers)")
    assert found.links == ("https://github.com/ada/mills",)


@pytest.mark.parametrize(
    ("collection", "volume", "paper_id", "own"),
    [("W18", "53", "2", "W18-5302"), ("2024.bionlp", "1", "3", "2024.bionlp-1.3"), ("D19", "50", "7", "D19-5007")],
)
def test_an_id_of_the_anthology_is_made_of_its_parts(collection: str, volume: str, paper_id: str, own: str) -> None:
    text = ACL.replace('collection id="P18"', f'collection id="{collection}"').replace(
        'volume id="1"', f'volume id="{volume}"'
    )
    text = text.replace('paper id="1"', f'paper id="{paper_id}"').replace('<url hash="a">P18-1001</url>', "")
    assert paper(text).record == own


def test_grobid_gives_references_with_the_sentences_that_cite_them() -> None:
    found = paper(TEI, "mills.tei.xml")
    assert (found.title, found.published, found.identifiers) == (
        "Mills for Long Documents",
        "2024-10-16",
        ("doi:10.1000/mills",),
    )
    water, wind, blank = found.references
    assert (water.title, water.authors, water.year) == ("Water in early mills", ("B Osei",), 2001)
    assert water.contexts == ("Water came later (Osei, 2001) to mills.",)
    assert (wind.identifiers, wind.contexts) == (("arxiv:1409.0473",), ("Wind is free [2].",))
    assert (blank.title, blank.authors, blank.year) == ("", ("Roux",), 1999)


def test_an_article_of_pubmed_is_read_whole() -> None:
    found = paper(PUBMED)
    assert (found.record, found.title) == ("123456", "Flour at 5 oC")
    assert found.abstract == "AIMS: We grind.\n\nRESULTS: It works."
    assert found.identifiers == ("doi:10.1000/flour", "pmid:123456", "pmcid:PMC77")
    assert found.authors == (Author(name="Ada B Park", ids=("orcid:0000-0002-1825-0097",)), Author(name="The Millers"))
    assert (found.published, found.is_retracted, found.as_of) == ("2024-10", True, "2024-11-02")
    by_id, by_title, unknown = found.references
    assert by_id.identifiers == ("pmid:99",)
    assert (by_title.title, by_title.authors, by_title.year) == ("Wind in early mills", ("Osei",), 2002)
    assert unknown.raw == "The Millers. Rules."


# --- hostile and broken


def test_entities_are_never_expanded() -> None:
    bomb = '<!DOCTYPE feed [<!ENTITY a "arxiv.org"><!ENTITY b "&a;&a;">]>' + ATOM.replace("Mills for", "&b;")
    (reason,) = problems(bomb)
    assert "declares the entity 'a', and entities are never expanded" in reason


def test_a_file_that_an_entity_names_is_not_opened() -> None:
    secret = '<!DOCTYPE feed [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + ATOM.replace("Mills for", "&a;")
    assert "entities are never expanded" in problems(secret)[0]


def test_a_dtd_is_not_fetched_and_an_entity_of_html_in_it_is_known_all_the_same() -> None:
    text = '<!DOCTYPE feed SYSTEM "http://127.0.0.1:9/x.dtd">' + ATOM.replace("Mills for", "Caf&eacute; &odd; for")
    assert paper(text).title == "Café &odd; for Long Documents"


def feed(*entries: str) -> str:
    return ATOM[: ATOM.index("  <entry>")] + "".join(entries) + "</feed>\n"


ENTRY = ATOM[ATOM.index("  <entry>") : ATOM.index("</feed>")]


def numbered(number: int) -> str:
    return ENTRY.replace("2410.12345", f"2410.{number:05}")


@pytest.mark.parametrize(
    "broken",
    [
        numbered(2).replace("<summary>", "<summary>a & b"),
        numbered(2).replace("</summary>", ""),
        numbered(2).replace("</entry>", ""),
        numbered(2).replace("We grind", "We\x01grind"),
        numbered(2).replace("<title>", "<title a=b>"),
        numbered(2).replace("</title>", "</b></title>"),
        numbered(2).replace("We grind", "<a>" * 300 + "</a>" * 300),
    ],
)
def test_where_the_xml_breaks_one_record_is_lost_and_told_with_its_line(broken: str) -> None:
    found = everything(feed(numbered(1), broken, numbered(3), numbered(4)))
    assert [one.record for one in found if isinstance(one, Paper)] == ["2410.00001", "2410.00003", "2410.00004"]
    (told,) = (one for one in found if not isinstance(one, Paper))
    assert told.line is not None
    second = ATOM[: ATOM.index("  <entry>")].count("\n") + ENTRY.count("\n")
    assert second < told.line <= second + ENTRY.count("\n") + 1


def test_a_byte_that_is_not_of_the_encoding_costs_one_record() -> None:
    content = feed(numbered(1), numbered(2).replace("We grind", "Caf\xe9"), numbered(3)).encode("latin-1")
    assert [one.record for one in everything(content) if isinstance(one, Paper)] == ["2410.00001", "2410.00003"]
    declared = b'<?xml version="1.0" encoding="iso-8859-1"?>' + content
    assert len(papers(declared)) == 3


def test_an_encoding_that_is_not_known_is_told() -> None:
    (reason,) = problems('<?xml version="1.0" encoding="klingon"?>' + ATOM)
    assert "encoding" in reason


def test_a_truncated_gzip_gives_the_records_before_and_names_the_fault() -> None:
    text = feed(*(numbered(n).replace("grind", f"grind {n * n * 7919 % 99991}") for n in range(2000)))
    packed = gzip.compress(text.encode())
    found = everything(packed[: len(packed) // 2])
    assert len(found) > 500
    assert all(isinstance(one, Paper) for one in found[:-1])
    assert "ends before its end mark" in str(found[-1])


def test_a_record_without_end_is_not_held() -> None:
    text = ATOM.replace("We grind", "x" * (LONGEST_LINE + 10))
    assert "is longer than 16 Mi characters" in problems(text)[0]


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(entries: int) -> int:
        text = feed(*(numbered(n) for n in range(entries))).encode()
        tracemalloc.start()
        for _ in records(open_lines(io.BytesIO(text), "x"), {"entry"}):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(5_000) < 2 * peak(1_000) + 1_000_000
