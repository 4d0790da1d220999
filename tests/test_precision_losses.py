"""Every loss, its slope and softmax over scores in [-800, 800], against mpmath with 50 digits.

The claim: the error is at most 1e-14 of the true value, wherever that is a normal double (not
below 2e-308, where floats run out of digits). Two exceptions:

* **Softmax rounds z - max z**, and the exponential turns one rounding of a number of size s into
  a relative error of s times 1.1e-16: up to 9e-14 for a probability of exp(-800). The same holds
  for the loss of an example that the network is sure of. Where the subtraction is exact (here:
  for multiples of 1/64) the claim holds as it stands.
* **Where a slope crosses zero**, for a soft label y at the score with σ(z) = y, two numbers of
  size y (1 - y) cancel. Each has its roundings, so the error is at most 2e-16, however small the
  difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from course.losses import (
    LOSSES,
    bce,
    bce_from_logits,
    bernoulli_nll,
    categorical_nll,
    cross_entropy,
    dce_dz,
    dmse_dz,
    gaussian_nll,
    half_squared_error,
    squared_error,
)
from course.softmax import log_softmax, rescale, softmax

TINY = mp.mpf(float(np.finfo(np.float64).tiny))
CLAIM = 1e-14


@pytest.fixture(autouse=True)
def fifty_digits() -> Iterator[None]:
    with mp.workdps(50):
        yield


def exact_numbers(values: Iterable[Any]) -> list[Any]:
    return [mp.mpf(float(v)) for v in values]


def relative_errors(values: Iterable[Any], exact: Iterable[Any]) -> np.ndarray:
    """Return abs(value - exact) / abs(exact), and 0 where exact is no normal double."""
    pairs = zip(exact_numbers(np.ravel(values)), exact, strict=True)
    return np.array([float(abs((v - e) / e)) if abs(e) >= TINY else 0.0 for v, e in pairs])


def assert_precise(values: Any, exact: Iterable[Any], of: Any) -> None:
    errors = relative_errors(values, exact)
    assert errors.any(), "nothing was compared, or all of it was compared with itself"
    worst = int(errors.argmax())
    assert (errors <= CLAIM).all(), f"wrong by {errors[worst]:.2g} at {of[worst]}"


# --- scores one by one --------------------------------------------------------------------------


def scores() -> np.ndarray:
    """Return scores of every size: drawn, round, near 0 and on the edges."""
    rng = np.random.default_rng(1)
    sizes = 10.0 ** rng.uniform(-300, 0, 60)
    return np.concatenate(
        [
            *(rng.uniform(-width, width, 300) for width in (2, 40, 800)),
            np.linspace(-800, 800, 161),
            [36.7, 36.8, 37.5, 708.3, 745.0, -36.7, -708.3, -745.0],
            sizes,
            -sizes,
        ]
    )


Z = scores()
HARD, SOFT = [0.0, 1.0], [0.3, 0.5, 1e-9, 1 - 1e-12]


def logistic(z: Any) -> Any:
    return 1 / (1 + mp.exp(-z))


@pytest.mark.parametrize("y", HARD + SOFT)
def test_bce_from_logits(y: float) -> None:
    p = mp.mpf(y)
    exact = [p * mp.log1p(mp.exp(-z)) + (1 - p) * mp.log1p(mp.exp(z)) for z in exact_numbers(Z)]
    labels = np.full_like(Z, y)
    assert_precise(bce_from_logits(Z, labels), exact, Z)
    columns = labels[:, None], Z[:, None], Z[:, None]
    assert_precise(LOSSES["binary_cross_entropy"].exact_values(*columns), exact, Z)
    in_training = LOSSES["binary_cross_entropy"].values(*columns)  # digits down to 1e-16
    np.testing.assert_allclose(in_training, [float(e) for e in exact], rtol=1e-14, atol=5e-16)


@pytest.mark.parametrize("y", HARD)
def test_slopes_for_hard_labels(y: float) -> None:
    # σ(z) - y, without the subtraction
    slopes = [logistic(z) if y == 0 else -logistic(-z) for z in exact_numbers(Z)]
    assert_precise(dce_dz(Z, np.full_like(Z, y)), slopes, Z)
    falling = [
        2 * slope * logistic(z) * logistic(-z)
        for slope, z in zip(slopes, exact_numbers(Z), strict=True)
    ]
    assert_precise(dmse_dz(Z, np.full_like(Z, y)), falling, Z)


@pytest.mark.parametrize("y", SOFT)
def test_slopes_for_soft_labels(y: float) -> None:
    p, labels = mp.mpf(y), np.full_like(Z, y)
    slopes = [logistic(z) - p for z in exact_numbers(Z)]
    falling = [
        2 * s * logistic(z) * logistic(-z) for s, z in zip(slopes, exact_numbers(Z), strict=True)
    ]
    for values, exact in ((dce_dz(Z, labels), slopes), (dmse_dz(Z, labels), falling)):
        off = [float(abs(v - e)) for v, e in zip(exact_numbers(values), exact, strict=True)]
        assert max(off) <= 2e-16
    apart = np.array([abs(s / p) > 0.1 and abs(s / (1 - p)) > 0.1 for s in slopes])
    assert apart.sum() > 100
    for values, exact in ((dce_dz(Z, labels), slopes), (dmse_dz(Z, labels), falling)):
        assert_precise(
            values[apart], [e for e, a in zip(exact, apart, strict=True) if a], Z[apart]
        )


# --- rows of scores -----------------------------------------------------------------------------


def exact_log_softmax(row: Iterable[Any]) -> list[Any]:
    z = exact_numbers(row)
    top = max(z)
    rest = mp.fsum(mp.exp(z_k - top) for k, z_k in enumerate(z) if k != z.index(top))
    return [z_k - top - mp.log1p(rest) for z_k in z]


def rows_of_scores(K: int, kind: str) -> np.ndarray:
    rng = np.random.default_rng(K)
    if kind == "multiples of 1/64":
        near, far = rng.integers(-320, 321, (100, K)), rng.integers(-51200, 51201, (150, K))
        ties = rng.integers(-1, 2, (30, K)) * 6400
        return np.concatenate([near, far, ties]) / 64
    widths = (1, 5, 40, 200, 800)
    return np.concatenate([rng.uniform(-width, width, (50, K)) for width in widths])


KINDS = pytest.mark.parametrize("kind", ["multiples of 1/64", "drawn"])
CLASSES = pytest.mark.parametrize("K", [2, 3, 10])


def places(rows: np.ndarray) -> list[str]:
    return [f"{row}, class {k}" for row in rows for k in range(len(row))]


@KINDS
@CLASSES
def test_softmax(K: int, kind: str) -> None:
    rows = rows_of_scores(K, kind)
    exact = [mp.exp(log) for row in rows for log in exact_log_softmax(row)]
    assert_precise(softmax(rows), exact, places(rows))


@KINDS
@CLASSES
def test_log_softmax_and_cross_entropy(K: int, kind: str) -> None:
    rows = rows_of_scores(K, kind)
    exact = [log for row in rows for log in exact_log_softmax(row)]
    assert_precise(log_softmax(rows), exact, places(rows))

    hot = np.eye(K)
    values = LOSSES["cross_entropy"].exact_values
    losses = [values(hot[[k] * len(rows)], rows, rows) for k in range(K)]
    assert_precise(np.transpose(losses), [-log for log in exact], places(rows))
    mean = -mp.fsum(exact[::K]) / len(rows)
    assert relative_errors(cross_entropy(rows, hot[[0] * len(rows)]), [mean]) <= CLAIM


@CLASSES
def test_cross_entropy_with_soft_labels(K: int) -> None:
    rows = rows_of_scores(K, "drawn")
    Y = np.random.default_rng(0).dirichlet(np.ones(K), len(rows))
    exact = [
        -mp.fsum(
            y * log for y, log in zip(exact_numbers(labels), exact_log_softmax(row), strict=True)
        )
        for row, labels in zip(rows, Y, strict=True)
    ]
    assert_precise(LOSSES["cross_entropy"].exact_values(Y, rows, rows), exact, rows)


@pytest.mark.parametrize("distance", [1, 20, 36.75, 37, 100, 700])
def test_a_network_that_is_sure_still_has_a_loss(distance: float) -> None:
    """From 37 on log(softmax) is log(1) = 0; the loss itself is exp(-distance), not 0."""
    exact = [mp.log1p(mp.exp(-mp.mpf(distance)))]
    for loss in (
        cross_entropy([[distance, 0]], [[1, 0]]),
        -log_softmax([0, distance])[1],
        bce_from_logits(distance, 1),
    ):
        assert relative_errors(loss, exact) <= CLAIM
    if distance >= 37:
        assert np.log(softmax([0, distance]))[1] == 0


# --- losses of outputs and probabilities --------------------------------------------------------


def test_squared_errors() -> None:
    rng = np.random.default_rng(2)
    y, a = rng.uniform(-800, 800, (2, 200, 3))
    a[:50] = y[:50] + rng.normal(0, 1e-12, (50, 3))  # nearly right: y - a is exact there
    exact = [
        mp.fsum((s - t) ** 2 for s, t in zip(map(mp.mpf, v), map(mp.mpf, w), strict=True))
        for v, w in zip(y.tolist(), a.tolist(), strict=True)
    ]
    assert_precise(squared_error(y, a), exact, y)
    assert_precise(half_squared_error(y, a), [e / 2 for e in exact], y)


def test_gaussian_nll() -> None:
    y, mean = np.random.default_rng(3).uniform(-800, 800, (2, 200))
    exact = [
        (s - t) ** 2 / 5 + mp.log(5 * mp.pi) / 2
        for s, t in zip(exact_numbers(y), exact_numbers(mean), strict=True)
    ]
    assert_precise(gaussian_nll(y, mean, variance=2.5), exact, y)


@pytest.mark.parametrize("y", HARD + SOFT)
def test_losses_of_probabilities(y: float) -> None:
    edges = 10.0 ** np.arange(-14, 0)  # closer to 0 and 1 than 1e-15 they are moved
    p = np.concatenate([np.random.default_rng(4).uniform(0, 1, 300), edges, 1 - edges])
    q = mp.mpf(y)
    exact = [-(q * mp.log(s) + (1 - q) * mp.log(1 - s)) for s in exact_numbers(p)]
    assert_precise(bernoulli_nll(np.full_like(p, y), p), exact, p)
    assert relative_errors(bce(p, np.full_like(p, y)), [mp.fsum(exact) / len(p)]) <= CLAIM


def test_categorical_nll_and_rescale() -> None:
    rng = np.random.default_rng(5)
    outputs = 10.0 ** rng.uniform(-10, 0, (200, 4))
    exact = []
    for row in outputs:
        numbers = exact_numbers(row)
        exact += [number / mp.fsum(numbers) for number in numbers]
    assert_precise(rescale(outputs), exact, places(outputs))

    P = rng.dirichlet(np.ones(4), 200)
    Y = np.eye(4)[rng.integers(0, 4, 200)]
    exact = [-mp.log(mp.mpf(p)) for p in P[Y == 1].tolist()]
    assert_precise(categorical_nll(Y, P), exact, P)
