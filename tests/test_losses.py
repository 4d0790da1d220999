"""Losses against the lectures' numbers, SciPy's distributions and their own derivatives."""

from __future__ import annotations

from typing import Any

import mpmath as mp
import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal

import course.losses as lo
from course.activations import ACTIVATIONS, sigmoid
from course.gradients import numerical_gradient
from course.losses import (
    LOSSES,
    Loss,
    accuracy,
    bce,
    bce_from_logits,
    bernoulli_nll,
    categorical_nll,
    cross_entropy,
    dce_dz,
    dmse_dz,
    gaussian_nll,
    half_squared_error,
    loss_named,
    perceptron_loss,
    squared_error,
    zero_one_loss,
)
from course.softmax import softmax

z_values = hnp.arrays(np.float64, st.integers(1, 5), elements=st.floats(-700, 700))
Z_ROWS = np.array([[1, 2, 3], [0.5, -1, 0]])
ONE_HOT = np.array([[0, 1, 0], [1, 0, 0]])


def test_nothing_public_is_left_out() -> None:
    public = {
        name
        for name, thing in vars(lo).items()
        if getattr(thing, "__module__", "") == lo.__name__ and not name.startswith("_")
    }
    formulas = {name for name in public if name.endswith("_formula")}
    assert public - formulas == set(lo.__all__) - {"LOSSES"}


# --- squared error ------------------------------------------------------------------------------


def test_squared_error_by_hand() -> None:
    y, a = [[1, 0], [0, 1]], [[0.5, 0.25], [0, -1]]
    assert_allclose(squared_error(y, a), [0.3125, 4])
    assert_allclose(half_squared_error(y, a), [0.15625, 2])
    assert_allclose(squared_error([[0, 1, 0]], [[0.03, 0.57, 0.24]]), [0.2434])


def test_squared_error_of_a_stack() -> None:
    assert squared_error(np.zeros((3, 4, 2)), np.ones((3, 4, 2))).shape == (3, 4)


def test_slope_of_the_squared_error_is_its_derivative() -> None:
    z = np.array([-20.0, -1.0, 0.0, 3.0, 20.0])
    for y in (0.0, 1.0, 0.3):
        found = numerical_gradient(
            lambda z, y=y: ((y - sigmoid(z)) ** 2).sum(), z, None, "complex"
        )
        assert_allclose(dmse_dz(z, y), found, rtol=1e-7, atol=1e-25)


def test_steepest_where_the_output_is_one_third() -> None:
    z = np.linspace(-5, 5, 100_001)
    steepest = z[np.abs(dmse_dz(z, 1)).argmax()]
    assert_allclose(sigmoid(steepest), 1 / 3, atol=1e-4)
    assert_allclose(np.abs(dmse_dz(np.log(1 / 2), 1)), 8 / 27)


# --- binary cross-entropy -----------------------------------------------------------------------


@pytest.mark.parametrize("z", [-1000.0, -40.0, -37.0, -0.5, 0.0, 1e-9, 2.0, 36.9, 45.0, 700.0])
@pytest.mark.parametrize("y", [0, 1, 0.25])
def test_bce_from_logits_to_the_last_digit(z: float, y: float) -> None:
    with mp.workdps(1000):
        p = 1 / (1 + mp.exp(-mp.mpf(z)))
        right = float(-(y * mp.log(p) + (1 - y) * mp.log(1 - p)))
    assert_allclose(bce_from_logits(z, y), right, rtol=4e-16)


@given(z_values)
@settings(max_examples=30, deadline=None)
def test_bce_is_symmetric_and_has_its_slope(z: np.ndarray) -> None:
    assert_allclose(bce_from_logits(z, 1 + 0 * z), bce_from_logits(-z, 0 * z), rtol=1e-15)
    for y in (0.0, 1.0):
        right = np.float64(scipy.special.expit(z)) - y
        if y == 1:
            right = -scipy.special.expit(-z)
        assert_allclose(dce_dz(z, y), right, rtol=1e-13, atol=1e-320)
        if (z != 0).all():
            found = numerical_gradient(
                lambda z, y=y: bce_from_logits(z, y).sum(), z, None, "complex"
            )
            assert_allclose(found, right, rtol=1e-12, atol=1e-300)


