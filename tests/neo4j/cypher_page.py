"""The questions of docs/neo4j.md: each ```cypher block, and the ```json rows below those that are no picture.

python -m tests.neo4j.cypher_page        # writes the rows again, asked of a Neo4j that is started for it
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.neo4j.connection import Connection
from tests.docs.blocks import ROOT, laid_out

PAGE = ROOT / "docs" / "neo4j.md"
QUESTION = re.compile(r"```cypher\n(?P<statement>.*?)```\n(?:\n```json\n(?P<rows>.*?)```\n)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Question:
    """rows: what the page shows of the answer, None for a picture."""

    line: int
    statement: str
    rows: list[Any] | None

    def __str__(self) -> str:
        return f"{PAGE.name}:{self.line}"


def questions() -> Iterator[Question]:
    text = PAGE.read_text("utf-8")
    for found in QUESTION.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Question(line, found["statement"], json.loads(found["rows"]) if found["rows"] else None)


def rewritten(text: str, connection: Connection) -> str:
    def renew(found: re.Match[str]) -> str:
        rows = asked(connection, found["statement"])
        shown = "" if is_picture(rows) else answer(rows)
        return f"```cypher\n{found['statement']}```\n{shown}"

    return QUESTION.sub(renew, text)


def asked(connection: Connection, statement: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = connection.run(statement)
    return rows


def is_picture(rows: list[dict[str, Any]]) -> bool:
    """Whether relationships are returned, which Neo4j Browser draws: the driver gives them as triples."""
    return any(isinstance(value, tuple) for row in rows for value in row.values())


def answer(rows: list[dict[str, Any]]) -> str:
    return f"\n```json\n{laid_out(rows)}\n```\n"


def regenerate() -> int:
    from api.cli import main
    from tests.neo4j.server import Neo4jServer

    with tempfile.TemporaryDirectory() as folder, Neo4jServer(Path(folder)) as server:
        url = server.url.replace("://", f"://{server.user}:{server.password}@")
        if code := main(["demo", "--store", url]):
            return code
        connection = Connection(server.login)
        PAGE.write_text(rewritten(PAGE.read_text("utf-8"), connection), "utf-8", newline="\n")
        connection.close()
    return 0


if __name__ == "__main__":
    sys.exit(regenerate())
