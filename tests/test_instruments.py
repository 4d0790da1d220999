"""The measuring instruments against the lectures' numbers, the contracts and real networks."""

from __future__ import annotations

import inspect
import math
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

import course.instruments as ins
from course.activations import sigmoid, sigmoid_prime, tanh_prime
from course.instruments import (
    chain_deltas,
    count_parameters,
    dead_fraction,
    dead_units,
    delta_bound,
    delta_norms,
    derivative_counts,
    distinct_outputs,
    distinct_units,
    saturation_share,
    sleeping_share,
    vanishing_bound,
)

Z = np.array(
    [
        [-1.0, 2.0, -3.0, 0.0, -0.5],
        [-2.0, -1.0, 5.0, 0.0, -4.0],
        [-0.5, 3.0, -1.0, 0.0, -2.0],
        [-9.0, -1.0, -2.0, 0.0, 1e-3],
    ]
)


def test_nothing_public_is_left_out() -> None:
    public = {n for n, f in vars(ins).items() if getattr(f, "__module__", "") == ins.__name__}
    assert {n for n in public if not n.startswith("_")} == set(ins.__all__)


def test_no_argument_is_modified() -> None:
    rng = np.random.default_rng(0)
    a, b, W = rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal(size=(3, 3))
    kept = a.copy(), b.copy(), W.copy()
    saturation_share(a)
    sleeping_share(a)
    dead_fraction(a)
    distinct_outputs(a)
    distinct_units(W, b, W)
    delta_norms([a])
    chain_deltas(b, b[1:], 1.0)
    vanishing_bound([W, W], 1.0)
    for before, after in zip(kept, (a, b, W), strict=True):
        assert_array_equal(before, after)


TABLES: list[Any] = [
    saturation_share,
    sleeping_share,
    dead_units,
    dead_fraction,
    distinct_outputs,
    lambda a: delta_norms([a]),
]


@pytest.mark.parametrize("measure", TABLES)
@pytest.mark.parametrize(
    ("table", "error", "message"),
    [
        ([1.0, 2.0], ValueError, r"shape is \(2,\)"),
        (np.zeros((0, 3)), ValueError, "is empty"),
        (np.zeros((3, 0)), ValueError, "is empty"),
        ([[1.0, np.nan]], ValueError, "holds nan or infinity in row 0, column 1"),
        ([["a"]], TypeError, "must hold numbers"),
        ([[1, 2], [3]], ValueError, "differ in length"),
    ],
)
def test_bad_tables(measure: Any, table: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        measure(table)


# --- units that sleep ---------------------------------------------------------------------------


def test_saturation_by_hand() -> None:
    a = [[0.05, 0.5, 0.951], [0.95, 0.06, 0.02]]
    assert saturation_share(a) == 4 / 6
    assert type(saturation_share(a)) is float
    assert_array_equal(saturation_share(a, per_unit=True), [1, 0, 1])
    assert saturation_share(a, low=0.01, high=0.96) == 0
    assert saturation_share([[-0.96, 0.0, 0.5, 1.0]], low=-0.95) == 0.5
    with pytest.raises(ValueError, match=r"low = 0\.9 must be below high = 0\.1"):
        saturation_share(a, 0.9, 0.1)


def test_large_weights_saturate_and_small_ones_do_not() -> None:
    # Inputs of ±1 and fan-in 100: in_ has a standard deviation of 10 times that of the weights.
    rng = np.random.default_rng(0)
    X = rng.choice([-1.0, 1.0], size=(200, 100))
    large, small = (X @ rng.normal(0, std, size=(100, 50)) for std in (10, 0.1))
    ten = float(sigmoid(10.0))
    assert abs(saturation_share(sigmoid(large), 1 - ten, ten) - 0.92) < 0.02
    assert saturation_share(sigmoid(small), 1 - ten, ten) == 0


@pytest.mark.parametrize(("std", "share"), [(1, 0.0), (3, 0.126), (10, 0.647)])
def test_sleeping_sigmoids(std: float, share: float) -> None:
    # The middle of 20 000 equal slices of the bell curve: drawing without chance.
    in_ = std * stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000).reshape(-1, 2)
    assert abs(sleeping_share(sigmoid_prime(in_)) - share) < 6e-4


