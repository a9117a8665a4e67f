"""How a write changes the graph, whatever the store: which papers it touches, and what they are after it.

1. Changed and removed contributions are saved, and the Keys they gave are noted as they stood before.
2. Everything that shares a paper with them, or did, is found by Keys (`_closure`) and grouped anew.
3. Each group keeps its node or is given one (`settle`); nodes that end lead to their heirs.
4. Papers whose references a changed Key may send elsewhere are found (`_citers`).
5. All these papers are projected and handed to the store, which replaces what they say.

A store supplies a Ledger: the rows behind these steps, within one transaction. Its methods take many things at once, so
that a store over a network answers each step in one round trip.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from graph.changes import Concerned, spoken_of
from graph.errors import BadInput
from graph.grouping import Group, group, is_hearsay, joins, keys_of, mint
from graph.papers import text_of
from graph.project import Projection, project_paper
from graph.records import PAPER, Contribution
from graph.references import Holder, candidates
from graph.rulings import Rulings
from graph.settle import settle


class Kept(NamedTuple):
    """What a store holds of a contribution beside its record; `node` is None until its group is settled."""

    kind: str
    hash: str
    text_sha256: str
    node: str | None


class Citer(NamedTuple):
    """A paper with a reference that a Key could resolve; see Projection.cited for `is_settled`."""

    key: str
    paper: str
    is_settled: bool


class Ledger(Protocol):
    """The rows of one write transaction. Nodes and contributions are named by their ids."""

    def kept(self, ids: Iterable[str]) -> dict[str, Kept]:
        """Those of these contributions that are there."""
        ...

    def load(self, ids: Iterable[str]) -> dict[str, Contribution]: ...

    def save(self, contributions: Mapping[str, Contribution], texts: Mapping[str, str], version: int) -> None:
        """Add or replace contributions; `texts` are the SHA-256 of the text that each gives or read."""
        ...

    def remove(self, ids: Iterable[str], version: int) -> None: ...

    def keys_given(self, ids: Iterable[str]) -> set[str]:
        """Keys that these contributions give."""
        ...

    def give_keys(self, keys: Mapping[str, Iterable[str]]) -> None:
        """Make these all the Keys of each contribution."""
        ...

    def givers(self, keys: Iterable[str]) -> set[str]:
        """Contributions that give any of these Keys."""
        ...

    def holders(self, keys: Iterable[str]) -> dict[str, frozenset[str]]:
        """For each Key the papers that have it through their contributions; a Key without holders may be left out."""
        ...

    def members(self, nodes: Iterable[str]) -> dict[str, set[str]]:
        """The records that each paper is made of; extractions are not among them."""
        ...

    def of_texts(self, texts: Iterable[str], kind: str) -> dict[str, set[str]]:
        """Contributions of a kind by the text that they give or read."""
        ...

    def ages(self, nodes: Iterable[str]) -> dict[str, int]:
        """Those of these nodes that are there, a smaller number for an older one."""
        ...

    def stubs(self, ids: Iterable[str]) -> dict[str, int]:
        """Those of these that are stubs, with their ages."""
        ...

    def assign(self, nodes: Mapping[str, str]) -> None:
        """Put each contribution, with its Keys, under a paper, which is made if it is not there."""
        ...

    def citers(self, keys: Iterable[str]) -> list[Citer]: ...

    def citing(self, pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those of these (paper, cited paper) between which there is an edge."""
        ...

    def speaking_of(self, nodes: Iterable[str]) -> set[str]:
        """Papers with an edge to, or a statement about, any of these nodes."""
        ...

    def suppressing(self, entities: Iterable[str]) -> set[str]:
        """Papers of which a decision suppresses a statement about any of these entities."""
        ...

    def end(self, node: str, heir: str | None, version: int) -> None:
        """Delete a paper's or stub's node and all that it says; its id leads to its heir."""
        ...

    def replace(self, projections: Sequence[Projection]) -> None:
        """Make these all that these papers say, and describe again every node that they speak or spoke of."""
        ...

    def spoken_of(self, papers: Iterable[str]) -> set[Concerned]:
        """What the own edges of these papers lead to now; of cited works, stubs that were papers (graph/changes.py)."""
        ...

    def stamp(self, concerned: Iterable[Concerned], version: int) -> None:
        """Note that these nodes changed, or, of those that are not there, that they went."""
        ...

    def describe(self, nodes: Iterable[str]) -> None:
        """Have authors, entities or stubs described again, because a ruling about them changed."""
        ...


