"""Networks: forward propagation, one vector of parameters, and sentences about bad input."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import course.activations as ac
from course.activations import ACTIVATIONS, Activation, activation
from course.backprop import backpropagate
from course.ensembles import stack
from course.network import Network, collapse, forward, with_unit_0
from course.normalization import BatchNorm
from course.regularization import Dropout

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, -2.0]])


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def a_network(**settings: Any) -> Network:
    return Network([2, 3, 1], rng=rng(), **settings)


# --- forward ------------------------------------------------------------------------------------


def test_forward_by_hand() -> None:
    Ws, bs = [[[1, -1], [2, 0]], [[3], [0.5]]], [[0.5, 1], [-1]]
    ins, outs = forward([[1, 1], [-1, 0]], Ws, bs, [ac.relu, ac.identity])
    assert_allclose(ins[0], [[3.5, 0], [-0.5, 2]])
    assert_allclose(outs[1], [[3.5, 0], [0, 2]])
    assert_allclose(ins[1], [[9.5], [0]])
    assert_allclose(outs[2], ins[1])
    assert_array_equal(outs[0], [[1, 1], [-1, 0]])


@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_a_network_is_the_loop_with_public_functions(hidden: str) -> None:
    net = Network([2, 3, 4, 2], hidden, "tanh", rng=rng(), init="large")
    for b in net.bs:
        b[:] = rng(1).normal(size=b.shape)
    g = getattr(ac, hidden)
    a, ins, outs = X, [], [X]
    for W, b, act in zip(net.Ws, net.bs, [g, g, ac.tanh], strict=True):
        ins.append(a @ W + b)
        a = act(ins[-1])
        outs.append(a)
    # a network has the bias as a term of the sum, at its beginning: other roundings
    by_parts = forward(X, net.Ws, net.bs, [g, g, ac.tanh])
    for (found_ins, found_outs), rtol in ((by_parts, 1e-14), (net.forward(X), 1e-13)):
        for found, right in zip(found_ins + found_outs, ins + outs, strict=True):
            assert_allclose(found, right, rtol=rtol)
    assert_array_equal(net.predict(X), net.forward(X)[1][-1])


def test_one_neuron_at_a_time() -> None:
    """The line of NumPy against the lecture's sum, in_j = Σ_i w_ij a_i + w_0j."""
    net = a_network()
    ins, _ = net.forward(X)
    for e, x in enumerate(X):
        for j in range(3):
            total = net.bs[0][j]
            for i in range(2):
                total += net.Ws[0][i, j] * x[i]
            assert_allclose(ins[0][e, j], total)


def test_softmax_output() -> None:
    net = Network([2, 3], output="softmax", init="constant")
    net.bs[0][:] = [0, np.log(2), np.log(5)]
    assert_allclose(net.predict([[4, 5]]), [[1 / 8, 2 / 8, 5 / 8]])
    assert net.predict([[1e5, 1e5]]).sum() == 1


def test_far_out_without_a_warning() -> None:
    net = Network([1, 1], init="constant")
    assert_array_equal(net.predict([[-1e6], [1e6]]), [[0], [1]])


def test_inputs_may_be_lists_and_are_not_modified() -> None:
    net, before = a_network(), X.copy()
    assert_array_equal(net.predict([[1, 2], [3, 4]]), net.predict(np.array([[1.0, 2], [3, 4]])))
    _, outs = net.forward(X)
    outs[-1][:] = 7
    assert_array_equal(X, before)
    Ws, bs = [[[1, 2]]], [[0, 0]]
    forward([[1]], Ws, bs, [ac.sigmoid])
    assert (Ws, bs) == ([[[1, 2]]], [[0, 0]])


def test_unit_0_is_1_and_stands_in_front() -> None:
    assert_array_equal(with_unit_0(X), [[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, -2]])
    before = X.copy()
    with_unit_0(X)[:] = 7
    assert_array_equal(X, before)
    for dtype in (np.float32, np.float64, np.complex128):
        assert with_unit_0(X.astype(dtype)).dtype == dtype
    tables = rng().normal(size=(5, 4, 2))  # for each of 5 networks
    assert_array_equal(with_unit_0(tables)[..., 0], np.ones((5, 4)))
    assert_array_equal(with_unit_0(tables)[..., 1:], tables)


