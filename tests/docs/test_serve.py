"""What docs/how-to/serve.md says of logs and metrics is what there is."""

from __future__ import annotations

import json
import re

from api.cli.serve import GRACE_SECONDS
from api.metrics import ANONYMOUS, MOST_OPERATIONS, OTHER, REFUSED, Metrics
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "how-to" / "serve.md").read_text("utf-8")


def test_every_metric_is_explained_and_no_other() -> None:
    there = re.findall(r"^# TYPE (\S+) ", Metrics().text(is_ready=True), re.MULTILINE)
    assert re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE) == there


def test_labels_and_bounds_are_stated() -> None:
    assert all(f"`{label}`" in PAGE for label in (ANONYMOUS, REFUSED, OTHER))
    assert f"first {MOST_OPERATIONS} operation names" in PAGE
    assert f"up to {GRACE_SECONDS} seconds" in PAGE


def test_the_line_of_a_request_has_the_fields_that_are_shown() -> None:
    (shown,) = re.findall(r"^    (\{.*?\})$", PAGE, re.MULTILINE | re.DOTALL)
    assert list(json.loads(shown)) == [
        *("time", "level", "event", "operation", "method", "status", "code", "cost", "bytes", "milliseconds")
    ]
