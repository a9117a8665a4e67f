"""The columns of an edge: who says it, how surely, and the sentence that it was read in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from graph.errors import BadInput
from graph.store import Row

MAX_STATEMENTS: Final = 50

_COPIED: Final = ("by", "as_type", "name", "field", "start", "end", "confidence", "on")
_STATEMENT: Final = frozenset({*_COPIED, "paper_id", "sentence", "parts"})
FLAGS: Final = ("is_influential", "is_self")
"""What any statement of a citation may mark."""

_EDGE: Final = frozenset(
    {"confidence", "sources", "statements", "statement_count", "ordinal", "intent", "contexts", *FLAGS}
)


@dataclass(frozen=True, slots=True)
class EdgeColumns:
    """A choice of edge columns, made ready. What is false here is neither read nor parsed."""

    confidence: bool
    sources: bool
    statements: bool
    statement_count: bool
    ordinal: bool
    intent: bool
    contexts: bool
    flags: tuple[str, ...]
    copied: tuple[str, ...]
    paper_id: bool
    sentence: bool
    parts: bool

    @property
    def has_body(self) -> bool:
        own = (self.sources, self.statements, self.statement_count, self.ordinal, self.intent, self.contexts)
        return any(own) or bool(self.flags)

    @property
    def has_text(self) -> bool:
        return self.sentence or self.parts

    @property
    def has_paper(self) -> bool:
        return self.has_text or self.paper_id


@lru_cache(maxsize=1024)
def edge_columns_of(asked: frozenset[str]) -> EdgeColumns:
    """`statements` gives statements whole; `statements.by`, `statements.sentence` and so on give only those parts of
    them, so that an abstract is read only for who asks for its sentences. Raises BadInput for an unknown column.
    """
    parts = {name.removeprefix("statements.") for name in asked if name.startswith("statements.")}
    plain = {name for name in asked if not name.startswith("statements.")}
    if unknown := (plain - _EDGE) | {f"statements.{part}" for part in parts - _STATEMENT}:
        raise BadInput(f"There is no edge column {', '.join(sorted(unknown))}; there are {', '.join(sorted(_EDGE))}.")
    if "statements" in plain:
        parts = set(_STATEMENT)
    return EdgeColumns(
        confidence="confidence" in plain,
        sources="sources" in plain,
        statements=bool(parts),
        statement_count="statement_count" in plain,
        ordinal="ordinal" in plain,
        intent="intent" in plain,
        contexts="contexts" in plain,
        flags=tuple(name for name in FLAGS if name in plain),
        copied=tuple(name for name in _COPIED if name in parts),
        paper_id="paper_id" in parts,
        sentence="sentence" in parts,
        parts="parts" in parts,
    )


def statements_of(
    stored: Iterable[Mapping[str, Any]], columns: EdgeColumns, paper_id: str, title: str | None, abstract: str | None
) -> list[Row]:
    """The statements of one paper, with their sentences cut from its text."""
    made = []
    for statement in stored:
        row: Row = {name: statement.get(name) for name in columns.copied}
        if columns.paper_id:
            row["paper_id"] = paper_id
        if columns.has_text:
            text = (title if statement.get("field") == "title" else abstract) or ""
            start, end = statement.get("start"), statement.get("end")
            is_cut = start is not None and end is not None and statement.get("field") is not None
            sentence = text[start:end] if is_cut else ""
            if columns.sentence:
                row["sentence"] = sentence or None
            if columns.parts:
                row["parts"] = parts_of(text, start, end, statement.get("marks") or ()) if sentence else []
        made.append(row)
    return made


def parts_of(text: str, start: Any, end: Any, marks: Iterable[Sequence[Any]]) -> list[Row]:
    """`text[start:end]` cut at its marks; of two that overlap, the one that begins first is shown."""
    parts: list[Row] = []
    end = min(end, len(text))
    at = start
    for mark_start, mark_end, role in marks:
        if mark_start < at or mark_end > end or mark_end <= mark_start:
            continue
        if mark_start > at:
            parts.append({"text": text[at:mark_start], "role": None})
        parts.append({"text": text[mark_start:mark_end], "role": role})
        at = mark_end
    if at < end:
        parts.append({"text": text[at:end], "role": None})
    return parts


def add_columns(
    edge: Row, body: Mapping[str, Any], columns: EdgeColumns, paper: tuple[str, str | None, str | None]
) -> None:
    """Everything of one paper's edge that is in its body."""
    stored = body.get("statements") or ()
    if columns.sources:
        edge["sources"] = sorted({statement["by"] for statement in stored})
    if columns.statements:
        edge["statements"] = statements_of(stored, columns, *paper)
    if columns.statement_count:
        edge["statement_count"] = len(stored)
    if columns.ordinal:
        edge["ordinal"] = body.get("ordinal")
    if columns.intent:
        said = (statement["intent"] for statement in stored if statement.get("intent"))
        edge["intent"] = body.get("intent") or next(said, None)
    if columns.contexts:
        # Each source lists the contexts that it knows, and two may know the same one.
        told = (context for one in (body, *stored) for context in one.get("contexts") or ())
        edge["contexts"] = list(dict.fromkeys(told))
    for name in columns.flags:
        edge[name] = any(statement.get(name) for statement in stored)
