"""Statement: the evidence of an edge or a result, as offsets and ready to mark."""

from __future__ import annotations

import strawberry

from api.schema.enums import EntityType
from api.schema.node import LazyPaper
from api.schema.steps import column, ref


@strawberry.type(description="A piece of a sentence.")
class Part:
    text: str = column("The piece; all pieces together are the sentence.")
    role: str | None = column("What it stands for (`entity`, `head`, `tail`, ...); null for the words between.")


@strawberry.type(description="One thing that was said, by whom and where.")
class Statement:
    by: str = column("The contribution that says so: `feed:...`, `extract:...` or `person:...`.")
    as_type: EntityType | None = column("The type that the entity has in this statement.")
    name: str | None = column("The entity's name as written here.")
    field: str | None = column("The text it was read in: `title` or `abstract`; null where it was declared.")
    start: int | None = column("Where the sentence starts in that text, in Unicode code points.")
    end: int | None = column("Where the sentence ends in that text, in Unicode code points.")
    confidence: float | None = column("How probable it is that a careful reader agrees; null where it was declared.")
    on: str | None = column("For `outperforms`: on which benchmark.")
    sentence: str | None = column("The sentence, cut from the text.")
    parts: list[Part] = column("The sentence cut where a mark starts or ends, for showing.")
    paper: LazyPaper | None = ref("paper_id", "The paper that says so.")