def test_sleeping_by_hand() -> None:
    slopes = [[0.0, -0.5, 0.01], [0.009, 1.0, -0.009]]
    assert sleeping_share(slopes) == 0.5
    assert_array_equal(sleeping_share(slopes, per_unit=True), [1, 0, 0.5])
    assert sleeping_share(slopes, tol=2) == 1
    assert sleeping_share(tanh_prime([[0.0, 5.0]])) == 0.5


def test_dead_units_keep_their_contract() -> None:
    mask = dead_units(Z)
    assert mask.dtype == bool
    assert_array_equal(mask, [True, False, False, True, False])
    assert_array_equal(dead_units(Z.tolist()), mask)
    assert dead_units(np.zeros((3, 2)))[0]
    assert_array_equal(dead_units([[-1, 2], [-3, -1]]), [True, False])
    assert not dead_units([[-1.0], [-1.0], [-1.0], [5.0]])[0]
    assert not dead_units([[-100.0], [0.1]])[0]


def test_dead_fraction_keeps_its_contract() -> None:
    assert dead_fraction(Z) == 0.4
    assert type(dead_fraction(Z)) is float
    assert dead_fraction(np.ones((3, 4))) == 0
    assert dead_fraction(-np.ones((3, 4))) == 1


def test_several_networks_at_once() -> None:
    two = np.stack([Z, -Z])
    assert_array_equal(dead_units(two), [dead_units(Z), dead_units(-Z)])
    assert_array_equal(
        saturation_share(two, -1.5, 1.5, per_unit=True),
        [saturation_share(z, -1.5, 1.5, per_unit=True) for z in (Z, -Z)],
    )
    assert_allclose(delta_norms([two, 2 * two])[:, 0], delta_norms([Z, 2 * Z]))


# --- twins --------------------------------------------------------------------------------------

ONES = np.ones


@pytest.mark.parametrize(
    ("count", "W_in", "b", "W_out"),
    [
        (1, ONES((3, 4)), ONES(4), ONES((4, 2))),
        (4, np.arange(12.0).reshape(3, 4), [1, 2, 3, 4], np.arange(8.0).reshape(4, 2)),
        (2, ONES((3, 2)), [0, 1], ONES((2, 1))),
        (2, ONES((3, 2)), [0, 0], [[1], [2]]),
        (2, [[1, 2, 1, 2]], [0, 0, 0, 0], [[1], [3], [1], [3]]),
        (1, [[0.1 + 0.2, 0.3]], [0, 0], [[1], [1]]),
        (2, [[0.3, 0.3 + 1e-6]], [0, 0], [[1], [1]]),
        (2, [[1, 2], [2, 1]], [0, 0], [[1], [1]]),
        (2, [[1, 2], [3, 2]], [0, 0], [[1], [1]]),
        (2, [[1, 2], [1, 2]], [0, 0], [[1], [1]]),
        (1, np.zeros((2, 3)), np.zeros(3), np.zeros((3, 1))),
    ],
)
def test_distinct_units_keeps_its_contract(count: int, W_in: Any, b: Any, W_out: Any) -> None:
    found = distinct_units(W_in, b, W_out)
    assert type(found) is int
    assert found == count