def test_a_unit_that_is_saturated_on_the_wrong_side_still_learns() -> None:
    assert_allclose(dce_dz([-1000, 1000], [1, 0]), [-1, 1])
    assert np.abs(dmse_dz([-1000, 1000], [1, 0])).max() < 1e-300


def test_bce_of_probabilities() -> None:
    assert_allclose(bce([0.9, 0.2], [1, 0]), -(np.log(0.9) + np.log(0.8)) / 2)
    z = np.array([-3.0, 0.5, 8.0])
    y = np.array([1.0, 0.0, 1.0])
    assert_allclose(bce(sigmoid(z), y), bce_from_logits(z, y).mean(), rtol=1e-9)
    assert_allclose(bce([0.0], [1]), -np.log(1e-15))
    assert_allclose(bce([1.0], [0]), -np.log(1e-15), rtol=1e-3)
    assert isinstance(bce([0.5], [1]), float)


# --- cross-entropy ------------------------------------------------------------------------------


def test_cross_entropy_is_the_log_of_the_right_class() -> None:
    right = -scipy.special.log_softmax(Z_ROWS, axis=1)[[0, 1], [1, 0]]
    assert_allclose(cross_entropy(Z_ROWS, ONE_HOT), right.mean())
    assert_allclose(LOSSES["cross_entropy"].values(ONE_HOT, Z_ROWS, softmax(Z_ROWS)), right)


def test_cross_entropy_with_probabilities_as_labels() -> None:
    Y = np.array([[0.2, 0.5, 0.3], [1, 0, 0]])
    right = -(Y * scipy.special.log_softmax(Z_ROWS, axis=1)).sum(1).mean()
    assert_allclose(cross_entropy(Z_ROWS, Y), right)


def test_cross_entropy_of_two_classes_is_the_binary_one() -> None:
    """To the last digit; in training, where a loss is only looked at, to 1e-15."""
    z, loss = np.array([-30.0, -1.0, 0.0, 4.0, 700.0]), LOSSES["cross_entropy"]
    for y in (0, 1):
        Z, Y = np.stack([0 * z, z], axis=1), np.tile([1.0 - y, y], (5, 1))
        right = bce_from_logits(z, y)
        assert_allclose(loss.exact_values(Y, Z, softmax(Z)), right, rtol=1e-14)
        assert_allclose(loss.values(Y, Z, softmax(Z)), right, rtol=1e-14, atol=1e-15)


def test_cross_entropy_is_its_slope() -> None:
    found = numerical_gradient(lambda Z: 2 * cross_entropy_complex(Z, ONE_HOT), Z_ROWS, None)
    assert_allclose(found, softmax(Z_ROWS) - ONE_HOT, atol=1e-9)


def cross_entropy_complex(Z: Any, Y: Any) -> Any:
    return LOSSES["cross_entropy"].values(Y, Z, Z).mean()


# --- likelihoods --------------------------------------------------------------------------------


def test_likelihoods_are_scipys() -> None:
    y, mean = np.array([0.0, 1.5, -2.0]), np.array([1.0, 1.0, 0.5])
    right = -scipy.stats.norm.logpdf(y, mean, np.sqrt(2.5))
    assert_allclose(gaussian_nll(y, mean, variance=2.5), right)
    seen, p = np.array([0, 1, 1]), np.array([0.2, 0.2, 0.9])
    assert_allclose(bernoulli_nll(seen, p), -scipy.stats.bernoulli.logpmf(seen, p))
    P = softmax(Z_ROWS)
    right = -scipy.stats.multinomial.logpmf(ONE_HOT, 1, P)
    assert_allclose(categorical_nll(ONE_HOT, P), right)


def test_likelihoods_are_the_losses() -> None:
    y, a = np.array([[0.3], [2.0]]), np.array([[1.0], [1.5]])
    constant = np.log(2 * np.pi) / 2
    assert_allclose(gaussian_nll(y, a)[:, 0], half_squared_error(y, a) + constant)
    assert_allclose(
        categorical_nll(ONE_HOT, softmax(Z_ROWS)).mean(), cross_entropy(Z_ROWS, ONE_HOT)
    )


def test_impossible_events_have_a_price() -> None:
    assert_allclose(bernoulli_nll([1, 0], [0, 1]), -np.log(1e-15), rtol=2e-3)
    assert_allclose(categorical_nll([[1, 0]], [[0, 1]]), -np.log(1e-15))


# --- counting -----------------------------------------------------------------------------------


