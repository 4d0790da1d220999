"""The activations against mpmath, SciPy, the lectures' numbers and their own definitions."""

from __future__ import annotations

import dis
import inspect
import pickle
import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal
from scipy import special

import course.activations as act

mp.mp.dps = 50

G = Callable[..., Any]


def exact_sigmoid(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


def exact_swish(x: Any, beta: float = 1.0) -> Any:
    return x * exact_sigmoid(beta * x)


def exact_swish_prime(x: Any, beta: float = 1.0) -> Any:
    s = exact_sigmoid(beta * x)
    return s + beta * x * s * exact_sigmoid(-beta * x)


# Each function's definition in 50 digits. Written from the lectures, not from the module.
EXACT: dict[str, Callable[[Any], Any]] = {
    "identity": lambda x: x,
    "identity_prime": lambda x: mp.mpf(1),
    "threshold": lambda x: mp.mpf(x >= 0),
    "threshold_prime": lambda x: mp.mpf(0),
    "sigmoid": exact_sigmoid,
    "sigmoid_prime": lambda x: exact_sigmoid(x) * exact_sigmoid(-x),
    "tanh": mp.tanh,
    "tanh_prime": lambda x: mp.sech(x) ** 2,
    "relu": lambda x: max(mp.mpf(0), x),
    "relu_prime": lambda x: mp.mpf(x > 0),
    "leaky_relu": lambda x: x if x > 0 else mp.mpf(0.01) * x,
    "leaky_relu_prime": lambda x: mp.mpf(1) if x > 0 else mp.mpf(0.01),
    "softplus": lambda x: mp.log1p(mp.exp(x)),
    "softplus_prime": exact_sigmoid,
    "elu": lambda x: x if x > 0 else mp.expm1(x),
    "elu_prime": lambda x: mp.mpf(1) if x > 0 else mp.exp(x),
    "gelu": lambda x: x * mp.ncdf(x),
    "gelu_prime": lambda x: mp.ncdf(x) + x * mp.npdf(x),
    "swish": exact_swish,
    "swish_prime": exact_swish_prime,
}
NAMES = sorted(EXACT)
# The slopes of gelu and swish cross zero near -0.75 and -1.28, and gelu's tail is a product that
# underflows: there the error is measured against these values instead of the true one.
FLOOR = {"gelu": 1e-16, "gelu_prime": 0.02, "swish_prime": 0.02}


def points() -> np.ndarray:
    rng = np.random.default_rng(389)
    return np.concatenate(
        [
            rng.uniform(-800, 800, 150),
            rng.uniform(-40, 40, 250),
            rng.uniform(-2, 2, 100),
            [-1000.0, -36.8, -1e-9, 0.0, 1e-9, 36.7, 36.8, 1000.0],
        ]
    )


def function(name: str) -> G:
    return getattr(act, name)  # type: ignore[no-any-return]


def test_nothing_public_is_left_untested() -> None:
    others = {"maxout", "maxout_grad_x", "prelu", "prelu_prime"}
    table = {"ACTIVATIONS", "Activation", "activation"}
    assert set(act.__all__) == set(NAMES) | others | table
    public = {
        n for n, f in vars(act).items() if inspect.isfunction(f) and f.__module__ == act.__name__
    }
    assert {n for n in public if not n.startswith("_")} <= set(act.__all__)


@pytest.mark.parametrize("name", NAMES)
def test_accurate_over_the_whole_range(name: str) -> None:
    x = points()
    y = function(name)(x)
    tiny = float(np.finfo(np.float64).tiny)
    for xi, yi in zip(x, y, strict=True):
        true = EXACT[name](mp.mpf(float(xi)))
        scale = max(abs(true), mp.mpf(FLOOR.get(name, 0)), mp.mpf(tiny))
        # 1e-320: below 2e-308 floats have fewer digits
        assert abs(mp.mpf(float(yi)) - true) <= 1e-14 * scale + 1e-320, (xi, yi, true)


@pytest.mark.parametrize("alpha", [0.0, 0.2, 1.0, 1.5])
def test_alpha_is_used(alpha: float) -> None:
    left, right = np.array([-800.0, -3.0, -0.25]), np.array([0.25, 3.0, 800.0])
    for f, f_prime in [(act.leaky_relu, act.leaky_relu_prime), (act.prelu, act.prelu_prime)]:
        assert_allclose(f(left, alpha), alpha * left, rtol=1e-15)
        assert_array_equal(f(right, alpha), right)
        assert_array_equal(f_prime(left, alpha), [alpha] * 3)
        assert_array_equal(f_prime(right, alpha), [1.0] * 3)
    assert_allclose(act.elu(left, alpha), [alpha * float(mp.expm1(v)) for v in left], rtol=1e-14)
    assert_allclose(act.elu_prime(left, alpha), alpha * np.exp(left), rtol=1e-14)
    assert_array_equal(act.elu(right, alpha), right)
    assert_array_equal(act.elu_prime(right, alpha), [1.0] * 3)


@pytest.mark.parametrize("beta", [0.0, 0.3, 1.0, 2.0, 8.0])
def test_beta_is_used(beta: float) -> None:
    x = np.linspace(-60, 60, 97)
    want = [float(exact_swish(mp.mpf(v), beta)) for v in x]
    want_prime = [float(exact_swish_prime(mp.mpf(v), beta)) for v in x]
    # beta * x is rounded before it enters the exponential, which multiplies the error by |beta x|.
    assert_allclose(act.swish(x, beta), want, rtol=1e-13, atol=1e-300)
    assert_allclose(act.swish_prime(x, beta), want_prime, rtol=1e-12, atol=1e-300)


def test_agrees_with_scipy() -> None:
    x = points()
    assert_allclose(act.sigmoid(x), special.expit(x), rtol=1e-14, atol=1e-307)
    assert_allclose(np.log(act.sigmoid(x[x > -700])), special.log_expit(x[x > -700]), atol=1e-13)
    assert_allclose(act.softplus(x), -special.log_expit(-x), rtol=1e-14, atol=1e-307)
    assert_allclose(act.gelu(x), x * special.ndtr(x), rtol=1e-14, atol=1e-307)
    assert_allclose(act.gelu(x), x / 2 * (1 + special.erf(x / np.sqrt(2))), rtol=1e-14, atol=1e-14)


# (function, arguments, value, places printed): numbers of the lectures, misprints corrected
LECTURE_VALUES = [
    (act.sigmoid, (0.19,), 0.5474, 4),  # CS 457, 07-2a: the worked SGD example
    (act.sigmoid, (10,), 0.99995, 5),  # CS 457, 07-4a Keeping the Initial Weights Small
    (act.sigmoid, (-10,), 0.00005, 5),
    (act.sigmoid_prime, (0,), 0.25, 12),  # CS 457, 07-3: the largest slope
    (act.sigmoid_prime, (0.19,), 0.2478, 4),
    (act.sigmoid_prime, (10,), 4.54e-5, 7),
    (act.tanh, (1,), 0.7616, 4),
    (act.tanh, (0.5,), 0.4621, 4),  # what the UCLA slide's 2σ(1) - 1 really is
    (act.tanh_prime, (0,), 1.0, 12),
    (act.elu, (-2, 0.2), -0.1729, 4),  # UCLA's code has alpha 0.2 ...
    (act.elu, (-2,), -0.8647, 4),  # ... its figure has alpha 1
    (act.elu, (1000, 0.2), 1000.0, 12),  # where the slide's one-liner gives nan
    (act.leaky_relu, (-2, 0.1), -0.2, 12),
    (act.softplus, (0,), 0.6931, 4),
    (act.gelu, (0.7,), 0.5306, 4),
    (act.swish, (-1.2784645,), -0.2785, 4),  # the bottom of CS771's non-monotonic example
]


@pytest.mark.parametrize(("f", "args", "value", "places"), LECTURE_VALUES)
def test_values_of_the_lectures(f: G, args: tuple[float, ...], value: float, places: int) -> None:
    assert abs(float(f(*args)) - value) <= 0.5000001 * 10.0**-places


def test_vectors_of_the_lectures() -> None:
    assert_array_equal(act.relu([-9.5, 4, -1]), [0, 4, 0])  # UCLA, ReLU unit
    assert_array_equal(act.threshold([-1e-9, 0, 1e-9]), [0, 1, 1])  # CS 457: fires at exactly 0
    assert act.relu_prime(0) == 0
    x = np.linspace(-6, 6, 241)
    assert_allclose(2 * act.sigmoid(2 * x) - 1, act.tanh(x), atol=1e-15)
    # The identity as printed on the UCLA slides is tanh(x/2), and 0.30 off at worst.
    printed = 2 * act.sigmoid(x) - 1
    assert_allclose(printed, act.tanh(x / 2), atol=1e-15)
    assert np.abs(printed - act.tanh(x)).max() == pytest.approx(0.3003, abs=1e-4)


def test_where_floats_saturate() -> None:
    assert act.sigmoid(36.7) < 1
    assert act.sigmoid(36.8) == 1
    assert act.sigmoid(-745) > 0
    assert act.sigmoid_prime(700) == act.sigmoid_prime(-700) > 0
    assert act.tanh(18.99) < 1
    assert act.tanh(19.1) == 1
    assert act.tanh_prime(300) == act.tanh_prime(-300) > 0


@pytest.mark.parametrize(
    "name", [n for n in NAMES if not n.endswith("_prime") and n != "threshold"]
)
def test_slope_is_the_derivative(name: str) -> None:
    rng = np.random.default_rng(771)
    x = rng.uniform(-8, 8, 300)
    x = x[np.abs(x) > 1e-3]  # the kinks are at 0
    h = 1e-5
    g = function(name)
    central = (g(x + h) - g(x - h)) / (2 * h)
    assert_allclose(function(name + "_prime")(x), central, atol=1e-9)


# g(x + ih).imag / h has no subtraction, hence no rounding error: 15 digits instead of 10.
COMPLEX: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "gelu": lambda z: z / 2 * (1 + special.erf(z / np.sqrt(2))),
    "swish": lambda z: z / (1 + np.exp(-z)),
}


