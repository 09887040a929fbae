# Florin's verbs. `make` alone lists them. Nothing outside this folder is touched, except by `make test`,
# which installs Chromium by apt where it may.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := PYTHONPATH=src $(BIN)/python
# The lock files are complete; looking for what they leave out would only find newer versions (pip 23 does, for extras).
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
TESTS ?= tests
WORKERS ?= 2
PYTEST := $(RUN) -m pytest -n $(WORKERS) --dist loadgroup $(TESTS)

# Stamps: each says that its step is done for the files it depends on.
RUNTIME := $(VENV)/.florin-runtime
DEV := $(VENV)/.florin-dev
APP := $(VENV)/.florin-app
WEB_SOURCES := $(shell find web schema/openapi.json src/florin/language -type f \
	! -path '*/node_modules/*' ! -path '*/dist/*' ! -name '*.tsbuildinfo' ! -name '*.py*' 2>/dev/null | grep -v ' ')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test test-fast check audit secrets lint files format types imports web-check schema schema-check \
	bench shots lock chromium clean

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

demo: $(APP) ## set all up and serve the demo at http://localhost:8000
	@$(BIN)/florin demo

test: setup chromium ## set all up and run every test (one file: make test TESTS=tests/market)
	$(PYTEST)

test-fast: setup ## the tests that take seconds: no browser, no killed processes
	$(PYTEST) -m "not slow and not browser and not kill"

check: lint files types imports schema-check web-check ## everything that needs no running: style, types, import rules, schema

audit: $(DEV) ## ask whether what the locks pin has known vulnerabilities
	@$(BIN)/python tools/checks/audit.py

secrets: $(DEV) ## look for passwords, keys and tokens in the files
	@$(BIN)/python tools/checks/secrets.py

bench: $(APP) ## measure; one JSON line a figure
	$(BIN)/florin bench

schema: $(RUNTIME) ## write schema/ and docs/settings.md anew from the code
	$(RUN) -m florin.app.schema

shots: setup chromium ## take the screenshots of README and docs anew
	$(RUN) -m pytest tests -m shots --shots docs/screenshots

lock: $(DEV) ## pin the newest allowed versions, none younger than a week
	PYTHON=$(BIN)/python sh tools/setup/lock.sh

clean: ## remove what was built: environment, web client, caches
	rm -rf $(VENV) src/florin/_web web/node_modules web/dist build dist
	rm -rf .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests tools benchmarks -type d -name __pycache__ -prune -exec rm -rf {} +

# What the verbs above are made of.
setup: $(APP) $(DEV) ## make the environment and build the web client, no more

lint: $(DEV)
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .

format: $(DEV) ## put every Python file into the house style
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

files: $(DEV)
	$(RUN) tools/checks/files.py

types: $(DEV)
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/python -m pyright --warnings

imports: $(DEV)
	PYTHONPATH=src $(BIN)/lint-imports --no-logo --cache-dir .import_linter_cache

schema-check: $(DEV)
	@if [ -f src/florin/app/schema.py ]; then $(RUN) -m florin.app.schema --check; fi

web-check: $(DEV)
	@if [ -f web/package.json ]; then \
	  { [ -d web/node_modules ] || npm ci --no-audit --no-fund --prefix web; } && npm run --silent check --prefix web; fi

chromium:
	@sh tools/setup/chromium.sh

$(BIN)/python:
	@PYTHON="$(PYTHON)" sh tools/setup/preflight.sh
	@"$(PYTHON)" -m venv $(VENV)

$(RUNTIME): requirements.lock | $(BIN)/python
	@echo 'florin: installing what requirements.lock pins (once)'
	@$(PIP) --no-deps --require-hashes -r requirements.lock
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo 'florin: installing what tests and checks need (once)'
	@$(PIP) --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(APP): $(RUNTIME) pyproject.toml $(wildcard hatch_build.py) $(WEB_SOURCES)
	@PYTHON=$(BIN)/python sh tools/setup/preflight.sh
	@echo 'florin: building the web client and installing Florin (once, under a minute)'
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@
