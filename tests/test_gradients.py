"""Numerical derivatives against exact ones, where they work and where they cannot."""

from __future__ import annotations

import inspect
import itertools
import math
import warnings
from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal

import course.gradients as gr
from course.gradients import (
    GradientCheck,
    directional_derivative,
    grad_check,
    gradient_check,
    numerical_grad,
    numerical_gradient,
    relative_error,
)

METHODS = ["central", "complex"]
X = np.array([[1.0, -2.0], [0.5, 3.0]])


def cubic(x: np.ndarray) -> Any:
    """Σ x³ plus the first times the last entry, of a table."""
    return (x**3).sum() + x[0, 0] * x[-1, -1]


def cubic_gradient(x: np.ndarray) -> np.ndarray:
    gradient = 3 * x**2
    gradient[0, 0] += x[-1, -1]
    gradient[-1, -1] += x[0, 0]
    return gradient


def quadratic(c: float) -> Callable[[np.ndarray], Any]:
    return lambda x: c * np.sum(x**2)


def test_nothing_public_is_left_out() -> None:
    public = {
        name
        for name, thing in vars(gr).items()
        if getattr(thing, "__module__", "") == gr.__name__ and not name.startswith("_")
    }
    assert public == set(gr.__all__)


# --- numerical_gradient -------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_the_gradient_of_a_cubic(method: str) -> None:
    gradient = numerical_gradient(cubic, X, method=method)
    assert_allclose(gradient, [[6, 12], [0.75, 28]], rtol=1e-8)
    assert gradient.dtype == np.float64


def test_the_complex_step_has_every_digit() -> None:
    def f(x: np.ndarray) -> Any:
        return np.exp(x[0]) / np.sqrt(np.sin(x[0]) ** 3 + np.cos(x[1]) ** 3)

    def exact(x: Any, y: Any) -> Any:
        return mp.exp(x) / mp.sqrt(mp.sin(x) ** 3 + mp.cos(y) ** 3)

    with mp.workdps(40):
        want = [float(mp.diff(exact, (1.5, 0.3), n)) for n in [(1, 0), (0, 1)]]
    assert_allclose(numerical_gradient(f, [1.5, 0.3], method="complex"), want, rtol=1e-14)
    assert_allclose(numerical_gradient(f, [1.5, 0.3]), want, rtol=1e-8)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "x",
    [np.array([1, 2]), [1, 2], (1, 2), np.float32([1, 2]), np.array([True, True]) * 2 - [1, 0]],
)
def test_other_input_becomes_float64(method: str, x: Any) -> None:
    gradient = numerical_gradient(quadratic(1.0), x, method=method)
    assert gradient.dtype == np.float64
    assert_allclose(gradient, [2, 4], rtol=1e-9)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 3), (2, 1, 3)])
