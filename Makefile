# Terrace. A fresh machine needs make and Python 3.11; everything else comes from the package registries that
# this machine is set up to use, pinned with hashes. Stamps in .venv/stamps make a second run quick.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV     := $(shell command -v uv || echo .tools/bin/uv)
BIN    := .venv/bin
STAMPS := .venv/stamps
# Tests wait as much as they work (servers that start, workers that were killed), so one process more than cores.
PROCESSES ?= $(shell cores=$$(getconf _NPROCESSORS_ONLN || echo 1); echo $$((cores < 4 ? cores + 1 : 4)))
BUILT  := src/terrace/web/ui/static/ui/build
# The least Node that builds the frontend; an older or absent one is replaced by the wheel's.
NODE_LEAST := 22.18
NODE_PATH_FIRST = PATH="$$($(CURDIR)/.ci/node $(NODE_LEAST)):$$PATH"

export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
export VIRTUAL_ENV := $(CURDIR)/.venv
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint bench install build browser lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: build ## Install, build, migrate and show Terrace with real figures
	$(BIN)/terrace migrate
	$(BIN)/terrace demo

test: build browser lint ## Everything that must hold: lint, types, floors, templates, all tests
	cd frontend && $(NODE_PATH_FIRST) npm run --silent check && $(NODE_PATH_FIRST) npm run --silent test
	$(BIN)/pytest --numprocesses $(PROCESSES) --dist loadscope

lint: install $(STAMPS)/npm ## Style, types, import floors, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint src --quiet

bench: build ## Measure this machine: road, freshness, growth, reads, checks, collection, start, forecasting, monitoring, analysis
	@for name in road freshness growth reads checks collection start forecasting monitoring analysis; do echo "# $$name"; $(BIN)/terrace bench $$name || exit 1; done

install: $(STAMPS)/project ## Python packages and the command .venv/bin/terrace

build: install $(STAMPS)/messages $(STAMPS)/frontend ## Translations, scripts and styles

browser: $(STAMPS)/browser ## A Chromium for the browser tests; its path goes to .venv/browser

lock: .tools/bin/uv ## Pin the newest packages that fit requirements/*.in
	@for name in base dev tools; do .tools/bin/uv pip compile -q --upgrade --generate-hashes --universal \
	  --python-version 3.11 --no-emit-index-url --no-annotate --custom-compile-command "make lock" \
	  requirements/$$name.in -o requirements/$$name.txt || exit 1; done

clean: ## Remove what was installed and built (never data: .terrace stays)
	rm -rf .venv .tools build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf frontend/node_modules .ci/chromium/node_modules $(BUILT) test-results src/*.egg-info
	find src tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
	find src -name '*.mo' -delete

# --- what the above stand on ---------------------------------------------------------------------------------

# pip itself may be absent: then the copy inside ensurepip is run from its wheel, without installing it.
.tools/bin/uv: requirements/tools.txt
	@if $(PYTHON) -m pip --version >/dev/null 2>&1; then pip="-m pip"; else pip="$$($(PYTHON) -c \
	  'import ensurepip, pathlib; print(next(pathlib.Path(ensurepip.__file__).parent.glob("_bundled/pip-*.whl")))')/pip"; fi; \
	$(PYTHON) $$pip install --quiet --upgrade --root-user-action=ignore --require-hashes --target .tools \
	  -r requirements/tools.txt
	@touch $@

$(STAMPS)/python: requirements/dev.txt | $(UV)
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	$(UV) pip sync --quiet --require-hashes requirements/dev.txt
	@mkdir -p $(STAMPS) && touch $@

# Only the package's metadata and its command: the code is used where it lies.
$(STAMPS)/project: $(STAMPS)/python pyproject.toml requirements/base.in
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/messages: $(STAMPS)/project $(shell find src -name '*.po')
	$(BIN)/python -m terrace.base.kernel.messages src
	@touch $@

$(STAMPS)/npm: $(STAMPS)/python frontend/package-lock.json frontend/.npmrc
	cd frontend && $(NODE_PATH_FIRST) npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/frontend: $(STAMPS)/npm $(shell find frontend -type f -not -path '*/node_modules/*')
	cd frontend && $(NODE_PATH_FIRST) npm run --silent build
	@touch $@

$(STAMPS)/browser: $(STAMPS)/python .ci/browser .ci/chromium/package-lock.json
	.ci/browser > .venv/browser
	@touch $@
