"""The Neo4j of tests/neo4j/fixtures.py, for the tests beside it."""

from tests.neo4j.fixtures import neo4j_bare, neo4j_empty, neo4j_scratch

__all__ = ["neo4j_bare", "neo4j_empty", "neo4j_scratch"]
