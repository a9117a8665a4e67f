"""Parquet with named columns, the same as those of CSV; lists and structs may be what they are. Needs pyarrow."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from extract.readers.errors import MissingExtra
from extract.readers.lines import Lines
from extract.readers.reader import Options, Reader
from extract.readers.rows import BadRow
from extract.readers.tables import key_of, paper_of_columns
from extract.records import Paper, RecordProblem

_MAGIC = "PAR1"
_ROWS = 256  # at a time; a row group may be of any size


def _recognises(head: str, _: str) -> bool:
    return head.startswith(_MAGIC)


def _records(lines: Lines, _: Options) -> Iterator[Paper | RecordProblem]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ModuleNotFoundError:
        raise MissingExtra(
            f"{lines.name!r} is a Parquet file, and pyarrow, which reads it, is not installed; install Citegraph with "
            "its extra `parquet`, for example pip install 'citegraph[parquet]'."
        ) from None

    # Its table of contents stands at the end, and the input may be a stream.
    with tempfile.TemporaryFile() as file:
        for chunk in lines.chunks():
            file.write(chunk)
        number = 0
        try:
            table = parquet.ParquetFile(file)
            names = [name for name in table.schema_arrow.names if key_of(name)]
            if "title" not in map(key_of, names):
                reason = f"none of its columns is a title; they are {', '.join(table.schema_arrow.names)[:300]}"
                yield RecordProblem(where=lines.name, line=None, reason=reason)
                return
            for batch in table.iter_batches(batch_size=_ROWS, columns=names):
                for row in batch.to_pylist():
                    number += 1
                    try:
                        yield paper_of_columns(row, lines.name, "parquet")
                    except BadRow as problem:
                        yield RecordProblem(where=f"{lines.name}, row {number}", line=None, reason=str(problem))
        except (pa.ArrowException, OSError) as error:
            reason = f"the Parquet file is damaged behind row {number} ({str(error).splitlines()[0][:200]})"
            yield RecordProblem(where=lines.name, line=None, reason=reason)


PARQUET = Reader(
    name="Parquet",
    source="parquet",
    description="a paper a row, columns as of CSV; needs the extra `parquet`",
    recognises=_recognises,
    records=_records,
)
