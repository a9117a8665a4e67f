"""What a span model says of each word: a tag (B begins an entity of a type, I goes on, O is none), a relation of the
paper, and salience. Free of spaCy."""

from __future__ import annotations

from extract.records import ENTITY_TYPES

TYPES = tuple(name for name in ENTITY_TYPES if name != "Repository")
TAGS = ("O", *(f"{prefix}-{name}" for name in TYPES for prefix in "BI"))
ROLES = ("introduces", "uses", "evaluates_on", "compares_with", "addresses", "mentions")
# Tags, roles, salience, in this order, are the columns of what a span model gives for a word.
COLUMNS = len(TAGS) + len(ROLES) + 1
