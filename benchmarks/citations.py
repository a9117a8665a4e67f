"""Resolve the reference lists of a labelled corpus, and say how many lead to the right paper.

    python -m benchmarks.citations [FOLDER]

FOLDER holds `nlp_papers.jsonl.gz` (papers with parsed references), `nlp_nodes.jsonl.gz` (the papers that are meant),
`nlp_edges.tsv` (citing and cited id), and `vis_edges.tsv` (exact edges by DOI); `vis.jsonl.gz` lies beside it. The
default lies beside the checkout and is not part of it.

How it is counted. The answer to a reference (`matched_id`) is taken out before it is read. Papers and nodes are put
into an empty store, so that a reference may also lead astray to any other of the 4,496. Of the references that have an
answer which `nlp_edges.tsv` confirms:

    found   it leads to the paper with that id
    same    it leads to another record of the same title: the corpus has the work twice, as preprint and as published,
            under names so badly parsed that nothing joins them; counted as found
    wrong   it leads to any other paper that is there; the share is of those that lead anywhere
    missed  it leads to a stub or nowhere

A reference without an answer that leads to a paper is counted apart: nobody has said whether it is right. For VIS each
paper is given the edges that are stated as references by DOI, and the graph must hold these and no others.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.contributions import paper_contribution
from extract.readers.rows import paper_of
from graph import names, open_store
from graph.grouping import group
from graph.records import Contribution, Relation
from graph.references import Holder, resolve
from graph.rulings import Rulings

CITATIONS = Path(__file__).parents[2] / "shared" / "corpora" / "citations"
FOUND, WRONG = 0.95, 0.01
"""What is asked for: at least so many found, at most so many wrong."""

Row = dict[str, Any]
Edges = set[tuple[str, str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=CITATIONS)
    folder: Path = parser.parse_args().folder
    if not (folder / "nlp_edges.tsv").exists():
        print(f"There is no corpus at {folder}; name a folder with nlp_edges.tsv and its papers.", file=sys.stderr)
        return 1
    found, wrong = nlp(folder)
    is_exact = vis(folder)
    return 0 if found >= FOUND and wrong <= WRONG and is_exact else 1


def nlp(folder: Path) -> tuple[float, float]:
    papers = list(rows(folder / "nlp_papers.jsonl.gz"))
    nodes = list(rows(folder / "nlp_nodes.jsonl.gz"))
    edges = edges_in(folder / "nlp_edges.tsv")
    titles = {row["id"]: letters(row["title"]) for row in (*nodes, *papers)}
    given = [contribution(row | {"references": []}, "nodes") for row in nodes]
    given += [contribution(hidden(row), "papers") for row in papers]
    ids = {one.id: row["id"] for one, row in zip(given, (*nodes, *papers), strict=True)}
    lookup, members = holders(given)

    count: Counter[str] = Counter()
    for row in papers:
        for reference in row["references"]:
            answer = reference.get("matched_id")
            target = resolve(as_read(without_answer(reference)), lambda key: lookup.get(key, ()))
            there = {ids[one] for one in members.get(target or "", ())}
            if not answer or (row["id"], answer) not in edges:
                count["unlabelled, leads to a paper" if there else "unlabelled"] += 1
            elif answer in there:
                count["found"] += 1
            elif there:
                count["same" if titles[answer] in {titles[one] for one in there} else "wrong"] += 1
            else:
                count["missed"] += 1
    right = count["found"] + count["same"]
    labelled = right + count["wrong"] + count["missed"]
    found, wrong = right / labelled, count["wrong"] / (right + count["wrong"])
    print(f"NLP: {labelled:,} references with an answer, among {sum(len(row['references']) for row in papers):,}")
    for name in ("found", "same", "wrong", "missed", "unlabelled, leads to a paper", "unlabelled"):
        print(f"  {name:<30} {count[name]:>6,}")
    print(f"  found {found:.2%} (at least {FOUND:.0%}), wrong {wrong:.2%} (at most {WRONG:.0%})")

    made = stored(given)
    reached = {(ids[one], ids[other]) for one, other in made.edges if one in ids and other in ids}
    share = len(reached & edges) / len(edges)
    print(f"  of {len(edges):,} edges {len(reached & edges):,} are in the graph between these very ids ({share:.2%})")
    return found, wrong


def vis(folder: Path) -> bool:
    edges = edges_in(folder / "vis_edges.tsv")
    cited: dict[str, list[Row]] = {}
    for citing, other in sorted(edges):
        cited.setdefault(citing, []).append({"doi": other.removeprefix("doi:")})
    papers = list(rows(folder.parent / "vis.jsonl.gz"))
    given = [contribution(row | {"references": cited.get(row["id"], [])}, "vis") for row in papers]
    ids = {one.id: row["id"] for one, row in zip(given, papers, strict=True)}
    made = stored(given)
    node = {ids[one]: paper for one, paper in made.papers.items()}
    wanted = {(node[citing], node[other]) for citing, other in edges if node[citing] != node[other]}
    there = made.nodes
    print(f"VIS: {len(edges):,} edges among {len(papers):,} papers, which are {len(set(node.values())):,} works")
    print(f"  in the graph {len(there):,}, of them asked for {len(there & wanted):,} of {len(wanted):,}")
    return there == wanted


@dataclass(frozen=True)
class Made:
    """What a store made of contributions.

    papers   the node of each contribution
    nodes    who cites whom, by nodes; stubs are not among them
    edges    the same between every two contributions of these nodes
    """

    papers: Mapping[str, str]
    nodes: Edges

    @property
    def edges(self) -> Edges:
        of = defaultdict(list)
        for one, node in self.papers.items():
            of[node].append(one)
        return {(one, other) for citing, cited in self.nodes for one in of[citing] for other in of[cited]}


def stored(given: Iterable[Contribution]) -> Made:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"embedded:{folder}/citations.sqlite", create=True)
        for _ in store.ingest(given):
            pass
        graph = store.graph()
        store.close()
    papers = {one: node.id for node in graph.nodes.values() for one in node.properties.get("sources", ())}
    there = set(papers.values())
    cites = {(edge.source, edge.target) for edge in graph.edges.values() if edge.type == Relation.CITES}
    return Made(papers, {(citing, cited) for citing, cited in cites if cited in there})


def holders(given: Iterable[Contribution]) -> tuple[Mapping[str, list[Holder]], Mapping[str, list[str]]]:
    """The papers that each Key leads to, and the contributions of each paper."""
    lookup: dict[str, list[Holder]] = defaultdict(list)
    members: dict[str, list[str]] = {}
    for one in group(given, Rulings(())):
        members[one.first_id] = [member.id for member in one.members]
        for key in one.keys:
            lookup[key].append(Holder(one.first_id, one.surnames, one.years))
    return lookup, members


def hidden(row: Row) -> Row:
    return row | {"references": [without_answer(reference) for reference in row["references"]]}


def without_answer(reference: Row) -> Row:
    return {name: value for name, value in reference.items() if name != "matched_id"}


def contribution(row: Row, file: str) -> Contribution:
    return paper_contribution(paper_of(row, file))


def letters(title: str) -> str:
    return names.title_key(title).replace(" ", "")


def as_read(reference: Row) -> Mapping[str, Any]:
    """A reference as the reader of JSON Lines hands it on; empty where it says nothing."""
    record = contribution({"title": "any", "references": [reference]}, "any").record
    return next(iter(record.get("references") or ()), {})


def rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def edges_in(path: Path) -> Edges:
    lines = path.read_text("utf-8").splitlines()[1:]
    return {(citing, cited) for citing, cited in (line.split("\t") for line in lines)}


if __name__ == "__main__":
    sys.exit(main())
