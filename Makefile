# Two commands: `make run` and `make test`. Both do all their set-up; a second call starts at once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The CPU build of PyTorch; the one on the general package index brings gigabytes of GPU libraries.
TORCH := torch==2.13.0
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-package torch --no-annotate --no-header --quiet --group build
SAMPLE_INDEX := .otvet/index

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test llm-servers check gate bars bench growth encoder openapi lock clean

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(VENV)/.run-ready ## Create the environment that the service runs in
setup-dev: $(VENV)/.test-ready ## The same with the tools for development

run: $(VENV)/.run-ready ## Start the service (on the sample knowledge base unless OTVET_INDEX names another)
	@if [ -z "$$OTVET_INDEX" ] && [ ! -f $(SAMPLE_INDEX)/index.sqlite ]; then \
		echo "First run: indexing the sample knowledge base" >&2; \
		$(BIN)/otvet index --into $(SAMPLE_INDEX) kb_index/sample; fi
	@exec $(BIN)/otvet serve

test: $(VENV)/.test-ready ## Run the tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

llm-servers: $(VENV)/.test-ready ## Run the tests of the LLM client against LiteLLM and transformers serve (sets both up: 2 GB, minutes)
	$(BIN)/python -m eval.llm_servers

check: $(VENV)/.test-ready ## Static checks: ruff, mypy --strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile

gate: $(VENV)/.test-ready ## The frozen quality gate on the sample tickets
	$(BIN)/otvet eval run --gate

bars: $(VENV)/.test-ready ## Hold the checker against its bars (100,000 inputs: half an hour; QUICK=1: a few minutes)
	$(BIN)/otvet eval guardrail $(if $(QUICK),--quick)

bench: $(VENV)/.test-ready ## Measure quality and speed; DATA=folder adds the knowledge bases in it
	$(BIN)/python -m eval.bench $(if $(DATA),--data $(DATA))

growth: $(VENV)/.test-ready ## Measure engines, whole indexes and builds up to a million passages (QUICK=1: up to 7,000)
	$(BIN)/python -m eval.growth $(if $(QUICK),--sizes 7000 --grown-from 200) $(foreach file,$(ARTICLES),--articles $(file))

# The pages of one vendor only: the other's are under a share-alike licence. Questions that measure are never trained on.
ENCODER ?= kb_index/embedders/otvet-ru
PARALLEL = --pairs $(DATA)/parallel/pairs.tsv.gz \
	--pages $(DATA)/kb_ru_noquestions/yandex_cloud.jsonl $(DATA)/kb_en_noquestions/yandex_cloud.jsonl \
	--held-out $(wildcard $(DATA)/queries_*.jsonl $(DATA)/noanswer_*.jsonl)
encoder: $(VENV)/.test-ready ## Train the Russian encoder anew from DATA=folder (an hour; a killed run goes on where it was)
	$(BIN)/python -m eval.encoder.static $(PARALLEL) --set size=176 --set bits=8 --into .otvet/encoder/words
	$(BIN)/python -m eval.encoder $(PARALLEL) --words .otvet/encoder/words --into $(ENCODER)

openapi: $(VENV)/.test-ready ## Write openapi.json anew after a change of the contract
	$(BIN)/python -m service.api.freeze

lock: $(VENV)/.test-ready ## Resolve the locked dependencies anew
	$(PIP) install uv
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev -o requirements-dev.lock

clean: ## Remove the environment, caches and the sample index
	rm -rf $(VENV) .otvet .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Otvet needs Python 3.11 or newer; name one with PYTHON=python3.x" >&2; exit 3; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); $(PYTHON) tools/bootstrap_venv.py $(VENV); }

# Every package but torch is pinned with its hash. torch is pinned by version only, since its CPU build
# has another file (and hash) on each index; --no-deps keeps anything unlocked out.
$(VENV)/.run-ready: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Setting up the environment (a few minutes the first time)" >&2
	$(PIP) install --no-deps --extra-index-url $(TORCH_INDEX) --retries 1 $(TORCH)
	$(PIP) install --no-deps --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -c 'import torch' || { echo "This torch does not load here. Install a CPU build: see README, \"Set-up elsewhere\"." >&2; exit 3; }
	@touch $@

$(VENV)/.test-ready: $(VENV)/.run-ready requirements-dev.lock
	$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@touch $@