@pytest.mark.parametrize("name", sorted(COMPLEX))
def test_slope_against_a_complex_step(name: str) -> None:
    x = np.random.default_rng(457).uniform(-8, 8, 300)
    slope = COMPLEX[name](x + 1e-30j).imag / 1e-30
    assert_allclose(function(name + "_prime")(x), slope, rtol=1e-12, atol=1e-14)


STEP = 1e-20
SMOOTH = [n for n in NAMES if not n.startswith("threshold")]


def slope_by_complex_step(g: G, x: np.ndarray, dtype: Any = complex) -> np.ndarray:
    with np.errstate(all="raise"):  # the functions themselves say what they ignore
        y = g((x + 1j * STEP).astype(dtype))
    assert y.dtype == dtype
    with np.errstate(under="ignore"):
        return y.imag / STEP  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", sorted(act.ACTIVATIONS))
def test_complex_numbers_pass_through(name: str) -> None:
    """A complex step through the function itself is its slope, to nearly all digits."""
    g, g_prime = function(name), function(name + "_prime")
    x = np.concatenate(
        [
            np.random.default_rng(102).uniform(-30, 30, 300),
            np.linspace(-2, 2, 81),
            np.geomspace(1e-15, 30, 60),
            -np.geomspace(1e-15, 30, 60),
            [0.0, -0.0],
        ]
    )
    far = np.array([-1000, -700.0, -600, -300, -100, 100, 300, 600, 700, 1000])
    want, got = g_prime(x), slope_by_complex_step(g, x)
    # Where two terms cancel, the floor: see FLOOR. Phi in the tail has 13 digits: see `gelu`.
    floor = 0.02 if name in ("gelu", "swish") else 0.0
    rtol = 5e-13 if name == "gelu" else 1e-14
    assert (np.abs(got - want) <= rtol * np.abs(want) + 1e-14 * floor).all()
    # The step times the slope has to be a normal number too: below 1e-280 it is not.
    assert_allclose(slope_by_complex_step(g, far), g_prime(far), rtol=2e-14, atol=1e-286)
    # g(x + ih) has a real term -h² g"(x) / 2 as well
    assert_allclose(g(x + 1j * STEP).real, g(x), rtol=1e-14, atol=STEP**2)
    assert_allclose(g(far + 1j * STEP).real, g(far), rtol=1e-14, atol=1e-300)


