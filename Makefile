# The workshop: everything a contributor does, from a fresh clone, with Python 3.11 or newer and nothing else.
# uv is used where it is on the PATH, because it is quicker; pip does the same otherwise.

PYTHON ?= python3
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)
READY := .venv/.ready
# Two workers: the tests mean the same on a laptop and on a small machine of a build service.
WORKERS ?= 2
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet $(LOCK_FLAGS)

# Tests start the program hundreds of times: compiled once, each start takes half as long.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test check bench pictures format lock translations clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## prepare .venv; the command is .venv/bin/qianshao

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Qianshao needs Python 3.11 or newer: make setup PYTHON=python3.12")'
ifneq ($(UV),)
	$(UV) venv --quiet --allow-existing --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .venv
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
else
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
endif
	@touch $@
	@echo "Ready: $(BIN)/qianshao --help"

demo: setup ## a Telegram of your own in the browser, with the bot in it: no account, no token
	$(BIN)/qianshao demo

test: setup ## the tests alone; ARGS="-k words" picks some
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: setup ## everything that has to hold before a change is taken
	$(BIN)/python -m tools.check --workers $(WORKERS)

bench: setup ## measure, and print the figures
	$(BIN)/python -m benchmarks

pictures: setup ## draw the pictures of the documents anew
	$(BIN)/python -m tools.showcase

format: setup ## put the code in the house's form
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

lock: setup ## choose the newest versions that fit and write both locks; LOCK_FLAGS="--upgrade-package NAME" for one
	$(LOCK) --group dev --all-extras --output-file requirements-dev.lock
	$(LOCK) --group build --all-extras --constraint requirements-dev.lock --output-file requirements.lock

translations: setup ## collect new sentences from the code and compile the catalogues
	$(BIN)/python -m tools.translations update

clean: ## forget everything that can be made again
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache htmlcov .coverage
