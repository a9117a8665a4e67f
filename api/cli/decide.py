"""`citegraph decide`: correct the graph, list what was ruled, take it back."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from api.cli.exits import CommandError, Exit
from api.cli.output import counted, table
from api.cli.verb import Call, Verb, add_formats

if TYPE_CHECKING:
    from api.deciding import Correction, Ruled
    from graph.store import Store

DETAILS = """\
Correct the graph. A decision holds whatever is ingested afterwards, until it is withdrawn.

  reject ENTITY          what is stated about it is wrong; --paper and --relation narrow it down
  retype ENTITY TYPE     it is a Method, Model, Benchmark, Dataset, Task, Metric or Repository
  rename ENTITY NAME     it is called so; its other names still find it
  same THIS THAT         two entities, or two papers, are one; of two entities THAT stays
  not-same THIS THAT     two papers that were taken for one are two
  withdraw DECISION...   take decisions back, by their ids
  list                   what was ruled, by whom and when, newest first

An entity is named by its id, its name or an alias; a paper by an identifier, its title, or a contribution.
"""

OPERANDS: Final = {
    "reject": ("ENTITY",),
    "retype": ("ENTITY", "TYPE"),
    "rename": ("ENTITY", "NAME"),
    "same": ("THIS", "THAT"),
    "not-same": ("THIS", "THAT"),
    "withdraw": ("DECISION...",),
    "list": (),
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", choices=OPERANDS, metavar="ACTION", help=", ".join(OPERANDS))
    parser.add_argument("operands", nargs="*", metavar="WHAT", help="what it is about, as above")
    parser.add_argument("--paper", metavar="PAPER", help="reject: only what this paper states")
    parser.add_argument("--relation", metavar="RELATION", help="reject: only this relation, such as uses")
    parser.add_argument("--by", metavar="NAME", help="who says so (default: your login name)")
    add_formats(parser, "json")


def run(call: Call) -> Exit:
    given = call.arguments
    wanted = OPERANDS[given.action]
    if (len(given.operands) < 1) if given.action == "withdraw" else (len(given.operands) != len(wanted)):
        raise CommandError(
            f"`decide {given.action}` takes {' '.join(wanted) or 'nothing'}, and was given {given.operands}.",
            Exit.USAGE,
        )
    if (given.paper is not None or given.relation is not None) and given.action != "reject":
        raise CommandError("--paper and --relation narrow `decide reject` down, and nothing else.", Exit.USAGE)
    said = None if given.action in ("list", "withdraw") else correction(call)
    store = call.open_store()
    try:
        if given.action == "list":
            return told(call, store)
        if said is not None:
            return decided(call, store, said)
        return withdrawn(call, store)
    finally:
        store.close()


def correction(call: Call) -> Correction:
    from api.deciding import Correction

    given = call.arguments
    subject, other = (*given.operands, "")[:2]
    return Correction(
        kind=given.action.replace("-", "_"),
        subject=subject,
        object=_type(other) if given.action == "retype" else other,
        paper=given.paper,
        relation=None if given.relation is None else _relation(given.relation),
        by=given.by or _login(),
    )


def decided(call: Call, store: Store, said: Correction) -> Exit:
    from api.deciding import decide

    ruled = _or_told(lambda: decide(store, said, dry_run=call.arguments.dry_run))
    _tell(call, [ruled], "was ruled so already" if not ruled.is_new else "ruled")
    return Exit.OK


def withdrawn(call: Call, store: Store) -> Exit:
    from api.deciding import withdraw
    from graph.errors import NotFound

    done: list[Ruled] = []
    missing = 0
    for one in call.arguments.operands:
        try:
            done.append(withdraw(store, one, dry_run=call.arguments.dry_run))
        except NotFound as error:
            call.output.say(str(error))
            missing += 1
    _tell(call, done, "withdrawn")
    if not missing:
        return Exit.OK
    return Exit.PARTLY if done else Exit.NOT_FOUND


def told(call: Call, store: Store) -> Exit:
    from graph.decisions import newest_first, row_of

    with store.reading() as reader:
        rows = [row_of(one) for one in newest_first(reader.decisions())]
    if call.output.format == "json":
        call.output.document({"decisions": rows})
        return Exit.OK
    for line in table([(row["id"], row["at"] or "", row["by"] or "", in_words(row)) for row in rows]) if rows else ():
        call.output.result(line)
    call.output.say(f"{counted(len(rows), 'decision')}.")
    return Exit.OK


def in_words(row: dict[str, Any]) -> str:
    """`reject entity:bert in doi:10.1/2 as USES`, `rename entity:bert to BERT-base`."""
    words = [row["kind"].replace("_", "-"), row["subject"]]
    if row["object"]:
        words += [{"same": "and", "not_same": "and", "retype": "as"}.get(row["kind"], "to"), row["object"]]
    words += ["in", row["paper"]] if row["paper"] else []
    words += ["as", row["relation"]] if row["relation"] else []
    return " ".join(words)


def _tell(call: Call, ruled: list[Ruled], word: str) -> None:
    from graph.decisions import row_of

    dry_run: bool = call.arguments.dry_run
    rows = [row_of(one.decision) | {"is_new": one.is_new} for one in ruled]
    if call.output.format == "json":
        call.output.document({"decisions": rows, "dry_run": dry_run})
        return
    for row in rows:
        shown = f"would be {word}" if dry_run and row["is_new"] else word
        call.output.result(f"{row['id']}  {in_words(row)}: {shown}")


def _or_told(decide: Callable[[], Ruled]) -> Ruled:
    """A name that stands for nothing, or for several, ends the command with the code that says so."""
    from api.deciding import SeveralMeant
    from graph.errors import NotFound

    try:
        return decide()
    except NotFound as error:
        raise CommandError(str(error), Exit.NOT_FOUND) from None
    except SeveralMeant as error:
        raise CommandError(str(error)) from None


def _type(text: str) -> str:
    from graph.records import EntityType

    found = next((one.value for one in EntityType if one.value.lower() == text.lower()), None)
    if found is None:
        raise CommandError(f"{text} is no type; there are {', '.join(EntityType)}.", Exit.USAGE)
    return found


def _relation(text: str) -> str:
    from graph.records import PAPER_TO_ENTITY

    word = text.upper().replace("-", "_").replace(" ", "_")
    if word not in PAPER_TO_ENTITY:
        known = ", ".join(one.lower() for one in PAPER_TO_ENTITY)
        raise CommandError(f"{text} is no relation of a paper to an entity; there are {known}.", Exit.USAGE)
    return word


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise CommandError("nobody is logged in here by name; say who decides with --by.", Exit.USAGE) from None


DECIDE = Verb(
    name="decide",
    help="correct the graph: reject, retype, rename, same, not-same; list and withdraw",
    details=DETAILS,
    arguments=add_arguments,
    run=run,
    writes=True,
)
