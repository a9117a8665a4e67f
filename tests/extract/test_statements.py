"""Relations and results: read from what the pipeline recognised, brought back what they name, measured anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.components.evidence import Context
from extract.components.figures import figures_of, kind_of
from extract.components.linear import read_weights
from extract.components.relations import LABELS, pairs_of
from extract.components.scene import Scene
from extract.components.sentences import sentence_starts
from extract.pipeline import Pipeline, load_pipeline
from extract.records import ExtractedEntity, Extraction, Mention, Paper
from extract.training.statements import figure_key, main

TITLE = "WalkNet: Fast Reranking for Question Answering"
ABSTRACT = (
    "We propose WalkNet, a reranking framework based on BERT. WalkNet consists of Path Gating (PG) and a memory. "
    "Experiments on HotpotQA show that WalkNet outperforms GENRE, reaching an accuracy of 93.1% on HotpotQA. "
    "It reduces latency by 40%. We use 12 layers and 3 seeds. Code is available at https://github.com/ada/walknet."
)


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Pipeline]:
    with load_pipeline() as made:
        yield made


def read(pipeline: Pipeline, abstract: str = ABSTRACT, title: str = TITLE) -> Extraction:
    (extraction,) = pipeline.extract([Paper(source="test", record="1", title=title, abstract=abstract)])
    assert pipeline.failures == []
    return extraction


def scene(abstract: str, *entities: ExtractedEntity, title: str = "") -> Scene:
    text = f"{title}\n{abstract}"
    return Scene(Context(text, len(title), sentence_starts(text)), entities)


def entity(abstract: str, name: str, kind: str, relation: str) -> ExtractedEntity:
    start = abstract.index(name)
    mention = Mention(field="abstract", start=start, end=start + len(name), text=name)
    return ExtractedEntity(name=name, type=kind, relation=relation, confidence=0.9, mentions=(mention,))


def figures(abstract: str) -> list[str]:
    here = scene(abstract)
    return [here.context.text[figure.start : figure.end] for figure in figures_of(here)]


@pytest.mark.parametrize(
    "said",
    [
        ("WalkNet", "outperforms", "GENRE"),
        ("WalkNet", "evaluated_on", "HotpotQA"),
        ("https://github.com/ada/walknet", "implements", "WalkNet"),
    ],
)
def test_what_the_text_says_outright_is_read(pipeline: Pipeline, said: tuple[str, str, str]) -> None:
    assert said in {(each.head, each.relation, each.tail) for each in read(pipeline).relations}


def test_an_outperformed_system_has_its_benchmark(pipeline: Pipeline) -> None:
    (found,) = [each for each in read(pipeline).relations if each.relation == "outperforms"]
    assert found.on == "HotpotQA"


def test_the_evidence_of_a_result_is_its_sentence(pipeline: Pipeline) -> None:
    for each in read(pipeline).results:
        assert each.evidence is not None
        sentence = ABSTRACT[each.evidence.start : each.evidence.end]
        assert each.value in sentence
        assert sentence.endswith(".")


def test_the_evidence_of_a_relation_names_its_tail(pipeline: Pipeline) -> None:
    for each in read(pipeline).relations:
        assert each.evidence is not None
        text = TITLE if each.evidence.field == "title" else ABSTRACT
        sentence = text[each.evidence.start : each.evidence.end].lower()
        assert each.tail.lower() in sentence or each.head.lower() in sentence


def test_results_are_told_from_other_numbers(pipeline: Pipeline) -> None:
    found = {each.value: each for each in read(pipeline).results}
    assert set(found) == {"93.1%", "40%"}
    assert (found["93.1%"].metric, found["93.1%"].benchmark, found["93.1%"].kind) == (
        "accuracy",
        "HotpotQA",
        "absolute",
    )
    assert (found["40%"].metric, found["40%"].kind) == ("latency", "delta")


def test_statements_name_entities_of_the_extraction(pipeline: Pipeline) -> None:
    extraction = read(pipeline)
    names = {each.name for each in extraction.entities}
    assert len(names) == len(extraction.entities)
    assert {name for each in extraction.relations for name in (each.head, each.tail)} <= names
    assert all(each.confidence is not None and 0.25 <= each.confidence <= 1 for each in extraction.relations)


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("an accuracy of 97.4% here", ["97.4%"]),
        ("up to 2.5x faster", ["2.5x"]),
        ("about 80\\% of it", ["80\\%"]),
        ("gains $\\sim700\\times$ speed", ["700\\times"]),
        ("by 13 points and 4.5 percentage points", ["13 points", "4.5 percentage points"]),
        ("cuts it by 12-15% in all", ["12-15%"]),
        ("cuts it by 32 to 48 percent", ["32 to 48 percent"]),
        ("rises from 50.4 to 54.2 points", ["50.4", "54.2 points"]),
        ("from 40.0% to 50.6% (+10.6)", ["40.0%", "50.6%", "10.6"]),
        ("two orders of magnitude smaller, half the cost", ["two orders of magnitude", "half"]),
        ("GPT-4 and v2.1 and Llama2", []),
    ],
)
def test_a_figure_is_read_as_written(abstract: str, expected: list[str]) -> None:
    assert figures(abstract) == expected


def test_a_number_inside_a_name_is_no_figure() -> None:
    abstract = "Llama 3 reaches 91.2% of it."
    here = scene(abstract, entity(abstract, "Llama 3", "Model", "uses"))
    assert [here.context.text[each.start : each.end] for each in figures_of(here)] == ["91.2%"]


@pytest.mark.parametrize(
    ("abstract", "kind"),
    [
        ("an accuracy of 97.4% here", "absolute"),
        ("improves accuracy to 93.0%", "absolute"),
        ("improves accuracy by 3.0%", "delta"),
        ("a gain of 3.0%", "delta"),
        ("is 2.5x faster", "ratio"),
        ("twice as fast", "ratio"),
        ("between 12-15% there", "range"),
    ],
)
def test_the_kind_of_a_figure(abstract: str, kind: str) -> None:
    here = scene(abstract)
    assert [kind_of(here.context.text, each) for each in figures_of(here)] == [kind]


def test_the_system_before_the_colon_is_the_papers_own() -> None:
    title, abstract = "Zed: a study", "We add Yet and build Zed."
    zed = Mention(field="title", start=0, end=3, text="Zed")
    own = ExtractedEntity(name="Zed", type="Method", relation="introduces", confidence=0.4, mentions=(zed,))
    here = scene(abstract, entity(abstract, "Yet", "Method", "introduces"), own, title=title)
    assert [(thing.name, thing.rank) for thing in here.introduced] == [("Zed", 0), ("Yet", 1)]
    assert [(one.name, other.name) for one, other in pairs_of(here)] == [("Zed", "Yet")]


@pytest.mark.parametrize(
    ("one", "other"), [("80\\%", "80%"), ("97 percent", "97%"), ("2.5×", "2.5x"), ("3 times", "3x"), ("+1.5.", "1.5")]
)
def test_two_ways_to_write_a_figure_are_one(one: str, other: str) -> None:
    assert figure_key(one) == figure_key(other)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("0123456789.,%x$\\-–to ABby\n") | st.sampled_from([ABSTRACT * 20, "9," * 5000, "1 to " * 900]))
def test_any_text_has_its_figures_in_order(pipeline: Pipeline, abstract: str) -> None:
    last = 0
    for each in figures_of(scene(abstract)):
        assert last <= each.start < each.end
        last = each.end
    read(pipeline, abstract)


def test_evidence_is_measured_on_annotated_papers(tmp_path: Path) -> None:
    names = ("FooNet", "BarNet", "BazNet", "QuxNet", "TicNet", "TacNet", "ToeNet", "ZigNet", "ZagNet", "PingNet")
    papers = [
        {
            "id": str(number),
            "title": f"{name}: walks on graphs",
            "abstract": f"We propose {name}, a framework. It is tested on HotpotQA with an accuracy of 9{number}%.",
            "entities": [
                {"name": name, "type": "Method", "relation": "introduces", "surfaces": [name], "required": True},
                {
                    "name": "HotpotQA",
                    "type": "Benchmark",
                    "relation": "evaluates_on",
                    "surfaces": ["HotpotQA"],
                    "required": True,
                },
                {
                    "name": "Accuracy",
                    "type": "Metric",
                    "relation": "evaluates_on",
                    "surfaces": ["accuracy"],
                    "required": True,
                },
            ],
            "entity_relations": [{"head": name, "relation": "evaluated_on", "tail": "HotpotQA"}],
            "results": [{"system": name, "benchmark": "HotpotQA", "metric": "Accuracy", "value": f"9{number}%"}],
        }
        for number, name in enumerate(names)
    ]
    train = tmp_path / "train.jsonl"
    train.write_text("\n".join(json.dumps(paper) for paper in papers))
    assert main([str(train), str(tmp_path)]) == 0
    related = read_weights(tmp_path / "relations.tsv.gz")
    assert related.labels == LABELS
    (row,) = related.probabilities([["TMB", "Rie0None"]])
    assert related.labels[int(row.argmax())] == ">evaluated_on"
    (figure,) = read_weights(tmp_path / "figures.tsv.gz").probabilities([["u:%", "l1:of"]])
    assert figure[1] > 0.5
