"""What readers of JSON share: each record of a file as one object, wherever the file keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from extract.readers.json_shape import Path, paths
from extract.readers.json_values import decoded, inside, is_spread, values, whole_tokens
from extract.readers.lines import Lines
from extract.readers.reader import Options
from extract.readers.rows import BadRow, Row
from extract.records import Paper, RecordProblem

ToPapers = Callable[[object, str], Iterable[Paper]]
"""From one record and the name of its file to its papers; raises BadRow where it is none."""


def rows_of(
    papers: Callable[[Row, str], Iterable[Paper]], *envelopes: str
) -> Callable[[Lines, Options], Iterator[Paper | RecordProblem]]:
    """A reader's `records`: one object a line, a list, objects one by one, or what is at one of the paths `envelopes`,
    which are written with dots and tried in order."""
    wanted = tuple(tuple(path.split(".")) for path in envelopes)

    def of_value(value: object, file: str) -> Iterable[Paper]:
        if value is None:  # what Semantic Scholar answers for an id that it does not know
            return ()
        if not isinstance(value, dict):
            raise BadRow("it is no object; each record is one {...}")
        found = tuple(papers(value, file))
        if any(not paper.title and not paper.identifiers for paper in found):
            raise BadRow("it has neither a title nor an identifier; nothing says which paper it is of")
        return found

    def records(lines: Lines, _: Options) -> Iterator[Paper | RecordProblem]:
        return read_rows(lines, wanted, of_value)

    return records


def read_rows(lines: Lines, envelopes: Iterable[Path], papers: ToPapers) -> Iterator[Paper | RecordProblem]:
    # A record that the input broke off in is no fault of its own, and the break is told by whoever opened the input.
    last: RecordProblem | None = None
    for number, text in texts(lines, envelopes):
        if last:
            yield last
            last = None
        if not text.strip():
            continue
        try:
            yield from papers(decoded(text), lines.name)
        except BadRow as problem:
            last = RecordProblem(where=lines.name, line=number, reason=str(problem))
    if last and not lines.failure:
        yield last


def texts(lines: Lines, envelopes: Iterable[Path] = ()) -> Iterator[tuple[int, str]]:
    """The text of each record, with the number of its first line."""
    head = lines.decoded_head
    at = next((path for path in envelopes if path in paths(head)), None)
    if at is not None:
        return values(inside(whole_tokens(lines.pieces()), at))
    return values(whole_tokens(lines.pieces())) if is_spread(head) else iter(lines)
