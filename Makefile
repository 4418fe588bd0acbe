# Two commands: `make forecast` and `make test`. The first call of either sets up .venv from the lock.
#   make forecast RUNS=200 ARGS="--set demand.price_elasticity=0.8"
#   make test ARGS="-k packaging"

UV := 0.13.9

# The first Python of at least 3.11 that can make a virtual environment; `make PY=/path/to/python` names another.
PY ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3 python,$(call able,$(name))))
able = $(shell $(1) -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(1))

.PHONY: forecast test lint bench lock clean

forecast: .venv/.ok
	.venv/bin/jevons forecast $(if $(RUNS),--runs $(RUNS)) $(ARGS)

test: lint
	.venv/bin/pytest -n auto --dist worksteal $(ARGS)

# import-linter looks in .typing, where the rooms stand inside one package as they do when installed.
lint: .venv/.ok
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy -p jevons
	cd .typing && ../.venv/bin/lint-imports ../pyproject.toml

bench: .venv/.ok
	for file in benchmarks/*.py; do .venv/bin/python "$$file" $(ARGS) || exit 1; done

# Every version and hash that is installed; run after a change of dependencies in pyproject.toml.
lock: .venv/.ok
	.venv/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --fork-strategy fewest \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade --quiet -o requirements.lock

.venv/.ok: requirements.lock pyproject.toml
	@test -n "$(PY)" || { echo "Python 3.11 or later with its venv module is needed: make PY=/path/to/python"; exit 1; }
	@echo "Setting up .venv with $(PY): about half a minute, a minute without uv"
	@$(PY) -m venv .venv
	@if .venv/bin/pip install -q uv==$(UV); then \
	  export VIRTUAL_ENV="$(CURDIR)/.venv" && \
	  .venv/bin/uv pip install -q --require-hashes --compile-bytecode -r requirements.lock && \
	  .venv/bin/uv pip install -q --no-deps -e .; \
	else \
	  echo "uv cannot be installed here; pip takes its place" && \
	  .venv/bin/pip install -q --require-hashes -r requirements.lock && \
	  .venv/bin/pip install -q --no-deps -e .; \
	fi
	@touch $@

clean:
	rm -rf .venv build *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache .typing/.import_linter_cache out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
