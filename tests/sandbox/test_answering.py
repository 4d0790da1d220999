"""Probing in the jail: what may take how long, and what a student's earlier part can't spoil."""

from __future__ import annotations

from typing import Any

import pytest
from jailed import SEED, run
from nbformat.v4 import new_code_cell

import course.exercises as catalogue
from autograder.gradecells import all_asked
from autograder.preprocessors import SandboxedExecute
from course.exercises.attempting import unpack
from course.judging.deciding import decide

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("answering")]

TANH = "def tanh_from_sigmoid(x):\n    return 2 * sigmoid(2 * np.asarray(x, float)) - 1\n"
CHECKED = "import numpy as np\nfrom course import check\n{}\ncheck(tanh_from_sigmoid)"


def answer(zygote: Any, source: str, **order: Any) -> dict[str, Any]:
    """Return what the jail says of a ``tanh_from_sigmoid``."""
    ran = run(zygote, CHECKED.format(source), seeds={"tanh_from_sigmoid": SEED}, **order)
    zygote.clean()
    [found] = ran.answers
    return found


@pytest.mark.parametrize(
    "spoiled",
    [
        "import time; time.sleep(1000)",
        "9 ** 10 ** 9",
        "import os; os._exit(0)",
        "for k in range(10 ** 10): x = x + k",
    ],
    ids=["sleeps", "computes", "leaves", "loops"],
)
def test_an_earlier_part_of_ones_own_costs_nothing(zygote, spoiled):
    sigmoid = f"def sigmoid(x):\n    {spoiled}\n"
    tried = unpack(answer(zygote, sigmoid + TANH)["attempt"])
    verdict = decide(catalogue.get("tanh_from_sigmoid"), tried, SEED)
    assert verdict.passed
    assert verdict.with_own_parts is None


@pytest.mark.parametrize(
    ("body", "order"),
    [
        ("import math; 9 ** 10 ** 9", {"cpu_seconds": 1}),
        ("import time; time.sleep(1000)", {"seconds": 1.0}),
    ],
    ids=["of the processor", "on the clock"],
)
def test_what_takes_too_long_is_stopped(zygote, body, order):
    found = answer(zygote, f"def tanh_from_sigmoid(x):\n    {body}\n", **order)
    assert found["reason"] == "it did not come to an end in time"


def test_what_belongs_to_another_notebook_is_not_looked_at(zygote):
    ran = run(
        zygote, CHECKED.format("def tanh_from_sigmoid(x):\n    return x\n"), seeds={"relu": 1}
    )
    assert not ran.error
    assert ran.answers == [
        {"exercise": "tanh_from_sigmoid", "reason": "it belongs to another notebook"}
    ]


def test_a_submission_is_told_only_what_its_own_notebook_needs(tmp_path):
    cells = [
        new_code_cell("check(relu)", metadata={"nbgrader": {"grade": True}}),
        new_code_cell("check(sigmoid)"),
    ]
    chain = SandboxedExecute()
    chain.class_dir, chain.exercises = str(tmp_path), all_asked(cells)
    assert set(chain._request().seeds) == {"relu"}
