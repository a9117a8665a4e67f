"""Corrections: from the words of a person to a decision in the store. The command line and GraphQL come through here.

A decision is named by its question (graph/decisions.py), so that saying it twice writes once, and a new answer takes
the place of the old one. Entities are named by id, name or alias; papers by identifier, id, title or contribution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from graph import identifiers, names
from graph.decisions import decision_id
from graph.errors import BadInput, NotFound
from graph.matching import storable
from graph.records import ENTITY, PAPER, PAPER_TO_ENTITY, Decision
from graph.rulings import ENTITY_PREFIXES, entity_handle

if TYPE_CHECKING:
    from graph.store import Reader, Store

LONGEST_NAME: Final = names.LONGEST
LONGEST_PERSON: Final = 200


class SeveralMeant(BadInput):
    """A name that several nodes bear; `ids` are theirs."""

    def __init__(self, text: str, ids: Sequence[str]) -> None:
        shown = ", ".join(ids[:5]) + (", ..." if len(ids) > 5 else "")
        super().__init__(f"{_shown(text)} stands for {len(ids)} nodes; name one by its id: {shown}.")
        self.text = text
        self.ids = tuple(ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person says, as it was said: `subject`, `object` and `paper` in any spelling.

    kind, relation   as graph.records.Decision has them; no relation or no paper is all of them, "" is a mistake
    by               who says so
    """

    kind: str
    subject: str
    object: str = ""
    paper: str | None = None
    relation: str | None = None
    by: str


@dataclass(frozen=True, slots=True)
class Ruled:
    """decision  as it stands now, or as it stood before it was withdrawn
    is_new    something was written; False where it had been ruled so already
    nodes     ids of what it is about
    """

    decision: Decision
    is_new: bool
    nodes: tuple[str, ...]


