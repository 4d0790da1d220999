"""Which mistakes a wrong form does not make: each number that its probes show is looked at.

A mistake that a form made would show wherever it shows alone. So where another
misconception gives a wrong number and this form a right one, it does not make
that mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from course.exercises.declaration import REFERENCE, Exercise, Misconception, Tolerance
from course.exercises.observation import Plain, plain
from course.judging.compare import same
from course.judging.known import Seen, known

SEED = 1  # of the probes
MOST = 2_000  # numbers of one array that are looked at

Place = tuple[Any, ...]  # the probe, then the way down to one number of what it showed


def not_made(exercise: Exercise, misconception: Misconception) -> list[Misconception]:
    """Return the exercise's other misconceptions that this one certainly does not contain.

    Examples
    --------
    >>> from course import exercises
    >>> relu = exercises.get("relu")
    >>> first = relu.misconceptions[0]
    >>> first in not_made(relu, first)
    False
    """
    facts = known(exercise, SEED)
    wrong = {one.id: _wrong_places(exercise, facts.right, seen) for one, seen in facts.wrong}
    here = wrong.get(misconception.id, set())
    return [one for one in exercise.misconceptions if wrong[one.id] - here]


def _wrong_places(exercise: Exercise, right: Seen, seen: Seen) -> set[Place]:
    """Return where a wrong form shows something else than a right one, on all probes."""
    found: set[Place] = set()
    for probe in exercise.probes:
        expected = right[probe.name][0] if probe.expected is REFERENCE else plain(probe.expected)
        got = seen[probe.name][0]
        found |= set(_differing(expected, got, probe.tolerance, (probe.name,)))
    return found


def _differing(right: Plain, got: Plain, tolerance: Tolerance, at: Place) -> Iterator[Place]:
    if isinstance(right, tuple) and isinstance(got, tuple) and len(right) == len(got):
        for k, (one, other) in enumerate(zip(right, got, strict=True)):
            yield from _differing(one, other, tolerance, (*at, k))
    elif isinstance(right, dict) and isinstance(got, dict) and right.keys() == got.keys():
        for key in right:
            yield from _differing(right[key], got[key], tolerance, (*at, key))
    elif _are_alike(right, got):
        apart = ~np.isclose(got, right, tolerance.rtol, tolerance.atol, equal_nan=True)
        yield from ((*at, int(k)) for k in np.flatnonzero(apart.ravel()[:MOST]))
    elif not same(right, got, tolerance):
        yield from _all_places(right, at)


def _are_alike(right: Plain, got: Plain) -> bool:
    """Whether both are arrays of one shape."""
    arrays = isinstance(right, np.ndarray) and isinstance(got, np.ndarray)
    return arrays and right.shape == got.shape


def _all_places(right: Plain, at: Place) -> Iterator[Place]:
    """Yield every place below ``at``, and ``at`` itself: the form of the whole is wrong."""
    yield at
    if isinstance(right, tuple):
        for k, one in enumerate(right):
            yield from _all_places(one, (*at, k))
    elif isinstance(right, dict):
        for key, one in right.items():
            yield from _all_places(one, (*at, key))
    elif isinstance(right, np.ndarray):
        yield from ((*at, k) for k in range(min(right.size, MOST)))
