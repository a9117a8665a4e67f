"""A real Neo4j for the suite and for `make neo4j`, and the tests of what `graph/neo4j` does at its door."""
