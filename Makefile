# Two commands matter: `make start` (set up, then JupyterLab) and `make test` (set up, then every test).
# Both are safe to repeat and quick when nothing changed.  `make help` lists the rest.

.PHONY: help start test test-long ready check unit lessons seeds evidence lock bench clean
.DEFAULT_GOAL := help
LAB ?= 1

# The first Python on the path that is new enough; tools/install.py says so clearly if there is none.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && exit; done; echo python3)

# On Windows (git-bash, conda) scripts are in another folder.
BIN := .venv/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PY := $(BIN)/python
KIT := $(PY) -m kit

# A .venv that was moved or copied along with the folder is made anew.
MOVED := $(shell [ -f .venv/.ready ] && [ "$$(cat .venv/.ready)" != "$$(pwd -P)" ] && rm -f .venv/.ready)

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1	/' | expand -t 18

start: ready ## set everything up, ask the model a first question, open JupyterLab (LAB=0: stop before it)
	@$(KIT) fetch
	@$(KIT) doctor
	@$(KIT) hello
ifeq ($(LAB),0)
	@echo "Ready. Open the first lesson with: make start"
else
	@$(PY) -m jupyterlab notebooks/00_two_crafts.ipynb
endif

ready: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml tools/install.py
	@"$(PYTHON)" tools/install.py

test: ready ## set up, then linters, types, every test, lesson and solution
	@$(KIT) fetch
	@$(MAKE) --no-print-directory check unit

check: ready ## linters and types only
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

# One engine answers all tests; what must stay in one process, and what goes first, is said in tests/conftest.py.
# Four processes on two cores: there are nearly always two that wait for the engine, or for something else.
WORKERS ?= 4
NOTEBOOKS := $(wildcard notebooks/*.ipynb solutions/*.ipynb)
unit: export KIT_SIZE := quick
unit: export KIT_NO_PAID := 1
unit: ready ## every test, lesson and solution, without linters
	@$(KIT) serve -- $(PY) -m pytest tests $(NOTEBOOKS) --nbval-lax -m "not long" -n $(WORKERS) --dist loadscope --durations=15

test-long: export KIT_SIZE := quick
test-long: export KIT_NO_PAID := 1
test-long: ready ## what `make test` does in part, in full: a fresh install as conda does it, a lesson in the browser, more seeds
	@$(KIT) fetch
	@$(KIT) serve -- $(PY) -m pytest tests -m long -p no:xdist --durations=0

lessons: ready ## run every lesson at full size and refresh the outputs that are committed
	@$(KIT) fetch
	@$(KIT) serve -- $(PY) tools/lessons.py $(ONLY)

seeds: ready ## run lessons 03 on under fresh seeds and say which sentences held (ONLY="03 06" SEEDS="4 5")
	@$(KIT) fetch
	@$(KIT) serve -- $(PY) tools/seeds.py $(ONLY) --seeds "$(or $(SEEDS),1 2 3)"

evidence: ready ## each technique against its baseline on the local model, into docs/evidence.md (QUICK=1: a taste)
	@$(KIT) fetch
	@$(KIT) serve -- $(PY) tools/evidence.py $(if $(QUICK),--quick)

lock: ready ## resolve the newest allowed packages into requirements.lock, for every system and Python at once
	@$(PY) tools/lock.py

bench: ready ## the benchmarks, as ratios against peers in one run
	@for b in benchmarks/[a-z]*.py; do echo "== $$b"; $(KIT) serve -- $(PY) "$$b" || exit 1; done

clean: ## remove .venv and caches; your exercises, progress and downloaded assets stay
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache test-artifacts build dist