@pytest.mark.parametrize("hidden", ["identity", "relu", "tanh"])  # identity has nothing to compute
def test_results_are_nobody_elses_memory(hidden: str) -> None:
    """Neither what becomes of X later nor the next calls may change what `forward` returned."""
    net, own = Network([2, 3, 4, 1], hidden, "identity", rng=rng()), X.copy()
    ins, outs = net.forward(own)
    prediction = net.predict(own)
    kept = [array.copy() for array in (*ins, *outs[1:], prediction)]
    own[:] = 9
    net.forward(own)
    net.predict(-own)
    net.propagate(own, rng())
    backpropagate(net, own, [[1]] * 4)
    net.params[:] = 5
    for now, then in zip((*ins, *outs[1:], prediction), kept, strict=True):
        assert_array_equal(now, then)
    assert_array_equal(outs[0], own)  # outs[0] is X itself


def test_room_is_used_again_and_unit_0_stays_1() -> None:
    net = Network([2, 3, 4, 1], "identity", rng=rng(), dropout=0.3)
    room = net.room(X)
    shapes = [(a_0.shape, a.shape) for a_0, a in room]
    assert shapes == [((4, 4), (4, 3)), ((4, 5), (4, 4)), ((4, 2), (4, 1))]
    for data in (X, X + 1, X):
        for draws in (None, 5):
            pair = (None, None) if draws is None else (rng(draws), rng(draws))
            ins, outs = net.run(with_unit_0(data), room, pair[0])
            own_ins, own_outs = net.propagate(data, pair[1])
            for found, right in zip(ins + outs, own_ins + own_outs[1:], strict=True):
                assert_array_equal(found, right)
                assert not any(np.shares_memory(found, a_0) for a_0, _ in room)
            for (a_0, a), out in zip(room, outs, strict=False):
                assert_array_equal(a_0, with_unit_0(out))
                assert_array_equal(a, out)


def test_float32_all_the_way() -> None:
    net = a_network(dtype=np.float32, batch_norm=True, dropout=0.5)
    assert {array.dtype for array in (net.params, *net.Ws, *net.bs)} == {np.dtype(np.float32)}
    for arrays in (*net.forward(X), *net.propagate(X.astype(np.float32), rng())):
        assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
    with_floats = Network.from_weights([np.ones((1, 2), np.float32)], [np.ones(2, np.float32)])
    assert with_floats.params.dtype == np.float32


def test_complex_parameters_carry_the_derivative() -> None:
    net, h = Network([2, 3, 1], "tanh", rng=rng()), 1e-20
    p = net.params.astype(complex)
    p[4] += 1j * h
    slope = net.with_params(p).predict(X).imag / h
    step = np.zeros_like(net.params)
    step[4] = 1e-6
    ahead, behind = (net.with_params(net.params + s).predict(X) for s in (step, -step))
    assert_allclose(slope, (ahead - behind) / 2e-6, rtol=1e-7, atol=1e-9)
    assert net.predict(X + 0j).dtype == complex


# --- one vector of parameters -------------------------------------------------------------------


def test_weights_are_windows_onto_one_vector() -> None:
    net = Network([2, 3, 1], init="zeros")
    assert net.params.shape == (3 + 2 * 3 + 1 + 3 * 1,)
    net.params[:] = np.arange(13)
    assert_array_equal(net.bs[0], [0, 1, 2])
    assert_array_equal(net.Ws[0], [[3, 4, 5], [6, 7, 8]])
    assert_array_equal(net.bs[1], [9])
    assert_array_equal(net.Ws[1], [[10], [11], [12]])
    net.Ws[0][1, 2], net.bs[1][0] = -8, -9
    assert net.params[8] == -8
    assert net.params[9] == -9


