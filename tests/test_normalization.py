"""Batch normalization against the lecture, hand-made numbers and two kinds of derivatives."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import course.normalization as norm
from course.normalization import BatchNorm, bn_backward, bn_test, bn_train, update_running
from course.regularization import Between

A = np.array([[1.0, 10.0, -2.0], [3.0, 30.0, 0.0], [2.0, 20.0, 4.0], [6.0, 0.0, 1.0]])
A5 = np.vstack([A, [0.0, 5.0, 2.0]])
DOUT = np.array(
    [[0.1, -0.2, 0.3], [0.0, 0.4, -0.1], [1.0, 0.0, 0.2], [-0.3, 0.1, 0.6], [0.2, 0.2, -0.5]]
)
GAMMA, BETA, EPS = np.array([1.0, 2.0, 0.5]), np.array([0.0, -1.0, 3.0]), 1e-5
RUN_MEAN, RUN_VAR = np.array([2.0, 10.0, 1.0]), np.array([4.0, 100.0, 0.25])
H = 1e-30  # of the complex step


def random(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape)


# --- forward ------------------------------------------------------------------------------------


def test_training_by_hand() -> None:
    out, mean, var = bn_train(A, GAMMA, BETA, EPS)
    assert_allclose(mean, [3, 15, 0.75], rtol=1e-15)
    assert_allclose(var, [3.5, 125, 4.6875], rtol=1e-15)
    assert_allclose(out[0], [-1.069, -1.894, 2.365], atol=5e-4)
    assert_allclose(out[1, :2], [0, 1.683], atol=5e-4)
    assert_allclose(bn_train(A, [1] * 3, [0] * 3, 0.5)[0][0], [-1, -0.4463, -1.207], atol=5e-4)
    assert_array_equal(bn_train(A.tolist(), GAMMA.tolist(), BETA.tolist(), EPS)[0], out)


def test_mean_becomes_beta_and_spread_gamma() -> None:
    out, _, _ = bn_train(100 + 7 * random(50, 3), GAMMA, BETA, 1e-12)
    assert_allclose(out.mean(axis=0), BETA, atol=1e-12)
    assert_allclose(out.std(axis=0), GAMMA, rtol=1e-10)


def test_variance_is_the_biased_one() -> None:
    a = random(5, 3)
    assert_allclose(bn_train(a, 1, 0, EPS)[2], np.var(a, axis=0), rtol=1e-14)


def test_undone_by_gamma_and_beta() -> None:
    _, mean, var = bn_train(A, 1, 0, EPS)
    assert_allclose(bn_train(A, np.sqrt(var + EPS), mean, EPS)[0], A, atol=1e-13)


def test_constant_column_and_single_example() -> None:
    assert_allclose(
        bn_train([[5, 1], [5, 3]], [1, 1], [0, 0], EPS)[0], [[0, -1], [0, 1]], atol=1e-5
    )
    assert_array_equal(bn_train(A[:1], GAMMA, BETA, EPS)[0], [BETA])


def test_one_number_serves_all_units() -> None:
    """The lecture prints one γ and one β."""
    many = bn_train(A, [2] * 3, [1] * 3, EPS)
    for one, other in zip(bn_train(A, 2, 1, EPS), many, strict=True):
        assert_array_equal(one, other)
    assert_array_equal(
        bn_test(A, 2, 1, 3, 4, EPS), bn_test(A, *[[v] * 3 for v in (2, 1, 3, 4)], EPS)
    )
    for one, other in zip(
        bn_backward(DOUT, A5, 2, EPS), bn_backward(DOUT, A5, [2] * 3, EPS), strict=True
    ):
        assert_array_equal(one, other)


def test_tests_by_hand() -> None:
    out = bn_test(A[:2], GAMMA, BETA, RUN_MEAN, RUN_VAR, EPS)
    assert_allclose(out, [[-0.5, -1, 6e-05], [0.5, 3, 2]], atol=3e-5)
    assert_allclose(bn_test(A[:1], GAMMA, BETA, RUN_MEAN, RUN_VAR, EPS), out[:1], rtol=1e-15)
    half = bn_test(A[:1], GAMMA, BETA, RUN_MEAN, RUN_VAR, 0.5)
    assert_allclose(half, [[-0.4714, -1, 1.268]], atol=1e-4)


def test_training_and_tests_are_one_formula() -> None:
    out, mean, var = bn_train(A, GAMMA, BETA, 0.3)
    assert_allclose(bn_test(A, GAMMA, BETA, mean, var, 0.3), out, rtol=1e-14)


def test_running_statistics_by_hand() -> None:
    assert_allclose(update_running([1.0, 2.0], [3.0, 0.0], 0.9), [1.2, 1.8], rtol=1e-15)
    assert_array_equal(update_running([1, 2], [3, 0], 0), [3, 0])
    assert_array_equal(update_running([1, 2], [3, 0], 1), [1, 2])
    assert update_running(1.0, 3.0, 0.5) == 2


def test_the_start_is_forgotten() -> None:
    run, share = np.array([1.0]), []
    for _ in range(100):
        run = update_running(run, [0.0], 0.9)
        share.append(run[0])
    assert share[9] == pytest.approx(0.3487, abs=1e-4)
    assert share[99] == pytest.approx(2.656e-5, abs=1e-8)


# --- backward -----------------------------------------------------------------------------------


def test_backward_by_hand() -> None:
    dA, dgamma, dbeta = bn_backward(DOUT, A5, GAMMA, EPS)
    want = [-0.1159, -0.05139, 0.02375, -0.06826, 0.03122]
    assert_allclose(dA.ravel()[:5], want, atol=5e-5)
    assert_allclose(dgamma, [-1.02, 0.4178, -0.35], atol=5e-4)
    assert_allclose(dbeta, [1, 0.5, 0.5], rtol=1e-14)
    want = [-0.07775, -0.05102, 0.02654, -0.0639, 0.03136]
    assert_allclose(bn_backward(DOUT, A5, GAMMA, 2.0)[0].ravel()[:5], want, atol=5e-5)
    want = [-0.3477, -0.07708, 0.1425, -0.2048, 0.04682]
    assert_allclose(bn_backward(DOUT, A5, [3, 3, 3], EPS)[0].ravel()[:5], want, atol=5e-5)


def test_shifting_or_stretching_the_batch_cannot_matter() -> None:
    dA = bn_backward(DOUT, A5, GAMMA, EPS)[0]
    assert_allclose(dA.sum(axis=0), 0, atol=1e-15)
    assert_allclose(bn_backward(np.ones((5, 3)), A5, GAMMA, EPS)[0], 0, atol=1e-15)
    centred = A5 - A5.mean(axis=0)
    assert_allclose((dA * centred).sum(axis=0), 0, atol=1e-5)  # not quite 0: eps is not stretched
    assert_allclose((bn_backward(DOUT, A5, GAMMA, 0)[0] * centred).sum(axis=0), 0, atol=1e-14)


def loss(dout: np.ndarray, a: Any, gamma: Any, beta: Any, eps: float) -> Any:
    return (bn_train(a, gamma, beta, eps)[0] * dout).sum()


@pytest.mark.parametrize(("n", "h", "eps"), [(5, 3, 1e-5), (2, 4, 0.5), (1, 2, 1e-3), (9, 1, 2.0)])
def test_backward_against_derivatives(n: int, h: int, eps: float) -> None:
    dout, arguments = random(n, h, seed=1), [random(n, h), 1 + random(h), random(h, seed=2)]
    gradients = bn_backward(dout, arguments[0], arguments[1], eps)
    for which, gradient in enumerate(gradients):
        assert gradient.shape == arguments[which].shape
        for place in np.ndindex(*gradient.shape):

            def f(step: complex, which: int = which, place: Any = place) -> Any:
                moved = [argument.astype(type(step)) for argument in arguments]
                moved[which][place] += step
                return loss(dout, *moved, eps)

            assert f(1j * H).imag / H == pytest.approx(gradient[place], rel=1e-12, abs=1e-12)
            assert (f(1e-5) - f(-1e-5)) / 2e-5 == pytest.approx(
                gradient[place], rel=1e-6, abs=1e-7
            )


def test_every_formula_is_safe_for_a_complex_step() -> None:
    """Im f(x + ih) / h is the directional derivative of each output, also of mean and var."""
    a, step = random(6, 3), random(6, 3, seed=1)
    out, mean, var = (v.imag / H for v in bn_train(a + 1j * H * step, GAMMA, BETA, EPS))
    assert_allclose(mean, step.mean(axis=0), rtol=1e-12)
    assert_allclose(var, 2 * ((a - a.mean(axis=0)) * step).mean(axis=0), rtol=1e-12)
    central = [(g(a + 1e-6 * step) - g(a - 1e-6 * step)) / 2e-6 for g in FORMULAS]
    assert_allclose(out, central[0], atol=1e-8)
    for formula, want in zip(FORMULAS, central, strict=True):
        assert_allclose(formula(a + 1j * H * step).imag / H, want, atol=1e-8)


FORMULAS: list[Callable[[Any], Any]] = [
    lambda a: bn_train(a, GAMMA, BETA, EPS)[0],
    lambda a: bn_test(a, GAMMA, BETA, RUN_MEAN, RUN_VAR, EPS),
    lambda a: bn_test(random(6, 3), GAMMA, BETA, a[0], a[1] ** 2, EPS),
    lambda a: update_running(a, a**2, 0.9),
    lambda a: bn_backward(random(6, 3, seed=2), a, GAMMA, EPS)[0],
    lambda a: bn_backward(random(6, 3, seed=2), a, GAMMA, EPS)[1],
    lambda a: bn_backward(a, random(6, 3, seed=2), GAMMA, EPS)[2],
    lambda a: BatchNorm(3).forward(a),
    lambda a: BatchNorm(3).test(a),
]


# --- the object in a network --------------------------------------------------------------------


def made(seed: int = 3, size: Any = 3) -> BatchNorm:
    layer = BatchNorm(size, eps=0.01)
    layer.gamma[...] = np.random.default_rng(seed).uniform(0.5, 2, layer.gamma.shape)
    layer.beta[...] = np.random.default_rng(seed + 1).normal(size=layer.beta.shape)
    return layer


def test_object_starts_neutral() -> None:
    layer: Between = BatchNorm(2)
    assert isinstance(layer, BatchNorm)
    assert (layer.momentum, layer.eps) == (0.9, 1e-5)
    for name, value in [("gamma", 1), ("beta", 0), ("dgamma", 0), ("dbeta", 0)]:
        assert_array_equal(getattr(layer, name), [value] * 2)
    assert_array_equal(layer.run_mean, [0, 0])
    assert_array_equal(layer.run_var, [1, 1])
    assert repr(layer) == "BatchNorm((2,), momentum=0.9, eps=1e-05)"


def test_object_does_what_the_functions_do() -> None:
    layer, a, back = made(), random(8, 3), random(8, 3, seed=1)
    out, mean, var = bn_train(a, layer.gamma, layer.beta, layer.eps)
    assert_allclose(layer.forward(a, np.random.default_rng(0)), out, rtol=1e-13)
    assert_allclose(layer.run_mean, update_running([0] * 3, mean, 0.9), rtol=1e-13)
    assert_allclose(layer.run_var, update_running([1] * 3, var, 0.9), rtol=1e-13)
    dA, dgamma, dbeta = bn_backward(back, a, layer.gamma, layer.eps)
    assert_allclose(layer.backward(back), dA, rtol=1e-12)
    assert_allclose(layer.dgamma, dgamma, rtol=1e-12)  # sums: the 1/n comes with `back`
    assert_allclose(layer.dbeta, dbeta, rtol=1e-12)
    want = bn_test(a, layer.gamma, layer.beta, layer.run_mean, layer.run_var, layer.eps)
    before = layer.run_mean.copy(), layer.run_var.copy()
    assert_allclose(layer.test(a), want, rtol=1e-13)
    assert_array_equal((layer.run_mean, layer.run_var), before)


def test_gradient_of_a_whole_network() -> None:
    """The 1/n of the cost goes into the output's delta, once; everything else adds up."""
    X, y, n = random(7, 4), random(7, 2, seed=1), 7
    parameters = random(4 * 3 + 3 * 2 + 3 + 3, seed=2)

    def parts(flat: np.ndarray) -> Any:
        W1, W2, gamma, beta = np.split(flat, [12, 18, 21])
        return W1.reshape(4, 3), W2.reshape(3, 2), gamma, beta

    def forward(flat: np.ndarray, layer: BatchNorm) -> Any:
        W1, W2, layer.gamma, layer.beta = parts(flat)
        a = np.tanh(X @ W1)
        passed_on = layer.forward(a)
        return a, passed_on, passed_on @ W2

    layer = BatchNorm(3)
    a, passed_on, a_2 = forward(parameters, layer)
    gradient = np.zeros_like(parameters)
    dW1, dW2, layer.dgamma, layer.dbeta = parts(gradient)  # views
    delta_2 = -2 * (y - a_2) / n
    delta_1 = (1 - a**2) * layer.backward(delta_2 @ parts(parameters)[1].T)
    dW1[...], dW2[...] = X.T @ delta_1, passed_on.T @ delta_2

    for k in range(len(parameters)):
        nudged = parameters.astype(complex)
        nudged[k] += 1j * H
        J = ((y - forward(nudged, BatchNorm(3))[2]) ** 2).sum(axis=1).mean()
        assert J.imag / H == pytest.approx(gradient[k], rel=1e-12, abs=1e-12)


