"""Backpropagation against the lectures' numbers, the two rules by hand, and bad input."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from course.backprop import (
    Backpropagation,
    backpropagate,
    batch_grads,
    cost,
    grads,
    hidden_delta,
    output_delta,
)
from course.ensembles import stack
from course.gradients import gradient_check
from course.instruments import delta_norms, vanishing_bound
from course.losses import LOSSES, Loss, loss_named
from course.network import Network, with_unit_0
from course.training import SGD, train

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, -2.0]])
X_0 = with_unit_0(X)
Y = np.array([[0.0], [1.0], [1.0], [0.0]])
CLASSES = np.eye(3)[[0, 1, 2, 1]]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def a_network(**settings: Any) -> Network:
    return Network([2, 3, 1], rng=rng(), **settings)


def classifier() -> Network:
    return Network([2, 4, 3], "tanh", "softmax", rng=rng())


# --- by hand ------------------------------------------------------------------------------------


def test_the_lectures_single_neuron() -> None:
    net = Network.from_weights([[[0.1], [0.1]]], [[0.1]])
    found = backpropagate(net, [[0.4, 0.5]], [[1]])
    assert_allclose(found.deltas[0], [[-0.2243]], atol=5e-5)
    assert_allclose(found.dWs[0], [[-0.0897], [-0.1121]], atol=5e-5)
    assert_allclose(found.dbs[0], [-0.2243], atol=5e-5)
    assert_allclose(found.cost, 0.2049, atol=5e-5)
    assert_allclose(found.losses, [found.cost])


def test_two_layers_with_numbers_that_can_be_checked_by_head() -> None:
    """2-2-1 with ReLU and identity: every slope is 0 or 1."""
    net = Network.from_weights([[[1, -1], [2, 1]], [[3], [-2]]], [[0, 0], [1]], "relu", "identity")
    found = backpropagate(net, [[1, 1], [1, -3]], [[9], [2]])
    # ins: (3, 0 -> off) and (-5 -> off, -4 -> off); outputs 10 and 1; errors y - a: -1 and 1
    assert_allclose(found.losses, [1, 1])
    assert found.cost == 1
    assert_allclose(found.deltas[1], [[2], [-2]])
    assert_allclose(found.deltas[0], [[6, 0], [0, 0]])
    assert_allclose(found.dWs[1], [[3], [0]])  # (3 * 2 + 0 * -2) / 2
    assert_allclose(found.dbs[1], [0])
    assert_allclose(found.dWs[0], [[3, 0], [3, 0]])
    assert_allclose(found.dbs[0], [3, 0])


def test_the_two_rules_by_hand() -> None:
    assert_allclose(output_delta([[3]], [[2]], [[0]], "identity"), [[-2]])
    assert_allclose(output_delta([[1]], [[0.5]], [[0]]), [[-0.25]])
    assert_allclose(output_delta([[1]], [[0.5]], [[0]], loss="half_squared_error"), [[-0.125]])
    assert_allclose(output_delta([[1]], [[0.5]], [[0]], loss="binary_cross_entropy"), [[-0.5]])
    # W_next[j, k] leads from j to k: unit 0 is blamed 1 * 0.25 + -2 * -0.5
    delta = hidden_delta([[0, 0]], [[1, -2], [0.5, 0.25]], [[0.25, -0.5]], "identity")
    assert_allclose(delta, [[1.25, 0]])
    assert_allclose(hidden_delta([[-1, 2]], [[5], [7]], [[1]], "relu"), [[0, 7]])


def test_gradients_of_one_example_and_of_many() -> None:
    A, Delta = rng().normal(size=(5, 3)), rng(1).normal(size=(5, 2))
    each = [grads(a, d) for a, d in zip(A, Delta, strict=True)]
    dW, db = batch_grads(A, Delta)
    assert_allclose(dW, np.mean([dW for dW, _ in each], axis=0))
    assert_allclose(db, np.mean([db for _, db in each], axis=0))
    dW, db = grads([1, 2], [3, 4, 5])
    assert_array_equal(dW, [[3, 4, 5], [6, 8, 10]])
    assert_array_equal(db, [3, 4, 5])


def test_grads_return_copies() -> None:
    delta = np.array([1.0, 2.0])
    grads([1.0], delta)[1][:] = 9
    assert_array_equal(delta, [1, 2])


# --- the algorithm from its parts ---------------------------------------------------------------


@pytest.mark.parametrize("hidden", ["sigmoid", "tanh", "leaky_relu", "gelu"])
def test_the_algorithm_is_the_public_functions_in_a_row(hidden: str) -> None:
    net = Network([2, 5, 4, 3], hidden, "tanh", rng=rng())
    for b in net.bs:
        b[:] = rng(2).normal(size=b.shape)
    y = rng(1).normal(size=(4, 3))
    found = backpropagate(net, X, y)
    ins, outs = net.forward(X)
    deltas = [output_delta(y, outs[-1], ins[-1], "tanh")]
    for layer in (1, 0):
        deltas.insert(0, hidden_delta(ins[layer], net.Ws[layer + 1], deltas[0], hidden))
    for layer in range(3):
        dW, db = batch_grads(outs[layer], deltas[layer])
        assert_allclose(found.deltas[layer], deltas[layer], rtol=1e-12, atol=1e-16)
        assert_allclose(found.dWs[layer], dW, rtol=1e-12, atol=1e-16)
        assert_allclose(found.dbs[layer], db, rtol=1e-12, atol=1e-16)
    assert_allclose(found.cost, ((y - outs[-1]) ** 2).sum(1).mean())


def test_the_parts_are_windows_onto_one_vector() -> None:
    found = backpropagate(a_network(), X, Y)
    parts = [part for pair in zip(found.dbs, found.dWs, strict=True) for part in pair]
    assert_array_equal(found.gradient, np.concatenate([part.ravel() for part in parts]))
    found.dbs[0][0], found.dWs[0][0, 0] = 76, 77
    assert_array_equal(found.gradient[[0, 3]], [76, 77])


def test_gradients_are_checked_exactly() -> None:
    for net, y, loss in (
        (a_network(), Y, "squared_error"),
        (a_network(), Y, "binary_cross_entropy"),
        (classifier(), CLASSES, "cross_entropy"),
    ):

        def J(p: np.ndarray, net: Network = net, y: Any = y, loss: str = loss) -> Any:
            return cost(net.with_params(p), X, y, loss)

        result = gradient_check(J, backpropagate(net, X, y, loss).gradient, net.params)
        assert result.passed, result


def test_a_step_is_the_gradient_times_the_learning_rate() -> None:
    net = a_network()
    back = Backpropagation(net)
    back(X_0, Y, 0.5 / 4)
    assert_allclose(back.gradient, 0.5 * backpropagate(net, X, Y).gradient, rtol=1e-14)
    assert_allclose(back.deltas[0], 0.125 * backpropagate(net, X, Y).deltas[0], rtol=1e-14)


def test_it_reads_the_parameters_anew() -> None:
    net = a_network()
    back = Backpropagation(net)
    back(X_0, Y, 1)
    first = back.gradient.copy()
    net.params[:] *= 2
    back(X_0, Y, 1)
    fresh = Backpropagation(net)
    fresh(X_0, Y, 1)
    assert_array_equal(back.gradient, fresh.gradient)
    assert not np.allclose(back.gradient, first)


def test_a_call_returns_the_scores_that_losses_follow_from() -> None:
    for net, y, name in (
        (a_network(), Y, "squared_error"),
        (a_network(), Y, "binary_cross_entropy"),
        (classifier(), CLASSES, "cross_entropy"),
    ):
        in_ = Backpropagation(net, name)(X_0, y, 0.5)
        ins, outs = net.forward(X)
        assert_array_equal(in_, ins[-1])
        loss, right = loss_named(name), backpropagate(net, X, y, name).losses
        assert_allclose(loss.exact_values(y, in_, outs[-1]), right, rtol=1e-14)
        assert_allclose(loss.values(y, in_, outs[-1]), right, rtol=1e-13)


def deeper(seed: int = 0, **settings: Any) -> Network:
    return Network([2, 3, 4, 1], "tanh", rng=rng(seed), **settings)


BETWEEN = [{}, {"batch_norm": True}, {"dropout": 0.5}, {"batch_norm": True, "dropout": 0.5}]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("stacked", [False, True])
@pytest.mark.parametrize("settings", BETWEEN)
def test_batches_of_changing_size(settings: Any, stacked: bool, dtype: Any) -> None:
    """The room for a batch is used again; nothing of an earlier batch may be left in it."""
    nets = [deeper(seed, dtype=dtype, **settings) for seed in range(2)]
    net = stack(nets) if stacked else nets[0]
    examples = with_unit_0(rng(1).normal(size=(10, 2)).astype(dtype))
    labels = rng(2).random((10, 1)).astype(dtype)
    old = Backpropagation(net)
    for first, n in enumerate([4, 1, 3, 4, 1, 2, 4]):  # never the same examples
        batch = slice(first, first + n)
        draws = [rng(first) if settings else None for _ in range(2)]
        fresh = Backpropagation(net)
        in_ = old(examples[batch], labels[batch], 0.1, draws[0])
        assert_array_equal(fresh(examples[batch], labels[batch], 0.1, draws[1]), in_)
        assert_array_equal(old.gradient, fresh.gradient)
        assert old.gradient.any()
        for delta, right in zip(old.deltas, fresh.deltas, strict=True):
            assert_array_equal(delta, right)
            assert delta.shape[-2] == n


@pytest.mark.parametrize("settings", BETWEEN)
def test_deltas_stay_until_the_next_call(settings: Any) -> None:
    net, rows, y = deeper(**settings), X_0.copy(), Y.copy()
    draws = [rng(5) if settings else None for _ in range(3)]
    back = Backpropagation(net)
    in_ = back(rows, y, 0.25, draws[0])
    found = backpropagate(net, X, Y, rng=draws[1])
    for delta, right in zip(back.deltas, found.deltas, strict=True):
        assert_allclose(delta, right / 4, rtol=1e-12, atol=1e-15)
    places = [*back.deltas, in_, back.gradient, rows, y]
    assert not any(np.shares_memory(a, b) for a, b in combinations(places, 2))
    assert_array_equal(rows, X_0)
    assert_array_equal(y, Y)

    kept = [array.copy() for array in (*back.deltas, in_, back.gradient)]
    rows[:], y[:] = 7, 1
    net.predict(X)
    Backpropagation(net)(rows, y, 3, draws[2])
    net.params *= -1
    for now, then in zip((*back.deltas, in_, back.gradient), kept, strict=True):
        assert_array_equal(now, then)


def test_cost_is_the_mean_of_the_losses() -> None:
    net = classifier()
    p = net.predict(X)
    right = -np.log(p[range(4), [0, 1, 2, 1]])
    found = backpropagate(net, X, CLASSES, "cross_entropy")
    assert_allclose(found.losses, right)
    assert_allclose(found.cost, right.mean())
    assert_allclose(cost(net, X, CLASSES, "cross_entropy"), right.mean())
    assert isinstance(found.cost, float)
    assert isinstance(cost(net, X, CLASSES, "cross_entropy"), float)


def test_nothing_is_modified() -> None:
    net = a_network(batch_norm=True)
    before = net.params.copy(), X.copy(), Y.copy()
    gradient = backpropagate(net, X, Y, rng=rng()).gradient
    assert gradient.any()
    for now, then in zip((net.params, X, Y), before, strict=True):
        assert_array_equal(now, then)
    assert not net.norms()[0].run_mean.any()
    assert_array_equal(backpropagate(net, X, Y, rng=rng()).gradient, gradient)


def test_labels_in_a_row_and_lists() -> None:
    net = a_network()
    right = backpropagate(net, X, Y)
    assert_array_equal(backpropagate(net, X.tolist(), [0, 1, 1, 0]).gradient, right.gradient)
    assert_array_equal(backpropagate(net, X.astype(int), Y > 0).gradient, right.gradient)
    assert cost(net, X, [0, 1, 1, 0]) == right.cost


def test_float32() -> None:
    net = a_network(dtype=np.float32)
    found = backpropagate(net, X, Y)
    arrays = (found.gradient, found.losses, *found.deltas, *found.dWs, *found.dbs)
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
    exact = backpropagate(Network.from_weights(*wide(net)), X, Y)
    assert_allclose(found.gradient, exact.gradient, rtol=1e-4, atol=1e-7)


def wide(net: Network) -> tuple[list[np.ndarray], list[np.ndarray]]:
    return [W.astype(float) for W in net.Ws], [b.astype(float) for b in net.bs]


@pytest.mark.parametrize(
    ("loss", "y", "delta"),
    [
        ("squared_error", 0, 2 * np.exp(-40)),
        ("binary_cross_entropy", 1, -np.exp(-40)),
        ("binary_cross_entropy", 0, 1),
    ],
)
def test_a_saturated_unit_has_a_slope(loss: str, y: float, delta: float) -> None:
    """σ(40) is rounded to 1, so a (1 - a) would be 0."""
    net = Network.from_weights([[[1.0]], [[40.0]]], [[0.0], [0.0]], hidden="identity")
    found = backpropagate(net, [[1.0]], [[y]], loss)
    assert_allclose(found.deltas[1], [[delta]], rtol=1e-13)
    assert_allclose(found.deltas[0], [[40 * delta]], rtol=1e-13)


def test_a_sure_classifier_has_deltas() -> None:
    net = Network.from_weights([[[0.0, 50.0, 60.0]]], [[0.0] * 3], output="softmax")
    right = np.array([np.exp(-60), np.exp(-10), -np.exp(-10) - np.exp(-60)]) / (1 + np.exp(-10))
    found = backpropagate(net, [[1.0]], [[0, 0, 1]], "cross_entropy")
    assert_allclose(found.deltas[0], [right], rtol=1e-13)


def test_a_hopeless_network_gives_no_warning() -> None:
    net = Network([1, 2, 1], init="constant")
    net.params *= 1e4
    found = backpropagate(net, [[1e3], [-1e3]], [[0], [1]], "binary_cross_entropy")
    assert np.isfinite(found.gradient).all()


# --- dropout and batch normalization ------------------------------------------------------------


def test_dropped_units_get_no_delta() -> None:
    net = Network([2, 50, 1], "tanh", rng=rng(), dropout=0.4)
    found = backpropagate(net, X, Y, rng=rng(5))
    kept = rng(5).random((4, 50)) >= 0.4
    assert_array_equal(found.deltas[0] != 0, kept)


def test_scales_of_batch_norm_have_gradients() -> None:
    net = a_network(batch_norm=True)

    def J(p: np.ndarray) -> Any:
        _, outs = net.with_params(p).propagate(X, rng())
        return ((Y - outs[-1]) ** 2).sum() / 4

    found = backpropagate(net, X, Y, rng=rng())
    result = gradient_check(J, found.gradient, net.params, tolerance=1e-9)
    assert result.passed, result
    assert found.gradient[-6:].all()


def test_two_gradients_at_a_time_do_not_share() -> None:
    net = a_network(batch_norm=True)
    first = backpropagate(net, X, Y, rng=rng())
    kept = first.gradient.copy()
    backpropagate(net, X[::-1] * 3, Y, rng=rng())
    assert_array_equal(first.gradient, kept)


# --- what backpropagation is there to show ------------------------------------------------------


def deep(hidden: str, init: str) -> tuple[Network, np.ndarray]:
    """Return a network of 20 hidden layers, 32 wide, and its ‖Δ‖ per layer."""
    net = Network([8, *[32] * 20, 1], hidden, rng=rng(3), init=init)
    data = rng(4).normal(size=(64, 8))
    y = (data[:, :1] > 0) * 1.0
    return net, delta_norms(backpropagate(net, data, y, "binary_cross_entropy").deltas)


def test_deltas_vanish_layer_by_layer_with_the_sigmoid() -> None:
    net, norms = deep("sigmoid", "xavier")
    assert (norms[:-1] < 0.5 * norms[1:])[:-1].all()  # each layer loses more than half
    assert norms[0] < 1e-10 * norms[-1]
    assert (norms <= vanishing_bound(net.Ws, norms[-1]) * (1 + 1e-12)).all()


def test_deltas_do_not_vanish_with_relu_and_he() -> None:
    net, norms = deep("relu", "he")
    assert norms[0] > 0.1 * norms[-1]
    assert norms[:-1].max() < 10 * norms[:-1].min()
    assert (norms <= vanishing_bound(net.Ws, norms[-1], slope_max=1) * (1 + 1e-12)).all()


# --- words --------------------------------------------------------------------------------------

BAD_INPUT = [
    (
        lambda: backpropagate(a_network(), [[1, 2, 3]], [1]),
        r"layer 1 of this 2-3-1 network takes 2 inputs, but X has 3 columns: .* \(1, 3\)",
    ),
    (lambda: backpropagate(a_network(), [1, 2], [1]), r"X must have one row per .*\(2,\)"),
    (lambda: backpropagate(a_network(), [X], Y), r"X of shape \(1, 4, 2\) is one table"),
    (lambda: backpropagate(stack([a_network()] * 2), [X] * 3, Y), r"X of shape \(3, 4, 2\)"),
    (lambda: backpropagate(a_network(), X, [0, 1]), "X has 4 examples, but y has 2"),
    (
        lambda: backpropagate(a_network(), X, np.zeros((4, 2))),
        r"the output layer has 1 unit, so y must be \(n, 1\), but it is \(4, 2\)",
    ),
    (lambda: backpropagate(classifier(), X, [1, 2, 3, 1], "cross_entropy"), r"y .*\(4,\)"),
    (
        lambda: backpropagate(classifier(), X, [[1], [2], [3], [1]], "cross_entropy"),
        r"has 3 units, so y must be \(n, 3\), but it is \(4, 1\); .*one_hot\(y, K\)",
    ),
    (
        lambda: backpropagate(a_network(), X, [0, 1, 2, 0], "binary_cross_entropy"),
        "needs y between 0 and 1, but it reaches from 0 to 2",
    ),
    (
        lambda: backpropagate(a_network(), X, [0, 1, -1, 0], "binary_cross_entropy"),
        "needs y between 0 and 1, but it reaches from -1 to 1",
    ),
    (
        lambda: backpropagate(classifier(), X, 2 * CLASSES, "cross_entropy"),
        r"needs Y between 0 and 1, but it reaches from 0 to 2; .*one_hot\(y, K\)",
    ),
    (
        lambda: backpropagate(classifier(), X, -CLASSES, "cross_entropy"),
        r"needs Y between 0 and 1, but it reaches from -1 to 0",
    ),
    (
        lambda: backpropagate(classifier(), X, [[1, 0, 0]] * 3 + [[1, 1, 0]], "cross_entropy"),
        r"row 3 adds up to 2; .*one_hot\(y, K\)",
    ),
    (lambda: backpropagate(a_network(), [[1, np.nan]], [1]), "X holds nan .* row 0, column 1"),
    (lambda: backpropagate(a_network(), X, [0, 1, np.inf, 0]), "y holds .* row 2, column 0"),
    (lambda: backpropagate(a_network(), np.zeros((0, 2)), []), r"X is empty: .*\(0, 2\)"),
    (lambda: backpropagate(a_network(), X, []), "y is empty"),
    (lambda: backpropagate(a_network(), [[1, 2], [3]], [1, 2]), "X must be an array, its rows"),
    (lambda: backpropagate(a_network(), X, Y, "squared_eror"), "did you mean 'squared_error'"),
    (
        lambda: backpropagate(a_network(output="tanh"), X, Y, "binary_cross_entropy"),
        "'binary_cross_entropy' needs the output activation 'sigmoid', .* has 'tanh'",
    ),
    (
        lambda: Backpropagation(classifier(), "squared_error"),
        "an output with softmax needs 'cross_entropy', not 'squared_error'",
    ),
    (
        lambda: Backpropagation(a_network(), "cross_entropy"),
        "'cross_entropy' needs the output activation 'softmax', .* has 'sigmoid'",
    ),
    (lambda: backpropagate(a_network(dropout=0.5), X, Y), "drops or normalizes .* pass rng="),
    (lambda: cost(a_network(), X, [0, 1]), "X has 4 examples, but y has 2"),
    (lambda: cost(classifier(), X, CLASSES), "an output with softmax needs 'cross_entropy'"),
    (lambda: cost(a_network(), [[1, 2, 3]], [1]), "X has 3 columns"),
    (lambda: output_delta([[1]], [[1, 2]], [[1]]), r"one shape: \(1, 1\), \(1, 2\), \(1, 1\)"),
    (
        lambda: hidden_delta([[1, 2]], [[1], [2], [3]], [[1]]),
        r"do not fit: \(1, 2\), \(3, 1\) and \(1, 1\)",
    ),
    (lambda: hidden_delta([[1, 2]], [[1, 2]], [[1]]), r"do not fit: \(1, 2\), \(1, 2\)"),
    (lambda: hidden_delta([[1, 2]], [1, 2], [[1]]), r"do not fit: \(1, 2\), \(2,\)"),
    (lambda: grads([[1]], [1]), r"grads is for one example.* \(1, 1\) and \(1,\)"),
    (lambda: batch_grads([[1]], [[1], [2]]), r"they are \(1, 1\) and \(2, 1\)"),
    (lambda: batch_grads([], []), "A_prev is empty"),
]


@pytest.mark.parametrize(("call", "message"), BAD_INPUT)
def test_bad_input_gets_one_sentence(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: backpropagate(a_network(), [["a", "b"]], [1]), "X must hold numbers"),
        (lambda: backpropagate(a_network(), X, ["a"] * 4), "y must hold numbers"),
        (lambda: output_delta(["a"], [1], [1]), "y must hold numbers"),
        (lambda: hidden_delta([["a"]], [[1]], [[1]]), "in_ must hold numbers"),
        (lambda: grads(["a"], [1]), "a_prev must hold numbers"),
        (lambda: batch_grads([["a"]], [[1]]), "A_prev must hold numbers"),
    ],
)
def test_what_holds_no_numbers(call: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        call()


def test_every_loss_has_a_network() -> None:
    """So that the bad cases above are bad for the reason they name."""
    for loss in LOSSES:
        net, y = (classifier(), CLASSES) if loss == "cross_entropy" else (a_network(), Y)
        assert backpropagate(net, X, y, loss).gradient.any()


def test_a_loss_of_ones_own_may_return_what_it_was_given():
    net = Network([2, 1], output="identity", init="constant")
    X, y = np.ones((4, 2)), np.array([[0.0], [1.0], [1.0], [0.0]])
    half = Loss("half", lambda y, in_, a: (in_**2).sum(-1) / 2, lambda y, in_, a, slope: in_)
    assert_allclose(SGD(net.copy(), half, lr=0.1).step(X, y), [0.5] * 4)
    linear = Loss("linear", lambda y, in_, a: (y * in_).sum(-1), lambda y, in_, a, slope: y)
    train(stack([net, net]), X, y, linear, lr=[0.1, 0.2], epochs=1, batch_size=None)
    assert_array_equal(y, [[0], [1], [1], [0]])
