# Linli: everything a developer does, one word each. `make help` lists the words.

VENV ?= .venv
BIN  := $(VENV)/bin
PY   := $(BIN)/python
PORT ?= 8000

# Commands of this file work on a development set-up: keys and database are made in var/ when missing.
export LINLI_ENV ?= development

.DEFAULT_GOAL := help
.PHONY: help run demo test lint proof bench translations lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(firstword $(MAKEFILE_LIST))

# --- the environment: python3, python3-venv, git and make are enough ---------------------------------

$(VENV)/.stamp: requirements.txt
	@echo "Installing the environment into $(VENV) (about a minute the first time)"
	@test -x $(PY) || python3 -m venv $(VENV)
	@$(BIN)/pip install -q --disable-pip-version-check --no-compile --require-hashes -r requirements.txt
	@echo '$(CURDIR)/src' > "$$($(PY) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/linli.pth"
	@printf '#!/bin/sh\nexport LINLI_VAR="$${LINLI_VAR:-%s/var}"\nexec "%s/python" -m linli.cli.main "$$@"\n' \
		'$(CURDIR)' '$(abspath $(BIN))' > $(BIN)/linli
	@chmod +x $(BIN)/linli
	@touch $@

$(VENV)/.stamp-dev: requirements-dev.txt $(VENV)/.stamp
	@echo "Installing the tools for tests and checks"
	@$(BIN)/pip install -q --disable-pip-version-check --no-compile --require-hashes -r requirements-dev.txt
	@touch $@

lock: ## write the lock files anew from requirements*.in (needs uv); they name no host
	uv pip compile -q --generate-hashes --no-header --python-version 3.11 requirements.in -o requirements.txt
	uv pip compile -q --generate-hashes --no-header --python-version 3.11 requirements-dev.in -o requirements-dev.txt

# --- running -----------------------------------------------------------------------------------------

run: $(VENV)/.stamp ## site, worker and timer at http://127.0.0.1:8000 (PORT sets another); Ctrl-C stops all
	@exec $(BIN)/linli serve --port $(PORT) --demo

demo: $(VENV)/.stamp translations ## fill the database with the demo district
	@$(PY) manage.py migrate --noinput -v0
	@$(BIN)/linli demo

translations: $(VENV)/.stamp ## compile the catalogues that changed
	@$(PY) -m linli.config.translations

# --- checking ----------------------------------------------------------------------------------------

test: $(VENV)/.stamp-dev translations ## every test; the database-facing ones on PostgreSQL as well
	@sh tests/support/install.sh
	$(PY) -m pytest -n 2
	$(PY) -m tests.support.postgres -- $(PY) -m pytest -n 2 -m database

lint: $(VENV)/.stamp-dev translations ## style, floors, types, templates, translations, lock files
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo
	$(PY) -m mypy src
	@git ls-files -z --cached --others --exclude-standard 'src/*.html' \
		| xargs -0 -r $(BIN)/djade --check --target-version 5.2
	$(PY) -m linli.config.translations --check
	@! grep -nE 'https?://|^ *--(extra-)?index-url|^ *-i |--find-links|file:' requirements*.txt requirements*.in

proof: $(VENV)/.stamp-dev translations ## which requirement is proved by which test, and which by none
	@sh tests/support/install.sh
	@$(PY) -m pytest -n 2 -m proves --proof

bench: $(VENV)/.stamp translations ## figures and pages against naive queries, as ratios
	@$(PY) -m benchmarks

clean: ## remove the environment, the caches and the development data in var/
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -prune -exec rm -rf {} +
	find src -name '*.mo' -delete
