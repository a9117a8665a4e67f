"""`citegraph export --to FORMAT`: the graph, a part of it or a projection, as a file that another tool opens."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from api.cli.exits import CommandError, Exit
from api.cli.output import counted
from api.cli.verb import Call, positive
from graph.errors import NotFound
from graph.exports.asked import DEFAULT_BUDGET, DEFAULT_DEPTH, Asked, Projection, narrowed_by, projection_of

if TYPE_CHECKING:
    from graph.exports import Format
    from graph.store import Store

OPTIONS = ("out", "filter", "around", "depth", "budget", "projection", "abstracts", "name_only")
"""What a file has and a copy into a store has not."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="write it there instead of printing it; FILE appears when it is whole"
    )
    parser.add_argument(
        "--filter",
        action="append",
        metavar="KEY=VALUE",
        help="only papers that pass, and what they speak of; also a JSON object; may be given again",
    )
    parser.add_argument("--around", metavar="ID", help="only what lies about this node: an id, identifier, name, title")
    parser.add_argument(
        "--depth", type=_depth, metavar="N", help=f"how many links away, with --around (default: {DEFAULT_DEPTH})"
    )
    parser.add_argument(
        "--budget", type=positive, metavar="N", help=f"at most so many nodes, with --around (default: {DEFAULT_BUDGET})"
    )
    parser.add_argument("--projection", choices=[one.value for one in Projection], help="a graph made from the graph")
    parser.add_argument("--abstracts", action="store_true", help="with the abstracts, which not everybody may pass on")
    parser.add_argument("--name-only", action="store_true", help="in co-author, also authors known by their name alone")


@dataclass(slots=True)
class Done:
    nodes: int
    edges: int
    left_out: dict[str, int] = field(default_factory=dict)


def run(call: Call, to: Format) -> Exit:
    given = call.arguments
    asked = asked_of(call)
    to.check(asked)
    out: Path | None = given.out
    if call.output.format == "json" and out is None and not given.dry_run:
        raise CommandError("--json tells what was written to a file; name it with --out.", Exit.USAGE)
    if to.pieces is None and out is None and not given.dry_run:
        raise CommandError(f"{to.name} is a folder of files; name it with --out.", Exit.USAGE)
    store = call.open_store()
    try:
        done = _folder(call, store, asked, out) if to.pieces is None else _file(call, store, to, asked, out)
    except NotFound as error:
        raise CommandError(str(error), Exit.NOT_FOUND) from None
    finally:
        store.close()
    _tell(call, to, done, out)
    return Exit.OK


def asked_of(call: Call) -> Asked:
    given = call.arguments
    if given.around is None and (given.depth is not None or given.budget is not None):
        raise CommandError("--depth and --budget are about --around; name a node with it.", Exit.USAGE)
    where, narrowed = narrowed_by(given.filter or ())
    return Asked(
        where=where,
        filter=narrowed,
        around=given.around,
        depth=DEFAULT_DEPTH if given.depth is None else given.depth,
        budget=given.budget or DEFAULT_BUDGET,
        projection=projection_of(given.projection) if given.projection else None,
        abstracts=given.abstracts,
        name_only=given.name_only,
    )


def _file(call: Call, store: Store, to: Format, asked: Asked, out: Path | None) -> Done:
    with to.gather(store, asked, tell=call.output.progress) as scratch:
        if not call.arguments.dry_run:
            if out is None:
                for piece in to.text(scratch):
                    print(piece, end="")
            else:
                with writing(out) as file:
                    for piece in to.text(scratch):
                        file.write(piece)
        return Done(scratch.node_count, scratch.edge_count, scratch.left_out)


def _folder(call: Call, store: Store, asked: Asked, out: Path | None) -> Done:
    from graph.exports import neo4j_csv
    from graph.exports.gather import gather

    if out is None or call.arguments.dry_run:
        with gather(store, asked, tell=call.output.progress) as scratch:
            return Done(scratch.node_count, scratch.edge_count, scratch.left_out)
    neo4j_csv.check_folder(out)
    partial = out.with_name(f"{out.name}.part")
    with _told(out):
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        try:
            written = neo4j_csv.write(store, asked, partial, tell=call.output.progress)
            if out.exists():
                out.rmdir()
            partial.rename(out)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    call.output.say(f"To import it, with Neo4j stopped: cd {out} && {neo4j_csv.COMMAND}")
    return Done(written.nodes, written.edges, written.left_out)


@contextmanager
def writing(out: Path) -> Iterator[IO[str]]:
    """A file that takes the place of `out` when all is written; what is there and no file is written to."""
    if out.is_dir():
        raise CommandError(f"{out} is a folder; name a file in it.")
    is_file = out.is_file() or not out.exists()
    partial = out.with_name(f"{out.name}.part") if is_file else out
    with _told(out):
        try:
            with partial.open("w", encoding="utf-8", newline="\n") as file:
                yield file
            if is_file:
                partial.replace(out)
        finally:
            if is_file:
                partial.unlink(missing_ok=True)


@contextmanager
def _told(out: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CommandError(f"{out} cannot be written: {error.strerror}; name another place.") from None


def _tell(call: Call, to: Format, done: Done, out: Path | None) -> None:
    from graph.exports import told

    dry_run: bool = call.arguments.dry_run
    for sentence in told(done.left_out):
        call.output.say(sentence)
    if call.output.format == "json":
        call.output.document(
            {
                "to": to.name,
                "out": None if out is None else str(out),
                "nodes": done.nodes,
                "edges": done.edges,
                "left_out": done.left_out,
                "dry_run": dry_run,
            }
        )
        return
    what = (
        counted(done.nodes, "paper")
        if to.of_papers
        else f"{counted(done.nodes, 'node')}, {counted(done.edges, 'edge')}"
    )
    word = "to write" if dry_run else "written"
    call.output.say(f"{what} {word}{'' if out is None else f' to {out}'} as {to.name}")


def _depth(text: str) -> int:
    value = int(text)
    if value < 0:
        raise ValueError
    return value


_depth.__name__ = "whole number"
