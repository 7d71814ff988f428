# Everything a newcomer or CI runs. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
export QA_INSTANCE ?= $(CURDIR)/instance

.DEFAULT_GOAL := help
.PHONY: help run test check bench abuse screenshots browser roles wheel sbom clean

help: ## List what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: setup.cfg pyproject.toml | $(BIN)/python
	@echo "Installing what the product needs (once)…"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(INSTALLED): $(VENV)/.runtime
	@echo "Installing what the tests need (once)…"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

run: $(VENV)/.runtime ## Set everything up, load the demo council when empty, and serve it
	@$(BIN)/qa demo
	@exec $(BIN)/qa serve

browser: ## Install Chromium where the system's package manager can
	@.ci/install-chromium

test: $(INSTALLED) browser ## Set everything up and run all tests: unit, both databases, browser
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(INSTALLED) ## Lint, security, types, templates, rings, known vulnerabilities
	$(BIN)/ruff check .
	$(BIN)/ruff check --select S,BLE --ignore S311 --statistics qa_app migrations
	$(BIN)/ruff format --check .
	$(BIN)/mypy qa_app
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports
	$(BIN)/python -m tests.architecture.known_vulnerabilities

bench: $(INSTALLED) ## Measure the speed against a floor in the same run and print one table
	$(BIN)/python -m tests.bench

abuse: $(INSTALLED) ## Send 10,000 generated requests to every form; none may end in an error of ours
	$(BIN)/python -m tests.abuse

screenshots: $(INSTALLED) browser ## Make the pictures of README from the demo council
	$(BIN)/python -m tests.browser.screenshots

roles: $(INSTALLED) ## Write README's table of who may do what from the policy
	$(BIN)/python -m tests.architecture.roles_table

wheel: $(INSTALLED) ## Build a wheel that works alone
	$(BIN)/python -m build --wheel --outdir dist

sbom: $(INSTALLED) ## Write the software bill of materials of what the product needs (CycloneDX)
	rm -rf build/sbom
	$(PYTHON) -m venv --without-pip build/sbom
	$(BIN)/python -m pip --python build/sbom/bin/python install --quiet --disable-pip-version-check '.[s3]'
	@mkdir -p dist
	$(BIN)/cyclonedx-py environment --output-reproducible --mc-type application --of JSON --output-file dist/sbom.json build/sbom/bin/python

clean: ## Remove what was built; the instance is left alone
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
