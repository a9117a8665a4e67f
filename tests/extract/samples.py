"""One paper in every text format, in our own words, by the name of its reader. All say the same where they can."""

from __future__ import annotations

import json

ROW = '{"id": "arxiv:1706.03762", "title": "Attention Is All You Need", "abstract": "One model."}\n'
ENTRY = "@article{vaswani2017,\n  title = {Attention Is All You Need},\n  abstract = {One model.}\n}\n"
PAGE = "Daily Papers\n\nNov 25\n\nAttention Is All You Need\n\nOne model.\n\n  • 8 authors\n·\nJun 12, 2017\n"

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
  <id>http://arxiv.org/api/query</id>
  <title>arXiv Query: id_list=2410.12345</title>
  <entry>
    <id>http://arxiv.org/abs/2410.12345v3</id>
    <title>Mills for
  Long Documents</title>
    <summary>  We grind documents &amp; measure it.
The second line goes on.
  A paragraph.</summary>
    <updated>2024-11-02T10:00:00Z</updated>
    <published>2024-10-16T17:59:58Z</published>
    <author><name>Ada Park</name></author>
    <author><name>Ben Osei</name></author>
    <arxiv:comment>Code at https://github.com/ada/mills.</arxiv:comment>
    <arxiv:doi>10.1000/mills</arxiv:doi>
    <arxiv:primary_category term="cs.CL"/>
    <category term="cs.CL"/>
    <category term="cs.LG"/>
  </entry>
</feed>
"""

OAI = """<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<responseDate>2024-11-02T00:00:00Z</responseDate>
<ListRecords>
<record>
<header><identifier>oai:arXiv.org:cs/0601001</identifier><datestamp>2024-11-01</datestamp></header>
<metadata>
<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/">
<id>cs/0601001</id>
<version version="v1"><date>Mon, 02 Jan 2006 14:57:58 GMT</date></version>
<version version="v2"><date>Fri, 03 Mar 2006 08:00:00 GMT</date></version>
<title>Poincar\\'e's Mills</title>
<authors>Ada Park (1 and 2), Ben Osei, Jr. (2), Cl\\'ea Roux ((1) Here, (2) There)</authors>
<categories>cs.CL cs.LG</categories>
<journal-ref>J. Mills 1 (2006) 1-9</journal-ref>
<doi>10.1000/mills</doi>
<abstract>We grind documents.
</abstract>
</arXivRaw>
</metadata>
</record>
</ListRecords>
</OAI-PMH>
"""

ACL = """<collection id="P18">
  <volume id="1">
    <meta><booktitle>Proceedings of Mills (Volume 1: Long Papers)</booktitle><month>July</month><year>2018</year></meta>
    <frontmatter><url>P18-1000</url></frontmatter>
    <paper id="1">
      <title>Grinding with <fixed-case>BERT</fixed-case></title>
      <author><first>Ada</first><last>Park</last></author>
      <abstract>We grind <i>documents</i>.</abstract>
      <url hash="a">P18-1001</url>
      <doi>10.18653/v1/P18-1001</doi>
      <pwccode url="https://github.com/ada/mills" additional="false">ada/mills</pwccode>
    </paper>
  </volume>
</collection>
"""

TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0">
  <teiHeader>
    <fileDesc>
      <titleStmt><title level="a" type="main">Mills for Long Documents</title></titleStmt>
      <sourceDesc><biblStruct>
        <analytic>
          <author><persName><forename type="first">Ada</forename><surname>Park</surname></persName></author>
          <title level="a" type="main">Mills for Long Documents</title>
        </analytic>
        <monogr><title level="j">Journal of Mills</title>
          <imprint><date type="published" when="2024-10-16"/></imprint></monogr>
        <idno type="DOI">10.1000/mills</idno>
      </biblStruct></sourceDesc>
    </fileDesc>
    <profileDesc><abstract><p>We grind documents.</p></abstract></profileDesc>
  </teiHeader>
  <text><body><div><p>Stones were used first.
    Water came later <ref type="bibr" target="#b0">(Osei, 2001)</ref> to mills.
    Wind is free <ref type="bibr" target="#b1">[2]</ref>.</p></div></body>
  <back><div type="references"><listBibl>
    <biblStruct xml:id="b0">
      <analytic><title level="a" type="main">Water in early mills</title>
        <author><persName><forename type="first">B</forename><surname>Osei</surname></persName></author></analytic>
      <monogr><title level="j">Journal of Mills</title><imprint><date type="published" when="2001"/></imprint></monogr>
    </biblStruct>
    <biblStruct xml:id="b1">
      <monogr><title level="m">Wind in mills</title><idno>abs/1409.0473</idno></monogr></biblStruct>
    <biblStruct xml:id="b2"><monogr><title/><author><persName><surname>Roux</surname></persName></author>
      <imprint><date type="published" when="1999"/></imprint></monogr></biblStruct>
  </listBibl></div></back></text>
</TEI>
"""