def test_the_gradient_has_the_shape_of_x(method: str, shape: tuple[int, ...]) -> None:
    x = np.random.default_rng(0).normal(size=shape)
    gradient = numerical_gradient(quadratic(1.0), x, method=method)
    assert gradient.shape == shape
    assert_allclose(gradient, 2 * x, atol=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_x_survives_a_function_that_writes_into_its_argument(method: str) -> None:
    def vandal(x: np.ndarray) -> Any:
        value = (x**2).sum()
        x[:] = 77
        return value

    x = np.array([1.0, -2.0])
    assert_allclose(numerical_gradient(vandal, x, method=method), [2, -4], rtol=1e-9)
    assert_array_equal(gradient_check(vandal, 2 * x, x, method=method).analytic, [2, -4])
    assert_array_equal(x, [1, -2])


def test_h_is_used() -> None:
    # ((2 + h)³ - (2 - h)³) / 2h = 12 + h², and Im (2 + ih)³ / h = 12 - h²: off by h², both.
    cube = lambda x: x[0] ** 3
    assert_allclose(numerical_gradient(cube, [2.0], 0.5), [12.25], rtol=1e-14)
    assert_allclose(numerical_gradient(cube, [2.0], 0.5, "complex"), [11.75], rtol=1e-14)


def test_central_differences_have_a_best_h_and_the_complex_step_has_none() -> None:
    def errors(method: str, hs: np.ndarray) -> np.ndarray:
        x = np.linspace(0.5, 1.5, 9)  # one point alone can be lucky with any h
        f = lambda x: np.exp(x).sum()
        return np.array(
            [relative_error(numerical_gradient(f, x, h, method), np.exp(x)).max() for h in hs]
        )

    hs = 10.0 ** np.arange(-13, -1)
    central = errors("central", hs)
    assert 1e-7 < hs[central.argmin()] < 1e-4
    assert central.min() < 1e-9
    assert min(central[0], central[-1]) > 1e-5  # too small, too large
    assert errors("complex", 10.0 ** np.arange(-200, -8, 10)).max() < 1e-15


def test_a_function_that_returns_an_array_of_one_number() -> None:
    assert_allclose(numerical_gradient(lambda x: x @ x.T, [[1.0, 2.0]]), [[2, 4]], rtol=1e-9)


@pytest.mark.parametrize(
    ("f", "x", "options", "error", "message"),
    [
        (lambda x: x, [1, 2], {}, ValueError, r"one number.*\(2,\).*sum"),
        (lambda x: None, [1, 2], {}, ValueError, "one number, it returned None"),
        (lambda x: np.nan, [1, 2], {}, ValueError, "finite.*nan"),
        (lambda x: np.inf, [1, 2], {}, ValueError, "finite.*inf"),
        (lambda x: 1j, [1, 2], {}, ValueError, "real number for a real x"),
        (np.sum, [], {}, ValueError, "x is empty"),
        (np.sum, [1, np.nan], {}, ValueError, "x holds nan"),
        (np.sum, [1, 1j], {}, TypeError, "x must hold real numbers"),
        (np.sum, ["a"], {}, TypeError, "x must hold numbers"),
        (np.sum, [1, 2], {"method": "forward"}, ValueError, "'central' or 'complex'.*'forward'"),
        (np.sum, [1, 2], {"h": 0}, ValueError, "h must be a positive number, not 0"),
        (np.sum, [1, 2], {"h": -1e-5}, ValueError, "positive"),
        (np.sum, [1, 2], {"h": np.nan}, ValueError, "positive"),
        (np.sum, [1, 2], {"h": [1e-5]}, ValueError, "positive"),
        (np.sum, [1, 2], {"h": 1e-17}, ValueError, "h = 1e-17 is lost"),
        (np.sum, [1e13], {}, ValueError, "h = 1e-05 is lost"),
    ],
)
def test_what_cannot_be_differentiated_says_why(
    f: Any, x: Any, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        numerical_gradient(f, x, **options)


def drops_into_a_real_array(x: np.ndarray) -> Any:
    kept = np.zeros(len(x))
    kept[:] = x
    return kept.sum()


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.abs(x).sum(),
        lambda x: float(x.sum()),
        lambda x: x.astype(float).sum(),
        lambda x: math.exp(x[0]),
        lambda x: np.heaviside(x, 0).sum(),
        lambda x: np.linalg.norm(x),
        drops_into_a_real_array,
    ],
)
@pytest.mark.parametrize("filters", ["error", "ignore", "always"])
def test_functions_that_cannot_take_complex_numbers(f: Any, filters: Any) -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter(filters)
        with pytest.raises(TypeError, match=r"works on complex numbers.*method='central'") as told:
            numerical_gradient(f, [1.0, 2.0], method="complex")
        assert "\n" not in str(told.value)
        numerical_gradient(f, [1.0, 2.0])
    assert not seen


def test_a_mistake_in_f_itself_is_not_blamed_on_complex_numbers() -> None:
    with pytest.raises(ZeroDivisionError):
        numerical_gradient(lambda x: 1 / 0, [1.0], method="complex")
    with pytest.raises(ValueError, match="one number"):
        numerical_gradient(lambda x: x, [1.0, 2.0], method="complex")


def test_warnings_of_f_are_left_alone() -> None:
    def talkative(x: np.ndarray) -> Any:
        warnings.warn("hello", stacklevel=1)
        return x.sum()

    for method in METHODS:
        with pytest.warns(UserWarning, match="hello"):
            numerical_gradient(talkative, [1.0], method=method)


