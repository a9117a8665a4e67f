"""Registers the components with spaCy, under the names that a config gives them; their paths come whole (models.py)."""

# spaCy calls a factory with the pipeline and a name by keyword, whether it uses them or not.
# ruff: noqa: ARG001

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from spacy.language import Language
from spacy.util import registry

from extract.components.abbreviations import Abbreviations
from extract.components.assembly import Assembly
from extract.components.entities import Entities
from extract.components.lexicon import Lexicon
from extract.components.links import Links
from extract.components.relations import Relations
from extract.components.results import Results
from extract.components.roles import Roles
from extract.components.sentences import Sentences
from extract.components.tagger import Tagger, mean_of, read_model
from extract.components.words import WordTokenizer
from extract.lexicon import SHIPPED


@registry.tokenizers("citegraph.words.v1")  # type: ignore[untyped-decorator]  # of catalogue
def make_tokenizer() -> Callable[[Language], WordTokenizer]:
    return lambda nlp: WordTokenizer(nlp.vocab)


@Language.factory("citegraph_sentences")
def make_sentences(nlp: Language, name: str) -> Sentences:
    return Sentences()


@Language.factory("citegraph_links")
def make_links(nlp: Language, name: str) -> Links:
    return Links()


@Language.factory("citegraph_abbreviations")
def make_abbreviations(nlp: Language, name: str) -> Abbreviations:
    return Abbreviations()


@Language.factory("citegraph_lexicon", default_config={"paths": [], "more": []})
def make_lexicon(nlp: Language, name: str, paths: list[str], more: list[str]) -> Lexicon:
    return Lexicon([*map(Path, paths or SHIPPED), *map(Path, more)])


@Language.factory("citegraph_tagger", default_config={"shares": []})
def make_tagger(nlp: Language, name: str, model: str | list[str], shares: list[float]) -> Tagger:
    paths = [model] if isinstance(model, str) else model
    return Tagger(mean_of([read_model(Path(path)) for path in paths], shares))


@Language.factory("citegraph_entities")
def make_entities(nlp: Language, name: str, weights: str) -> Entities:
    return Entities(Path(weights))


@Language.factory("citegraph_roles")
def make_roles(nlp: Language, name: str, weights: str) -> Roles:
    return Roles(Path(weights))


@Language.factory("citegraph_assembly", default_config={"salience": 0.35})
def make_assembly(nlp: Language, name: str, salience: float) -> Assembly:
    return Assembly(salience)


@Language.factory("citegraph_relations", default_config={"threshold": 0.1, "promote": 0.35})
def make_relations(nlp: Language, name: str, weights: str, threshold: float, promote: float) -> Relations:
    return Relations(Path(weights), threshold, promote)


@Language.factory("citegraph_results", default_config={"threshold": 0.1, "promote": 0.25})
def make_results(nlp: Language, name: str, figures: str, ties: str, threshold: float, promote: float) -> Results:
    return Results(Path(figures), Path(ties), threshold, promote)
