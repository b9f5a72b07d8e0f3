# Every target sets up what it needs: a virtual environment in .venv and the dependencies of pyproject.toml.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test app check eval bench clean

.venv/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; try: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

.venv/developer: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

demo: .venv/installed  ## digest an example article with the shipped model
	$(BIN)/summarizer digest examples/libya_egypt.txt

test: .venv/developer  ## all tests that need no network
	$(BIN)/python -m pytest

app: .venv/installed  ## the web page, on http://127.0.0.1:7860
	$(BIN)/python app.py

check: .venv/developer  ## what CI runs: lint, types, tests, gate
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest
	$(BIN)/python -m training.corpus_check --show 0 --every 20
	$(BIN)/python -m eval gate

eval: .venv/developer  ## run and score the shipped model on the reference set
	$(BIN)/python -m eval run --set news --preset compact --out runs/compact-news.jsonl
	$(BIN)/python -m eval score runs/compact-news.jsonl

bench: .venv/developer  ## speed, as ratios measured in one run
	$(BIN)/python -m eval bench

clean:
	rm -rf .venv build dist *.egg-info
