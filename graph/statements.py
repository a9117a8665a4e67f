"""What the records and extractions of one paper state, gathered into edges."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph import names, urls
from graph.grouping import Group, is_hearsay
from graph.papers import greatest
from graph.records import (
    ENTITY_TO_ENTITY,
    PAPER_TO_ENTITY,
    RESULT,
    RESULT_TO_ENTITY,
    Contribution,
    Edge,
    EntityType,
    Node,
    Relation,
)
from graph.references import Lookup, candidates, resolve
from graph.rulings import Rulings

_TYPES = frozenset(EntityType)
_BY_WORD = {relation.lower(): relation for relation in Relation}
_PAPER_WORDS = {relation.lower() for relation in PAPER_TO_ENTITY}
_ENTITY_WORDS = {relation.lower() for relation in ENTITY_TO_ENTITY}


class Statements:
    """Edges of one paper while they are gathered: statements by (source, type, target)."""

    def __init__(self, paper_id: str) -> None:
        self.paper_id = paper_id
        self._said: dict[tuple[str, Relation, str], list[Mapping[str, Any]]] = defaultdict(list)
        self._position: dict[tuple[str, Relation, str], int] = {}
        self._properties: dict[tuple[str, Relation, str], dict[str, Any]] = {}
        self.rejected: set[str] = set()

    def admits(self, stated: str, relation: Relation, one: Group, rulings: Rulings) -> bool:
        """Whether no ruling rejects a statement; what is rejected is remembered, for the day the ruling goes."""
        if rulings.rejects(stated, relation, one.handles):
            self.rejected.update((stated, rulings.entity(stated)))
            return False
        return True

    def add(
        self,
        source: str,
        relation: Relation,
        target: str,
        statement: Mapping[str, Any],
        position: int = 0,
        properties: Mapping[str, Any] | None = None,
    ) -> None:
        if source == target:
            return
        at = (source, relation, target)
        self._said[at].append({name: value for name, value in statement.items() if value not in ([], "")})
        self._position[at] = min(position, self._position.get(at, position))
        for name, value in (properties or {}).items():
            known = self._properties.setdefault(at, {}).setdefault(name, value)
            if isinstance(value, list) and value != known:  # contexts of one citation from several sources
                self._properties[at][name] = list(dict.fromkeys([*known, *value]))

    def has(self, relation_types: Sequence[Relation], target: str) -> bool:
        return any((self.paper_id, relation, target) in self._said for relation in relation_types)

    def edges(self) -> Iterator[Edge]:
        for (source, relation, target), statements in self._said.items():
            at = (source, relation, target)
            yield Edge(
                source,
                relation,
                target,
                self.paper_id,
                self._position[at],
                tuple(statements),
                self._properties.get(at, {}),
            )


def say_authors(said: Statements, one: Group) -> None:
    best = greatest(one, "authors")
    for ordinal, author in enumerate(best.record["authors"] if best else ()):
        author_id = author_id_of(author)
        if author_id:
            statement = {"by": best.id if best else "", "name": author["name"]}
            said.add(said.paper_id, Relation.AUTHORED_BY, author_id, statement, ordinal, {"ordinal": ordinal})


def author_id_of(author: Mapping[str, Any]) -> str:
    """ORCID, else the source's own id, else `name:<key>`; "" for a name of no letters."""
    ids = sorted((author.get("ids") or ()), key=lambda one: (not one.startswith("orcid:"), one))
    folded = names.person_key(author.get("name") or "")
    return ids[0] if ids else f"name:{folded}" if folded else ""


def entity_id_of(name: str, entity_type: str) -> str:
    """`repo:<normalised URL without scheme>` or `entity:<key>`; "" for a name that folds to nothing."""
    if entity_type == EntityType.REPOSITORY:
        url = urls.normalise(name) or name
        return "repo:" + url.partition("://")[2] if "://" in url else ""
    folded = names.key(name)
    return f"entity:{folded}" if folded else ""


def say_links(said: Statements, one: Group, rulings: Rulings) -> None:
    for member in one.members:
        for url in member.record.get("links") or ():
            stated = entity_id_of(url, EntityType.REPOSITORY)
            if stated and said.admits(stated, Relation.RELEASES, one, rulings):
                name = urls.normalise(url) or url
                said.add(
                    said.paper_id,
                    Relation.RELEASES,
                    rulings.entity(stated),
                    {"by": member.id, "as_type": EntityType.REPOSITORY, "name": name, "confidence": None},
                    3 * _FIELD,
                )


_FIELD = 1_000_000
"""Positions of a text's parts: the title's mentions first, then the abstract's, then entities without a mention."""


def say_extraction(said: Statements, extraction: Contribution, one: Group, rulings: Rulings) -> list[Node]:
    record = extraction.record
    mentioned: dict[str, tuple[str, list[Mapping[str, Any]]]] = {}
    for entity in record.get("entities") or ():
        stated = entity_id_of(entity["name"], entity["type"])
        target = rulings.entity(stated)
        if not target or entity["type"] not in _TYPES or entity["relation"] not in _PAPER_WORDS:
            continue
        relation = _BY_WORD[entity["relation"]]
        mentions = entity.get("mentions") or []
        for name in (entity["name"], *(entity.get("aliases") or ())):
            mentioned.setdefault(names.key(name), (target, mentions))
        if not said.admits(stated, relation, one, rulings):
            continue
        statement = {
            "by": extraction.id,
            "as_type": entity["type"],
            "name": entity["name"],
            "aliases": list(entity.get("aliases") or ()),
            **_evidence(entity, [(mentions, "entity")]),
        }
        position = min((_position(mention) for mention in mentions), default=2 * _FIELD)
        said.add(said.paper_id, relation, target, statement, position)
    say_relations(said, extraction, mentioned)
    return say_results(said, extraction, one, mentioned)


