"""What one request may ask for at most."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Each is checked before the store is touched; going over one answers QUERY_TOO_EXPENSIVE and names it.

    length   characters of the document; GraphiQL's introspection query has 1,700
    tokens   lexical tokens of the document, and fields once its fragments are written out; GraphiQL's has 190.
             Validation compares fields of one name pair by pair, which grows with the square of this
    depth    fields below each other: seven relations with `edges { node }` take 21
    aliases  aliases, fragments written out: enough for a hundred look-ups at once; `match` takes 500
    cost     objects that could be returned (see cost.py): about 50 ms of SQLite, 200 ms of Neo4j
    """

    length: int = 100_000
    tokens: int = 1_500
    depth: int = 24
    aliases: int = 100
    cost: int = 25_000
