"""The extractor as a whole: offsets, one entity once, thresholds, streams, processes, bad configs."""

from __future__ import annotations

import gzip
import multiprocessing
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.models import FOLDER
from extract.pipeline import ExtractError, Pipeline, load_pipeline
from extract.records import ENTITY_TYPES, PAPER_RELATIONS, ExtractedEntity, Extraction, Paper

TITLE = "GraphWeave: Joint Entity Linking With Walks"
ABSTRACT = (
    "Entity linking is hard on long texts. We propose GraphWeave, a framework for entity linking that builds on BERT. "
    "Adaptive Walk Reranking (AWR) sorts neighbours, and AWR is cheap. Experiments on the AIDA-CoNLL dataset and "
    "on HotpotQA show that GraphWeave outperforms GENRE, with an accuracy of 93.1% on HotpotQA. "
    "Our code is available at https://github.com/Ada/GraphWeave."
)


def paper(title: str = TITLE, abstract: str = ABSTRACT, *, record: str = "1") -> Paper:
    return Paper(source="test", record=record, title=title, abstract=abstract, id=record)


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Pipeline]:
    with load_pipeline() as made:
        yield made


@pytest.fixture(scope="module")
def keen() -> Iterator[Pipeline]:
    with load_pipeline(min_confidence=0) as made:
        yield made


@pytest.fixture(scope="module")
def extraction(pipeline: Pipeline) -> Extraction:
    (extraction,) = pipeline.extract([paper()])
    return extraction


def entity(extraction: Extraction, name: str) -> ExtractedEntity:
    (found,) = [each for each in extraction.entities if each.name == name]
    return found


def test_the_own_system_is_introduced(extraction: Extraction) -> None:
    assert entity(extraction, "GraphWeave").relation == "introduces"


def test_benchmarks_are_evaluated_on(extraction: Extraction) -> None:
    found = entity(extraction, "HotpotQA")
    assert found.type in {"Benchmark", "Dataset"}
    assert found.relation == "evaluates_on"


def test_an_acronym_and_its_expansion_are_one_entity(extraction: Extraction) -> None:
    assert entity(extraction, "AWR").aliases == ("Adaptive Walk Reranking",)


def test_the_link_is_released_and_implements_the_own_system(extraction: Extraction) -> None:
    assert entity(extraction, "https://github.com/ada/graphweave").relation == "releases"
    assert [(each.head, each.tail) for each in extraction.relations if each.relation == "implements"] == [
        ("https://github.com/ada/graphweave", "GraphWeave")
    ]


def test_a_relation_is_read_where_the_text_says_it(extraction: Extraction) -> None:
    said = {(each.head, each.relation, each.tail) for each in extraction.relations}
    assert ("GraphWeave", "outperforms", "GENRE") in said
    assert ("GraphWeave", "evaluated_on", "HotpotQA") in said


def test_a_figure_is_read_beside_its_metric(extraction: Extraction) -> None:
    assert [(each.value, each.metric, each.benchmark) for each in extraction.results] == [
        ("93.1%", "accuracy", "HotpotQA")
    ]


def test_evidence_is_the_sentence_of_the_statement(extraction: Extraction) -> None:
    span = entity(extraction, "GENRE").evidence
    assert span is not None
    assert span.field == "abstract"
    assert ABSTRACT[span.start : span.end].startswith("Experiments on")
    assert ABSTRACT[span.start : span.end].endswith("HotpotQA.")


def test_confidences_are_probabilities_and_differ(extraction: Extraction) -> None:
    confidences = [each.confidence for each in extraction.entities]
    assert all(value is not None and 0.25 <= value < 1 for value in confidences)
    assert len(set(confidences)) > 3


def test_the_printed_form_holds_the_hash_and_the_version(extraction: Extraction, pipeline: Pipeline) -> None:
    printed = extraction.as_dict()
    assert printed["text_sha256"] == paper().text_sha256
    assert printed["extractor"] == {"name": "citegraph", "version": pipeline.version}


