"""An exercise lends what its probes and its students need of the library, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from toys import declared, toy

from course import activations, check, earlier
from course.data import digits
from course.exercises.library import from_library
from course.network import Network
from course.training import train


def by_the_library(x):
    return activations.sigmoid(x)


def trained(x):
    net = Network([2, 3, 1], rng=np.random.default_rng(0))
    train(net, x, np.ones(len(x)), epochs=2)
    return net.predict(x).shape


def as_rows(x):
    return digits().X[: len(x)].sum()


@pytest.mark.parametrize(
    ("function", "lends"),
    [
        (by_the_library, "activations.sigmoid"),
        (trained, "training.train"),
        (as_rows, "data.digits"),
    ],
)
def test_what_is_lent_answers(function, lends):
    def look(answer, rng):
        return answer(rng.normal(size=(4, 2)))

    silent, heard = (
        toy(name, reference=function, lends=lent)
        for name, lent in (("toy_silent", []), ("toy_heard", [lends, "network.Network"]))
    )
    for exercise in (silent, heard):
        exercise.probe("values")(look)
    with declared(silent, heard):
        # A copy of its own: the declared reference itself is always held back.
        own = type(function)(function.__code__, function.__globals__, "own")
        assert not check(own, exercise="toy_silent").passed
        assert check(own, exercise="toy_heard").passed


def test_lending_names_a_module_of_the_core():
    with pytest.raises(ValueError, match="module of the core"):
        from_library("numpy.exp")


def test_earlier_parts_are_the_right_ones():
    assert earlier.sigmoid(0.0) == 0.5
    with pytest.raises(AttributeError, match="sigmoid"):
        earlier.sigmoit  # noqa: B018
    assert "sigmoid" in dir(earlier)
