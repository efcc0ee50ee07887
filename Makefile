# make demo   sets everything up in .venv, indexes the sample corpus, shows its stories in Datasette
# make test   sets everything up in .venv and runs the tests
# make quality   measures how right the answers are and fails under a floor
# Needs only git, make and Python 3.11 or newer with its venv module.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
SERVE ?= yes
DEMO_DB ?= $(VENV)/demo.db

.PHONY: demo test lint quality fresh lock

demo: $(VENV)/.run
	$(BIN)/dedup demo $(DEMO_DB) $(if $(filter no,$(SERVE)),--no-serve)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/cog --check -P -I . README.md docs/*.md

# DB=egypt.db scores an index of the whole real corpus; QUICK=yes leaves the real pairs out;
# RECORD=yes keeps the figures beside the code, for the tables of docs/evaluation.md (then: make fresh).
RESULT = $(if $(RECORD),benchmarks/quality/result.json,$(VENV)/quality.json)
quality: $(VENV)/.dev
	$(BIN)/python -m benchmarks.quality --json $(RESULT) $(if $(DB),--db $(DB)) $(if $(QUICK),--quick)

# Writes anew what is generated: help texts in the docs, datasette_metadata.json.
fresh: $(VENV)/.dev
	$(BIN)/python -m dedup.web.metadata > datasette_metadata.json
	$(BIN)/cog -r -P -I . README.md docs/*.md

# Pins what a new environment resolves to today.
lock:
	$(PYTHON) -m venv --clear $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install -q ".[all,dev]"
	$(VENV)/lock/bin/python -m pip freeze --exclude arabic-news-dedup > constraints.txt

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "dedup needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e ".[all,dev]"
	touch $@