def test_parameters_may_be_views() -> None:
    flat, slopes = np.array([2.0, 3.0, -1.0, 1.0]), np.zeros(4)
    layer = BatchNorm(2)
    layer.gamma, layer.beta = flat[:2], flat[2:]
    layer.dgamma, layer.dbeta = slopes[:2], slopes[2:]
    a, back = random(6, 2), random(6, 2, seed=1)
    first = layer.forward(a)
    layer.backward(back)
    assert_allclose(slopes[2:], back.sum(axis=0), rtol=1e-13)
    assert slopes[:2].all()
    flat *= 2
    assert_allclose(layer.forward(a), 2 * first, rtol=1e-14)


@pytest.mark.parametrize("shape", [(4, 1, 3)])
def test_networks_side_by_side(shape: tuple[int, ...]) -> None:
    stack, singles = made(size=shape), [made() for _ in range(shape[0])]
    for s, single in enumerate(singles):
        single.gamma[...], single.beta[...] = stack.gamma[s, 0], stack.beta[s, 0]
    a, back = random(4, 6, 3), random(4, 6, 3, seed=1)
    for results in zip(
        stack.forward(a), (m.forward(x) for m, x in zip(singles, a, strict=True)), strict=True
    ):
        assert_allclose(*results, rtol=1e-13)
    dA = stack.backward(back)
    for s, single in enumerate(singles):
        assert_allclose(dA[s], single.backward(back[s]), rtol=1e-12)
        assert_allclose(stack.test(a)[s], single.test(a[s]), rtol=1e-13)
        for name in ("dgamma", "dbeta", "run_mean", "run_var"):
            assert_allclose(getattr(stack, name)[s, 0], getattr(single, name), rtol=1e-12)


