# Everything is installed inside this folder: .venv (to run and test) and .local (tools, Node packages).
# Environments are made from the hashed lock files, and brought up to date only when those change.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
TOOLS := .local/tools
NODE := .local/node
ESBUILD := .local/esbuild
PYTHON := $(VENV)/bin/python
SCRIPTS := --config-path=requirements/node functions/api/static tests/page

export SAM_CLI_TELEMETRY := 0
export AWS_DEFAULT_REGION ?= us-east-1

.PHONY: help run demo keys test fuzz check format build bench chaos record picture lock clean

help:
	@echo "make run     start Tailrace on this machine (PORT=8787)"
	@echo "make demo    a run of every kind, and what came of it opened (ARGS='--kinds plan video')"
	@echo "make keys    the API keys of a stack (ARGS=list, ARGS='create --name mine', ARGS=--help)"
	@echo "make test    every test that needs no Docker and no network (ARGS='-k log')"
	@echo "make fuzz    more requests made up from the OpenAPI document (EXAMPLES=200)"
	@echo "make check   format, lint, types, template, state machines, docs"
	@echo "make format  put the code into the format that check wants"
	@echo "make build   make what sam deploy uploads"
	@echo "make bench   the benchmarks"
	@echo "make chaos   runs under every fault: 1,000 of them, up to an hour (ARGS='--runs 60')"
	@echo "make record  draw a run's terminal session as docs/playlist.svg"
	@echo "make picture take the README's pictures of the page (docs/page-*.png)"
	@echo "make lock    resolve the lock files anew"
	@echo "make clean   remove everything that was made here"

# ---- what people type --------------------------------------------------------------------------------------------

# `exec`: Ctrl-C and SIGTERM reach the stack itself.
run: $(VENV)/.run-ready
	@$(try_esbuild)
	@exec $(PYTHON) -m local

demo: $(VENV)/.run-ready
	@$(try_esbuild)
	@$(PYTHON) -m local.demo $(ARGS)

keys: $(VENV)/.run-ready
	@$(PYTHON) -m local.keys $(ARGS)

test: $(VENV)/.dev-ready
	@$(try_esbuild)
	$(PYTHON) -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

fuzz: $(VENV)/.dev-ready
	TAILRACE_FUZZ_EXAMPLES=$(or $(EXAMPLES),200) $(PYTHON) -m pytest --timeout=0 tests/security/test_fuzz.py $(ARGS)

bench: $(VENV)/.dev-ready
	PYTHONPATH=layers/core $(PYTHON) -m tests.benchmarks $(ARGS)

# The DynamoDB that outlives the stack is dynalite where there is Node, else the stack's own in a process of its own.
chaos: $(VENV)/.dev-ready
	@$(try_esbuild)
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(NODE)/.ready; fi
	PYTHONPATH=layers/core $(PYTHON) -m local.chaos $(ARGS)

picture: $(VENV)/.dev-ready
	@$(try_esbuild)
	@$(PYTHON) -m local.page_picture $(ARGS)

