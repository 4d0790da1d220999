"""How well something is mastered, as a number between 0 and 1.

A moving average over the changed attempts at an exercise, in which the newest
counts most. Research finds this as good as far more elaborate models (Pelánek
and Řihák 2018), and anybody can follow it: whoever gets everything at once has
1; after any number of failures, one pass gives at least 0.6 and a second pass,
with the answer emptied and written afresh, at least 0.84. So two passes in a
row are always enough for the goal of 0.8, and a single lucky one is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

NEWEST = 0.6  # the weight of the newest attempt
GOAL = 0.8


def of_attempts(shares: Sequence[float]) -> float:
    """Return the mastery of an exercise from the share of the points in each attempt.

    Examples
    --------
    >>> of_attempts([1.0]), of_attempts([0.0, 1.0]), of_attempts([0.0, 1.0, 1.0])
    (1.0, 0.6, 0.84)
    >>> of_attempts([])
    0.0
    """
    if not shares:
        return 0.0
    average = reduce(lambda so_far, share: so_far + NEWEST * (share - so_far), shares)
    return round(average, 9)


def of_several(exercises: Iterable[tuple[float, float]]) -> float:
    """Return the mastery of a skill: the average of its exercises, weighted by their points.

    Parameters
    ----------
    exercises : iterable of (float, float)
        The points and the mastery of each exercise that was tried. Those still to come don't
        pull it down: many skills go on in later units.

    Examples
    --------
    >>> of_several([(2.0, 1.0), (1.0, 0.4)])
    0.8
    """
    pairs = list(exercises)
    weight = sum(points for points, _ in pairs)
    return round(sum(p * m for p, m in pairs) / weight, 9) if weight else 0.0
