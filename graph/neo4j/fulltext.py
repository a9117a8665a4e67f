"""Full-text search: the user's words made into a Lucene expression, and a page of the window of best matches.

What is found is what the embedded store finds, but for what the two analysers do differently:
  - English function words (the, of, is, ...) are not looked for in titles, abstracts and entities;
  - an accent is a letter's own there: Poincare does not find Poincaré (authors are found without accents);
  - 3.5 and snake_case are one word, Chinese and Japanese text is found by each character;
The order is Lucene's BM25, with the same weights, and differs from FTS5's where two matches score alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from graph import cursor, names, paging
from graph.neo4j.lookup import BY_ID
from graph.neo4j.rows import BEYOND, KIND_OF_N, Transaction, columns_of, read
from graph.records import AUTHOR, ENTITY, PAPER
from graph.store import SEARCH_WINDOW, Row, Search, Slice

# Two indexes, since no analyser of Neo4j both stems words and keeps all of them: An, Will and To are names of people.
TEXT_INDEX: Final = "paper_entity_text"
PEOPLE_INDEX: Final = "author_text"
INDEXES: Final = (
    f"""CREATE FULLTEXT INDEX {TEXT_INDEX} IF NOT EXISTS FOR (n:Paper|Entity)
ON EACH [n.title, n.abstract, n.name, n.aliases] OPTIONS {{indexConfig: {{`fulltext.analyzer`: 'english'}}}}""",
    f"""CREATE FULLTEXT INDEX {PEOPLE_INDEX} IF NOT EXISTS FOR (n:Author)
ON EACH [n.name, n.folded_name] OPTIONS {{indexConfig: {{`fulltext.analyzer`: 'standard-no-stop-words'}}}}""",
)

# A pasted abstract has 200 words; of that many OR-ed words each matches half the graph and none says anything.
_MOST_WORDS: Final = 32

# Sorts all matches: relevance has no stored order.
WINDOW: Final = f"""
CALL db.index.fulltext.queryNodes($index, $expression) YIELD node AS n, score
WITH n, score, {KIND_OF_N} AS kind
WHERE CASE kind
        WHEN 'Paper' THEN n.is_stub = false AND n.order_key > $year_low AND n.order_key < $year_high
        WHEN 'Entity' THEN $types IS NULL OR n.type IN $types
        ELSE true
      END
WITH n.id AS id, kind, score ORDER BY score DESC, id LIMIT $window
RETURN collect([id, kind, score])
"""

Ranked = tuple[str, str]
"""id, kind"""


def page(transaction: Transaction, search: Search) -> Slice:
    """The page of the ranks asked for. A cursor is a rank; total_count is that of the window."""
    window = paging.checked(search.page)
    tag = cursor.tag_of("search", search.text, *sorted(search.kinds), where=search.where)
    after, before = paging.keys(window, tag, (int,))
    columns = columns_of(search.columns)

    begin = max(int(after[0]) + 1, 0) if after else 0
    needs_all = window.backward or search.count
    most = SEARCH_WINDOW if needs_all else min(begin + window.limit, SEARCH_WINDOW)
    found = _ranked(transaction, search, most)
    end = min(int(before[0]), len(found)) if before else len(found)
    ranks = range(begin, max(begin, end))
    more = len(ranks) > window.size
    if more:
        ranks = ranks[len(ranks) - window.size :] if window.backward else ranks[: window.size]

    ids = [found[rank][0] for rank in ranks]
    rows: dict[str, Row] = {}
    if ids:
        for node_id, kind, values in read(transaction, BY_ID, ids=ids, columns=columns.names):
            rows[node_id] = columns.row(kind, node_id, values)
    edges: list[Row] = [
        {"cursor": cursor.encode(tag, rank), "node": rows[found[rank][0]]} for rank in ranks if found[rank][0] in rows
    ]
    return paging.slice_of(edges, window, more=more, total=len(found) if search.count else None)


def _ranked(transaction: Transaction, search: Search, most: int) -> list[Ranked]:
    """The best nodes that have all the words; where none has, of those that have any."""
    words = _words(search.text)
    if not words:
        return []
    where = search.where
    year_low, year_high = paging.years(where)
    parameters: dict[str, Any] = {
        "types": None if where.types is None else sorted(where.types),
        "year_low": year_low,
        "year_high": BEYOND if year_high is None else year_high,
        "window": most,
    }
    for sign in ("+", ""):
        ranked: list[list[Any]] = []
        for index, clauses in _clauses(search.kinds, words):
            expression = " ".join(f"{sign}({clause})" for clause in clauses)
            ranked += read(transaction, WINDOW, index=index, expression=expression, **parameters)
        if ranked:
            ranked.sort(key=lambda one: (-one[2], one[0]))
            return [(node_id, kind) for node_id, kind, _ in ranked[:most]]
    return []


def _clauses(kinds: frozenset[str], words: list[str]) -> Iterator[tuple[str, list[str]]]:
    """For each index that has some of these kinds, the fields in which each word is looked for.

    A word of the name weighs eight times one of the text. Only papers have titles, only entities and authors names.
    """
    fields = []
    if PAPER in kinds:
        fields += ["title:{word}^8", "abstract:{word}"]
    if ENTITY in kinds:
        fields += ["name:{word}^8", "aliases:{word}"]
    if fields:
        yield TEXT_INDEX, [" ".join(fields).format(word=f'"{word}"') for word in words]
    if AUTHOR in kinds:
        folded = [(word, names.person_key(word)) for word in words]
        yield (
            PEOPLE_INDEX,
            [f'name:"{word}"^8' + (f' folded_name:"{plain}"^8' if plain else "") for word, plain in folded],
        )


def all_words(kind: str, text: str) -> tuple[str, str]:
    """The index, and the expression, that find the nodes of one kind which have all the words of a text."""
    ((index, clauses),) = _clauses(frozenset({kind}), _words(text))
    return index, " ".join(f"+({clause})" for clause in clauses)


def _words(text: str) -> list[str]:
    """The words of a text, fit to stand in quotes: there nothing is an operator, and GPT-4 is a phrase of two."""
    plain = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    words = [word for word in dict.fromkeys(plain.split()) if any(map(str.isalnum, word))]
    return [word.replace('"', " ").replace("\\", " ") for word in words[:_MOST_WORDS]]
