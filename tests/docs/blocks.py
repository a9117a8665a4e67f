"""The examples of the documentation: each ```graphql block, its ```json variables if any, and the ```json answer below.

```graphql               the question
```json variables        optional
```json                  the data of the answer, or {"errors": [...]}
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.plan import Request, answer
from graph import Store

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
WIDTH = 100

EXAMPLE = re.compile(
    r"```graphql\n(?P<query>.*?)```\n+(?:```json variables\n(?P<variables>.*?)```\n+)?```json\n(?P<answer>.*?)```",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    page: str
    line: int
    query: str
    variables: dict[str, Any] | None
    answer: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def examples() -> Iterator[Example]:
    for page in PAGES:
        text = page.read_text("utf-8")
        for found in EXAMPLE.finditer(text):
            yield Example(
                page=str(page.relative_to(ROOT)),
                line=text.count("\n", 0, found.start()) + 1,
                query=found["query"],
                variables=json.loads(found["variables"]) if found["variables"] else None,
                answer=found["answer"],
            )


def asked(store: Store, query: str, variables: dict[str, Any] | None) -> Any:
    """What the documentation shows of an answer: the data, or the errors. Cost and version are left out."""
    given = json.loads(answer(Request(query=query, variables=variables), store).body)
    return {"errors": given["errors"]} if "errors" in given else given["data"]


def rewritten(text: str, ask: Callable[[str, dict[str, Any] | None], Any]) -> str:
    """A page with the answer of every example as it is now."""

    def renew(found: re.Match[str]) -> str:
        start, end = (index - found.start() for index in found.span("answer"))
        variables = json.loads(found["variables"]) if found["variables"] else None
        return f"{found[0][:start]}{laid_out(ask(found['query'], variables))}\n{found[0][end:]}"

    return EXAMPLE.sub(renew, text)


def laid_out(value: Any, indent: int = 0, taken: int = 0) -> str:
    """JSON in as few lines as stay readable: what fits one line, after what is `taken` of it, stands on one."""
    line = json.dumps(value, ensure_ascii=False)
    if indent + taken + len(line) <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    below = indent + 2
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {laid_out(each, below, len(key) + 4)}" for key, each in value.items()]
    else:
        parts = [laid_out(each, below) for each in value]
    start, end = "{}" if isinstance(value, dict) else "[]"
    inner = "\n" + " " * below
    return f"{start}{inner}{f',{inner}'.join(parts)}\n{' ' * indent}{end}"