def test_a_table_has_the_biases_in_row_0() -> None:
    """`params` is one table after the other, each read row by row; then come γ and β."""
    net = Network([2, 3, 2, 1], init="zeros", batch_norm=True)
    net.params[:] = np.arange(30)
    tables, scales = net.tables(net.params)
    assert_array_equal(tables[0], [[0, 1, 2], [3, 4, 5], [6, 7, 8]])
    assert_array_equal(tables[1], [[9, 10], [11, 12], [13, 14], [15, 16]])
    assert_array_equal(tables[2], [[17], [18], [19]])
    assert_array_equal(np.concatenate(scales), np.arange(20, 30))
    assert [len(scale) for scale in scales] == [3, 3, 2, 2]
    Ws, bs, same_scales = net.windows(net.params)
    for table, W, b, own_W, own_b in zip(tables, Ws, bs, net.Ws, net.bs, strict=True):
        for part, right in ((W, table[1:]), (b, table[0]), (own_W, W), (own_b, b)):
            assert_array_equal(part, right)
    for parts in (tables, Ws, bs, scales, same_scales):
        assert all(np.shares_memory(part, net.params) for part in parts)
    tables[1][0, 1], tables[2][1, 0] = -1, -2
    assert (net.bs[1][1], net.Ws[2][0, 0]) == (-1, -2)


def test_tables_of_a_stack_are_those_of_its_networks() -> None:
    net = a_network(batch_norm=True)
    P = rng(1).normal(size=(4, net.params.size))
    for divided, alone in zip(net.tables(P), zip(*map(net.tables, P), strict=True), strict=True):
        for many, ones in zip(divided, zip(*alone, strict=True), strict=True):
            assert_array_equal(many, ones)
            assert np.shares_memory(many, P)
    (W, _), (b, _), _ = net.windows(P)
    assert (W.shape, b.shape) == ((4, 2, 3), (4, 3))
    assert_array_equal(b, P[:, :3])
    assert_array_equal(W, P[:, 3:9].reshape(4, 2, 3))


def test_scales_of_batch_norm_come_last() -> None:
    net = Network([2, 3, 2, 1], init="zeros", batch_norm=True)
    assert net.params.size == 9 + 8 + 3 + 2 * 3 + 2 * 2
    assert_array_equal(net.params[-10:], [1, 1, 1, 0, 0, 0, 1, 1, 0, 0])
    first, second = net.norms()
    net.params[-10:] = np.arange(10)
    assert_array_equal(first.gamma, [0, 1, 2])
    assert_array_equal(first.beta, [3, 4, 5])
    assert_array_equal(second.gamma, [6, 7])
    assert_array_equal(second.beta, [8, 9])
    second.beta[1] = 77
    assert net.params[-1] == 77


def test_a_copy_is_independent() -> None:
    net = a_network(batch_norm=True)
    twin = net.copy()
    assert_array_equal(twin.params, net.params)
    twin.Ws[0][:] = 0
    twin.norms()[0].run_mean[:] = 5
    twin.norms()[0].gamma[:] = 6
    assert net.Ws[0].all()
    assert_array_equal(net.norms()[0].run_mean, [0, 0, 0])
    assert_array_equal(net.norms()[0].gamma, [1, 1, 1])
    assert_array_equal(twin.params[-6:-3], [6, 6, 6])


def test_with_params_shares() -> None:
    net = a_network()
    p = np.arange(13.0)
    other = net.with_params(p)
    p[0], p[3] = 98, 99
    assert (other.bs[0][0], other.Ws[0][0, 0]) == (98, 99)
    assert other.params is p
    assert (net.bs[0][0], net.Ws[0][0, 0]) == (0, a_network().Ws[0][0, 0])
    assert other.acts == net.acts


def test_stacked_parameters() -> None:
    net = a_network()
    P = rng(1).normal(size=(4, 13))
    whole = net.with_params(P)
    assert whole.Ws[0].shape == (4, 2, 3)
    assert whole.bs[0].shape == (4, 1, 3)
    whole.bs[1][2, 0, 0], whole.Ws[1][2, 0, 0] = 6, 7
    assert_array_equal(P[2, 9:11], [6, 7])
    for p, prediction in zip(P, whole.predict(X), strict=True):
        assert_allclose(net.with_params(p).predict(X), prediction, rtol=1e-14)


def test_from_weights_copies() -> None:
    W, b = np.array([[1.0, 2.0]]), np.array([3.0, 4.0])
    net = Network.from_weights([W], [b], output="identity")
    W[:] = 0
    assert_array_equal(net.Ws[0], [[1, 2]])
    assert_array_equal(net.params, [3, 4, 1, 2])
    assert_array_equal(net.predict([[10]]), [[13, 24]])
    assert net.sizes == (1, 2)
    assert Network.from_weights([[[1j]]], [[0]]).params.dtype == complex


