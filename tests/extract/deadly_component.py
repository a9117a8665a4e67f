"""A component as a user registers one: a config names this module in `[citegraph] import`."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extract.components.keys import ENTITIES
from extract.records import ExtractedEntity
from tests.extract.deadly import ALWAYS, Deadly


@Language.factory("tests_deadly", default_config={"times": ALWAYS, "at_start": False})
class DeadlyComponent:
    """Makes the text an entity of the paper. `at_start`: ends the process that it is made in."""

    def __init__(self, nlp: Language, name: str, folder: str, times: int, at_start: bool) -> None:
        self.deadly = Deadly(Path(folder), times=times)
        if at_start:
            self.deadly.meet("poison")

    def __call__(self, doc: Doc) -> Doc:
        self.deadly.meet(doc.text)
        doc.user_data[ENTITIES] = [ExtractedEntity(name=doc.text, type="Method", relation="mentions")]
        return doc