@settings(max_examples=40, deadline=None)
@given(picks=st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_copies_of_units_are_not_counted(picks: list[int]) -> None:
    rng = np.random.default_rng(1)
    W_in, b, W_out = rng.normal(size=(3, 6)), rng.normal(size=6), rng.normal(size=(6, 2))
    found = distinct_units(W_in[:, picks], b[picks], W_out[picks])
    assert found == len(set(picks))
    assert found == distinct_outputs(np.tanh(W_in + b)[:, picks])


def test_units_with_other_outgoing_weights_have_the_same_output() -> None:
    W_in, b, W_out = [[1.0, 1.0]], [0.0, 0.0], [[1.0], [2.0]]
    X = np.array([[0.5], [-1.0], [2.0]])
    assert distinct_outputs(sigmoid(X @ W_in + b)) == 1
    assert distinct_units(W_in, b, W_out) == 2


@pytest.mark.parametrize(
    ("W_in", "b", "W_out", "message"),
    [
        (ONES((3, 2)), ONES(3), ONES((2, 1)), r"\(3, 2\), \(3,\) and \(2, 1\)"),
        (ONES((3, 2)), ONES(2), ONES((3, 1)), "do not fit"),
        (ONES((3, 2)), ONES((1, 2)), ONES((2, 1)), "do not fit"),
        (ONES((3, 2)), ONES(2), ONES(2), r"W_out must have one row"),
        (ONES((3, 2)), [0, np.nan], ONES((2, 1)), "b holds nan"),
    ],
)
def test_layers_that_do_not_fit(W_in: Any, b: Any, W_out: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        distinct_units(W_in, b, W_out)


# --- the signal on its way back -----------------------------------------------------------------


def test_delta_norms_by_hand() -> None:
    # Lengths 5 and 13, not the length of the mean; one number per layer.
    norms = delta_norms([[[3, 4], [-5, -12]], [[-2], [2]]])
    assert_allclose(norms, [9, 2], rtol=1e-15)
    assert delta_norms([np.float32([[3, 4]])]).dtype == np.float64
    with pytest.raises(ValueError, match="deltas is empty"):
        delta_norms([])
    with pytest.raises(ValueError, match=r"deltas\[1\] must have one row"):
        delta_norms([[[1.0]], [1.0]])


@settings(max_examples=40, deadline=None)
@given(
    delta=hnp.arrays(float, (3, 4), elements=st.floats(-9, 9)), power=st.sampled_from([-290, 290])
)
def test_delta_norms_at_any_scale(delta: np.ndarray, power: int) -> None:
    want = np.mean([math.hypot(*row) for row in delta])
    assert_allclose(delta_norms([delta]), [want], rtol=1e-14)
    delta = np.where(np.abs(delta) < 1e-3, 0, delta)
    want = np.mean([math.hypot(*row) for row in delta])
    assert_allclose(delta_norms([delta * 10.0**power]) / 10.0**power, [want], rtol=1e-13)


def test_chain_deltas_keep_their_contract() -> None:
    assert_allclose(
        chain_deltas([0.2, -1.0, 2.0, 0.5], [1.5, -0.7, 2.0], 1.0),
        [0.001904, 0.005128, -0.03726, -0.1774],
        rtol=5e-4,
    )
    assert_allclose(chain_deltas([0.3], [], 0.0), [0.2809], rtol=5e-4)
    assert_allclose(chain_deltas([0.0] * 5, [1.0] * 4, 1.0)[0], -976.56e-6, rtol=1e-5)
    assert chain_deltas([0.0] * 5, [4.0] * 4, 1.0)[0] == -0.25
    deltas = chain_deltas(np.array([0, -1, 2]), (1.5, -0.7), 1)
    assert [type(delta) for delta in deltas] == [float] * 3


def test_chain_deltas_are_derivatives() -> None:
    # Δ_k = ∂(y - a)²/∂in_k, with everything behind neuron k computed anew.
    in_0, ws, y = 0.7, [1.5, -0.7, 2.0], 0.3

    def loss(k: int, in_k: complex) -> complex:
        for w in ws[k:]:
            in_k = w / (1 + np.exp(-in_k))
        return (y - 1 / (1 + np.exp(-in_k))) ** 2

    in_, chain = in_0, [in_0]
    for w in ws:
        in_ = w * float(sigmoid(in_))
        chain.append(in_)
    want = [loss(k, in_k + 1e-20j).imag / 1e-20 for k, in_k in enumerate(chain)]
    assert_allclose(chain_deltas(chain, ws, y), want, rtol=1e-13)


@pytest.mark.parametrize(
    ("chain", "ws", "y", "error", "message"),
    [
        ([], [], 1, ValueError, "0 pre-activations and 0 weights"),
        ([0.1, 0.2], [], 1, ValueError, "2 pre-activations and 0 weights"),
        ([0.1], [1.0], 1, ValueError, "1 pre-activations and 1 weights"),
        ([[0.1]], [], 1, ValueError, r"ins must hold finite numbers in a row.*\(1, 1\)"),
        ([0.1, np.nan], [1.0], 1, ValueError, "ins must hold finite"),
        ([0.1, 0.2], ["a"], 1, TypeError, "ws must hold numbers"),
        ([0.1], [], [1.0], ValueError, "y must hold finite"),
        ([0.1], [], np.nan, ValueError, "y must hold finite"),
    ],
)
def test_chains_that_are_none(
    chain: Any, ws: Any, y: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        chain_deltas(chain, ws, y)


def test_delta_bound_keeps_its_contract() -> None:
    assert delta_bound(3, 1.0) == 0.015625
    assert delta_bound(1, 5.0) == 0.25
    assert delta_bound(3, 4.0) == 0.25
    assert_allclose(delta_bound(10, 1.0), 0.95367e-6, rtol=1e-5)
    assert [*inspect.signature(delta_bound).parameters] == ["L", "wmax"]
    assert [*inspect.signature(chain_deltas).parameters] == ["ins", "ws", "y"]


@settings(max_examples=40, deadline=None)
@given(L=st.integers(1, 60), wmax=st.fractions(0, 9, max_denominator=8))
def test_delta_bound_is_the_formula(L: int, wmax: Fraction) -> None:
    want = float(Fraction(1, 4) ** L * wmax ** (L - 1))
    assert math.isclose(delta_bound(L, float(wmax)), want, rel_tol=1e-13)


def test_delta_bound_far_out() -> None:
    assert delta_bound(5000, 1.0) == 0
    assert delta_bound(5000, 100.0) == math.inf
    for L, wmax, message in [(0, 1, "L counts neurons"), (2.0, 1, "L"), (2, -1, "wmax")]:
        with pytest.raises(ValueError, match=message):
            delta_bound(L, wmax)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(data=st.data(), L=st.integers(1, 8))
def test_no_chain_breaks_the_bound(data: st.DataObject, L: int) -> None:
    numbers = st.floats(-6, 6)
    chain = data.draw(st.lists(numbers, min_size=L, max_size=L))
    ws = data.draw(st.lists(numbers, min_size=L - 1, max_size=L - 1))
    y = data.draw(st.sampled_from([0.0, 1.0]))
    wmax = max(map(abs, ws), default=1.0)
    bound = delta_bound(L, wmax) * 2 * abs(y - float(sigmoid(chain[-1])))
    assert abs(chain_deltas(chain, ws, y)[0]) <= bound * (1 + 1e-12)


def test_vanishing_bound_by_hand() -> None:
    # The lengths that these matrices stretch most are 2 and 5; the first one does not matter.
    Ws = [[[7.0, 1.0]], [[0.0, 2.0], [1.0, 0.0]], [[3.0], [-4.0]]]
    assert_allclose(vanishing_bound(Ws, 0.8), [0.8 * 0.25 * 5 * 0.25 * 2, 0.8 * 0.25 * 5, 0.8])
    assert_allclose(vanishing_bound(Ws, 0.8, slope_max=1), [8, 4, 0.8])
    assert_allclose(vanishing_bound(Ws[:1], 0.8), [0.8])


def test_vanishing_bound_of_a_chain_is_delta_bound() -> None:
    for w in (0.5, -4.0, 5.0):
        bounds = vanishing_bound([[[w]]] * 6, delta_out_norm=0.25)
        assert_allclose(bounds, [delta_bound(L, abs(w)) for L in range(6, 0, -1)])


@pytest.mark.parametrize("scale", [0.1, 1.0, 5.0])
def test_no_network_breaks_the_bound(scale: float) -> None:
    rng = np.random.default_rng(5)
    sizes = [3, 6, 5, 7, 2]
    Ws = [rng.normal(0, scale, size=pair) for pair in pairwise(sizes)]
    pre, a = [], rng.normal(size=(9, 3))
    for W in Ws:
        pre.append(a @ W)
        a = sigmoid(pre[-1])
    deltas = [-2 * (rng.integers(0, 2, size=a.shape) - a) * sigmoid_prime(pre[-1])]
    for in_, W in zip(pre[-2::-1], Ws[:0:-1], strict=True):
        deltas.insert(0, sigmoid_prime(in_) * (deltas[0] @ W.T))
    norms = delta_norms(deltas)
    assert (norms <= vanishing_bound(Ws, norms[-1]) * (1 + 1e-12)).all()
    for one in range(9):  # it holds for each example, too
        lengths = np.array([np.linalg.norm(delta[one]) for delta in deltas])
        assert (lengths <= vanishing_bound(Ws, lengths[-1]) * (1 + 1e-12)).all()


@pytest.mark.parametrize(
    ("Ws", "norm", "options", "message"),
    [
        ([], 1, {}, "Ws is empty"),
        ([ONES((2, 3)), ONES((2, 1))], 1, {}, r"Ws\[1\] has the shape \(2, 1\).* 3 units"),
        ([ONES((2, 3)), ONES(3)], 1, {}, r"Ws\[1\]"),
        ([ONES((2, 2, 2))], 1, {}, r"Ws\[0\] must be a matrix"),
        ([ONES((2, 3))], -1, {}, "delta_out_norm must be a number from 0 on"),
        ([ONES((2, 3))], 1, {"slope_max": -0.25}, "slope_max must be"),
    ],
)
def test_bounds_of_what_is_no_network(
    Ws: Any, norm: float, options: dict[str, float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        vanishing_bound(Ws, norm, **options)


def test_the_weights_belong_into_the_bound() -> None:
    # Largest slope 0.25, weight 5: a factor of 1.25 a layer, where the slides see 0.25.
    chain = chain_deltas([0.0] * 10, [5.0] * 9, y=1.0)
    assert_allclose(np.abs(chain[0] / chain[-1]), 1.25**9)
    assert abs(chain[0]) > 0.25**10 * 2 * 0.5


def test_weight_decay_is_no_plain_cure() -> None:
    w = np.linspace(0, 12, 120_001)
    factor = w * sigmoid_prime(w)
    assert round(float(w[factor.argmax()]), 2) == 1.54
    assert round(float(factor.max()), 3) == 0.224
    assert "w = 1.54" in str(ins.__doc__)


# --- counting -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "weights", "both"),
    [
        ([2, 6, 1], 18, 25),
        ([2, 3, 3, 1], 18, 25),
        ([2, 2, 2, 2, 2, 1], 18, 27),
        ([784, 784], 784**2, 784**2 + 784),
        ([784, 784, 10], 622_496, 623_290),
        ((2, 3, 1), 9, 13),
        (np.array([1, 1]), 1, 2),
    ],
)
def test_parameters(sizes: Any, weights: int, both: int) -> None:
    assert count_parameters(sizes, bias=False) == weights
    assert count_parameters(sizes) == count_parameters(sizes, bias=True) == both
    assert type(count_parameters(sizes)) is int


@pytest.mark.parametrize("sizes", [[], [3], [2, 0, 1], [2, -1], [2, 1.5], ["2", "1"]])
def test_sizes_that_are_none(sizes: Any) -> None:
    with pytest.raises(ValueError, match="sizes"):
        count_parameters(sizes)


def test_the_lectures_counts_of_derivatives() -> None:
    want = {1: (2, 2), 2: (5, 4), 3: (9, 6), 4: (14, 8), 10: (65, 20), 50: (1325, 100)}
    assert {L: derivative_counts(L)["CS389"] for L in want} == want
    want = {2: (8, 6), 5: (35, 15), 20: (440, 60)}
    assert {L: derivative_counts(L)["DS 102"] for L in want} == want
    for L in range(1, 9):
        counts = derivative_counts(L)
        assert counts["CS389"][0] == sum(k + 1 for k in range(1, L + 1))
        assert counts["DS 102"][0] == sum(2 * k + 1 for k in range(1, L + 1))
    for L in (0, -1, 1.5):
        with pytest.raises(ValueError, match="L counts weight layers"):
            derivative_counts(L)  # type: ignore[arg-type]


# --- on the library's own networks --------------------------------------------------------------


def test_a_deep_network_of_the_library() -> None:
    from course.backprop import backpropagate
    from course.network import Network

    rng = np.random.default_rng(0)
    net = Network([2, *[50] * 9, 1], "sigmoid", rng=rng)
    X, y = rng.normal(size=(16, 2)), rng.integers(0, 2, size=(16, 1))
    norms = delta_norms(backpropagate(net, X, y).deltas)
    bounds = vanishing_bound(net.Ws, norms[-1])
    assert norms[0] < 1e-4 * norms[-1]
    assert (norms <= bounds * (1 + 1e-12)).all()
    assert count_parameters(net.sizes) == net.params.size
    _, outs = net.forward(X)
    assert_allclose(saturation_share(outs[1]), np.mean(np.abs(outs[1] - 0.5) >= 0.45))


def test_dead_units_learn_nothing() -> None:
    from course.backprop import backpropagate
    from course.network import Network

    rng = np.random.default_rng(2)
    net = Network([2, 12, 1], "relu", rng=rng)
    net.bs[0][:] = rng.normal(-1, 2, size=12)
    X, y = rng.normal(size=(30, 2)), rng.integers(0, 2, size=(30, 1))
    dead = dead_units(net.forward(X)[0][0])
    assert 0 < dead.sum() < 12
    assert_array_equal((backpropagate(net, X, y).dWs[0] == 0).all(axis=0), dead)


def test_the_network_agrees_with_the_chain() -> None:
    from course.backprop import backpropagate
    from course.network import Network

    ws = [1.5, -0.7, 2.0]
    net = Network.from_weights([[[1.0]], *[[[w]] for w in ws]], [[0.0]] * 4)
    pre, _ = net.forward([[0.2]])
    deltas = backpropagate(net, [[0.2]], [[1.0]]).deltas
    in_chain = [float(in_[0, 0]) for in_ in pre]
    assert_allclose(np.ravel(deltas), chain_deltas(in_chain, ws, 1.0), rtol=1e-14)


def test_twins_stay_twins_for_ever() -> None:
    from course.backprop import backpropagate
    from course.network import Network

    X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]

    def units_after(steps: int, nudge: float) -> int:
        net = Network([2, 4, 1], init="zeros")
        net.params[:] = 0.3
        net.Ws[0][0, 0] += nudge
        for _ in range(steps):
            net.params[:] -= 0.5 * backpropagate(net, X, y).gradient
        return distinct_units(net.Ws[0], net.bs[0], net.Ws[1])

    assert units_after(0, nudge=0) == units_after(200, nudge=0) == 1
    assert units_after(200, nudge=0.01) == 2  # the nudged one, and three that are still twins


def test_the_count_agrees_with_graphs() -> None:
    from course.graphs import count_factors

    for L in range(1, 6):
        both = count_factors(L, reuse=False), count_factors(L, reuse=True)
        assert both == derivative_counts(L)["CS389"]
