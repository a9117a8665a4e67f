"""The schema is described to the last word, exported, and every field of it is planned."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    is_introspection_type,
    is_specified_scalar_type,
)

from api.plan.fields import sources
from api.schema import core, enums, sdl
from api.schema.steps import Link, Ref, Refs
from graph import records, store
from graph.facets import FACETS, facet_of
from tests.api import oracle

NO_COLUMN_OF_A_STORE = {
    # What verbs of the plan make of an answer, beside the rows of the store.
    "Match": {"text", "status", "node", "candidates"},
    "Suggestion": {"text", "node"},
    "Highlight": {"field", "parts"},
    "SearchHitEdge": {"cursor", "node", "highlights"},
    "Stats": {"papers", "stubs", "authors", "results", "contributions", "entities", "edges", "graph_version"},
    "Decision": {field.name for field in dataclasses.fields(records.Decision)},
    "Correction": {"decision", "is_new", "ids"},
    "TypeCount": {"type", "count"},
    "RelationCount": {"relation", "count"},
    # What questions of several verbs make (graph/questions/).
    "Leaderboard": {"benchmark", "metric", "direction", "unit", "edges", "total_count", "units", "unread_count"}
    | {"is_complete"},
    "LeaderboardEdge": {"rank", "number", "value", "confidence", "evidence", "system", "paper", "result"},
    "Paths": {"source", "target", "outcome", "visited", "edges"},
    "Path": {"length", "steps"},
    "PathStep": {"source", "target", "relation", "is_forward", "confidence", "statements"},
    "Neighborhood": {"centre", "nodes", "edges", "types", "ways"},
    "NeighborhoodNode": {"node", "type", "rank"},
    "NeighborhoodEdge": {"source", "target", "relation"},
    "NeighborhoodType": {"type", "shown", "hidden", "is_exact"},
    "NeighborhoodWay": {"relation", "is_forward", "shown", "hidden"},
    "EntityTogether": {"edges", "total_count", "papers_read", "is_complete"},
    "AuthorTogether": {"edges", "total_count", "papers_read", "is_complete"},
    "EntityTogetherEdge": {"node", "paper_count", "via"},
    "AuthorTogetherEdge": {"node", "paper_count", "via"},
    "Lineage": {"edges", "total_count", "is_complete"},
    "LineageEdge": {"node", "depth", "via", "confidence", "statements"},
    "Comparison": {"edges", "total_count", "is_complete"},
    "ComparisonEdge": {"node", "wins", "losses", "win_statements", "loss_statements"},
    "Trend": {"edges", "undated"},
    "YearCount": {"year", "paper_count"},
    "Code": {"edges"},
    "CodeEdge": {"repository", "reason", "paper"},
    "Related": {"edges", "total_count", "is_complete"},
    "RelatedEdge": {"paper", "score", "shared_count", "shared"},
    "Shared": {"node", "reason"},
    "Changes": {"edges", "page_info"},
    "ChangeEdge": {"cursor", "version", "id", "change", "node"},
    "UnitCount": {"unit", "count"},
    # What graph/facets.py makes of counts.
    "FacetValue": {"value", "name", "count"},
    "Facet": set(facet_of("year", (), 0, 0)),
    "PaperFacets": set(FACETS),
    # What a slice is made of, as graph/store.py has it.
    "PageInfo": set(store.PageInfo.__annotations__),
    "Part": {"text", "role"},
    "Statement": set(oracle.STATEMENT),
}


def declared() -> list[GraphQLNamedType]:
    return [
        one for one in core().type_map.values() if not is_introspection_type(one) and not is_specified_scalar_type(one)
    ]


def test_every_type_field_argument_and_enum_value_is_described() -> None:
    missing = []
    for one in declared():
        missing += [one.name] if not one.description else []
        if isinstance(one, GraphQLEnumType):
            missing += [f"{one.name}.{name}" for name, value in one.values.items() if not value.description]
        if isinstance(one, GraphQLInputObjectType):
            missing += [f"{one.name}.{name}" for name, field in one.fields.items() if not field.description]
        if isinstance(one, GraphQLObjectType | GraphQLInterfaceType):
            for name, output in one.fields.items():
                missing += [f"{one.name}.{name}"] if not output.description else []
                missing += [f"{one.name}.{name}({a})" for a, arg in output.args.items() if not arg.description]
    assert missing == []


def test_every_field_has_a_step_or_is_a_column_that_a_store_gives() -> None:
    slice_columns = set(store.Slice.__annotations__)
    for (type_, field), source in sources().items():
        if source.step is not None and not isinstance(source.step, Ref | Refs):
            continue
        if type_ in ("Query", "Mutation"):
            pytest.fail(f"{type_}.{field} has no step")
        known = NO_COLUMN_OF_A_STORE.get(type_)
        if type_.endswith("Connection"):
            known = slice_columns
        elif type_.endswith("Edge") and known is None:
            known = {"cursor", "node"} | oracle.EDGE_COLUMNS
        elif known is None:
            known = {"id"} | oracle.COLUMNS
        assert source.column in known, f"{type_}.{field} stands for the column {source.column!r}, which nothing gives"


def test_every_relation_can_be_walked_from_both_its_ends() -> None:
    walked = {
        (source.step.relation, source.step.reverse) for source in sources().values() if isinstance(source.step, Link)
    }
    from_papers = {
        *records.PAPER_TO_ENTITY,
        *records.ENTITY_TO_ENTITY,
        records.Relation.CITES,
        records.Relation.AUTHORED_BY,
    }
    assert walked == {(one, reverse) for one in from_papers for reverse in (False, True)} | {
        (records.Relation.REPORTS, False)  # a result is reached from its paper; it names its entities by refs
    }


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(enums.EntityType, records.EntityType), (enums.Relation, records.Relation)],
)
def test_enums_have_the_values_of_the_graph(ours: type[enums.EntityType], theirs: type[records.EntityType]) -> None:
    assert {one.name: str(one.value) for one in ours} == {one.name: one.value for one in theirs}


def test_decisions_are_of_the_kinds_of_the_graph() -> None:
    assert {str(one.value) for one in enums.DecisionKind} == set(records.DECISION_KINDS)


def test_orders_are_those_of_the_store() -> None:
    assert {one.value for order in (enums.PaperOrder, enums.NameOrder) for one in order} == set(store.Order)


def test_nodes_are_the_kinds_of_the_graph() -> None:
    node = core().type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    kinds = {records.PAPER, records.AUTHOR, records.ENTITY, records.RESULT}
    assert {one.name for one in core().get_possible_types(node)} == kinds


def test_search_finds_the_kinds_that_can_be_asked_for() -> None:
    hit = core().type_map["SearchHit"]
    assert isinstance(hit, GraphQLInterfaceType)
    assert {one.name for one in core().get_possible_types(hit)} == {str(one.value) for one in enums.Kind}


def test_the_exported_schema_is_current() -> None:
    exported = Path(__file__).parents[2] / "schema.graphql"
    assert exported.read_text("utf-8") == sdl(), "run `make schema` and commit schema.graphql"


def test_importing_the_command_line_s_schema_builds_nothing() -> None:
    import subprocess
    import sys

    code = "import api.schema, api.schema.build as b; assert b.schema.cache_info().currsize == 0"
    subprocess.run([sys.executable, "-c", code], check=True)