PUBMED = """<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "pubmed.dtd">
<PubmedArticleSet>
<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">123456</PMID>
<DateRevised><Year>2024</Year><Month>11</Month><Day>02</Day></DateRevised>
<Article><Journal><JournalIssue><PubDate><Year>2024</Year><Month>Oct</Month></PubDate></JournalIssue>
<Title>Journal of Mills</Title></Journal>
<ArticleTitle>Flour at 5 <sup>o</sup>C.</ArticleTitle>
<ELocationID EIdType="doi" ValidYN="Y">10.1000/flour</ELocationID>
<Abstract><AbstractText Label="AIMS">We grind.</AbstractText>
<AbstractText Label="RESULTS">It works.</AbstractText></Abstract>
<AuthorList><Author><LastName>Park</LastName><ForeName>Ada B</ForeName>
<Identifier Source="ORCID">0000-0002-1825-0097</Identifier></Author>
<Author><CollectiveName>The Millers</CollectiveName></Author></AuthorList>
<PublicationTypeList><PublicationType>Retracted Publication</PublicationType></PublicationTypeList></Article>
</MedlineCitation><PubmedData>
<ArticleIdList><ArticleId IdType="pubmed">123456</ArticleId><ArticleId IdType="pmc">PMC77</ArticleId></ArticleIdList>
<ReferenceList>
<Reference><Citation>Osei B, Roux C. Water in early mills. J Mills. 2001;1:1-9.</Citation>
<ArticleIdList><ArticleId IdType="pubmed">99</ArticleId></ArticleIdList></Reference>
<Reference><Citation>Osei B, Roux C. Wind in early mills. J Mills. 2002;2:1-9.</Citation></Reference>
<Reference><Citation>The Millers. Rules.</Citation></Reference>
</ReferenceList></PubmedData></PubmedArticle>
</PubmedArticleSet>
"""

OPENALEX_WORK = {
    "id": "https://openalex.org/W2741809807",
    "doi": "https://doi.org/10.1000/Mills",
    "title": "Mills for <i>Long</i> Documents",
    "publication_year": 2024,
    "publication_date": "2024-10-16",
    "ids": {"openalex": "https://openalex.org/W2741809807", "pmid": "https://pubmed.ncbi.nlm.nih.gov/123456"},
    "primary_location": {"landing_page_url": "https://doi.org/10.1000/Mills", "source": {"display_name": "J. Mills"}},
    "locations": [{"landing_page_url": "https://arxiv.org/abs/2410.12345v2"}],
    "authorships": [
        {"author": {"id": "https://openalex.org/A5023888391", "display_name": "Ada Park", "orcid": None}},
        {
            "author": {
                "id": "https://openalex.org/A5023888392",
                "display_name": "Josiah Carberry",
                "orcid": "https://orcid.org/0000-0002-1825-0097",
            }
        },
    ],
    "topics": [{"display_name": "Milling"}],
    "is_retracted": True,
    "referenced_works": ["https://openalex.org/W1", "https://openalex.org/W22"],
    "abstract_inverted_index": {"We": [0], "grind": [1, 4], "documents": [2], "and": [3], "measure.": [5]},
    "updated_date": "2024-11-02T01:12:25.745995",
}

