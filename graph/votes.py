"""Nodes that many papers speak of: their name and type are what most statements say.

A store keeps the counts and adds and removes votes as papers are projected, so that a hub costs no more than a leaf.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from graph import names
from graph.papers import paper_properties
from graph.records import AUTHOR, PAPER, PAPER_TO_ENTITY, Edge, EntityType, Node, Relation
from graph.rulings import Rulings
from graph.statements import entity_id_of

MAX_ALIASES = 20
_MOST_PAPERS = 99_999_999

Vote = tuple[str, str, str]
"""(node id, role, value): one more time that this was said of the node."""


def votes(edges: Sequence[Edge]) -> list[Vote]:
    """What one paper's edges say of the authors, entities and cited works that other papers speak of too.

    The roles `entity`, `author` and `cited` come once a paper for each node; as_type, name, alias and year come once
    a statement.
    """
    cast: list[Vote] = []
    for node_id, role in dict.fromkeys((edge.target, _PRESENCE[edge.type]) for edge in edges if edge.type in _PRESENCE):
        cast.append((node_id, role, ""))
    for edge in edges:
        if edge.type in _PRESENCE:
            for statement in edge.statements:
                cast += [(edge.target, role, str(statement[role])) for role in _STATED if role in statement]
                cast += [(edge.target, "alias", alias) for alias in statement.get("aliases", ())]
    return cast


_PRESENCE = dict.fromkeys(PAPER_TO_ENTITY, "entity") | {Relation.AUTHORED_BY: "author", Relation.CITES: "cited"}
_STATED = ("as_type", "name", "year")

Counts = Mapping[tuple[str, str], int]
"""How many votes a node has, by (role, value)."""


def described(node_id: str, counts: Counts, rulings: Rulings) -> Node | None:
    """The entity, author or stub that these votes make, its type and name the most frequent ones; None for no votes."""
    ranked: dict[str, list[str]] = defaultdict(list)
    for (role, value), _ in sorted(counts.items(), key=lambda vote: (-vote[1], vote[0])):
        ranked[role].append(value)
    name = next(iter(ranked["name"]), "")
    if papers := counts.get(("entity", "")):
        name = rulings.names.get(node_id, name)
        own = names.key(name)
        surfaces = [surface for surface in (*ranked["name"], *ranked["alias"]) if names.key(surface) != own]
        properties = {
            "aliases": list(dict.fromkeys(surfaces))[:MAX_ALIASES],
            "url": "https://" + node_id.removeprefix("repo:") if node_id.startswith("repo:") else "",
            "paper_count": papers,
        }
        return Node(node_id, rulings.types.get(node_id, ranked["as_type"][0]), name, properties)
    if papers := counts.get(("author", "")):
        return Node(node_id, AUTHOR, name, {"is_name_only": node_id.startswith("name:"), "paper_count": papers})
    if counts.get(("cited", "")):
        year = next(iter(ranked["year"]), "")
        published = f"{int(year):04d}" if year.isdigit() else None
        return Node(node_id, PAPER, name, paper_properties(published=published, identifiers=[node_id], is_stub=True))
    return None


def order_key(papers: int, node_id: str) -> str:
    """Orders entities and authors: ascending, those of most papers come first, then by id."""
    return f"{_MOST_PAPERS - papers:08d}|{node_id}"


def aliases_of(node_id: str, counts: Counts, rulings: Rulings) -> set[str]:
    """Keys beside its id by which an entity or author is found; of one that was renamed, the new name is among them."""
    surfaces = [value for role, value in counts if role in ("name", "alias")]
    if ("entity", "") in counts:
        type_of = EntityType.REPOSITORY if node_id.startswith("repo:") else ""
        found = {entity_id_of(surface, type_of) for surface in surfaces}
        return (found | {entity_id_of(rulings.names.get(node_id, ""), "")}) - {node_id, ""}
    if ("author", "") in counts:
        return {f"name:{names.person_key(surface)}" for surface in surfaces} - {node_id, "name:"}
    return set()
