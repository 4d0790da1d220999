"""Weight decay and dropout against the lecture, hand-made numbers and exact probabilities."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import binom

import course.regularization as reg
from course.activations import sigmoid_prime
from course.regularization import (
    Between,
    Dropout,
    decay_step,
    dropout_backward,
    dropout_forward,
    l2_cost,
)

W = np.array([[1.0, -2.0], [0.5, 3.0]])
DW = np.array([[0.1, 0.2], [-0.3, 0.0]])
WS = [W, np.array([[2.0], [-1.0]])]  # Σ w² = 19.25
A = np.full((400, 50), 2.0)


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


# --- weight decay -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("losses", "lam", "cost"),
    [
        ([1.0, 3.0, 2.0], 0.01, 2.1925),
        ([1.0, 3.0, 2.0], 0.0, 2.0),
        ([2.0], 0.5, 11.625),
        ([1.0, 3.0, 2.0] * 2, 0.01, 2.1925),  # a mean: as many examples again change nothing
        (2, 0.01, 2.1925),  # a mean already
    ],
)
def test_cost_by_hand(losses: Any, lam: float, cost: float) -> None:
    assert l2_cost(losses, WS, lam) == pytest.approx(cost, rel=1e-14)
    assert l2_cost(losses, [w.tolist() for w in WS], lam) == pytest.approx(cost, rel=1e-14)
    assert l2_cost(losses, (w for w in WS), lam) == pytest.approx(cost, rel=1e-14)


def test_cost_without_weights_is_the_mean() -> None:
    assert l2_cost([1, 2], [], lam=3) == 1.5


@pytest.mark.parametrize(
    ("dw", "lr", "lam", "new"),
    [
        (DW, 0.1, 0.05, [[0.98, -2.0], [0.525, 2.97]]),
        (0 * DW, 0.5, 0.1, [[0.9, -1.8], [0.45, 2.7]]),
        (DW, 0.1, 0.0, [[0.99, -2.02], [0.53, 3.0]]),
        (DW, 0.0, 0.5, W),
    ],
)
def test_step_by_hand(dw: Any, lr: float, lam: float, new: Any) -> None:
    assert_allclose(decay_step(W, dw, lr, lam), new, rtol=1e-14)
    assert_allclose(decay_step(W.tolist(), np.asarray(dw).tolist(), lr, lam), new, rtol=1e-14)


def test_step_goes_down_the_gradient_of_the_cost() -> None:
    """The lecture's derivation, with the penalty differentiated by a complex step."""
    lr, lam, h = 0.3, 0.07, 1e-30
    gradient = np.zeros_like(W)
    for place in np.ndindex(*W.shape):
        nudged = W.astype(complex)
        nudged[place] += 1j * h
        gradient[place] = l2_cost([0.0], [nudged, WS[1]], lam).imag / h
    assert_allclose(gradient, 2 * lam * W, rtol=1e-14)
    assert_allclose(decay_step(W, DW, lr, lam), W - lr * (DW + gradient), rtol=1e-13)


def test_weights_drift_to_zero_unless_the_data_push_back() -> None:
    w, pushed = np.array([4.0]), np.array([4.0])
    for _ in range(1000):
        w = decay_step(w, [0.0], lr=0.1, lam=0.5)
        pushed = decay_step(pushed, 2 * (pushed - 3), lr=0.1, lam=0.5)  # (w - 3)² + ½ w²
    assert abs(w[0]) < 1e-40
    assert pushed == pytest.approx(2.0)


def test_mean_and_sum_form_agree_only_for_n_times_lambda() -> None:
    """07-4d takes the mean of the losses and 07-5a the sum (ridge regression, n = 5)."""
    n, lam = 5, 0.1
    X, y = rng(1).normal(size=(n, 2)), rng(2).normal(size=n)

    def minimum_of_the_sum_form(lam: float) -> np.ndarray:
        return np.linalg.solve(X.T @ X + lam * np.eye(2), X.T @ y)

    w = np.zeros(2)
    for _ in range(1500):
        w = decay_step(w, 2 * X.T @ (X @ w - y) / n, lr=0.1, lam=lam)
    assert_allclose(w, minimum_of_the_sum_form(n * lam), rtol=1e-10)
    assert np.abs(w - minimum_of_the_sum_form(lam)).max() > 0.01
    here = l2_cost((y - X @ w) ** 2, [w], lam)
    for step in rng(3).normal(size=(20, 2)) * 0.01:
        assert l2_cost((y - X @ (w + step)) ** 2, [w + step], lam) > here


def test_claim_about_vanishing_gradients() -> None:
    w = np.linspace(0.01, 12, 120_000)
    product = sigmoid_prime(w) * w
    assert product.max() == pytest.approx(0.2239, abs=1e-4)
    assert w[product.argmax()] == pytest.approx(1.5434, abs=1e-3)
    assert sigmoid_prime(0.1) * 0.1 == pytest.approx(0.0249, abs=1e-4)
    assert sigmoid_prime(10.0) * 10 == pytest.approx(0.0005, abs=1e-4)