def test_initial_weights() -> None:
    """Drawn layer after layer from the generator that is passed; biases start at 0."""
    net, draw = Network([2, 3, 1], rng=rng(4)), rng(4)
    assert_allclose(net.Ws[0], draw.normal(0, np.sqrt(2 / 5), size=(2, 3)))
    assert_allclose(net.Ws[1], draw.normal(0, np.sqrt(2 / 4), size=(3, 1)))
    assert not any(b.any() for b in net.bs)
    assert_array_equal(net.params, Network([2, 3, 1], rng=rng(4)).params)
    assert not np.array_equal(net.params, Network([2, 3, 1], rng=rng(5)).params)
    own = Network([2, 1], init=lambda i, o, r: np.full((i, o), 9), rng=rng())
    assert_array_equal(own.params, [0, 9, 9])


def test_activations_of_each_layer() -> None:
    cube = Activation("cube", lambda x: x**3, lambda x: 3 * x**2)
    net = Network([2, 3, 4, 1], ["relu", cube], activation("elu", alpha=2), rng=rng())
    assert [g.name for g in net.acts][:2] == ["relu", "cube"]
    assert_allclose(net.forward(X)[1][2], net.forward(X)[0][1] ** 3)
    assert Network([2, 1], "relu", init="zeros").acts[0].name == "sigmoid"


# --- dropout and batch normalization ------------------------------------------------------------


def test_what_stands_between_layers() -> None:
    net = a_network(dropout=0.25, batch_norm=True)
    (norm, drop), *rest = net.between
    assert isinstance(norm, BatchNorm)
    assert isinstance(drop, Dropout)
    assert drop.p == 0.25
    assert rest == []
    assert a_network().between == ((),)


def test_dropout_acts_in_training_only() -> None:
    net, plain = a_network(dropout=0.5), a_network()
    assert_array_equal(net.predict(X), plain.predict(X))
    _, outs = net.propagate(X, rng(3))
    keep = rng(3).random((4, 3)) >= 0.5
    assert_allclose(outs[1], plain.forward(X)[1][1] * keep * 2)
    assert_allclose(outs[2], ac.sigmoid(outs[1] @ net.Ws[1] + net.bs[1]))


def test_batch_statistics_in_training_running_ones_in_tests() -> None:
    net, plain = a_network(batch_norm=True), a_network()
    norm, a = net.norms()[0], plain.forward(X)[1][1]
    assert_allclose(net.forward(X)[1][1], a / np.sqrt(1 + norm.eps))
    assert_array_equal(norm.run_mean, [0, 0, 0])
    assert_array_equal(norm.run_var, [1, 1, 1])
    _, outs = net.propagate(X, rng())
    assert_allclose(outs[1], (a - a.mean(0)) / np.sqrt(a.var(0) + norm.eps))
    assert_allclose(norm.run_mean, 0.1 * a.mean(0))
    assert_allclose(norm.run_var, 0.9 + 0.1 * a.var(0))
    together = net.predict(X)
    one_by_one = np.vstack([net.predict(X[k : k + 1]) for k in range(4)])
    assert_allclose(together, one_by_one, rtol=1e-14)


# --- collapse -----------------------------------------------------------------------------------


def test_collapse_is_the_linear_network() -> None:
    net = Network([2, 5, 4, 3], "identity", "identity", rng=rng())
    for b in net.bs:
        b[:] = rng(2).normal(size=b.shape)
    before = net.params.copy()
    W, b = collapse(net.Ws, net.bs)
    assert_allclose(X @ W + b, net.predict(X), rtol=1e-12, atol=1e-14)
    assert_array_equal(net.params, before)
    W[:], b[:] = 0, 0
    assert_array_equal(net.params, before)


def test_collapse_of_one_layer_is_a_copy() -> None:
    W = np.ones((2, 1))
    collapse([W], [[0]])[0][:] = 5
    assert_array_equal(W, 1)


# --- words --------------------------------------------------------------------------------------


