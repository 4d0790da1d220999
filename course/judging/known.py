"""What a correct solution and each known wrong form show on the same probes.

Computed once for an exercise and a seed, whatever the number of students.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from course.exercises.attempting import correct_partners_of
from course.exercises.declaration import Exercise, Misconception, Probe
from course.exercises.observation import Plain
from course.exercises.probing import Observation

Observations = dict[str, tuple[Observation, ...]]
Seen = dict[str, tuple[Plain, ...]]  # by probe: what its view makes of each observation


@dataclass(frozen=True)
class Known:
    """The observations that an attempt is compared with."""

    reference: Observations
    right: Seen
    wrong: tuple[tuple[Misconception, Seen], ...]


def known(exercise: Exercise, seed: int) -> Known:
    """Return what the reference and every misconception show."""
    return _known(exercise, seed)


@lru_cache(maxsize=256)
def _known(exercise: Exercise, seed: int) -> Known:
    partners = correct_partners_of(exercise)
    reference = exercise.observe(exercise.reference, seed, partners=partners)
    return Known(
        reference,
        seen(exercise, reference, seed),
        tuple(
            (wrong, seen(exercise, exercise.observe(wrong.wrong, seed, partners=partners), seed))
            for wrong in exercise.misconceptions
        ),
    )


def seen(exercise: Exercise, observations: Observations, seed: int) -> Seen:
    """Return what is compared, for every probe: the observations through its view."""
    return {
        probe.name: _through_view(exercise, probe, observations.get(probe.name, ()), seed)
        for probe in exercise.probes
    }


def _through_view(
    exercise: Exercise, probe: Probe, observations: Iterable[Observation], seed: int
) -> tuple[Plain, ...]:
    return tuple(
        probe.seen(observation.value, probe.rng(exercise.name, seed, repeat))
        for repeat, observation in enumerate(observations)
    )