# --- dropout ------------------------------------------------------------------------------------


def few_and_many(n: int, p: float) -> tuple[float, float]:
    """Return counts between which a binomial one lies with probability 1 - 1e-10."""
    low, high = binom.ppf([0.5e-10, 1 - 0.5e-10], n, p)
    return float(low), float(high)


@pytest.mark.parametrize("p", [0.0, 0.1, 0.25, 0.5, 0.9])
def test_share_and_size_of_what_survives(p: float) -> None:
    out, _ = dropout_forward(A, p, rng(5), True)
    low, high = few_and_many(A.size, p)
    assert low <= np.count_nonzero(out == 0) <= high
    assert_allclose(out[out != 0], 2 / (1 - p), rtol=1e-15)
    # the mean is 2 / (1 - p) times the share of survivors, which binom has bounded
    assert abs(out.mean() - 2) <= 2 / (1 - p) * max(high / A.size - p, p - low / A.size) + 1e-9


def test_every_entry_is_drawn_on_its_own() -> None:
    dropped = dropout_forward(A, 0.5, rng(), True)[0] == 0
    n, h = A.shape
    for count, size in ((dropped.sum(axis=0), n), (dropped.sum(axis=1), h)):
        low, high = few_and_many(size, 0.5)
        assert low <= count.min() < count.max() <= high
    # neighbours agree by chance only, along both axes
    for same in (dropped[1:] == dropped[:-1], dropped[:, 1:] == dropped[:, :-1]):
        low, high = few_and_many(same.size, 0.5)
        assert low <= same.sum() <= high


def test_generator_decides() -> None:
    assert_array_equal(*(dropout_forward(A, 0.5, rng(3), True)[0] for _ in range(2)))
    source = rng(3)
    first, second = (dropout_forward(A, 0.5, source, True)[0] for _ in range(2))
    assert (first != second).any()
    assert (first != dropout_forward(A, 0.5, rng(4), True)[0]).any()


@pytest.mark.parametrize("p", [0.0, 0.5, 0.9])
def test_nothing_happens_in_tests(p: float) -> None:
    source = rng(3)
    out, cache = dropout_forward(A, p, source, False)
    assert_array_equal(out, A)
    assert not np.shares_memory(out, A)
    assert_array_equal(dropout_backward(A, cache), A)
    assert source.bit_generator.state == rng(3).bit_generator.state
    assert_array_equal(dropout_forward(A, p, None, False)[0], A)


def test_backward_uses_mask_and_scale_once() -> None:
    out, cache = dropout_forward(A, 0.25, rng(1), True)
    back = dropout_backward(np.ones_like(A), cache)
    assert_allclose(back, out / 2, rtol=1e-15)
    assert back.max() == pytest.approx(4 / 3)
    assert_array_equal(dropout_backward(np.ones_like(A).tolist(), cache.tolist()), back)


def test_backward_against_differences_and_a_complex_step() -> None:
    a, dout = rng(1).normal(size=(6, 5)), rng(2).normal(size=(6, 5))

    def f(a: np.ndarray) -> Any:
        return (dropout_forward(a, 0.4, rng(7), True)[0] * dout).sum()

    back = dropout_backward(dout, dropout_forward(a, 0.4, rng(7), True)[1])
    for place in np.ndindex(*a.shape):
        step = np.zeros_like(a)
        step[place] = 1
        assert f(a + 1e-30j * step).imag / 1e-30 == pytest.approx(back[place], rel=1e-12, abs=0)
        difference = (f(a + 1e-4 * step) - f(a - 1e-4 * step)) / 2e-4
        assert difference == pytest.approx(back[place], abs=1e-9)


def test_object_does_what_the_functions_do() -> None:
    dropout: Between = Dropout(0.25)
    assert repr(dropout) == "Dropout(p=0.25)"
    a, back = rng(1).normal(size=(40, 8)), rng(2).normal(size=(40, 8))
    out, cache = dropout_forward(a, 0.25, rng(9), True)
    assert_array_equal(dropout.forward(a, rng(9)), out)
    assert dropout.test(a) is a
    assert_array_equal(dropout.backward(back), dropout_backward(back, cache))
    dropout.forward(a, rng(10))
    assert (dropout.backward(back) != dropout_backward(back, cache)).any()  # a new mask


def test_object_with_stacked_networks() -> None:
    a = rng(1).normal(size=(3, 20, 8))
    dropout = Dropout(0.5)
    out = dropout.forward(a, rng(0))
    assert out.shape == a.shape
    assert (dropout.mask[0] != dropout.mask[1]).any()
    assert_array_equal(dropout.backward(np.ones_like(a)), dropout.mask)


# --- what holds for all -------------------------------------------------------------------------


