"""Here nothing is being graded, whatever ran in this process before."""

import pytest


@pytest.fixture(autouse=True)
def no_grading(monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