@pytest.mark.parametrize("name", SMOOTH)
def test_complex_slopes_and_single_precision(name: str) -> None:
    """Of g' too a step can be taken; compare with central differences."""
    g = function(name)
    x = np.random.default_rng(103).uniform(-5, 5, 100)
    central = (g(x + 1e-5) - g(x - 1e-5)) / 2e-5
    assert_allclose(slope_by_complex_step(g, x), central, atol=1e-9)
    assert_allclose(slope_by_complex_step(g, x, np.complex64), central, rtol=1e-5, atol=1e-5)
    assert g(1j).shape == ()
    assert isinstance(g([1 + 1j])[0], np.complex128)


@pytest.mark.parametrize("name", sorted(COMPLEX))
def test_far_from_the_real_line(name: str) -> None:
    """Not only a tiny step to the side: any complex number where the formula is analytic."""
    rng = np.random.default_rng(104)
    z = rng.uniform(-3, 3, 200) + 1j * rng.uniform(-1.5, 1.5, 200)
    assert_allclose(function(name)(z), COMPLEX[name](z), rtol=1e-13)


def test_parameters_and_complex_steps() -> None:
    x = np.random.default_rng(105).uniform(-30, 30, 200)
    for name, value in [("leaky_relu", 0.2), ("prelu", 0.0), ("elu", 1.5), ("elu", 0.0)]:
        got = slope_by_complex_step(lambda z, n=name, v=value: function(n)(z, v), x)
        assert_allclose(got, function(name + "_prime")(x, value), rtol=1e-14, atol=1e-300)
    got = slope_by_complex_step(lambda z: act.swish(z, 2), x)
    assert_allclose(got, act.swish_prime(x, 2), rtol=1e-14, atol=1e-16)


