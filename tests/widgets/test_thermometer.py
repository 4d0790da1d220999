"""The gradient thermometer: the library's numbers, the notebook's network, anybody's rule."""

from __future__ import annotations

import numpy as np
import pytest

import course.widgets as widgets
from course import instruments
from course.activations import ACTIVATIONS, sigmoid_prime
from course.backprop import backpropagate
from course.backprop import hidden_delta as library_hidden_delta
from course.network import Network
from course.widgets.own_deltas import kind_of
from course.widgets.thermometer import both_ways


def deep(act, gain, depth, width=50, seed=0):
    """Return what the notebook of unit 7 measures."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(100, width)), rng.integers(0, 2, size=(100, 1))

    def init(fan_in, fan_out, rng):
        return rng.normal(0, gain / np.sqrt(fan_in), (fan_in, fan_out))

    net = Network([width] * depth + [1], act, "sigmoid", init=init, rng=rng)
    return net, X, backpropagate(net, X, y)


def scene_of(rule=None, **state):
    made = widgets.gradient_thermometer(rule)
    return made.scene("look", {**made.state, **state})


@pytest.mark.parametrize(
    ("act", "gain", "depth"),
    [("sigmoid", 1.0, 15), ("relu", 1.41, 15), ("tanh", 3.0, 20), ("swish", 2.0, 7)],
)
def test_it_measures_the_network_of_the_notebook(act, gain, depth):
    net, X, found = deep(act, gain, depth)
    scene = scene_of(act=act, gain=gain, depth=depth)
    norms = instruments.delta_norms(found.deltas)
    np.testing.assert_allclose(scene["logs"], np.log10(norms), rtol=1e-6)
    slopes = [ACTIVATIONS[act].g_prime(in_) for in_ in net.forward(X)[0][:-1]]
    asleep = [instruments.sleeping_share(slope) for slope in slopes]
    np.testing.assert_allclose(scene["asleep"][:-1], asleep)
    factor = (norms[0] / norms[-1]) ** (1 / (depth - 1))
    assert f"factor per layer {factor:.3f}" in scene["words"]
    assert scene["table"][-1][1] == f"{factor:.3f}"


def test_dead_units_are_those_of_the_library():
    net, X, _ = deep("relu", 1.0, 12)
    dead = [instruments.dead_fraction(in_) for in_ in net.forward(X)[0][:-1]]
    np.testing.assert_allclose(scene_of(act="relu", gain=1.0, depth=12)["dead"][:-1], dead)


@pytest.mark.parametrize(("gain", "said"), [(1.0, "more than two"), (1.41, "within two")])
def test_two_decades_are_the_task(gain, said):
    assert f"decades apart: {said}." in scene_of(act="relu", gain=gain)["words"]


def test_the_gain_of_the_answer_cell_is_flat():
    factors = {
        gain: float(scene_of(act="relu", gain=gain)["table"][-1][1]) for gain in (1.28, 1.44, 1.54)
    }
    assert factors[1.28] < 0.95 < factors[1.44] < 1.05 < factors[1.54]


def test_where_nothing_comes_back_that_is_said():
    scene = scene_of(act="relu", gain=10.0)
    assert "exactly 0 everywhere" in scene["words"]
    assert np.isnan(scene["logs"]).all()
    assert scene["table"][1][2] == "–"


@pytest.mark.parametrize("depth", [1, 2, 20])
@pytest.mark.parametrize("act", ["sigmoid", "relu", "softplus", "swish"])
def test_every_corner_has_words(act, depth):
    for gain in (0.1, 10.0):
        scene = scene_of(act=act, gain=gain, depth=depth)
        assert len(scene["logs"]) == len(scene["dead"]) == depth
        assert "trouble" not in scene
        assert "nan" not in scene["words"]


def hidden_delta(in_, W_next, delta_next):
    return sigmoid_prime(in_) * (delta_next @ W_next.T)


def backward(ins, outs, Ws, y):
    delta, dWs, dbs = -2 * (y - outs[-1]) * sigmoid_prime(ins[-1]), [], []
    for k in range(len(Ws) - 1, -1, -1):
        dWs.insert(0, outs[k].T @ delta / len(y))
        dbs.insert(0, delta.mean(axis=0))
        delta = hidden_delta(ins[k - 1], Ws[k], delta) if k else delta
    return dWs, dbs


def delta_norms(Ws, bs, X, Y, act):
    g, g_prime = act
    ins, outs = [], [X]
    for k, (W, b) in enumerate(zip(Ws, bs, strict=True)):
        ins.append(outs[-1] @ W + b)
        outs.append(g(ins[-1]) if k < len(Ws) - 1 else ACTIVATIONS["sigmoid"].g(ins[-1]))
    deltas = [-2 * (Y - outs[-1]) * sigmoid_prime(ins[-1])]
    for k in range(len(Ws) - 1, 0, -1):
        deltas.insert(0, g_prime(ins[k - 1]) * (deltas[0] @ Ws[k].T))
    return [np.linalg.norm(delta, axis=1).mean() for delta in deltas]


RULES = [hidden_delta, backward, delta_norms, library_hidden_delta]
KINDS = ["hidden_delta", "backward", "delta_norms", "hidden_delta"]


@pytest.mark.parametrize(("rule", "kind"), list(zip(RULES, KINDS, strict=True)))
def test_a_right_rule_shows_what_the_library_shows(rule, kind):
    assert kind_of(rule) == kind
    own, library = scene_of(rule, depth=6), scene_of(depth=6)
    np.testing.assert_allclose(own["logs"], library["logs"], rtol=1e-6)
    assert own["words"] == library["words"]


@pytest.mark.parametrize("rule", [delta_norms, library_hidden_delta])
def test_a_rule_for_every_activation_is_asked_with_every_one(rule):
    assert scene_of(rule, act="tanh")["words"] == scene_of(act="tanh")["words"]


@pytest.mark.parametrize("rule", [hidden_delta, backward])
def test_a_rule_for_sigmoids_is_not_asked_about_others(rule):
    assert "is for sigmoid layers" in scene_of(rule, act="tanh")["words"]


def raising(error):
    def make(names):
        def rule(*arguments):
            raise error

        return with_names(rule, names)

    return make


def returning(value):
    return lambda names: with_names(lambda *arguments: value, names)


def with_names(rule, names):
    """Return a function whose arguments have these names."""
    return eval(f"lambda {names}: rule({names})", {"rule": rule})


NAMES = {
    "hidden_delta": "in_, W_next, delta_next",
    "backward": "ins, outs, Ws, y",
    "delta_norms": "Ws, bs, X, Y, act",
}


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize(
    "wrong",
    [
        raising(ValueError("no")),
        raising(NotImplementedError()),
        returning(None),
        returning("text"),
        returning(np.zeros((3, 3))),
        returning(np.nan),
        returning(([], [])),
    ],
    ids=["raises", "template", "None", "text", "shape", "nan", "empty"],
)
def test_a_wrong_rule_is_said_in_words(kind, wrong):
    scene = scene_of(wrong(NAMES[kind]), depth=4)
    assert "trouble" not in scene
    assert scene["words"].startswith(kind)


def test_the_failure_is_named():
    said = scene_of(raising(ValueError("no"))(NAMES["hidden_delta"]), depth=4)["words"]
    assert said.startswith("hidden_delta raised ValueError: no. So there is no Δ before layer 4.")
    said = scene_of(lambda in_, W_next, delta_next: np.full(in_.shape, np.nan), depth=4)["words"]
    assert said.startswith("hidden_delta gives nan or inf in layer 3.")
    said = scene_of(lambda in_, W_next, delta_next: delta_next @ W_next.T, depth=4)["words"]
    assert said.startswith("hidden_delta has ")


def test_a_rule_that_changes_its_arguments_does_no_harm():
    def greedy(in_, W_next, delta_next):
        found = hidden_delta(in_, W_next, delta_next)
        W_next *= 0
        return found

    scene_of(greedy)
    assert scene_of(greedy)["words"] == scene_of()["words"]


def test_a_state_restores_what_was_seen():
    made = widgets.gradient_thermometer(state='act="tanh";gain=2;depth=8')
    assert made.state == {"act": "tanh", "gain": 2.0, "depth": 8.0}
    assert widgets.gradient_thermometer(state=made.shared).state == made.state


def test_the_still_picture_says_the_same():
    made = widgets.gradient_thermometer(state='act="relu"')
    said = made.still(made.state).alt
    assert "relu, gain 1, 15 layers" in said
    assert "times 0.695 per layer back" in said


def test_the_library_goes_both_ways_without_a_bias():
    run = both_ways("tanh", 1.0, 3)
    assert [W.shape for W in run.Ws] == [(50, 50), (50, 50), (50, 1)]
    assert len(run.outs) == len(run.ins) + 1
