"""Interactives are not built, nor loaded, where a submission runs."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.preprocessors.direct import DirectExecute

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("jail")]


def test_in_the_sandbox_an_interactive_is_left_out(monkeypatch):
    source = "from course.widgets import two_loss_bench\ntwo_loss_bench(1)"
    nb = new_notebook(cells=[new_code_cell(source)])
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    nb, _ = DirectExecute().preprocess(nb, {"metadata": {"path": ""}, "nbgrader": {}})
    [output] = nb.cells[0].outputs
    said = output["data"]["text/plain"]
    assert said == "two_loss_bench is left out while this notebook is graded."
