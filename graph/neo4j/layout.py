"""What the graph looks like in Neo4j: labels, types, properties, and the constraints and indexes over them.

What people see and ask in Cypher:

    (:Paper {id, title, abstract, published, published_sort, published_is_guess, year, venue, categories, url,
             author_count, count, identifiers, text_sha256, text_source, sources, is_stub, is_retracted})
    (:Author {id, name, is_name_only, paper_count})
    (:Entity:Method {id, name, type, url, aliases, paper_count})       or :Model, :Benchmark, ... as second label
    (:Result {id, value, result_kind, confidence, system, benchmark, metric})

    every relationship of graph.records.Relation, with {target, sort_key, position, paper, confidence, sources,
    statements (JSON text)} and ordinal, intent, contexts where they apply; `target` is the id of its far end, `paper`
    the id of the paper that says so, `sort_key` that paper's `published_sort|id`

Every node of the four kinds has `order_key` and `name_key`, as in the embedded store (graph/sqlite/tables.py), and but
for stubs `changed`, which says when it last did (graph/changes.py). Those that many papers speak of keep their votes as
JSON text in `votes`. Authors have `folded_name`, for the index.

Bookkeeping, which a picture leaves out by its label:

    (:Contribution:Bookkeeping {id, seq, kind, hash, said_by, text_sha256, version, body})   body: JSON text
        -[:DESCRIBES]-> (:Paper)                          of kind paper, once its group is settled
        -[:HAS_KEY {kind}]-> (:Key:Bookkeeping {key})     kind: id or title
    (:Key)-[:NAMES {kind}]-> node                         kind: alias (entity, author) or former (merged away)
    (:Paper)-[:LOOKS_FOR {is_settled}]-> (:Key)           every Key that could resolve a reference of the paper
    (:Paper)-[:SUPPRESSES]-> (:Key)                       entities of which a decision suppresses a statement
    (:Decision:Bookkeeping {id, version, body})
    (:Tombstone:Bookkeeping {id, version})
    (:Gone:Bookkeeping {id, changed})                 nodes that went, stubs left out
    (:Meta:Bookkeeping {name: 'graph', version, schema, arrived, locked})   arrived: contributions and papers so far
"""

from __future__ import annotations

from graph.changes import KINDS
from graph.neo4j import fulltext, listing
from graph.records import ENTITY_TO_ENTITY, EntityType, Relation

SCHEMA_VERSION = 2

CONSTRAINTS = (
    "CREATE CONSTRAINT paper_id IF NOT EXISTS FOR (n:Paper) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT author_id IF NOT EXISTS FOR (n:Author) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT result_id IF NOT EXISTS FOR (n:Result) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT key_key IF NOT EXISTS FOR (n:Key) REQUIRE n.key IS UNIQUE",
    "CREATE CONSTRAINT contribution_id IF NOT EXISTS FOR (n:Contribution) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT decision_id IF NOT EXISTS FOR (n:Decision) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT gone_id IF NOT EXISTS FOR (n:Gone) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT meta_name IF NOT EXISTS FOR (n:Meta) REQUIRE n.name IS UNIQUE",
)
INDEXES = (
    *(
        f"CREATE RANGE INDEX {label.lower()}_{key} IF NOT EXISTS FOR (n:{label}) ON (n.{key})"
        for label in ("Author", "Entity", *EntityType)
        for key in ("order_key", "name_key")
    ),
    *(
        f"CREATE RANGE INDEX {relation.lower()}_into IF NOT EXISTS FOR ()-[r:{relation}]-() ON (r.target, r.sort_key)"
        for relation in Relation
    ),
    *(
        f"CREATE RANGE INDEX {relation.lower()}_said_by IF NOT EXISTS FOR ()-[r:{relation}]-() ON (r.paper)"
        for relation in ENTITY_TO_ENTITY
    ),
    *(
        f"CREATE RANGE INDEX {kind.lower()}_changed IF NOT EXISTS FOR (n:{kind}) ON (n.changed)"
        for kind in (*KINDS, "Gone")
    ),
    "CREATE RANGE INDEX tombstone_id IF NOT EXISTS FOR (n:Tombstone) ON (n.id)",
    "CREATE RANGE INDEX contribution_text IF NOT EXISTS FOR (n:Contribution) ON (n.text_sha256)",
    "CREATE RANGE INDEX contribution_seq IF NOT EXISTS FOR (n:Contribution) ON (n.seq)",
    *listing.INDEXES,
    *fulltext.INDEXES,
)