def test_zero_one_and_perceptron() -> None:
    assert_array_equal(zero_one_loss([1, 2, 3], [1, 3, 3]), [0, 1, 0])
    assert_allclose(perceptron_loss([1, 0, 1, 0], [-2, 3, 2, -3]), [2, 3, 0, 0])


def test_accuracy() -> None:
    assert accuracy([1, 0, 1, 0], [0.5, 0.49, 0.51, 0.9]) == 0.75
    assert accuracy([[1], [0]], [[0.1], [0.9]]) == 0
    assert accuracy([[0, 1, 0], [1, 0, 0]], [[0.1, 0.2, 0.0], [0.1, 0.2, 0.3]]) == 0.5
    assert isinstance(accuracy([1], [1]), float)


# --- output rules -------------------------------------------------------------------------------


OUTPUTS = {
    "squared_error": ["identity", "sigmoid", "tanh", "softplus"],
    "half_squared_error": ["identity", "sigmoid", "tanh", "softplus"],
    "binary_cross_entropy": ["sigmoid"],
    "cross_entropy": ["softmax"],
}


@pytest.mark.parametrize(
    ("name", "output"), [(name, output) for name in LOSSES for output in OUTPUTS[name]]
)
def test_output_rules_are_derivatives(name: str, output: str) -> None:
    """Δ of the output against a complex step through the loss of one example."""
    loss = LOSSES[name]
    rng = np.random.default_rng(3)
    in_, y = rng.normal(size=(4, 3)), np.eye(3)[[0, 2, 1, 1]]
    formula = softmax if output == "softmax" else ACTIVATIONS[output].formula
    slope = None if output == "softmax" else ACTIVATIONS[output].slope
    for values, rule in (
        (loss.values, loss.output_delta),
        (loss.exact_values, loss.exact_delta),
    ):
        delta = rule(y, in_, formula(in_), slope)  # type: ignore[arg-type]
        found = numerical_gradient(
            lambda in_, values=values: values(y, in_, formula(in_)).sum(), in_, None, "complex"
        )
        assert_allclose(delta, found, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_what_training_runs_keeps_float32(loss: Loss) -> None:
    y = np.eye(2, dtype=np.float32)
    in_, a = y + 1, softmax(y)
    slope = ACTIVATIONS["sigmoid"].slope
    for values in (loss.values, loss.exact_values):
        assert values(y, in_, a).dtype == np.float32
    for rule in (loss.output_delta, loss.exact_delta):
        assert rule(y, in_, a, slope).dtype == np.float32


def test_the_half_halves() -> None:
    y, in_ = np.array([[1.0, 0.0]]), np.array([[0.3, -0.2]])
    whole, half = LOSSES["squared_error"], LOSSES["half_squared_error"]
    slope = ACTIVATIONS["identity"].slope
    assert_allclose(whole.values(y, in_, in_), 2 * half.values(y, in_, in_))
    assert_allclose(whole.output_delta(y, in_, in_, slope), [[-2 * 0.7, -2 * 0.2]])
    assert_allclose(half.output_delta(y, in_, in_, slope), [[-0.7, -0.2]])


def test_values_are_one_per_example_also_in_a_stack() -> None:
    y = np.full((3, 4, 2), 0.5)
    for loss in LOSSES.values():
        assert loss.values(y, y, y).shape == (3, 4)


# --- what is asked of arguments -----------------------------------------------------------------

PAIRS: dict[str, Any] = {
    "squared_error": squared_error,
    "half_squared_error": half_squared_error,
    "bce": lambda y, a: bce(a, y),
    "bce_from_logits": lambda y, a: bce_from_logits(a, y),
    "dce_dz": lambda y, a: dce_dz(a, y),
    "dmse_dz": lambda y, a: dmse_dz(a, y),
    "gaussian_nll": gaussian_nll,
    "bernoulli_nll": bernoulli_nll,
    "categorical_nll": categorical_nll,
    "zero_one_loss": zero_one_loss,
    "perceptron_loss": perceptron_loss,
    "accuracy": accuracy,
    "cross_entropy": lambda y, a: cross_entropy(a, y),
}


@pytest.mark.parametrize("name", PAIRS)
def test_arguments(name: str) -> None:
    loss = PAIRS[name]
    y, a = np.array([[1, 0]]), np.array([[0.7, 0.3]])
    before = y.copy(), a.copy()
    value = loss(y, a)
    assert_array_equal(value, loss(y.tolist(), a.tolist()))
    assert_array_equal(y, before[0])
    assert_array_equal(a, before[1])
    if name != "accuracy":  # which knows what is meant
        with pytest.raises(ValueError, match=r"must have the same shape: .*\(2, 1\)"):
            loss([1, 0], [[0.7], [0.3]])  # would compare all with all
    with pytest.raises(TypeError, match="must hold numbers"):
        loss(["a"], [1])


@pytest.mark.parametrize(
    "name", ["squared_error", "half_squared_error", "bce_from_logits", "dce_dz", "dmse_dz",
             "gaussian_nll", "categorical_nll", "perceptron_loss"]
)  # fmt: skip
def test_float32_stays_float32(name: str) -> None:
    y, a = np.array([[1, 0]], np.float32), np.array([[0.7, 0.3]], np.float32)
    assert PAIRS[name](y, a).dtype == np.float32


@pytest.mark.parametrize(
    "name",
    ["squared_error", "bce", "categorical_nll", "zero_one_loss", "accuracy", "cross_entropy"],
)
def test_no_example(name: str) -> None:
    with pytest.raises(ValueError, match="is empty"):
        PAIRS[name]([], [])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bce_from_logits([0], [2]), "needs y between 0 and 1, but it reaches from 2 to 2"),
        (lambda: bce_from_logits([0, 0], [1, -1]), "y between 0 and 1, .* from -1 to 1"),
        (lambda: bce([0.5], [-0.1]), "needs y between 0 and 1, but it reaches from -0.1"),
        (lambda: bce([1.5], [1]), "needs p between 0 and 1, but it reaches from 1.5 to 1.5"),
        (lambda: bce_from_logits([np.nan], [1]), "z holds nan or infinity at index 0"),
        (lambda: squared_error([[1]], [[np.nan]]), "a holds nan or infinity in row 0, column 0"),
        (lambda: dce_dz([np.inf], [1]), "z holds nan or infinity"),
        (lambda: cross_entropy([[np.nan, 1]], [[0, 1]]), "Z holds nan or infinity in row 0"),
        (lambda: bce([0.5], [np.nan]), "y holds nan or infinity at index 0"),
        (lambda: cross_entropy([[1, 2]], [[1, 2]]), r"Y between 0 and 1.*one_hot\(y, K\)"),
        (lambda: cross_entropy([[1, 2]] * 2, [[1, 0], [1, 1]]), "row 1 adds up to 2; .*one_hot"),
        (lambda: cross_entropy([[1, 2]], [[0, 0]]), "row 0 adds up to 0"),
        (lambda: gaussian_nll([1], [1], 0), "a variance is positive, not 0"),
        (lambda: gaussian_nll([1], [1], -1), "a variance is positive, not -1"),
        (lambda: gaussian_nll([1], [1], np.nan), "a variance is positive, not nan"),
        (lambda: loss_named("squared_eror"), "no loss 'squared_eror'; did you mean 'squared_err"),
        (lambda: loss_named("crossentropy"), "did you mean 'cross_entropy'"),
        (lambda: loss_named("zzz"), "there are squared_error, half_squared_error, binary_cross"),
        (lambda: loss_named(None), "there is no loss None"),  # type: ignore[arg-type]
        (lambda: loss_named([]), r"there is no loss \[\]"),  # type: ignore[arg-type]
    ],
)
def test_errors(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_labels_may_be_rounded() -> None:
    thirds = np.full((1, 3), 1 / 3, np.float32)
    cross_entropy([[1, 2, 3]], thirds)


def test_a_loss_of_your_own() -> None:
    cubic = Loss("cubic", lambda y, in_, a: ((a - y) ** 3).sum(-1), lambda y, in_, a, g: a)
    assert loss_named(cubic) is cubic
    assert cubic.output is None
    cubic.check(np.array([[7.0]]))  # any labels will do
    assert loss_named("cross_entropy") is LOSSES["cross_entropy"]


def test_accuracy_takes_no_class_labels() -> None:
    assert accuracy([1, 0], [[0.9], [0.8]]) == 0.5  # labels (n,), outputs (n, 1)
    with pytest.raises(ValueError, match=r"labels 0 and 1, or one-hot rows: write one_hot"):
        accuracy([1, 2, 3], [3, 1, 2])
