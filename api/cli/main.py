"""`citegraph`: the arguments, and what becomes of every error. A stack trace is shown to whoever asks for it."""

from __future__ import annotations

import argparse
import errno
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from api.cli.decide import DECIDE
from api.cli.delete import DELETE
from api.cli.demo import DEMO
from api.cli.doctor import DOCTOR, installed
from api.cli.dump import DUMP
from api.cli.enrich import ENRICH
from api.cli.exits import CommandError, Exit
from api.cli.export import EXPORT
from api.cli.extract import EXTRACT
from api.cli.fetch import FETCH
from api.cli.ingest import INGEST
from api.cli.load import LOAD
from api.cli.output import Output
from api.cli.query import QUERY
from api.cli.schema import SCHEMA
from api.cli.search import SEARCH
from api.cli.serve import SERVE
from api.cli.stats import STATS
from api.cli.verb import Call, Verb
from api.settings import Settings, SettingsError
from extract.threads import take_one_thread

VERBS: tuple[Verb, ...] = (
    INGEST,
    ENRICH,
    FETCH,
    EXTRACT,
    SEARCH,
    QUERY,
    STATS,
    SERVE,
    SCHEMA,
    DECIDE,
    DELETE,
    DUMP,
    LOAD,
    EXPORT,
    DOCTOR,
    DEMO,
)

# What writing to a file or a pipe that is open can end with; such an error names no file.
_WRITING = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

EPILOG = """\
exit codes: 0 ok, 1 failed, 2 usage, 3 not found, 4 store unreachable, 5 partly done, 130 interrupted
A store is embedded:PATH, neo4j://HOST or bolt://HOST; without --store it is CITEGRAPH_STORE, else NEO4J_URI, else
embedded: in your data directory.
"""


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="citegraph",
        description="A citation knowledge graph: read papers, extract what they introduce, use and cite, ask.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="store_true", help="print the version")
    _add_common(top, is_top=True)
    verbs = top.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    for verb in VERBS:
        below = verbs.add_parser(
            verb.name,
            help=verb.help,
            description=verb.details,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        _add_common(below, is_top=False)
        verb.arguments(below)
        if verb.writes:
            below.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
        below.set_defaults(run=verb)
    return top


def _add_common(parser: argparse.ArgumentParser, *, is_top: bool) -> None:
    """Options that stand before or after the verb; after it, one that is not given leaves the other as it is."""
    parser.add_argument(
        "--store", metavar="URL", default=None if is_top else argparse.SUPPRESS, help="the store to use"
    )
    parser.add_argument(
        "--debug",
        action="store_true",
        default=False if is_top else argparse.SUPPRESS,
        help="on an unexpected error, show where it happened",
    )


def main(argv: Sequence[str] | None = None) -> int:
    take_one_thread()
    # A stream that the shell closed (`>&-`) is None; what goes to it goes nowhere, and never to the other one.
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open(encoding="utf-8")
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    top = parser()
    arguments = top.parse_args(argv)
    if arguments.verb is None and not arguments.version:
        top.print_help(sys.stderr)
        return Exit.USAGE
    output = Output(getattr(arguments, "format", "text"))
    verb: Verb | None = getattr(arguments, "run", None)
    writes = verb is not None and verb.writes
    try:
        if arguments.version or verb is None:
            output.result(f"citegraph {installed('citegraph')}")
            return Exit.OK
        code = verb.run(Call(arguments=arguments, settings=Settings.from_environment(), output=output))
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader of a pipe has seen enough
        _discard(sys.stdout)
        return Exit.PARTLY if writes else Exit.OK
    except KeyboardInterrupt:
        rest = "; what it told as written is kept, run it again to go on" if writes else ""
        output.say(f"citegraph: interrupted{rest}")
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last stop before the user: each error ends in a sentence and a code
        if arguments.debug:
            import traceback

            traceback.print_exc()
        message, code = explained(error)
        output.say(f"citegraph: {message}")
        _drop_unwritten(sys.stdout)
        return code


def explained(error: Exception) -> tuple[str, Exit]:
    """One sentence for a person, and the exit code."""
    from graph.errors import BadInput, GraphError, StoreError

    match error:
        case CommandError():
            return str(error), error.code
        case SettingsError() | BadInput():
            return str(error), Exit.USAGE
        case StoreError():
            return str(error), Exit.UNREACHABLE
        case GraphError():
            return str(error), Exit.FAILED
        case OSError() if error.filename:
            return f"{error.filename}: {error.strerror}.", Exit.FAILED
        case OSError() if error.errno in _WRITING:
            return (
                f"the output cannot be written: {error.strerror}; free some space or name another place.",
                Exit.FAILED,
            )
    if type(error).__name__ == "ExtractError":  # by name: importing it would import spaCy, for any error of any verb
        return str(error), Exit.FAILED
    what = f"this is a bug of citegraph, not of your input: {type(error).__name__}: {error}."
    return f"{what} Run it again with --debug to see where it happened.", Exit.FAILED


def _drop_unwritten(stream: TextIO) -> None:
    """What could not be written would else be tried once more on exit, and fail there with a trace."""
    try:
        stream.flush()
    except OSError:
        _discard(stream)


def _discard(stream: TextIO) -> None:
    """Point a closed pipe elsewhere, else the interpreter complains when it flushes on exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return
