"""The parts of a span model that need no network: pieces of words, labels of annotated papers, spans of tags."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.vocab import Vocab

from extract.components.convolution import TABLES, Convolution, features_of
from extract.components.decode import best_tags, spans_of
from extract.components.pieces import CASES, Pieces, case_of
from extract.components.tagger import Mean, mean_of
from extract.components.tags import COLUMNS, ROLES, TAGS
from extract.components.words import WordTokenizer, words_of
from extract.training.data import UNSAID, gold_of, is_apart, minimal_surfaces, occurrences
from extract.training.silver import Recorded, Silver, drawn, read_silver, write_silver
from graph.names import key

VOCAB = Vocab()
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "graph", "##or", "##a", "gra", "a", "b", "##b", "ete", "."]

PAPER: dict[str, Any] = {
    "id": "arxiv:2401.00001",
    "title": "GraphoraNet: walks for molecules",
    "abstract": "We propose GraphoraNet, a graph network. The GraphoraNet model beats GIN on MolBench.",
    "entities": [
        {
            "name": "GraphoraNet",
            "type": "Method",
            "relation": "introduces",
            "surfaces": ["GraphoraNet", "GraphoraNet model"],
            "required": True,
        },
        {"name": "GIN", "type": "Model", "relation": "compares_with", "surfaces": ["GIN"], "required": True},
        {
            "name": "MolBench",
            "type": "Benchmark",
            "relation": "evaluates_on",
            "surfaces": ["MolBench"],
            "required": True,
        },
        {
            "name": "graph network",
            "type": "Method",
            "relation": "mentions",
            "surfaces": ["graph network"],
            "required": False,
        },
    ],
}


def test_a_word_is_cut_into_the_longest_pieces_without_case_or_accents() -> None:
    pieces = Pieces(VOCABULARY)
    assert [VOCABULARY[each] for each in pieces.of("Graphora")] == ["graph", "##or", "##a"]
    assert [VOCABULARY[each] for each in pieces.of("été")] == ["ete"]
    assert pieces.of("\u200b") == ()
    assert pieces.of("graphz") == (pieces.unknown,)
    assert pieces.of("a" * 41) == (pieces.unknown,)


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("flow", "lower"),
        ("Flow", "Title"),
        ("A", "Title"),
        ("BERT", "UPPER"),
        ("ReAct", "Mixed"),
        ("2024", "digits"),
        ("GPT4", "letters and digits"),
        (",", "mark"),
        ("模型", "other"),
    ],
)
def test_the_case_of_a_word(word: str, case: str) -> None:
    assert CASES[case_of(word)] == case


def test_labels_stand_on_the_words_of_minimal_surfaces() -> None:
    gold = gold_of(PAPER)
    said = [
        (gold.text[start:end], TAGS[tag])
        for (start, end), tag in zip(gold.words, gold.tags, strict=True)
        if TAGS[tag] != "O"
    ]
    assert said == [
        ("GraphoraNet", "B-Method"),
        ("GraphoraNet", "B-Method"),
        ("graph", "B-Method"),
        ("network", "I-Method"),
        ("GraphoraNet", "B-Method"),
        ("GIN", "B-Model"),
        ("MolBench", "B-Benchmark"),
    ]
    at = [gold.text[slice(*word)] for word in gold.words].index("GIN")
    assert (ROLES[gold.roles[at]], gold.salience[at]) == ("compares_with", 1)
    assert {role for role, tag in zip(gold.roles, gold.tags, strict=True) if tag == 0} == {UNSAID}


def test_a_surface_is_not_found_inside_a_longer_word() -> None:
    assert list(occurrences("GINs, GIN, xGIN and GIN-2", "GIN")) == [(6, 9), (20, 23)]
    assert list(occurrences("anything", "")) == []


def test_surfaces_that_hold_another_one_are_set_aside() -> None:
    assert minimal_surfaces(["GraphoraNet", "the GraphoraNet model", "Grapho", "Graph Net"]) == [
        "GraphoraNet",
        "Grapho",
        "Graph Net",
    ]


def test_the_tenth_kept_apart_is_the_same_wherever_it_is_asked() -> None:
    apart = [number for number in range(200) if is_apart({"id": f"arxiv:2401.{number:05}"})]
    assert 8 <= len(apart) <= 32
    assert apart[:3] == [number for number in range(200) if is_apart({"id": f"arxiv:2401.{number:05}"})][:3]


def _scores(tags: list[str], sure: float = 5.0) -> np.ndarray:
    scores = np.zeros((len(tags), len(TAGS)), dtype=np.float32)
    for row, tag in enumerate(tags):
        scores[row, TAGS.index(tag)] = sure
    return scores


def test_tags_become_spans() -> None:
    tags = ["O", "B-Model", "I-Model", "B-Model", "O", "B-Task", "I-Task"]
    assert spans_of(_scores(tags)) == [(1, 3, "Model"), (3, 4, "Model"), (5, 7, "Task")]
    assert spans_of(_scores([])) == []


def test_an_entity_never_goes_on_that_has_not_begun() -> None:
    scores = _scores(["O", "I-Model", "I-Model", "O"])
    scores[1, TAGS.index("B-Model")] = 4.0
    assert spans_of(scores) == [(1, 3, "Model")]


@given(st.lists(st.lists(st.floats(-5, 5, width=32), min_size=13, max_size=13), min_size=1, max_size=12))
def test_decoding_is_lawful_whatever_is_said(rows: list[list[float]]) -> None:
    scores = np.array(rows, dtype=np.float32)
    tags = best_tags(scores)
    for before, tag in zip([0, *tags], tags, strict=False):
        assert TAGS[tag][0] != "I" or TAGS[before][1:] == TAGS[tag][1:]
    spans = spans_of(scores)
    assert all(start < end <= len(rows) for start, end, _ in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(st.text(max_size=60))
def test_words_are_the_tokens(text: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8")
    doc = WordTokenizer(VOCAB)(text)
    # A space that opens a text, or follows another one, is a token of its own.
    assert [(token.idx, token.idx + len(token)) for token in doc] == words_of(text)


def tiny_encoder(base: Path) -> None:
    """A random encoder of two layers, as its weights lie on disk."""
    import torch
    from safetensors.torch import save_file

    base.mkdir()
    words = sorted({PAPER["title"][:11].lower(), "gin", "molbench", "we", "propose", "a", "graph", "network", "beats"})
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", ",", ":", *words]
    (base / "vocab.txt").write_text("\n".join(vocabulary), "utf-8")
    width, inner = 16, 32
    config = {
        "model_type": "bert",
        "vocab_size": len(vocabulary),
        "max_position_embeddings": 64,
        "hidden_size": width,
        "intermediate_size": inner,
        "num_attention_heads": 2,
        "num_hidden_layers": 2,
        "layer_norm_eps": 1e-12,
    }
    (base / "config.json").write_text(json.dumps(config), "utf-8")
    torch.manual_seed(0)
    shapes = {
        "embeddings.word_embeddings.weight": (len(vocabulary), width),
        "embeddings.position_embeddings.weight": (64, width),
        "embeddings.token_type_embeddings.weight": (2, width),
        "embeddings.LayerNorm.weight": (width,),
        "embeddings.LayerNorm.bias": (width,),
    }
    for layer in range(2):
        at = f"encoder.layer.{layer}"
        for name in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes |= {f"{at}.{name}.weight": (width, width), f"{at}.{name}.bias": (width,)}
        shapes |= {f"{at}.intermediate.dense.weight": (inner, width), f"{at}.intermediate.dense.bias": (inner,)}
        shapes |= {f"{at}.output.dense.weight": (width, inner), f"{at}.output.dense.bias": (width,)}
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes |= {f"{at}.{name}.weight": (width,), f"{at}.{name}.bias": (width,)}
    ones = {name: torch.ones(shape) for name, shape in shapes.items() if name.endswith("LayerNorm.weight")}
    save_file({name: torch.randn(shape) * 0.1 for name, shape in shapes.items()} | ones, base / "model.safetensors")


def test_the_teacher_learns_what_a_few_papers_say(tmp_path: Path) -> None:
    """From a random encoder of two layers: the recipe runs, goes on where it stopped, and the loss falls."""
    torch = pytest.importorskip("torch", reason="the extra `training` is not installed")
    from extract.training import teacher

    base, out = tmp_path / "base", tmp_path / "out"
    tiny_encoder(base)
    train = tmp_path / "train.jsonl"
    rows = [PAPER | {"id": f"arxiv:2401.{number:05}"} for number in range(40)]
    train.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    options = [str(base), str(train), str(out), "--rate", "2e-3", "--threads", "1", "--frozen", "1"]
    assert teacher.main([*options, "--epochs", "2"]) == 0
    assert teacher.main([*options, "--epochs", "12"]) == 0
    state = torch.load(out / "checkpoint.pt")
    assert state["epochs"] == 12
    found = teacher.apart_scores(base, train, out)
    assert found.recall > 0.9


def test_an_encoder_is_read_as_it_was_saved(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="the extra `training` is not installed")
    from extract.training.encoder import pretrained, save, trained

    base = tmp_path / "base"
    tiny_encoder(base)
    encoder = pretrained(base, frozen=1)
    torch.nn.init.normal_(encoder.cases.weight)  # where they enter tells
    save(encoder, tmp_path / "saved.safetensors")
    again = trained(base, tmp_path / "saved.safetensors")
    ids, cases = torch.tensor([[2, 4, 5, 3]]), torch.tensor([[0, 1, 2, 0]])
    with torch.no_grad():
        assert torch.equal(again.eval()(ids, cases), encoder.eval()(ids, cases))


def test_the_numpy_path_says_what_the_network_says() -> None:
    torch = pytest.importorskip("torch", reason="the extra `training` is not installed")
    from extract.training import fast

    gold = gold_of(PAPER)
    shown = fast.example(gold.text, gold.title_end, np.array([gold.tags, gold.roles, gold.salience]).T)
    network = fast.fit([shown], width=8, epochs=2, rate=1e-2, seed=1)
    words = [gold.text[start:end] for start, end in gold.words]
    in_title = sum(start < gold.title_end for start, _ in gold.words)
    title = torch.tensor([[1] * in_title + [0] * (len(words) - in_title)])
    with torch.no_grad():
        tags, roles, salience = split_of(network(torch.from_numpy(shown.inputs)[None], title)[0])
    plain = np.concatenate([tags.log_softmax(-1), roles.softmax(-1), salience.sigmoid()], axis=1)
    model = Convolution(network.archive())
    for _ in range(2):  # the second time its words are known
        assert np.allclose(model(words, in_title), plain, atol=0.02)  # the weights are kept in half precision


def split_of(logits: Any) -> tuple[Any, Any, Any]:
    return logits[:, : len(TAGS)], logits[:, len(TAGS) : -1], logits[:, -1:]


def test_the_parts_of_a_word_are_rows_of_their_tables() -> None:
    for word in ("", "GPT4o", "模型", "a" * 500, "\u200b", "3.14"):
        assert all(0 <= row < rows for row, rows in zip(features_of(word), TABLES, strict=True))
    one, other = features_of("Flow"), features_of("flow")
    assert one[:5] == other[:5]
    assert one[5:] != other[5:]


def test_silver_is_read_as_it_was_written(tmp_path: Path) -> None:
    rows = np.random.default_rng(0).random((9, 20)).astype(np.float16)
    kept = [Silver("Graphs\nwe walk — all.", 6, rows[:4]), Silver("τ-bench", 7, rows[4:]), Silver("", 0, rows[:0])]
    write_silver(tmp_path / "silver-0000.npz", kept[:2])
    write_silver(tmp_path / "silver-0001.npz", kept[2:])
    found = list(read_silver(tmp_path))
    assert [(each.text, each.title_end) for each in found] == [(each.text, each.title_end) for each in kept]
    assert all((one.rows == other.rows).all() for one, other in zip(found, kept, strict=True))


def test_papers_are_drawn_alike_each_time_and_none_that_is_annotated(tmp_path: Path) -> None:
    papers = tmp_path / "papers.jsonl"
    rows = [
        {"id": f"x:{n}", "title": f"On the walks number {n}", "abstract": "We walk on graphs. " * 20} for n in range(30)
    ]
    rows.append({"id": "x:short", "title": "On short walks", "abstract": "Short."})
    papers.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    first = drawn(papers, 12, set())
    papers.write_text("".join(json.dumps(row) + "\n" for row in rows[::-1]), "utf-8")
    assert [paper.title for paper in drawn(papers, 12, set())] == [paper.title for paper in first]
    annotated = {key(paper.title) for paper in first[:5]}
    again = drawn(papers, 99, annotated)
    assert len(again) == 25
    assert not annotated & {key(paper.title) for paper in again}


@pytest.mark.filterwarnings("ignore")  # the exporter of torch warns of itself
def test_a_student_learns_silver_is_tuned_and_runs_as_onnx(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="the extra `training` is not installed")
    pytest.importorskip("onnx", reason="the extra `training` is not installed")
    from extract.components.tagger import read_model, said_of
    from extract.training import student, tune

    base = tmp_path / "base"
    tiny_encoder(base)
    gold = gold_of(PAPER)
    rows = np.full((len(gold.words), len(TAGS) + len(ROLES) + 1), 0.001, dtype=np.float16)
    rows[np.arange(len(gold.words)), gold.tags] = 1
    rows[:, len(TAGS)] = 1
    silver = tmp_path / "silver"
    silver.mkdir()
    write_silver(silver / "silver-0000.npz", [Silver(gold.text, gold.title_end, rows)] * 40)
    options = ["--rate", "3e-3", "--threads", "1", "--epochs", "30"]
    out, annotated, shipped = tmp_path / "out", tmp_path / "annotated.jsonl", tmp_path / "shipped"
    assert student.main([str(base), str(silver), str(out), *options]) == 0
    # one paper by many ids, so that each part has some
    papers = [PAPER | {"id": f"arxiv:2401.{number:05}"} for number in range(30)]
    annotated.write_text("".join(json.dumps(paper) + "\n" for paper in papers), "utf-8")
    options = ["--rate", "1e-3", "--threads", "1", "--epochs", "2"]
    assert tune.main([str(base), str(out), str(annotated), str(tmp_path / "tuned"), str(shipped), *options]) == 0
    said = said_of(read_model(shipped), gold.text, gold.title_end)
    found = {gold.text[start:end] for start, end, _ in said.spans()}
    assert {"GraphoraNet", "GIN", "MolBench"} <= found
    recorded = list(read_silver(tmp_path / "tuned" / "said"))
    assert len(recorded) == sum(not is_apart(paper) for paper in papers)
    assert all(each.text == gold.text and len(each.rows) == len(gold.words) for each in recorded)


class Constant:
    """A model that says one tag of every word, surely, and one number of all else."""

    def __init__(self, tag: str, other: float) -> None:
        self._row = np.full(COLUMNS, other, dtype=np.float32)
        self._row[: len(TAGS)] = np.where(np.array(TAGS) == tag, 0.0, -np.inf)

    def __call__(self, words: Sequence[str], title_words: int) -> npt.NDArray[Any]:
        return np.tile(self._row, (len(words), 1))


def test_the_word_of_several_models_is_their_mean_by_shares() -> None:
    rows = Mean([Constant("O", 0.0), Constant("B-Task", 1.0)], [3, 1])(["a", "b"], 1)
    tags = np.exp(rows[:, : len(TAGS)])
    assert rows.shape == (2, COLUMNS)
    assert np.allclose(tags[:, [TAGS.index("O"), TAGS.index("B-Task")]], [0.75, 0.25])
    assert np.isfinite(rows).all()
    assert np.allclose(rows[:, len(TAGS) :], 0.25)


@pytest.mark.parametrize("shares", [[1.0], [1.0, 0.0]])
def test_shares_that_do_not_fit_the_models_are_refused(shares: list[float]) -> None:
    with pytest.raises(ValueError, match="2 models need as many shares above 0"):
        mean_of([Constant("O", 0.0), Constant("O", 0.0)], shares)


def test_what_was_said_of_a_text_is_said_again(tmp_path: Path) -> None:
    rows = np.full((4, COLUMNS), 0.5, dtype=np.float16)
    rows[:, 1] = 0
    text = "Graphs\nwe walk"
    write_silver(tmp_path / "silver-0000.npz", [Silver(text, 6, rows)])
    again = Recorded(tmp_path)([text[start:end] for start, end in words_of(text)], 1)
    assert np.allclose(np.exp(again[:, : len(TAGS)]), rows[:, : len(TAGS)], atol=1e-6)
    assert np.allclose(again[:, len(TAGS) :], 0.5)
    with pytest.raises(FileNotFoundError, match="nothing recorded"):
        Recorded(tmp_path / "elsewhere")


def test_no_model_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="name one"):
        mean_of([])