def test_repr() -> None:
    net = Network([2, 3, 4, 1], "relu", "tanh", rng=rng())
    assert repr(net) == "<Network 2-3-4-1, relu, relu, tanh, 30 parameters>"
    assert repr(stack([net, net])) == "<Network 2 times 2-3-4-1, relu, relu, tanh, 30 parameters>"


SIZES = "sizes must list the units of each layer, whole numbers from 1 on"
NET_12 = (
    r"layer 1 of this 2-3-1 network takes 2 inputs, but X has 3 columns: its shape is \(1, 3\)"
)
BAD_INPUT = [
    (lambda: a_network().predict([[1, 2, 3]]), NET_12, ValueError),
    (lambda: a_network().predict([1, 2]), r"X must have one row per example.*\(2,\)", ValueError),
    (lambda: a_network().predict(np.zeros((3, 4, 2))), r"X of shape \(3, 4, 2\)", ValueError),
    (
        lambda: stack([a_network()] * 2).predict(np.zeros((3, 4, 2))),
        r"X of shape \(3, 4, 2\) is one table \(n, d\) for each of 3 .* <Network 2 times",
        ValueError,
    ),
    (lambda: a_network().predict([]), r"X is empty: its shape is \(0,\)", ValueError),
    (lambda: a_network().predict(np.zeros((0, 2))), r"X is empty: .*\(0, 2\)", ValueError),
    (lambda: a_network().predict([[1, np.nan]]), "X holds nan or .* row 0, column 1", ValueError),
    (lambda: a_network().predict([["a", "b"]]), "X must hold numbers", TypeError),
    (lambda: a_network().predict([[1, 2], [3]]), "X must be an array, its rows", ValueError),
    (lambda: Network([3], rng=rng()), rf"{SIZES}.*got \[3\]", ValueError),
    (lambda: Network([2, 0, 1], rng=rng()), rf"{SIZES}.*got \[2, 0, 1\]", ValueError),
    (lambda: Network([2.5, 1], rng=rng()), rf"{SIZES}.*got \[2.5, 1\]", ValueError),  # type: ignore
    (lambda: Network([2, np.nan], rng=rng()), SIZES, ValueError),
    (lambda: Network([2, "1"], rng=rng()), SIZES, ValueError),  # type: ignore[list-item]
    (lambda: Network(3, rng=rng()), f"{SIZES}.*got 3", ValueError),  # type: ignore[arg-type]
    (lambda: a_network(hidden="sigmod"), "'sigmod', did you mean 'sigmoid'", ValueError),
    (lambda: a_network(hidden=["rellu"]), "'rellu', did you mean 'relu'", ValueError),
    (lambda: Network([2, 1], "sigmod", rng=rng()), "did you mean 'sigmoid'", ValueError),
    (lambda: a_network(hidden="softmax"), "softmax is an .* of the output alone", ValueError),
    (lambda: a_network(output="sofmax"), "'sofmax', did you mean 'softmax'", ValueError),
    (lambda: a_network(output="Softmax"), "'Softmax', did you mean 'softmax'", ValueError),
    (lambda: a_network(output="softplu"), "'softplu', did you mean 'softplus'", ValueError),
    (lambda: a_network(output=None), "an activation is a name .* NoneType", TypeError),
    (lambda: a_network(hidden=len), "an activation is a name .* builtin_function", TypeError),
    (
        lambda: a_network(hidden=["relu", "relu"]),
        r"a 2-3-1 network has 1 hidden layer\(s\), but hidden names 2 activation\(s\)",
        ValueError,
    ),
    (lambda: a_network(init="xavir"), "'xavir'; did you mean xavier", ValueError),
    (
        lambda: Network([2, 1], init=lambda i, o, r: np.zeros((3, 3)), rng=rng()),
        r"must return \(fan_in, fan_out\) = \(2, 1\), not \(3, 3\)",
        ValueError,
    ),
    (
        lambda: Network([2, 1]),
        r"init='xavier' draws .* pass rng=np.random.default_rng",
        ValueError,
    ),
    (lambda: Network([2, 1], rng=0), "rng must be a random generator .* got int", TypeError),  # type: ignore
    (lambda: a_network(dtype=int), "dtype must be float64 or float32, .* no int64", ValueError),
    (lambda: a_network(dtype=np.float16), "weights are no float16", ValueError),
    (lambda: a_network(dropout=1), "p is the probability to drop .* below 1, got 1", ValueError),
    (lambda: a_network(dropout=-0.1), "p is the probability to drop .* got -0.1", ValueError),
    (
        lambda: a_network().with_params([1, 2]),
        r"params of shape \(13,\) .* got \(2,\)",
        ValueError,
    ),
    (lambda: a_network().with_params(np.zeros((1, 1, 13))), r"got \(1, 1, 13\)", ValueError),
    (
        lambda: Network.from_weights([[[1, 2]], [[1]]], [[0, 0], [0]]),
        r"layer 2 has weights \(1, 1\), for 1 inputs, but layer 1 passes on 2 columns",
        ValueError,
    ),
    (
        lambda: Network.from_weights([[[1, 2]]], [[0]]),
        r"layer 1 needs W of shape \(fan_in, fan_out\) .* they are \(1, 2\) and \(1,\)",
        ValueError,
    ),
    (
        lambda: Network.from_weights([[[1]], np.zeros((1, 0))], [[0], []]),
        r"W of layer 2 is empty: its shape is \(1, 0\)",
        ValueError,
    ),
    (lambda: Network.from_weights([[[1]]], []), "there are 1 Ws and 0 bs", ValueError),
    (lambda: Network.from_weights([], []), "there are 0 Ws and 0 bs", ValueError),
    (lambda: Network.from_weights([[["a"]]], [[0]]), "W of layer 1 must hold numbers", TypeError),
    (
        lambda: forward(X, [[[1]] * 3], [[0]], [ac.sigmoid]),
        r"layer 1 has weights \(3, 1\), for 3 inputs, but X \(4, 2\) has 2 columns",
        ValueError,
    ),
    (lambda: forward(X, [[[1]] * 2], [[0]], []), "there are 1 Ws and 0 acts", ValueError),
    (lambda: forward([1, 2], [[[1]] * 2], [[0]], [ac.relu]), r"X must .*\(2,\)", ValueError),
    (lambda: collapse([], []), "there are 0 Ws and 0 bs", ValueError),
    (lambda: collapse([[[1]], [[1], [1]]], [[0], [0]]), "layer 2 has weights", ValueError),
]