def test_running_statistics_converge() -> None:
    rng, layer = np.random.default_rng(0), BatchNorm(2, momentum=0.95)
    for _ in range(400):
        layer.forward(rng.normal([3.0, -1.0], [2.0, 0.5], size=(50, 2)))
    # A running mean of batch means: standard error std · √(0.05 / 1.95 / 50), times 8 at least.
    assert_allclose(layer.run_mean, [3, -1], atol=0.4)
    assert_allclose(layer.run_var, [4 * 49 / 50, 0.25 * 49 / 50], rtol=0.3)
    out = layer.test(rng.normal([3.0, -1.0], [2.0, 0.5], size=(2000, 2)))
    assert_allclose(out.mean(axis=0), 0, atol=0.4)
    assert_allclose(out.std(axis=0), 1, rtol=0.2)


def test_the_same_batch_again_and_again() -> None:
    layer, a = BatchNorm(3), A.copy()
    for _ in range(400):
        out = layer.forward(a)
    assert_allclose(layer.run_mean, a.mean(axis=0), rtol=1e-12)
    assert_allclose(layer.run_var, a.var(axis=0), rtol=1e-12)
    assert_allclose(layer.test(a), out, atol=1e-11)


def test_momentum_one_stands_still_and_a_complex_step_leaves_no_trace() -> None:
    layer, watched = BatchNorm(3, momentum=1), BatchNorm(3)
    layer.forward(A)
    assert_array_equal((layer.run_mean, layer.run_var), ([0] * 3, [1] * 3))
    watched.forward(A + 1j * H)
    plain = BatchNorm(3)
    plain.forward(A)
    assert_array_equal((watched.run_mean, watched.run_var), (plain.run_mean, plain.run_var))
    assert watched.run_var.dtype == np.float64


