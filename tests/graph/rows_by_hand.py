"""A store's rows, written by hand: what the read verbs are tested on, without what fills the tables."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import orjson

from graph import names
from graph.records import AUTHOR, ENTITY, PAPER, RESULT, Relation
from graph.sqlite.read import SqliteReader
from graph.sqlite.tables import connect
from graph.store import Hop, Slice
from graph.votes import order_key

BERT_PAPER, ROBERTA_PAPER, ATTENTION = "arxiv:1810.04805", "arxiv:1907.11692", "arxiv:1706.03762"
SURVEY, ELMO = "title:a survey of everything", "doi:10.1000/elmo"
TRANSFORMER, BERT, ROBERTA, GLUE = "entity:transformer", "entity:bert", "entity:roberta", "entity:glue"
REPO = "repo:github.com/google-research/bert"
ORCID = "orcid:0000-0002-1825-0097"


def ids(page: Slice) -> list[str]:
    return [node["id"] for node in page["nodes"]]


def hop(reader: SqliteReader, start: str, relation: Relation, *edge_columns: str, **asked: Any) -> Slice:
    """The page below one node."""
    return reader.expand([start], Hop(relation=relation, edge_columns=frozenset(edge_columns), **asked))[start]


class Tables:
    """Nodes by id and edges between them; every method is one row or two."""

    def __init__(self, folder: Path) -> None:
        self.connection: sqlite3.Connection = connect(folder / "graph.db", create=True)
        self.connection.execute("BEGIN")  # never committed: a commit a row would be most of the tests' time
        self.numbers: dict[str, int] = {}
        self.sort_keys: dict[str, str] = {}

    def paper(
        self,
        paper_id: str,
        title: str,
        date: str = "0000-00-00",
        abstract: str = "",
        *,
        is_stub: bool = False,
        **body: Any,
    ) -> None:
        self.sort_keys[paper_id] = f"{date}|{paper_id}"
        title_key = names.title_key(title)
        self._node(
            paper_id,
            PAPER,
            title,
            body,
            order=self.sort_keys[paper_id],
            folded=title_key,
            text=abstract,
            is_stub=is_stub,
        )
        self.key(f"title:{title_key}", "title", paper_id)
        self.key(paper_id, "id", paper_id)

    def entity(self, name: str, entity_type: str, papers: int = 1, *, node_id: str = "", **body: Any) -> str:
        key = names.key(name)
        node_id = node_id or f"entity:{key}"
        order = order_key(papers, node_id)
        self._node(node_id, ENTITY, name, body, order=order, folded=key, node_type=entity_type, papers=papers)
        return node_id

    def author(self, author_id: str, name: str, papers: int = 1) -> None:
        body = {"is_name_only": author_id.startswith("name:")}
        key = names.person_key(name)
        self._node(author_id, AUTHOR, name, body, order=order_key(papers, author_id), folded=key, papers=papers)

    def result(self, result_id: str, **body: Any) -> None:
        self._node(result_id, RESULT, "", body, order=order_key(0, result_id))

    def edge(
        self,
        source: str,
        relation: str,
        target: str,
        *statements: dict[str, Any],
        paper: str = "",
        position: int = 0,
        confidence: float | None = None,
        **properties: Any,
    ) -> None:
        paper = paper or source
        body = orjson.dumps({"statements": statements, **properties}).decode()
        numbers = self.numbers
        row = (
            numbers[source],
            relation,
            position,
            numbers[target],
            numbers[paper],
            self.sort_keys[paper],
            confidence,
            body,
        )
        self.connection.execute("INSERT INTO edge VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def key(self, key: str, kind: str, node_id: str) -> None:
        self.connection.execute("INSERT INTO key VALUES (?, ?, ?, 0)", (key, kind, self.numbers[node_id]))

    def _node(
        self,
        node_id: str,
        kind: str,
        name: str,
        body: dict[str, Any],
        *,
        order: str,
        folded: str = "",
        node_type: str = "",
        text: str = "",
        papers: int = 0,
        is_stub: bool = False,
    ) -> None:
        n = self.numbers[node_id] = len(self.numbers) + 1
        row = (n, node_id, kind, node_type, name, text, order, f"{folded}|{node_id}", papers, is_stub)
        self.connection.execute(
            "INSERT INTO node VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, orjson.dumps(body).decode())
        )
        if kind != RESULT and not is_stub:
            self.connection.execute("INSERT INTO node_text (rowid, name, text) VALUES (?, ?, ?)", (n, name, text))


def small_graph(folder: Path) -> Tables:
    """
    2017-06  attention  ─INTRODUCES─▶ Transformer (Method)
    2018-10  bert       ─INTRODUCES─▶ BERT (Model), ─USES─▶ its repository, Transformer (0.6), ─EVALUATES_ON─▶ GLUE,
                        ─CITES─▶ attention, then elmo (a stub of 2018)
    2019-07  roberta    ─USES─▶ Transformer (0.4), ─CITES─▶ bert
    undated  survey     ─USES─▶ Transformer (declared), ─REPORTS─▶ 92.1 and 88.0 ─OF_SYSTEM─▶ BERT

    BERT ─BASED_ON─▶ Transformer, say bert (0.7) and roberta (one statement of two is declared)
    RoBERTa ─BASED_ON─▶ BERT, says roberta (0.9); RoBERTa ─BASED_ON─▶ Transformer, says survey (0.5)
    bert is by Jane Doe (of that ORCID) and John Roe (name only); survey by another Jane Doe (name only)
    """
    tables = Tables(folder)
    tables.paper(ATTENTION, "Attention Is All You Need", "2017-06-12", year=2017, published="2017-06-12")
    tables.paper(
        BERT_PAPER,
        "BERT: Pre-training of 𝔹ig Transformers",  # a title with a letter beyond the BMP shifts no offset
        "2018-10-11",
        "We introduce BERT. BERT uses Transformers.",
        year=2018,
        published="2018-10",
        categories=["cs.CL"],
        identifiers=[BERT_PAPER, "doi:10.18653/v1/n19-1423"],
    )
    tables.paper(ROBERTA_PAPER, "RoBERTa", "2019-07-00", "RoBERTa builds on BERT.", year=2019, is_retracted=True)
    tables.paper(SURVEY, "A Survey of Everything", abstract="Attention everywhere.")
    tables.paper(ELMO, "Attention Is All You Need", "2018-00-00", is_stub=True, year=2018)
    tables.entity("Transformer", "Method", 4, aliases=["Transformer network"])
    tables.entity("BERT", "Model", 2, aliases=["Bidirectional Encoder"])
    tables.entity("RoBERTa", "Model", 1)
    tables.entity("GLUE", "Benchmark", 1)
    tables.entity("google-research/bert", "Repository", node_id=REPO, url="https://github.com/google-research/bert")
    tables.author(ORCID, "Jane Doe")
    tables.author("name:jane doe", "Jane Doe", 3)
    tables.author("name:john roe", "John Roe", 2)
    tables.result("result:1", value="92.1", result_kind="absolute", confidence=0.9, system=BERT)
    tables.result("result:2", value="88.0", system=BERT)

    tables.key("doi:10.18653/v1/n19-1423", "id", BERT_PAPER)
    tables.key("doi:10.1000/old-bert", "former", BERT_PAPER)
    tables.key("acl:X18-0001", "id", BERT_PAPER)
    tables.key("acl:X18-0001", "id", ROBERTA_PAPER)
    tables.key(f"entity:{names.key('Bidirectional Encoder')}", "alias", BERT)
    tables.key("entity:glue", "alias", BERT)
    tables.key("entity:encoder", "alias", BERT)
    tables.key("entity:encoder", "alias", TRANSFORMER)
    tables.key("name:jane m doe", "alias", ORCID)
    tables.key("name:john roe", "alias", ORCID)

    by = {"by": "extract:citegraph/1"}
    span = {"field": "abstract", "start": 0, "end": 18, "marks": [[13, 17, "entity"]]}
    tables.edge(ATTENTION, "INTRODUCES", TRANSFORMER, by, confidence=0.9)
    tables.edge(BERT_PAPER, "INTRODUCES", BERT, by | span | {"confidence": 0.8, "as_type": "Model"}, confidence=0.8)
    used = {
        "field": "abstract",
        "start": 19,
        "end": 42,
        "marks": [[19, 23, "head"], [19, 30, "tail"], [29, 41, "tail"]],
    }
    titled = {"field": "title", "start": 22, "end": 38, "confidence": 0.6}
    says_uses = (by | used | {"confidence": 0.5}, {"by": "feed:x/1"} | titled)
    tables.edge(BERT_PAPER, "USES", TRANSFORMER, *says_uses, position=2, confidence=0.6)
    tables.edge(BERT_PAPER, "USES", REPO, {"by": "feed:x/1"}, position=1)
    tables.edge(BERT_PAPER, "EVALUATES_ON", GLUE, by, confidence=0.3)
    tables.edge(ROBERTA_PAPER, "USES", TRANSFORMER, by, confidence=0.4)
    tables.edge(SURVEY, "USES", TRANSFORMER, {"by": "feed:x/2"})
    tables.edge(BERT_PAPER, "CITES", ATTENTION, by | {"intent": "method", "contexts": ["as in [1]"]})
    tables.edge(BERT_PAPER, "CITES", ELMO, by, position=1)
    tables.edge(ROBERTA_PAPER, "CITES", BERT_PAPER, by)
    tables.edge(BERT_PAPER, "AUTHORED_BY", "name:john roe", by, position=1, ordinal=1)
    tables.edge(BERT_PAPER, "AUTHORED_BY", ORCID, by, position=0, ordinal=0)
    tables.edge(SURVEY, "AUTHORED_BY", "name:jane doe", by)
    told = by | {"confidence": 0.7, "on": GLUE}
    tables.edge(BERT, "BASED_ON", TRANSFORMER, told, paper=BERT_PAPER, confidence=0.7)
    both = (by | {"field": "abstract", "start": 0, "end": 23}, {"by": "person:me/1"})
    tables.edge(BERT, "BASED_ON", TRANSFORMER, *both, paper=ROBERTA_PAPER)
    tables.edge(ROBERTA, "BASED_ON", BERT, by, paper=ROBERTA_PAPER, confidence=0.9)
    tables.edge(ROBERTA, "BASED_ON", TRANSFORMER, by, paper=SURVEY, confidence=0.5)
    for position, result in enumerate(("result:1", "result:2")):
        tables.edge(SURVEY, "REPORTS", result, by, position=position)
        tables.edge(result, "OF_SYSTEM", BERT, by, paper=SURVEY)
    return tables
