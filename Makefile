# talkdeck: `make decks` turns notes/ into decks/*.apkg; `make help` lists the rest.
# Needs Python 3.11 or newer and nothing else; everything is installed into .venv.
# Kept to what the make of macOS (3.81) knows.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CODE := src tests tools fuzz hatch_build.py
AHEAD := src/talkdeck/built-in.rules
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help decks test properties lint format sessions cards-diff pictures reference bench fuzz mutants elsewhere clean

help:           ## show this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -e 's/:[^#]*##/  #/' | awk -F'  #' '{printf "  make %-10s%s\n", $$1, $$2}'

decks: $(AHEAD)  ## turn notes/ into decks/*.apkg
	@$(BIN)/talkdeck build

# One process more than cores: some tests wait, for a server or for a file to be noticed.
test: lint      ## check format, lint and types, and run all tests
	$(BIN)/pytest -n 3 --dist worksteal

properties: $(VENV)/.ready-dev  ## hold what must always be true to new examples, at random
	TALKDECK_SEARCH=1 $(BIN)/pytest -n 2 -m hypothesis

lint: $(VENV)/.ready-dev  ## check format, lint and types
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy

format: $(VENV)/.ready-dev  ## put the code into its format
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

sessions: $(VENV)/.ready-dev  ## rewrite the command-line transcripts after a change that was meant
	$(BIN)/pytest tests/sessions tests/corpus tests/rules --update-sessions || true
	$(BIN)/pytest tests/sessions tests/corpus tests/rules

cards-diff: $(VENV)/.ready-dev  ## cards gained, lost and changed: make cards-diff NOTES=folder BASE=main~1
	@$(BIN)/python tools/cards_diff.py $(or $(NOTES),notes) $(or $(BASE),HEAD)

pictures: $(VENV)/.ready-dev  ## draw the pictures of docs/images from real runs
	$(BIN)/python tools/pictures.py
	$(BIN)/python tools/preview_pictures.py
	$(BIN)/python tools/card_pictures.py

reference: $(VENV)/.ready-dev  ## write docs/checks.md and docs/rules-reference.md from the program
	$(BIN)/python tools/checks_page.py
	$(BIN)/python tools/rules_page.py

bench: $(AHEAD)  ## measure speed and memory: make bench SIZE=400000 takes longer
	@$(BIN)/python benchmarks/bench.py --size $(or $(SIZE),40000)

fuzz: $(VENV)/.ready-dev  ## look for notes and rules that break the program: make fuzz MINUTES=60
	@$(BIN)/python -m pip install --quiet 'atheris>=3'
	@mkdir -p fuzz/found fuzz/corpus/reader fuzz/corpus/rules
	@cp notes/*.md tests/corpus/notes/*.md tests/fuzzed/notes/*.md fuzz/corpus/reader/
	@cp card_rules/*/*.yaml tests/broken/rules/*.yaml fuzz/corpus/rules/
	@for part in reader rules; do \
	  $(BIN)/python fuzz/$$part.py -max_total_time=$$((60 * $(or $(MINUTES),15))) -timeout=20 \
	    -rss_limit_mb=1500 -max_len=4000 -dict=fuzz/words.dict \
	    -artifact_prefix=fuzz/found/$$part- fuzz/corpus/$$part || exit 1; done

mutants: $(VENV)/.ready-dev  ## spoil the program, see what no test notices: make mutants ROOMS=ledger SAMPLE=40
	@$(BIN)/python -m pip install --quiet 'cosmic-ray>=8.3'
	@$(BIN)/python tools/mutants.py --sample $(or $(SAMPLE),40) $(ROOMS)

elsewhere: $(VENV)/.ready-dev  ## run tests with other Pythons, and with the oldest and newest packages
	@$(BIN)/python -m pip install --quiet 'uv>=0.4'
	@$(BIN)/python tools/elsewhere.py $(PYTHONS)

clean:          ## remove decks, caches and the environment
	rm -rf decks build dist $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The environment is set up once, and again when pyproject.toml changes.
$(VENV)/.ready: pyproject.toml
	@echo "Setting up $(VENV) (once; takes a minute) ..."
	@test -x $(BIN)/python || tools/make-venv "$(PYTHON)" $(VENV)
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

# What is worked out ahead of every build; where it is out of date it is worked out in the build.
$(AHEAD): $(VENV)/.ready $(wildcard card_rules/*/*.yaml src/talkdeck/*.py src/talkdeck/*/*.py)
	@$(BIN)/python -m talkdeck.ahead

$(VENV)/.ready-dev: $(VENV)/.ready
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@
