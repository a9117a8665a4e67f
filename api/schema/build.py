"""The schema object, built when first asked for: it takes 30 ms that `citegraph --help` need not."""

from __future__ import annotations

from functools import cache

import strawberry
from graphql import GraphQLSchema


@cache
def schema() -> strawberry.Schema:
    from api.schema.author import Author
    from api.schema.entity import Entity
    from api.schema.mutation import Mutation
    from api.schema.paper import Paper
    from api.schema.query import Query
    from api.schema.result import Result

    return strawberry.Schema(query=Query, mutation=Mutation, types=[Paper, Author, Entity, Result])


def core() -> GraphQLSchema:
    """The same schema as graphql-core sees it: what documents are validated against and plans compiled from."""
    return schema()._schema  # noqa: SLF001 - strawberry gives no public way to it, and pins graphql-core with it


def sdl() -> str:
    """The schema in GraphQL's own language, as published in schema.graphql; ends in a newline."""
    return schema().as_str().rstrip("\n") + "\n"
