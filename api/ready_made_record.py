"""One extraction that somebody else made: its parts, and which of its statements hold for the text of its paper.

The rule is one: an entity, a relation or a result of which anything is wrong is left out whole, and so is what names an
entity that is not there. What a statement does not say is null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from extract.readers.rows import BadRow
from extract.readers.text import shown, storable
from extract.records import ENTITY_RELATIONS, ENTITY_TYPES, FIELDS, PAPER_RELATIONS, RESULT_KINDS, Paper
from graph import names
from graph.records import Contribution
from graph.shape import problem
from graph.statements import entity_id_of

UNNAMED = "given"
"""The extractor of an extraction that names none."""

LONGEST_NAME = 200
"""Characters of an extractor's name or version. It is part of an id, and stores bound what they index."""

Row = Mapping[str, Any]
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An extraction as its line has it; "" where it does not say what it is of, None for no version."""

    row: Row
    extractor: str
    version: str | None
    id: str
    title: str
    text_sha256: str


def given_of(row: object) -> Given:
    """Raises BadRow where nothing of it could be used."""
    if not isinstance(row, dict):
        raise BadRow("it is no object; each extraction is one {...} with its entities")
    if "entities" not in row:
        raise BadRow("it has no `entities`; an extraction has a list of them, which may be empty")
    for part in _PARTS:
        if not isinstance(row.get(part, []), list):
            raise BadRow(f"`{part}` is no list")
    extractor, version = _extractor(row.get("extractor"))
    number = row.get("id")
    given = Given(
        row=row,
        extractor=extractor,
        version=version,
        id=str(number) if type(number) is int else _text(row, "id"),
        title=_text(row, "title"),
        text_sha256=_text(row, "text_sha256").lower(),
    )
    if not (given.id or given.title.strip() or given.text_sha256):
        raise BadRow("it has neither `text_sha256` nor `id` nor `title`, so that nobody knows which paper it is of")
    return given


def _text(row: Row, key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str | None):
        raise BadRow(f"`{key}` is {shown(value)}, which is no text")
    return storable(value or "")


def _extractor(value: object) -> tuple[str, str | None]:
    if value is None:
        return UNNAMED, None
    stated = value if isinstance(value, dict) else {"name": value}
    name, version = stated.get("name"), stated.get("version") or ""
    if not (_is_name(name) and name.strip() and _is_name(version)):
        raise BadRow(f"`extractor` is {shown(value)}; give a name, or an object with `name` and `version`, as text")
    return name, version or None


def _is_name(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and value == storable(value) and len(value) <= LONGEST_NAME


def usable(row: Row, paper: Paper) -> tuple[dict[str, list[Row]], list[str]]:
    """Its statements that hold, in the form that `citegraph extract` prints, and what is wrong with each other one."""
    texts = {"title": paper.title, "abstract": paper.abstract}
    known: set[str] = set()
    kept: dict[str, list[Row]] = {part: [] for part in _PARTS}
    wrong: list[str] = []
    for part, (wrong_in, form) in _PARTS.items():
        for place, one in enumerate(row.get(part) or ()):
            reason = _shape(part, one) or wrong_in(one, known) or _confidence(one) or _spans(one, texts)
            if reason:
                wrong.append(f"{part}[{place}]{reason}")
                continue
            kept[part].append(form(one))
            if part == "entities":
                known.update(map(names.key, (one["name"], *(one.get("aliases") or ()))))
    return kept, wrong


def _shape(part: str, statement: object) -> str:
    """What a store would refuse."""
    alone = Contribution(id="", kind="extraction", record={"text_sha256": "", part: [statement]})
    return (problem(alone) or "").removeprefix(f"record.{part}[0]")


def _entity(one: Row, _: set[str]) -> str:
    if wrong := _word(one, "type", ENTITY_TYPES) or _word(one, "relation", PAPER_RELATIONS):
        return wrong
    if not entity_id_of(one["name"], one["type"]):
        return f".name is {shown(one['name'])}, which names no {one['type']}"
    return ""


def _relation(one: Row, known: set[str]) -> str:
    return _word(one, "relation", ENTITY_RELATIONS) or _unknown(one, ("head", "tail"), known)


def _result(one: Row, known: set[str]) -> str:
    if one.get("kind") is not None and (wrong := _word(one, "kind", RESULT_KINDS)):
        return wrong
    return _unknown(one, ("system", "benchmark", "metric"), known) if one["value"].strip() else ".value is blank"


def _word(one: Row, key: str, words: tuple[str, ...]) -> str:
    return "" if one[key] in words else f".{key} is {shown(one[key])}, which is none of {', '.join(words)}"


def _unknown(one: Row, keys: tuple[str, ...], known: set[str]) -> str:
    missing = (key for key in keys if one.get(key) and names.key(one[key]) not in known)
    return next((f".{key} is {shown(one[key])}, which is no entity of this extraction" for key in missing), "")


def _confidence(one: Row) -> str:
    value = one.get("confidence")
    is_wrong = value is not None and not 0 <= value <= 1
    return f".confidence is {shown(value)}, which is not between 0 and 1" if is_wrong else ""


def _spans(one: Row, texts: Texts) -> str:
    mentions = ((f".mentions[{place}]", span) for place, span in enumerate(one.get("mentions") or ()))
    evidence = [(".evidence", one["evidence"])] if one.get("evidence") is not None else []
    return next((f"{path}{wrong}" for path, span in (*mentions, *evidence) if (wrong := _span(span, texts))), "")


def _span(span: Row, texts: Texts) -> str:
    if wrong := _word(span, "field", FIELDS):
        return wrong
    text, start, end = texts[span["field"]], span["start"], span["end"]
    if not 0 <= start < end <= len(text):
        return f" is {start} to {end}, and the {span['field']} has {len(text):,} characters"
    if span.get("text") not in (None, text[start:end]):
        return f".text is {shown(span['text'])}, and the {span['field']} has {shown(text[start:end])} there"
    return ""


def _entity_form(one: Row) -> Row:
    mentions = one.get("mentions")
    return {
        "name": one["name"],
        "type": one["type"],
        "relation": one["relation"],
        "aliases": one.get("aliases"),
        "mentions": None if mentions is None else [_cut(mention) for mention in mentions],
        **_said(one),
    }


def _relation_form(one: Row) -> Row:
    on = {"on": one["on"]} if one.get("on") else {}
    return {key: one[key] for key in ("head", "relation", "tail")} | on | _said(one)


def _result_form(one: Row) -> Row:
    return {key: one.get(key) for key in ("system", "benchmark", "metric", "value", "kind")} | _said(one)


def _said(one: Row) -> dict[str, Any]:
    evidence = one.get("evidence")
    return {"confidence": one.get("confidence"), "evidence": None if evidence is None else _cut(evidence)}


def _cut(span: Row) -> Row:
    return {key: span[key] for key in ("field", "start", "end", "text") if span.get(key) is not None}


_PARTS: dict[str, tuple[Callable[[Row, set[str]], str], Callable[[Row], Row]]] = {
    "entities": (_entity, _entity_form),
    "relations": (_relation, _relation_form),
    "results": (_result, _result_form),
}
"""Of each kind of statement, what is wrong with one, and its form; entities first, for the others name them."""
