"""Every activation and every slope over [-800, 800], against mpmath with 50 digits.

The claim: the error is at most 1e-14 of the true value, wherever that is a normal double (not
below 2e-308, where floats run out of digits). Three exceptions, each for a reason that no better
formula of this kind removes:

* **Where a slope crosses zero** (gelu' near -0.75, swish' near beta x = -1.28) two terms of size
  0.2 cancel. Each is rounded to 1e-17, and so the error is at most 2e-16, however small the sum.
  Only a table of the zero to 30 digits could do better; no use of a slope needs it.
* **GELU's tail** contains exp(-x²/2). To change x by one part in 1e16 changes that by x² parts,
  and the rounding of x² does half as much again. Granted are 2 x² roundings: 1.4e-14 more at
  x = -8, where GELU is -5e-15, and 3e-13 at -37, where it is -2e-298.
* **swish with a beta that is no power of two** rounds beta x before the exponential, which turns
  that into a relative error of abs(beta x) times 1.1e-16: 3e-14 at beta x = -240.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy import special

import course.activations as act

TINY = mp.mpf(float(np.finfo(np.float64).tiny))
ULP = 2.0**-53  # the largest relative error of one rounding
Exact = Callable[..., Any]


@pytest.fixture(autouse=True)
def fifty_digits() -> Iterator[None]:
    with mp.workdps(50):
        yield


def logistic(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


def swish_prime(x: Any, beta: Any) -> Any:
    s = logistic(beta * x)
    return s + beta * x * s * logistic(-beta * x)


# The definitions, as the lectures have them; p is alpha or beta.
EXACT: dict[str, Exact] = {
    "identity": lambda x: x,
    "identity_prime": lambda x: mp.mpf(1),
    "threshold": lambda x: mp.mpf(x >= 0),
    "threshold_prime": lambda x: mp.mpf(0),
    "sigmoid": logistic,
    "sigmoid_prime": lambda x: logistic(x) * logistic(-x),
    "tanh": mp.tanh,
    "tanh_prime": lambda x: mp.sech(x) ** 2,
    "relu": lambda x: max(mp.mpf(0), x),
    "relu_prime": lambda x: mp.mpf(x > 0),
    "leaky_relu": lambda x, p: x if x > 0 else p * x,
    "leaky_relu_prime": lambda x, p: mp.mpf(1) if x > 0 else p,
    "prelu": lambda x, p: x if x > 0 else p * x,
    "prelu_prime": lambda x, p: mp.mpf(1) if x > 0 else p,
    "softplus": lambda x: mp.log1p(mp.exp(x)),
    "softplus_prime": logistic,
    "elu": lambda x, p: x if x > 0 else p * mp.expm1(x),
    "elu_prime": lambda x, p: mp.mpf(1) if x > 0 else p * mp.exp(x),
    "gelu": lambda x: x * mp.ncdf(x),
    "gelu_prime": lambda x: mp.ncdf(x) + x * mp.npdf(x),
    "swish": lambda x, p: x * logistic(p * x),
    "swish_prime": swish_prime,
}
# (parameter, its default or None, another value that binary fractions can only approximate)
PARAMETERS: dict[str, tuple[str, float | None, float]] = {
    "leaky_relu": ("alpha", 0.01, 0.3),
    "prelu": ("alpha", None, 0.3),
    "elu": ("alpha", 1.0, 0.2),
    "swish": ("beta", 1.0, 0.3),
}


def cases() -> Iterator[tuple[str, float | None]]:
    for name in EXACT:
        _, default, other = PARAMETERS.get(name.removesuffix("_prime"), ("", None, None))
        yield from ((name, value) for value in {default, other} if value is not None)
        if other is None:
            yield name, None


CASES = sorted(cases(), key=str)


@cache
def points() -> np.ndarray:
    rng = np.random.default_rng(50)
    logs = np.concatenate([np.geomspace(1e-300, 1e-3, 25), np.geomspace(1e-3, 800, 60)])
    return np.concatenate(
        [
            np.linspace(-2, 2, 101),
            rng.uniform(-800, 800, 80),
            rng.uniform(-40, 40, 100),
            rng.uniform(-10, -2, 80),
            logs,
            -logs,
            [0.0, -0.0, -708.3, 708.3, -745.0, 800.0, -800.0, 36.7, -36.7, 18.99],
        ]
    )


@cache
def truth(name: str, p: float | None) -> list[Any]:
    with mp.workdps(50):
        more = () if p is None else (mp.mpf(p),)
        return [EXACT[name](mp.mpf(float(x)), *more) for x in points()]


def allowed(name: str, x: float, true: Any, p: float | None) -> float:
    """Return the error granted at x: 1e-14 of the true value but for the exceptions above."""
    if name == "gelu_prime" and -1.4 < x < -0.3:
        return 2e-16
    if name.startswith("gelu"):
        return float((1e-14 + 2 * x * x * ULP * (x < 0)) * abs(true))
    if name.startswith("swish"):
        assert p is not None
        if name == "swish_prime" and -2.3 < p * x < -0.7:
            return 2e-16
        rounding = 0 if p == 1 else 1.1 * ULP * abs(p * x)
        return float((1e-14 + rounding) * abs(true))
    return float(1e-14 * abs(true))


def assert_precise(name: str, values: np.ndarray, p: float | None) -> None:
    for x, value, true in zip(points(), values, truth(name, p), strict=True):
        error = abs(mp.mpf(float(value)) - true)
        if true == 0:
            assert value == 0, (name, x)
        elif abs(true) >= TINY:
            assert error <= allowed(name, x, true, p), (name, x, value, float(error / true))
        else:
            assert error <= TINY, (name, x, value)


@pytest.mark.parametrize(("name", "p"), CASES)
def test_fourteen_digits(name: str, p: float | None) -> None:
    f = getattr(act, name)
    more = {} if p is None else {PARAMETERS[name.removesuffix("_prime")][0]: p}
    assert_precise(name, f(points(), **more), p)


def test_defaults_are_the_lectures() -> None:
    for name, (_, default, _) in PARAMETERS.items():
        for f in (getattr(act, name), getattr(act, name + "_prime")):
            if default is not None:
                assert_array_equal(f(points()), f(points(), default))


def test_the_cases_are_all() -> None:
    assert {name for name, _ in CASES} == set(EXACT)
    assert set(EXACT) | {"maxout", "maxout_grad_x"} == {n for n in act.__all__ if n.islower()} - {
        "activation"
    }


def test_scipy_agrees() -> None:
    x = points()
    normal = x > -708
    assert_allclose(act.sigmoid(x[normal]), special.expit(x[normal]), rtol=1e-15)
    want = special.expit(x) * special.expit(-x)
    assert_allclose(act.sigmoid_prime(x), want, rtol=1e-14, atol=1e-307)
    assert_allclose(act.softplus(x), -special.log_expit(-x), rtol=1e-14, atol=1e-307)
    middle = x[np.abs(x) < 5]
    want = middle / 2 * (1 + special.erf(middle / np.sqrt(2)))
    assert_allclose(act.gelu(middle), want, rtol=1e-14, atol=1e-15)


# --- formula and slope, the forms for training ---------------------------------------------------

TRAINING = [
    (name, p)
    for name in act.ACTIVATIONS
    for p in ({None, PARAMETERS[name][2], 0.0} if name in PARAMETERS else {None})
]
TRAINING = sorted([*TRAINING, ("leaky_relu", -0.5), ("leaky_relu", 2), ("elu", 3)], key=str)


def chosen(name: str, p: float | None) -> act.Activation:
    return act.activation(name, **({} if p is None else {PARAMETERS[name][0]: p}))


@pytest.mark.parametrize(("name", "p"), TRAINING)
def test_the_formula_is_g(name: str, p: float | None) -> None:
    one, x = chosen(name, p), points()
    with np.errstate(all="raise", over="ignore", under="ignore"):
        a = one.formula(x)
    assert_allclose(a, one.g(x), rtol=2e-15, atol=1e-307)
    assert not (np.signbit(a) & (x > 0)).any()
    if p not in (0.0, -0.5, 2, 3):
        assert_precise(name, a, PARAMETERS[name][1] if name in PARAMETERS and p is None else p)


@pytest.mark.parametrize(("name", "p"), TRAINING)
def test_the_slope_is_g_prime(name: str, p: float | None) -> None:
    one, x = chosen(name, p), points()
    with np.errstate(all="raise", over="ignore", under="ignore"):
        slope = one.slope(x, one.formula(x)) * np.ones_like(x)
    # In swish's slope, beta x multiplies 1 - s, and s = 1 - 1e-14 is known to 1e-16 only.
    assert_allclose(slope, one.g_prime(x), rtol=0, atol=5e-15 if name == "swish" else 1e-15)
    # Taken from a, a slope has all its digits only where a is not the rounded end of the range.
    digits = {
        "sigmoid": x < 5,
        "tanh": np.abs(x) < 3,
        "elu": x > -3,
        "gelu": (x > -8) & (np.abs(x + 0.75) > 0.1),
        "swish": np.abs((1 if p is None else p) * x + 1.278) > 0.1,
    }.get(name, np.full(x.shape, True))
    assert digits.sum() > 100
    assert_allclose(slope[digits], one.g_prime(x)[digits], rtol=1e-12, atol=1e-306)


@pytest.mark.parametrize(("name", "p"), TRAINING)
@pytest.mark.parametrize("shape", [(1, 4), (32, 32), (2, 3, 4)])
def test_float32_stays_float32_in_training(
    name: str, p: float | None, shape: tuple[int, ...]
) -> None:
    rng = np.random.default_rng(32)
    in_ = rng.normal(size=shape).astype(np.float32)
    back = rng.normal(size=shape).astype(np.float32)
    one = chosen(name, None if p is None else np.float64(p))  # no NumPy float slips in
    kept = in_.copy()
    a = one.formula(in_)
    delta = one.slope(in_, a) * back
    assert a.dtype == delta.dtype == np.float32
    assert a.shape == delta.shape == shape
    assert_array_equal(in_, kept)
    assert_allclose(a, one.g(in_.astype(float)), rtol=1e-5, atol=1e-6)
    assert_allclose(delta, one.g_prime(in_.astype(float)) * back, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", sorted(act.ACTIVATIONS))
def test_float32_far_out(name: str) -> None:
    one, x = act.ACTIVATIONS[name], np.linspace(-1000, 1000, 2001, dtype=np.float32)
    with np.errstate(all="raise", over="ignore", under="ignore"):
        a = one.formula(x)
        slope = one.slope(x, a) * np.ones_like(x)
    assert_allclose(a, one.g(x), rtol=1e-5, atol=1e-36)
    assert_allclose(slope, one.g_prime(x), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("name", "p"), TRAINING)
def test_a_complex_step_through_the_formula(name: str, p: float | None) -> None:
    one, x = chosen(name, p), points()
    x = x[np.abs(x) < 600]  # beyond 700 the lecture's sigmoid has no inverse of inf + inf j
    with np.errstate(all="raise", over="ignore", under="ignore"):
        slope = one.formula(x + 1e-20j).imag / 1e-20
    assert_allclose(slope, one.g_prime(x), rtol=1e-13, atol=5e-16)


def test_the_errstate_is_needed_and_enough() -> None:
    x = np.array([-800.0])
    with pytest.warns(RuntimeWarning, match="overflow"):
        act.ACTIVATIONS["sigmoid"].formula(x)
    with np.errstate(over="ignore", under="ignore"):
        assert act.ACTIVATIONS["sigmoid"].formula(x) == 0


def test_parameters_reach_all_four() -> None:
    x = np.array([-1.5, 0.5])
    for name, (parameter, _, other) in PARAMETERS.items():
        if name not in act.ACTIVATIONS:
            continue
        one, g, g_prime = chosen(name, other), getattr(act, name), getattr(act, name + "_prime")
        assert one.name == name
        assert_allclose(one(x), g(x, **{parameter: other}), rtol=1e-15)
        assert_allclose(one.formula(x), g(x, **{parameter: other}), rtol=1e-15)
        assert_allclose(one.g_prime(x), g_prime(x, **{parameter: other}), rtol=1e-15)
        assert_allclose(one.slope(x, one(x)), g_prime(x, **{parameter: other}), rtol=1e-15)
        assert np.abs(one(x) - g(x)).max() > 0.01
        assert np.abs(one.slope(x, one(x)) - g_prime(x)).max() > 0.01
