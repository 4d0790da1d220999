"""What a correct solution and each known wrong form show on the same probes.

Computed once for an exercise and a seed, whatever the number of students, and not before it is
needed: a wrong form once an answer is wrong, and no further than it takes to tell them apart. Some
train networks, and in a browser somebody waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from course.exercises.attempting import correct_partners_of
from course.exercises.declaration import Exercise, Misconception, Probe
from course.exercises.observation import Plain
from course.exercises.probing import Observation

Observations = dict[str, tuple[Observation, ...]]
Seen = Mapping[str, tuple[Plain, ...]]  # by probe: what its view makes of each observation


@dataclass(frozen=True)
class Known:
    """The observations that an attempt is compared with, each made when it is first asked for."""

    exercise: Exercise
    seed: int

    @cached_property
    def reference(self) -> Observations:
        """What a correct solution shows; not needed by probes that state what they expect."""
        partners = correct_partners_of(self.exercise)
        return self.exercise.observe(self.exercise.reference, self.seed, partners=partners)

    @cached_property
    def right(self) -> Seen:
        """The same, through the views of the probes."""
        return seen(self.exercise, self.reference, self.seed)

    @cached_property
    def wrong(self) -> tuple[tuple[Misconception, Seen], ...]:
        """What each wrong form shows."""
        forms = self.exercise.misconceptions
        return tuple((form, Shown(self.exercise, form.wrong, self.seed)) for form in forms)


class Shown(Mapping[str, tuple[Plain, ...]]):
    """What a wrong form shows. A probe is run once it is asked for, after those before it."""

    def __init__(self, exercise: Exercise, form: Any, seed: int) -> None:
        self._exercise, self._form, self._seed = exercise, form, seed
        self._begin()

    def _begin(self) -> None:
        partners = correct_partners_of(self._exercise)
        self._looking = self._exercise.looking(self._form, self._seed, partners=partners)
        self._seen: dict[str, tuple[Plain, ...]] = {}

    def __getitem__(self, name: str) -> tuple[Plain, ...]:
        """Return what is compared at the probe called ``name``."""
        try:
            while name not in self._seen:
                self._look_on()
        except BaseException:  # Ctrl-C: what was interrupted can't be taken up again
            self._begin()
            raise
        return self._seen[name]

    def _look_on(self) -> None:
        probe, observed = next(self._looking)
        self._seen[probe.name] = _through_view(self._exercise, probe, observed, self._seed)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the probes."""
        return (probe.name for probe in self._exercise.probes)

    def __len__(self) -> int:
        """Return the number of probes."""
        return len(self._exercise.probes)


@lru_cache(maxsize=256)
def known(exercise: Exercise, seed: int) -> Known:
    """Return what the reference and every misconception show."""
    return Known(exercise, seed)


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