S2_PAPER = {
    "paperId": "204e3073870fae3d05bcbc2f6a8e263d9b72e776",
    "externalIds": {"ArXiv": "2410.12345", "DOI": "10.1000/Mills", "CorpusId": 77, "PubMedCentral": "55"},
    "title": "Mills for Long Documents",
    "abstract": "We grind documents.",
    "venue": "Journal of Mills",
    "year": 2024,
    "publicationDate": "2024-10-16",
    "fieldsOfStudy": ["Computer Science"],
    "authors": [{"authorId": "1741101", "name": "Ada Park"}, {"authorId": None, "name": "Ben Osei"}],
    "references": [
        {"paperId": None, "title": "Water in early mills", "year": 2001, "authors": [{"name": "B. Osei"}]},
        {"paperId": "a" * 40, "title": "Wind in mills", "externalIds": {"DOI": "10.1000/wind", "CorpusId": 5}},
    ],
    "citations": [{"paperId": "b" * 40, "title": "After the mill", "year": 2025, "authors": [{"name": "C. Roux"}]}],
}

S2AG_PAPER = {
    "corpusid": 77,
    "externalids": {"ArXiv": "2410.12345", "DOI": None, "CorpusId": "77"},
    "title": "Mills for Long Documents",
    "authors": [{"authorId": "1741101", "name": "Ada Park"}],
    "venue": "Journal of Mills",
    "year": 2024,
}

CROSSREF_WORK = {
    "DOI": "10.1000/Mills",
    "prefix": "10.1000",
    "publisher": "Mill Press",
    "title": ["Mills for <i>Long</i> Documents"],
    "subtitle": ["A &amp; B"],
    "container-title": ["Journal of Mills"],
    "abstract": "<jats:title>Abstract</jats:title><jats:p>We grind <jats:italic>x &lt; y</jats:italic>.</jats:p>"
    "<jats:p>It works.</jats:p>",
    "author": [
        {"given": "Ada", "family": "Park", "ORCID": "http://orcid.org/0000-0002-1825-0097"},
        {"name": "The Millers"},
    ],
    "issued": {"date-parts": [[2024, 10]]},
    "indexed": {"date-time": "2024-11-02T04:29:13Z"},
    "URL": "https://doi.org/10.1000/mills",
    "relation": {"has-preprint": [{"id-type": "arxiv", "id": "2410.12345"}]},
    "updated-by": [{"type": "retraction", "DOI": "10.1000/back"}],
    "reference": [
        {"key": "1", "DOI": "10.1000/Water", "author": "B. Osei", "year": "2001"},
        {
            "key": "2",
            "article-title": "Wind in mills",
            "author": "C. Roux",
            "year": "2002a",
            "journal-title": "J. Mills",
        },
        {"key": "3", "unstructured": "Osei, B. & Roux, C. Stones in mills. J. Mills 3, 1–9 (2003)."},
        {"key": "4", "volume-title": "Proceedings of the Conference on Mills", "author": "D. Wind", "year": "2004"},
        {"key": "5", "unstructured": "The Millers, rules, 2005."},
    ],
}

KAGGLE = {
    "id": "cs/0601001",
    "submitter": "Ada Park",
    "authors": "Ada Park and Cl\\'ea Roux (Mill University)",
    "title": "Mills for\n  Long Documents",
    "comments": "9 pages, code: https://github.com/ada/mills.",
    "journal-ref": None,
    "doi": "10.1000/mills",
    "categories": "cs.CL cs.LG",
    "abstract": "  We grind $x_1$ documents,\n8\\% of them.\n  A paragraph.\n",
    "versions": [{"version": "v1", "created": "Mon, 02 Jan 2006 14:57:58 GMT"}],
    "update_date": "2024-11-02",
    "authors_parsed": [["Park", "Ada", ""], ["Roux", "Cl\\'ea", "", "Mill University"]],
}