# --- what holds for all -------------------------------------------------------------------------


CALLS: dict[str, Callable[[np.ndarray], tuple[np.ndarray, ...]]] = {
    "bn_train": lambda a: bn_train(a, a[0], a[1], np.float64(EPS)),
    "bn_test": lambda a: (bn_test(a, a[0], a[1], a[2], a[3] ** 2, np.float64(EPS)),),
    "update_running": lambda a: (update_running(a, a + 1, np.float64(0.9)),),
    "bn_backward": lambda a: bn_backward(a**2, a, a[0], np.float64(EPS)),
}


@pytest.mark.parametrize("call", CALLS)
def test_float_type_is_kept_and_arguments_unchanged(call: str) -> None:
    a = random(7, 3)
    a.flags.writeable = False
    doubles, singles = CALLS[call](a), CALLS[call](a.astype(np.float32))
    for double, single in zip(doubles, singles, strict=True):
        assert (double.dtype, single.dtype) == (np.float64, np.float32)
        assert_allclose(single, double, rtol=1e-3, atol=1e-4)
        assert not np.shares_memory(double, a)
    counts = np.arange(1, 22).reshape(7, 3)
    assert {result.dtype for result in CALLS[call](counts)} == {np.dtype(np.float64)}


@pytest.mark.parametrize("rebound", [False, True])
def test_object_keeps_the_float_type(rebound: bool) -> None:
    layer = made()
    if rebound:
        for name in ("gamma", "beta", "dgamma", "dbeta"):
            setattr(layer, name, getattr(layer, name).astype(np.float32))
    a, back = random(8, 3), random(8, 3, seed=1)
    a.flags.writeable = back.flags.writeable = False
    exact = made()
    for result, want in zip(
        [f(v.astype(np.float32)) for f, v in zip(methods(layer), (a, back, a), strict=True)],
        [f(v) for f, v in zip(methods(exact), (a, back, a), strict=True)],
        strict=True,
    ):
        assert (result.dtype, want.dtype) == (np.float32, np.float64)
        assert_allclose(result, want, rtol=1e-4, atol=1e-5)


