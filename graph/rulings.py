"""Decisions, made ready to be asked while papers are projected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from graph import identifiers, names
from graph.records import Decision

ENTITY_PREFIXES = ("entity:", "repo:")


def entity_handle(text: str) -> str:
    """The id that an entity of this name, URL without scheme, or id has before any ruling."""
    return text if text.startswith(ENTITY_PREFIXES) else f"entity:{names.key(text)}"


def paper_handle(text: str) -> str:
    """A contribution's id or a Key as it is, any other spelling of an identifier normalised."""
    return identifiers.parse(text) or text


def handles_of(decision: Decision, *rulings: Rulings) -> Iterator[str]:
    """Everything that a decision may concern, under the rulings before and after it."""
    for text in (decision.subject, decision.object):
        if text and decision.kind in ("same", "not_same") and not text.startswith(ENTITY_PREFIXES):
            yield paper_handle(text)
        elif text:
            handle = entity_handle(text)
            yield handle
            yield from (one.entity(handle) for one in rulings)


class Rulings:
    """What people ruled: which entities are one, which papers are and are not, what is called and typed otherwise.

    Of contradicting decisions on one thing, the later (by `at`, then id) holds.
    """

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.types: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.joined: list[tuple[str, str]] = []
        self.apart: list[tuple[str, str]] = []
        self._survivor: dict[str, str] = {}
        self._rejected: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.linked: dict[str, set[str]] = defaultdict(set)
        for decision in sorted(decisions, key=lambda d: (d.at, d.id)):
            self._add(decision)

    def _add(self, decision: Decision) -> None:
        subject, other = decision.subject, decision.object
        about_entities = subject.startswith(ENTITY_PREFIXES)
        if decision.kind == "same" and about_entities:
            merged, survivor = self.entity(entity_handle(subject)), self.entity(entity_handle(other))
            if merged != survivor:
                self._survivor[merged] = survivor
        elif decision.kind in ("same", "not_same") and not about_entities:
            pair = (paper_handle(subject), paper_handle(other))
            (self.joined if decision.kind == "same" else self.apart).append(pair)
            self.linked[pair[0]].add(pair[1])
            self.linked[pair[1]].add(pair[0])
        elif decision.kind == "retype":
            self.types[entity_handle(subject)] = other
        elif decision.kind == "rename":
            self.names[entity_handle(subject)] = other
        elif decision.kind == "reject":
            scope = paper_handle(decision.paper) if decision.paper else ""
            self._rejected[entity_handle(subject)].add((scope, decision.relation))

    def entity(self, entity_id: str) -> str:
        """The survivor of an entity's id."""
        while entity_id in self._survivor:
            entity_id = self._survivor[entity_id]
        return entity_id

    def rejects(self, stated: str, relation: str, handles: Collection[str]) -> bool:
        """Whether a statement about an entity, by its stated id, was rejected for a paper of these handles."""
        return any(
            (not paper or paper in handles) and (not only or only == relation)
            for entity_id in {stated, self.entity(stated)}
            for paper, only in self._rejected.get(entity_id, ())
        )
