# Everything a developer runs. Needs Python 3.11 (with venv) and make; no Docker, no Postgres.

PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.DEFAULT_GOAL := help
.PHONY: help setup up demo test soak check plcheck bench migrations requirements

help: ## show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.complete ## make .venv with everything that the other targets need

.venv/.complete: requirements/dev.txt pyproject.toml
	$(if $(UV),uv venv --quiet --allow-existing --python $(PYTHON) .venv,$(PYTHON) -m venv .venv)
	$(if $(UV),VIRTUAL_ENV=.venv uv pip,$(BIN)/python -m pip) install --quiet --require-hashes -r requirements/dev.txt
	$(if $(UV),VIRTUAL_ENV=.venv uv pip,$(BIN)/python -m pip) install --quiet --no-deps -e .
	@touch $@

.venv/share/pgtap.sql: tests/pgtap.py .venv/.complete
	$(BIN)/python -m tests.pgtap

up: setup ## run Holdfast on an embedded Postgres, until Ctrl-C
	$(BIN)/holdfast up

demo: setup ## show it at work (DATA=file MAP=map.toml to run on your own data)
	$(BIN)/holdfast demo $(if $(DATA),--data-file "$(DATA)") $(if $(MAP),--map "$(MAP)")

test: setup .venv/share/pgtap.sql ## run every test (WORKERS=n)
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

soak: setup .venv/share/pgtap.sql ## the long runs: bigger random programs, more rounds
	HOLDFAST_SOAK=1 $(BIN)/pytest -n $(WORKERS) -o faulthandler_timeout=0 tests/py/test_*_machine.py tests/py/test_batch_*.py tests/py/test_concurrency.py tests/py/test_outside_walk.py tests/py/test_*crash.py tests/py/test_chain_races.py tests/py/test_fuzz_post.py tests/py/api/test_chains.py tests/py/api/test_schemathesis.py

check: setup ## lint, formatting, types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

plcheck: setup ## plpgsql_check over every function, where a Postgres has it
	$(BIN)/python tests/plcheck.py

bench: setup ## measure
	$(BIN)/holdfast bench

migrations: setup ## write migration 0001 from sql/schema (until the first release)
	$(BIN)/python -m orchestrator.baseline

requirements: ## pin what pyproject.toml asks for (needs uv)
	$(COMPILE) --output-file requirements/runtime.txt pyproject.toml
	$(COMPILE) --output-file requirements/dev.txt --extra dev pyproject.toml
	sed -i '1i # Made by `make requirements` from pyproject.toml; do not edit.' requirements/runtime.txt requirements/dev.txt
