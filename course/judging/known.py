"""What a correct solution and each known wrong form show on the same probes.

Computed once for an exercise and a seed, whatever the number of students, and not before it is
needed: the wrong forms once an answer is wrong. To train each of them takes a while.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from course.exercises.attempting import correct_partners_of
from course.exercises.declaration import Exercise, Misconception, Probe
from course.exercises.observation import Plain
from course.exercises.probing import Observation

Observations = dict[str, tuple[Observation, ...]]
Seen = dict[str, tuple[Plain, ...]]  # by probe: what its view makes of each observation


@dataclass(frozen=True)
class Known:
    """The observations that an attempt is compared with, each made when it is first asked for."""

    exercise: Exercise
    seed: int

    @cached_property
    def reference(self) -> Observations:
        """What a correct solution shows; not needed by probes that state what they expect."""
        return _observed(self.exercise, self.exercise.reference, self.seed)

    @cached_property
    def right(self) -> Seen:
        """The same, through the views of the probes."""
        return seen(self.exercise, self.reference, self.seed)

    @cached_property
    def wrong(self) -> tuple[tuple[Misconception, Seen], ...]:
        """What each wrong form shows: looked at once somebody's answer is wrong."""
        forms = self.exercise.misconceptions
        shown = [_observed(self.exercise, form.wrong, self.seed) for form in forms]
        return tuple(
            (form, seen(self.exercise, one, self.seed))
            for form, one in zip(forms, shown, strict=True)
        )


@lru_cache(maxsize=256)
def known(exercise: Exercise, seed: int) -> Known:
    """Return what the reference and every misconception show."""
    return Known(exercise, seed)


def _observed(exercise: Exercise, form: Any, seed: int) -> Observations:
    return exercise.observe(form, seed, partners=correct_partners_of(exercise))


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
