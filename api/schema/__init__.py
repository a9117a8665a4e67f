"""The GraphQL schema: declared with strawberry, one file a noun. Resolvers read no store; api/plan reads the steps."""

from api.schema.build import core, schema, sdl

__all__ = ["core", "schema", "sdl"]
