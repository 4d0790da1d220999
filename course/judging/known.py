"""What a correct solution and each known wrong form show on the same probes.

Computed once for an exercise and a seed, whatever the number of students.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import course.exercises as catalogue
from course.exercises.declaration import Exercise, Misconception
from course.exercises.probing import Observation

Observations = dict[str, tuple[Observation, ...]]


@dataclass(frozen=True)
class Known:
    """The observations that an attempt is compared with."""

    reference: Observations
    wrong: tuple[tuple[Misconception, Observations], ...]


def known(exercise: Exercise, seed: int) -> Known:
    """Return the observations of the reference and of every misconception."""
    return _known(exercise, seed)


@lru_cache(maxsize=256)
def _known(exercise: Exercise, seed: int) -> Known:
    partners = {name: catalogue.get(name).reference for name in exercise.partners}
    return Known(
        exercise.observe(exercise.reference, seed, partners=partners),
        tuple(
            (misconception, exercise.observe(misconception.wrong, seed, partners=partners))
            for misconception in exercise.misconceptions
        ),
    )
