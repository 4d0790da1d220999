"""Both readings of a chain: scored with correct parts, and told how it does with one's own."""

from __future__ import annotations

from typing import Any

import pytest

import course.exercises as catalogue
from course.exercises.attempting import attempt, pack, unpack, with_own_parts
from course.judging.deciding import decide
from course.judging.verdict import Verdict

RIGHT_SIGMOID = "def sigmoid(x):\n    return 0.5 * (1 + np.tanh(np.asarray(x, float) / 2))\n"
FALLING_SIGMOID = "def sigmoid(x):\n    return 1 / (1 + np.exp(np.asarray(x, float)))\n"
ENDLESS_SIGMOID = "def sigmoid(x):\n    while True:\n        pass\n"
SLOPE = "def sigmoid_prime(x):\n    s = sigmoid(x)\n    return s * (1 - s)\n"
WRONG_SLOPE = "def sigmoid_prime(x):\n    return sigmoid(x)\n"
TANH = "def tanh_from_sigmoid(x):\n    return 2 * sigmoid(2 * np.asarray(x, float)) - 1\n"


def verdict(name: str, source: str, *, chain: bool = True) -> Verdict:
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(compile("import numpy as np\n" + source, "<cell>", "exec"), space)
    exercise = catalogue.get(name)
    tried = attempt(exercise, space[name], 3)
    if chain:
        tried = with_own_parts(exercise, space[name], 3, tried) or tried
    return decide(exercise, unpack(pack(tried)), 3)


@pytest.mark.parametrize(
    ("sigmoid", "works"),
    [(RIGHT_SIGMOID, True), (FALLING_SIGMOID, False), (ENDLESS_SIGMOID, False)],
    ids=["right", "wrong", "endless"],
)
def test_what_passes_is_told_how_it_does_with_ones_own_parts(sigmoid: str, works: bool) -> None:
    found = verdict("tanh_from_sigmoid", sigmoid + TANH)
    assert found.passed
    assert found.points == found.max_points
    assert found.with_own_parts is works
    assert ("With yours it works, too." in found.note) is works
    assert ("With yours it does not work yet" in found.note) is not works


def test_a_slip_that_hides_in_symmetry_is_no_slip() -> None:
    """The slope of the falling sigmoid, s (1 - s), is the right one."""
    assert verdict("sigmoid_prime", FALLING_SIGMOID + SLOPE).with_own_parts is True


@pytest.mark.parametrize(
    "source",
    [
        "from course.activations import sigmoid\n" + TANH,
        "def tanh_from_sigmoid(x):\n    return np.tanh(x)\n",
        RIGHT_SIGMOID + "def tanh_from_sigmoid(x):\n    return np.tanh(x)\n",
    ],
    ids=["the course's own", "none", "not called"],
)
def test_nothing_is_said_where_there_are_no_parts_of_ones_own(source: str) -> None:
    found = verdict("tanh_from_sigmoid", source)
    assert found.with_own_parts is None
    assert "With yours" not in found.note


def test_what_fails_is_told_only_why() -> None:
    found = verdict("sigmoid_prime", RIGHT_SIGMOID + WRONG_SLOPE)
    assert not found.passed
    assert found.with_own_parts is None


def test_while_working_the_second_look_is_left_out() -> None:
    assert verdict("tanh_from_sigmoid", FALLING_SIGMOID + TANH, chain=False).with_own_parts is None
