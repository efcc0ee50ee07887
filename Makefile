# make demo   sets everything up in .venv, indexes the sample corpus, shows its stories in Datasette
# make test   sets everything up in .venv and runs the tests; NUMBA_BOUNDSCHECK=1 make test: with checks in all loops
# make quality   measures how right the answers are and fails under a floor
# make bench  compares the speed with that of datasketch, rensa, gaoya and text-dedup (benchmarks/README.md)
# make scale  indexes 10,000, 100,000 and 1,000,000 articles: make scale SIZES="10000 100000"
# Needs only git, make and Python 3.11 or newer with its venv module.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
SERVE ?= yes
DEMO_DB ?= $(VENV)/demo.db
SIZES ?= 10000 100000 1000000

.PHONY: demo test lint quality fresh lock bench scale bytecode

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

# pip makes it of all that it installs, but not of a package that it only links to, as it does here; and where
# PYTHONDONTWRITEBYTECODE is set, no command does: each would then read all sources anew.
bytecode: $(VENV)/.run
	$(BIN)/python -m compileall -q dedup

# BENCH and SCALE take more options: make bench BENCH="--articles 5000 --rounds 1 --save ''"
bench: $(VENV)/.run .venv-bench/.done bytecode
	$(BIN)/python -m benchmarks.speed.run $(BENCH)

scale: $(VENV)/.run bytecode
	$(BIN)/python -m benchmarks.scale.run --sizes $(SIZES) $(SCALE)

# A peer that does not install here is left out of the comparison, and the others are compared.
.venv-bench/.done: benchmarks/speed/requirements.txt benchmarks/speed/requirements-no-deps.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install -q --disable-pip-version-check -r benchmarks/speed/requirements.txt
	-.venv-bench/bin/python -m pip install -q --disable-pip-version-check --no-deps -r benchmarks/speed/requirements-no-deps.txt
	touch $@