def methods(layer: BatchNorm) -> tuple[Callable[[Any], Any], ...]:
    return layer.forward, layer.backward, layer.test


@settings(max_examples=30, deadline=None)
@given(
    st.integers(2, 6),
    st.integers(1, 4),
    st.floats(-50, 50),
    st.floats(0.1, 50),
    st.integers(0, 99),
)
def test_units_of_measurement_do_not_matter(
    n: int, h: int, shift: float, factor: float, seed: int
) -> None:
    a = random(n, h, seed=seed)
    var = a.var(axis=0).min()
    if var > 1e-3:
        plain = bn_train(a, 2, 1, 0)[0]
        assert_allclose(bn_train(shift + factor * a, 2, 1, 0)[0], plain, atol=1e-9)


ERRORS: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: bn_train(A[:0], GAMMA, BETA, EPS), ValueError, r"A is empty: its shape is \(0, 3\)"),
    (lambda: bn_train(A[0], GAMMA, BETA, EPS), ValueError, r"A .* \(n, h\), got \(3,\)"),
    (
        lambda: bn_train(A * np.nan, GAMMA, BETA, EPS),
        ValueError,
        "A holds nan .* row 0, column 0",
    ),
    (
        lambda: bn_train(A, GAMMA[:2], BETA, EPS),
        ValueError,
        r"gamma .* \(3,\) for A \(4, 3\).* \(2,\)",
    ),
    (lambda: bn_train(A, GAMMA, A, EPS), ValueError, r"beta .* \(3,\) .* got \(4, 3\)"),
    (lambda: bn_train(A, GAMMA, [0, np.nan, 0], EPS), ValueError, "beta holds nan"),
    (lambda: bn_train([[5, 1], [5, 2]], 1, 0, 0), ValueError, "same output for the whole batch"),
    (lambda: bn_train(A, GAMMA, BETA, -1), ValueError, "eps must be .* got -1"),
    (lambda: bn_train([["a"]], 1, 0, EPS), TypeError, "A must hold numbers"),
    (lambda: bn_test(A, GAMMA, BETA, [1, 2], 1, EPS), ValueError, r"run_mean .* got \(2,\)"),
    (lambda: bn_test(A, GAMMA, BETA, 0, [[1, 1, 1]], EPS), ValueError, r"run_var .* \(1, 3\)"),
    (lambda: bn_test(A, GAMMA, BETA, 0, -1, EPS), ValueError, r"positive, got -1.0 \+ 1e-05"),
    (lambda: bn_test(A[:0], GAMMA, BETA, 0, 1, EPS), ValueError, "A is empty"),
    (lambda: update_running([1, 2], [1], 0.9), ValueError, r"run and batch .* \(2,\) and \(1,\)"),
    (lambda: update_running([1], [np.nan], 0.9), ValueError, "batch holds nan"),
    (lambda: update_running([1], [2], 1.5), ValueError, "share of the old value.* got 1.5"),
    (lambda: update_running([1], [2], np.nan), ValueError, "momentum .* got nan"),
    (lambda: bn_backward(DOUT, A, GAMMA, EPS), ValueError, r"dout .* \(4, 3\), got \(5, 3\)"),
    (lambda: bn_backward(DOUT, A5, [1, 2], EPS), ValueError, r"gamma .* got \(2,\)"),
    (lambda: bn_backward(DOUT * np.nan, A5, GAMMA, EPS), ValueError, "dout holds nan"),
    (lambda: bn_backward([[1], [2]], [[3], [3]], 1, 0), ValueError, r"got 0.0 \+ 0"),
    (lambda: BatchNorm(0), ValueError, "at least one unit, got size 0"),
    (lambda: BatchNorm(3, momentum=-0.1), ValueError, "share of the old value.* got -0.1"),
    (lambda: BatchNorm(3, eps=0), ValueError, "eps must be positive, got 0"),
]


@pytest.mark.parametrize("case", range(len(ERRORS)))
def test_errors_name_the_culprit(case: int) -> None:
    call, kind, message = ERRORS[case]
    with pytest.raises(kind, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_nothing_public_is_left_undocumented() -> None:
    for name in norm.__all__:
        text = inspect.getdoc(getattr(norm, name)) or ""
        for part in ("Lectures:", "Examples", "Parameters", "Raises"):
            assert part in text, (name, part)
    for function in (bn_train, bn_test, update_running, bn_backward):
        assert function.__code__.co_freevars == ()  # grading exchanges the code of functions
