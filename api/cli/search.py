"""`citegraph search WORDS`: papers, authors and entities by what they are called and say."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError

from api.cli.exits import Exit
from api.cli.output import counted, table
from api.cli.verb import Call, Verb, add_formats, positive

KINDS = {"paper": "Paper", "author": "Author", "entity": "Entity"}
COLUMNS = frozenset({"title", "name", "type", "year", "paper_count", "is_stub", "is_retracted"})

DETAILS = """\
Search papers (title and abstract), authors and entities (names and aliases), best first.

The words are plain words, never a syntax. --json gives the page with its cursors; pass end_cursor to --after for the
next page.
"""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("words", nargs="+", metavar="WORD", help="what to look for")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only these; may be given again (default: all)")
    parser.add_argument(
        "--type", action="append", metavar="TYPE", type=_entity_type, help="only entities of this type, such as Method"
    )
    parser.add_argument("--from-year", type=int, metavar="YYYY", help="only papers of this year or later")
    parser.add_argument("--to-year", type=int, metavar="YYYY", help="only papers of this year or earlier")
    parser.add_argument("--limit", type=positive, default=20, metavar="N", help="how many to show (default: 20)")
    parser.add_argument("--after", metavar="CURSOR", help="continue after this cursor")
    add_formats(parser, "json", "jsonl")


def run(call: Call) -> Exit:
    from graph.store import Page, Search, Where

    given = call.arguments
    kinds = {KINDS[kind] for kind in given.kind or ()}
    if given.type:
        kinds.add("Entity")
    search = Search(
        text=" ".join(given.words),
        kinds=frozenset(kinds or KINDS.values()),
        where=Where(
            types=frozenset(given.type) if given.type else None, year_from=given.from_year, year_to=given.to_year
        ),
        page=Page(first=given.limit, after=given.after),
        columns=COLUMNS,
        count=call.output.format == "json",
    )
    store = call.open_store()
    try:
        with store.reading() as reader:
            found = reader.search(search)
    finally:
        store.close()
    rows = found["nodes"]
    if call.output.format == "json":
        call.output.document({"nodes": rows, "total_count": found["total_count"], "page_info": found["page_info"]})
    elif call.output.format == "jsonl":
        call.output.records(rows)
    elif rows:
        for line in table([(row.get("type") or row["kind"], named(row), about(row), row["id"]) for row in rows]):
            call.output.result(line)
        if found["page_info"]["has_next_page"]:
            call.output.say(f"There are more: --after {found['page_info']['end_cursor']}")
    else:
        call.output.say(f"Nothing matches {search.text!r}.")
    return Exit.OK


def named(row: dict[str, object]) -> str:
    name = str(row.get("title") or row.get("name") or row["id"])
    return name if len(name) <= 80 else f"{name[:79]}…"


def about(row: dict[str, object]) -> str:
    if row["kind"] == "Paper":
        said = (str(row.get("year") or ""), "retracted" if row.get("is_retracted") else "")
        return ", ".join(filter(None, said))
    count = row.get("paper_count")
    return counted(count if isinstance(count, int) else 0, "paper")


def _entity_type(text: str) -> str:
    from graph.records import EntityType

    for known in EntityType:
        if known.value.lower() == text.lower():
            return known.value
    raise ArgumentTypeError(f"{text!r} is none of {', '.join(known.value for known in EntityType)}")


SEARCH = Verb(
    name="search",
    help="find papers, authors and entities by words",
    details=DETAILS,
    arguments=add_arguments,
    run=run,
)
