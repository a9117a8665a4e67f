"""Write the answers of README, docs and notebooks again: `make docs`, after sample, extractor or schema changed."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from api.cli import main
from graph import open_store
from tests.docs import counts
from tests.docs.blocks import PAGES, ROOT, asked, rewritten
from tests.docs.notebooks import NOTEBOOKS, executed, read, write


def regenerate() -> int:
    with tempfile.TemporaryDirectory() as folder:
        url = f"embedded:{Path(folder) / 'sample.sqlite'}"
        if code := main(["demo", "--store", url]):
            return code
        store = open_store(url)
        try:
            for page in PAGES:
                before = page.read_text("utf-8")
                after = rewritten(before, lambda query, variables: asked(store, query, variables))
                if after != before:
                    page.write_text(after, "utf-8", newline="\n")
                    print(f"{page.relative_to(ROOT)}: written again", file=sys.stderr)
            count = counts.counted(store)
            for page in counts.PAGES:
                text = page.read_text("utf-8")
                page.write_text(counts.rewritten(text, count), "utf-8", newline="\n")
        finally:
            store.close()
        for path in NOTEBOOKS:
            renew(path, url, Path(folder))
    return 0


def renew(path: Path, url: str, folder: Path) -> None:
    before = read(path)
    with contextlib.chdir(folder):
        os.environ["CITEGRAPH_STORE"] = url
        after = executed(before)
    if after != before:
        write(path, after)
        print(f"{path.relative_to(ROOT)}: written again", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(regenerate())