def now() -> str:
    """The moment in UTC, to the millisecond: what is ruled in one request keeps its order."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def decide(store: Store, correction: Correction, *, dry_run: bool = False, clock: Callable[[], str] = now) -> Ruled:
    """Record a correction. Raises NotFound, SeveralMeant, BadInput, and the errors of the store."""
    by = _words("by", correction.by, LONGEST_PERSON)
    with store.reading() as reader:
        known = {one.id: one for one in reader.decisions()}
        decision, nodes = _Reading(store, reader, known.values()).decision(correction)
    there = known.get(decision.id)
    if there is not None and replace(there, by="", at="") == decision:
        return Ruled(there, is_new=False, nodes=nodes)
    decision = replace(decision, by=by, at=clock())
    if not dry_run:
        store.decide([decision])
    return Ruled(decision, is_new=True, nodes=nodes)


def withdraw(store: Store, decision: str, *, dry_run: bool = False) -> Ruled:
    """Take a decision back, by its id. Raises NotFound for one that is not there."""
    with store.reading() as reader:
        found = next((one for one in reader.decisions() if one.id == decision), None)
    if found is None:
        raise NotFound(f"There is no decision {decision!r}; the list of decisions has their ids.")
    if not dry_run:
        store.decide([], withdraw=[found.id])
    return Ruled(found, is_new=True, nodes=tuple(filter(None, (found.subject, _other_node(found)))))


def _other_node(decision: Decision) -> str:
    return decision.object if decision.kind in ("same", "not_same") else decision.paper


class _Reading:
    """The names in a correction, looked up in one state of the graph."""

    def __init__(self, store: Store, reader: Reader, known: Iterable[Decision]) -> None:
        self._store = store
        self._reader = reader
        self._ruled = frozenset(one.subject for one in known)

    def decision(self, said: Correction) -> tuple[Decision, tuple[str, ...]]:
        """The decision, without who and when, and the ids of the nodes that it is about."""
        match said.kind:
            case "reject":
                if said.relation is not None and said.relation not in PAPER_TO_ENTITY:
                    known = ", ".join(PAPER_TO_ENTITY)
                    raise BadInput(f"`relation` is {said.relation!r}; statements about an entity are of {known}.")
                entity = self._entity(said.subject)
                paper, paper_id = self._paper(said.paper) if said.paper is not None else ("", "")
                made = self._made("reject", entity, paper=paper, relation=said.relation or "")
                return made, tuple(filter(None, (entity, paper_id)))
            case "retype":
                entity = self._entity(said.subject)
                return self._made("retype", entity, said.object), (entity,)
            case "rename":
                entity, name = self._entity(said.subject), _words("name", said.object, LONGEST_NAME)
                if not any(letter.isalnum() for letter in name):
                    raise BadInput(f"`name` is {name!r}, which has neither letters nor digits; give one that has.")
                return self._made("rename", entity, name), (entity,)
            case "same" | "not_same":
                return self._pair(said)
        raise BadInput(f"{said.kind!r} is no kind of decision.")

    @staticmethod
    def _made(kind: str, subject: str, other: str = "", *, paper: str = "", relation: str = "") -> Decision:
        made = decision_id(kind, subject, other, paper, relation)
        return Decision(id=made, kind=kind, subject=subject, object=other, paper=paper, relation=relation)

    def _pair(self, said: Correction) -> tuple[Decision, tuple[str, ...]]:
        if self._is_entity(said.subject) and self._is_entity(said.object):
            if said.kind == "not_same":
                raise BadInput("Entities are one only where they were ruled so; withdraw that decision instead.")
            merged, survivor = self._entity(said.subject, is_merged=True), self._entity(said.object)
            if merged == survivor:
                raise BadInput(f"{said.subject!r} and {said.object!r} stand for one entity already, {survivor}.")
            return self._made("same", merged, survivor), (survivor,)
        (one, one_id), (other, other_id) = self._paper(said.subject), self._paper(said.object)
        if one == other:
            raise BadInput(
                f"{said.subject!r} and {said.object!r} are one record; name two by identifiers or contributions."
            )
        return self._made(said.kind, one, other), tuple(filter(None, (one, one_id, other, other_id)))

    def _is_entity(self, text: str) -> bool:
        return text.startswith(ENTITY_PREFIXES) or (
            bool(self._matches(text, ENTITY)) and not self._matches(text, PAPER)
        )

    def _entity(self, text: str, *, is_merged: bool = False) -> str:
        """Its id. One that a ruling hides or merged away is known by that ruling."""
        handle = entity_handle(text)
        if handle in self._ruled and (is_merged or not self._matches(text, ENTITY)):
            return handle
        ids = self._matches(text, ENTITY)
        if not ids:
            raise NotFound(f"No entity is called {_shown(text)}; a search finds entities by words.")
        if len(ids) > 1:
            raise SeveralMeant(text, ids)
        return ids[0]

    def _paper(self, text: str) -> tuple[str, str]:
        """What names the paper for good (an identifier or a contribution as given, else its best), and its id."""
        identifier = identifiers.parse(text)
        if identifier and (rows := self._reader.get([identifier], frozenset({"identifiers"}))):
            row = rows[identifier]
            if identifier in (row.get("identifiers") or ()):
                return identifier, row["id"]
        if self._store.known([storable(text)]):
            return text, ""
        ids = self._matches(text, PAPER)
        if not ids:
            raise NotFound(f"No paper is called {_shown(text)}; a search finds papers by words.")
        if len(ids) > 1:
            raise SeveralMeant(text, ids)
        row = self._reader.get(ids, frozenset({"identifiers", "sources"}))[ids[0]]
        named = identifiers.best(row["identifiers"]) or min(row["sources"], default="")
        if not named:
            raise NotFound(f"{_shown(text)} is only cited here, and nothing is known of it that could be ruled.")
        return named, ids[0]

    def _matches(self, text: str, kind: str) -> tuple[str, ...]:
        [found] = self._reader.match([text], frozenset({kind}))
        return found.ids


def _words(name: str, text: str, longest: int) -> str:
    """One line of text. Raises BadInput for none, for too much, and for what is no text."""
    text = text.strip()
    if not text or len(text) > longest:
        raise BadInput(f"`{name}` has {len(text)} characters; give 1 to {longest}.")
    if not text.isprintable():
        raise BadInput(f"`{name}` is {text!r}, which holds characters that cannot be shown; leave them out.")
    return text


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:80] + "...")
