# Kefu: `make` lists the verbs. Everything they make is in .venv and .kefu.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
SERVICES := $(patsubst %/pyproject.toml,%,$(wildcard services/*/pyproject.toml))
RULES := $(foreach service,$(SERVICES),$(if $(wildcard $(service)/kefu_$(notdir $(service))/rules*),-p kefu_$(notdir $(service)).rules))
empty :=
space := $(empty) $(empty)
export KEFU_HOME ?= $(CURDIR)/.kefu

.DEFAULT_GOAL := help
.PHONY: help up down status test lint format types bench docs secrets lock clean setup rabbitmq

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: setup rabbitmq ## start Kefu with its demo department (UP="--replicas 2" passes options)
	@$(BIN)/kefu up --detach $(UP)
	@if $(BIN)/kefu demo --help >/dev/null 2>&1; then $(BIN)/kefu demo; fi

down: setup ## stop Kefu; its data stay in .kefu
	@$(BIN)/kefu down

status: setup ## show what runs
	@$(BIN)/kefu status

test: setup rabbitmq ## run every test on servers of its own (TEST="tests/host -k bus" chooses)
	@$(BIN)/python -m kefu.testing.side_by_side $(TEST)

lint: setup ## check style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: setup ## put code into its form
	@$(BIN)/ruff check --fix --exit-zero .
	@$(BIN)/ruff format .

types: setup ## check types of the host, the contracts and every service's rules
	@MYPYPATH=src:contracts:$(subst $(space),:,$(strip $(SERVICES))) $(BIN)/mypy -p kefu -p kefu_messages $(RULES)

bench: setup rabbitmq ## measure speed beside a baseline, into benchmarks/results
	@$(BIN)/python benchmarks $(BENCH)

docs: setup ## write what is generated: rules.md, openapi.json, asyncapi.json, snapshots of the contracts, lists of services in deploy
	@$(BIN)/kefu rules
	@$(BIN)/python -m kefu_messages.snapshot
	@$(BIN)/python deploy/generate.py
	@$(BIN)/python deploy/dashboards.py
	@$(BIN)/python deploy/capacity.py

secrets: setup ## make the passwords, users and keys of a deployment in .kefu/secrets (those that are there stay)
	@$(BIN)/kefu secrets $(KEFU_HOME)/secrets

lock: ## choose the newest versions anew; needs uv
	@uv lock --quiet
	@uv export --quiet --all-packages --all-groups --no-emit-workspace --no-header --no-annotate \
		--format requirements-txt --output-file requirements.lock >/dev/null
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		src/kefu/local/store.in --output-file src/kefu/local/store.lock
	@if grep -n '://' requirements.lock src/kefu/local/store.lock; then echo "an address got into a lock" >&2; exit 1; fi

clean: ## stop Kefu and remove everything that make has made, its data included
	@if [ -x $(BIN)/kefu ]; then $(BIN)/kefu down; fi
	@rm -rf $(VENV) .kefu .mypy_cache .pytest_cache .ruff_cache .hypothesis uv.lock

setup: $(VENV)/installed

$(VENV)/installed: requirements.lock pyproject.toml contracts/pyproject.toml $(addsuffix /pyproject.toml,$(SERVICES))
	@test -n "$(PYTHON)" || { echo "Kefu needs Python 3.11 or newer" >&2; exit 1; }
	@echo "installing into $(VENV)"
	@if command -v uv >/dev/null && uv --version >/dev/null 2>&1; then \
		test -x $(BIN)/python || uv venv --quiet --python $(PYTHON) $(VENV); \
		uv pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock && \
		uv pip install --quiet --no-sources --no-deps --no-build-isolation --python $(BIN)/python $(addprefix -e ,. ./contracts $(addprefix ./,$(SERVICES))); \
	else \
		test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV); \
		$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation $(addprefix -e ,. ./contracts $(addprefix ./,$(SERVICES))); \
	fi
	@touch $@

rabbitmq: setup
	@$(BIN)/python -m kefu.local.broker >/dev/null 2>&1 || { \
		echo "installing RabbitMQ"; \
		if [ "$$(uname)" = Darwin ]; then brew install rabbitmq; \
		elif command -v apt-get >/dev/null; then \
			sudo=$$(test "$$(id -u)" = 0 || echo sudo); \
			$$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends rabbitmq-server >/dev/null; \
		else echo "please install RabbitMQ 3.10 or newer" >&2; exit 1; fi; }