# --- directional_derivative ---------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=25, deadline=None)
@given(arrow=hnp.arrays(float, (2, 2), elements=st.floats(-3, 3, width=16)))
def test_a_slope_is_gradient_times_direction(method: str, arrow: np.ndarray) -> None:
    slope = directional_derivative(cubic, X, arrow, method=method)
    assert isinstance(slope, float)
    assert math.isclose(slope, (cubic_gradient(X) * arrow).sum(), rel_tol=1e-7, abs_tol=1e-7)


def test_directions_of_another_shape_and_length() -> None:
    with pytest.raises(ValueError, match=r"direction has the shape \(2,\), but x has \(2, 2\)"):
        directional_derivative(cubic, X, [1, 2])
    assert directional_derivative(cubic, X, np.zeros((2, 2))) == 0
    once, twice = (directional_derivative(cubic, X, k * X, method="complex") for k in (1, 2))
    assert math.isclose(twice, 2 * once)
    assert_allclose(directional_derivative(lambda x: x[0] ** 3, [2.0], [1.0], 0.5), 12.25)


# --- relative_error -----------------------------------------------------------------------------

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=200, deadline=None)
@given(a=NUMBERS, b=NUMBERS)
def test_relative_error_of_any_two_numbers(a: float, b: float) -> None:
    error = relative_error(a, b)
    assert 0 <= error <= 2
    assert error == relative_error(b, a) == relative_error(-a, -b)
    larger = max(abs(mp.mpf(a)), abs(mp.mpf(b)), mp.mpf(np.finfo(float).tiny))
    assert math.isclose(error, float(abs(mp.mpf(a) - mp.mpf(b)) / larger), abs_tol=1e-15)


def test_relative_error_by_example() -> None:
    assert_allclose(relative_error([3, 0, 2e-300, -1], [3, 0, 1e-300, 0]), [0, 0, 0.5, 1])
    assert_array_equal(relative_error(1.0, [1.0, 2.0]), [0, 0.5])
    assert relative_error(np.float32(1), 2).dtype == np.float64
    assert np.isnan(relative_error([np.nan, np.inf], [1, np.inf])).all()
    with pytest.raises(ValueError, match=r"a has the shape \(2,\), but b has \(3,\)"):
        relative_error([1, 2], [1, 2, 3])
    with pytest.raises(TypeError, match="b must hold numbers"):
        relative_error(1, "x")


# --- gradient_check -----------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("gradient", [cubic_gradient, cubic_gradient(X), [[6, 12], [0.75, 28]]])
def test_a_right_gradient_passes(method: str, gradient: Any) -> None:
    result = gradient_check(cubic, gradient, X.tolist(), method=method)
    assert isinstance(result, GradientCheck)
    assert result
    assert result.passed is True
    assert str(result).startswith("passed: 4 entries, largest relative error ")
    assert_array_equal(result.analytic, cubic_gradient(X))
    assert_allclose(result.numerical, result.analytic, rtol=1e-8)
    assert result.numerical.shape == result.errors.shape == (2, 2)
    assert 0 <= result.median_error <= result.max_error <= (1e-15 if method == "complex" else 1e-9)
    assert result.factor is None


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("scale", [1e-150, 1e-12, 1.0, 1e6, 1e150])
@pytest.mark.parametrize("wrong", [2.0, 0.5, -1.0, 10.0, 1.001, 0.0])
def test_a_wrong_factor_is_caught_at_any_scale(method: str, scale: float, wrong: float) -> None:
    x = np.array([1.0, -2.0, 3.0])
    assert gradient_check(quadratic(scale), 2 * scale * x, x, method=method)
    assert not gradient_check(quadratic(scale), wrong * 2 * scale * x, x, method=method)


def test_the_complex_step_sees_the_ninth_digit() -> None:
    x = np.array([1.0, -2.0, 3.0])
    assert not gradient_check(quadratic(1.0), 2 * x * (1 + 1e-10), x)
    assert gradient_check(quadratic(1.0), 2 * x * (1 + 1e-10), x, tolerance=1e-9)
    assert gradient_check(quadratic(1.0), 2 * x * (1 + 1e-10), x, method="central")