def _position(mention: Mapping[str, Any]) -> int:
    return int(mention["start"]) + (_FIELD if mention["field"] == "abstract" else 0)


def _evidence(item: Mapping[str, Any], marked: Sequence[tuple[Sequence[Mapping[str, Any]], str]]) -> dict[str, Any]:
    """Confidence and span of a statement, with the mentions inside the span to be marked."""
    span = item.get("evidence")
    if not span:
        return {"confidence": item.get("confidence")}
    marks = sorted(
        [mention["start"], mention["end"], role]
        for mentions, role in marked
        for mention in mentions
        if mention["field"] == span["field"] and span["start"] <= mention["start"] and mention["end"] <= span["end"]
    )
    return {
        "field": span["field"],
        "start": span["start"],
        "end": span["end"],
        "confidence": item.get("confidence"),
        "marks": marks,
    }


_Mentioned = Mapping[str, tuple[str, list[Mapping[str, Any]]]]


def say_relations(said: Statements, extraction: Contribution, mentioned: _Mentioned) -> None:
    """Relations between two entities that the paper itself has; one whose end was rejected goes with it."""
    for link in extraction.record.get("relations") or ():
        head, tail = mentioned.get(names.key(link["head"])), mentioned.get(names.key(link["tail"]))
        if link["relation"] not in _ENTITY_WORDS or not head or not tail:
            continue
        if said.has(PAPER_TO_ENTITY, head[0]) and said.has(PAPER_TO_ENTITY, tail[0]):
            statement = {
                "by": extraction.id,
                "on": link.get("on") or "",
                **_evidence(link, [(head[1], "head"), (tail[1], "tail")]),
            }
            said.add(head[0], _BY_WORD[link["relation"]], tail[0], statement)


_RESULT_PARTS = tuple(zip(("system", "benchmark", "metric"), RESULT_TO_ENTITY, strict=True))


def say_results(said: Statements, extraction: Contribution, one: Group, mentioned: _Mentioned) -> list[Node]:
    """Result nodes, each named after its evidence in its extraction, for this paper: two of one text share none."""
    found: list[Node] = []
    seen: Counter[str] = Counter()
    for place, result in enumerate(extraction.record.get("results") or ()):
        span = result.get("evidence")
        where = f"{span['field']}:{span['start']}-{span['end']}" if span else ""
        result_id = f"result:{one.first_id}/{extraction.id}#{where}.{seen[where]}"
        seen[where] += 1
        of = {}
        for part, relation in _RESULT_PARTS:
            target = mentioned.get(names.key(result[part])) if result.get(part) else None
            of[part] = target[0] if target else None
            if target and said.has(PAPER_TO_ENTITY, target[0]):
                said.add(result_id, relation, target[0], {"by": extraction.id})
        statement = {"by": extraction.id, **_evidence(result, [])}
        said.add(said.paper_id, Relation.REPORTS, result_id, statement, place)
        figure = {
            "value": result["value"],
            "result_kind": result.get("kind"),
            "confidence": result.get("confidence"),
        }
        found.append(Node(result_id, RESULT, result["value"], figure | of))
    return found


def _initialled(name: str) -> str:
    """`J. A. Lee`, `Jane Lee` and `Lee, Jane` alike; "" where there is no given name."""
    words = names.person_key(name).split()
    return f"{words[0][0]} {names.surname(name)}" if len(words) > 1 else ""


def say_references(said: Statements, one: Group, lookup: Lookup) -> tuple[dict[str, bool], list[tuple[str, str]]]:
    first: Counter[str] = Counter()
    uses: Counter[str] = Counter()
    unkeyed: list[tuple[str, str]] = []
    best = greatest(one, "authors")
    own = {_initialled(author.get("name") or "") for author in (best.record["authors"] if best else ())} - {""}
    place = 0
    for member in one.members:
        for reference in member.record.get("references") or ():
            keys = candidates(reference)
            uses.update(keys)
            first.update(keys[:1])
            target = resolve(reference, lookup)
            if target is None:
                unkeyed.append((member.id, reference.get("title") or reference.get("raw") or ""))
                continue
            statement = {
                "by": member.id,
                "name": (reference.get("title") or ""),
                "year": reference.get("year") or "",
                "is_influential": reference.get("is_influential") or "",
                # Told from the names that the reference itself gives; one by an identifier alone says nothing of it.
                "is_self": not own.isdisjoint(map(_initialled, reference.get("authors") or ())) or "",
            }
            quoted = {name: reference[name] for name in ("intent", "contexts") if reference.get(name)}
            said.add(said.paper_id, Relation.CITES, target, statement, place, quoted)
            place += 1
    cited = {key: uses[key] == 1 and first[key] == 1 and not is_hearsay(key) for key in uses}
    return cited, unkeyed
