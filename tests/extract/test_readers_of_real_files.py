"""The readers on real files, which lie outside the repository: what each is told to be, and how much is read of it.

A row: the file, its format, records, records that are told as problems, records that only add to a paper, papers with
references, references, references that have a Key. A file without a format is refused, and the words say as what.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from api.contributions import paper_contribution
from extract.readers import ReadError, detect, read
from extract.readers.lines import open_lines
from extract.records import Paper
from graph.references import candidates

SAMPLES = Path(__file__).parents[3] / "shared" / "corpora" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the real files lie outside the repository, in ../shared")

READ: tuple[tuple[str, str, int, int, int, int, int, int], ...] = (
    ("acl_anthology_2024.bionlp.xml", "ACL Anthology XML", 79, 0, 0, 0, 0, 0),
    ("acl_anthology_P18_excerpt.xml", "ACL Anthology XML", 12, 0, 0, 0, 0, 0),
    ("arxiv_atom_empty.xml", "arXiv Atom", 0, 0, 0, 0, 0, 0),
    ("arxiv_atom_error.xml", "arXiv Atom", 0, 1, 0, 0, 0, 0),
    ("arxiv_atom_id_list.xml", "arXiv Atom", 1, 0, 0, 0, 0, 0),
    ("arxiv_atom_old_style_id.xml", "arXiv Atom", 1, 0, 0, 0, 0, 0),
    ("arxiv_atom_search_10.xml", "arXiv Atom", 10, 0, 0, 0, 0, 0),
    ("arxiv_atom_search_100.xml", "arXiv Atom", 100, 0, 0, 0, 0, 0),
    ("arxiv_atom_search_csLG.xml", "arXiv Atom", 5, 0, 0, 0, 0, 0),
    ("arxiv_kaggle_snapshot.jsonl", "arXiv metadata (Kaggle)", 49, 0, 0, 0, 0, 0),
    ("arxiv_oai_arXivRaw_listrecords.xml", "OAI-PMH", 7, 0, 0, 0, 0, 0),
    ("arxiv_oai_arXiv_listrecords.xml", "OAI-PMH", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.1007_s40278-023-41815-2.bib", "BibTeX", 0, 1, 0, 0, 0, 0),
    ("crossref_bibtex_10.1016_j.addr.2015.01.008.bib", "BibTeX", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.1016_j.bbcan.2023.188947.bib", "BibTeX", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.1016_j.semcdb.2016.08.024.bib", "BibTeX", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.1016_j.xgen.2025.100814.bib", "BibTeX", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.1021_acs.jctc.2c01235.bib", "BibTeX", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.1023_a_1007154515475.bib", "BibTeX", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.1038_s41598-018-27044-6.bib", "BibTeX", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.1038_s42256-024-00832-8.bib", "BibTeX", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.1063_1.4938384.bib", "BibTeX", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.1073_pnas.1205508109.bib", "BibTeX", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.1073_pnas.1414271111.bib", "BibTeX", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.1101_2024.04.01.587366.bib", "BibTeX", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.1146_annurev.pathol.4.110807.092311.bib", "BibTeX", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.1186_1471-2148-11-4.bib", "BibTeX", 1, 0, 0, 0, 0, 0),
    ("crossref_bibtex_10.2307_j.ctt5vkfh7.11.bib", "BibTeX", 0, 1, 0, 0, 0, 0),
    ("crossref_search_attention.json", "Crossref works", 1, 0, 0, 0, 0, 0),
    ("crossref_work_10.1007_s40278-023-41815-2.json", "Crossref works", 1, 0, 0, 1, 1, 1),
    ("crossref_work_10.1016_j.addr.2015.01.008.json", "Crossref works", 1, 0, 0, 1, 43, 42),
    ("crossref_work_10.1016_j.bbcan.2023.188947.json", "Crossref works", 1, 0, 0, 1, 44, 44),
    ("crossref_work_10.1016_j.semcdb.2016.08.024.json", "Crossref works", 1, 0, 0, 1, 81, 81),
    ("crossref_work_10.1016_j.xgen.2025.100814.json", "Crossref works", 1, 0, 0, 1, 60, 60),
    ("crossref_work_10.1021_acs.jctc.2c01235.json", "Crossref works", 1, 0, 0, 1, 147, 131),
    ("crossref_work_10.1023_a_1007154515475.json", "Crossref works", 1, 0, 0, 1, 38, 38),
    ("crossref_work_10.1038_s41598-018-27044-6.json", "Crossref works", 1, 0, 0, 1, 64, 64),
    ("crossref_work_10.1038_s42256-024-00832-8.json", "Crossref works", 1, 0, 0, 1, 103, 88),
    ("crossref_work_10.1063_1.4938384.json", "Crossref works", 1, 0, 0, 1, 57, 56),
    ("crossref_work_10.1073_pnas.1205508109.json", "Crossref works", 1, 0, 0, 1, 37, 37),
    ("crossref_work_10.1073_pnas.1414271111.json", "Crossref works", 1, 0, 0, 1, 69, 68),
    ("crossref_work_10.1101_2024.04.01.587366.json", "Crossref works", 1, 0, 0, 1, 50, 50),
    ("crossref_work_10.1146_annurev.pathol.4.110807.092311.json", "Crossref works", 1, 0, 0, 1, 120, 114),
    ("crossref_work_10.1186_1471-2148-11-4.json", "Crossref works", 1, 0, 0, 1, 47, 46),
    ("example.ris", "RIS", 25, 0, 0, 0, 0, 0),
    ("grobid_neural_turing_machines.tei.xml", "GROBID TEI", 1, 0, 0, 1, 42, 40),
    ("hf_daily_papers_2026-06-12.json", "Hugging Face papers", 30, 0, 0, 0, 0, 0),
    ("hf_daily_papers_stripped.json", "Hugging Face papers", 30, 0, 0, 0, 0, 0),
    ("ieee_export.csv", "IEEE CSV", 10, 0, 0, 0, 0, 0),
    ("oai_GetRecord.xml", "OAI-PMH", 1, 0, 0, 0, 0, 0),
    ("oai_Identify.xml", "OAI-PMH", 0, 1, 0, 0, 0, 0),
    ("oai_ListRecords.xml", "OAI-PMH", 1, 1, 0, 0, 0, 0),
    ("oai_ListRecords4.xml", "OAI-PMH", 1, 1, 0, 0, 0, 0),
    ("oai_ListSets.xml", "OAI-PMH", 0, 1, 0, 0, 0, 0),
    ("oai_badResumptionToken.xml", "OAI-PMH", 0, 1, 0, 0, 0, 0),
    ("oai_idDoesNotExist.xml", "OAI-PMH", 0, 1, 0, 0, 0, 0),
    ("oai_noRecordsMatch.xml", "OAI-PMH", 0, 1, 0, 0, 0, 0),
    ("openalex_work_W1554322594.json", "OpenAlex works", 1, 0, 0, 1, 36, 36),
    ("openalex_work_W2033425827.json", "OpenAlex works", 1, 0, 0, 1, 42, 42),
    ("openalex_work_W2109415576.json", "OpenAlex works", 1, 0, 0, 1, 73, 73),
    ("openalex_work_W4381738344.json", "OpenAlex works", 1, 0, 0, 1, 1, 1),
    ("openalex_work_W4408732759.json", "OpenAlex works", 1, 0, 0, 1, 59, 59),
    ("openalex_works_page.json", "OpenAlex works", 3, 0, 0, 2, 49, 49),
    ("openreview_paperlists_colm2025.json", "OpenReview papers", 12, 0, 0, 0, 0, 0),
    ("pmlr_corl24.bib", "BibTeX", 40, 0, 0, 0, 0, 0),
    ("pmlr_corl24_full.bib", "BibTeX", 264, 0, 0, 0, 0, 0),
    ("pubmed_efetch.xml", "PubMed XML", 5, 0, 0, 5, 157, 150),
    ("s2_graph_paper_full.json", "Semantic Scholar API", 26, 0, 0, 26, 39, 39),
    ("s2_graph_search.json", "Semantic Scholar API", 5, 0, 0, 0, 0, 0),
    ("s2_paper_19807da5b1.json", "Semantic Scholar API", 1, 0, 0, 0, 0, 0),
    ("s2_paper_1db1bde653.json", "Semantic Scholar API", 1, 0, 0, 0, 0, 0),
    ("s2_paper_204e307387.json", "Semantic Scholar API", 1, 0, 0, 0, 0, 0),
    ("s2_paper_2825ef76fb.json", "Semantic Scholar API", 1, 0, 0, 0, 0, 0),
    ("s2_paper_354dcdebf3.json", "Semantic Scholar API", 1, 0, 0, 0, 0, 0),
    ("s2_paper_4187800ac9.json", "Semantic Scholar API", 1, 0, 0, 0, 0, 0),
    ("s2_paper_762ceacc20.json", "Semantic Scholar API", 1, 0, 0, 0, 0, 0),
    ("s2_paper_7e55d87017.json", "Semantic Scholar API", 1, 0, 0, 0, 0, 0),
    ("s2_paper_7e5d4466c8.json", "Semantic Scholar API", 1, 0, 0, 0, 0, 0),
    ("s2_paper_861b64e823.json", "Semantic Scholar API", 1, 0, 0, 0, 0, 0),
    ("s2_paper_b6c4e9f285.json", "Semantic Scholar API", 1, 0, 0, 0, 0, 0),
    ("s2_paper_db3720c812.json", "Semantic Scholar API", 1, 0, 0, 0, 0, 0),
    ("s2_paper_e0d2719e49.json", "Semantic Scholar API", 1, 0, 0, 0, 0, 0),
    ("s2ag_abstracts.jsonl", "Semantic Scholar datasets", 100, 0, 100, 0, 0, 0),
    ("s2ag_citations.jsonl", "Semantic Scholar datasets", 77, 23, 77, 77, 77, 77),
    ("s2ag_papers.jsonl", "Semantic Scholar datasets", 100, 0, 0, 0, 0, 0),
    ("s2orc_metadata.jsonl", "Semantic Scholar datasets", 30, 0, 0, 30, 554, 554),
    ("unarxive2024_preview.jsonl", "unarXive", 1, 0, 0, 1, 24, 24),
    ("unarxive_papers_with_references.jsonl", "unarXive", 4, 0, 0, 2, 60, 48),
)

REFUSED = (
    ("graph/cytoscape_atted.graphml", "a graph in GraphML"),
    ("graph/cytoscape_desc.graphml", "a graph in GraphML"),
    ("graph/cytoscape_simple.graphml", "a graph in GraphML"),
    ("graph/cytoscape_simple.xgmml", "a graph in XGMML"),
    ("graph/cytoscapejs_cose-bilkent-layout-compound.json", "a graph in Cytoscape's JSON"),
    ("graph/cytoscapejs_cose-bilkent-layout.json", "a graph in Cytoscape's JSON"),
    ("graph/cytoscapejs_edge-types.json", "a graph in Cytoscape's JSON"),
    ("graph/gexf-1.2draft/data.xsd", "an XML schema"),
    ("graph/gexf-1.2draft/dynamics.xsd", "an XML schema"),
    ("graph/gexf-1.2draft/gexf.xsd", "an XML schema"),
    ("graph/gexf-1.2draft/hierarchy.xsd", "an XML schema"),
    ("graph/gexf-1.2draft/phylogenics.xsd", "an XML schema"),
    ("graph/gexf-1.2draft/simple.gexf", "a graph in GEXF"),
    ("graph/gexf-1.2draft/viz.xsd", "an XML schema"),
    ("graph/gexf-1.3/dynamics.xsd", "an XML schema"),
    ("graph/gexf-1.3/gexf.xsd", "an XML schema"),
    ("graph/gexf-1.3/simple.gexf", "a graph in GEXF"),
    ("graph/gexf-1.3/viz.xsd", "an XML schema"),
    ("graph/graphology_attributes.graphml", "a graph in GraphML"),
    ("graph/graphology_basic.gexf", "a graph in GEXF"),
    ("graph/graphology_basic.graphml", "a graph in GraphML"),
    ("graph/graphology_celegans.gexf", "a graph in GEXF"),
    ("graph/graphology_data.gexf", "a graph in GEXF"),
    ("graph/graphology_edge_data.gexf", "a graph in GEXF"),
    ("graph/graphology_les_miserables.gexf", "a graph in GEXF"),
    ("graph/graphology_liststring.gexf", "a graph in GEXF"),
    ("graph/graphology_miserables.graphml", "a graph in GraphML"),
    ("graph/graphology_miserables_broken.graphml", "a graph in GraphML"),
    ("graph/graphology_multigraph.graphml", "a graph in GraphML"),
    ("graph/graphology_v1_3.gexf", "a graph in GEXF"),
    ("graph/igraph_karate.gml", "a graph in GML"),
    ("graph/igraph_test.graphml", "a graph in GraphML"),
    ("graph/igraph_wa1.graphml", "a graph in GraphML"),
    ("graph/ndex_medium.cx", "a graph in Cytoscape's CX"),
    ("hf_paper_page.html", "a web page"),
    ("parscit_W98-1124.xml", "the XML of ParsCit"),
    ("s2ag_authors.jsonl", "a list of authors"),
)
TOTAL = (1079, 33, 177, 164, 2174, 2112)


def counts(path: Path) -> tuple[int, ...]:
    found = list(read(path))
    papers = [one for one in found if isinstance(one, Paper)]
    references = [one for paper in papers for one in paper_contribution(paper).record.get("references", ())]
    return (
        len(papers),
        len(found) - len(papers),
        sum(not paper.title for paper in papers),
        sum(bool(paper.references) for paper in papers),
        len(references),
        sum(bool(candidates(one)) for one in references),
    )


@pytest.mark.parametrize("row", READ, ids=lambda row: row[0])
def test_a_real_file_is_read(row: tuple[str, str, int, int, int, int, int, int]) -> None:
    path = SAMPLES / row[0]
    with path.open("rb") as stream:
        assert detect(open_lines(stream, path.name).head, path.name).name == row[1]
    assert counts(path) == row[2:]


@pytest.mark.parametrize(("name", "what"), REFUSED)
def test_a_real_file_without_papers_is_refused_with_what_it_is(name: str, what: str) -> None:
    with pytest.raises(ReadError, match=what):
        list(read(SAMPLES / name))


def test_every_real_file_stands_in_a_table() -> None:
    there = {path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*") if path.is_file()}
    assert {row[0] for row in (*READ, *REFUSED)} == there - {"README.md"}
    assert tuple(map(sum, zip(*(row[2:] for row in READ), strict=True))) == TOTAL
