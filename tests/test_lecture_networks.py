"""The lectures' networks: the numbers the lectures print, and examples that fit."""

from inspect import getclosurevars

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import course.lecture_networks as lecture
from course.backprop import backpropagate, cost
from course.losses import accuracy
from course.network import Network
from course.training import SGD, train

NAMES = [name for name in lecture.__all__ if name not in ("Example", "xor_params")]
SIZES = {
    "single_neuron": (2, 1),
    "five_units": (2, 2, 1),
    "seven_units": (2, 2, 2, 1),
    "chain": (1, 1, 1, 1, 1),
    "equal_weights": (2, 2, 1),
    "xor_network": (2, 2, 1),
    "cs389_chain": (1, 1, 1, 1, 1),
    "ds102_network": (1, 2, 1),
    "bump": (1, 2, 1),
}


def sigma(x):
    return 1 / (1 + np.exp(-x))


# --- all of them --------------------------------------------------------------------------------


def test_the_page_lists_every_network():
    assert sorted(NAMES) == sorted(SIZES)
    assert all(f"\n`{name}` " in lecture.__doc__ for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_example_fits_its_network(name):
    net, X, y = getattr(lecture, name)()
    assert isinstance(net, Network)
    assert net.sizes == SIZES[name]
    assert X.shape[1] == net.sizes[0]
    assert y.shape == net.predict(X).shape
    assert {X.dtype, y.dtype, net.params.dtype} == {np.dtype(np.float64)}
    assert np.isfinite(cost(net, X, y))


@pytest.mark.parametrize("name", NAMES)
def test_every_call_builds_a_new_one(name):
    first, second = getattr(lecture, name)(), getattr(lecture, name)()
    before = [second.net.params.copy(), second.X.copy(), second.y.copy()]
    first.net.params += 1
    first.X[:] = first.y[:] = 7
    third = getattr(lecture, name)()
    for example in (second, third):
        for array, expected in zip((example.net.params, *example[1:]), before, strict=True):
            assert_array_equal(array, expected)


def test_example_has_names():
    example = lecture.five_units()
    assert example.net.predict(example.X).round(4) == 0.8232
    assert example._fields == ("net", "X", "y")


# --- CS 457 -------------------------------------------------------------------------------------


def test_single_neuron_learns_as_in_the_lecture():
    net, X, y = lecture.single_neuron()
    assert net.predict(X).item() == pytest.approx(sigma(0.19), rel=1e-15)
    SGD(net, lr=0.5).step(X, y)
    assert_allclose(net.params, [0.212145, 0.144858, 0.156073], atol=5e-7)
    assert net.predict(X).item() == pytest.approx(0.586163, abs=5e-7)


def test_five_units_answers_as_in_the_lecture():
    net, X, _ = lecture.five_units()
    (hidden, output), outs = net.forward(X)
    assert_array_equal(hidden, [[0, -1]])
    assert_allclose(outs[1], [[0.5, 0.268941]], atol=5e-7)
    assert_allclose([output, outs[2]], [[[1.537883]], [[0.823157]]], atol=5e-7)


def test_seven_units_has_weights_that_tell_their_names():
    net = lecture.seven_units().net
    layers = [(1, 2), (3, 4), (5, 6), (7,)]
    for before, units, W, b in zip(layers, layers[1:], net.Ws, net.bs, strict=False):
        sign = [1 if j % 2 else -1 for j in units]
        names = [[(10 * i + j) / 100 for j in units] for i in before]
        assert_allclose(W, np.array(names) * sign, rtol=1e-14)
        assert_allclose(b, [s * j / 100 for s, j in zip(sign, units, strict=True)], rtol=1e-14)
    assert net.params.size == 15


def test_seven_units_tells_all_derivatives_apart():
    """A formula for the wrong weight must not be right by accident."""
    gradient = np.sort(backpropagate(*lecture.seven_units()).gradient)
    assert (np.diff(gradient) > 1e-6).all()


def test_chain_multiplies_slopes_and_weights():
    w, b = [0.5, -1, 2], [0.1, -0.2, 0.3]
    net, X, y = lecture.chain(3, w, b, x=0.7, y=0.25)
    assert (X.item(), y.item()) == (0.7, 0.25)
    assert_array_equal(np.ravel(net.Ws), w)
    assert_array_equal(np.ravel(net.bs), b)
    a = 0.7
    for weight, bias in zip(w, b, strict=True):
        a = sigma(weight * a + bias)
    assert net.predict(X).item() == pytest.approx(a, rel=1e-14)


def test_chain_takes_one_number_for_all_and_another_activation():
    net = lecture.chain(5, w=2, b=-1, g="tanh").net
    assert [W.item() for W in net.Ws] == [2] * 5
    assert [b.item() for b in net.bs] == [-1] * 5
    assert [g.name for g in net.acts] == ["tanh"] * 5
    assert len(lecture.chain(1).net.Ws) == 1


@pytest.mark.parametrize("L", [0, -1, 2.5])
def test_chain_needs_a_whole_number_of_layers(L):
    with pytest.raises(ValueError, match=f"L, the number of weight layers.* not {L}"):
        lecture.chain(L)


@pytest.mark.parametrize("culprit", ["w", "b"])
def test_chain_names_what_has_the_wrong_length(culprit):
    with pytest.raises(ValueError, match=rf"chain of 4 .*{culprit} has shape \(3,\)"):
        lecture.chain(4, **{culprit: [1, 2, 3]})


def test_equal_weights_are_equal_and_where_they_belong():
    net, _, _ = lecture.equal_weights((0.1, 0.2, 0.3), 0.4, 0.5)
    assert_array_equal(net.Ws[0], [[0.2, 0.2], [0.3, 0.3]])
    assert_array_equal(net.bs[0], [0.1, 0.1])
    assert_array_equal(net.Ws[1], [[0.4], [0.4]])
    assert_array_equal(net.bs[1], [0.5])


def test_equal_weights_never_solve_xor():
    net, X, y = lecture.equal_weights()
    train(net, X, y, lr=1, epochs=300, rng=np.random.default_rng(0))
    assert accuracy(y, net.predict(X)) < 1


@pytest.mark.parametrize("incoming", [(1, 2), (1, 2, 3, 4), 1.0])
def test_equal_weights_needs_a_bias_and_two_weights(incoming):
    with pytest.raises(ValueError, match="incoming must hold the bias and two weights"):
        lecture.equal_weights(incoming)


# --- XOR ----------------------------------------------------------------------------------------


def test_xor_params_have_the_shapes_of_the_exercise():
    W1, b1, w2, b2 = lecture.xor_params()
    assert (W1.shape, b1.shape, w2.shape, np.ndim(b2)) == ((2, 2), (2,), (2,), 0)


def test_xor_network_computes_xor_and_no_decision_is_a_tie():
    net, X, y = lecture.xor_network()
    ins, outs = net.forward(X)
    assert outs[2].ravel().tolist() == [0, 1, 1, 0]
    assert_array_equal(y, outs[2])
    assert abs(np.concatenate(ins, axis=1)).min() == 0.5
    assert [g.name for g in net.acts] == ["threshold", "threshold"]


def test_xor_network_survives_sigmoids_when_scaled():
    net, X, y = lecture.xor_network()
    Ws, bs = [20 * W for W in net.Ws], [20 * b for b in net.bs]
    assert_allclose(Network.from_weights(Ws, bs).predict(X), y, atol=1e-3)


def test_nothing_can_be_learned_through_thresholds():
    assert not backpropagate(*lecture.xor_network()).gradient.any()


def test_xor_params_is_a_plain_function():
    """Grading runs another function's code in its place."""
    assert not getclosurevars(lecture.xor_params).nonlocals
    assert lecture.xor_params.__defaults__ is None


# --- the other lectures -------------------------------------------------------------------------


def test_cs389_chain_has_no_biases():
    net, X, y = lecture.cs389_chain()
    assert not np.any(net.bs)
    A = X.item()
    for w in (0.8, -1.1, 0.6, 1.3):
        A = sigma(w * A)
    assert net.predict(X).item() == pytest.approx(A, rel=1e-14)
    assert cost(net, X, y, "half_squared_error") == pytest.approx((0.2 - A) ** 2 / 2)


def test_cs389_chain_with_other_weights():
    net, X, y = lecture.cs389_chain([1, 2], x=3, y=4)
    assert (np.ravel(net.Ws).tolist(), X.item(), y.item()) == ([1, 2], 3, 4)
    with pytest.raises(ValueError, match="from 1 on"):
        lecture.cs389_chain([])


def test_ds102_network_is_the_formula_of_the_sheet():
    A, b, x = np.array([[1.0, -2, 0.5], [0, 1, 3]]), np.array([2.0, -1]), np.array([0.1, 0.2, 0.3])
    given = A.copy(), b.copy(), x.copy()
    net, X, y = lecture.ds102_network(A, b, x, y=5)
    assert net.predict(X).item() == pytest.approx(b @ sigma(A @ x), rel=1e-14)
    assert y.item() == 5
    net.params += 1
    X += 1
    for array, before in zip((A, b, x), given, strict=True):
        assert_array_equal(array, before)


@pytest.mark.parametrize(
    ("A", "b", "x"),
    [
        ([[1, 2]], [1, 2], [1, 2]),
        ([[1, 2]], [1], [1]),
        ([1, 2], [1], [1, 2]),
    ],
)
def test_ds102_network_says_what_does_not_fit(A, b, x):
    with pytest.raises(ValueError, match=r"A \(h, m\), b \(h,\) and x \(m,\) do not fit"):
        lecture.ds102_network(A, b, x)


def test_bump_is_high_inside_and_low_outside():
    net, X, y = lecture.bump(steepness=50, width=3)
    edge = abs(abs(X) - 1.5) < 0.2
    assert_allclose(net.predict(X)[~edge], y[~edge], atol=1e-3)
    assert y[~edge].min() == 0 < y[~edge].max() == 1
