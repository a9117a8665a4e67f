"""What a reader of an export must find in it, and a small graph with everything odd in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson

from graph.exports.records import FORBIDDEN, REPLACEMENT
from graph.exports.scratch import Scratch
from graph.records import Contribution
from graph.store import Store
from tests.api.library import contributions
from tests.contract.contract import write

ODD = 'say "so" \\ \\" ; , | & <b> ]]> {x} %s $\t{}\r\n\r\u0085é 🎓 \u2028 \x00\x01\x1f \ufeff\ufffe\U0010ffff \\x01 '
LONG = "much ado " * 20_000

Found = tuple[dict[str, dict[str, Any]], list[tuple[str, str, dict[str, Any]]]]


def odd_world() -> list[Contribution]:
    """A paper of odd values that cites a plain one, an entity with an odd name, and a stub."""
    record = {
        "title": ODD,
        "abstract": "GPT-4 beats BERT on GLUE.",
        "venue": ODD,
        "url": ODD,
        "categories": ["", ODD],
        "authors": [{"name": ODD}, {"name": "Park, Ada"}, {"name": "A and B"}],
        "references": [
            {"identifiers": ["doi:10.1000/1"], "contexts": [ODD, "", LONG], "intent": ODD},
            {"identifiers": ["doi:10.1000/none"]},
        ],
        "published": "2024-13-45",
    }
    sha = hashlib.sha256(f"{record['title']}\n{record['abstract']}".encode()).hexdigest()
    span = {"field": "title", "start": 0, "end": len(ODD)}
    said = {
        "text_sha256": sha,
        "entities": [
            {"name": ODD, "type": "Model", "relation": "introduces", "aliases": [ODD], "evidence": span},
            {"name": "BERT", "type": "Model", "relation": "compares_with", "confidence": 1e-9, "evidence": span},
        ],
        "relations": [{"head": ODD, "relation": "based_on", "tail": "BERT", "confidence": 0.5, "evidence": span}],
        "results": [{"value": ODD, "system": ODD, "benchmark": "GLUE", "kind": None, "confidence": 0.5}],
    }
    return [
        Contribution(id="feed:odd/1", kind="paper", record=record),
        Contribution(id=f"extract:citegraph/{sha}", kind="extraction", record=said, by=ODD),
        *contributions(12),
    ]


def fill(store: Store) -> Store:
    write(store, odd_world())
    return store


def expected(scratch: Scratch, *, xml: bool) -> Found:
    """Nodes by id and edges in order, with the columns of their records; `xml`: as attributes in XML can hold them."""
    plain = _as_xml if xml else dict
    return (
        {
            node.id: {"label": _text(node.label) if xml else node.label, **plain(node.columns)}
            for node in scratch.nodes()
        },
        [(edge.source, edge.target, {"weight": edge.weight, **plain(edge.columns)}) for edge in scratch.edges()],
    )


def _as_xml(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _text(value)
        if isinstance(value, str)
        else _text(orjson.dumps(value).decode())
        if isinstance(value, list)
        else value
        for name, value in columns.items()
    }


def _text(value: str) -> str:
    return FORBIDDEN.sub(REPLACEMENT, value)
