"""Reading a text as if it were a file."""

from __future__ import annotations

import io
import json
from typing import Any

from extract.readers import read
from extract.records import Paper, RecordProblem


def everything(content: str | bytes, name: str = "file") -> list[Paper | RecordProblem]:
    return list(read(io.BytesIO(content.encode() if isinstance(content, str) else content), name=name))


def papers(content: str | bytes, name: str = "file") -> list[Paper]:
    """The papers of an input without problems."""
    found = everything(content, name)
    assert not [str(one) for one in found if isinstance(one, RecordProblem)]
    return [one for one in found if isinstance(one, Paper)]


def paper(content: str | bytes, name: str = "file") -> Paper:
    (found,) = papers(content, name)
    return found


def problems(content: str | bytes, name: str = "file") -> list[str]:
    return [str(one) for one in everything(content, name) if isinstance(one, RecordProblem)]


def rows(*objects: dict[str, Any]) -> str:
    """JSON Lines."""
    return "".join(json.dumps(one) + "\n" for one in objects)
