# make demo   sets everything up in .venv, indexes the sample corpus, shows its stories in Datasette
# make test   sets everything up in .venv and runs the tests
# Needs only git, make and Python 3.11 or newer with its venv module.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
SERVE ?= yes
DEMO_DB ?= $(VENV)/demo.db

.PHONY: demo test lint fresh lock

demo: $(VENV)/.run
	$(BIN)/dedup demo $(DEMO_DB) $(if $(filter no,$(SERVE)),--no-serve)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/cog --check -P -I . README.md docs/*.md

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
