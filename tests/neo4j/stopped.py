"""What a bulk load needs of a Neo4j that was never started: its neo4j-admin, and a password for when it starts."""

from __future__ import annotations

from tests.neo4j.server import Neo4jServer


def admin_command(server: Neo4jServer) -> list[str]:
    """What a distribution has as `bin/neo4j-admin`; the jars alone have no such script."""
    folders = (f"NEO4J_HOME={server.home}", f"NEO4J_CONF={server.home / 'conf'}")
    return ["env", *folders, *server._command(*server._flags(), "org.neo4j.cli.AdminTool")]


def set_password(server: Neo4jServer) -> None:
    """Before its first start: a server with a database in it is taken to know its password already."""
    done = server.admin("dbms", "set-initial-password", server.password)
    assert done.returncode == 0, done.stderr