UNARXIVE = {
    "paper_id": "2410.12345",
    "metadata": {key: value for key, value in KAGGLE.items() if key != "id"} | {"id": "2410.12345"},
    "abstract": {"section": "Abstract", "text": "We grind."},
    "body_text": [
        {
            "text": "Stones first. Water later {{cite:a1}} came. Wind is free.",
            "cite_spans": [{"start": 26, "end": 37, "ref_id": "a1"}],
        }
    ],
    "bib_entries": {
        "a1": {"bib_entry_raw": "B. Osei, Water.", "ids": {"doi": "10.1000/water", "arxiv_id": "", "open_alex_id": ""}},
        "a2": {"bib_entry_raw": "C. Roux, “Wind in early mills,” J. Mills, 2002.", "contained_arXiv_ids": []},
        "a3": {"bib_entry_raw": "The Millers.", "contained_arXiv_ids": [{"id": "1409.0473"}]},
    },
}

HUGGINGFACE = {
    "paper": {
        "id": "2410.12345",
        "title": "Mills for Long Documents",
        "summary": "We grind\ndocuments.",
        "publishedAt": "2024-10-16T00:00:00.000Z",
        "submittedOnDailyAt": "2024-10-18T00:00:00.000Z",
        "upvotes": 5,
        "githubRepo": "https://github.com/ada/mills",
        "authors": [{"name": "Ada Park", "hidden": False}, {"name": "Ben Osei", "hidden": True}],
    },
    "title": "Mills for Long Documents",
}

OPENREVIEW = {
    "id": "0JzWiigkUy",
    "title": "Mills for Long Documents",
    "track": "main",
    "status": "Poster",
    "abstract": "We grind documents.",
    "keywords": "mills;grinding",
    "author": "Ada Park;Josiah Carberry",
    "authorids": "~Ada_Park1;~Josiah_Carberry1",
    "orcid": ";0000-0002-1825-0097",
    "bibtex": "@inproceedings{\npark2024mills,\nbooktitle={Conference on Mills},\nyear={2024},\nurl={x}\n}",
    "site": "https://openreview.net/forum?id=0JzWiigkUy",
    "github": "",
}

RIS = """TY  - JOUR
TI  - Mills for Long Documents
T2  - Journal of Mills
AU  - Park, Ada
AU  - Osei, Ben, Jr.
PY  - 2024
DA  - 2024/10/16/
DO  - 10.1000/mills
AB  - We grind documents,
      all of them.
ER  -
"""

IEEE = (
    '"Document Title",Authors,"Publication Title","Publication Year","Abstract","DOI",PDF Link,"Author Keywords"\n'
    '"The ""New"" Mills","A. Park; B. Osei","Journal of Mills","2024","We grind,\nand grind.","10.1000/mills",'
    '"https://ieeexplore.ieee.org/1","mills;flour"\n'
)

CSV = (
    "Title;Authors;Year;DOI;Source title;References;Abstract\n"
    '"Mills for Long Documents";"Park, A.; Osei, B.";2024;10.1000/mills;Journal of Mills;'
    '"10.1000/water; Wind in early mills; Roux C (2003) Stones in early mills. J Mills 3:1";We grind.\n'
)

MERGED = "merge_date,id,merge_into_id\n2024-11-02,W2741809807,W2741809808\n"

SAMPLES: dict[str, str] = {
    "JSON Lines": ROW,
    "BibTeX": ENTRY,
    "Daily Papers page": PAGE,
    "arXiv Atom": ATOM,
    "OAI-PMH": OAI,
    "ACL Anthology XML": ACL,
    "GROBID TEI": TEI,
    "PubMed XML": PUBMED,
    "OpenAlex works": json.dumps(OPENALEX_WORK) + "\n",
    "Semantic Scholar API": json.dumps({key: value for key, value in S2_PAPER.items() if key != "citations"}) + "\n",
    "Semantic Scholar datasets": json.dumps(S2AG_PAPER) + "\n",
    "Crossref works": json.dumps({"status": "ok", "message-type": "work", "message": CROSSREF_WORK}, indent=1) + "\n",
    "arXiv metadata (Kaggle)": json.dumps(KAGGLE) + "\n",
    "unarXive": json.dumps(UNARXIVE, indent=2) + "\n",
    "Hugging Face papers": json.dumps([HUGGINGFACE]) + "\n",
    "OpenReview papers": json.dumps([OPENREVIEW]) + "\n",
    "RIS": RIS,
    "IEEE CSV": IEEE,
    "CSV": CSV,
    "OpenAlex merged ids": MERGED,
}
"""Every format but Parquet, which is no text."""
