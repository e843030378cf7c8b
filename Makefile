# Each verb sets up what it needs (tools/setup.py); without anything changed that takes no time.
# Windows: py tools\setup.py, then .venv\Scripts\fapiao demo or .venv\Scripts\python -m pytest.
.PHONY: help setup demo test matrix check lint coverage bench chaos lock clean
.DEFAULT_GOAL := help
.NOTPARALLEL:

PYTHON ?= python3
VENV := .venv/bin
# Tests wait for pages most of the time: three at once keep two cores busy.
WORKERS ?= 3
# What is compiled is kept, whatever the environment says: the tests start hundreds of commands.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/pycache
MINUTES ?= 20
PATHS := agent flows sandbox tests benchmarks tools

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile | expand -t 16

setup: ## set up .venv, the browser and fonts
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing; Debian or Ubuntu, as root: apt-get install -y python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) tools/setup.py

demo: setup ## the main job on the local stand-in console
	@$(VENV)/fapiao demo

test: setup ## the tests
	@$(VENV)/python -m pytest -n $(WORKERS) --dist loadgroup

matrix: setup ## the rest of the pairs: each language with each generation, each flow at each fault
	@$(VENV)/python -m pytest -n $(WORKERS) --dist loadgroup -m matrix

check: lint test ## everything that must be green before a merge

lint: setup ## format, style, types, who imports whom
	$(VENV)/ruff format --check $(PATHS)
	$(VENV)/ruff check $(PATHS)
	$(VENV)/mypy $(PATHS)
	$(VENV)/lint-imports

coverage: setup ## the tests once more, and what they cover; red below 90 %
	@rm -f .coverage .coverage.*
	@$(VENV)/python -m coverage run -m pytest -n $(WORKERS) --dist loadgroup
	@$(VENV)/coverage combine --quiet
	@$(VENV)/coverage report

bench: setup ## measure speed and memory
	@$(VENV)/python -m benchmarks
	@$(VENV)/python -m benchmarks.track
	@$(VENV)/python -m benchmarks.push

chaos: setup ## kill, freeze and disturb runs for MINUTES, and count what arrived
	@$(VENV)/python -m pytest -m long
	@$(VENV)/python -m tests.chaos --minutes $(MINUTES)

lock: setup ## compile requirements/*.txt from pyproject.toml
	@$(VENV)/python tools/lock.py

clean: ## remove what set-up and tools made
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* build dist
