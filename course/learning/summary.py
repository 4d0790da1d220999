"""The figures on the board: mastery per skill, points per unit, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from course.exercises import all as all_exercises
from course.exercises.declaration import Exercise
from course.learning.mastery import GOAL, of_attempts, of_several
from course.learning.skills import (
    BEST_OF,
    COMMITTED,
    SKILLS,
    in_course_order,
    place_of,
    skill_of,
)
from course.learning.standing import Standing

Standings = Mapping[str, Standing]
AGAIN = 2  # exercises that are named for doing again


@dataclass(frozen=True)
class Skill:
    """One skill: its mastery, how much of it was tried, and what is worth doing again."""

    name: str
    mastery: float
    tried: int
    count: int
    again: tuple[str, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether the goal of 80 % is reached."""
        return self.tried > 0 and self.mastery >= GOAL


@dataclass(frozen=True)
class Unit:
    """One unit: the points of the last attempts, and all that there are."""

    name: str
    points: float
    most: float


def begun(standings: Standings) -> list[str]:
    """Return the units in which something was tried, in order."""
    return sorted({one.unit for one in all_exercises() if _is_tried(standings, one)})


def skills(standings: Standings) -> list[Skill]:
    """Return the skills of the units begun, in the order of the course."""
    open_units = set(begun(standings))
    by_skill: dict[str, list[Exercise]] = {name: [] for name in SKILLS}
    for exercise in in_course_order(all_exercises()):
        by_skill[skill_of(exercise)].append(exercise)
    return [
        _skill(name, exercises, standings)
        for name, exercises in by_skill.items()
        if open_units & {exercise.unit for exercise in exercises}
    ]


def _skill(name: str, exercises: list[Exercise], standings: Standings) -> Skill:
    mastered = {
        one.name: (one.points, of_attempts(standings[one.name].shares))
        for one in exercises
        if _is_tried(standings, one)
    }
    counting = _without_the_worst({name: mastery for name, (_, mastery) in mastered.items()})
    tried = len(mastered)
    mastered = {name: pair for name, pair in mastered.items() if name in counting}
    mastery = of_several(mastered.values())
    weakest = sorted((m, name) for name, (_, m) in mastered.items() if m < GOAL)
    again = tuple(name for _, name in weakest[:AGAIN]) if mastery < GOAL else ()
    return Skill(name, mastery, tried, len(exercises), () if name == COMMITTED else again)


def _without_the_worst(values: Mapping[str, float]) -> set[str]:
    """Return the names that count: of each set of which only the best count, only these."""
    left = set(values)
    for count, names in BEST_OF:
        here = sorted(left.intersection(names), key=lambda name: (-values[name], name))
        left -= set(here[count:])
    return left


def units(standings: Standings) -> list[Unit]:
    """Return the units begun, with the points reached in each."""
    return [unit_of(name, standings) for name in begun(standings)]


def unit_of(name: str, standings: Standings) -> Unit:
    """Return one unit with the points reached in it."""
    own = [one for one in all_exercises() if one.unit == name]
    return Unit(
        name,
        _sum(own, lambda one: points_of(one, standings)),
        _sum(own, lambda one: one.points),
    )


def points_of(exercise: Exercise, standings: Standings) -> float:
    """Return the points of the last attempt at an exercise."""
    known = standings.get(exercise.name)
    return min(known.points, exercise.points) if known else 0.0


def _sum(exercises: Iterable[Exercise], value: Callable[[Exercise], float]) -> float:
    """Add up what counts."""
    values = {one.name: value(one) for one in exercises}
    return round(sum(values[name] for name in _without_the_worst(values)), 6)


def _is_tried(standings: Standings, exercise: Exercise) -> bool:
    return exercise.name in standings and standings[exercise.name].attempts > 0


def next_step(standings: Standings) -> str:
    """Say in one sentence what to do next: the first exercise that is not complete.

    Examples
    --------
    >>> next_step({"sigmoid": Standing("sigmoid", 0.5, 2.0, shares=[0.25], last="2026-11-01")})
    'Next: sigmoid (exercise 1.1) in 01_activations/activations.ipynb, 0.5 of 2 points so far.'
    """
    course = [one for one in in_course_order(all_exercises()) if one.group != "commit"]
    waiting = [one for one in course if not _is_complete(one, standings)]
    if not begun(standings):
        return "Start with 00_orientation/orientation.ipynb, and run its cells from the top."
    if not waiting:
        return "Every exercise of the course has all its points."
    here = _latest_unit(standings)
    later = [one for one in waiting if one.unit >= here] or waiting
    return _named(later[0], standings)


def _named(exercise: Exercise, standings: Standings) -> str:
    where = f"{exercise.name} (exercise {exercise.group}) in {place_of(exercise)}"
    if not _is_tried(standings, exercise):
        return f"Next: {where}, which you have not tried yet."
    got = points_of(exercise, standings)
    return f"Next: {where}, {got:g} of {exercise.points:g} points so far."


def _is_complete(exercise: Exercise, standings: Standings) -> bool:
    """Whether an exercise has all its points, or enough others of its set have."""
    if points_of(exercise, standings) >= exercise.points:
        return True
    for count, names in BEST_OF:
        if exercise.name in names:
            done = [n for n in names if n in standings and standings[n].outcome == "passed"]
            return len(done) >= count
    return False


def _latest_unit(standings: Standings) -> str:
    """Return the unit of the latest attempt."""
    tried = [one for one in all_exercises() if _is_tried(standings, one)]
    return max(tried, key=lambda one: standings[one.name].last).unit
