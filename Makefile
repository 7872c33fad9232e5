# The commands of this project. `make help` lists them.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
DATA_DIR ?= var
HOST ?= 127.0.0.1
PORT ?= 8000
BENCH_DIR ?= var/benchmarks
WORKS ?= 1000
BULK ?= 0
ROUNDS ?= 30
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help install install-dev run administrator test bench lint format messages audit clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
	  || sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1  \2/p' $(MAKEFILE_LIST)
	@echo "Variables: VENV=$(VENV) DATA_DIR=$(DATA_DIR) HOST=$(HOST) PORT=$(PORT); more in docs/configuration.md"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed; $(PYTHON) is older. Name another with PYTHON=…"; exit 1; }
	@echo "Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "This Python cannot make one. On Debian: apt-get install python3-venv"; exit 1; }

# The list that was installed is kept beside the packages, so that the second time takes no time.
install: $(BIN)/python ## install what the site needs
	@cmp -s requirements.txt $(VENV)/installed.txt || { \
	  echo "Installing the packages of requirements.txt (a few minutes the first time)"; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt \
	  && cp requirements.txt $(VENV)/installed.txt; }

install-dev: $(BIN)/python ## install what tests and lint need, too
	@cat requirements.txt requirements-dev.txt | cmp -s - $(VENV)/installed-dev.txt || { \
	  echo "Installing the packages of requirements-dev.txt"; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt \
	  && cat requirements.txt requirements-dev.txt > $(VENV)/installed-dev.txt \
	  && cp requirements.txt $(VENV)/installed.txt; }

run administrator: export DJANGO_SETTINGS_MODULE ?= kb.settings.development
run administrator: export SITE_URL ?= http://$(HOST):$(PORT)
run administrator: export DATA_DIR := $(DATA_DIR)
run: export HOST := $(HOST)
run: export PORT := $(PORT)
run: install ## set the site up and serve it
	@$(BIN)/python manage.py prepare_site --listen $(HOST):$(PORT)
	@exec $(BIN)/gunicorn --config deploy/gunicorn.conf.py

administrator: install ## make the first administrator of the site
	@$(BIN)/python manage.py create_administrator

test: lint ## run everything that CI runs
	@$(BIN)/python -m tools.suite

bench: install-dev ## measure the speed; WORKS=10000 for the whole, WRITE=1 to document it
	@$(BIN)/python -m tests.benchmarks --folder $(BENCH_DIR) --works $(WORKS) --bulk $(BULK) --rounds $(ROUNDS) \
	  $(if $(LINES),--lines $(LINES)) $(if $(ENGINES),--engines $(ENGINES)) $(if $(WRITE),--write docs/benchmarks.md)

lint: install-dev ## check style, types, layers, templates, migrations and messages
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache > $(VENV)/lint-imports.log || { cat $(VENV)/lint-imports.log; exit 1; }
	$(BIN)/djlint --lint --quiet templates
	DJANGO_SETTINGS_MODULE=kb.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m tools.messages check

format: install-dev ## put the code into its form
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

messages: install-dev ## bring the message catalogues up to date
	$(BIN)/python -m tools.messages update

audit: install-dev ## look for known vulnerabilities (needs the network)
	$(BIN)/python -m pip install --quiet pip-audit==2.10.1
	$(BIN)/pip-audit --requirement requirements.txt

clean: ## remove caches and compiled catalogues, keep the data
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
	rm -f locale/*/LC_MESSAGES/*.mo
