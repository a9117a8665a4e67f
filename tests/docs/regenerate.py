"""Write the answers of README and docs again: `make docs`, after the sample, the extractor or the schema changed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from api.cli import main
from graph import open_store
from tests.docs.blocks import PAGES, ROOT, asked, rewritten


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
        finally:
            store.close()
    return 0


if __name__ == "__main__":
    sys.exit(regenerate())