def test_one_wrong_entry_is_named() -> None:
    wrong = cubic_gradient(X)
    wrong[1, 0] = 0.5
    result = gradient_check(cubic, wrong, X)
    assert not result
    assert result.passed is False
    assert result.worst == (1, 0)
    assert_allclose(result.max_error, 1 / 3)
    assert result.median_error < 1e-15
    assert str(result) == repr(result)
    assert str(result) == (
        "failed: 4 entries, largest relative error 0.33 at [1, 0], where the gradient says 0.5 "
        "and the numerical derivative 0.75"
    )


def test_errors_that_cancel_are_caught() -> None:
    x = np.array([1.0, -2.0, 3.0])
    assert not gradient_check(quadratic(1.0), 2 * x + [0, 0.2, -0.2], x)


@pytest.mark.parametrize(("wrong", "factor"), [(2.0, 2.0), (-1.0, -1.0), (0.25, 0.25)])
def test_a_common_factor_is_named(wrong: float, factor: float) -> None:
    result = gradient_check(cubic, wrong * cubic_gradient(X), X)
    assert result.factor is not None
    assert math.isclose(result.factor, factor)
    assert str(result).endswith(f"; it is {factor:g} times what it should be everywhere")


def test_a_transposed_gradient_has_no_common_factor() -> None:
    result = gradient_check(cubic, cubic_gradient(X).T, X)
    assert not result
    assert result.factor is None


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_gradient_that_is_no_number_fails(bad: float) -> None:
    wrong = cubic_gradient(X)
    wrong[0, 1] = bad
    result = gradient_check(cubic, wrong, X)
    assert not result
    assert result.worst == (0, 1)
    assert str(bad) in str(result)


def test_a_single_number() -> None:
    right, wrong = (gradient_check(lambda x: x**2, slope, 3) for slope in (6, 7))
    assert str(right) == "passed: 1 entry, largest relative error 0"
    assert right.worst == ()
    assert not wrong


def softmax_total(x: np.ndarray) -> Any:
    """1, whatever x is: its derivative is 0, but for rounding."""
    e = np.exp(x)
    return (e / e.sum()).sum()


@pytest.mark.parametrize(("f", "method"), [(lambda x: 3.0, "central"), (softmax_total, "complex")])
def test_flat_functions_pass_and_nothing_else_does_there(f: Any, method: str) -> None:
    rng = np.random.default_rng(7)
    for _ in range(20):
        x = rng.normal(size=6)
        assert gradient_check(f, np.zeros_like, x, method=method)
        assert not gradient_check(f, np.full_like(x, 1e-13), x, method=method)


def test_noise_of_the_gradient_itself_is_forgiven_on_request() -> None:
    x = np.arange(6.0)
    for method in METHODS:
        assert not gradient_check(softmax_total, np.full(6, 1e-13), x, method=method)
    assert gradient_check(softmax_total, np.full(6, 1e-13), x, noise=1e-12)
    assert gradient_check(softmax_total, np.full(6, 1e-13), x, noise=1e-9, method="central")
    assert not gradient_check(softmax_total, np.full(6, 1e-11), x, noise=1e-12)


def test_along_random_directions() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 25))
    calls = 0

    def f(x: np.ndarray) -> Any:
        nonlocal calls
        calls += 1
        return (x**3).sum()

    right = gradient_check(f, 3 * x**2, x, directions=4, rng=rng)
    assert right
    assert right.errors.shape == right.analytic.shape == right.numerical.shape == (4,)
    assert str(right).startswith("passed: 4 directions, largest relative error ")
    assert calls < 20  # x has 1000 entries
    wrong = 3 * x**2
    wrong[17, 3] *= 1.01
    assert not gradient_check(f, wrong, x, directions=4, rng=rng)
    double = gradient_check(f, 6 * x**2, x, directions=4, rng=rng, method="central")
    assert "2 times" in str(double)