@dataclass
class Outcome:
    """`deleted`: ids of contributions that went."""

    written: int = 0
    unchanged: int = 0
    deleted: int = 0
    unkeyed: list[str] = field(default_factory=list)


class Ingestion:
    """One write; an instance serves one transaction."""

    def __init__(self, ledger: Ledger, rulings: Rulings, version: int) -> None:
        self._ledger = ledger
        self._rulings = rulings
        self._version = version
        self._loaded: dict[str, Contribution] = {}
        self._dirty: set[str] = set()  # records that came or changed
        self._dirty_nodes: set[str] = set()  # papers that lost one, or whose extractions or rulings changed
        self._before: dict[str, frozenset[str]] = {}
        self._filled: set[str] = set()
        self._groups: dict[str, Group] = {}
        self._concerned: set[Concerned] = set()

    def run(
        self, contributions: Iterable[Contribution] = (), removed: Collection[str] = (), touched: Collection[str] = ()
    ) -> Outcome:
        """Write all of it; of two contributions of one id the later. `touched`: handles that decisions concern."""
        outcome = Outcome()
        self._save({one.id: one for one in contributions}, set(removed), outcome)
        self._touch(touched)
        if self._dirty or self._dirty_nodes:
            to_project = self._settle(self._regroup())
            self._project(to_project | self._citers(), outcome)
        if touched:
            self._ledger.describe(touched)
        if self._concerned:
            self._ledger.stamp(self._concerned, self._version)
        return outcome

    def _save(self, given: dict[str, Contribution], removed: set[str], outcome: Outcome) -> None:
        _refuse_nul(given)
        kept = self._ledger.kept(given.keys() | removed)
        changed = {one.id: one for one in given.values() if one.id not in kept or kept[one.id].hash != one.hash}
        gone = {one for one in removed if one in kept and one not in given}
        outcome.written, outcome.unchanged, outcome.deleted = len(changed), len(given) - len(changed), len(gone)

        records = {one.id: keys_of(one) for one in changed.values() if one.kind == "paper"}
        _refuse_nul(key for keys in records.values() for key in keys)
        leaving = {one: kept[one] for one in changed.keys() | gone if one in kept}
        old_records = [one for one, row in leaving.items() if row.kind == "paper"]
        noted = self._ledger.keys_given(old_records) | {key for keys in records.values() for key in keys}
        self._before = dict.fromkeys(noted, frozenset[str]()) | self._ledger.holders(noted)
        self._dirty_nodes.update(node for one in old_records if (node := leaving[one].node))
        self._loaded.update(changed)
        self._dirty = set(records)

        texts = {one.id: _text_read(one) for one in changed.values()}
        self._ledger.save(changed, texts, self._version)
        self._ledger.give_keys(records | dict.fromkeys(gone & set(old_records), ()))
        self._ledger.remove(gone, self._version)
        read_again = {texts[one] for one in changed if one not in records}
        read_again |= {row.text_sha256 for row in leaving.values() if row.kind != "paper"}
        readers = {one for ids in self._ledger.of_texts(read_again, "paper").values() for one in ids}
        self._dirty_nodes.update(row.node for row in self._ledger.kept(readers).values() if row.node)

    def _touch(self, handles: Collection[str]) -> None:
        if not handles:
            return
        self._dirty_nodes |= self._ledger.speaking_of(handles) | self._ledger.suppressing(handles)
        givers = self._ledger.givers(handles) | set(handles)
        self._dirty_nodes.update(row.node for row in self._ledger.kept(givers).values() if row.node)

    # -- which records are one paper -----------------------------------------------------------------------------

    def _regroup(self) -> list[Group]:
        """Every record that may share a paper with a dirty one, grouped, in the order in which they came."""
        found = self._closure()
        order = {one: place for place, one in enumerate(found)}
        groups = group(found.values(), self._rulings)
        return sorted(groups, key=lambda one: min(order[member.id] for member in one.members))

    def _closure(self) -> dict[str, Contribution]:
        """The dirty records, and all that is or was joined to them by Keys, titles or rulings."""
        found: dict[str, Contribution] = {}
        remaining = {one for ids in self._ledger.members(self._dirty_nodes).values() for one in ids} - self._dirty
        fresh = [*sorted(remaining), *(one for one in self._loaded if one in self._dirty)]
        asked: set[str] = set()
        given_up = {key for key in self._before if joins(key)}  # one record fewer may let the others of a title join
        while fresh or given_up - asked:
            records = self._load(fresh)
            found.update(records)
            handles = {handle for one in records.values() for handle in (one.id, *keys_of(one))}
            linked = {other for handle in handles for other in self._rulings.linked.get(handle, ())}
            new = ({handle for handle in handles if joins(handle)} | linked | given_up) - asked
            asked |= new
            known = {one for one, row in self._ledger.kept(linked).items() if row.kind == "paper"} if linked else set()
            fresh = sorted((self._ledger.givers(new) | known) - found.keys())
        return found

    def _load(self, ids: Iterable[str]) -> dict[str, Contribution]:
        ids = list(ids)
        self._loaded.update(self._ledger.load([one for one in ids if one not in self._loaded]))
        return {one: self._loaded[one] for one in ids}

    # -- which node each of them has -----------------------------------------------------------------------------

    def _settle(self, groups: Sequence[Group]) -> set[str]:
        """Give each group its node, end the nodes left over, and return the papers to project."""
        kept = self._ledger.kept(member.id for one in groups for member in one.members)
        prior = {one: row.node for one, row in kept.items() if row.node is not None}
        stubs = self._ledger.stubs({key for one in groups for key in (*one.identifiers, *one.titles)})
        ages = self._ledger.ages({*prior.values(), *self._dirty_nodes}) | stubs
        settlement = settle(groups, prior, ages)
        nodes = self._minted(groups, settlement.kept)
        now = {member.id: node for one, node in zip(groups, nodes, strict=True) for member in one.members}
        assigned: dict[str, str] = {}
        to_project = self._dirty_nodes | {
            node for one, node in prior.items() if now[one] != node
        }  # these lost a record
        for one, node in zip(groups, nodes, strict=True):
            if any(prior.get(member.id) != node or member.id in self._dirty for member in one.members):
                assigned |= {member.id: node for member in one.members}
                to_project.add(node)
            if node in to_project:
                self._groups[node] = one
        moved = {key for one in assigned for key in keys_of(self._loaded[one])} - self._before.keys()
        self._before |= dict.fromkeys(moved, frozenset[str]()) | self._ledger.holders(moved)
        self._ledger.assign(assigned)
        to_project |= self._ledger.speaking_of(settlement.ended)
        self._concern(settlement.ended)
        for node, heir in settlement.ended.items():
            self._ledger.end(node, None if heir is None else nodes[heir], self._version)
        self._filled = stubs.keys() - settlement.ended.keys()
        return to_project - settlement.ended.keys()

    def _minted(self, groups: Sequence[Group], kept: Sequence[str | None]) -> list[str]:
        fresh = iter(mint([one for one, node in zip(groups, kept, strict=True) if node is None], self._ledger.ages))
        return [next(fresh) if node is None else node for node in kept]

    # -- whom a changed Key concerns -----------------------------------------------------------------------------

    def _citers(self) -> set[str]:
        """Papers with a reference that a touched Key may send elsewhere than before.

        A stub filled in place by the only holder of its Key changes nothing for a settled reference to it. A title
        depends on authors and years too, so whoever cites by it is looked at again.
        """
        after = self._ledger.holders(self._before)
        changed = {
            key for key, before in self._before.items() if is_hearsay(key) or before != after.get(key, frozenset())
        }
        in_place = {key for key in changed & self._filled if after.get(key) == frozenset({key})}
        citers = self._ledger.citers(changed)
        settled = {(one.paper, one.key) for one in citers if one.is_settled and one.key in in_place}
        staying = self._ledger.citing(settled) if settled else set()
        return {one.paper for one in citers if (one.paper, one.key) not in staying}

    # -- what they say -------------------------------------------------------------------------------------------

    def _project(self, nodes: set[str], outcome: Outcome) -> None:
        self._need_groups(nodes)
        extractions = self._extractions({node: text_of(self._groups[node]).sha256 for node in nodes})
        holders = self._reference_holders(nodes)
        ages = self._ledger.ages(nodes)
        projections = [
            project_paper(self._groups[node], node, extractions[node], self._rulings, lambda key: holders.get(key, ()))
            for node in sorted(nodes, key=ages.__getitem__)
        ]
        self._concern(nodes)
        self._ledger.replace(projections)
        self._concerned.update(one for said in projections for one in spoken_of(said.edges))
        # Not of papers that were projected again because others changed: theirs have been told.
        outcome.unkeyed += [
            f"{one}: {title or 'a reference without a title'}"
            for said in projections
            for one, title in said.unkeyed
            if one in self._dirty
        ]

    def _concern(self, papers: Collection[str]) -> None:
        """Papers that are about to change or end, and what they speak of until then."""
        self._concerned.update((PAPER, paper) for paper in papers)
        self._concerned |= self._ledger.spoken_of(papers)

    def _need_groups(self, nodes: Iterable[str]) -> None:
        """Have the groups of papers whose records did not move."""
        wanted = [node for node in nodes if node not in self._groups]
        members = self._ledger.members(wanted)
        self._load(one for ids in members.values() for one in ids)
        for node in wanted:
            records = sorted((self._loaded[one] for one in members[node]), key=lambda c: (c.rank, c.as_of, c.id))
            self._groups[node] = Group(tuple(reversed(records)))

    def _extractions(self, texts: Mapping[str, str]) -> dict[str, list[Contribution]]:
        by_text = self._ledger.of_texts(set(texts.values()), "extraction")
        loaded = self._load({one for ids in by_text.values() for one in ids})
        return {node: [loaded[one] for one in by_text.get(text, ())] for node, text in texts.items()}

    def _reference_holders(self, nodes: Iterable[str]) -> dict[str, list[Holder]]:
        """For every Key of the references of these papers, the papers that have it."""
        references = [
            candidates(reference)
            for node in nodes
            for member in self._groups[node].members
            for reference in member.record.get("references") or ()
        ]
        held = self._ledger.holders({key for keys in references for key in keys}) if references else {}
        # Surnames and years are in the records, and those are read only where no identifier has settled the reference.
        named = {
            key
            for keys in references
            if not any(len(held.get(key, ())) == 1 for key in keys if not is_hearsay(key))
            for key in keys
            if is_hearsay(key) and key in held
        }
        self._need_groups({node for key in named for node in held[key]})
        return {key: [self._holder(node, is_named=key in named) for node in sorted(ids)] for key, ids in held.items()}

    def _holder(self, node: str, *, is_named: bool) -> Holder:
        return Holder(node, self._groups[node].surnames, self._groups[node].years) if is_named else Holder(node)


def _refuse_nul(keys: Iterable[str]) -> None:
    wrong = next((key for key in keys if "\0" in key), None)
    if wrong is not None:
        raise BadInput(f"{wrong!r} holds a NUL, so that no store can look it up; nothing of its batch was written.")


def _text_read(contribution: Contribution) -> str:
    """The SHA-256 of the text that an extraction read, or that this record gives."""
    if contribution.kind == "extraction":
        return str(contribution.record["text_sha256"])
    return text_of(Group((contribution,))).sha256
