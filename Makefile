# Citegraph. Everything below needs Python 3.11 or later, and the network the first time.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STORE ?= embedded:var/demo
CORPUS ?= ../shared/corpora/arxiv_daily.jsonl.gz
PAPERS ?= 50000
DATA ?= ../shared/evaluation
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test test-fast lint format schema docs lock serve neo4j neo4j-stop bench-ingest bench-citations bench-stores bench-exports bench-scale evaluate baseline clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed ## make .venv; afterwards .venv/bin/citegraph is the command

setup-dev: $(VENV)/.installed-dev ## the same with the tools that test, lint and lock

demo: $(VENV)/.installed ## ingest the bundled sample into var/demo, ask it one question, show the answer
	@$(BIN)/citegraph demo --store $(STORE)

test: $(VENV)/.installed-dev ## run the whole suite
	@$(BIN)/python -m pytest

test-fast: $(VENV)/.installed-dev ## run the suite without its slow tests
	@$(BIN)/python -m pytest -m "not slow"

lint: $(VENV)/.installed-dev ## ruff, mypy, import-linter, and whether schema.graphql is current
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/citegraph schema --check schema.graphql

format: $(VENV)/.installed-dev ## put the code into shape
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

schema: $(VENV)/.installed ## export schema.graphql from the code
	@$(BIN)/citegraph schema --output schema.graphql

docs: $(VENV)/.installed-dev ## run the queries of README and docs again and write their answers
	@$(BIN)/python -m tests.docs.regenerate

lock: $(VENV)/.installed-dev ## resolve the dependencies again into the two lock files
	@$(COMPILE) --group build --upgrade --output-file requirements.lock
	@$(COMPILE) --group dev --upgrade --constraints requirements.lock --output-file requirements-dev.lock

serve: demo ## serve var/demo at http://127.0.0.1:8000
	@$(BIN)/citegraph serve --store $(STORE)

neo4j: $(VENV)/.installed-dev ## start a throw-away Neo4j on free loopback ports and print its URL (Java and Maven)
	@$(BIN)/python -m tests.neo4j.server start

neo4j-stop: $(VENV)/.installed-dev ## end it, and its graph with it
	@$(BIN)/python -m tests.neo4j.server stop

evaluate: $(VENV)/.installed-dev ## score the extractor; DATA=FOLDER with dev.jsonl, train.jsonl and score.py
	@$(BIN)/python -m benchmarks.evaluate $(DATA)

baseline: $(VENV)/.installed-dev ## train spaCy's stock ner on the same papers, once, and score it; DATA=FOLDER
	@test -d var/baseline || $(BIN)/python -m benchmarks.baseline train $(DATA) var/baseline
	@$(BIN)/python -m benchmarks.baseline score $(DATA) var/baseline

bench-ingest: $(VENV)/.installed ## ingest PAPERS of CORPUS: papers a second, peak memory, cost as the graph grows
	@$(BIN)/python -m benchmarks.ingest $(CORPUS) --papers $(PAPERS)

bench-citations: $(VENV)/.installed ## resolve labelled reference lists: how many are found, how many go wrong
	@$(BIN)/python -m benchmarks.citations

bench-stores: $(VENV)/.installed ## both stores side by side: loading 20,000 papers of CORPUS, growing, asking (Java and Maven)
	@$(BIN)/python -m benchmarks.stores $(CORPUS)

bench-scale: $(VENV)/.installed-dev ## whole corpora in, out in every format, over into Neo4j with equal answers (Java and Maven)
	@$(BIN)/python -m benchmarks.scale $(CORPORA)

bench-exports: $(VENV)/.installed ## export 20,000 papers of CORPUS in every format: time, peak memory, size
	@$(BIN)/python -m benchmarks.exports $(CORPUS)

clean: ## remove what make made: environment, demo store, caches
	rm -rf $(VENV) var tests/consumers/node_modules build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

# A stamp says what is installed: nothing is fetched, nothing runs, while the files before it are older.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Citegraph needs Python 3.11 or later; name one with: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
