"""How it is said when a test can't run here, and where that is a failure."""

from __future__ import annotations

import os

import pytest

NOT_RUN = "tests NOT RUN:"


def skip(what: str, problem: str, required_by: str) -> None:
    """Skip a test, and say why; it fails where ``required_by`` is set to 1, as in .ci/run."""
    sentence = f"{what} {NOT_RUN} {problem}"
    if os.environ.get(required_by) == "1":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