check: $(VENV)/.dev-ready $(TOOLS)/.ready $(NODE)/.ready
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy layers/core/tailrace functions local tests
	$(TOOLS)/bin/sam validate --lint
	$(TOOLS)/bin/python -m local.checks.template
	$(NODE)/node_modules/.bin/biome ci $(SCRIPTS)
	$(NODE)/node_modules/.bin/tsc -p functions/api/static/jsconfig.json
	$(NODE)/node_modules/.bin/tsc -p tests/page/jsconfig.json
	$(NODE)/node_modules/.bin/asl-validator $(addprefix --yaml-path ,$(wildcard statemachine/*.asl.yaml))
	$(PYTHON) -m local.checks.locks
	$(PYTHON) -m local.checks.docs

format: $(VENV)/.dev-ready $(NODE)/.ready
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .
	$(NODE)/node_modules/.bin/biome check --write $(SCRIPTS)

record: $(VENV)/.dev-ready
	@$(PYTHON) -m local.record $(ARGS)

# The layers are made by `python3 -m pip`; the tools' environment has both for certain.
build: $(TOOLS)/.ready
	PATH="$(CURDIR)/$(TOOLS)/bin:$$PATH" $(TOOLS)/bin/sam build

clean:
	rm -rf $(VENV) .local .aws-sam .mypy_cache .ruff_cache .pytest_cache .hypothesis bench-results.json
	find . -name __pycache__ -prune -exec rm -rf {} +

# ---- environments ------------------------------------------------------------------------------------------------

$(VENV)/.run-ready: requirements/local.lock
	@echo "Installing what Tailrace runs on ..."
	@$(call environment,$(VENV))
	@$(call install,$(VENV),$<)
	@touch $@

$(VENV)/.dev-ready: requirements/dev.lock $(VENV)/.run-ready
	@echo "Installing what tests and checks need ..."
	@$(call install,$(VENV),$<)
	@touch $@

$(TOOLS)/.ready: requirements/tools.lock
	@echo "Installing the SAM CLI ..."
	@mkdir -p $(dir $(TOOLS))
	@$(call environment,$(TOOLS))
	@$(call install,$(TOOLS),$<)
	@touch $@

# From its folder: with --prefix npm would not read the machine's own settings (proxies, certificates, registries).
$(NODE)/.ready: requirements/node/package.json requirements/node/package-lock.json
	@command -v npm >/dev/null || { echo "This needs Node with npm, which is not here." >&2; exit 1; }
	@echo "Installing the Node packages that checks and tests use ..."
	@mkdir -p $(NODE)
	@cp $^ $(NODE)/
	@cd $(NODE) && npm ci --no-audit --no-fund --ignore-scripts --silent --fetch-retry-maxtimeout 10000
	@touch $@

$(ESBUILD)/.ready: layers/esbuild/package.json layers/esbuild/package-lock.json
	@echo "Installing esbuild, which parses the JavaScript that models write ..."
	@mkdir -p $(ESBUILD)
	@cp $^ $(ESBUILD)/
	@cd $(ESBUILD) && npm ci --no-audit --no-fund --ignore-scripts --silent --fetch-retry-maxtimeout 10000
	@touch $@

# Where Node is missing, checks of JavaScript say `unknown`; everything else works without.
define try_esbuild
if command -v npm >/dev/null; \
then $(MAKE) --no-print-directory $(ESBUILD)/.ready || echo "Without esbuild: checks of JavaScript will say unknown." >&2; \
fi
endef

# $(call environment,folder): a virtual environment of the first Python that is new enough.
define environment
if [ ! -x "$(1)/bin/python" ]; then \
  for python in python3 python3.13 python3.12 python3.11 ""; do \
    "$${python:-false}" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
  done; \
  if [ -z "$$python" ]; then echo "Tailrace needs Python 3.11 or newer." >&2; exit 1; fi; \
  "$$python" -m venv "$(1)" || { rm -rf "$(1)"; echo "Debian has venv in a package of its own: python3-venv." >&2; exit 1; }; \
fi
endef

# $(call install,folder,lock file): by uv where there is one, since it is quicker; pip installs the same, for a lock
# names everything that is needed.
FROM_LOCK := --quiet --no-deps --require-hashes --requirement
define install
if command -v uv >/dev/null; \
then uv pip install --python "$(1)/bin/python" $(FROM_LOCK) "$(2)"; \
else "$(1)/bin/python" -m pip --disable-pip-version-check install --no-input $(FROM_LOCK) "$(2)"; \
fi
endef

# ---- lock files --------------------------------------------------------------------------------------------------
# The layers' first; what runs here follows their versions. They hold names, versions and hashes, no addresses.

COMPILE := uv pip compile --quiet --upgrade --no-header --generate-hashes --no-emit-index-url --no-emit-find-links
FOR_LAMBDA := --python-version 3.13 --python-platform aarch64-manylinux_2_28 --only-binary :all:
FOR_HERE := --python-version 3.11 --universal
NPM_LOCK := npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund --silent
NOT_IN_BASE = $$(sed -nE 's/^([a-z0-9-]+)==.*/--no-emit-package \1/p' base.lock)

lock:
	cd layers/sdks && $(COMPILE) $(FOR_LAMBDA) -o base.lock base.in
	cd layers/sdks && $(COMPILE) $(FOR_LAMBDA) -c base.lock $(NOT_IN_BASE) -o providers.lock providers.in
	cd layers/sdks && $(COMPILE) $(FOR_LAMBDA) -c base.lock $(NOT_IN_BASE) -o checks.lock checks.in
	cd layers/sdks && $(COMPILE) $(FOR_LAMBDA) -c base.lock $(NOT_IN_BASE) -o sites.lock sites.in
	cd requirements && $(COMPILE) $(FOR_HERE) -o local.lock local.in
	cd requirements && $(COMPILE) $(FOR_HERE) -o dev.lock dev.in
	cd requirements && $(COMPILE) $(FOR_HERE) -o tools.lock tools.in
	cd requirements/node && $(NPM_LOCK)
	cd layers/esbuild && $(NPM_LOCK)
