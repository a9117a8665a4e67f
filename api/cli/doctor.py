"""`citegraph doctor`: what this installation is made of, and whether its store is whole."""

from __future__ import annotations

import platform
import sqlite3
from argparse import ArgumentParser
from importlib.metadata import PackageNotFoundError, version

from api.cli.exits import Exit
from api.cli.output import table
from api.cli.verb import Call, Verb, add_formats

DETAILS = """\
Tell versions, the extraction pipeline, where the store is, its schema version and whether it is whole; of a Neo4j
store also the server and the indexes. What is missing there is made by the next command that opens the store.

--deep projects everything in the store again and compares it with the graph that is there; both are held in memory.
"""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--deep", action="store_true", help="compare the graph with what was given")
    add_formats(parser, "json")


def run(call: Call) -> Exit:
    from graph.errors import StoreError

    found: dict[str, str] = {
        "citegraph": installed("citegraph"),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "neo4j driver": installed("neo4j"),
        "spacy": installed("spacy"),
    } | pipeline_of(call)
    code = Exit.OK
    try:
        found |= call.check_store()
        if found.get("schema version", "").startswith("none"):
            del found["integrity"]  # of an empty database nothing is missing but the graph
        if found.get("integrity", "ok") == "ok":
            found |= content_of(call)
    except StoreError as error:
        found |= {"store": call.shown_store, "problem": str(error)}
        code = Exit.UNREACHABLE
    if found.get("integrity", "ok") != "ok" or found.get("graph", "ok") != "ok":
        code = Exit.FAILED
    if call.output.format == "json":
        call.output.document(found)
    else:
        for line in table(list(found.items())):
            call.output.result(line)
    return code


def installed(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"


def pipeline_of(call: Call) -> dict[str, str]:
    from extract.pipeline import load_pipeline

    with load_pipeline(call.settings.model, min_confidence=call.settings.min_confidence) as pipeline:
        return {"extractor": f"{pipeline.name} {pipeline.version}", "fingerprint": pipeline.fingerprint}


def content_of(call: Call) -> dict[str, str]:
    store = call.open_store()
    try:
        with store.reading() as reader:
            stats = reader.stats()
        found = {"papers": f"{stats.papers:,}", "graph version": str(stats.version)}
        if call.arguments.deep:
            from graph.project import project
            from graph.records import Contribution, Decision

            given = list(store.dump())
            again = project(
                [each for each in given if isinstance(each, Contribution)],
                [each for each in given if isinstance(each, Decision)],
            )
            same = again.canonical == store.graph().canonical
            found["graph"] = "ok" if same else "differs from what was given; dump it and load it into a new store"
        return found
    finally:
        store.close()


DOCTOR = Verb(
    name="doctor",
    help="tell versions, and whether the store is whole",
    details=DETAILS,
    arguments=add_arguments,
    run=run,
)
