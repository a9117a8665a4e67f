"""Which names are one node and which are not: the table is the definition, hypothesis guards its edges."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph import names
from graph.names import key, person_key, surname, title_key

ONE_NODE = [
    ("GPT-4", "GPT4"),
    ("GPT-4", "gpt 4"),
    ("GPT-3.5", "GPT 3.5"),
    ("U-Net", "UNet"),
    ("Llama 2", "LLaMA2"),
    ("Llama 3.1 8B", "Llama-3.1-8B"),
    ("Llama 3 8B", "LLaMA-3-8B"),
    ("LLMs", "LLM"),
    ("KGs", "KG"),
    ("VLMs", "vlm"),
    ("GANs", "GAN"),
    ("world models", "World Model"),
    ("Transformers", "Transformer"),
    ("large language models", "large language model"),
    ("chain-of-thought", "Chain of Thought"),
    ("Self-Attention", "self attention"),
    ("pre-training", "pretraining"),
    ("ImageNet dataset", "ImageNet"),
    ("ImageNet data set", "ImageNet"),
    ("ImageNet datasets", "ImageNet"),
    ("GLUE benchmark", "GLUE"),
    ("GLUE benchmark datasets", "GLUE"),
    ("Brown Corpus", "Brown corpora"),
    ("BLEU score", "BLEU"),
    ("F1 scores", "F1"),
    ("F-score", "F score"),
    ("BERT score", "BERTScore"),
    ("MS MARCO", "MS-MARCO"),
    ("MS_MARCO", "msmarco"),
    ("HumanEval", "Human-Eval"),
    ("CIFAR-10", "CIFAR10"),
    ("CIFAR\u201110", "CIFAR-10"),
    ("Qwen\u200b2", "Qwen2"),
    ("ＧＰＴ－４", "GPT-4"),
    ("π0", "pi0"),
    ("$\\pi_0$", "π0"),
    ("τ-bench", "tau-bench"),
    ("“SuperGLUE”", "SuperGLUE"),
    ("policies", "policy"),
    ("losses", "loss"),
    ("adjacency matrices", "adjacency matrix"),
    ("position biases", "position bias"),
    ("branches", "branch"),
    ("databases", "database"),
    ("Adam's", "Adam"),
    ("ChatGPT™", "ChatGPT"),
    ("yolo v8", "YOLOv8"),
    ("Stable Diffusion XL", "stable-diffusion-xl"),
]

TWO_NODES = [
    ("Llama 3", "Llama 3.1 8B"),
    ("Llama 3 8B", "Llama 38B"),
    ("GPT-3.5", "GPT-35"),
    ("GPT-4", "GPT-4o"),
    ("world models", "world"),
    ("diffusion model", "diffusion"),
    ("question answering task", "question answering"),
    ("kernel method", "kernel"),
    ("ViT-S", "ViT"),
    ("ViT-S", "ViTs"),
    ("YOLOv8s", "YOLOv8"),
    ("AWS", "AW"),
    ("GPS", "GP"),
    ("SARS", "SAR"),
    ("BLEU", "BLE"),
    ("GLUE", "GLU"),
    ("CIFAR-10", "CIFAR-100"),
    ("BERT score", "BERT"),
    ("CLIP score", "CLIP"),
    ("A*", "A"),
    ("C++", "C"),
    ("bias", "bia"),
    ("consensus", "consensu"),
    ("analysis", "analysi"),
    ("time series", "time sery"),
    ("F score", "F"),
    ("data set", "data"),
]


@pytest.mark.parametrize(("one", "other"), ONE_NODE)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), TWO_NODES)
def test_names_of_two_things_keep_two_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize("name", ["Benchmark", "dataset", "Scores", "data set", "-", "...", "$", "s", "'s"])
def test_a_name_is_never_folded_to_nothing(name: str) -> None:
    assert key(name)


def test_only_a_blank_name_has_an_empty_key() -> None:
    assert key(" \t") == ""


NAMES = (
    st.text() | st.text("aAsSeExX 35-_.'’{}$\\πΣßİ\u200b\u0345ΐ²") | st.sampled_from([n for p in ONE_NODE for n in p])
)


@given(NAMES)
@example("foo as")
@example("ΐs")
def test_a_key_is_its_own_key(name: str) -> None:
    assert key(key(name)) == key(name)


@given(NAMES)
def test_titles_and_people_fold_once_for_all(text: str) -> None:
    assert title_key(title_key(text)) == title_key(text)
    assert person_key(person_key(text)) == person_key(text)
    assert surname(surname(text)) == surname(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Attention Is All You Need", "Attention is all you need."),
        ("{BERT}: Pre-training of {D}eep Nets", "BERT: Pre-training of Deep Nets"),
        ("<i>In vivo</i> graphs", "In vivo graphs"),
        ("Graphs &amp; Trees", "Graphs & Trees"),
        ("Poincar\\'e Embeddings", "Poincaré embeddings"),
        ('G{\\"o}del Machines', "Gödel machines"),
        ("The $\\alpha$-Divergence", "The α-divergence"),
        ("\\textit{Emph} and \\emph{style}", "Emph and Style"),
        ("What’s in a Name?", "What's in a name"),
        ("Two\n  lines", "Two lines"),
    ],
)
def test_spellings_of_one_title_share_a_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


def test_words_of_a_title_key_can_be_counted() -> None:
    assert title_key("A -- Graph:  of/Things") == "a graph of things"
    assert title_key("?!") == ""


def test_a_comparison_in_a_title_is_no_tag() -> None:
    assert title_key("When a < b and c > d") == "when a b and c d"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LeCun, Yann", "Yann LeCun"),
        ("García Márquez, Gabriel", "Gabriel Garcia Marquez"),
        ("Rowling, J.K.", "J. K. Rowling"),
        ("Smith, John, Jr.", "John Smith Jr."),
        ("O'Brien, Pat", "Pat O’Brien"),
        ("Jean-Luc Picard", "Jean Luc Picard"),
        ("Bjørn Łoś", "Bjorn Los"),
    ],
)
def test_spellings_of_one_author_share_a_key(one: str, other: str) -> None:
    assert person_key(one) == person_key(other)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Yann LeCun", "lecun"),
        ("LeCun, Yann", "lecun"),
        ("van der Maaten, Laurens", "maaten"),
        ("Laurens van der Maaten", "maaten"),
        ("Le, Quoc V.", "le"),
        ("J. Smith Jr.", "smith"),
        ("Smith, J., Jr.", "smith"),
        ("Smith J", "smith"),
        ("Lopez-Paz, David", "paz"),
        ("David Lopez-Paz", "paz"),
        ("Plato", "plato"),
        ("", ""),
    ],
)
def test_surname_is_the_last_word_of_the_family_name(name: str, expected: str) -> None:
    assert surname(name) == expected


@pytest.mark.parametrize("fold", [names.key, names.title_key, names.person_key])
def test_a_key_is_bounded_and_still_tells_long_names_apart(fold) -> None:
    one, other = "word " * 500 + "a", "word " * 500 + "b"
    assert len(fold(one)) <= names.LONGEST
    assert fold(one) != fold(other)
    assert fold(fold(one)) == fold(one)
