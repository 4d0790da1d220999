"""Calling the library earns nothing: all of it is silent while a student's function is probed."""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

import course
from course.activations import ACTIVATIONS, Activation
from course.checking import check
from course.exercises.library import CORE, library_functions
from course.exercises.parts import withheld
from course.network import Network

ROOT = Path(__file__).parents[2]


def by_the_network(x):
    net = Network.from_weights([[[1.0]]], [[0.0]])
    return net.predict(np.reshape(x, (-1, 1))).reshape(np.shape(x))


def by_its_inner_line(x):
    net = Network.from_weights([[[1.0]]], [[0.0]])
    return net.propagate(np.reshape(x, (-1, 1)))[1][-1].reshape(np.shape(x))


def by_the_graphs(x):
    from course.graphs import sigmoid

    return np.vectorize(lambda number: sigmoid(number).value, otypes=[float])(x)


BORROWED = {
    "the activation by name": lambda x: ACTIVATIONS["sigmoid"](x),
    "its quick form": lambda x: ACTIVATIONS["sigmoid"].formula(np.asarray(x, float)),
    "a network": by_the_network,
    "its inner line": by_its_inner_line,
    "a graph": by_the_graphs,
    "a module imported on the way": lambda x: importlib.import_module(
        "course.activations"
    ).sigmoid(x),
}


@pytest.mark.parametrize("how", BORROWED)
def test_a_borrowed_sigmoid_earns_nothing(how):
    assert np.allclose(BORROWED[how](np.array([0.0, 2.0])), [0.5, 0.8807970779778823])
    verdict = check(BORROWED[how], exercise="sigmoid")
    assert verdict.points == 0
    assert np.allclose(BORROWED[how](np.array([0.0, 2.0])), [0.5, 0.8807970779778823])


def test_a_borrowed_slope_earns_nothing():
    relu = ACTIVATIONS["relu"]
    assert isinstance(relu, Activation)
    verdict = check(lambda x: relu.slope(x, np.asarray(x)) * 1.0, exercise="relu_prime")
    assert verdict.points == 0


def test_numpy_itself_is_free_to_use():
    with withheld(library_functions()):
        assert np.tanh(0.0) == 0


def test_every_module_of_the_core_is_known():
    modules = {module.name for module in pkgutil.iter_modules(course.__path__)}
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"][0]["layers"]
    core = set(re.findall(r"course\.(\w+)", layers[-1]))
    assert set(CORE) == core
    assert core <= modules
