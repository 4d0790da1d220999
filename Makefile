# Every target first makes, or mends, the .venv that it needs: scripts/setup.sh.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help lab demo test test-rest test-matrix test-all notebooks guide api coverage-of-lectures bench pictures lock site serve test-site

# Test processes share the cores already: a BLAS with threads of its own only slows them down.
test test-rest test-matrix bench: export OPENBLAS_NUM_THREADS = 1
test test-rest test-matrix bench: export OMP_NUM_THREADS = 1
test test-rest test-matrix bench: export MKL_NUM_THREADS = 1

# Tests in parallel; those of one @pytest.mark.xdist_group run one after the other.
PYTEST_PARALLEL = .venv/bin/python -m pytest -n logical --maxprocesses 8 --dist loadgroup

# Tests of course/ alone: files that name nothing of grading. Old packages warn of each other.
TESTS_OF_COURSE = $(shell grep -rL --exclude-dir=benchmarks --include='test_*.py' -E 'autograder|nbgrader|nbformat|jupytext|playwright|api_reference|repo2docker|site_building' tests)
PYTEST_OLDEST = .venv-oldest/bin/python -m pytest -n logical --dist loadgroup -W ignore::DeprecationWarning

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## /\1 /p' Makefile | while read -r target text; do \
		printf 'make %-20s  %s\n' "$$target" "$$text"; done

lab:  ## open the course in JupyterLab
	@sh scripts/setup.sh lab
	@.venv/bin/course lab

demo:  ## grade a bundled sample class and print its gradebook
	@sh scripts/setup.sh grade
	@sh scripts/apt.sh bwrap bubblewrap
	@.venv/bin/python -m autograder.demo

test:  ## lint, types, layers, fast tests (up to 15 minutes on two cores)
	@sh scripts/setup.sh dev
	@sh scripts/apt.sh bwrap bubblewrap
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	$(PYTEST_PARALLEL) -m "not slow and not site"

# What test-all has beyond test. Installing is timed, so those tests run alone.
test-rest:
	@sh scripts/setup.sh dev
	@sh scripts/apt.sh bwrap bubblewrap
	@sh scripts/setup.sh oldest
	$(PYTEST_OLDEST) -m "not slow" course $(TESTS_OF_COURSE)
	.venv/bin/python -m pytest -m slow -s tests/test_setup.py tests/test_wheel.py
	$(PYTEST_PARALLEL) -m slow --ignore tests/test_setup.py --ignore tests/test_wheel.py

# A part of test-all, for who works on exercises.
test-matrix:  ## every wrong and right form through nbgrader, many seeds, mutants
	@sh scripts/setup.sh dev
	@sh scripts/apt.sh bwrap bubblewrap
	$(PYTEST_PARALLEL) -m matrix

test-all: test test-rest  ## also the slow tests, the oldest NumPy, both installers (up to 45 minutes)

site:  ## write the course for browsers into build/site (OFFLINE=FOLDER, GUIDES=no: docs/browser.md)
	@sh scripts/setup.sh site
	@.venv-site/bin/python -m site_building --guides "$(or $(GUIDES),yes)" \
		$(if $(OFFLINE),--offline "$(OFFLINE)") build/site

serve:  ## show build/site to a browser on this machine (PORT=8001: another port than 8000)
	@sh scripts/setup.sh site
	@.venv-site/bin/python -m site_building.serving --port "$(or $(PORT),8000)" build/site

test-site:  ## the course in a real browser that reaches no other host (up to 15 minutes)
	@sh scripts/setup.sh dev
	@sh scripts/setup.sh site
	.venv/bin/python -m pytest -n0 -m site tests/site

notebooks:  ## write notebooks/ anew from solutions/
	@sh scripts/setup.sh grade
	@.venv/bin/python -m autograder.building

guide:  ## write docs/units/, the TA's guide to each unit, anew
	@sh scripts/setup.sh grade
	@.venv/bin/python -m autograder.guide

api:  ## write docs/api/, the reference made of the docstrings, anew
	@sh scripts/setup.sh dev
	@.venv/bin/python scripts/api_reference.py

coverage-of-lectures:  ## which cell teaches or assesses each statement of the lectures
	@sh scripts/setup.sh grade
	@.venv/bin/python -m autograder.lectures

bench:  ## time what is worth timing
	@sh scripts/setup.sh bench
	.venv/bin/python -m pytest -q -s tests/benchmarks tests/browser/benchmarks

pictures:  ## take the pictures of the README anew
	@sh scripts/setup.sh dev
	.venv/bin/python -m pytest -q -n0 tests/browser/test_interactives_in_lab.py -k "stepper or playground"
	for name in playground graph_stepper; do \
		cp build/screenshots/$${name}_light_1280.png docs/pictures/$$name.png; done

lock:  ## resolve the dependencies anew (needs uv) and export them for pip
	uv lock
	sh scripts/export.sh requirements
	cp requirements/lab.txt binder/requirements.txt
	uv pip compile --quiet pyproject.toml --extra test --group build --resolution lowest-direct \
		--universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--output-file requirements/oldest.txt >/dev/null
