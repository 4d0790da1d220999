"""Softmax, its logarithm and rescaling, against SciPy, the lecture and their own laws."""

from __future__ import annotations

from typing import Any

import mpmath as mp
import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.testing import assert_allclose, assert_array_equal

from course.gradients import numerical_gradient
from course.losses import cross_entropy
from course.softmax import log_softmax, rescale, softmax, softmax_formula

scores = hnp.arrays(
    np.float64,
    st.tuples(st.integers(1, 4), st.integers(1, 5)),
    elements=st.floats(-1000, 1000),
)


@given(scores)
@settings(max_examples=50, deadline=None)
def test_against_scipy(Z: np.ndarray) -> None:
    before = Z.copy()
    with np.errstate(all="ignore"):
        right, log_right = scipy.special.softmax(Z, axis=1), scipy.special.log_softmax(Z, axis=1)
    assert_allclose(softmax(Z), right, rtol=1e-12, atol=1e-300)
    assert_allclose(log_softmax(Z), log_right, rtol=1e-12, atol=1e-15)
    assert_array_equal(Z, before)


@given(scores, st.floats(-100, 100))
@settings(max_examples=25, deadline=None)
def test_laws(Z: np.ndarray, shift: float) -> None:
    P = softmax(Z)
    assert_allclose(P.sum(axis=1), 1, rtol=1e-14)
    assert (P >= 0).all()
    assert_allclose(softmax(Z + shift), P, rtol=1e-9, atol=1e-300)
    assert_array_equal(softmax(Z[:, ::-1]).argmax(1), P[:, ::-1].argmax(1))
    assert_array_equal(softmax(Z[:1]), P[:1])  # a row knows nothing of the others


def test_by_hand() -> None:
    assert_allclose(softmax([0, 0]), [0.5, 0.5])
    assert_allclose(softmax([[np.log(1), np.log(2), np.log(5)]]), [[1 / 8, 2 / 8, 5 / 8]])
    assert_allclose(log_softmax([[0, 0, 0, 0]]), np.full((1, 4), -np.log(4)))


def test_two_classes_are_a_sigmoid() -> None:
    z = np.linspace(-50, 50, 11)
    P = softmax(np.stack([z, 0 * z], axis=1))
    assert_allclose(P[:, 0], 1 / (1 + np.exp(-z)), rtol=1e-13)


def test_far_out() -> None:
    Z = [[1000, 0, -1000], [-1e300, 1e300, 0], [0, 0, 1e-300]]
    P, logs = softmax(Z), log_softmax(Z)
    assert_allclose(P, [[1, 0, 0], [0, 1, 0], [1 / 3] * 3])
    assert_allclose(logs[0], [0, -1000, -2000])
    assert_allclose(logs[1, 1], 0)


def test_far_out_to_the_last_digit() -> None:
    """The difference 0.1 - -700.3 is rounded, and exp makes much of it."""
    z = [0.1, -700.3, -33.7]
    with mp.workdps(50):
        terms = [mp.exp(mp.mpf(value)) for value in z]
        right = [float(term / sum(terms)) for term in terms]
    assert_allclose(softmax(z), right, rtol=1e-15)


def test_a_sure_network_keeps_its_digits() -> None:
    """The logarithm of a probability of 1 - 1e-30 is -1e-30, not 0."""
    assert_allclose(log_softmax([[0, -70]])[0, 0], -np.exp(-70), rtol=1e-13)
    assert_allclose(cross_entropy([[0, -70]], [[1, 0]]), np.exp(-70), rtol=1e-13)


def test_float32_stays_float32_and_more_axes_are_fine() -> None:
    Z = np.arange(12, dtype=np.float32).reshape(2, 2, 3)
    for f in (softmax, log_softmax, rescale):
        assert f(Z).dtype == np.float32
        assert_allclose(f(Z)[1], f(Z[1]), rtol=1e-6)
    assert softmax([1, 2]).dtype == np.float64


def test_complex_step() -> None:
    Z = np.array([[0.3, -1.2, 2.0]])
    p = softmax(Z)[0]
    jacobian = np.diag(p) - np.outer(p, p)
    for k in range(3):
        found = numerical_gradient(lambda Z, k=k: softmax(Z)[0, k], Z, method="complex")
        assert_allclose(found[0], jacobian[k], rtol=1e-13)
        found = numerical_gradient(lambda Z, k=k: log_softmax(Z)[0, k], Z, method="complex")
        assert_allclose(found[0], jacobian[k] / p[k], rtol=1e-13)
    found = numerical_gradient(lambda Z: rescale(Z)[0, 0], [[1.0, 3.0]], method="complex")
    assert_allclose(found, [[3 / 16, -1 / 16]])


def test_complex_step_where_scores_tie() -> None:
    found = numerical_gradient(lambda Z: log_softmax(Z)[0, 0], [[2.0, 2.0]], method="complex")
    assert_allclose(found, [[0.5, -0.5]])


def test_what_training_runs_is_the_same() -> None:
    Z = np.array([[0.5, -2.0, 30.0]])
    assert_array_equal(softmax_formula(Z), softmax(Z))


def test_rescale_keeps_the_lectures_numbers() -> None:
    assert_allclose(rescale([[0.03, 0.57, 0.24]]).round(4), [[0.0357, 0.6786, 0.2857]])
    assert_allclose(rescale([[1, 3], [0, 2]]), [[0.25, 0.75], [0, 1]])


def test_rescale_is_not_softmax() -> None:
    """Rescaling does not change when outputs are scaled, softmax when they are shifted."""
    a = np.array([[0.1, 0.4]])
    assert_allclose(rescale(3 * a), rescale(a))
    assert not np.allclose(softmax(3 * a), softmax(a))
    assert not np.allclose(rescale(a + 1), rescale(a))


@pytest.mark.parametrize("f", [softmax, log_softmax, rescale])
@pytest.mark.parametrize(
    ("Z", "error", "message"),
    [
        (["a"], TypeError, "Z must hold numbers"),
        ([[1, 2], [3]], ValueError, "its rows differ in length"),
        (3, ValueError, r"Z must hold one score per class, shape \(n, K\); it is \(\)"),
        ([], ValueError, r"it is \(0,\)"),
        (np.zeros((2, 0)), ValueError, r"it is \(2, 0\)"),
        ([[np.nan, 1]], ValueError, "Z holds nan or infinity"),
        ([[np.inf, 1]], ValueError, "Z holds nan or infinity"),
    ],
)
def test_bad_scores(f: Any, Z: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        f(Z)


@pytest.mark.parametrize("Z", [[[0, 0]], [[1, -0.5]], [[1, 2], [0, 0]]])
def test_what_cannot_be_rescaled(Z: Any) -> None:
    with pytest.raises(ValueError, match="for scores of either sign use softmax"):
        rescale(Z)