def test_a_lower_threshold_keeps_more(pipeline: Pipeline, keen: Pipeline) -> None:
    vague = paper(abstract=f"{ABSTRACT} Caching, careful planning, story understanding and latency matter to Weaver.")
    (few,), (many,) = pipeline.extract([vague]), keen.extract([vague])
    assert {each.name for each in few.entities} < {each.name for each in many.entities}


def check(extraction: Extraction, source: Paper) -> None:
    fields = {"title": source.title, "abstract": source.abstract}
    names = [each.name for each in extraction.entities]
    assert len(names) == len(set(names))
    for each in extraction.entities:
        assert each.type in ENTITY_TYPES
        assert each.relation in PAPER_RELATIONS
        assert each.mentions
        for mention in each.mentions:
            assert mention.text == fields[mention.field][mention.start : mention.end] != ""
        assert each.evidence is not None
        assert 0 <= each.evidence.start < each.evidence.end <= len(fields[each.evidence.field])
    for link in extraction.relations:
        assert {link.head, link.tail} <= set(names)


ODD = st.text() | st.text("AbC -()[]{}\\.,:%12\n\ud800é₂İ") | st.sampled_from([ABSTRACT, ABSTRACT[::-1], TITLE, "\n\n"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ODD, ODD)
def test_any_text_is_read_with_exact_offsets(keen: Pipeline, title: str, abstract: str) -> None:
    source = paper(title, abstract)
    (extraction,) = keen.extract([source])
    assert keen.failures == []
    check(extraction, source)


@pytest.mark.parametrize(("title", "abstract"), [("", ""), ("GraphWeave", ""), ("", ABSTRACT), ("a\nBERT b", "BERT c")])
def test_missing_fields_are_read(keen: Pipeline, title: str, abstract: str) -> None:
    source = paper(title, abstract)
    (extraction,) = keen.extract([source])
    check(extraction, source)


def test_a_stream_is_read_batch_by_batch(pipeline: Pipeline) -> None:
    taken = 0

    def endless() -> Iterator[Paper]:
        nonlocal taken
        while True:
            taken += 1
            yield paper(record=str(taken))

    first = next(iter(pipeline.extract(endless())))
    assert first.id == "1"
    assert taken <= 64


def test_a_paper_that_fails_is_told_and_the_stream_goes_on(pipeline: Pipeline) -> None:
    broken = replace(paper(record="2"), title=None)  # type: ignore[arg-type]
    done = list(pipeline.extract([paper(), broken, paper(record="3")]))
    assert [each.id for each in done] == ["1", "2", "3"]
    assert done[1].entities == ()
    assert done[2].entities
    assert [failure.index for failure in pipeline.failures] == [1]


def test_several_processes_give_the_same_in_the_same_order(pipeline: Pipeline) -> None:
    papers = [paper(abstract=f"{ABSTRACT} Version {n}.", record=str(n)) for n in range(150)]
    with load_pipeline(processes=2) as parallel:
        assert list(parallel.extract(papers)) == list(pipeline.extract(papers))


def test_the_fingerprint_says_when_to_extract_again(pipeline: Pipeline, keen: Pipeline) -> None:
    with load_pipeline() as again:
        assert again.fingerprint == pipeline.fingerprint != keen.fingerprint
    assert pipeline.fingerprint.startswith(f"citegraph/{pipeline.version}+")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A copy of what ships, as somebody takes it to change it."""
    return Path(shutil.copytree(FOLDER / "fast", tmp_path / "mine"))


def test_a_folder_with_a_config_is_an_extractor_wherever_it_lies(mine: Path, pipeline: Pipeline) -> None:
    with load_pipeline(mine) as copied:
        assert list(copied.extract([paper()])) == list(pipeline.extract([paper()]))
        assert copied.fingerprint == pipeline.fingerprint


@pytest.mark.parametrize("name", ["ties.tsv.gz", "types.tsv.gz"])
def test_a_file_that_a_component_is_given_is_in_the_fingerprint(mine: Path, name: str) -> None:
    before = load_pipeline(mine).fingerprint
    table = gzip.decompress((mine / name).read_bytes()).decode("utf-8").splitlines(keepends=True)
    (mine / name).write_bytes(gzip.compress("".join(table[:-1]).encode("utf-8"), mtime=0))
    assert load_pipeline(mine).fingerprint != before


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("min_confidence = 0.25", "min_confidence = 7"), "between 0 and 1"),
        (('factory = "citegraph_links"', 'factory = "no_such_thing"'), "no_such_thing"),
        (("promote = 0.35", "promote = 35"), "between 0 and 1"),
        (('weights = "types.tsv.gz"', 'weights = "missing.gz"'), "missing.gz"),
        (("[nlp]", "[nlp"), "no config"),
    ],
)
def test_a_bad_config_gets_one_sentence(mine: Path, change: tuple[str, str], reason: str) -> None:
    path = mine / "mine.cfg"
    path.write_text((mine / "config.cfg").read_text("utf-8").replace(*change, 1), "utf-8")
    with pytest.raises(ExtractError, match=reason) as caught:
        load_pipeline(path)
    assert "mine.cfg" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04 and no more", b"\x93NUMPY", b"words"])
def test_broken_weights_get_one_sentence(mine: Path, broken: bytes) -> None:
    (mine / "model.npz").write_bytes(broken)
    with pytest.raises(ExtractError, match=r"config\.cfg makes no extractor") as caught:
        load_pipeline(mine)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("model", ["none.cfg", "quick", "."])
def test_a_model_that_is_not_there_is_named_with_those_that_are(tmp_path: Path, model: str) -> None:
    with pytest.raises(ExtractError, match=r"give fast, accurate, or the path of a config") as caught:
        load_pipeline(tmp_path / model if model != "quick" else model)
    assert model.strip(".") in str(caught.value)


def test_names_that_the_user_brings_are_evidence(tmp_path: Path, keen: Pipeline) -> None:
    names = tmp_path / "names.tsv"
    names.write_text("name\ttype\tlicence\tsource\nHarbor\tBenchmark\tours\tus\n", "utf-8")
    told = paper("What models know", "We evaluate four models on Harbor, and report accuracy.")
    with load_pipeline(lexicon=[names], min_confidence=0) as knowing:
        assert knowing.fingerprint != keen.fingerprint
        (found,) = knowing.extract([told])
    (without,) = keen.extract([told])
    sure, unsure = ({entity.name: entity.confidence or 0 for entity in each.entities} for each in (found, without))
    assert sure["Harbor"] > unsure["Harbor"]
    names.write_text("only a name\n", "utf-8")
    with pytest.raises(ExtractError, match=r"names\.tsv, line 1: expected name, type, licence and source"):
        load_pipeline(lexicon=[names])
    with pytest.raises(ExtractError, match="nowhere"):
        load_pipeline(lexicon=[tmp_path / "nowhere.tsv"])


@pytest.mark.skipif(sys.platform == "win32", reason="another way to end a process")
def test_an_error_does_not_wait_for_the_workers() -> None:
    def interrupted(parallel: Pipeline) -> None:
        next(parallel.extract(paper(record=str(number)) for number in range(200)))
        workers.extend(multiprocessing.active_children())
        raise KeyboardInterrupt

    workers: list[multiprocessing.process.BaseProcess] = []
    with pytest.raises(KeyboardInterrupt), load_pipeline(processes=2) as parallel:
        interrupted(parallel)
    assert [worker.exitcode for worker in workers] == [-signal.SIGTERM] * 2


@pytest.mark.parametrize(("confidence", "processes"), [(1.5, 1), (-0.1, 1), (0.5, 0)])
def test_bad_options_are_refused(confidence: float, processes: int) -> None:
    with pytest.raises(ExtractError):
        load_pipeline(min_confidence=confidence, processes=processes)
