# Every habit as a target; `make help` lists them.
.DEFAULT_GOAL := help
PY := .venv/bin/python
# A package file of yours for the round trip of `make run`, and arguments for pytest.
PACKAGE ?=
PYTEST_ARGS ?=

.PHONY: help run stop clean test lint format bench docs lock local dev

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: local ## Set up, start the whole system, show a round trip (PACKAGE=path: with that package)
	@$(PY) -m deploy.local.run "$(PACKAGE)"

stop: ## Stop what `make run` started; the data stay
	@if [ -d .sluice ]; then $(PY) -m deploy.local.stop; else echo "Nothing is running."; fi

clean: ## Stop it and remove its data
	@if [ -d .sluice ]; then $(PY) -m deploy.local.stop --with-data; else echo "Nothing to remove."; fi

test: dev ## All tests on real parts with throw-away data (PYTEST_ARGS="-k word")
	@$(PY) -m deploy.local.test $(PYTEST_ARGS)

lint: dev ## Style, types, and the arrows between the rooms
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports

format: dev ## Bring the code into the house's style
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: dev ## Measure; prints what it compares with what
	@for file in tests/benchmarks/[a-z]*.py; do $(PY) -m tests.benchmarks.$$(basename $$file .py) || exit 1; done

docs: dev ## Write the generated pages of docs/reference anew
	@$(PY) -m libs.runtime.reference
	@$(PY) -m services.gateway.routes_page

lock: dev ## Choose new versions of the dependencies and pin them with their hashes
	@sh deploy/local/lock.sh

local:
	@sh deploy/local/set-up.sh requirements-local.txt

dev:
	@sh deploy/local/set-up.sh requirements-dev.txt