@pytest.mark.parametrize(("call", "message", "error"), BAD_INPUT)
def test_bad_input_gets_one_sentence(call: Any, message: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)
    assert type(caught.value) is error


def test_weights_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="W of layer 2 holds nan or infinity in row 1, column 0"):
        Network.from_weights([[[1, 2]], [[3], [np.nan]]], [[0, 0], [0]])
    with pytest.raises(ValueError, match="b of layer 1 holds nan or infinity at index 1"):
        forward([[1]], [[[1, 2]]], [[0, np.inf]], ["sigmoid"])


def test_parameters_with_gaps_are_copied() -> None:
    net = Network([2, 1], init="zeros").with_params(np.arange(6.0)[::2])
    assert_array_equal(net.Ws[0], [[2], [4]])
    net.Ws[0][:] = 7
    assert_array_equal(net.params, [0, 7, 7])


def test_assigning_parameters_writes_into_the_network() -> None:
    net, x = Network([2, 1], "identity", "identity", init="zeros"), [[1.0, 1.0]]
    vector = net.params
    net.params = net.params + 1
    assert net.params is vector
    assert net.predict(x) == 3
    net.params -= 0.5
    net.Ws[0] -= 0.5
    net.bs[0] = [7]
    assert_array_equal(net.params, [7, 0, 0])
    with pytest.raises(ValueError, match="could not broadcast"):
        net.params = [1, 2]


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))])
def test_a_copied_network_can_be_trained(duplicate) -> None:
    net = Network([2, 3, 1], "relu", rng=rng(), batch_norm=True, dropout=0.1)
    twin = duplicate(net)
    assert_array_equal(twin.predict(X), net.predict(X))
    before = net.predict(X)
    twin.params[:] = 0
    assert_array_equal(twin.predict(X), [[0.5]] * len(X))
    assert_array_equal(net.predict(X), before)
    assert repr(twin) == repr(net)
