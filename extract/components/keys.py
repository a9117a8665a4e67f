"""The keys of `doc.user_data` under which components leave what spans cannot hold. Free of spaCy, cheap to import."""

from __future__ import annotations

TEXT = "citegraph.text"
TITLE_END = "citegraph.title_end"
SENTENCES = "citegraph.sentence_starts"
CONTEXT = "citegraph.context"
SAID = "citegraph.said"
SCENE = "citegraph.scene"
ENTITIES = "citegraph.entities"
RELATIONS = "citegraph.relations"
RESULTS = "citegraph.results"
