"""No function in the module of a unit, called by a student, earns the points of an exercise.

A module holds solutions, wrong forms and helpers of probes beside each other. Each of them is
handed in as the answer to every exercise of its unit, inside a function that calls it.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

import course.exercises as catalogue
from course.exercises import Exercise, declaration
from course.exercises.attempting import attempt
from course.judging.deciding import decide

FUNCTIONS = [exercise for exercise in catalogue.all() if exercise.kind == "function"]


def borrowed(exercise: Exercise) -> Iterator[tuple[str, Any]]:
    """Yield what a unit's module defines and could be called like the exercise."""
    module = importlib.import_module(f"course.exercises.unit_{exercise.unit}")
    wanted = len(inspect.signature(exercise.reference).parameters)
    values = {name: v for name, v in vars(module).items() if callable(v)}
    values[f"the reference of {exercise.name}"] = exercise.reference
    for name, value in values.items():
        try:
            taken = inspect.signature(value).parameters
        except (TypeError, ValueError):
            continue
        if len(taken) >= wanted and getattr(value, "__module__", "").startswith(
            "course.exercises"
        ):
            yield name, value


def through(value: Any) -> Any:
    """Return a student's function that calls the course's."""

    def mine(*args: Any, **kwargs: Any) -> Any:
        return value(*args, **kwargs)

    return mine


@pytest.mark.slow
@pytest.mark.matrix
@pytest.mark.parametrize("exercise", FUNCTIONS, ids=[f"{e.unit}-{e.name}" for e in FUNCTIONS])
def test_what_a_module_defines_earns_nothing(
    exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(declaration, "SECONDS", 1.0)
    tried = 0
    for name, value in borrowed(exercise):
        verdict = decide(exercise, attempt(exercise, through(value), 3), 3)
        assert not verdict.passed, f"{name} earns all points"
        tried += 1
    assert tried >= 1