CALLS: dict[str, Callable[[np.ndarray], Any]] = {
    "l2_cost": lambda a: l2_cost(a[:, 0] ** 2, [a, a.T], np.float64(0.1)),
    "decay_step": lambda a: decay_step(a, a, np.float64(0.1), np.float64(0.2)),
    "dropout_forward": lambda a: dropout_forward(a, np.float64(0.3), rng(), True)[0],
    "dropout_forward, cache": lambda a: dropout_forward(a, np.float64(0.3), rng(), True)[1],
    "dropout_forward in tests": lambda a: dropout_forward(a, 0.3, rng(), False)[0],
    "dropout_backward": lambda a: dropout_backward(a, dropout_forward(a, 0.3, rng(), True)[1]),
    "Dropout.forward": lambda a: Dropout(np.float64(0.3)).forward(a, rng()),
}


@pytest.mark.parametrize("call", CALLS)
def test_float_type_is_kept_and_arguments_unchanged(call: str) -> None:
    a = rng(1).normal(size=(7, 3))
    a.flags.writeable = False
    double, single = CALLS[call](a), CALLS[call](a.astype(np.float32))
    assert (double.dtype, single.dtype) == (np.float64, np.float32)
    assert_allclose(single, double, rtol=1e-5)  # the same mask, too
    assert not np.shares_memory(double, a)
    if not call.startswith("Dropout"):
        assert CALLS[call](np.arange(21).reshape(7, 3)).dtype == np.float64


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 6), st.integers(1, 5), st.floats(0, 0.99), st.integers(0, 2**32 - 1))
def test_survivors_and_dropped_make_up_the_whole(n: int, h: int, p: float, seed: int) -> None:
    a = rng(seed).uniform(1, 2, size=(n, h))
    out, cache = dropout_forward(a, p, rng(seed), True)
    assert_allclose(np.where(out == 0, 0, a), out * (1 - p), rtol=1e-14)
    assert_array_equal(out == 0, dropout_backward(a, cache) == 0)


G = rng()
ERRORS: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: l2_cost([], WS, 0.1), ValueError, r"data_losses is empty: its shape is \(0,\)"),
    (lambda: l2_cost(W, WS, 0.1), ValueError, r"one loss per example, \(n,\), got \(2, 2\)"),
    (
        lambda: l2_cost([1, np.nan], WS, 0.1),
        ValueError,
        "losses holds nan .* index 1",
    ),
    (lambda: l2_cost([1], [W, W * np.nan], 0.1), ValueError, r"Ws\[1\] holds nan"),
    (lambda: l2_cost([1], [W, [[1], [2, 3]]], 0.1), ValueError, r"Ws\[1\] .* differ in length"),
    (lambda: l2_cost([1], ["weights"], 0.1), TypeError, r"Ws\[0\] must hold numbers"),
    (lambda: l2_cost([1], WS, -0.1), ValueError, "lam must be .* at least 0, got -0.1"),
    (lambda: l2_cost([1], WS, np.nan), ValueError, "lam must be .* got nan"),
    (lambda: decay_step(W, DW[:1], 0.1, 0), ValueError, r"dW .* \(2, 2\) and \(1, 2\)"),
    (lambda: decay_step(W, W - np.inf, 0.1, 0), ValueError, "dW holds nan or infinity"),
    (lambda: decay_step(W, DW, -1, 0), ValueError, "lr must be .* got -1"),
    (lambda: decay_step(W, DW, 0.1, -2), ValueError, "lam must be .* got -2"),
    (lambda: decay_step(None, DW, 0.1, 0), TypeError, "W must hold numbers"),
    (lambda: dropout_forward(A, 1, G, True), ValueError, "probability to drop .* got 1"),
    (lambda: dropout_forward(A, -0.1, G, True), ValueError, "probability to drop .* got -0.1"),
    (lambda: dropout_forward(A, np.nan, G, False), ValueError, "probability to drop .* got nan"),
    (lambda: Dropout(1.0), ValueError, "probability to drop .* got 1.0"),
    (
        lambda: dropout_forward(A[:0], 0.1, G, True),
        ValueError,
        r"A is empty: .* \(0, 50\)",
    ),
    (
        lambda: dropout_forward([[1, np.nan]], 0.1, G, True),
        ValueError,
        "A holds nan .* column 1",
    ),
    (lambda: dropout_forward(A, 0.1, 0, True), TypeError, "rng must be .* got int"),
    (lambda: dropout_forward("ab", 0.1, G, True), TypeError, "A must hold numbers"),
    (lambda: dropout_backward(A, A.T), ValueError, r"dout \(400, 50\) .* cache \(50, 400\)"),
    (lambda: dropout_backward([np.nan], [1]), ValueError, "dout holds nan"),
]


@pytest.mark.parametrize("case", range(len(ERRORS)))
def test_errors_name_the_culprit(case: int) -> None:
    call, kind, message = ERRORS[case]
    with pytest.raises(kind, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_nothing_public_is_left_undocumented() -> None:
    for name in reg.__all__:
        text = inspect.getdoc(getattr(reg, name)) or ""
        if name != "Between":
            for part in ("Lectures:", "Examples", "Parameters", "Raises"):
                assert part in text, (name, part)
    for function in (l2_cost, decay_step, dropout_forward, dropout_backward):
        assert function.__code__.co_freevars == ()  # grading exchanges the code of functions
