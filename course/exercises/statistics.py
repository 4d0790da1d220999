"""How far a statistic of honest draws may lie from what it estimates.

Drawn quantities are compared by statistics, never draw by draw. Each function
here returns the `Tolerance` that a correct solution misses with a probability
below one in a billion. The bounds are proved ones (Bernstein; Chernoff; Laurent
and Massart, Annals of Statistics 28, 2000, lemma 1), not approximations that
fail in the tails.
"""

from __future__ import annotations

import math

from course.exercises.declaration import Tolerance

FALSE_ALARM = 1e-9  # for one probe


def share(p: float, n: int) -> Tolerance:
    """Tolerance of the share of successes in ``n`` independent trials of probability ``p``.

    Examples
    --------
    >>> round(share(0.25, 20_000).atol, 4)
    0.0204
    """
    bound = math.log(2 / FALSE_ALARM) / n
    atol = bound / 3 + math.sqrt((bound / 3) ** 2 + 2 * bound * p * (1 - p))
    return Tolerance(0.0, atol, f"the share among {n:,} draws varies by chance")


def mean(std: float, n: int) -> Tolerance:
    """Tolerance of the mean of ``n`` independent draws, normal or uniform, with this ``std``.

    Examples
    --------
    >>> round(mean(1.0, 10_000).atol, 4)
    0.0654
    """
    atol = std * math.sqrt(2 * math.log(2 / FALSE_ALARM) / n)
    return Tolerance(0.0, atol, f"the mean of {n:,} draws varies by chance")


def standard_deviation(std: float, n: int) -> Tolerance:
    """Tolerance of the standard deviation of ``n`` independent draws, normal or uniform.

    Examples
    --------
    >>> round(standard_deviation(1.0, 40_000).atol, 4)
    0.0244
    """
    bound = math.log(4 / FALSE_ALARM) / n
    of_the_variance = 2 * math.sqrt(bound) + 2 * bound
    above = math.sqrt(1 + of_the_variance) - 1
    below = 1 - math.sqrt(max(0.0, 1 - of_the_variance))
    atol = std * max(above, below)
    return Tolerance(0.0, atol, f"the spread of {n:,} draws varies by chance")
