# One door for every command. What each does is said in the script that it calls.

export INSTANCE ?= instance
export PORT ?= 8000

.PHONY: help demo run test test-long check fix bench lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

demo:  ## a demo commune on http://127.0.0.1:$(PORT), made in $(INSTANCE)
	@scripts/demo

run:  ## the same server on an instance made by `casework init`
	@scripts/setup runtime
	@scripts/serve

test:  ## every test but the long ones, on SQLite and PostgreSQL
	@scripts/setup-tests
	@scripts/test

test-long:  ## the same with many more rounds of fuzzing, crashes and load
	@scripts/setup-tests
	@scripts/test --long

check:  ## format, lint, types, imports, templates
	@scripts/setup dev
	@scripts/check

fix:  ## format, and repair what the linter can
	@scripts/setup dev
	@.venv/bin/ruff check --quiet --fix . ; .venv/bin/ruff format --quiet .

bench:  ## figures as ratios against a floor measured in the same run
	@scripts/setup dev
	@.venv/bin/python -m tests.bench

lock:  ## requirements.in and requirements-dev.in into their lock files
	@scripts/setup dev
	@scripts/lock

clean:  ## remove what commands made, but no instance
	@rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +
