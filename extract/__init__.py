"""Papers in, what they say out: readers of formats, and an extractor of entities, relations and results."""

from extract.pipeline import ExtractError, Failure, Pipeline, load_pipeline
from extract.readers import ReadError, read
from extract.records import (
    Author,
    ExtractedEntity,
    ExtractedRelation,
    ExtractedResult,
    Extraction,
    Mention,
    Paper,
    RecordProblem,
    Reference,
    Span,
)

__all__ = [
    "Author",
    "ExtractError",
    "ExtractedEntity",
    "ExtractedRelation",
    "ExtractedResult",
    "Extraction",
    "Failure",
    "Mention",
    "Paper",
    "Pipeline",
    "ReadError",
    "RecordProblem",
    "Reference",
    "Span",
    "load_pipeline",
    "read",
]
