# syntax=docker/dockerfile:1
#
# A course server: JupyterLab for one user, alone or started by a JupyterHub. docs/ways_in.md says
# how to run it, and docs/jupyterhub.md how a course runs on a hub.
#
#   docker build --target student -t delta-course .           without solutions
#   docker build --target teacher -t delta-course-teacher .   with them, and with bubblewrap

FROM python:3.12.11-slim-bookworm AS base
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
COPY requirements/server.txt /tmp/server.txt
# Every file that is installed has its hash in requirements/server.txt.
RUN python -m pip install --require-hashes -r /tmp/server.txt && rm /tmp/server.txt
RUN useradd --create-home --uid 1000 --shell /bin/bash learner

FROM base AS wheel
WORKDIR /build
COPY pyproject.toml hatch_build.py README.md NOTATION.md LICENSE LICENSE-CONTENT ./
COPY course course
COPY autograder autograder
COPY solutions solutions
COPY notebooks notebooks
RUN python -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheels .

FROM base AS student
# The wheel carries the solutions and the model answers: a student's image goes without.
RUN --mount=type=bind,from=wheel,source=/wheels,target=/wheels \
    python -m pip install --no-deps /wheels/*.whl \
    && find /usr/local/lib/python3.12/site-packages -type d -name _solutions -prune -exec rm -r {} +
USER 1000
WORKDIR /home/learner
EXPOSE 8888
# A JupyterHub starts `jupyterhub-singleuser` instead.
CMD ["course", "lab", "--", "--ip=0.0.0.0", "--no-browser"]

FROM base AS teacher
RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap=0.8.* \
    && rm -r /var/lib/apt/lists/*
# Bytecode is compiled by pip: the sandbox can't write it.
RUN --mount=type=bind,from=wheel,source=/wheels,target=/wheels \
    python -m pip install --no-deps /wheels/*.whl
USER 1000
WORKDIR /home/learner
EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser"]
