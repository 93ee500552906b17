# Every target does its own set-up, on a fresh clone too. `make` alone says what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
WEB := intake/source/web
PACKAGES := $(WEB)/node_modules/.package-lock.json

.PHONY: help
help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- set-up ---------------------------------------------------------------------------------------------------------

# An environment that an interrupted run left without pip is made anew.
.venv/installed: deploy/requirements/dev.txt pyproject.toml
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo 'Python 3.11 or newer is needed. Name one: make PYTHON=python3.12 ...' >&2; exit 1; }; \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	    || { echo 'This Python cannot make virtual environments. On Debian: apt-get install python3-venv' >&2; exit 1; }; \
	  echo 'Setting up .venv (a minute, once)'; \
	  $(PYTHON) -m venv --clear .venv; \
	}
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r deploy/requirements/dev.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(PACKAGES): $(WEB)/package-lock.json $(WEB)/package.json
	@command -v npm >/dev/null || { echo 'npm is missing. On Debian: apt-get install nodejs npm' >&2; exit 1; }
	@npm ci --prefix $(WEB) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: setup
setup: .venv/installed $(PACKAGES) ## Set up .venv and node_modules, and nothing else

# --- use ------------------------------------------------------------------------------------------------------------

.PHONY: run
run: .venv/installed ## A demonstration newsroom in ./demo, served on http://127.0.0.1:8080
	@$(BIN)/python -m deploy.demo

.PHONY: journey
journey: .venv/installed ## The whole way of one tip: OUT=folder TEXT=file FILES="a b"
	@test -n "$(OUT)" -a -n "$(TEXT)" || { echo 'usage: make journey OUT=folder TEXT=file FILES="a b"' >&2; exit 2; }
	@$(BIN)/python -m tests.journey.journey --out "$(OUT)" --text "$(TEXT)" $(FILES)

.PHONY: bench
bench: .venv/installed ## Measure: JSON=file writes the figures too, QUICK=1 takes under a minute
	@$(BIN)/python tests/bench/run.py replies server $(if $(QUICK),--quick) $(if $(JSON),--json "$(JSON)")

.PHONY: bench-clean
bench-clean: .venv/installed $(PACKAGES) test-packages ## Measure the cleaning of files, beside exiftool and mat2
	@$(BIN)/python tests/bench/run.py cleaning $(if $(QUICK),--quick) $(if $(JSON),--json "$(JSON)")

# --- tests ----------------------------------------------------------------------------------------------------------

.PHONY: test-packages
test-packages:
	@deploy/install-test-packages.sh

# Browser tests share one worker (tests/conftest.py), so that two browsers never fight for two cores.
.PHONY: test
test: .venv/installed $(PACKAGES) test-packages ## All tests but the long ones; ARGS="-k words" chooses
	$(BIN)/python -m pytest -m "not long" -n 2 --dist loadgroup $(ARGS)

# One after the other, because many of them measure memory; the damaged files do not mind company.
FUZZ := tests/unit/intake/clean/test_fuzz.py

.PHONY: test-long
test-long: .venv/installed $(PACKAGES) test-packages ## The tests that take minutes each
	@# Exit 5 is "no test chosen": ARGS may leave none.
	$(BIN)/python -m pytest -m long --ignore $(FUZZ) $(ARGS) || [ $$? -eq 5 ]
	$(BIN)/python -m pytest -m long -n 2 $(FUZZ) $(ARGS) || [ $$? -eq 5 ]

.PHONY: check
check: check-python check-contracts check-page check-requirements ## Format, lint, types, contracts, bundle, requirements
	@echo 'check: ok'

.PHONY: check-python
check-python: .venv/installed
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy

.PHONY: check-contracts
check-contracts: .venv/installed
	$(BIN)/lint-imports --no-logo

.PHONY: check-page
check-page: $(PACKAGES)
	cd $(WEB) && node_modules/.bin/tsc && node build.mjs --check

.PHONY: check-requirements
check-requirements: .venv/installed
	$(BIN)/python deploy/requirements/lock.py --check

# --- made files -----------------------------------------------------------------------------------------------------

.PHONY: format
format: .venv/installed ## Format Python and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: bundle
bundle: $(PACKAGES) ## Build the page into intake/source/web/dist
	cd $(WEB) && node build.mjs

.PHONY: requirements
requirements: .venv/installed ## Take up changes of pyproject.toml; UPGRADE=1 takes the newest releases
	$(BIN)/python deploy/requirements/lock.py $(if $(UPGRADE),--upgrade)

.PHONY: screens
screens: .venv/installed $(PACKAGES) test-packages ## Take the pictures in docs/screens anew
	@$(BIN)/python -m tests.browser.screens docs/screens

.PHONY: metadata
metadata: .venv/installed test-packages ## Judge the cleaners by other projects' files, and write docs/metadata.md
	@$(BIN)/python -m tests.judge.report

.PHONY: clean
clean: ## Back to a fresh clone: removes .venv, node_modules, build, caches and ./demo with its keys
	rm -rf .venv $(WEB)/node_modules build demo *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
