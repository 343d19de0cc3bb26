# One command each; `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
# the only tool that is installed by plain pip: it installs the locked rest
UV_VERSION := 0.13.9

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-browser test-nightly gallery lint format bench calibrate lock clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.installed ## create .venv with the locked dependencies

# compiled once: every command starts twice as fast then, wherever Python writes no caches
.venv/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or newer is needed: make PYTHON=python3.11 setup'; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes --compile-bytecode \
		--requirements requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

lock: ## choose versions anew and write requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --group dev --output-file requirements.lock pyproject.toml

demo: setup ## generate the example company, run the scorecard on it, say where to look
	$(BIN)/scorecard demo

# asked for both, the pages are opened once, by test-browser
TESTS = tests/python $(if $(filter test-browser,$(MAKECMDGOALS)),,tests/browser)

test: setup lint ## lint, then every test; those of pages if there is a Chromium
	$(BIN)/python -m pytest --numprocesses 2 $(TESTS)

test-browser: setup ## open the pages in Chromium; installs Debian's if it is missing
	scripts/ensure_chromium
	SCORECARD_NEEDS_BROWSER=1 $(BIN)/python -m pytest --numprocesses 2 tests/browser

gallery: demo ## draw docs/images anew, from the demo
	$(BIN)/python -m scorecard.report.gallery

test-nightly: setup ## the tests that take too long for every change
	$(BIN)/python -m pytest --numprocesses 2 -m nightly

lint: setup ## ruff, mypy and sqlfluff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	SCORECARD_DATABASE=:memory: $(BIN)/sqlfluff lint --processes 2 models tests analyses

format: setup ## rewrite Python and SQL in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	SCORECARD_DATABASE=:memory: $(BIN)/sqlfluff fix --processes 2 models tests analyses

bench: setup ## measure speed and memory; ratios from one run
	$(BIN)/python -m scorecard.bench

calibrate: setup ## do intervals and verdicts hold the truth of simulated data?
	$(BIN)/python -m scorecard.calibrate

clean: ## forget everything that was built, the environment too
	rm -rf .venv .scorecard target logs warehouse/*
