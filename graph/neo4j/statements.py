"""Statements of a write to Neo4j; those made for one relation or label each are in edges.py and nodes.py.

Each begins at a node that an index finds. The hints say so to a planner that knows no numbers yet: in a graph that is
being filled for the first time it would walk over all Keys, and keep to that plan for a while.
"""

from __future__ import annotations

from graph.changes import KINDS

KEPT = """
UNWIND $ids AS id
MATCH (c:Contribution {id: id})
OPTIONAL MATCH (c)-[:DESCRIBES]->(p:Paper)
RETURN c.id, c.kind, c.hash, c.text_sha256, p.id
"""
LOAD = "UNWIND $ids AS id MATCH (c:Contribution {id: id}) RETURN c.id, c.body"
SAVE = """
UNWIND $rows AS row
MERGE (c:Contribution {id: row.id})
ON CREATE SET c:Bookkeeping, c.seq = row.seq, c.kind = row.kind
SET c.hash = row.hash, c.said_by = row.said_by, c.text_sha256 = row.text_sha256, c.version = row.version,
    c.body = row.body
"""
REMOVE = """
UNWIND $ids AS id
MATCH (c:Contribution {id: id})
DETACH DELETE c
MERGE (t:Tombstone {id: id, version: $version})
SET t:Bookkeeping
"""
KEYS_GIVEN = """
UNWIND $ids AS id
MATCH (c:Contribution {id: id})-[:HAS_KEY]->(k:Key) USING INDEX SEEK c:Contribution(id)
RETURN DISTINCT k.key
"""
FORGET_KEYS = """
UNWIND $ids AS id
MATCH (c:Contribution {id: id})-[given:HAS_KEY]->() USING INDEX SEEK c:Contribution(id)
DELETE given
"""
GIVE_KEYS = """
UNWIND $rows AS row
MATCH (c:Contribution {id: row[1]})
MERGE (k:Key {key: row[0]})
ON CREATE SET k:Bookkeeping
CREATE (c)-[:HAS_KEY {kind: row[2]}]->(k)
"""
GIVERS = """
UNWIND $ids AS key
MATCH (k:Key {key: key})<-[:HAS_KEY]-(c:Contribution) USING INDEX SEEK k:Key(key)
RETURN DISTINCT c.id
"""
HOLDERS = """
UNWIND $ids AS key
MATCH (k:Key {key: key})<-[:HAS_KEY]-(:Contribution)-[:DESCRIBES]->(p:Paper) USING INDEX SEEK k:Key(key)
RETURN key, collect(DISTINCT p.id)
"""
MEMBERS = """
UNWIND $ids AS id
MATCH (p:Paper {id: id})<-[:DESCRIBES]-(c:Contribution) USING INDEX SEEK p:Paper(id)
RETURN id, collect(c.id)
"""
OF_TEXTS = """
UNWIND $ids AS text
MATCH (c:Contribution {text_sha256: text}) USING INDEX SEEK c:Contribution(text_sha256) WHERE c.kind = $kind
RETURN text, collect(c.id)
"""
AGES = "UNWIND $ids AS id MATCH (p:Paper {id: id}) RETURN p.id, p.born"
STUBS = "UNWIND $ids AS id MATCH (p:Paper {id: id}) WHERE p.is_stub RETURN p.id, p.born"
MAKE_PAPERS = """
UNWIND $rows AS row
MERGE (p:Paper {id: row[0]})
ON CREATE SET p.born = row[1], p.is_stub = false
"""
UNASSIGN = """
UNWIND $ids AS id
MATCH (c:Contribution {id: id})-[old:DESCRIBES]->() USING INDEX SEEK c:Contribution(id)
DELETE old
"""
ASSIGN = """
UNWIND $rows AS row
MATCH (c:Contribution {id: row[0]})
MATCH (p:Paper {id: row[1]})
CREATE (c)-[:DESCRIBES]->(p)
"""
CITERS = """
UNWIND $ids AS key
MATCH (k:Key {key: key})<-[asked:LOOKS_FOR]-(p:Paper) USING INDEX SEEK k:Key(key)
RETURN key, p.id, asked.is_settled
"""
CITING = """
UNWIND $pairs AS pair
MATCH (p:Paper {id: pair[0]})-[:CITES]->(cited:Paper) USING INDEX SEEK p:Paper(id) WHERE cited.id = pair[1]
RETURN p.id, cited.id
"""
SPEAKING_OF = """
UNWIND $ids AS id
CALL (id) {
    MATCH (n:Entity {id: id})-[r]-() USING INDEX SEEK n:Entity(id) WHERE r.paper IS NOT NULL RETURN r.paper AS paper
    UNION
    MATCH (n:Author {id: id})<-[r:AUTHORED_BY]-() USING INDEX SEEK n:Author(id) RETURN r.paper AS paper
    UNION
    MATCH (n:Paper {id: id})<-[r:CITES]-() USING INDEX SEEK n:Paper(id) RETURN r.paper AS paper
}
RETURN DISTINCT paper
"""
SUPPRESSING = """
UNWIND $ids AS key
MATCH (k:Key {key: key})<-[:SUPPRESSES]-(p:Paper) USING INDEX SEEK k:Key(key)
RETURN DISTINCT p.id
"""
SUPPRESS = """
UNWIND $rows AS row
MATCH (p:Paper {id: row[1]})
MERGE (k:Key {key: row[0]})
ON CREATE SET k:Bookkeeping
CREATE (p)-[:SUPPRESSES]->(k)
"""
LOOK_FOR = """
UNWIND $rows AS row
MATCH (p:Paper {id: row[1]})
MERGE (k:Key {key: row[0]})
ON CREATE SET k:Bookkeeping
CREATE (p)-[:LOOKS_FOR {is_settled: row[2]}]->(k)
"""
FORGET_REFERENCES = """
UNWIND $ids AS id
MATCH (p:Paper {id: id})-[asked:LOOKS_FOR|SUPPRESSES]->(:Key) USING INDEX SEEK p:Paper(id)
DELETE asked
"""
SPOKEN_OF = """
UNWIND $ids AS id
MATCH (p:Paper {id: id})-[r]->(n) USING INDEX SEEK p:Paper(id)
WHERE n:Entity OR n:Author OR n:Result OR (n.is_stub AND n.changed IS NOT NULL)
RETURN DISTINCT
  CASE WHEN n:Entity THEN 'Entity' WHEN n:Author THEN 'Author' WHEN n:Result THEN 'Result' ELSE 'Paper' END, n.id
"""
STAMP = {kind: f"UNWIND $ids AS id MATCH (n:{kind} {{id: id}}) SET n.changed = $stamp + id RETURN id" for kind in KINDS}
NOTE_GONE = """
UNWIND $ids AS id
MERGE (gone:Gone {id: id})
ON CREATE SET gone:Bookkeeping
SET gone.changed = $stamp + id
"""
IS_BACK = "UNWIND $ids AS id MATCH (gone:Gone {id: id}) USING INDEX SEEK gone:Gone(id) DELETE gone"
BURY = "MERGE (t:Tombstone {id: $id, version: $version}) SET t:Bookkeeping"
INHERIT = """
MATCH (old:Paper {id: $id}), (heir:Paper {id: $heir})
MERGE (own:Key {key: $id})
ON CREATE SET own:Bookkeeping
WITH heir, own, [(former:Key)-[:NAMES {kind: 'former'}]->(old) | former] AS earlier
UNWIND [own] + earlier AS name
MERGE (name)-[:NAMES {kind: 'former'}]->(heir)
"""
DELETE_PAPERS = "UNWIND $ids AS id MATCH (p:Paper {id: id}) DETACH DELETE p"
DROP_KEYS = "UNWIND $ids AS key MATCH (k:Key {key: key}) WHERE NOT (k)--() DELETE k"
