"""The notebooks of the documentation, run cell by cell without a kernel: each cell is Python that prints what it shows.

A notebook is JSON of the Jupyter format 4; `executed` gives it with the outputs of now.
"""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

from tests.docs.blocks import ROOT

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))


def read(path: Path) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return notebook


def executed(notebook: dict[str, Any]) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "__main__"}
    return notebook | {"cells": [_executed(cell, names) for cell in notebook["cells"]]}


def _executed(cell: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    if cell["cell_type"] != "code":
        return cell
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile("".join(cell["source"]), "<cell>", "exec"), names)  # noqa: S102 - our own documentation
    lines = printed.getvalue().splitlines(keepends=True)
    outputs = [{"name": "stdout", "output_type": "stream", "text": lines}] if lines else []
    return cell | {"outputs": outputs, "execution_count": None}


def write(path: Path, notebook: dict[str, Any]) -> None:
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
