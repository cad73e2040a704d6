# Every target sets up what it needs; a second start skips the set-up.
#   PYTHON=python3.12     interpreter for .venv (3.11 to 3.13)
#   HOST= PORT=           where `make run` serves
#   SOURCE=demo           what `make mirror` shows: demo, a camera number, or a video file
#   ARGS=...              further arguments for pytest, the benchmarks or the server

HOST ?= 127.0.0.1
PORT ?= 8000
SOURCE ?=
ARGS ?=
export PYTHON

BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run mirror demo test check lint format bench lock setup clean

help:
	@echo 'make run      try-on page on http://$(HOST):$(PORT)'
	@echo 'make mirror   mirror window for the store (SOURCE=demo without a camera)'
	@echo 'make demo     products on the bundled photos, into out/'
	@echo 'make test     the whole test suite'
	@echo 'make check    format, lint, types, import contracts, quick tests'
	@echo 'make bench    benchmarks'
	@echo 'make format   format the code and mend what the linter can mend'
	@echo 'make lint     the first four of make check'
	@echo 'make setup    set up for development, run nothing'
	@echo 'make lock     renew the pinned versions'
	@echo 'make clean    remove .venv, .uv, caches and out/'

run:
	@.ci/setup run
	@echo 'Starting the try-on page on http://$(HOST):$(PORT) (Ctrl+C stops it)'
	@exec $(BIN)/python -m server --host $(HOST) --port $(PORT) $(ARGS)

mirror:
	@.ci/setup mirror
	@exec $(BIN)/python -m kiosk $(if $(SOURCE),--source $(SOURCE)) $(ARGS)

demo:
	@.ci/setup run
	@$(BIN)/tryon demo --out out $(ARGS)

test:
	@.ci/setup test
	@$(BIN)/python -m pytest $(ARGS)

lint:
	@.ci/setup test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports

check: lint
	$(BIN)/python -m pytest -q -m 'not slow' $(ARGS)

format:
	@.ci/setup test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench:
	@.ci/setup test
	@$(BIN)/python -m benchmarks $(ARGS)

setup:
	@.ci/setup test

# One resolution for Python 3.11 to 3.13 on every platform, hashes but no addresses. The override
# in pyproject.toml leaves opencv-contrib-python-headless as the only OpenCV.
UV := $(or $(shell command -v uv),.uv/bin/uv)
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

lock:
	$(COMPILE) --upgrade --no-emit-package opencv-contrib-python pyproject.toml -o requirements.lock
	$(COMPILE) --upgrade --no-emit-package opencv-contrib-python -c requirements.lock \
		--group dev pyproject.toml -o requirements-dev.lock
	echo uv | $(COMPILE) --upgrade - -o requirements-uv.lock
	@! grep -nE '[a-z]+://' requirements*.lock

clean:
	rm -rf .venv .uv out build dist *.egg-info .pytest_cache .ruff_cache .hypothesis \
		.import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
