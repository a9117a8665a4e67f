"""The root of the schema."""

from __future__ import annotations

import strawberry

from api.schema.changes import Changes, changed_since_arguments
from api.schema.connections import Connection
from api.schema.decision import Decision
from api.schema.facets import PaperConnection
from api.schema.leaderboard import Leaderboard, leaderboard_arguments
from api.schema.neighborhood import Neighborhood, neighborhood_arguments
from api.schema.node import LazyAuthor, LazyEntity, LazyPaper, Node
from api.schema.paths import Paths, path_arguments
from api.schema.search import Match, SearchHitConnection, Suggestion
from api.schema.stats import Stats
from api.schema.steps import (
    Complete,
    Counts,
    FullText,
    Get,
    GetMany,
    ListOf,
    LookUp,
    MatchAll,
    Release,
    Rulings,
    composed,
    root,
)
from graph.records import AUTHOR, ENTITY, PAPER
from graph.records import EntityType as T


@strawberry.type(
    description="Every question starts here. What is not there is null; a name of several nodes is an AMBIGUOUS error."
)
class Query:
    node: Node | None = root(Get(), "The node with this id; the id of one that was merged away gives the survivor.")
    nodes: list[Node | None] = root(GetMany(), "The nodes with these ids, in the same order, null where nothing is.")
    match: list[Match] = root(MatchAll(), "What each of many identifiers, titles and names stands for, in order.")
    search: SearchHitConnection = root(FullText(), "Papers, authors and entities that contain these words, best first.")
    suggest: list[Suggestion] = root(
        Complete(), "What the first letters of a name may become: of each kind in turn, those of most papers first."
    )

    paper: LazyPaper | None = root(LookUp(kind=PAPER, by="id"), "A paper by its id, an identifier, a URL or its title.")
    papers: PaperConnection = root(ListOf(kind=PAPER), "All papers, a page at a time.")
    author: LazyAuthor | None = root(LookUp(kind=AUTHOR, by="id"), "An author by id, ORCID iD or name.")
    authors: Connection[LazyAuthor] = root(ListOf(kind=AUTHOR), "All authors, a page at a time.")
    entity: LazyEntity | None = root(LookUp(kind=ENTITY, by="id"), "An entity by id, name or alias.")
    entities: Connection[LazyEntity] = root(ListOf(kind=ENTITY), "All entities, a page at a time.")

    method: LazyEntity | None = root(LookUp(kind=ENTITY, by="name", type=T.METHOD), "A method by name.")
    methods: Connection[LazyEntity] = root(ListOf(kind=ENTITY, type=T.METHOD), "All methods, a page at a time.")
    model: LazyEntity | None = root(LookUp(kind=ENTITY, by="name", type=T.MODEL), "A model by name.")
    models: Connection[LazyEntity] = root(ListOf(kind=ENTITY, type=T.MODEL), "All models, a page at a time.")
    benchmark: LazyEntity | None = root(LookUp(kind=ENTITY, by="name", type=T.BENCHMARK), "A benchmark by name.")
    benchmarks: Connection[LazyEntity] = root(
        ListOf(kind=ENTITY, type=T.BENCHMARK), "All benchmarks, a page at a time."
    )
    dataset: LazyEntity | None = root(LookUp(kind=ENTITY, by="name", type=T.DATASET), "A dataset by name.")
    datasets: Connection[LazyEntity] = root(ListOf(kind=ENTITY, type=T.DATASET), "All datasets, a page at a time.")
    task: LazyEntity | None = root(LookUp(kind=ENTITY, by="name", type=T.TASK), "A task by name.")
    tasks: Connection[LazyEntity] = root(ListOf(kind=ENTITY, type=T.TASK), "All tasks, a page at a time.")
    metric: LazyEntity | None = root(LookUp(kind=ENTITY, by="name", type=T.METRIC), "A metric by name.")
    metrics: Connection[LazyEntity] = root(ListOf(kind=ENTITY, type=T.METRIC), "All metrics, a page at a time.")
    repository: LazyEntity | None = root(LookUp(kind=ENTITY, by="url", type=T.REPOSITORY), "A repository by its URL.")
    repositories: Connection[LazyEntity] = root(
        ListOf(kind=ENTITY, type=T.REPOSITORY), "All repositories, a page at a time."
    )

    leaderboard: Leaderboard | None = composed(
        "leaderboard", "What has been reported on a benchmark in a metric, best first.", leaderboard_arguments
    )

    shortest_paths: Paths | None = composed(
        "shortest_paths", "How two nodes hang together, in as few edges as possible.", path_arguments
    )

    neighborhood: Neighborhood | None = composed(
        "neighborhood", "What lies one edge from a node, so many of each type, for drawing.", neighborhood_arguments
    )

    changed_since: Changes = composed(
        "changed_since",
        "What changed or went since a version of the graph; works known only from being cited are not followed.",
        changed_since_arguments,
    )
    decisions: Connection[Decision] = root(Rulings(), "What people ruled about the graph, newest first.")

    stats: Stats = root(Counts(), "How much there is in the graph.")
    version: str = root(Release(), "The version of Citegraph that answers.")