def test_at_the_kink_a_complex_step_agrees_with_the_slope() -> None:
    for name in ("relu", "leaky_relu", "elu"):
        for x in (0.0, -0.0):
            for h in (STEP, -STEP):
                step = function(name)(complex(x, h)).imag / h
                assert step == function(name + "_prime")(x), (name, x, h)


FLOATS = hnp.arrays(
    st.sampled_from([np.float64, np.float32]),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
    elements=st.floats(-1000, 1000, width=32),
)
INTEGERS = hnp.arrays(
    st.sampled_from([np.int8, np.int64, np.uint16, np.bool_]),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)


@pytest.mark.parametrize("name", NAMES)
@given(x=FLOATS | INTEGERS)
def test_shape_type_and_argument(name: str, x: np.ndarray) -> None:
    before = x.tobytes()
    x.flags.writeable = False
    with np.errstate(all="raise"):  # underflow too, although NumPy is silent about it by default
        y = function(name)(x)
    assert x.tobytes() == before
    assert y.shape == x.shape
    assert y.dtype == (np.float32 if x.dtype == np.float32 else np.float64)
    assert isinstance(y, np.ndarray if x.ndim else np.floating)
    assert np.isfinite(y).all()
    assert not np.shares_memory(x, y)


@pytest.mark.parametrize("name", NAMES)
@given(x=FLOATS.filter(lambda x: x.dtype == np.float64))
def test_every_entry_is_on_its_own(name: str, x: np.ndarray) -> None:
    g = function(name)
    y = g(x)
    # SIMD and scalar loops of NumPy may differ in the last digit.
    assert_allclose(y.ravel(), [g(float(v)) for v in x.ravel()], rtol=1e-14)
    if x.size:  # an empty list has no second dimension
        assert_allclose(g(x.tolist()), y, rtol=1e-14)
    assert_allclose(g(x.T), y.T, rtol=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_no_warning_far_out(name: str) -> None:
    x = np.concatenate([np.linspace(-1000, 1000, 20001), -np.geomspace(1e-320, 1, 50)])
    single = np.linspace(-1000, 1000, 20001, dtype=np.float32)
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        for values in (x, single, list(x[::100]), tuple(x[::100]), 1000, -1000):
            assert np.isfinite(function(name)(values)).all()


@pytest.mark.parametrize("name", [n for n in NAMES if not n.endswith("_prime")])
def test_nan_is_not_hidden(name: str) -> None:
    assert np.isnan(function(name)(np.nan))


@pytest.mark.parametrize("bad", [None, "0.5", [1.0, None], ["a"]])
def test_only_real_numbers(bad: Any) -> None:
    for name in NAMES:
        with pytest.raises(TypeError, match="real numbers"):
            function(name)(bad)


def test_float32_loses_nothing_to_float64_parameters() -> None:
    x = np.array([-2, 3], dtype=np.float32)
    half = np.float64(0.5)
    for name in ("leaky_relu", "leaky_relu_prime", "elu", "elu_prime", "swish", "swish_prime"):
        assert function(name)(x, half).dtype == np.float32


def test_help_names_shape_and_errors() -> None:
    for name in NAMES:
        text = inspect.getdoc(function(name)) or ""
        for part in ("Lectures:", "Examples", "Parameters", "Returns", "Raises"):
            assert part in text, (name, part)
    assert list(inspect.signature(act.elu).parameters) == ["x", "alpha"]
    assert act.sigmoid(x=0) == 0.5  # type: ignore[call-arg]


# --- maxout --------------------------------------------------------------------------------------

X = np.array([[1.0, 2.0], [-1.0, 0.5], [0.0, -3.0]])
W = np.array([[1.0, -2.0, 0.5], [0.5, 1.0, -1.0]])
B = np.array([0.1, -0.2, 0.7])


def test_maxout_by_hand() -> None:
    assert_allclose(act.maxout(X, W, B), [2.1, 2.3, 3.7])
    assert_array_equal(act.maxout_grad_x(X, W, B), [[1, 0.5], [-2, 1], [0.5, -1]])
    step = act.maxout(X + 1j * STEP * np.array([1, 0]), W, B).imag / STEP
    assert_allclose(step, [1, -2, 0.5])
    assert act.maxout([[1, 1]], [[-1], [-1]], [0]) == [-2]  # not max(0, ...)


def test_maxout_generalises_relu_and_prelu() -> None:
    w, b = np.array([1.5, -0.5]), 0.25
    z = X @ w + b
    zero_piece = np.column_stack([np.zeros(2), w])
    assert_allclose(act.maxout(X, zero_piece, [0, b]), act.relu(z))
    leaky = np.column_stack([0.2 * w, w])
    assert_allclose(act.maxout(X, leaky, [0.2 * b, b]), act.leaky_relu(z, 0.2))
    assert_allclose(
        act.maxout_grad_x(X, leaky, [0.2 * b, b]), act.leaky_relu_prime(z, 0.2)[:, None] * w
    )


@given(st.integers(0, 6), st.integers(1, 5), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_maxout_gradient(n: int, d: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, w, b = rng.normal(size=(n, d)), rng.normal(size=(d, k)), rng.normal(size=k)
    before = [v.copy() for v in (x, w, b)]
    out, grad = act.maxout(x, w, b), act.maxout_grad_x(x, w, b)
    assert out.shape == (n,)
    assert grad.shape == (n, d)
    for was, now in zip(before, (x, w, b), strict=True):
        assert_array_equal(was, now)
    step = 1e-9 * rng.normal(size=(n, d))  # so small that the winner stays the winner
    assert_allclose(act.maxout(x + step, w, b) - out, (grad * step).sum(1), atol=1e-14)


def test_maxout_types_and_errors() -> None:
    assert act.maxout([[1, 2]], [[1], [1]], [0]).dtype == np.float64
    single = (X.astype(np.float32), W.astype(np.float32), B.astype(np.float32))
    assert act.maxout(*single).dtype == act.maxout_grad_x(*single).dtype == np.float32
    for f in (act.maxout, act.maxout_grad_x):
        for bad in [(X[0], W, B), (X, W.T, B), (X, W, B[:2]), (X, W, B[:, None]), (X, W[:, 0], B)]:
            with pytest.raises(ValueError, match="do not fit"):
                f(*bad)
        with pytest.raises(ValueError, match="at least one piece"):
            f(X, W[:, :0], [])
        with pytest.raises(TypeError, match="real numbers"):
            f(X, W, np.array([None] * 3))


# --- the table, and what an import costs ---------------------------------------------------------


def test_table_of_activations() -> None:
    assert set(act.ACTIVATIONS) == {n for n in NAMES if not n.endswith("_prime")}
    for name, activation in act.ACTIVATIONS.items():
        assert activation.name == name
        assert activation.g is function(name)
        assert activation.g_prime is function(name + "_prime")
    with pytest.raises(AttributeError):
        act.ACTIVATIONS["tanh"].name = "sigmoid"  # type: ignore[misc]


def test_by_name() -> None:
    for name, one in act.ACTIVATIONS.items():
        assert act.activation(name) is one
        assert act.activation(one) is one
        assert_array_equal(one([-1, 0.5]), one.g([-1, 0.5]))
        assert name in repr(one)


@pytest.mark.parametrize(
    ("wrong", "nearest"), [("sigmiod", "sigmoid"), ("ReLU", "relu"), ("leaky", "leaky_relu")]
)
def test_unknown_name(wrong: str, nearest: str) -> None:
    with pytest.raises(ValueError, match=f"{wrong}.*did you mean '{nearest}'"):
        act.activation(wrong)


def test_other_errors_of_activation() -> None:
    with pytest.raises(ValueError, match=r"no activation 'zzz', only identity, .*swish"):
        act.activation("zzz")
    with pytest.raises(TypeError, match=r"a name such as 'relu', or Activation.*, got function"):
        act.activation(lambda x: x)  # type: ignore[arg-type]
    assert act.activation(act.sigmoid) is act.ACTIVATIONS["sigmoid"]  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="did you mean 'identity'"):
        act.activation("linear")
    with pytest.raises(TypeError, match="parameters go with a name"):
        act.activation(act.ACTIVATIONS["swish"], beta=2)
    with pytest.raises(TypeError, match="swish takes beta, got alpha"):
        act.activation("swish", alpha=2)
    with pytest.raises(TypeError, match="tanh takes no parameters, got beta"):
        act.activation("tanh", beta=2)
    for bad in (np.nan, -np.inf):
        with pytest.raises(ValueError, match="alpha of elu should be a finite number"):
            act.activation("elu", alpha=bad)
    for worse in ("0.2", None, 1j, [0.1, 0.2]):
        with pytest.raises(TypeError, match="alpha of elu should be a number"):
            act.activation("elu", alpha=worse)  # type: ignore[arg-type]


def test_activation_of_your_own() -> None:
    cube = act.Activation("cube", lambda x: x**3, lambda x: 3 * x**2)
    in_ = np.array([[-1.0, 2.0]])
    assert act.activation(cube) is cube
    assert_array_equal(cube(in_), [[-1, 8]])
    assert_array_equal(cube.formula(in_), [[-1, 8]])
    assert_array_equal(cube.slope(in_, cube.formula(in_)), [[3, 12]])
    quick = act.Activation("x", act.identity, act.identity_prime, slope=lambda in_, a: 7.0)
    assert quick.slope(in_, in_) == 7
    assert quick.formula is act.identity


def test_activations_can_be_pickled() -> None:
    for one in [*act.ACTIVATIONS.values(), act.activation("elu", alpha=0.3)]:
        again = pickle.loads(pickle.dumps(one))
        x = np.array([-1.5, 0.5])
        assert_array_equal(again.formula(x), one.formula(x))
        assert_array_equal(again.slope(x, again(x)) * x, one.slope(x, one(x)) * x)


def test_import_loads_numpy_only() -> None:
    code = "import sys, course.activations; print({'scipy', 'matplotlib'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def globals_used(f: G) -> set[str]:
    code = dis.get_instructions(inspect.unwrap(f))
    return {str(step.argval) for step in code if step.opname == "LOAD_GLOBAL"}


def test_functions_only_look_upwards() -> None:
    """While an exercise is graded some functions are withheld; none may need a later one."""
    names = [n for n, f in vars(act).items() if inspect.isfunction(f)]
    for place, name in enumerate(names):
        used = globals_used(vars(act)[name]) & set(names)
        assert used <= set(names[:place]), (name, used)
    assert globals_used(act.sigmoid) == {"np"}
    assert "sigmoid" in globals_used(act.softplus_prime)