def test_directions_have_length_one_and_come_from_rng() -> None:
    def check(seed: int) -> np.ndarray:
        rng = np.random.default_rng(seed)
        return gradient_check(cubic, cubic_gradient, X, directions=3, rng=rng).analytic

    assert_array_equal(check(0), check(0))
    assert not np.isin(check(0), check(1)).any()
    # In one dimension a random arrow of length 1 is +1 or -1.
    result = gradient_check(np.sum, [1.0], [5.0], directions=9, rng=np.random.default_rng(0))
    assert_array_equal(np.abs(result.analytic), 1)


@pytest.mark.parametrize(
    ("gradient", "options", "error", "message"),
    [
        ([1, 2], {}, ValueError, r"gradient has the shape \(2,\), but x has \(2, 2\)"),
        (lambda x: x.ravel(), {}, ValueError, r"gradient has the shape \(4,\)"),
        (lambda x: 1j * x, {}, TypeError, "gradient must hold real numbers"),
        (lambda x: None, {}, TypeError, "gradient must hold numbers"),
        (X, {"directions": 3}, TypeError, "rng must be a random generator"),
        (X, {"directions": 0, "rng": np.random.default_rng(0)}, ValueError, "directions"),
        (X, {"directions": 1.5, "rng": np.random.default_rng(0)}, ValueError, "directions"),
        (X, {"method": "best"}, ValueError, "'best'"),
    ],
)
def test_what_cannot_be_checked_says_why(
    gradient: Any, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        gradient_check(cubic, gradient, X, **options)


def test_a_function_that_draws_random_numbers_cannot_be_checked() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="two values for the same x"):
        gradient_check(lambda x: x.sum() * rng.random(), np.ones_like, X)


def test_half_complex_functions_are_noticed_if_the_gradient_is_right() -> None:
    # abs drops the imaginary part, x² keeps it: the complex step misses the slope of abs.
    f = lambda x: np.abs(x).sum() + (x**2).sum()
    with pytest.raises(TypeError, match="works on complex numbers"):
        gradient_check(f, lambda x: np.sign(x) + 2 * x, X)
    assert gradient_check(f, lambda x: np.sign(x) + 2 * x, X, method="central")


def test_a_function_that_ends_beside_x() -> None:
    x = 1e-9  # central differences would ask for the logarithm of a negative number
    assert gradient_check(np.log, lambda x: 1 / x, x)
    assert not gradient_check(np.log, lambda x: 2 / x, x)


# --- the contract of the exercise M18 -----------------------------------------------------------


def test_numerical_grad_keeps_its_contract() -> None:
    assert [*inspect.signature(numerical_grad).parameters] == ["f", "x", "h"]
    assert inspect.signature(numerical_grad).parameters["h"].default == 1e-5
    assert_allclose(numerical_grad(cubic, X), [[6, 12], [0.75, 28]], rtol=1e-8)
    assert_allclose(numerical_grad(lambda v: float(v[0] ** 3), [2.0], 0.5), [12.25], rtol=1e-12)
    assert_allclose(numerical_grad(quadratic(1.0), np.array([1, 2])), [2, 4], rtol=1e-9)
    before = X.copy()
    numerical_grad(cubic, X)
    assert_array_equal(X, before)


@pytest.mark.parametrize(
    ("c", "grad", "x", "verdict"),
    [
        (1.0, lambda x: 2 * x, [1, -2], True),
        (1.0, lambda x: x, [1, -2], False),
        (1.0, lambda x: 20 * x, [1, -2], False),
        (1.0, lambda x: 4 * x, [1, -2], False),
        (1.0, lambda x: -2 * x, [1, -2], False),
        (1e-4, lambda x: 1e-4 * x, [0.1, -0.2], False),
        (1e6, lambda x: 2e6 * x * (1 + 2e-7), [1, -2], True),
        (0.0, lambda x: 0 * x, [1, 2], True),
        (1.0, lambda x: 2 * x + [0, 0.2, -0.2], [1, -2, 3], False),
        (1.0, lambda x: x * np.nan, [1, -2], False),
    ],
)
def test_grad_check_keeps_its_contract(c: float, grad: Any, x: Any, verdict: bool) -> None:
    assert grad_check(quadratic(c), grad, x) is verdict


