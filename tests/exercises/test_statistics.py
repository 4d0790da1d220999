"""Honest draws stay inside the tolerances; the bound is proved, and held against exact tails."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from course.exercises import statistics
from course.exercises.statistics import FALSE_ALARM


@pytest.mark.parametrize("n", [100, 1_000, 20_000])
@pytest.mark.parametrize("p", [0.0, 0.01, 0.25, 0.5, 0.9])
def test_share_against_the_exact_binomial(p: float, n: int) -> None:
    atol = statistics.share(p, n).atol
    outside = stats.binom.cdf(np.ceil(n * (p - atol)) - 1, n, p)
    outside += stats.binom.sf(np.floor(n * (p + atol)), n, p)
    assert outside < FALSE_ALARM


@pytest.mark.parametrize("n", [100, 1_000, 40_000])
def test_mean_against_the_exact_normal(n: int) -> None:
    assert 2 * stats.norm.sf(statistics.mean(3.0, n).atol / (3.0 / np.sqrt(n))) < FALSE_ALARM


@pytest.mark.parametrize("n", [30, 1_000, 40_000])
def test_standard_deviation_against_the_exact_chi_square(n: int) -> None:
    atol = statistics.standard_deviation(2.0, n).atol
    above = stats.chi2.sf(n * ((2.0 + atol) / 2.0) ** 2, n - 1)
    below = stats.chi2.cdf(n * max(0.0, (2.0 - atol) / 2.0) ** 2, n - 1)
    assert above + below < FALSE_ALARM


@pytest.mark.parametrize("draw", ["normal", "uniform"])
def test_simulated_draws(draw: str) -> None:
    """A billionth can't be simulated; the spread of the statistic itself can."""
    n, runs = 400, 2_000
    rng = np.random.default_rng(3)
    size = (runs, n)
    x = rng.normal(size=size) if draw == "normal" else rng.uniform(-1, 1, size) * np.sqrt(3)
    for seen, expected, tolerance in (
        (x.mean(axis=1), 0.0, statistics.mean(1.0, n)),
        (x.std(axis=1), 1.0, statistics.standard_deviation(1.0, n)),
        ((x > 0).mean(axis=1), 0.5, statistics.share(0.5, n)),
    ):
        away = np.abs(seen - expected).max() / tolerance.atol
        assert 0.2 < away < 1, "never outside, and not so wide that nothing is ever outside"


def test_tolerances_shrink_with_the_number_of_draws() -> None:
    for of in (statistics.share, statistics.mean, statistics.standard_deviation):
        assert of(0.2, 40_000).atol < of(0.2, 400).atol / 5
