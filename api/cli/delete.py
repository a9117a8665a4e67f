"""`citegraph delete PAPER...`: take what was given about papers out of the store."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.cli.exits import Exit
from api.cli.output import counted
from api.cli.verb import Call, Verb, add_formats

if TYPE_CHECKING:
    from graph.store import Store

DETAILS = """\
Delete everything that was given about papers. A paper is named by any of its identifiers, such as arxiv:2410.12345
or doi:10.1000/1, by its id, or by its title.

A paper that others cite stays as a cited work that is not here. To keep a paper out for good, leave it out of what is
ingested: ingesting it again brings it back.
"""


@dataclass(slots=True)
class Found:
    """What each name stands for: one paper, several, or none that could be deleted."""

    contributions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ambiguous: dict[str, tuple[str, ...]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("papers", nargs="+", metavar="PAPER", help="an identifier, an id or a title")
    add_formats(parser, "json")


def run(call: Call) -> Exit:
    store = call.open_store()
    try:
        found = find(store, call.arguments.papers)
        doomed = [each for ids in found.contributions.values() for each in ids]
        deleted = len(doomed)
        if doomed and not call.arguments.dry_run:
            deleted = store.delete(doomed).deleted
    finally:
        store.close()
    for text in found.missing:
        call.output.say(f"{text}: no such paper; `citegraph search` finds papers by words.")
    for text, ids in found.ambiguous.items():
        call.output.say(f"{text}: this names {len(ids)} papers; name one by its id: {', '.join(ids)}.")
    if call.output.format == "json":
        call.output.document(
            {
                "deleted": {paper: list(ids) for paper, ids in found.contributions.items()},
                "missing": found.missing,
                "ambiguous": {text: list(ids) for text, ids in found.ambiguous.items()},
                "dry_run": call.arguments.dry_run,
            }
        )
    else:
        word = "would be deleted" if call.arguments.dry_run else "deleted"
        call.output.result(f"{counted(len(found.contributions), 'paper')} {word} ({counted(deleted, 'contribution')})")
    if not found.missing and not found.ambiguous:
        return Exit.OK
    if found.contributions:
        return Exit.PARTLY
    return Exit.FAILED if found.ambiguous else Exit.NOT_FOUND


def find(store: Store, texts: list[str]) -> Found:
    """The contributions of each paper. Extractions are left to the store, which knows who else needs them."""
    found = Found()
    with store.reading() as reader:
        matches = reader.match(texts, frozenset({"Paper"}))
    for match in matches:
        if len(match.ids) > 1:
            found.ambiguous[match.text] = match.ids
            continue
        given = [each for each in store.contributions_of(match.ids[0]) if is_record(each)] if match.ids else []
        if given:
            found.contributions[match.ids[0]] = tuple(given)
        else:
            found.missing.append(match.text)
    return found


def is_record(contribution_id: str) -> bool:
    return not contribution_id.startswith("extract:")


DELETE = Verb(
    name="delete",
    help="delete papers, and everything that they alone say",
    details=DETAILS,
    arguments=add_arguments,
    run=run,
    writes=True,
)
