"""Initial weights: sizes and spreads, rotations, names, and that the generator decides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from course import initialization as init

NAMES = sorted(init.INITIALIZATIONS)
RANDOM = sorted({*NAMES} - {"zeros", "constant"})


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


# --- every scheme -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (1, 1), (4, 4), (1, 6), (6, 1)])
def test_shape_and_type(name, shape):
    W, b = init.init_layer(*shape, name, rng())
    assert W.shape == shape
    assert W.dtype == b.dtype == np.float64
    assert_array_equal(b, np.zeros(shape[1]))
    assert np.isfinite(W).all()


@pytest.mark.parametrize("name", RANDOM)
def test_the_generator_decides(name):
    generator = rng(7)
    first = init.weights(name, 6, 4, generator)
    second = init.weights(name, 6, 4, generator)
    assert not np.allclose(first, second)  # two layers drawn from one generator differ
    assert_array_equal(first, init.weights(name, 6, 4, rng(7)))
    assert not np.allclose(first, init.weights(name, 6, 4, rng(8)))


@pytest.mark.parametrize("name", RANDOM)
def test_global_random_state_plays_no_part(name):
    before = np.random.get_state()[1].copy()
    init.weights(name, 6, 4, rng())
    assert_array_equal(np.random.get_state()[1], before)


@pytest.mark.parametrize("name", NAMES)
def test_each_function_is_a_scheme_by_itself(name):
    f = init.INITIALIZATIONS[name]
    assert_array_equal(f(4, 3, rng(1)), init.weights(f, 4, 3, rng(1)))
    assert_array_equal(f(4, 3, rng(1)), init.weights(name, 4, 3, rng(1)))
    assert_array_equal(f(4, 3, rng(1)), init.init_layer(4, 3, name, rng(1))[0])


# --- what each is -----------------------------------------------------------------------------


def test_zeros_and_constant():
    assert_array_equal(init.zeros(2, 3), np.zeros((2, 3)))
    assert_array_equal(init.constant(2, 3), np.full((2, 3), 0.5))
    assert_array_equal(init.constant(2, 3, value=-2), np.full((2, 3), -2.0))
    assert init.constant(2, 3, value=1).dtype == np.float64


# The variance that each is to have at 400 by 100, and its largest possible absolute value.
SPREADS = {
    "small": (0.1**2 / 3, 0.1),
    "large": (100, np.inf),
    "xavier": (2 / 500, np.inf),
    "xavier_uniform": (2 / 500, np.sqrt(6 / 500)),
    "he": (2 / 400, np.inf),
    "he_uniform": (2 / 400, np.sqrt(6 / 400)),
    "orthogonal": (1 / 400, 1),
}


@pytest.mark.parametrize("name", RANDOM)
def test_mean_and_variance(name):
    # 40 000 draws. The mean is within 7 of its standard errors, the variance (relative standard
    # error at most √(2 / 40 000) = 0.7 %) within 5 %: false alarms are rarer than 1e-11.
    var, bound = SPREADS[name]
    W = init.weights(name, 400, 100, rng(29))
    assert abs(W.mean()) < 7 * np.sqrt(var / W.size)
    assert W.var() == pytest.approx(var, rel=0.05)
    assert abs(W).max() <= bound


def test_he_looks_at_fan_in_alone_and_xavier_at_both():
    assert init.he(100, 400, rng()).var() == pytest.approx(2 / 100, rel=0.05)
    assert init.he_uniform(100, 400, rng()).var() == pytest.approx(2 / 100, rel=0.05)
    assert init.xavier(100, 400, rng()).var() == pytest.approx(2 / 500, rel=0.05)
    assert init.xavier_uniform(100, 400, rng()).var() == pytest.approx(2 / 500, rel=0.05)


def test_normal_and_uniform_are_what_they_say():
    # Fourth moment over squared variance: 3 for a normal distribution, 1.8 for a uniform one.
    for name, kurtosis in {
        "xavier": 3,
        "he": 3,
        "large": 3,
        "small": 1.8,
        "he_uniform": 1.8,
    }.items():
        W = init.weights(name, 400, 100, rng(3))
        assert (W**4).mean() / W.var() ** 2 == pytest.approx(kurtosis, rel=0.1)


def test_rows_and_columns_differ():
    for name in RANDOM:
        W = init.weights(name, 5, 4, rng())
        assert len(np.unique(W.round(12))) == W.size


def test_parameters_reach_the_scheme():
    assert abs(init.uniform(50, 50, rng(), epsilon=3)).max() > 2.9
    assert_array_equal(init.uniform(3, 2, rng(), epsilon=0), np.zeros((3, 2)))
    assert init.large(100, 100, rng(), std=0.5).std() == pytest.approx(0.5, rel=0.05)
    assert_array_equal(init.weights("constant", 1, 2, rng(), value=3), [[3.0, 3.0]])
    assert_allclose(
        init.weights("orthogonal", 4, 3, rng(), gain=2), 2 * init.orthogonal(4, 3, rng())
    )


# --- what they are for ------------------------------------------------------------------------


def test_he_keeps_a_signal_through_relu_and_xavier_through_identity():
    # Seeds are fixed; 300 wide and 20 deep. The size of a signal is its mean square.
    X = rng(1).normal(size=(50, 300))

    def after_20(name, g):
        a, generator = X, rng(2)
        for _ in range(20):
            a = g(a @ init.weights(name, 300, 300, generator))
        return (a**2).mean()

    def relu(x):
        return np.maximum(x, 0)

    # He keeps the variance of in_: what ReLU passes on has half of that as its mean square, 1.
    assert 0.3 < after_20("he", relu) < 3
    assert after_20("xavier", relu) < 1e-5  # halved 20 times
    assert 0.3 < after_20("xavier", lambda x: x) < 3
    assert after_20("large", lambda x: x) > 1e60
    assert after_20("orthogonal", lambda x: x) == pytest.approx((X**2).mean())  # exactly kept


def test_deltas_keep_their_size_on_the_way_back():
    delta = rng(1).normal(size=(50, 100))
    back = delta @ init.xavier(300, 100, rng()).T
    forward = rng(1).normal(size=(50, 300)) @ init.xavier(300, 100, rng())
    # 2 / 400 is between 1 / 300, right for the way forward, and 1 / 100, right for the way back.
    assert back.var() == pytest.approx(100 * 2 / 400, rel=0.1)
    assert forward.var() == pytest.approx(300 * 2 / 400, rel=0.1)


@pytest.mark.parametrize("name", ["zeros", "constant"])
def test_twins_receive_the_same(name):
    in_ = rng().normal(size=(7, 3)) @ init.weights(name, 3, 4, rng())
    assert_array_equal(in_, in_[:, :1] * np.ones(4))


# --- orthogonal -------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(
    fan_in=st.integers(1, 12),
    fan_out=st.integers(1, 12),
    gain=st.sampled_from([1.0, 2**0.5, 0.3]),
    seed=st.integers(0, 2**32),
)
def test_orthogonal_in_every_shape(fan_in, fan_out, gain, seed):
    W = init.orthogonal(fan_in, fan_out, rng(seed), gain=gain)
    assert W.shape == (fan_in, fan_out)
    product = W.T @ W if fan_in >= fan_out else W @ W.T
    assert_allclose(product, gain**2 * np.eye(len(product)), atol=1e-12)


def test_every_rotation_is_as_likely():
    # Without the fix of signs QR gives its first entry one sign only. 400 fair coins lie within
    # 200 ± 70 but for one time in 1e11. The angle of a 2 by 2 rotation is uniform: its mean
    # cosine has a standard error of √(1 / 800).
    drawn = rng(11)
    first = np.array([init.orthogonal(2, 2, drawn)[:, 0] for _ in range(400)])
    assert_allclose(np.hypot(*first.T), 1)
    for coordinate in first.T:
        assert 130 < np.count_nonzero(coordinate > 0) < 270
        assert abs(coordinate.mean()) < 7 * np.sqrt(1 / 800)
    both = [np.linalg.det(init.orthogonal(3, 3, drawn)) > 0 for _ in range(400)]
    assert 130 < sum(both) < 270  # rotations and reflections


# --- names, functions of one's own, errors ----------------------------------------------------


def test_a_function_of_ones_own():
    own = np.arange(6, dtype=np.float32).reshape(2, 3)
    W = init.weights(lambda fan_in, fan_out, rng: own, 2, 3, rng())
    assert_array_equal(W, own)
    assert W.dtype == np.float32
    assert not np.shares_memory(W, own)
    integers, b = init.init_layer(2, 3, lambda i, o, rng: [[1] * o] * i, rng())
    assert integers.dtype == np.float64
    assert_array_equal(b, np.zeros(3))


def test_a_function_of_ones_own_may_fail():
    def turned(fan_in, fan_out, rng):
        return np.zeros((fan_out, fan_in))

    def empty(fan_in, fan_out, rng):
        return np.full((fan_in, fan_out), np.nan)

    with pytest.raises(
        ValueError, match=r"turned must return \(fan_in, fan_out\) = \(2, 3\), not"
    ):
        init.weights(turned, 2, 3, rng())
    with pytest.raises(ValueError, match="empty must return real numbers, none of them nan"):
        init.weights(empty, 2, 3, rng())
    with pytest.raises(ValueError, match="must return"):
        init.weights(lambda i, o, rng: np.full((i, o), "a"), 2, 3, rng())


@pytest.mark.parametrize(
    ("wrong", "near"),
    [("xaver", "did you mean xavier"), ("He", "did you mean he"), ("ortogonal", "orthogonal")],
)
def test_an_unknown_name_gets_the_nearest_ones(wrong, near):
    with pytest.raises(ValueError, match=near) as error:
        init.init_layer(2, 3, wrong, rng())
    assert repr(wrong) in str(error.value)
    assert all(name in str(error.value) for name in NAMES)


@pytest.mark.parametrize("wrong", ["kaiming normal", None, 3, ["he"]])
def test_what_is_no_name_at_all(wrong):
    with pytest.raises(ValueError, match="there is no initialization"):
        init.weights(wrong, 2, 3, rng())


@pytest.mark.parametrize("name", NAMES)
def test_sizes_that_are_none(name):
    f = init.INITIALIZATIONS[name]
    for wrong in (0, -1, 2.0, None, "3"):
        with pytest.raises(ValueError, match="fan_in counts units"):
            f(wrong, 3, rng())
        with pytest.raises(ValueError, match="fan_out counts units"):
            f(3, wrong, rng())
    assert f(np.int64(2), np.int32(3), rng()).shape == (2, 3)


@pytest.mark.parametrize("name", RANDOM)
@pytest.mark.parametrize("wrong", [None, 0, np.random, np.random.RandomState(0)])
def test_a_generator_that_is_none(name, wrong):
    with pytest.raises(TypeError, match="rng must be a random generator"):
        init.init_layer(2, 3, name, wrong)


def test_spreads_that_are_none():
    for wrong in (-0.1, np.nan, np.inf):
        with pytest.raises(ValueError, match="epsilon"):
            init.uniform(2, 3, rng(), epsilon=wrong)
        with pytest.raises(ValueError, match="std"):
            init.large(2, 3, rng(), std=wrong)
