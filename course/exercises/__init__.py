"""Every exercise of the course, found by its name.

Each unit has a module of its own, read when the first exercise is asked for.

Examples
--------
>>> get("sigmoid").signature
'sigmoid(x)'
"""

from __future__ import annotations

import difflib
import importlib
from functools import cache

from course.exercises.declaration import Choice, Exercise, Tolerance, choice
from course.exercises.probing import watching

__all__ = [
    "Choice",
    "Exercise",
    "Tolerance",
    "UnknownExercise",
    "all",
    "choice",
    "get",
    "watching",
]

# By name, not by looking for files: while grading, these are hidden from the student's code.
UNITS = [
    "unit_00_orientation",
    "unit_01_activations",
    "unit_02_forward",
    "unit_03_backprop",
    "unit_04_training",
    "unit_05_initialization",
    "unit_06_losses",
    "unit_07_vanishing",
    "unit_08_regularization",
    "unit_09_capstone",
]


class UnknownExercise(LookupError):
    """There is no exercise of this name; the message lists the nearest names."""


def get(name: str) -> Exercise:
    """Return the exercise called ``name``.

    Raises
    ------
    UnknownExercise
        If the course has no exercise of that name.
    """
    known = _by_name()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise UnknownExercise(f"The course has no exercise called {name!r}.{hint}")


def all() -> list[Exercise]:  # the name is part of the public interface
    """Return every exercise, in the order of the units."""
    return list(_by_name().values())


@cache
def _by_name() -> dict[str, Exercise]:
    found: dict[str, Exercise] = {}
    for module in UNITS:
        for exercise in importlib.import_module(f"{__name__}.{module}").EXERCISES:
            if exercise.name in found:
                raise ValueError(f"Two exercises are called {exercise.name!r}.")
            found[exercise.name] = exercise
    return found