def test_grad_check_wants_the_shape_of_x() -> None:
    with pytest.raises(ValueError, match=r"gradient has the shape \(4,\), but x has \(2, 2\)"):
        grad_check(cubic, lambda x: cubic_gradient(x).ravel(), X)


# --- why there are two methods: vanishing gradients ---------------------------------------------


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


class Deep:
    """20 sigmoid layers of 32 units, Xavier weights, in plain NumPy."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        sizes = [2, *[32] * 19, 1]
        self.Ws = [
            rng.normal(0, np.sqrt(2 / (i + j)), (i, j)) for i, j in itertools.pairwise(sizes)
        ]
        self.X, self.y = rng.normal(size=(8, 2)), rng.integers(0, 2, size=(8, 1))

    def outs(self, Ws: list[np.ndarray]) -> list[np.ndarray]:
        outs = [self.X]
        for W in Ws:
            outs.append(sigmoid(outs[-1] @ W))
        return outs

    def cost(self, layer: int) -> Callable[[np.ndarray], Any]:
        """J as a function of the weights of one layer."""
        before, after = self.Ws[:layer], self.Ws[layer + 1 :]
        last = lambda W: self.outs([*before, W, *after])[-1]
        return lambda W: ((self.y - last(W)) ** 2).sum(axis=1).mean()

    def gradient(self, layer: int) -> np.ndarray:
        """Backpropagation, by hand."""
        outs = self.outs(self.Ws)
        a = outs[-1]
        delta = -2 * (self.y - a) * a * (1 - a)
        for k in range(19, layer, -1):
            delta = outs[k] * (1 - outs[k]) * (delta @ self.Ws[k].T)
        return outs[layer].T @ delta / len(self.X)


def test_only_the_complex_step_can_see_a_vanishing_gradient() -> None:
    deep = Deep(seed=0)
    typical, central, exact = [], [], []
    for layer in (0, 5, 10):
        J, W, dW = deep.cost(layer), deep.Ws[layer], deep.gradient(layer)
        some = np.s_[:, :8]  # of the 32 units
        blind = relative_error(numerical_gradient(J, W)[some], dW[some])
        seeing = gradient_check(J, dW, W)
        assert seeing.passed, seeing
        assert not gradient_check(J, 2 * dW, W, directions=2, rng=np.random.default_rng(0))
        typical.append(np.median(np.abs(dW)))
        central.append(np.median(blind))
        exact.append(seeing.median_error)
    # The table of the module.
    assert_allclose(np.log10(typical), np.log10([5e-15, 1e-11, 3e-8]), atol=0.5)
    assert_allclose(np.log10(central), np.log10([1, 0.1, 7e-5]), atol=0.5)
    assert max(exact) < 3e-15


def test_central_differences_cannot_tell_right_from_wrong_there() -> None:
    deep = Deep(seed=0)
    J, W, dW = deep.cost(0), deep.Ws[0], deep.gradient(0)
    for factor in (1, 2):
        assert not grad_check(J, lambda W, c=factor: c * dW, W)
        assert not gradient_check(J, factor * dW, W, method="central")
    assert np.median(np.abs(numerical_gradient(J, W))) == 0


@pytest.mark.parametrize("hidden", ["sigmoid", "tanh", "relu", "softplus", "gelu"])
@pytest.mark.parametrize(
    ("output", "loss"), [("sigmoid", "squared_error"), ("identity", "squared_error")]
)
def test_the_networks_of_the_library(hidden: str, output: str, loss: str) -> None:
    from course.backprop import backpropagate, cost
    from course.network import Network

    rng = np.random.default_rng(3)
    net = Network([3, 5, 4, 2], hidden, output, rng=rng)
    inputs, y = rng.normal(size=(7, 3)), rng.integers(0, 2, size=(7, 2))

    def J(params: np.ndarray) -> Any:
        return cost(net.with_params(params), inputs, y, loss)

    gradient = backpropagate(net, inputs, y, loss).gradient
    assert gradient_check(J, gradient, net.params)
    assert "7 times" in str(gradient_check(J, 7 * gradient, net.params))
